"""``manage.py load_demo``: the invented paper with its accounts, for trying and testing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.demo.loader import DemoPaper


class Command(BaseCommand):
    """Load the demo paper; refused where DEBUG is off, since its accounts have a known password."""

    help = "Load the demo paper and its accounts (only where DEBUG is on). Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it."""
        if not settings.DEBUG:
            raise CommandError("The demo's accounts have a known password: it is loaded only where DEBUG=1.")
        DemoPaper(self.say).load()
        self.say("The demo paper is loaded.")

    def say(self, line: str) -> None:
        """Print a line of progress at once."""
        self.stdout.write(line)
        self.stdout.flush()
