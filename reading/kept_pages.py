"""A public page rendered once for the same values, whatever else of the paper has changed.

The view asks the database for everything that its page shows (``reading.prepared``). If that is what it said the last
time, the page is the one that was rendered then, so nothing is made of the answers at all. Nothing has to be emptied:
another title is another key. What is kept is therefore never staler than the answers, which are never kept. A page that
asked the database for more while it was rendered hangs on more than its key, and is not kept.

This stands behind ``newsroom.edge``, which answers without any query while nothing public has changed anywhere. After a
publication all pages are asked for anew there; here only those that show it are rendered anew.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils.translation import get_language

from reading import preferences
from reading.answers import Answer, giving

_ROOM = 2048  # bytes of a page besides its text


@dataclass(slots=True)
class Asking:
    """Somebody who has pages from before: ``known`` names the values of one, ``values`` those of the page now."""

    known: str = ""
    values: str = ""


_asking: ContextVar[Asking | None] = ContextVar("asking_for_changes", default=None)
_watching: ContextVar[list[str] | None] = ContextVar("watching_queries", default=None)


@contextmanager
def unless_known(known: str) -> Iterator[Asking]:
    """Within this, a page of just these values is answered with 304 and not rendered."""
    asking = Asking(known)
    token = _asking.set(asking)
    try:
        yield asking
    finally:
        _asking.reset(token)


@contextmanager
def determined() -> Iterator[None]:
    """Queries within this say nothing that the page's values do not determine, such as more of a revision."""
    token = _watching.set(None)
    try:
        yield
    finally:
        _watching.reset(token)


def page(view: str, answers: Sequence[Answer[Any]], render: Callable[[], HttpResponse]) -> HttpResponse:
    """The page of a view that is made of these answers: as rendered before, or by ``render``.

    ``render`` puts its questions as if nobody had; those that were answered are not put again.
    """
    values = _named(view, answers)
    asking = _asking.get()
    if asking is not None:
        asking.values = values
        if values and values == asking.known:
            return HttpResponse(status=304)
    found = _kept.get(values) if values else None
    if found is not None:
        content, headers = found
        return HttpResponse(content, headers=headers)
    further = list[str]()
    token = _watching.set(further)
    try:
        with giving(answers), connection.execute_wrapper(_watched):
            response = render()
    finally:
        _watching.reset(token)
    if further and asking is not None:
        asking.values = ""
    if values and not further and response.status_code == 200:
        response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        _kept.put(values, response.content, dict(response.headers))
    return response


def _named(view: str, answers: Sequence[Answer[Any]]) -> str:
    """A name for everything that a page shows; empty where pages are not kept."""
    if settings.DEBUG or not all(answer.is_whole for answer in answers):
        return ""  # a developer's templates change under way
    digest = hashlib.blake2b(digest_size=24)
    place = (view, preferences.current().value, get_language(), settings.SITE_URL, settings.TIME_ZONE)
    digest.update(repr(place).encode())
    for answer in answers:
        content = answer.content
        digest.update(b"%d " % len(content))
        digest.update(content)
    return digest.hexdigest()


def _watched(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
    """Note that a query was put where it might make the page hang on more than its key."""
    noted = _watching.get()
    if noted is not None:
        noted.append(sql)
    return execute(sql, parameters, many, context)


@dataclass(slots=True)
class _Kept:
    """Pages by the name of their values, the least recently read going first, within so many bytes."""

    _pages: OrderedDict[str, tuple[bytes, dict[str, str]]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _bytes: int = 0

    def get(self, values: str) -> tuple[bytes, dict[str, str]] | None:
        with self._lock:
            found = self._pages.get(values)
            if found is not None:
                self._pages.move_to_end(values)
            return found

    def put(self, values: str, content: bytes, headers: dict[str, str]) -> None:
        with self._lock:
            former = self._pages.pop(values, None)
            self._bytes += len(content) - (len(former[0]) if former else -_ROOM)
            self._pages[values] = content, headers
            while self._bytes > settings.KEPT_PAGES_BYTES and self._pages:
                _values, (oldest, _headers) = self._pages.popitem(last=False)
                self._bytes -= len(oldest) + _ROOM


_kept = _Kept()
