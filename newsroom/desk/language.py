"""The language switch of the desk."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

A_YEAR = 365 * 24 * 3600  # seconds


@never_cache
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language for the desk and go back to the page the person was on."""
    response = HttpResponseRedirect(_own_path(request.POST.get("next", "")))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=A_YEAR,
            path=reverse("desk:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _own_path(wanted: str) -> str:
    """The wanted page where it is a page of the desk, else the desk: a switch must not lead elsewhere."""
    desk = reverse("desk:index")
    own = wanted.startswith(desk) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if own else desk
