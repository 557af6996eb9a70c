"""``manage.py disable_inactive``: disable accounts that nobody used for a long time."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import inactivity

FEWEST_DAYS = 30


class Command(BaseCommand):
    """Disable accounts that nobody used; for a timer."""

    help = (
        "Disable active accounts that were not logged in to for INACTIVE_DAYS (90). They are kept, with all they "
        "signed; the security administrator activates them again. The last administrator of a kind stays active."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long, and whether only to look."""
        parser.add_argument("--days", type=int, default=settings.INACTIVE_DAYS, help="days without a log-in")
        parser.add_argument("--dry-run", action="store_true", help="only say which accounts it would be")

    def handle(self, *args: Any, days: int, dry_run: bool, **options: Any) -> None:
        """Name each account and, unless it is a rehearsal, disable it."""
        if days < FEWEST_DAYS:
            raise CommandError(_("Below %(days)d days, people on leave would be disabled.") % {"days": FEWEST_DAYS})
        found = inactivity.inactive_people(days)
        for account, used_at in found:
            if not dry_run:
                inactivity.disable(account, days=days)
            self.stdout.write(f"{account.username}\t{account.name}\t{localtime(used_at):%Y-%m-%d}")
        words = (
            ngettext("%(count)d account would be disabled.", "%(count)d accounts would be disabled.", len(found))
            if dry_run
            else ngettext("%(count)d account is disabled.", "%(count)d accounts are disabled.", len(found))
        )
        self.stdout.write(words % {"count": len(found)})
