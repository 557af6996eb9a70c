"""``manage.py trim_audit --before DATE --by USERNAME``: take old rows off the beginning of the audit trail."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.retention import RetentionError, plan, trim


class Command(BaseCommand):
    """Shorten the audit trail by its oldest rows; only an audit administrator, never below six months."""

    help = (
        "Remove the audit trail's rows before a day, oldest first; the database itself refuses what is younger than "
        "six months. Leaves a row of its own, so that verify_signoffs goes on to hold. Make a backup first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Until when, by whom, and whether to ask."""
        parser.add_argument("--before", required=True, metavar="YYYY-MM-DD", help="the first day that stays")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="the audit administrator who does it")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, before: str, by: str, yes: bool, **options: Any) -> None:
        """Show what would go, ask, remove."""
        moment = _moment(before)
        person = User.objects.filter(username=by).first()
        if person is None:
            raise CommandError(_("There is no account “%(username)s”.") % {"username": by})
        try:
            cut = plan(by=person, before=moment)
            if cut is None:
                self.stdout.write(_("Nothing to remove: the audit trail begins later."))
                return
            self.stdout.write(
                _("%(rows)d audit rows up to position %(position)d, all before %(day)s, would go for good.")
                % {"rows": cut.rows, "position": cut.last_position, "day": f"{localtime(moment):%Y-%m-%d}"}
            )
            if not yes and input(_("Type the number of rows to remove them: ")).strip() != str(cut.rows):
                self.stdout.write(_("Nothing was removed."))
                return
            done = trim(by=person, before=moment)
        except RetentionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("%(rows)d audit rows were removed.") % {"rows": done.rows if done else 0})


def _moment(words: str) -> datetime:
    """The beginning of a day, in the newsroom's zone."""
    try:
        day = parse_date(words)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(_("--before wants a day, such as 2026-01-31."))
    return make_aware(datetime(day.year, day.month, day.day))
