"""How much and how often: requests that are too large (413) or come too fast (429), refused before anything is read.

Public pages that are kept are answered before Django (``newsroom/edge``) and cost nothing worth limiting.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.addresses import counted_address
from accounts.limits import within
from reading.views.rendering import Head, Site, render_page

DESK = "/desk/"
LOGIN = re.compile(r"/desk/(?:login/|sign-on/|password_change/|security/)")
API = re.compile(r"/api/|/oembed\Z")
SEARCH = "/search/"
COUNTED_ELSEWHERE = re.compile(r"/articles/\d+/read/\Z")  # readings, which have a limit of their own
SAFE = ("GET", "HEAD", "OPTIONS")


class RequestLimitsMiddleware:
    """Refuses what is too large or too frequent, in words, with the seconds to wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > _largest(request):
            return too_large(request)
        kind = kind_of(request)
        limit = settings.RATE_LIMITS.get(kind)
        if limit is not None and not within(limit, kind, _who(request, kind)):
            return _too_many(request, limit.seconds)
        return self.get_response(request)


def kind_of(request: HttpRequest) -> str:
    """Under which limit a request falls; empty for what is not limited."""
    path = request.path_info
    writes = request.method not in SAFE
    if path.startswith(DESK):
        if LOGIN.match(path):
            return "login" if writes or path.startswith("/desk/sign-on/") else ""
        return "desk" if writes else ""
    if API.match(path):
        return "api"
    if path.startswith(SEARCH):
        return "search"
    return "forms" if writes and not COUNTED_ELSEWHERE.search(path) else ""


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: more was sent than is taken."""
    words = _(
        "More was sent than the newsroom takes at once: a form up to %(form)d MB, all files of a form together up to "
        "%(files)d MB. Make the photos smaller, or send them one by one."
    ) % {"form": settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20, "files": settings.MAX_REQUEST_BYTES >> 20}
    return _refusal(request, 413, _("That is too much at once"), words)


def _too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    minutes = -(-seconds // 60)
    words = ngettext(
        "From your connection came more requests than the newsroom takes. Wait %(minutes)d minute and try again; "
        "nothing was saved.",
        "From your connection came more requests than the newsroom takes. Wait %(minutes)d minutes and try again; "
        "nothing was saved.",
        minutes,
    ) % {"minutes": minutes}
    response = _refusal(request, 429, _("Too many requests"), words)
    response.headers["Retry-After"] = str(seconds)
    return response


def _refusal(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    """The refusal as the one who asked can read it: a problem document, a page of the desk, or a page of the paper."""
    if kind_of(request) == "api":
        document = {"type": "about:blank", "title": title, "status": status, "detail": words}
        response: HttpResponse = JsonResponse(
            document, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
        )
        response.headers["Access-Control-Allow-Origin"] = "*"
    elif request.path_info.startswith(DESK):
        context = {"title": title, "words": words, "status": status}
        response = HttpResponse(render_to_string("desk/refused.html", context), status=status)
    else:
        head = Head(title=title, is_indexed=False)
        response = render_page("errors/refused.html", head, Site(), {"words": words, "status": status}, status=status)
    add_never_cache_headers(response)
    response.is_our_page = True  # type: ignore[attr-defined]
    return response


def _length(request: HttpRequest) -> int:
    length: str = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdecimal() else 0


def _largest(request: HttpRequest) -> int:
    """Bytes of a request: files come to the desk alone, from whoever seems to be logged in."""
    path, has_session = request.path_info, settings.SESSION_COOKIE_NAME in request.COOKIES
    takes_files = has_session and path.startswith(DESK) and not LOGIN.match(path)
    takes_files = takes_files and request.content_type == "multipart/form-data"
    return settings.MAX_REQUEST_BYTES if takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _who(request: HttpRequest, kind: str) -> str:
    """Whom a limit counts: at the desk the session, since a whole office may share one address."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "") if kind == "desk" else ""
    if session:
        return hashlib.sha256(session.encode(errors="replace")).hexdigest()
    return counted_address(request) or ""
