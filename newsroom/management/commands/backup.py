"""``manage.py backup``: database and media in one archive, while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from newsroom.backup import keeping
from newsroom.backup.errors import BackupError
from newsroom.backup.making import Made, check, make
from newsroom.management.ending import ends_in_order

SHOWN = 10  # missing files named one by one


class Command(BaseCommand):
    """Write a backup, compare it with what was read, and prune the older ones."""

    help = (
        "Write database and media of one moment into one archive, read it back and compare it; encrypted where "
        "BACKUP_KEY is set. With --keep the older backups of that folder are pruned afterwards."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and what is kept."""
        parser.add_argument("--to", type=Path, metavar="DIR|FILE", help="where to (default: BACKUP_DIR)")
        parser.add_argument("--keep", type=_count, metavar="DAYS", help="prune: the latest of so many days stay")
        parser.add_argument("--keep-weeks", type=_count, default=0, metavar="WEEKS", help="and the latest of each week")
        parser.add_argument("--check", type=Path, metavar="FILE", help="only compare a backup with its checksums")

    def handle(self, *args: Any, to: Path | None, keep: int | None, check: Path | None, **options: Any) -> None:
        """Do it, and say what there is now."""
        with ends_in_order():
            try:
                if check is not None:
                    self._check(check)
                    return
                target = (to or settings.BACKUP_DIR).absolute()
                self._report(make(target, key=settings.BACKUP_KEY))
            except BackupError as error:
                raise CommandError(str(error)) from error
        if keep is not None:
            self._prune(target if target.is_dir() else target.parent, keep, options["keep_weeks"])

    def _check(self, path: Path) -> None:
        try:
            manifest = check(path, key=settings.BACKUP_KEY)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(
            _("%(path)s is whole: %(tables)d tables, %(files)d files, made at %(moment)s.")
            % {
                "path": path,
                "tables": len(manifest.tables),
                "files": len(manifest.media),
                "moment": manifest.made_at,
            }
        )

    def _report(self, made: Made) -> None:
        manifest = made.manifest
        self.stdout.write(
            _("%(path)s: %(size)s in %(seconds).1f s, read back and compared.")
            % {"path": made.path, "size": filesizeformat(made.bytes), "seconds": made.seconds}
        )
        self.stdout.write(
            _("  %(tables)d tables with %(rows)d rows, %(files)d files; end of the audit chain: %(chain)s")
            % {
                "tables": len(manifest.tables),
                "rows": sum(manifest.tables.values()),
                "files": len(manifest.media),
                "chain": manifest.chain[:40] or "–",
            }
        )
        self.stdout.write(
            _("  Encrypted with BACKUP_KEY: keep that key elsewhere, nothing opens this file without it.")
            if made.path.suffix == ".sealed" or settings.BACKUP_KEY
            else _("  Not encrypted: whoever can read this file reads everything. Set BACKUP_KEY to change that.")
        )
        for name in manifest.missing[:SHOWN]:
            self.stderr.write(_("A row names %(name)s, but the storage does not hold it.") % {"name": name})
        if len(manifest.missing) > SHOWN:
            self.stderr.write(_("… and %(count)d more.") % {"count": len(manifest.missing) - SHOWN})

    def _prune(self, folder: Path, days: int, weeks: int) -> None:
        for kept in keeping.superfluous(keeping.backups(folder), days=days, weeks=weeks):
            kept.path.unlink(missing_ok=True)
            self.stdout.write(_("Pruned: %(name)s") % {"name": kept.path.name})


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(text)
    return int(text)
