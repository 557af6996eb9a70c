"""Pages for what went wrong. Only the one for a missing page asks the database, and it can do without."""

from __future__ import annotations

import logging

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from reading import preferences
from reading.views.rendering import Head, Site, own_site, render_page

logger = logging.getLogger(__name__)


def ours(response: HttpResponse) -> HttpResponse:
    """Marked for ``newsroom.middleware``, which replaces Django's own pages by these."""
    response.is_our_page = True  # type: ignore[attr-defined]
    return response


def _plain(request: HttpRequest, template: str, title: str, status: int) -> HttpResponse:
    head = Head(title=title, is_indexed=False)
    with preferences.of(request):
        return ours(render_page(f"errors/{template}", head, Site(), status=status))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request makes no sense."""
    return _plain(request, "400.html", _("This request could not be understood"), 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: seen, but not for this person."""
    return _plain(request, "403.html", _("This page is not open to you"), 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: offers the search and the current issue, and stays polite while the database is away."""
    try:
        site = own_site()
    except DatabaseError as error:
        logger.warning("The page for a missing page is shown without the current issue: %s", error)
        site = Site()
    head = Head(title=_("Page not found"), is_indexed=False)
    with preferences.of(request):
        return ours(render_page("errors/404.html", head, site, status=404))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: needs neither database nor context."""
    return ours(HttpResponse(render_to_string("reading/errors/500.html"), status=500))
