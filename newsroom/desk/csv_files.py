"""CSV files that Excel and WPS open as they are: streamed, in UTF-8 with its mark, and never taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

BYTE_ORDER_MARK = "\ufeff"  # tells Excel and WPS that the file is UTF-8
# What a spreadsheet program takes for the beginning of a formula, the full-width forms included.
_FORMULA_SIGNS = tuple("=+-@|%＝＋－＠")


class _Line:
    """A file that hands back each line as it is written."""

    def write(self, line: str) -> str:
        return line


def harmless(value: Any) -> Any:
    """A value that no spreadsheet program calculates: words that begin like a formula get an apostrophe before them.

    Numbers stay numbers.
    """
    if value is None or isinstance(value, int | float):
        return value
    words = str(value)
    return f"'{words}" if words.lstrip().startswith(_FORMULA_SIGNS) or words.startswith(("\t", "\r", "\n")) else words


def csv_lines(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The file, line by line."""
    writer: Any = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow([harmless(name) for name in header])
    for row in rows:
        yield writer.writerow([harmless(value) for value in row])


def csv_response(name: str, header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """A download named ``name`` (with its ``.csv``), written while it is read; rows may come from a cursor."""
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
