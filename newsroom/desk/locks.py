"""The security administrator's page of locked log-ins, read by the other administrators too."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import guarding
from accounts.models import User
from accounts.roles import Permission, allows
from newsroom.desk.articles.access import page, person


@require_safe
def log_in_locks(request: HttpRequest) -> HttpResponse:
    """Which user name is locked for which address, since when and until when, and which passwords wait."""
    if not allows(request.user, Permission.READ_ACCOUNTS):
        raise PermissionDenied
    locks = guarding.locks()
    people = {user.username: user for user in User.objects.filter(username__in={lock.username for lock in locks})}
    context = {
        "locks": [{"lock": lock, "account": people.get(lock.username)} for lock in locks],
        "waiting": list(User.objects.filter(needs_release=True, is_active=True).order_by("username")),
        "may_unlock": allows(request.user, Permission.MANAGE_LOCKS),
        "minutes": guarding.lock_minutes(),
    }
    return page(request, "desk/security/locks.html", context, title=_("Locked log-ins"))


@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """Unlock one user name at every address."""
    by = person(request)
    if not allows(by, Permission.MANAGE_LOCKS):
        raise PermissionDenied
    username = request.POST.get("username", "")[:255].replace("\x00", "")
    failures = guarding.unlock(username, by=by)
    words = ngettext(
        "“%(username)s” is unlocked; %(failures)d failure is forgotten.",
        "“%(username)s” is unlocked; %(failures)d failures are forgotten.",
        failures,
    )
    messages.success(request, words % {"username": username, "failures": failures})
    return redirect("desk:log_in_locks")
