"""The site's addresses and a view that does nothing, through the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from newsroom import urls


def bare(request: HttpRequest) -> HttpResponse:
    """A few bytes."""
    return HttpResponse("ok")


urlpatterns = [path("bare/", bare), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
