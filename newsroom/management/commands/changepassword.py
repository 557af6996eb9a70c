"""``manage.py changepassword``: Django's, which would leave no trace, is closed in favour of ``regain_access``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _


class Command(BaseCommand):
    """Names the command that keeps history and trail."""

    help = "Not offered: use regain_access USERNAME --password, which the audit trail tells of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whatever Django's command takes."""
        parser.add_argument("username", nargs="?")
        parser.add_argument("--database")

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        """Refuse, with the way to do it."""
        raise CommandError(_("Use “manage.py regain_access USERNAME --password”: it keeps the audit trail."))
