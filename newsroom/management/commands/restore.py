"""``manage.py restore FILE``: a backup put in place, whole or not at all."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from newsroom.backup.errors import BackupError
from newsroom.backup.restoring import Restored, restore, restore_file
from newsroom.management.ending import ends_in_order


class Command(BaseCommand):
    """Restore a backup and prove what was restored."""

    help = (
        "Put a backup in the place of this site's database and media. Everything is read and compared first; where "
        "anything is wrong, nothing changes. Afterwards all signatures and the audit chain are verified. Exits with 1 "
        "on any break."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which, and whether over what is here."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="over a site that is not empty: what it holds goes")
        parser.add_argument("--only", metavar="media/NAME", help="put back this one file, and nothing else")

    def handle(self, *args: Any, file: Path, replace: bool, only: str | None, **options: Any) -> None:
        """Restore, and say what is there now."""
        with ends_in_order():
            try:
                if only:
                    restore_file(file, only, key=settings.BACKUP_KEY)
                    self.stdout.write(_("%(member)s is back.") % {"member": only})
                    return
                done = restore(file, key=settings.BACKUP_KEY, replace=replace)
            except (BackupError, FileNotFoundError) as error:
                raise CommandError(str(error)) from error
        self._report(done)
        if not done.verification.holds:
            sys.exit(1)

    def _report(self, done: Restored) -> None:
        manifest, verified = done.manifest, done.verification
        self.stdout.write(
            _("Restored in %(seconds).1f s, as of %(moment)s: %(tables)d tables with %(rows)d rows, %(files)d files.")
            % {
                "seconds": done.seconds,
                "moment": manifest.made_at,
                "tables": len(manifest.tables),
                "rows": sum(manifest.tables.values()),
                "files": len(manifest.media),
            }
        )
        if done.migrated:
            self.stdout.write(_("The backup was of an older release: its tables were brought up to date."))
        self.stdout.write(
            _("Checked: %(revisions)d texts, %(signatures)d signatures and %(pages)d on pages, %(rows)d audit rows.")
            % {
                "revisions": verified.checked["revisions"],
                "signatures": verified.checked["sign_offs"],
                "pages": verified.checked["pages"],
                "rows": verified.checked["audit_rows"],
            }
        )
        if verified.holds:
            self.stdout.write(_("Everything holds: no break was found."))
        for broken in verified.breaks:
            self.stderr.write(f"✗ {broken.words}")
        for name in manifest.missing:
            self.stderr.write(_("The backup itself lacked %(name)s.") % {"name": name})
