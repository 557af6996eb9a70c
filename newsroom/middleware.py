"""What every request and answer passes through."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from accounts import audit
from accounts.addresses import client_address

GetResponse = Callable[[HttpRequest], HttpResponse]

DESK_PREFIX = "/desk/"
COMPRESSIBLE = re.compile(r"text/|application/(?:[\w.+-]+\+)?(?:json|xml|javascript)\b|image/svg\+xml")
POLICIES = {
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class SecurityHeadersMiddleware:
    """Headers that Django has no setting for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in POLICIES.items():
            response.headers.setdefault(name, value)
        return response


class TextGZipMiddleware(GZipMiddleware):
    """Compresses text alone: images and PDFs are compressed already, and parts of a file must stay what they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what gains by it."""
        if response.status_code == 206 or not COMPRESSIBLE.match(response.headers.get("Content-Type", "")):
            return response
        return super().process_response(request, response)


class DeskLocaleMiddleware(LocaleMiddleware):
    """The desk in the language its user chose; the paper itself always in its own, so that caches hold one page."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language: the switch's cookie in the desk, else the site's."""
        language = settings.LANGUAGE_CODE
        if request.path_info.startswith(DESK_PREFIX):
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
            language = chosen if chosen in dict(settings.LANGUAGES) else language
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Name the language of the answer."""
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class AuditOriginMiddleware:
    """Tells the audit trail which address the request came from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = audit.origin.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            audit.origin.reset(token)


class FriendlyErrorsMiddleware:
    """Shows the newsroom's own 404 and 403 pages while DEBUG is on too, so that the demo is the product."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        technical = settings.DEBUG and response.status_code == 404 and not getattr(response, "is_our_page", False)
        if technical and response.headers.get("Content-Type", "").startswith("text/html"):
            from newsroom import errors

            return errors.not_found(request)
        return response
