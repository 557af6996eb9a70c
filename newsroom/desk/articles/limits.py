"""A friendly answer where a form is larger than the server takes in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from newsroom.desk.articles.access import page

View = Callable[..., HttpResponseBase]


def friendly_limits(view: View) -> View:
    """Answer forms beyond Django's limits with a page (or JSON for scripts) that says what to do.

    The CSRF middleware would read the form before any view and fail with a bare error. So it lets this wrapper pass,
    and the wrapped view checks the token itself: it must carry ``csrf_protect``, as ``admin_view`` gives it.
    """

    @csrf_exempt
    @wraps(view, assigned=("__module__", "__name__", "__qualname__", "__doc__"), updated=())
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.method == "POST":
                request.POST  # noqa: B018 (reads and parses the form)
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError):
            limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
            message = _("What was sent is larger than %(limit)d MB of text, or damaged.") % {"limit": limit}
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"error": {"message": message}}, status=400)
            context = {"message": message}
            return page(request, "desk/articles/too_big.html", context, title=_("Too much at once"), status=400)
        return view(request, *args, **kwargs)

    return wrapped
