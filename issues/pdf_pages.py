"""The pages of a PDF: their text as dumps that the page importer reads, and their images.

PDFium reads characters with coordinates, in a process of its own whose memory and time are bounded
(``issues.pdf_reading``); ``issues.page_import.boxes`` makes columns and boxes of them. The file's size, the pages, the
characters of a page and the pixels of an image are bounded besides.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from issues.page_import.printed import BoxedPage
from issues.pdf_reading import IMAGE_WIDTH, boxed_page

__all__ = ["IMAGE_WIDTH", "MAX_BYTES", "MAX_PAGES", "PdfError", "PdfPage", "looks_like_pdf", "page_count", "pages"]

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 64
PROJECT = Path(__file__).resolve().parents[1]


class PdfError(ValueError):
    """The file cannot be read as pages; ``code`` and ``params`` let the interface word the reason."""

    def __init__(self, code: str, **params: int) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


@dataclass(frozen=True)
class PdfPage:
    """One page: ``boxed`` holds the dump and the places of its lines, in points from the top left."""

    number: int  # from 1, in the file
    width: float
    height: float
    boxed: BoxedPage
    image: bytes  # PNG; empty where no image was wanted
    pdf: bytes = b""  # the page as a file of its own, with the image

    @property
    def text(self) -> str:
        """The dump."""
        return self.boxed.text


def looks_like_pdf(data: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return b"%PDF-" in data[:1024]


def page_count(data: bytes) -> int:
    """How many pages a file has. Raises PdfError: too_large, broken, locked, too_heavy."""
    return sum(row["count"] for row, _ in _records(data, "count"))


def pages(data: bytes, *, images: bool = True) -> Iterator[PdfPage]:
    """The pages of a file, one at a time. Raises PdfError: too_large, broken, locked, too_heavy, too_many_pages or
    too_long.
    """
    for row, parts in _records(data, "images" if images else "text"):
        image, alone = parts
        yield PdfPage(row["number"], row["width"], row["height"], boxed_page(row), image, alone)


def _records(data: bytes, action: str) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    """What the reading process says of a file, record by record."""
    if len(data) > MAX_BYTES:
        raise PdfError("too_large", limit=MAX_BYTES // 1024 // 1024)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        command = [sys.executable, "-m", "issues.pdf_reading", file.name, action, str(MAX_PAGES)]
        with subprocess.Popen(  # noqa: S603
            command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as reader:
            try:
                yield from _read(cast("IO[bytes]", reader.stdout))
            finally:
                reader.kill()  # it has ended, or nobody wants the rest


def _read(stream: IO[bytes]) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    while line := stream.readline():
        row: dict[str, Any] = json.loads(line)
        if "refused" in row:
            raise PdfError(row["refused"], **row["params"])
        if "end" in row:
            return
        yield row, [stream.read(size) for size in row["sizes"]]
    raise PdfError("too_heavy")  # the process ended in the middle: it reached its limits
