"""Accounts that nobody uses any more: disabled, never deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from accounts import audit, clock
from accounts.models import User
from accounts.roles import ADMINISTRATORS


def inactive_people(days: int) -> list[tuple[User, datetime]]:
    """Active accounts that were not used for so long, with the moment of the last use; the longest first.

    Being made and being activated again count as a use. The last active administrator of a kind is left out: nobody
    could undo it.
    """
    used = Greatest("date_joined", "last_login", "active_since")
    since = clock.now() - timedelta(days=days)
    active = User.objects.filter(is_active=True)
    found = list(active.annotate(used_at=used).filter(used_at__lt=since).order_by("used_at"))
    going = {user.pk for user in found}
    for role in ADMINISTRATORS:
        holders = list(active.filter(roles__contains=[role]).order_by(F("last_login").asc(nulls_first=True)))
        if holders and going.issuperset(holder.pk for holder in holders):
            going.discard(holders[-1].pk)
    return [(user, user.used_at) for user in found if user.pk in going]


def disable(account: User, *, days: int) -> None:
    """Disable an account for not being used."""
    with transaction.atomic():
        account.is_active = False
        account.save(update_fields=["is_active"])
        audit.record("account.disable", by=None, target=account, why="inactive", days=days)
