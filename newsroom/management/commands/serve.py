"""``manage.py serve``: the site under Granian, until it is told to stop."""

from __future__ import annotations

import os
import socket
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from newsroom.postgres.embedded import EmbeddedServerError

# Threads of each worker that run Django, twice the cores within bounds; each keeps a connection, so workers times
# threads stays far below PostgreSQL's limit (Granian's own default of 256 threads would exhaust it).
BLOCKING_THREADS = max(4, min(8, 2 * (os.cpu_count() or 1)))
PATIENCE = 60  # seconds in which the database may come up


class Command(BaseCommand):
    """Serve the site."""

    help = "Serve the site with Granian on PORT (8000), and print where it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen and with how many processes."""
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
        parser.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1), help="server processes")

    def handle(self, *args: Any, host: str, workers: int, **options: Any) -> None:
        """Check the port, print the addresses, serve; the embedded PostgreSQL stops with the last process."""
        from granian.constants import Interfaces

        from newsroom.serving import DrainingServer

        self._check_port(host, settings.PORT)
        self._check_statics()
        self._wait_for_database()
        self._announce(host)
        for left in settings.METRICS_FOLDER.glob("*.db"):  # counts of processes that are no more
            left.unlink(missing_ok=True)
        DrainingServer(
            "newsroom.wsgi:application",
            address=host,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=BLOCKING_THREADS,
            backpressure=512,
            websockets=False,
            workers_kill_timeout=15,  # a worker that does not hear the signal must not hold up a stop
            log_access=False,
            respawn_failed_workers=True,
        ).serve()

    @staticmethod
    def _check_port(host: str, port: int) -> None:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Nothing can listen on {host} port {port} ({error.strerror}). Choose another: PORT=8080 make demo"
                ) from error

    @staticmethod
    def _check_statics() -> None:
        if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
            raise CommandError(
                f"The style sheets are not in {settings.STATIC_ROOT} yet. Run: manage.py collectstatic --no-input"
            )

    def _wait_for_database(self) -> None:
        """A machine that starts after a power cut starts everything at once: give the database its time."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                connection.ensure_connection()
                break
            except (OperationalError, EmbeddedServerError) as error:
                if time.monotonic() > deadline:
                    raise CommandError(f"The database does not answer: {error}") from error
                time.sleep(1)
        connection.close()

    def _announce(self, host: str) -> None:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
        site = f"http://{shown}:{settings.PORT}"
        lines = ["", f"  The paper:  {site}/", f"  The desk:   {site}/desk/"]
        if settings.DEBUG:
            from accounts.models import User
            from newsroom.demo import PASSWORD, loader

            if User.objects.filter(is_demo=True).exists():
                lines += ["", f"  Demo accounts (password: {PASSWORD})"]
                lines += [f"    {username:<14} {name}  {role}" for username, name, role in loader.accounts()]
        self.stdout.write("\n".join([*lines, "", "  Stop with Ctrl+C.", ""]))
        self.stdout.flush()
