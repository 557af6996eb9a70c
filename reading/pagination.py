"""Lists in pages: a page number that does not exist is a missing page, and long results are counted to a cap."""

from __future__ import annotations

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

PAGE_SIZE = 20
COUNT_CAP = 1000  # counting a common term exactly costs a quarter of a second, and nobody reads page 50


class CappedPaginator(Paginator[Any]):
    """Counts and shows at most COUNT_CAP rows."""

    @cached_property
    def _found(self) -> int:
        assert isinstance(self.object_list, QuerySet)  # noqa: S101 -- only querysets can be counted to a cap
        return self.object_list.order_by().values("pk")[: COUNT_CAP + 1].count()

    @cached_property
    def count(self) -> int:
        """How many rows can be paged through."""
        return min(self._found, COUNT_CAP)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than can be paged through."""
        return self._found > COUNT_CAP


def paginate(
    request: HttpRequest, rows: Any, *, size: int = PAGE_SIZE, paginator: type[Paginator[Any]] = Paginator
) -> Page[Any]:
    """The page of ``rows`` that the request asks for; 404 for any other number than one that exists."""
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdecimal() and len(number) < 8):
        raise Http404
    try:
        return paginator(rows, size).page(int(number))
    except InvalidPage as error:
        raise Http404 from error
