"""The files of the storage: which there are, and which the rows of the database name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.storage import Storage, default_storage
from django.utils.translation import gettext as _

from articles.models import Photo
from issues.models import Issue, SetPage

HIDDEN = "."  # begins the names of what a restore or an upload has in hand


@dataclass(frozen=True)
class Named:
    """A file that a row names: whose it is, and what it must be where the row says so."""

    name: str
    owner: str
    sha256: str = ""
    bytes: int | None = None


def stored(storage: Storage = default_storage, folder: str = "") -> Iterator[str]:
    """The names of all files in the storage, folder by folder, in order."""
    folders, files = _listed(storage, folder)
    yield from (f"{folder}{name}" for name in files if not name.startswith(HIDDEN))
    for name in folders:
        if not name.startswith(HIDDEN):
            yield from stored(storage, f"{folder}{name}/")


def left_behind(storage: Storage = default_storage, folder: str = "") -> Iterator[str]:
    """What uploads and restores that were killed left: hidden files and folders."""
    folders, files = _listed(storage, folder)
    yield from (f"{folder}{name}" for name in [*files, *folders] if name.startswith(HIDDEN))
    for name in folders:
        if not name.startswith(HIDDEN):
            yield from left_behind(storage, f"{folder}{name}/")


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored, or the folder went meanwhile
        return [], []
    return sorted(folders), sorted(files)


def named() -> Iterator[Named]:
    """Every file that the rows name, the AVIF copies left out: older photos have none, and readers get WebP then."""
    for photo in Photo.objects.order_by("pk").iterator(500):
        yield Named(photo.name, _("photo %(number)d") % {"number": photo.pk}, photo.sha256, photo.bytes)
        for width in photo.rendition_widths:
            yield Named(photo.rendition_name(width), _("photo %(number)d") % {"number": photo.pk})
    pages = SetPage.objects.order_by("pk").values_list("pk", "folder", "pdf_hash", "pdf_bytes", "widths")
    for pk, folder, pdf_hash, pdf_bytes, widths in pages.iterator(500):
        yield Named(f"{folder}/page.pdf", _("set page %(number)d") % {"number": pk}, pdf_hash, pdf_bytes)
        for name in ("page.png", *(f"page-{width}.webp" for width in widths)):
            yield Named(f"{folder}/{name}", _("set page %(number)d") % {"number": pk})
    for pk, name, pdf_hash in Issue.objects.exclude(pdf_name="").values_list("pk", "pdf_name", "pdf_hash"):
        yield Named(name, _("issue %(number)d") % {"number": pk}, pdf_hash)
