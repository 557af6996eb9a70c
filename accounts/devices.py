"""Browsers from which a person has logged in before, known by a signed cookie of their own.

A stranger who fails on purpose locks or slows an account for strangers; its owner's own browser goes on counting by
itself, and so does a new address of hers once she is in.
"""

from __future__ import annotations

import secrets
from typing import Any

from axes.helpers import get_client_username
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.limits import Limit, within
from accounts.models import User

KNOWN_FOR = 180 * 24 * 3600  # seconds
TRIES = Limit(10, 3600)  # of one known browser; from then on it counts as a stranger
_SALT = "accounts.devices"


def _cookie_name(username: str) -> str:
    """One cookie for each account, since colleagues share computers; it does not show the name."""
    return f"known-{salted_hmac(_SALT, username, algorithm='sha256').hexdigest()[:16]}"


def _known_browser(request: HttpRequest, username: str) -> str:
    """The number of this browser where the account has been logged in from it; else the empty string."""
    cookie = request.COOKIES.get(_cookie_name(username), "")
    try:
        owner, browser = signing.loads(cookie, salt=_SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return str(browser) if owner == username else ""


def is_known(request: HttpRequest, username: str) -> bool:
    """Whether the account has been logged in from this browser before."""
    return bool(_known_browser(request, username))


def spares(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Whether this try is no stranger's: from a known browser, within its own number of tries.

    It is asked several times in one request and counts once.
    """
    username = str(get_client_username(request, credentials) or "")
    answers: dict[str, bool] = request.__dict__.setdefault("_spared_from_locks", {})
    if username not in answers:
        browser = _known_browser(request, username)
        answers[username] = bool(browser) and within(TRIES, "known-browser", browser)
    return answers[username]


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Know this browser from now on."""
    browser = _known_browser(request, user.username) or secrets.token_urlsafe(12)
    response.set_cookie(
        _cookie_name(user.username),
        signing.dumps([user.username, browser], salt=_SALT),
        max_age=KNOWN_FOR,
        path=reverse("desk:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
