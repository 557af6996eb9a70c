"""Notifications by e-mail: at once or in one mail a day, as each person wishes. A mail never breaks what it tells of.

What could not be sent stays waiting, and ``manage.py send_notifications`` tries again. Mails name the title of a thing
and link to the desk; no text of an article and no remark leaves the newsroom this way.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from accounts import clock
from accounts.models import Notification, User
from accounts.models.notifications import NotificationQuerySet
from accounts.notice_words import in_words

logger = logging.getLogger(__name__)

TRIED_FOR = timedelta(days=7)  # what is older is only shown in the desk
LISTED = 50  # notifications named in one mail; the rest is counted
# What a mail server, the way to it, or an unusable address can raise.
_UNSENT = (SMTPException, OSError, ValueError)


@dataclass(frozen=True)
class Delivery:
    """How many people got a mail, and for how many it failed."""

    sent: int = 0
    failed: int = 0


def mails_at_once(person: User) -> bool:
    """Whether a person wishes a mail for each thing, and can get one."""
    return bool(person.email) and person.mail_preference == User.MailPreference.AT_ONCE


@task()
def send_now(numbers: list[int]) -> int:
    """Mail these notifications to their recipients; answers how many mails went out."""
    return _deliver(Notification.objects.filter(pk__in=numbers)).sent


def send_waiting(preference: User.MailPreference) -> Delivery:
    """Mail what waits to everybody with this preference, one mail a person, unread things only."""
    return _deliver(Notification.objects.filter(recipient__mail_preference=preference))


def _deliver(chosen: NotificationQuerySet) -> Delivery:
    waiting = chosen.unread().unmailed().filter(created_at__gte=clock.now() - TRIED_FOR, recipient__is_active=True)
    people = list(waiting.exclude(recipient__email="").order_by().values_list("recipient", flat=True).distinct())
    if not people:
        return Delivery()
    sent = failed = 0
    connection = get_connection()
    for number in people:
        try:
            sent += _mail(number, waiting, connection)
        except _UNSENT as error:
            failed += 1
            logger.warning("E-mail to account %s failed and will be tried again: %s", number, error)
    return Delivery(sent, failed)


def _mail(number: int, waiting: NotificationQuerySet, connection: BaseEmailBackend) -> bool:
    """One mail to one person; rows that another process is mailing now are left to it."""
    with transaction.atomic():
        rows = list(
            waiting.filter(recipient=number)
            .select_for_update(of=("self",), skip_locked=True)
            .select_related("recipient", "actor")
            .order_by("pk")
        )
        if not rows:
            return False
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=clock.now())
        compose(rows[0].recipient, rows, connection).send()
    return True


def compose(person: User, rows: list[Notification], connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The mail that tells a person of these things, in the newsroom's language, with links to the desk."""
    with translation.override(settings.LANGUAGE_CODE):
        told = [(in_words(row), _link(reverse("desk:notification_open", args=[row.pk]))) for row in rows[:LISTED]]
        context = {
            "name": person.name,
            "told": told,
            "others": len(rows) - len(told),
            "list_link": _link(reverse("desk:notification_list")),
            "settings_link": _link(reverse("desk:my_settings")),
        }
        subject = told[0][0]
        if len(rows) > 1:
            subject = ngettext("%(count)d thing that concerns you", "%(count)d things that concern you", len(rows)) % {
                "count": len(rows)
            }
        return EmailMessage(
            subject=" ".join(_("[Newsroom] %(subject)s").split()) % {"subject": " ".join(subject.split())},
            body=render_to_string("desk/notifications/mail.txt", context),
            to=[person.email],
            connection=connection,
        )


def _link(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
