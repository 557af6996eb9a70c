"""The pages of a PDF: their text as dumps that the page importer reads, and their images.

PDFium reads characters with coordinates; ``issues.page_import.boxes`` makes columns and boxes of them. Everything is
bounded before it is done: the file's size, the pages, the characters of a page, the pixels of an image.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pypdfium2
from pypdfium2 import raw

from issues.page_import.boxes import BoxedPage, Glyph, dump
from issues.page_import.reading import MAX_CHARACTERS

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 64
MAX_POINTS = 5000.0  # the longer side of a page; a broadsheet spread has 2200
IMAGE_WIDTH = 1600  # pixels
MAX_PIXELS = 12_000_000
OPENING_MARKS = frozenset("“‘（《【「『〈〔")
CLOSING_MARKS = frozenset("”’）》】」』〉〕")


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


def pages(data: bytes, *, images: bool = True) -> Iterator[PdfPage]:
    """The pages of a file, one at a time. Raises PdfError: too_large, broken, locked, too_many_pages, too_long."""
    if len(data) > MAX_BYTES:
        raise PdfError("too_large", limit=MAX_BYTES // 1024 // 1024)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise PdfError("locked" if "password" in str(error).lower() else "broken") from error
    try:
        if len(document) > MAX_PAGES:
            raise PdfError("too_many_pages", found=len(document), limit=MAX_PAGES)
        for index in range(len(document)):
            try:
                yield _page(document, index, images)
            except pypdfium2.PdfiumError as error:
                raise PdfError("broken") from error
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, index: int, images: bool) -> PdfPage:
    page = document[index]
    try:
        width, height = page.get_size()
        if not 0 < max(width, height) <= MAX_POINTS:
            raise PdfError("broken")
        boxed = dump(_glyphs(page, height))
        if not images:
            return PdfPage(index + 1, width, height, boxed, b"")
        return PdfPage(index + 1, width, height, boxed, _image(page, width), _alone(document, index))
    finally:
        page.close()


def _alone(document: pypdfium2.PdfDocument, index: int) -> bytes:
    """One page as a file of its own."""
    alone, buffer = pypdfium2.PdfDocument.new(), BytesIO()
    try:
        alone.import_pages(document, [index])
        alone.save(buffer)
    finally:
        alone.close()
    return buffer.getvalue()


def _glyphs(page: pypdfium2.PdfPage, height: float) -> list[Glyph]:
    """The characters of a page; a page of pictures alone has none."""
    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > MAX_CHARACTERS:
            raise PdfError("too_long", found=count, limit=MAX_CHARACTERS)
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        box = raw.FS_RECTF()
        glyphs = []
        for i in range(count):
            code = raw.FPDFText_GetUnicode(text, i)
            if code < 32 or raw.FPDFText_IsGenerated(text, i) == 1 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
                continue
            if not raw.FPDFText_GetCharBox(text, i, left, right, bottom, top):
                continue
            edges = left.value, height - top.value, right.value, height - bottom.value
            # the loose box is as high as the line and as wide as the advance, whatever the shape of the mark; only the
            # white half of a bracket or quotation mark is no part of it
            if raw.FPDFText_GetLooseCharBox(text, i, box):
                start = left.value if chr(code) in OPENING_MARKS else box.left
                end = right.value if chr(code) in CLOSING_MARKS else box.right
                edges = start, height - box.top, end, height - box.bottom
            size = raw.FPDFText_GetFontSize(text, i)
            drawn = edges[3] - edges[1]
            # a type size of 1 with a scaled matrix says nothing: the height drawn does
            glyphs.append(Glyph(chr(code), *edges, size if 0.5 * drawn <= size <= 2.0 * drawn else max(1.0, drawn)))
        return glyphs
    finally:
        text.close()


def _image(page: pypdfium2.PdfPage, width: float) -> bytes:
    """The page as a PNG of at most IMAGE_WIDTH pixels."""
    scale = IMAGE_WIDTH / width
    _, height = page.get_size()
    scale = min(scale, (MAX_PIXELS / (width * height)) ** 0.5)
    buffer = BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
