"""Guessing of passwords: an account is locked for the address that guesses, and slowed for all strangers together.

django-axes keeps the failures and locks a pair of account and address. That stops one guesser; many addresses at once
are slowed down here: the more failures, the longer the wait between any two strangers' tries. Nobody can lock a person
out of a browser she has used before (``accounts.devices``), and nothing locks an account for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, devices
from accounts.errors import AccountError
from accounts.models import AuditEntry, User
from accounts.roles import Permission, allows

UNHURRIED = 15  # failures of one account, of all addresses together, that slow nobody down
LONGEST_WAIT = 30  # seconds between two tries of strangers
LOCKED, UNLOCKED = "account.locked", "account.unlock"


@dataclass(frozen=True)
class Lock:
    """One account locked for one address."""

    number: int
    username: str
    address: str
    failures: int
    since: datetime
    until: datetime


def wait_seconds(request: HttpRequest, username: str) -> int:
    """How long a stranger waits before the next try of this account counts; 0 where she need not. One query."""
    if devices.is_known(request, username):
        return 0
    now = timezone.now()
    recent = AccessAttempt.objects.filter(username=username, attempt_time__gte=now - settings.AXES_COOLOFF_TIME)
    found = recent.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    if (found["failures"] or 0) <= UNHURRIED:
        return 0
    needed = min(LONGEST_WAIT, 2 ** min(10, (found["failures"] - UNHURRIED + 4) // 5))
    return max(0, round(needed - (now - found["last"]).total_seconds()))


def locks() -> list[Lock]:
    """Every pair of account and address that is locked now, the latest first."""
    rows = (
        AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME)
        .values("username", "ip_address")
        .annotate(number=Max("pk"), failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-last")
    )
    return [
        Lock(
            number=row["number"],
            username=row["username"] or "",
            address=row["ip_address"] or "",
            failures=row["failures"],
            since=row["last"],
            until=row["last"] + settings.AXES_COOLOFF_TIME,
        )
        for row in rows
    ]


def unlock(username: str, *, by: User | None) -> int:
    """Forget the failures of an account at all addresses; answers how many were forgotten.

    ``by`` None is the technician at the command line; everybody else needs the permission.
    """
    if by is not None and not allows(by, Permission.MANAGE_LOCKS):
        raise AccountError(_("Only the security administrator unlocks log-ins."))
    rows = AccessAttempt.objects.filter(username=username)
    failures = rows.aggregate(total=Sum("failures_since_start"))["total"] or 0
    rows.delete()
    target = User.objects.filter(username=username).first()
    audit.record(UNLOCKED, by=by, target=target, username=username[:100], failures=failures)
    return failures


def lock_minutes() -> int:
    """For how many minutes a lock holds."""
    return int(settings.AXES_COOLOFF_TIME / timedelta(minutes=1))


def listen_to_locks() -> None:
    """Put every lock on the trail."""
    user_locked_out.connect(_locked, dispatch_uid="audit.locked")


def _locked(sender: object, request: Any, username: str | None, **kwargs: Any) -> None:
    """One row when the lock closes; what is tried at a closed lock is on the trail as a failed log-in already."""
    if request.axes_failures_since_start is None:
        return
    name = str(username or "")[:100].replace("\x00", "")
    target = User.objects.filter(username=name).first()
    refused = AuditEntry.Result.REFUSED
    audit.record(LOCKED, by=None, target=target, result=refused, username=name, minutes=lock_minutes())
