"""``manage.py export_site DIR``: the public site as plain files, brought up to date."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from newsroom.edge.version import VersionUnknown
from newsroom.holding import Held
from newsroom.mirror.export import Outcome, export
from newsroom.mirror.files import NotAMirror

PROGRESS_SECONDS = 0.5
SHOWN_LINKS = 20


class Command(BaseCommand):
    """Export the site."""

    help = (
        "Write the whole public site into a folder as plain files that any web server can serve. Unchanged files stay "
        "as they are, pages that are no longer public go; run it again after each issue, from a timer or by hand."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and whether to look at every page."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="an empty folder, or one of an earlier export")
        parser.add_argument("--anew", action="store_true", help="look at every page even if nothing was published")

    def handle(self, *args: Any, folder: Path, anew: bool, **options: Any) -> None:
        """Export, with a line of progress on a terminal."""
        translation.activate(settings.LANGUAGE_CODE)
        self._shown_at = 0.0
        try:
            outcome = export(folder, anew=anew, progress=self._progress)
        except NotAMirror as error:
            raise CommandError(
                f"{folder} holds files that no export wrote. Name an empty folder, so that nothing is overwritten."
            ) from error
        except Held as error:
            raise CommandError(
                f"Another export is writing into {folder}. It is enough; this one did nothing."
            ) from error
        except VersionUnknown as error:
            raise CommandError(
                "The database does not say what is public. Run manage.py migrate, then again."
            ) from error
        self._report(folder, outcome)

    def _progress(self, done: int, known: int) -> None:
        if self.stdout.isatty() and time.monotonic() - self._shown_at > PROGRESS_SECONDS:
            self._shown_at = time.monotonic()
            self.stdout.write(f"\r{done} of {known} addresses", ending="")
            self.stdout.flush()

    def _report(self, folder: Path, outcome: Outcome) -> None:
        if self.stdout.isatty():
            self.stdout.write("\r", ending="")
        if outcome.is_up_to_date:
            self.stdout.write(f"{folder} is up to date.")
            return
        tally = outcome.tally
        self.stdout.write(
            f"{folder}: {outcome.pages} pages; {tally.written} files written, {tally.unchanged} unchanged, "
            f"{tally.removed} removed."
        )
        for page, link in outcome.broken[:SHOWN_LINKS]:
            self.stderr.write(f"{page or 'the site'} leads to {link}, which does not answer.")
        if outcome.broken:
            raise CommandError(f"{len(outcome.broken)} links lead nowhere; everything else is exported.")
