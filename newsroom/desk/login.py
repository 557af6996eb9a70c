"""Logging in: user name and password, then the second factor where the account has one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import audit, clock, devices, guarding, second_factor, sessions
from accounts.errors import AccountError
from accounts.models import AuditEntry, User
from accounts.notifications import notify

WAITING = "second_factor_waits"  # the key of a session that has shown a password and not yet a code
WAITS_FOR = 300  # seconds
PASSWORD_BACKEND = "accounts.backends.RoleBackend"  # noqa: S105 (a path)


class DeskLoginForm(AuthenticationForm):
    """Django's form with our words, which say what to do next; ``wait`` is how many seconds to wait, if any."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "User name and password do not match. Both tell capital letters from small ones; after several failures, "
            "ask the system administrator for a new password."
        ),
        "inactive": gettext_lazy("This account is disabled. Ask the system administrator."),
        "no_role": gettext_lazy("This account has no role yet. Ask the security administrator to assign one."),
        "needs_release": gettext_lazy(
            "The new password of this account is not released yet. Ask the security administrator to release it."
        ),
    }
    locked = ngettext_lazy(
        "Too many failures: this user name is locked for your connection for %(minutes)d minute. From a browser in "
        "which you have logged in before you still get in; the security administrator can unlock it at once.",
        "Too many failures: this user name is locked for your connection for %(minutes)d minutes. From a browser in "
        "which you have logged in before you still get in; the security administrator can unlock it at once.",
        "minutes",
    )
    slowed = ngettext_lazy(
        "Somebody keeps trying passwords for this account, so it answers strangers slowly. Wait %(seconds)d second and "
        "try again, or use a browser in which you have logged in before.",
        "Somebody keeps trying passwords for this account, so it answers strangers slowly. Wait %(seconds)d seconds "
        "and try again, or use a browser in which you have logged in before.",
        "seconds",
    )
    wait = 0

    def clean(self) -> dict[str, Any]:
        """Refuse strangers who try too often before the password is looked at, so that guessing gains nothing."""
        assert self.request is not None  # noqa: S101 (LoginView gives it)
        username = self.cleaned_data.get("username") or ""
        self.wait = guarding.wait_seconds(self.request, username)
        if self.wait:
            raise ValidationError(self.slowed % {"seconds": self.wait}, code="slowed")
        try:
            return super().clean()
        except ValidationError as error:
            if getattr(self.request, "axes_locked_out", False):
                self.wait = guarding.lock_minutes() * 60
                raise ValidationError(self.locked % {"minutes": guarding.lock_minutes()}, code="locked") from error
            raise

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse accounts that are disabled, have no role, or wait for somebody."""
        super().confirm_login_allowed(user)
        if why := refusal(user):
            refused = AuditEntry.Result.REFUSED
            audit.record(audit.LOGIN_FAILED, by=None, target=user, result=refused, username=user.username, why=why)
            raise ValidationError(self.error_messages[why], code=why)


def refusal(user: User) -> str:
    """Why an account that has shown its password does not get in; empty where it does."""
    if not user.roles:
        return "no_role"
    return "needs_release" if user.needs_release else ""


class DeskLogin(LoginView):
    """The log-in page."""

    authentication_form = DeskLoginForm

    def form_valid(self, form: AuthenticationForm) -> HttpResponseRedirect:
        """The password fits: on to the second factor, or in."""
        return admit(self.request, form.get_user(), PASSWORD_BACKEND, self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again; 429 with the time to wait where there were too many tries."""
        response = super().form_invalid(form)
        if form.wait:
            response.status_code = 429
            response.headers["Retry-After"] = str(form.wait)
        return response


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """What django-axes shows instead of the answer: the answer, since the form has said it already."""
    return response


# ------------------------------------------------------------------------------------------------- getting in


def admit(request: HttpRequest, user: User, backend: str, wanted: str, *, via: str = "") -> HttpResponseRedirect:
    """Let a person in who has shown who she is, or ask for the second factor first."""
    if not user.second_factor_since:
        return _enter(request, user, backend, wanted, via)
    request.session.flush()
    request.session[WAITING] = {
        "account": user.pk,
        "bound": user.get_session_auth_hash(),
        "backend": backend,
        "wanted": wanted,
        "via": via,
        "at": int(clock.now().timestamp()),
    }
    request.session.set_expiry(WAITS_FOR)
    return HttpResponseRedirect(reverse("desk:second_factor"))


def _enter(request: HttpRequest, user: User, backend: str, wanted: str, via: str) -> HttpResponseRedirect:
    is_stranger = user.last_login is not None and not devices.is_known(request, user.username)
    login(request, user, backend=backend)
    if via:
        request.session[sessions.VIA] = via
    if is_stranger:
        notify([user], "account.new_log_in", by=None, target=user, address=audit.origin.get() or "")
    response = HttpResponseRedirect(wanted)
    devices.remember(request, response, user)
    return response


@never_cache
@csrf_protect
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask_second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the phone, or for a recovery code; then let the person in."""
    from newsroom.desk.site import desk

    waiting = request.session.get(WAITING, {})
    user = _who_waits(waiting)
    if user is None:
        request.session.pop(WAITING, None)
        return redirect("desk:login")
    problem = ""
    if request.method == "POST":
        code = request.POST.get("recovery_code", "").strip() or request.POST.get("code", "").strip()
        try:
            if second_factor.verify(user, code[:40]):
                request.session.flush()
                return _enter(request, user, waiting["backend"], _own_path(waiting["wanted"]), waiting["via"])
            problem = _("The code does not fit. Type the one that the phone shows now, or another recovery code.")
        except AccountError as error:
            problem = str(error)
    context = {**desk.each_context(request), "title": _("Second factor"), "problem": problem, "name": user.name}
    return TemplateResponse(request, "desk/security/ask.html", context, status=400 if problem else 200)


def _who_waits(waiting: dict[str, Any]) -> User | None:
    """The account whose password was shown a moment ago and is still the same; None where that is over."""
    if not waiting or not 0 <= int(clock.now().timestamp()) - waiting["at"] <= WAITS_FOR:
        return None
    user = User.objects.filter(pk=waiting["account"], is_active=True).first()
    if user is None or not constant_time_compare(waiting["bound"], user.get_session_auth_hash()) or refusal(user):
        return None
    return user


def _own_path(wanted: str) -> str:
    """Where the person wanted to go, where that is on this site."""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else reverse("desk:index")


def shows_password(request: HttpRequest, user: User, password: str) -> bool:
    """Whether a person who is logged in shows her password once more, before something that matters.

    It counts as a try like any other, so that a computer left alone is no place to guess. Who came by single sign-on
    has none to show here.
    """
    if request.session.get(sessions.VIA) == sessions.SINGLE_SIGN_ON or not user.has_usable_password():
        return True
    return authenticate(request, username=user.username, password=password) == user
