"""Tables from CSV and XLSX files and back: rows of plain text, in bounded time and memory, and never a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 40
MAX_CELL = 2_000  # characters
MAX_UNPACKED = 60 * 1024 * 1024  # bytes of a workbook's parts together; what says it is larger is not opened
MAX_PARTS = 500
# What a spreadsheet program takes for the beginning of a formula, the full-width forms included.
FORMULA_SIGNS = tuple("=+-@|%＝＋－＠")


class TableError(ValueError):
    """The file is no table that can be read; the message says why and how to mend it."""


@dataclass(frozen=True)
class Line:
    """One line under the heading: its number in the file, its cells, and whether one of them is a formula."""

    number: int
    cells: tuple[str, ...]
    has_formula: bool = False


@dataclass(frozen=True)
class Table:
    """A heading and what stands under it; empty lines are left out."""

    heading: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(name: str, data: bytes) -> Table:
    """The table of a file, by its content; raises TableError."""
    if len(data) > MAX_BYTES:
        raise TableError(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1024 // 1024})
    if data.startswith(b"PK"):
        lines = _workbook_lines(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(_("This is an old Excel file (.xls). Save it as .xlsx or CSV."))
    else:
        lines = _csv_lines(_text(data))
    found = list(islice(lines, MAX_ROWS + 2))
    if len(found) > MAX_ROWS + 1:
        raise TableError(_("The file has more than %(limit)d lines. Divide it.") % {"limit": MAX_ROWS})
    if not found:
        raise TableError(_("The file is empty."))
    if any(len(cell) > MAX_CELL for line in found for cell in line.cells):
        raise TableError(_("A cell has more than %(limit)d characters.") % {"limit": MAX_CELL})
    return Table(found[0].cells, tuple(found[1:]))


def bare(words: str) -> str:
    """A cell without blanks around it and without the apostrophe that keeps it from being calculated."""
    words = " ".join(words.split())
    return words[1:] if words.startswith("'") and words[1:].lstrip().startswith(FORMULA_SIGNS) else words


def _text(data: bytes) -> str:
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue  # the next encoding is tried; where none fits, the refusal below says so
        if not any(char < " " and char not in "\t\n\r" for char in text):
            return text
    raise TableError(_("This is neither an Excel file (.xlsx) nor a CSV file in UTF-8, UTF-16 or GB18030."))


def _csv_lines(text: str) -> Iterator[Line]:
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            cells = tuple(bare(cell) for cell in row[:MAX_COLUMNS])
            if any(cells):
                yield Line(reader.line_num, cells)
    except csv.Error as error:
        raise TableError(_("Line %(number)d cannot be read as CSV.") % {"number": reader.line_num}) from error


def _workbook_lines(data: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise TableError(_("The Excel file is damaged.")) from error
    if len(sizes) > MAX_PARTS or sum(sizes) > MAX_UNPACKED:
        raise TableError(_("The Excel file unpacks to more than is reasonable for a register."))
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS)
        for number, row in enumerate(rows, 1):
            cells = tuple(bare(_words(cell.value)) for cell in row)
            if any(cells):
                formula = any(getattr(cell, "data_type", "") == "f" for cell in row)
                yield Line(number, cells, formula)
    except Exception as error:  # a damaged workbook fails anywhere inside the library, with any exception
        raise TableError(_("The Excel file is damaged.")) from error


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_xlsx(title: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet, every cell of it plain text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number in range(len(heading)):
        sheet.column_dimensions[chr(ord("A") + number)].width = 20
    sheet.append([_plain_cell(sheet, words, bold=True) for words in heading])
    for row in rows:
        sheet.append([_plain_cell(sheet, words) for words in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain_cell(sheet: Any, words: str, *, bold: bool = False) -> Any:
    cell: Any = WriteOnlyCell(sheet, value=words)
    cell.data_type = "s"  # else words that begin with “=” become a formula
    cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell
