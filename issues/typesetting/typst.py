"""One Typst compiler for each process and set of fonts; what it reads besides the template lies in one folder."""

from __future__ import annotations

import hashlib
import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

import typst
from pylopdf_fonts_zh_cn import serif_path

TEMPLATE = Path(__file__).with_name("paper.typ")
STANDARDS = ("a-2a", "ua-1")  # archival and accessible at once


class TypesettingError(RuntimeError):
    """Typst could not set the pages; ``str()`` of it says why."""


class Setter:
    """Sets data with the template. ``folder`` is the only place that Typst may read; photos are put there."""

    def __init__(self, folder: Path, fonts: tuple[str, ...]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        source = TEMPLATE.read_bytes()
        self.folder = folder
        main = folder / f"paper-{hashlib.sha256(source).hexdigest()[:16]}.typ"
        if not main.exists():
            draft = main.with_suffix(f".{threading.get_ident()}")
            draft.write_bytes(source)
            draft.replace(main)
        self._main = main
        self._lock = threading.Lock()
        self._compiler = typst.Compiler(
            str(main), root=str(folder), font_paths=[str(serif_path().parent), *fonts], ignore_system_fonts=True
        )

    def _compile(self, data: dict[str, Any], **options: Any) -> Any:
        text = json.dumps(data, ensure_ascii=False)
        with self._lock:
            try:
                return self._compiler.compile(sys_inputs={"data": text}, **options)
            except typst.TypstError as error:
                raise TypesettingError(str(error)) from error

    def pdf(self, data: dict[str, Any]) -> bytes:
        """The pages as PDF/A-2a and PDF/UA-1: tagged, fonts embedded and subset."""
        output: bytes = self._compile(data, format="pdf", pdf_standards=list(STANDARDS))
        return output

    def png(self, data: dict[str, Any], width: int) -> list[bytes]:
        """Each page as a PNG of about ``width`` pixels."""
        ppi = width / data["style"]["width"] * 72
        output = self._compile(data, format="png", ppi=ppi)
        return output if isinstance(output, list) else [output]


@cache
def setter(folder: Path, fonts: tuple[str, ...] = ()) -> Setter:
    """The process's setter for a folder and further fonts."""
    return Setter(folder, fonts)
