"""What the desk's templates need and Django's tags do not give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from newsroom.desk.site import Desk

register = Library()


@register.filter
def labelled(cells: Iterable[str], headers: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """The cells of a row of a list, each with its column's name, which a phone shows instead of the header.

    ``cells`` are the ``<td>`` and ``<th>`` that Django's ``result_list`` wrote; ``headers`` its ``result_headers``.
    """
    return [_labelled(cell, str(header["text"])) for cell, header in zip(cells, headers, strict=False)]


def _labelled(cell: str, label: str) -> SafeString:
    if not cell.startswith("<td"):
        return mark_safe(cell)  # noqa: S308 (Django's own markup, with the values escaped)
    blank = " data-blank" if f">{Desk.empty_value_display}</td>" in cell else ""
    attributes = format_html(' data-label="{}"', capfirst(label))
    return mark_safe(f"<td{attributes}{blank}{cell[3:]}")  # noqa: S308 (as above)
