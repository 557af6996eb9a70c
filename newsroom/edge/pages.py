"""A page as it is kept: its bytes plain and compressed, each made once, with a validator of its own."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import brotli

Headers = list[tuple[str, str]]

# Pages are asked for again each time, and answered with 304 while nothing changed: a retraction is everywhere at once.
CACHE_CONTROL = "public, max-age=0, must-revalidate"
BROTLI_QUALITY = 5  # a tenth larger than the best, a fiftieth of its time
GZIP_LEVEL = 6
SMALLEST_COMPRESSED = 200  # bytes

_COMPRESSIBLE = re.compile(r"text/|application/(?:[\w.+-]+\+)?(?:json|xml)\b|image/svg\+xml")
# Set anew for each form, by the server, or meant for one answer alone.
_OURS = frozenset({"content-length", "content-encoding", "etag", "vary", "cache-control", "date", "expires"})
_KNOWN_VARIANCE = frozenset({"accept-encoding", "cookie", "accept-language"})


@dataclass(frozen=True, slots=True)
class Form:
    """A page in one encoding: the bytes, and the headers of an answer in full and of a 304."""

    etag: str
    body: bytes
    headers: Headers
    unchanged: Headers


@dataclass(slots=True)
class StoredPage:
    """A page made for one version of what is public."""

    version: str
    headers: Headers
    body: bytes
    _forms: dict[str, Form] = field(default_factory=dict)
    _digest: str = ""

    @property
    def cost(self) -> int:
        """Bytes of memory, with room for the compressed forms."""
        return 2 * len(self.body) + 2048

    def for_version(self, version: str) -> StoredPage:
        """The same page for another version, with what was compressed already."""
        return StoredPage(version, self.headers, self.body, self._forms, self._digest)

    def form(self, encoding: str) -> Form:
        """The page in an encoding (``br``, ``gzip`` or ``""``), compressed at the first call."""
        found = self._forms.get(encoding)
        if found is None:
            found = self._forms[encoding] = self._made(encoding)
        return found

    def _made(self, encoding: str) -> Form:
        kind = next((value for name, value in self.headers if name.lower() == "content-type"), "")
        body = self.body
        if not _COMPRESSIBLE.match(kind) or len(body) < SMALLEST_COMPRESSED:
            encoding = ""
        elif encoding == "br":
            body = brotli.compress(body, quality=BROTLI_QUALITY)
        elif encoding == "gzip":
            body = gzip.compress(body, GZIP_LEVEL, mtime=0)
        # Of the content, not of the version: what a change elsewhere leaves as it was stays valid with the reader.
        self._digest = self._digest or hashlib.sha256(self.body).hexdigest()[:24]
        etag = f'"{self._digest}{"-" if encoding else ""}{encoding}"'
        unchanged = [(name, value) for name, value in self.headers if not name.lower().startswith("content-")]
        shared = [("ETag", etag), ("Cache-Control", CACHE_CONTROL), ("Vary", "Accept-Encoding, Cookie")]
        length = [("Content-Length", str(len(body)))]
        encoded = [("Content-Encoding", encoding)] if encoding else []
        policy = [(name, value) for name, value in self.headers if name.lower() == "content-security-policy"]
        return Form(etag, body, [*self.headers, *shared, *encoded, *length], [*unchanged, *policy, *shared])


def storable(status: str, headers: Iterable[tuple[str, str]]) -> Headers | None:
    """The headers to keep of an answer that all readers may share; None for any other answer."""
    named = {name.lower(): value for name, value in headers}
    varies = {word.strip().lower() for word in named.get("vary", "").split(",") if word.strip()}
    if (
        not status.startswith("200")
        or "public" not in named.get("cache-control", "")
        or "set-cookie" in named
        or "content-encoding" in named
        or not varies <= _KNOWN_VARIANCE
    ):
        return None
    return [(name, value) for name, value in headers if name.lower() not in _OURS]


@lru_cache(maxsize=256)
def accepted(header: str) -> str:
    """The encoding that a client takes and we like best: ``br``, ``gzip`` or none."""
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        weight = parameter.strip().removeprefix("q=")
        try:
            weights[name.strip()] = float(weight) if weight else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    return next((name for name in ("br", "gzip") if weights.get(name, weights.get("*", 0)) > 0), "")


def is_known(form: Form, environ: dict[str, Any]) -> bool:
    """Whether the client has this very form already."""
    sent: str | None = environ.get("HTTP_IF_NONE_MATCH")
    if not sent:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in sent.split(",")]  # proxies that compress weaken a tag
    return form.etag in tags or "*" in tags
