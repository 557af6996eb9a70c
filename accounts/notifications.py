"""Telling people what concerns them: one row for each person and thing, in the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from accounts.models import Notification, User


def notify(
    people: Iterable[User], kind: str, *, by: User | None, target: models.Model | None = None, **detail: Any
) -> list[Notification]:
    """Tell each of these people once, whoever acts excepted; ``detail`` must be JSON."""
    recipients = {person.pk: person for person in people if person.is_active and (by is None or person.pk != by.pk)}
    return Notification.objects.bulk_create(
        Notification(
            recipient=person,
            kind=kind,
            actor=by,
            target_type=target._meta.label_lower if target is not None else "",
            target_id=target.pk if target is not None else None,
            target_label=str(target)[:200] if target is not None else "",
            detail=detail,
        )
        for person in recipients.values()
    )
