"""What reads a PDF, as a process of its own with little memory and time: a small file may unpack to gigabytes.

``python -m issues.pdf_reading FILE ACTION`` writes records to standard output: a line of JSON, then the bytes whose
sizes it names. ``issues.pdf_pages`` starts it and reads them; what goes beyond the limits ends it, and nothing else.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2
from pypdfium2 import raw

from issues.page_import.boxes import Glyph
from issues.page_import.printed import BoxedPage, dump
from issues.page_import.reading import MAX_CHARACTERS

MEMORY = 900 * 1024 * 1024  # bytes of address space; a page of print takes some 300 MB of it, programs included
SECONDS = 120  # of processor time for a file of many pages
MAX_POINTS = 5000.0  # the longer side of a page; a broadsheet spread has 2200
IMAGE_WIDTH = 1600  # pixels
MAX_PIXELS = 12_000_000
OPENING_MARKS = frozenset("“‘（《【「『〈〔")
CLOSING_MARKS = frozenset("”’）》】」』〉〕")
ACTIONS = ("count", "text", "images")

Record = tuple[dict[str, Any], tuple[bytes, ...]]


class Refused(ValueError):
    """The file cannot be read as pages: a code and its figures."""

    def __init__(self, code: str, **params: int) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def records(path: Path, action: str, most: int) -> Iterator[Record]:
    """The number of pages, or the pages themselves (at most ``most``), with or without images."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Refused("locked" if "password" in str(error).lower() else "broken") from error
    try:
        count = len(document)
        if action == "count":
            yield {"count": count}, ()
            return
        if count > most:
            raise Refused("too_many_pages", found=count, limit=most)
        for index in range(count):
            yield page_record(document, index, action == "images")
    except pypdfium2.PdfiumError as error:
        raise Refused("broken") from error
    finally:
        document.close()


def page_record(document: pypdfium2.PdfDocument, index: int, images: bool) -> Record:
    """One page: its text with the places of the lines, and where wanted its image and a file of its own."""
    page = document[index]
    try:
        width, height = page.get_size()
        if not 0 < max(width, height) <= MAX_POINTS:
            raise Refused("broken")
        boxed = dump(glyphs_of(page, height))
        parts = (image_of(page, width, height), alone(document, index)) if images else (b"", b"")
    finally:
        page.close()
    return {"number": index + 1, "width": width, "height": height, "text": boxed.text, "places": boxed.places}, parts


def boxed_page(row: dict[str, Any]) -> BoxedPage:
    """The text of a page from its record."""
    return BoxedPage(row["text"], tuple(tuple(place) if place else None for place in row["places"]))


def alone(document: pypdfium2.PdfDocument, index: int) -> bytes:
    """One page as a file of its own."""
    single, buffer = pypdfium2.PdfDocument.new(), BytesIO()
    try:
        single.import_pages(document, [index])
        single.save(buffer)
    finally:
        single.close()
    return buffer.getvalue()


def glyphs_of(page: pypdfium2.PdfPage, height: float) -> list[Glyph]:
    """The characters of a page; a page of pictures alone has none."""
    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > MAX_CHARACTERS:
            raise Refused("too_long", found=count, limit=MAX_CHARACTERS)
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        box = raw.FS_RECTF()
        name = ctypes.create_string_buffer(128)
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
            size = size if 0.5 * drawn <= size <= 2.0 * drawn else max(1.0, drawn)
            raw.FPDFText_GetFontInfo(text, i, name, len(name), None)
            glyphs.append(Glyph(chr(code), *edges, size, name.value.decode("utf-8", "replace")))
        return glyphs
    finally:
        text.close()


def image_of(page: pypdfium2.PdfPage, width: float, height: float) -> bytes:
    """The page as a PNG of at most IMAGE_WIDTH pixels."""
    scale = min(IMAGE_WIDTH / width, (MAX_PIXELS / (width * height)) ** 0.5)
    buffer = BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(buffer, "PNG", optimize=False)
    return buffer.getvalue()


def write(out: BinaryIO, row: dict[str, Any], parts: tuple[bytes, ...] = ()) -> None:
    """One record."""
    out.write(json.dumps({**row, "sizes": [len(part) for part in parts]}).encode() + b"\n")
    for part in parts:
        out.write(part)
    out.flush()


def main(path: str, action: str, most: str) -> None:
    """Read under limits, write records; the last one says that there are no more, or why."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout.buffer
    try:
        for row, parts in records(Path(path), action, int(most)):
            write(out, row, parts)
    except Refused as refusal:
        write(out, {"refused": refusal.code, "params": refusal.params})
    except MemoryError:
        write(out, {"refused": "too_heavy", "params": {}})
    else:
        write(out, {"end": True})


if __name__ == "__main__":
    main(*sys.argv[1:])
