"""``manage.py check_migrations``: may the newest migrations be applied while the previous release still serves?"""

from __future__ import annotations

import re
import subprocess
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

from newsroom.upgrades.release import Release, note, previous_release
from newsroom.upgrades.walk import UnknownMigration, all_objections

_COMMIT = re.compile(r"[0-9a-f]{40}")


class Command(BaseCommand):
    """Hold the newest migrations against the rules of docs/operations.md."""

    help = (
        "Look through the migrations that are newer than the recorded release for what that release, still serving, "
        "would not survive or would have to wait for. Exits with 1 where there is anything."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A new release to record, if any."""
        parser.add_argument("--record", metavar="COMMIT", help="make this commit, with its migrations, the record")

    def handle(self, *args: Any, record: str | None, **options: Any) -> None:
        """Check, or record."""
        release = previous_release()
        if record is not None:
            self._record(record, release)
            return
        try:
            found = list(all_objections(release))
        except UnknownMigration as error:
            raise CommandError(f"The record names {error}, which is not there: record the release anew.") from error
        for each in found:
            if each.stands:
                self.stderr.write(f"✗ {each.migration}: {each.operation}: {each.why}.")
            else:
                self.stdout.write(f"  {each.migration}: {each.operation}: {each.why} — safe: {each.safe_because}")
        if standing := sum(each.stands for each in found):
            raise CommandError(f"{standing} operations would disturb the release that still serves.")
        self.stdout.write(f"Release {release.commit[:12]} keeps running while the newest migrations are applied.")

    def _record(self, commit: str, former: Release) -> None:
        if not _COMMIT.fullmatch(commit):
            raise CommandError("Name the whole commit, 40 signs: git rev-parse HEAD")
        there = _files(commit)
        own = dict[str, str]()
        for app, name in sorted(MigrationLoader(None).graph.nodes):
            if app in former.migrations and f"{app}/migrations/{name}.py" in there:
                own[app] = name  # the last one stays: their names begin with their numbers
        note(Release(commit, own))
        self.stdout.write(f"Recorded: {commit[:12]} with the migrations of {', '.join(own)}.")


def _files(commit: str) -> set[str]:
    """The paths in a commit."""
    asked = ["git", "ls-tree", "-r", "--name-only", commit]
    told = subprocess.run(asked, cwd=settings.BASE_DIR, capture_output=True, text=True)  # noqa: S603  forty signs
    if told.returncode:
        raise CommandError(f"git does not know this commit: {told.stderr.strip()}")
    return set(told.stdout.splitlines())
