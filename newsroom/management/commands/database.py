"""``manage.py database status|stop|shell-path``: the embedded PostgreSQL."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Say where the embedded PostgreSQL lives, or stop it."""

    help = "Say where the embedded PostgreSQL keeps its data, or stop it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("action", choices=("status", "stop"))

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do it."""
        server = settings.EMBEDDED_POSTGRES
        if server is None:
            self.stdout.write("DATABASE_URL is set: the database is run elsewhere.")
            return
        if action == "stop":
            self.stdout.write("PostgreSQL stopped." if server.stop() else "PostgreSQL was not running.")
            return
        self.stdout.write(f"PostgreSQL data:     {server.data}")
        if server.data != server.home:
            self.stdout.write(f"                     (linked from {server.home}, which its system user cannot enter)")
        self.stdout.write(f"PostgreSQL programs: {server.programs}")
        self.stdout.write(f"PostgreSQL socket:   {server.socket_folder}")
        self.stdout.write(f"PostgreSQL log:      {server.log}")
