"""Remembers how a reader wants to read, and takes her back to the page where she was."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from reading import preferences


def _page_before(request: HttpRequest) -> str:
    """The page whose button was pressed: what the browser says, else what the form says, else the home page."""
    for address in (request.headers.get("Referer", ""), request.POST.get("page", "")):
        try:
            parts = urlsplit(address)
        except ValueError:  # brackets that hold no address of IPv6
            continue
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        ours = not parts.netloc or parts.netloc == request.get_host()
        if ours and path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
            return path
    return reverse("reading:home")


# No token: it would tie the page, which caches keep for everybody, to one reader, and there is nothing to forge here
# but the size of somebody's letters.
@csrf_exempt
@require_POST
def remember(request: HttpRequest) -> HttpResponse:
    """Set the cookie and go back; 400 for a value that no page offers."""
    value = request.POST.get("view", "")
    if value not in preferences.KNOWN:
        return HttpResponseBadRequest(content_type="text/plain")
    response = HttpResponseRedirect(_page_before(request))
    response.status_code = 303
    if value == preferences.STANDARD:
        response.delete_cookie(preferences.COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            preferences.COOKIE,
            value,
            max_age=preferences.COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    add_never_cache_headers(response)
    return response
