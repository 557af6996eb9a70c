"""The public site's one stylesheet, joined from its parts: ``static/reading/css/*.css`` is served as ``reading.css``.

A finder of Django's staticfiles does it, so that runserver, WhiteNoise and collectstatic (with hashed names) all find
one file, and the parts themselves have no address.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "reading/reading.css"
FOLDER = "reading/css"

# To add a part: put NAME.css into static/reading/css/ and its NAME here, before "wide". Later parts win over earlier
# ones. Colours, fonts, spaces and widths come from tokens.css alone, so that dark, print and the plain mode hold
# everywhere.
PARTS = (
    "tokens",
    "base",
    "masthead",
    "sections",
    "sheet",
    "focus",
    "article",
    "lists",
    "areas",
    "search",
    "service",
    "epaper",
    "pages",
    "voice",
    "wide",
    "plain",
    "print",
)

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r"\s*\n\s*")


def joined(folder: Path) -> str:
    """The parts in a folder as one stylesheet, without comments and indentation."""
    text = "\n".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
    return _BLANK.sub("\n", _COMMENT.sub("", text)).strip() + "\n"


class StylesheetFinder(FileSystemFinder):
    """Finds what lies in STATICFILES_DIRS, with the joined stylesheet in the place of its parts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.built = FileSystemStorage(location=settings.VAR_DIR / "stylesheet")

    def find(self, path: str, find_all: bool = False) -> Any:
        """The file behind a name; the stylesheet is joined anew when a part has changed."""
        if path.startswith(f"{FOLDER}/"):
            return [] if find_all else None
        if path != NAME:
            return super().find(path, find_all=True) if find_all else super().find(path)
        built = str(self._build())
        return [built] if find_all else built

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Every file but the parts, and the stylesheet."""
        for path, storage in super().list(ignore_patterns):
            if not path.replace(os.sep, "/").startswith(f"{FOLDER}/"):
                yield path, storage
        self._build()
        yield NAME, self.built

    def _build(self) -> Path:
        """The joined file, written whole under its name or not at all: several processes may ask at once."""
        folder = Path(settings.BASE_DIR) / "static" / FOLDER
        target = Path(self.built.path(NAME))
        text = joined(folder)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as file:
                file.write(text)
            Path(file.name).chmod(0o644)
            Path(file.name).replace(target)
        return target
