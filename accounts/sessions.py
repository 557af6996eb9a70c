"""Log-ins that grow old: ended after a time without a sign of life, and at the latest some hours after they began."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import audit, clock, passwords, second_factor
from accounts.models import User

BEGAN, SEEN, VIA = "session_began", "session_seen", "session_via"
PASSWORD, SECOND_FACTOR = "password", "second_factor"
SINGLE_SIGN_ON = "single_sign_on"
NOTED_EVERY = 60  # seconds; a session is written at most once in these
# What pages ask for by themselves is no sign of their reader.
UNATTENDED = frozenset({"board_version"})


class AgeingSessionMiddleware(AuthenticationMiddleware):
    """Django's ``request.user``, which is nobody once the session is too old, and says what holds a person back."""

    def process_request(self, request: HttpRequest) -> None:
        """As Django's: nothing is asked before a view asks who it is."""
        if "\x00" in (request.session.session_key or ""):  # a cookie may hold it in quotes, no row of the database may
            request.session = type(request.session)()
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]


def person_of(request: HttpRequest) -> Any:
    """Who asks: the account of a session that has not ended, else nobody."""
    user = get_user(request)
    if not isinstance(user, User) or hasattr(request, "_aged_user"):
        return user
    request._aged_user = user  # type: ignore[attr-defined]
    now = int(clock.now().timestamp())
    if reason := ended(request.session, now):
        _end(request, user, reason)
        return AnonymousUser()
    resolved = request.resolver_match
    if resolved is None or resolved.url_name not in UNATTENDED:
        _note(request.session, now)
    user.held_for = what_holds(user, request.session)
    return user


def ended(session: Any, now: int) -> str:
    """Why a session is over: "idle", "too_long", or nothing. Times are seconds since 1970."""
    if now - session.get(BEGAN, now) > settings.SESSION_COOKIE_AGE:
        return "too_long"
    return "idle" if now - session.get(SEEN, now) > settings.SESSION_IDLE_SECONDS else ""


def what_holds(user: User, session: Any) -> str:
    """What the person has to do before she may work: a new password, a second factor, or nothing.

    A password that reaches its age while she works waits for the next log-in, so that no form in hand is lost.
    """
    if session.get(VIA) != SINGLE_SIGN_ON:
        began = datetime.fromtimestamp(session.get(BEGAN, clock.now().timestamp()), UTC)
        if user.must_change_password or passwords.is_too_old(user, at=began):
            return PASSWORD
    return SECOND_FACTOR if second_factor.is_required(user) and not user.second_factor_since else ""


def end_everywhere(user: User) -> None:
    """End every session of an account, on whatever device."""
    user.session_round += 1
    user.save(update_fields=["session_round"])
    audit.record("account.log_out_everywhere", by=user, target=user)


def _note(session: Any, now: int) -> None:
    """A clock that was set back must not keep a session alive for ever, nor end it: it begins to count anew."""
    session.setdefault(BEGAN, now)
    if session[BEGAN] > now:
        session[BEGAN] = now
    if not 0 <= now - session.get(SEEN, 0) < NOTED_EVERY:
        session[SEEN] = now


def _end(request: HttpRequest, user: User, reason: str) -> None:
    audit.record("account.session_ended", by=user, target=user, why=reason)
    request.session.flush()
    request._cached_user = AnonymousUser()  # type: ignore[attr-defined]
    words = {
        "idle": _("You were logged out because nothing was done for %(minutes)d minutes. Please log in again.")
        % {"minutes": settings.SESSION_IDLE_SECONDS // 60},
        "too_long": _("You were logged out because a log-in lasts %(hours)d hours at most. Please log in again.")
        % {"hours": settings.SESSION_COOKIE_AGE // 3600},
    }
    messages.info(request, words[reason], fail_silently=True)


def listen_to_sessions() -> None:
    """Note when a session begins."""
    user_logged_in.connect(_began, dispatch_uid="sessions.began")


def _began(sender: object, request: Any, **kwargs: Any) -> None:
    now = int(clock.now().timestamp())
    request.session[BEGAN] = request.session[SEEN] = now
