"""Lists in pages: a page number that does not exist is a missing page."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest

from reading.standing import standing

PAGE_SIZE = 20


def paginate(
    request: HttpRequest,
    rows: Any,
    *,
    size: int = PAGE_SIZE,
    paginator: type[Paginator[Any]] = Paginator,
    counted: Hashable = None,
) -> Page[Any]:
    """The page of ``rows`` that the request asks for; 404 for any other number than one that exists.

    ``counted`` names the rows, so that they are counted once while nothing public changes (``reading.standing``).
    """
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdecimal() and len(number) < 8):
        raise Http404
    pages = paginator(rows, size)
    if counted is not None:
        pages.count = standing(("count", counted), rows.count)
    try:
        return pages.page(int(number))
    except InvalidPage as error:
        raise Http404 from error
