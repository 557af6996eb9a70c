"""Page images and findings of a plan, kept by a key of everything that they show, so that nothing is set twice."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage

from issues.layout.checking import PageCheck, check
from issues.layout.model import IssueLayout
from issues.typesetting.frames import place_blocks
from issues.typesetting.output import preview
from issues.typesetting.photos import PhotoShop
from issues.typesetting.setting import setter_for, template_data
from issues.typesetting.typst import TEMPLATE

WIDTH = 960  # pixels of a preview
MOST_KEPT = 240  # previews kept in the folder
FINDINGS_KEPT = 24 * 3600  # seconds
_KEY = re.compile(r"[0-9a-f]{32}")


def page_keys(layout: IssueLayout) -> dict[int, str]:
    """For each page a key that changes with everything on its image, and with nothing else."""
    common = repr((_template_hash(), WIDTH, layout.style.to_json(), layout.imprint, len(layout.pages)))
    parts: dict[int, list[str]] = {page.sequence: [common, repr((page.name, page.editor))] for page in layout.pages}
    for placed in place_blocks(layout):
        shown = (placed.block.rect, placed.block.shape, placed.start, placed.story)
        parts[placed.page.sequence].append(repr(shown))
    return {
        sequence: hashlib.sha256(repr((sequence, words)).encode()).hexdigest()[:32] for sequence, words in parts.items()
    }


def _template_hash() -> str:
    return hashlib.sha256(TEMPLATE.read_bytes()).hexdigest()


def kept_page(key: str) -> bytes | None:
    """The image of this key, if it was made before."""
    if not _KEY.fullmatch(key):
        return None
    path = _folder() / f"{key}.png"
    return path.read_bytes() if path.exists() else None


def page_image(layout: IssueLayout, sequence: int, key: str) -> bytes:
    """The page as a PNG, set where nobody asked for it before. Raises TypesettingError."""
    kept = kept_page(key)
    if kept is not None:
        return kept
    image = preview(layout, sequence, _working_folder(), read_photo, WIDTH)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{key}.part"
    draft.write_bytes(image)
    draft.replace(folder / f"{key}.png")
    _forget(folder)
    return image


def _forget(folder: Path) -> None:
    """Remove the oldest images beyond the number that is kept."""
    images = sorted(folder.glob("*.png"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in images[MOST_KEPT:]:
        path.unlink(missing_ok=True)


def findings(layout: IssueLayout, keys: dict[int, str]) -> list[PageCheck]:
    """What the checker finds in the issue's PDF, page by page. Raises TypesettingError."""
    name = "board-findings-" + hashlib.sha256(repr(sorted(keys.items())).encode()).hexdigest()
    found: list[PageCheck] | None = cache.get(name)
    if found is None:
        folder = _working_folder()
        data: dict[str, Any] = template_data(layout, PhotoShop(folder, read_photo))
        found = check(setter_for(layout, folder).pdf(data), layout)
        cache.set(name, found, FINDINGS_KEPT)
    return found


def read_photo(name: str) -> bytes:
    """A photo's file from the storage."""
    with default_storage.open(name) as file:
        data: bytes = file.read()
        return data


def _working_folder() -> Path:
    folder: Path = settings.VAR_DIR / "typesetting"
    return folder


def _folder() -> Path:
    return _working_folder() / "previews"
