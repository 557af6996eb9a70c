"""The dashboard's panels for the three administrators: accounts by role, accounts without one, the audit trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Q

from accounts import audit, clock
from accounts.models import AuditEntry, User
from accounts.roles import Permission, Role, allows
from newsroom.desk.acts import act_in_words

RECENT = 10  # rows
FAILURE_DAYS = 7


def administration_for(user: User) -> dict[str, Any]:
    """The panels of this administrator; empty for everybody else."""
    panels: dict[str, Any] = {}
    if allows(user, Permission.MANAGE_ACCOUNTS) or allows(user, Permission.ASSIGN_ROLES):
        panels["accounts"] = _accounts()
    if allows(user, Permission.ASSIGN_ROLES):
        panels["without_role"] = list(
            User.objects.filter(is_active=True, roles=[]).select_related("department").order_by("-pk")[:RECENT]
        )
    if allows(user, Permission.READ_AUDIT):
        panels["recent"] = _recent()
        panels["failures"] = _failures()
        panels["failure_days"] = FAILURE_DAYS
    return panels


def _accounts() -> dict[str, Any]:
    """How many active people hold each role, how many accounts are disabled and how many have no role. One query."""
    counted = User.objects.aggregate(
        **{role.value: Count("pk", filter=Q(is_active=True, roles__contains=[role.value])) for role in Role},
        all_active=Count("pk", filter=Q(is_active=True)),
        all_disabled=Count("pk", filter=Q(is_active=False)),
        all_without_role=Count("pk", filter=Q(is_active=True, roles=[])),
    )
    return {
        "by_role": [(role.value, role.label, counted[role.value]) for role in Role],
        "active": counted["all_active"],
        "disabled": counted["all_disabled"],
        "without_role": counted["all_without_role"],
    }


def _recent() -> list[dict[str, Any]]:
    entries = AuditEntry.objects.order_by("-pk")[:RECENT]
    return [{"entry": entry, "act": act_in_words(entry.action)} for entry in entries]


def _failures() -> list[dict[str, Any]]:
    """Failed log-ins of the last days, by the user name that was tried, most first."""
    since = clock.now() - timedelta(days=FAILURE_DAYS)
    failures = (
        AuditEntry.objects.filter(action=audit.LOGIN_FAILED, at__gte=since)
        .order_by()
        .values("detail__username")
        .annotate(times=Count("pk"), last=Max("at"))
        .order_by("-times", "-last")
    )
    return [dict(row) for row in failures[:RECENT]]
