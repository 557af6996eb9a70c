"""Telling people what concerns them: one row for each person and thing, in the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from accounts.mailing import mails_at_once, send_now
from accounts.models import Notification, User


def notify(
    people: Iterable[User], kind: str, *, by: User | None, target: models.Model | None = None, **detail: Any
) -> list[Notification]:
    """Tell each of these people once, whoever acts excepted; ``detail`` must be JSON.

    Who wishes a mail at once gets it when the act is committed; a failing mail server leaves the act as it is.
    """
    recipients = {person.pk: person for person in people if person.is_active and (by is None or person.pk != by.pk)}
    made = Notification.objects.bulk_create(
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
    if numbers := [row.pk for row in made if mails_at_once(row.recipient)]:
        transaction.on_commit(lambda: send_now.enqueue(numbers), robust=True)
    return made
