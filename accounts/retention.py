"""Taking old rows off the audit trail: the beginning of the chain alone, never younger than six months.

The database holds to the six months by itself (``newsroom_audit_guard``), by its own clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from django.db import connection, transaction
from django.db.models import Min
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import audit
from accounts.chain import TRIMMED, check_chain
from accounts.models import AuditEntry, User
from accounts.roles import Permission, allows

_ONE_AT_A_TIME = 7293012  # the number of an advisory lock; 7293011 is the chain's


class RetentionError(Exception):
    """The trail stays as it is; the message says why."""


@dataclass(frozen=True)
class Cut:
    """What would go: the rows up to a position, and that row's hash."""

    before: datetime
    rows: int
    last_position: int
    last_hash: str


def latest_allowed() -> datetime:
    """The moment up to which rows may go now, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now() - interval '6 months'")
        moment: datetime = cursor.fetchone()[0]
    return moment


def plan(*, by: User, before: datetime) -> Cut | None:
    """What ``trim`` would take away; None where nothing is that old. Refuses as ``trim`` does, and records it."""
    if not allows(by, Permission.TRIM_AUDIT):
        _refuse(by, before, "not_permitted", _("Only an active audit administrator shortens the audit trail."))
    latest = latest_allowed()
    if before > latest:
        words = _("The audit trail is kept for six months at least: nothing younger than %(moment)s may go.")
        _refuse(by, before, "too_young", words % {"moment": f"{localtime(latest):%Y-%m-%d %H:%M}"})
    return _cut(before)


def trim(*, by: User, before: datetime) -> Cut | None:
    """Remove the beginning of the chain, up to the first row at or after ``before``; leaves a row that says so.

    A chain that does not hold is left alone, since the rows in question may be the evidence. None: nothing to do.
    """
    if plan(by=by, before=before) is None:
        return None
    if check_chain().faults:
        words = _("The chain of the audit trail is broken. Run verify_signoffs, and clear that up first.")
        _refuse(by, before, "broken_chain", words)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        cut = _cut(before)
        if cut is None:  # somebody else was faster
            return None
        cursor.execute("SET LOCAL newsroom.audit_retention = 'on'")
        cursor.execute("DELETE FROM accounts_auditentry WHERE position <= %s", [cut.last_position])
        cursor.execute("SET LOCAL newsroom.audit_retention = 'off'")
        audit.record(
            TRIMMED,
            by=by,
            before=before.isoformat(),
            rows=cut.rows,
            last_position=cut.last_position,
            last_hash=cut.last_hash,
        )
    return cut


def _cut(before: datetime) -> Cut | None:
    linked = AuditEntry.objects.filter(position__isnull=False)
    youngest = linked.filter(at__gte=before).aggregate(first=Min("position"))["first"]
    older = linked if youngest is None else linked.filter(position__lt=youngest)
    last = older.order_by("-position").first()
    return Cut(before, older.count(), last.position, last.hash) if last and last.position is not None else None


def _refuse(by: User, before: datetime, reason: str, words: str) -> NoReturn:
    audit.record(TRIMMED, by=by, result=AuditEntry.Result.REFUSED, reason=reason, before=before.isoformat())
    raise RetentionError(words)
