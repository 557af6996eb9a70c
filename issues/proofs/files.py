"""The files of set pages and issues in the storage: written before any row names them, named by what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image

from articles.errors import WorkflowError
from issues.models import Issue, Page, SetPage
from issues.proofs.standing import PageStanding
from issues.typesetting.output import WIDTHS, smaller
from issues.typesetting.photos import PhotoShop
from issues.typesetting.plan import stored_layout
from issues.typesetting.reading_back import differences
from issues.typesetting.setting import setter_for, template_data


def read_photo(name: str) -> bytes:
    """A photo's file from the storage."""
    with default_storage.open(name) as file:
        data: bytes = file.read()
        return data


def read_file(set_page: SetPage, name: str) -> bytes:
    """A file of a set page (``page.pdf``, ``page.png``, ``page-960.webp``); raises FileNotFoundError."""
    with default_storage.open(f"{set_page.folder}/{name}") as file:
        data: bytes = file.read()
        return data


def store_once(name: str, data: bytes) -> None:
    """Write a file under exactly this name unless it is there; its name says what is in it.

    A file that was damaged since gives way to the right one.
    """
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            if file.read() == data:
                return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(data))


def issue_pdf_name(issue: Issue, standings: Sequence[PageStanding]) -> str:
    """The name of the PDF of the issue as it is planned now."""
    prints = hashlib.sha256("".join(standing.fingerprint for standing in standings).encode()).hexdigest()
    return f"pages/{issue.pk}/issue-{prints[:32]}.pdf"


def store_issue_pdf(issue: Issue, standings: Sequence[PageStanding]) -> str:
    """Set the whole issue and store its PDF, unless it is stored already; the name of the file."""
    name = issue_pdf_name(issue, standings)
    if not default_storage.exists(name):
        folder = settings.VAR_DIR / "typesetting"
        layout = stored_layout(issue)
        pdf = setter_for(layout, folder).pdf(template_data(layout, PhotoShop(folder, read_photo)))
        if wrong := differences(layout, pdf):
            raise WorkflowError(
                _("“%(title)s” would be printed otherwise than it was signed. Please tell the administrator.")
                % {"title": layout.story(wrong[0].story).headline}
            )
        store_once(name, pdf)
    return name


def issue_pdf_stored(issue: Issue, standings: Sequence[PageStanding]) -> tuple[str, str]:
    """Name and SHA-256 of the stored PDF of the issue as it is planned now; raises FileNotFoundError."""
    name = issue_pdf_name(issue, standings)
    with default_storage.open(name) as file:
        return name, hashlib.sha256(file.read()).hexdigest()


def store_page(page: Page, pdf: bytes, image: bytes) -> dict[str, Any]:
    """Store a page's PDF, its PNG and the smaller images; the fields of a set page that tell of them."""
    digest = hashlib.sha256(pdf).hexdigest()
    folder = f"pages/{page.issue_id}/{page.sequence}/{digest[:16]}"
    images = smaller(image)
    files = {"page.pdf": pdf, "page.png": image} | {f"page{ending}": data for ending, data in images.items()}
    for name, data in files.items():
        store_once(f"{folder}/{name}", data)
    with Image.open(BytesIO(image)) as opened:
        width, height = opened.size
    return {
        "pdf_hash": digest,
        "folder": folder,
        "pdf_bytes": len(pdf),
        "width": width,
        "height": height,
        "widths": [width for width in WIDTHS if f"-{width}.webp" in images],
    }
