"""A person's own security: the second factor, recovery codes, what was logged in, logging out everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit, second_factor, sessions
from accounts.errors import AccountError
from accounts.models import AuditEntry, User
from newsroom.desk.articles.access import person
from newsroom.desk.login import ask_second_factor, shows_password

View = Callable[..., HttpResponse]
SHOWN = 8  # rows of one's own log-ins
DUTIES = {sessions.PASSWORD: "desk:password_change", sessions.SECOND_FACTOR: "desk:second_factor_set_up"}


def own(view: View) -> View:
    """For whoever is logged in with a role, also while something holds her back: here she mends that."""

    @never_cache
    @csrf_protect
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User) or not request.user.roles:
            return redirect_to_login(request.get_full_path(), "desk:login")
        return view(request, *args, **kwargs)

    return guarded


def duty_of(user: Any) -> str:
    """The name of the page on which a person who is held back mends it; empty where nothing holds her."""
    return DUTIES.get(getattr(user, "held_for", ""), "")


def _page(request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    from newsroom.desk.site import desk

    request.current_app = desk.name
    frame = {**desk.each_context(request), "title": title, "is_held": bool(person(request).held_for)}
    return TemplateResponse(request, template, {**frame, **context}, status=status)


@own
@require_safe
def my_security(request: HttpRequest) -> HttpResponse:
    """What protects the account, and the last times that somebody logged in to it or failed."""
    by = person(request)
    return _overview(request, by)


def _overview(request: HttpRequest, by: User, *, problem: str = "", about: str = "") -> HttpResponse:
    acts = (audit.LOGGED_IN, audit.LOGIN_FAILED, "account.second_factor_failed")
    mine = AuditEntry.objects.filter(target_type=User._meta.label_lower, target_id=str(by.pk), action__in=acts)
    password_until = None
    if settings.PASSWORD_DAYS and not by.is_demo and by.has_usable_password():
        password_until = (by.password_changed_at or by.date_joined) + timedelta(days=settings.PASSWORD_DAYS)
    return _page(
        request,
        "desk/security/mine.html",
        _("Log-in and security"),
        status=400 if problem else 200,
        account=by,
        codes_left=second_factor.codes_left(by) if by.second_factor_since else 0,
        is_required=second_factor.is_required(by),
        password_until=password_until,
        log_ins=[{"entry": row, "failed": row.action != audit.LOGGED_IN} for row in mine.order_by("-pk")[:SHOWN]],
        problem=problem,
        about=about,
        idle_minutes=settings.SESSION_IDLE_SECONDS // 60,
    )


@own
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_set_up(request: HttpRequest) -> HttpResponse:
    """Show the picture for the phone; switch on with the code it shows, and show the recovery codes once."""
    by = person(request)
    problem = ""
    if request.method == "POST":
        try:
            if shows_password(request, by, request.POST.get("password", "")):
                codes = second_factor.confirm(by, request.POST.get("code", "")[:10])
                update_session_auth_hash(request, by)
                return _codes(request, codes)
            problem = _("The password is not right.")
        except AccountError as error:
            problem = str(error)
    device = second_factor.begin(by)
    return _page(
        request,
        "desk/security/set_up.html",
        _("Set up the second factor"),
        status=400 if problem else 200,
        account=by,
        picture=second_factor.picture(device),
        link=device.config_url,
        key=second_factor.typed_key(device),
        is_required=second_factor.is_required(by),
        problem=problem,
    )


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The recovery codes, this once: they are nowhere but on this page."""
    person(request).held_for = ""
    return _page(request, "desk/security/codes.html", _("Your recovery codes"), codes=codes)


@own
@sensitive_post_parameters()
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, for a code of the phone."""
    by = person(request)
    return _with_code(request, "codes", lambda: _codes(request, second_factor.renew_codes(by)))


@own
@sensitive_post_parameters()
@require_POST
def second_factor_off(request: HttpRequest) -> HttpResponse:
    """Switch the second factor off, for a code of the phone."""
    by = person(request)

    def switch_off() -> HttpResponse:
        second_factor.switch_off(by)
        update_session_auth_hash(request, by)
        messages.success(request, _("The second factor is switched off."))
        return redirect("desk:my_security")

    return _with_code(request, "off", switch_off)


def _with_code(request: HttpRequest, about: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    by = person(request)
    try:
        if by.second_factor_since and second_factor.verify(by, request.POST.get("code", "")[:40]):
            return act()
        problem = _("The code does not fit. Type the one that the phone shows now, or another recovery code.")
    except AccountError as error:
        problem = str(error)
    return _overview(request, by, problem=problem, about=about)


@own
@require_POST
def log_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every log-in of the person but this one."""
    by = person(request)
    sessions.end_everywhere(by)
    update_session_auth_hash(request, by)
    messages.success(request, _("Every other device is logged out."))
    return redirect("desk:my_security")


URLS: list[URLPattern] = [
    path("login/second-factor/", ask_second_factor, name="second_factor"),
    path("security/", my_security, name="my_security"),
    path("security/second-factor/", second_factor_set_up, name="second_factor_set_up"),
    path("security/second-factor/off/", second_factor_off, name="second_factor_off"),
    path("security/recovery-codes/", recovery_codes, name="recovery_codes"),
    path("security/log-out-everywhere/", log_out_everywhere, name="log_out_everywhere"),
]
