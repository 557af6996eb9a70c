"""Refusals and missing pages: in the desk's frame for whoever works there, in the paper's for everybody else."""

from __future__ import annotations

import logging

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from articles.errors import WorkflowError
from newsroom.desk.site import desk
from newsroom.limiting import too_large
from reading.views import errors

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request makes no sense; 413 where it is only too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request, exception)
    return errors.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: in the desk with the reason that a verb gave, where there is one."""
    reason = str(exception) if isinstance(exception, WorkflowError) else ""
    answer = _in_the_desk(request, _("This page is not open to you"), reason, 403)
    return answer or errors.forbidden(request, exception)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token no longer holds: its person has logged in again since the page was opened."""
    words = _("This page was opened before you logged in again, so nothing was saved.")
    return _in_the_desk(request, _("Please reload the page"), words, 403, stale=True) or errors.forbidden(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: in the desk the same words for what is not there and for what the person may not see."""
    return _in_the_desk(request, _("Page not found"), "", 404) or errors.not_found(request, exception)


def _in_the_desk(
    request: HttpRequest, title: str, reason: str, status: int, *, stale: bool = False
) -> HttpResponse | None:
    """The page in the desk's frame; None for readers, and while the database cannot say who asks."""
    if not request.path_info.startswith(reverse("desk:index")):
        return None
    try:
        if not hasattr(request, "user") or not desk.has_permission(request):
            return None
        context = {**desk.each_context(request), "title": title, "status": status, "reason": reason, "stale": stale}
        request.current_app = desk.name
        response = HttpResponse(render_to_string("desk/error.html", context, request), status=status)
    except DatabaseError as error:
        logger.warning("A page of the desk that is missing or refused is shown without its frame: %s", error)
        return None
    add_never_cache_headers(response)
    response.is_our_page = True  # type: ignore[attr-defined]
    return response
