"""``manage.py update_proofreading``: the archive's statistics stored, and the errors of published issues counted."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from issues.error_rates import count_errors
from issues.models import Issue
from issues.proofreading.statistics import take_snapshot


class Command(BaseCommand):
    """What is new is counted in; what was counted before is not read again."""

    help = (
        "Bring the proofreader's stored statistics up to date: runs of characters of everything published since the "
        "last time, and the errors of published issues. Run it each night."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, store, tell."""
        texts, characters = take_snapshot()
        self.stdout.write(f"Archive: {texts} texts counted in or out, {characters:,} Chinese characters held.")
        issues = Issue.objects.published().select_related("publication").order_by("date")
        counted = sum(count_errors([issue]) for issue in issues)  # one at a time: twenty years do not fit in memory
        self.stdout.write(f"Errors: {counted} texts counted.")
