"""What every public page shares: its head, the paper it belongs to, and the headers that let caches keep it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers, set_response_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from issues.models import Issue, Publication
from reading import metadata, preferences, querysets, replicas
from reading.metadata import ArticleFacts, Crumb, Head, absolute
from reading.metadata.footer import footer_lines
from reading.teasers import shorten

MAX_AGE = 60  # seconds; a correction or a retraction is everywhere a minute later
DESCRIPTION_CHARACTERS = 120

P = ParamSpec("P")
__all__ = [
    "ArticleFacts",
    "Crumb",
    "Head",
    "Site",
    "absolute",
    "cacheable",
    "describe",
    "own_site",
    "page_path",
    "public",
    "render_page",
]

View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@dataclass(frozen=True, slots=True)
class Site:
    """The paper whose page is shown; both None before anything is entered, or when nobody can be asked."""

    publication: Publication | None = None
    current: Issue | None = None

    @property
    def name(self) -> str:
        """The name of the site."""
        if self.publication is None:
            return _("Community newspaper")
        return self.publication.site_name or self.publication.name


def own_site() -> Site:
    """The site's own paper with its current issue; one query, a second one before the first issue is out."""
    current = querysets.current_issue()
    if current is not None:
        return Site(current.publication, current)
    return Site(Publication.objects.order_by("pk").first())


def describe(text: str) -> str:
    """A text cut to the length of a description."""
    return shorten(text, DESCRIPTION_CHARACTERS)


def page_path(path: str, number: int) -> str:
    """The address of a page of a list: the first has no number."""
    return path if number == 1 else f"{path}?page={number}"


def render_page(
    template: str, head: Head, site: Site, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A public page. It is rendered without the request: only ``reading.preferences`` makes pages differ."""
    shared = {
        "head": head,
        "metadata": metadata.build(head, site.name, site.publication),
        "site": site,
        "publication": site.publication,
        "footer_lines": footer_lines(site.publication),
        "view": preferences.current(),
    }
    content = render_to_string(f"reading/{template}", {**shared, **(context or {})})
    response = HttpResponse(content, status=status)
    patch_vary_headers(response, ["Cookie"])
    return response


def cacheable(response: HttpResponse, request: HttpRequest) -> HttpResponseBase:
    """A good answer with headers for caches, or 304 when the client has it already."""
    if response.status_code != 200:
        return response
    patch_cache_control(response, public=True, max_age=MAX_AGE, must_revalidate=True)
    set_response_etag(response)
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def public(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Make a view a public page: read only, and kept by caches for a minute."""

    @require_safe
    @functools.wraps(view)
    def run(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        with preferences.of(request):
            response = replicas.reads(request, lambda: view(request, *args, **kwargs))
            return cacheable(response, request)

    run.is_public = True  # type: ignore[attr-defined]  # newsroom.edge keeps what such a view answers
    return run
