"""Sheets as PDF: Typst sets them from data, in the packaged fonts alone; a word of an article is never markup.

The PDF is tagged and meets PDF/UA-1: the fonts are embedded, and a character that they do not have is printed as 〓.
"""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pylopdf_fonts_zh_cn import sans_path, serif_path

from issues.layout.fonts import GETA, packaged
from newsroom.desk.sheets.article_sheet import ArticleSheet
from newsroom.desk.sheets.page_sheet import PageSheet

FOLDER = Path(__file__).resolve().parent
FAMILIES = ("Noto Serif SC", "Noto Sans SC")


def article_pdf(sheet: ArticleSheet) -> bytes:
    """The sheet of an article on A4."""
    words = {
        "title": _("Title"),
        "summary": _("Summary"),
        "reviews": _("Reviews"),
        "earlier": _("Signatures that count no more, and returns"),
        "step": _("Step"),
        "verdict": _("Result"),
        "name": _("Signer"),
        "post": _("Post"),
        "time": _("Time"),
        "opinion": _("Words of the reviewer"),
        "hash": _("Content hash (SHA-256)"),
    }
    return _set("article.typ", sheet, words)


def page_pdf(sheet: PageSheet) -> bytes:
    """The sheet of a page on A4."""
    words = {
        "editor": _("Page editor"),
        "stories": _("Stories of the page"),
        "order": _("No."),
        "headline": _("Headline, number and content hash"),
        "signed": _("Signed title:"),
        "changed": _("Changed after it was placed"),
        "sources": _("Submitted by"),
        "length": _("Length"),
        "photos": _("Photos"),
        "reviews": _("Reviews"),
        "open": _("not signed"),
        "proofs": _("Proofs"),
        "proof": _("Proof"),
        "signature": _("Signature"),
        "date": _("Day and hour"),
        "marks": _("Marks"),
        "remarks": _("Remarks"),
        "pdf_hash": _("Hash of the signed PDF (SHA-256)"),
        "empty": _("No story stands on this page yet."),
        "total": _("Length of all stories: %(count)s characters") % {"count": sheet.characters},
    }
    return _set("page.typ", sheet, words)


def common_words(sheet: ArticleSheet | PageSheet) -> dict[str, str]:
    """What every sheet says at its foot, on paper and on the screen."""
    return {
        "made": _("Made on %(when)s") % {"when": sheet.made_at},
        "verify": _(
            "To verify: open this sheet in the newsroom system and compare the hash, or run verify_signoffs on the "
            "server, which computes every hash anew."
        ),
        "anchor": _("End of the audit trail when this was made: %(anchor)s") % {"anchor": sheet.anchor or "—"},
        "of": _("Page of the sheet"),
        "geta": _("〓 stands for a character that the fonts of this sheet do not have."),
    }


def _set(template: str, sheet: ArticleSheet | PageSheet, words: dict[str, str]) -> bytes:
    data: dict[str, Any] = dataclasses.asdict(sheet) | {"words": words | common_words(sheet)}
    printed = _printable(data)
    printed["has_geta"] = printed != data
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    document: bytes = typst.compile(
        str(FOLDER / template),
        root=str(FOLDER),
        font_paths=list(_font_folders()),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(printed, ensure_ascii=False), "language": language},
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return document


@cache
def _font_folders() -> tuple[str, ...]:
    return tuple(sorted({str(Path(path()).parent) for path in (sans_path, serif_path)}))


def _printable(value: Any) -> Any:
    """Data whose every character both fonts have; the others become 〓."""
    if isinstance(value, str):
        return "".join(c if c in "\n\t " or all(packaged(f).has(c) for f in FAMILIES) else GETA for c in value)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_printable(part) for part in value]
    return value
