"""Passwords: changed by their person, or set anew by an administrator; never by one person alone where it matters."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.errors import AccountError
from accounts.models import PasswordRecord, User
from accounts.notifications import notify
from accounts.password_rules import REFUSED_BEFORE
from accounts.roles import GUARDED, Permission, Role, allows

_WRITTEN = ("password", "password_changed_at", "must_change_password", "needs_release")


def change_own(account: User, password: str) -> None:
    """A person's own new password, which the rules have accepted; her other sessions end with it."""
    with transaction.atomic():
        _write(account, password)
        audit.record("account.change_password", by=account, target=account)


def set_initial(account: User, password: str, *, by: User | None) -> None:
    """A password that somebody else sets: to be changed at the next log-in; of a guarded account, released first.

    ``by`` None is the technician at the command line. Refuses what would leave nobody to release it.
    """
    waits = by is not None and is_guarded(account)
    if by is not None and not allows(by, Permission.MANAGE_ACCOUNTS):
        raise AccountError(_("Only the system administrator sets an initial password."))
    if waits and not _releasers(account):
        raise AccountError(
            _(
                "Nobody could release this password: it belongs to the only security administrator. Use manage.py "
                "regain_access on the server."
            )
        )
    with transaction.atomic():
        _write(account, password, must_change=True, waits=waits)
        audit.record("account.set_password", by=by, target=account, waits_for_release=waits)
        notify([account], "account.password_set", by=by, target=account)
        notify(_releasers(account) if waits else [], "account.waits_for_release", by=by, target=account)


def release(account: User, *, by: User) -> None:
    """Let a guarded account log in with the password that the system administrator set."""
    if not allows(by, Permission.MANAGE_LOCKS) or by.pk == account.pk:
        raise AccountError(_("Another security administrator releases a new password."))
    with transaction.atomic():
        account.needs_release = False
        account.save(update_fields=["needs_release"])
        audit.record("account.release", by=by, target=account)


def is_guarded(account: User) -> bool:
    """Whether nobody alone may set this account's password: it signs last, leads, or administers."""
    return bool({str(role) for role in GUARDED} & set(account.roles))


def is_too_old(account: User, *, at: datetime | None = None) -> bool:
    """Whether the password has reached its age, now or ``at`` a moment; the demo's accounts never grow old."""
    if not settings.PASSWORD_DAYS or account.is_demo:
        return False
    since = account.password_changed_at or account.date_joined
    return (at or clock.now()) - since > timedelta(days=settings.PASSWORD_DAYS)


def _write(account: User, password: str, *, must_change: bool = False, waits: bool = False) -> None:
    """Put the new password on the account and the hash of the old one on its history, as long as that is asked for."""
    before = User.objects.select_for_update(of=("self",)).only("password").get(pk=account.pk)
    if is_password_usable(before.password):
        PasswordRecord.objects.create(user=account, hash=before.password)
    kept = PasswordRecord.objects.filter(user=account).values("pk")[: REFUSED_BEFORE - 1]
    PasswordRecord.objects.filter(user=account).exclude(pk__in=kept).delete()
    account.set_password(password)
    account.must_change_password, account.needs_release = must_change, waits
    account.save(update_fields=_WRITTEN)


def _releasers(account: User) -> list[User]:
    return list(User.objects.filter(is_active=True, roles__contains=[Role.SECURITY_ADMIN]).exclude(pk=account.pk))
