"""``manage.py worker``: runs what waits in the background, and takes up what a killed worker left."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from newsroom.working import SteadyWorker, ready_again

RETRIED = timedelta(days=7)


class Command(BaseCommand):
    """Work until told to stop."""

    help = (
        "Run the tasks that wait in the database (with WORKER=1). Tasks that a killed worker left half-done are run "
        "again; a database that is away is waited for."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often to look, and whether to end."""
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks (default: 1)")
        parser.add_argument("--batch", action="store_true", help="end when nothing waits any more")
        parser.add_argument("--retry-failed", action="store_true", help="let the failed tasks of a week wait again")

    def handle(self, *args: Any, interval: float, batch: bool, retry_failed: bool, **options: Any) -> None:
        """Work."""
        if retry_failed:
            failed = DBTaskResult.objects.failed().filter(finished_at__gte=timezone.now() - RETRIED)
            self.stdout.write(_("%(count)d tasks wait again.") % {"count": ready_again(failed)})
            return
        SteadyWorker(get_random_string(32), interval=interval, batch=batch).work()
