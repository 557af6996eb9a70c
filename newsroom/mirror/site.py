"""The site as a mirror sees it: as anybody without cookies would."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler


@dataclass(frozen=True, slots=True)
class Resource:
    """What an address answers."""

    status: int
    kind: str  # media type without parameters
    body: bytes
    location: str = ""  # of a redirection


class Site:
    """The newsroom's application, asked in this process."""

    def __init__(self) -> None:
        self._application = WSGIHandler()

    def get(self, path: str, query: str = "") -> Resource:
        """Ask for an address: a path as it stands in links (percent-encoded), and a query."""
        if path.startswith(settings.STATIC_URL):
            return _static(path.removeprefix(settings.STATIC_URL))
        live = urlsplit(settings.SITE_URL)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": live.hostname or "localhost",
            "SERVER_PORT": str(live.port or (443 if live.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": live.netloc,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": live.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if settings.SECURE_PROXY_SSL_HEADER:
            header, value = settings.SECURE_PROXY_SSL_HEADER
            environ[header] = value
        started: list[Any] = []
        parts = self._application(environ, lambda status, headers, exc_info=None: started.extend([status, headers]))  # type: ignore[arg-type]
        try:
            body = b"".join(parts)
        finally:
            cast(Any, parts).close()
        status, headers = started
        named = {name.lower(): value for name, value in headers}
        kind = named.get("content-type", "").partition(";")[0].strip()
        return Resource(int(status[:3]), kind, body, named.get("location", ""))


def _static(name: str) -> Resource:
    """A static file, as collected or, on a developer's machine, from where it lies."""
    collected = Path(settings.STATIC_ROOT) / name
    if settings.DEBUG or not collected.is_file():
        found = finders.find(name)
        if not found:
            return Resource(404, "", b"")
        collected = Path(str(found))
    kind = "text/css" if name.endswith(".css") else "application/octet-stream"
    return Resource(200, kind, collected.read_bytes())
