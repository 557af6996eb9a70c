"""From the description to addresses: each checks its method and parameters, compares validators, and then answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, URLPattern, path, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from reading import replicas
from reading.api.answers import CORS, answer, missing, options, refusal, unchanged, validator, wrong_method
from reading.api.description import ENDPOINTS, Endpoint
from reading.api.openapi import document
from reading.api.parameters import read_all
from reading.api.problems import Problem
from reading.metadata import absolute

PREFIX = "api/v1/"


def _view(endpoint: Endpoint) -> Any:
    # Exempt from the check of forms: what is no GET is answered with 405 in JSON, and changes nothing.
    @csrf_exempt
    def run(request: HttpRequest, **named: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return options()
        try:
            if request.method not in ("GET", "HEAD"):
                raise wrong_method(request.method)
            values = read_all(request.GET, endpoint.query)
            etag = validator(request)
            return unchanged(request, etag) or answer(
                replicas.reads(request, lambda: endpoint.view(values, **named)), etag
            )
        except Problem as problem:
            return refusal(problem)

    return run


def _openapi(values: dict[str, Any]) -> dict[str, Any]:
    return document()


@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Any other address below the API: the same with a slash at its end where that exists, else 404 in JSON."""
    if request.method == "OPTIONS":
        return options()
    if request.method not in ("GET", "HEAD"):
        return refusal(wrong_method(request.method))
    try:
        found = resolve(f"{request.path_info}/")
    except Resolver404:
        found = None
    if found is not None and found.url_name != "api_nowhere":
        query = request.META.get("QUERY_STRING", "")
        target = absolute(f"{request.path}/") + (f"?{query}" if query else "")
        return HttpResponsePermanentRedirect(target, headers=CORS)
    begin = absolute(reverse("reading:api_root"))
    return refusal(missing(_("There is nothing at this address; begin at %(begin)s.") % {"begin": begin}))


def addresses() -> list[URLPattern]:
    """The routes of every endpoint, the OpenAPI document, and the end of the line."""
    described = Endpoint("api_openapi", "openapi.json", "", _openapi, {})
    routes = [path(f"{PREFIX}{one.route}", _view(one), name=one.name) for one in (*ENDPOINTS, described)]
    return [*routes, path(f"{PREFIX}<anything:rest>", nowhere, name="api_nowhere")]
