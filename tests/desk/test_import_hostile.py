"""Import of a page in the desk: what no page is made of, and pages that come as PDF."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from issues.import_drafts import drafts
from issues.models import ImportDraft, SetPage
from tests.desk.test_import import DUMP, ask, editor, file_of, screen_of, store
from tests.factories import Team, make_publication
from tests.issues.printed_pages import printed_page

pytestmark = pytest.mark.django_db
__all__ = ["editor"]  # the fixture


# --------------------------------------------------------------------------------------- hostile input


def pdf_of(*files: bytes) -> bytes:
    """The pages of several PDFs as one file; a file of one empty page where there are none."""
    whole, buffer = pypdfium2.PdfDocument.new(), BytesIO()
    for data in files:
        whole.import_pages(pypdfium2.PdfDocument(data))
    if not files:
        whole.new_page(400, 600)
    whole.save(buffer)
    return buffer.getvalue()


HOSTILE: dict[str, dict[str, Any]] = {
    "nothing": {"text": "  \n "},
    "both": {"file": file_of(DUMP.encode())},
    "empty file": {"text": "", "file": file_of(b"")},
    "picture": {"text": "", "file": file_of(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, "a.jpg")},
    "zip": {"text": "", "file": file_of(b"PK\x03\x04" + b"\x00\x01\x02" * 500, "a.zip")},
    "half a character": {"text": "", "file": file_of("半".encode("utf-16") + b"\x4e")},
    "undecodable": {"text": "", "file": file_of(b"\x81\xff\xff\xfe\xff" * 50)},
    "too large a file": {"text": "", "file": file_of("长".encode() * 800_000)},
    "too long a text": {"text": "长" * 400_000},
    "too many lines": {"text": "行\n" * 7000},
    "no letters": {"text": "！？…… —— \n\n\n"},
    "control characters": {"text": "\x01\x02\x03" * 200},
    "million brackets": {"text": "（" * 1_000_000},
    "one line of 5 MB": {"text": "", "file": file_of("居民说".encode() * 560_000)},
    "broken PDF": {"text": "", "file": file_of(b"%PDF-1.7\n" + b"\x00\xff garbage" * 200, "1.pdf")},
    "PDF without text": {"text": "", "file": file_of(pdf_of(), "1.pdf")},
    "other department": {"department": "999999"},
    "no department": {"department": ""},
    "nonsense department": {"department": "<script>"},
    "nonsense date": {"on": "2026-13-45"},
    "far date": {"on": "0001-01-01"},
}


def test_hostile_input_gets_a_message(editor: Client, team: Team) -> None:
    for case, fields in HOSTILE.items():
        if "file" in fields:
            fields["file"].seek(0)
        answer = ask(editor, team, **fields)
        assert answer.status_code == 400, case
        assert answer.context["form"].errors, case
    assert not Article.objects.exists() and not ImportDraft.objects.exists()


ODD = [
    "<script>alert(1)</script>",
    "标题\n\n本报讯 <img src=x onerror=alert(1)>" + "正文。" * 20,
    "\ufeff" + DUMP,
    "\u202e倒写\u200b的字" * 30,
    "A" * 5000,
    "（" * 3000,
    "{{ settings.SECRET_KEY }} {% load x %}\n正文。",
    "a\x00b\n" + DUMP,
]


def test_odd_text_is_shown_escaped_or_refused(editor: Client, team: Team) -> None:
    for text in ODD:
        answer = ask(editor, team, text=text)
        assert answer.status_code in (200, 400), text[:40]
        page = answer.content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page
        if answer.status_code == 200:
            assert store(editor, answer).status_code in (200, 400), text[:40]


def test_naughty_strings_are_survived(editor: Client, team: Team, shared: Path) -> None:
    strings = json.loads((shared / "attacks" / "naughty-strings.json").read_text(encoding="utf-8"))
    whole = "\n\n".join(str(text).encode("utf-8", "replace").decode() for text in strings)
    for text in (whole, whole[: len(whole) // 2], *map(str, strings[:12])):
        answer = ask(editor, team, text=text.encode("utf-8", "replace").decode())
        assert answer.status_code in (200, 400), text[:80]


def test_form_beyond_the_servers_limit_gets_a_page(editor: Client, team: Team, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    answer = ask(editor, team, text="长" * 20_000)
    assert answer.status_code == 400
    assert "MB" in answer.content.decode()


# ------------------------------------------------------------------------------------------------- PDF


def test_pdf_pages_are_shown_beside_their_image_and_placed_with_it(client: Client, team: Team) -> None:
    client.force_login(team.chief_editor)
    make_publication()
    on = timezone.localdate() - timedelta(days=900)
    whole = pdf_of(printed_page(1)[0], printed_page(2)[0])
    answer = ask(client, team, text="", file=file_of(whole, "合订本.pdf"), on=on.isoformat())
    draft = answer.context["draft"]
    assert [sibling.file_page for sibling in screen_of(answer).siblings] == [1, 2] and screen_of(answer).boxes
    image = client.get(reverse("desk:page_import_image", args=[draft.pk]))
    assert image["Content-Type"] == "image/png" and image.content.startswith(b"\x89PNG")
    numbers = {"number": "3", "total_number": "77", "page": "1", "date": on.isoformat()}
    stored = store(client, answer, target="placed", **numbers)
    printed = SetPage.objects.get(source=SetPage.Source.ARCHIVE)
    assert printed.regions.count() >= 1
    assert [sibling.file_page for sibling in stored.context["siblings"]] == [2]
    client.force_login(team.editor)
    assert client.get(reverse("desk:page_import_image", args=[draft.pk])).status_code == 404
    assert drafts.read_file(draft, "page.pdf").startswith(b"%PDF")
