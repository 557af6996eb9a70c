"""``manage.py doctor``: how is the site, and what wants mending?"""

from __future__ import annotations

import dataclasses
import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles.indexing import index_anew
from newsroom.doctor.examination import examine
from newsroom.doctor.reports import Level, Report, Scope

MARKS = {Level.SOUND: "✓", Level.DOUBTFUL: "!", Level.ILL: "✗"}


class Command(BaseCommand):
    """Look at everything the site stands on; exits with 1 where something is ill."""

    help = (
        "Look at database, migrations, files, search, signatures and chains, cache, tasks, mails, backups, disk, clock "
        "and secret, and say in a sentence how each is and how to mend it. Exits with 1 where something is ill."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How deep to look and how to answer."""
        parser.add_argument("--quick", action="store_true", help="without reading every file and every row")
        parser.add_argument("--mend", action="store_true", help="first write the search index anew")
        parser.add_argument("--json", action="store_true", help="print the reports as JSON")

    def handle(self, *args: Any, quick: bool, mend: bool, json: bool, **options: Any) -> None:
        """Examine, and tell each thing as soon as it is known."""
        if mend:
            index_anew()
        reports = []
        for report in examine(Scope(quick=quick)):
            reports.append(report)
            if not json:
                self._tell(report)
        ill = sum(report.level == Level.ILL for report in reports)
        if json:
            self.stdout.write(_as_json(reports))
        else:
            doubtful = sum(report.level == Level.DOUBTFUL for report in reports)
            self.stdout.write(
                _("%(ill)d things are ill, %(doubtful)d want looking after.") % {"ill": ill, "doubtful": doubtful}
                if ill or doubtful
                else _("Everything is sound.")
            )
        if ill:
            sys.exit(1)

    def _tell(self, report: Report) -> None:
        style = {Level.ILL: self.style.ERROR, Level.DOUBTFUL: self.style.WARNING}.get(report.level, str)
        self.stdout.write(style(f"{MARKS[report.level]} {report.words}"))
        if report.cure:
            self.stdout.write(f"  → {report.cure}")
        self.stdout.flush()


def _as_json(reports: list[Report]) -> str:
    sound = all(report.level != Level.ILL for report in reports)
    told = {"sound": sound, "reports": [dataclasses.asdict(report) for report in reports]}
    return json.dumps(told, ensure_ascii=False, indent=2)
