"""``manage.py send_notifications [--daily]``: mail what waits; ``docs/operations.md`` shows a timer for it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.mailing import send_waiting
from accounts.models import User


class Command(BaseCommand):
    """Mail notifications that wait; exits with 1 where a mail failed, which the next run tries again."""

    help = (
        "Mail the notifications that wait: without options those of people who wish a mail at once and whose mail "
        "failed, with --daily the digest of those who wish one mail a day. One mail a person, unread things only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose mails."""
        parser.add_argument("--daily", action="store_true", help="the digest of the day")

    def handle(self, *args: Any, daily: bool, **options: Any) -> None:
        """Send, and say how many."""
        preference = User.MailPreference.DAILY if daily else User.MailPreference.AT_ONCE
        delivery = send_waiting(preference)
        self.stdout.write(
            _("%(sent)d mails sent, %(failed)d failed.") % {"sent": delivery.sent, "failed": delivery.failed}
        )
        if delivery.failed:
            sys.exit(1)
