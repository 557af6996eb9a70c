"""Logging in through the street office's own sign-on service (OpenID Connect), where the settings name one.

The service says who somebody is; whether she has an account, and what she may do, is decided here as for everybody:
no account is ever made by a log-in. The first log-in binds the account to the service's lasting number of the person,
so that a user name which the service gives to somebody else later opens nothing.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.models import AuditEntry, User
from accounts.sessions import SINGLE_SIGN_ON
from newsroom.desk.login import PASSWORD_BACKEND, DeskLoginForm, admit, refusal

logger = logging.getLogger(__name__)
TIMEOUT = 10  # seconds that the service has for an answer


def is_offered() -> bool:
    """Whether the log-in page offers it."""
    return bool(settings.OIDC_ISSUER)


def name_of_the_service() -> str:
    """What the button of the log-in page calls it."""
    return settings.OIDC_NAME or _("single sign-on")


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, client_secret: str) -> Any:
    """The service as authlib sees it: discovered at its address, with PKCE, state and nonce."""
    from authlib.integrations.django_client import OAuth

    return OAuth().register(
        name="desk",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "timeout": TIMEOUT},
    )


def _service() -> Any:
    if not is_offered():
        raise Http404
    return _client(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


def _failures() -> tuple[type[Exception], ...]:
    """What a service that is away, or that says nonsense, raises."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    return (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, RuntimeError)


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Send the person to the service."""
    service = _service()
    try:
        answer: HttpResponse = service.authorize_redirect(request, _back())
    except _failures() as error:
        return _failed(request, error)
    return answer


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """The person comes back from the service, with a proof of who she is."""
    service = _service()
    try:
        claims = dict(service.authorize_access_token(request).get("userinfo") or {})
        subject, username = str(claims["sub"]), str(claims[settings.OIDC_USERNAME_CLAIM])
    except _failures() as error:
        return _failed(request, error)
    user = _account_of(subject, username)
    if user is None:
        return _refused(
            request, username, "unknown", _("There is no account for you here yet. Ask the system administrator.")
        )
    if why := refusal(user) if user.is_active else "inactive":
        return _refused(request, username, why, str(DeskLoginForm.error_messages[why]))
    return admit(request, user, PASSWORD_BACKEND, reverse("desk:index"), via=SINGLE_SIGN_ON)


def _account_of(subject: str, username: str) -> User | None:
    """The account bound to the service's number; else the one of this user name, bound now if it was to nobody."""
    with transaction.atomic():
        bound = User.objects.filter(sso_subject=subject).first()
        if bound is not None:
            return bound
        unbound = User.objects.select_for_update(of=("self",)).filter(username=username, sso_subject="")
        user = unbound.filter(is_active=True, is_demo=False).first()
        if user is not None:
            user.sso_subject = subject
            user.save(update_fields=["sso_subject"])
            audit.record("account.single_sign_on", by=user, target=user, issuer=settings.OIDC_ISSUER)
        return user


def _back() -> str:
    """Where the service sends people back to; the site's own address, never what a request says it is."""
    return f"{settings.SITE_URL}{reverse('desk:sign_on_return')}"


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("Single sign-on failed: %s: %s", type(error).__name__, error)
    messages.error(request, _("The sign-on service did not let you in, or does not answer. Try again, or log in here."))
    return redirect("desk:login")


def _refused(request: HttpRequest, username: str, why: str, words: str) -> HttpResponse:
    account = User.objects.filter(username=username).first()
    refused = AuditEntry.Result.REFUSED
    audit.record(audit.LOGIN_FAILED, by=None, target=account, result=refused, username=username[:100], why=why)
    messages.error(request, words)
    return redirect("desk:login")


URLS: list[URLPattern] = [
    path("sign-on/", begin, name="sign_on"),
    path("sign-on/return/", come_back, name="sign_on_return"),
]
