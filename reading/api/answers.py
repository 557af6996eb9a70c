"""Answers of the API: JSON with a validator, open to every origin, errors in JSON too."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from reading.api.problems import Problem
from reading.metadata import absolute
from reading.models import public_state
from reading.views.rendering import MAX_AGE

METHODS = "GET, HEAD, OPTIONS"
FORM = 1  # goes up whenever the same content is written another way, so that no client keeps the old one
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, Accept, Content-Type",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def validator(request: HttpRequest) -> str:
    """The ETag of whatever this address answers now. One query, and nothing has been loaded or written yet."""
    parts = (FORM, public_state(), settings.SITE_URL, settings.LANGUAGE_CODE, request.get_full_path())
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def unchanged(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """304 when the client has this answer already, else None."""
    response = get_conditional_response(request, etag=etag)
    return _opened(response, etag) if isinstance(response, HttpResponseNotModified) else None


def answer(document: dict[str, Any], etag: str) -> HttpResponseBase:
    """200 with a document; its links stand in a header too."""
    response = HttpResponse(_text(document), content_type="application/json")
    links = document.get("links", {})
    header = ", ".join(f'<{links[rel]}>; rel="{rel}"' for rel in ("first", "next") if links.get(rel))
    if header:
        response.headers["Link"] = header
    return _opened(response, etag)


def refusal(problem: Problem) -> HttpResponse:
    """A problem as its document, with the address of the documentation."""
    document = problem.document() | {"documentation": absolute(reverse("reading:api_documentation"))}
    response = HttpResponse(_text(document), status=problem.status, content_type="application/problem+json")
    if problem.status == 405:
        response.headers["Allow"] = METHODS
    response.headers["Cache-Control"] = "no-store"
    _open(response)
    response.is_our_page = True  # type: ignore[attr-defined]  # see newsroom.middleware.FriendlyErrorsMiddleware
    return response


def options() -> HttpResponse:
    """204: what may be asked, and from where."""
    return HttpResponse(status=204, headers=CORS | {"Allow": METHODS, "Access-Control-Max-Age": "86400"})


def wrong_method(method: str | None) -> Problem:
    """405."""
    return Problem(
        405, _("The API is read only"), _("%(method)s is not taken here; ask with GET.") % {"method": method}
    )


def missing(detail: str = "") -> Problem:
    """404."""
    return Problem(
        404, _("There is no such thing"), detail or _("The address is wrong, or what it named is not public.")
    )


def _opened(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"max-age={MAX_AGE}, must-revalidate, public"
    _open(response)
    return response


def _open(response: HttpResponseBase) -> None:
    for name, value in CORS.items():
        response.headers[name] = value


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)
