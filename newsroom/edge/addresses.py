"""Under which key a request's page is kept, and what Django is asked in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils.encoding import repercent_broken_unicode

from reading import preferences

Environ = dict[str, Any]

# What answers by person, or with files that stand apart: never looked at here.
ELSEWHERE = ("/desk/", "/static/", "/media/", "/preview/", "/health/")
LONGEST_ADDRESS = 1000  # bytes with the query
MOST_PARAMETERS = 12
# Parameters that public pages read. A request with any other goes to Django as it is, and its answer is not kept.
PARAMETERS = frozenset({"page", "q", "column", "department", "grid", "since", "until", "order", "sort"})
# Added by those who share a link, read by no page: left out.
TRACKING = re.compile(r"utm_\w+|isappinstalled|nsukey|wxshare_count|share_token|fbclid|gclid|spm")

_READING = re.compile(rf"(?:^|;)\s*{preferences.COOKIE}=([^;]*)")
# Headers of one reader that must not shape what others get; without them Django answers the plain page in full.
_PERSONAL = (
    *("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_RANGE"),
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE"),
    *("CONTENT_LENGTH", "CONTENT_TYPE", "wsgi.file_wrapper"),
)


class Key(NamedTuple):
    """What a stored page depends on besides the version. The language is the paper's own and never varies."""

    host: str
    is_secure: bool
    path: str  # as WSGI gives it: bytes read as Latin-1
    query: str  # normalised: known parameters in order
    choice: str  # the value of the reading cookie; empty without one


def key_of(environ: Environ) -> Key | None:
    """The key of a request that may be answered from the store; None for all that Django must see itself."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    path: str = environ.get("PATH_INFO", "")
    query: str = environ.get("QUERY_STRING", "")
    if path.startswith(ELSEWHERE) or len(path) + len(query) > LONGEST_ADDRESS or environ.get("SCRIPT_NAME"):
        return None
    host = environ.get("HTTP_HOST", "")
    if not _is_allowed(host, tuple(settings.ALLOWED_HOSTS)):
        return None  # Django refuses it in its own words
    if query:
        normalised = _normalised(query)
        if normalised is None:
            return None
        query = normalised
    cookies = environ.get("HTTP_COOKIE")
    return Key(host, _is_secure(environ), path, query, reading_choice(cookies) if cookies else "")


def plain_request(environ: Environ, key: Key) -> Environ:
    """The request that stands for all with this key: nothing of this reader in it but her way of reading."""
    plain = {name: value for name, value in environ.items() if name not in _PERSONAL}
    plain |= {"REQUEST_METHOD": "GET", "QUERY_STRING": key.query}
    if key.choice:
        plain["HTTP_COOKIE"] = f"{preferences.COOKIE}={key.choice}"
    return plain


def reading_choice(cookies: str) -> str:
    """What the one cookie that public pages follow says; empty where that is what no cookie says too."""
    found = _READING.search(cookies)
    choice = preferences.normal(found[1].strip()) if found else preferences.STANDARD
    return "" if choice == preferences.STANDARD else choice


def is_public_page(path: str) -> bool:
    """Whether the view at an address is marked public (``reading.views.rendering.public``)."""
    try:
        decoded = repercent_broken_unicode(path.encode("latin-1")).decode()
        view: Callable[..., Any] = resolve(decoded).func
    except (Resolver404, UnicodeError):
        return False
    return getattr(view, "is_public", False)


def _is_secure(environ: Environ) -> bool:
    """As Django decides it: by the proxy's header where that is trusted, else by the connection."""
    if settings.SECURE_PROXY_SSL_HEADER:
        header, value = settings.SECURE_PROXY_SSL_HEADER
        sent = environ.get(header)
        if sent is not None:
            return str(sent).split(",", 1)[0].strip() == value
    return bool(environ.get("wsgi.url_scheme") == "https")


@lru_cache(maxsize=64)
def _is_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    if settings.DEBUG and not allowed:
        return False  # Django knows the names of a developer's machine
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, list(allowed))


def _normalised(query: str) -> str | None:
    """The query with known parameters only and in order; None where one is unknown, doubled or unreadable."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except (ValueError, UnicodeDecodeError):
        return None
    kept = sorted((name, value) for name, value in pairs if not TRACKING.fullmatch(name))
    names = [name for name, _value in kept]
    if len(set(names)) != len(names) or not PARAMETERS.issuperset(names):
        return None
    return urlencode(kept)
