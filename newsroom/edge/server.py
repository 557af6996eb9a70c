"""The outermost WSGI application: stored pages for readers, Django for everything else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings

from newsroom.edge.addresses import Environ, Key, is_public_page, key_of, plain_request
from newsroom.edge.flights import Flights
from newsroom.edge.notice import with_notice
from newsroom.edge.pages import Headers, StoredPage, accepted, is_known, storable
from newsroom.edge.store import Store, own_store
from newsroom.edge.version import PublicVersion, VersionUnknown

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

STALE_SECONDS = 3600  # for which the pages of the last known version stand in for a database that is away
LARGEST_PAGE = 2 * 1024 * 1024  # bytes
AWAY: Headers = [("Warning", '110 - "Response is Stale"'), ("X-Newsroom-Notice", "database-away")]


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """An answer that is not kept: a missing page, a redirection, a page too large."""

    status: str
    headers: Headers
    body: bytes


Answer = StoredPage | PlainAnswer


class Edge:
    """Django's application behind the store of public pages."""

    def __init__(self, application: Application, *, store: Store, version: PublicVersion | None = None) -> None:
        self._application = application
        self._store = store
        self._version = version or PublicVersion()
        self._flights: Flights[Answer] = Flights()
        self._last_known = ("", 0.0)  # the version, and when it was known by the monotonic clock

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the store, or let Django answer."""
        key = key_of(environ)
        if key is None:
            return self._application(environ, start_response)
        page = self._store.get(key)
        if page is None and not is_public_page(key.path):
            return self._application(environ, start_response)
        try:
            version = self._version.current()
        except VersionUnknown:
            last, known_at = self._last_known
            if page is not None and page.version == last and time.monotonic() - known_at < STALE_SECONDS:
                return _send(with_notice(page), environ, start_response, AWAY)
            return self._application(environ, start_response)
        self._last_known = (version, time.monotonic())
        if page is not None and page.version == version:
            return _send(page, environ, start_response)
        answer = self._flights.share((key, version), lambda: self._answer(environ, key, version))
        if isinstance(answer, StoredPage):
            return _send(answer, environ, start_response)
        if answer is None:
            return self._application(environ, start_response)
        start_response(answer.status, answer.headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]

    def _answer(self, environ: Environ, key: Key, version: str) -> Answer | None:
        """What all who ask for this key get now; None where each must ask Django herself.

        The version was asked for before the page is rendered, so a change between the two only makes the page newer.
        """
        former = page = self._store.get(key)  # another thread may have finished it meanwhile
        if page is None or page.version != version:
            page = self._store.get_shared(key, version)
        if page is not None:
            return page
        status, headers, body = _collected(self._application, plain_request(environ, key))
        kept = storable(status, headers)
        if kept is not None and len(body) <= LARGEST_PAGE:
            is_same = former is not None and (former.body, former.headers) == (body, kept)
            page = former.for_version(version) if former is not None and is_same else StoredPage(version, kept, body)
            self._store.put(key, page)
            return page
        # An answer that sets a cookie, or tells one address to wait, is one reader's: the others ask for their own.
        is_personal = status.startswith("429") or any(name.lower() == "set-cookie" for name, _value in headers)
        return None if is_personal else PlainAnswer(status, headers, body)


def wrap(application: Application) -> Application:
    """Django's application with the store around it, or as it is where the settings give the store no room."""
    return Edge(application, store=own_store()) if settings.PAGE_CACHE_BYTES else application


def _send(page: StoredPage, environ: Environ, start_response: StartResponse, more: Headers = []) -> Iterable[bytes]:  # noqa: B006
    form = page.form(accepted(environ.get("HTTP_ACCEPT_ENCODING", "")))
    if is_known(form, environ):
        start_response("304 Not Modified", [*form.unchanged, *more])
        return [b""]
    start_response("200 OK", [*form.headers, *more])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else form.body]


def _collected(application: Application, environ: Environ) -> tuple[str, Headers, bytes]:
    """An application's answer in one piece."""
    started: list[Any] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> None:
        started[:] = [status, headers]

    parts = application(environ, start)
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            cast(Any, parts).close()
    status, headers = started
    return status, list(headers), body
