"""Which backups are kept: the latest of each of the last days, and of each of the last weeks; the others go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from newsroom.backup.errors import BackupError
from newsroom.holding import Held, held

UNFINISHED = ".newsroom-backup-"  # begins the name of a backup that is being written
_NAME = re.compile(r"newsroom-(\d{8}T\d{6})Z\.tar(?:\.sealed)?")
_MOMENT = "%Y%m%dT%H%M%S"
_LOCK = ".newsroom-backup.lock"


@dataclass(frozen=True)
class Kept:
    """A finished backup in a folder."""

    path: Path
    made_at: datetime


def name_for(moment: datetime, *, sealed: bool) -> str:
    """The name of a backup of this moment."""
    return f"newsroom-{moment.astimezone(UTC).strftime(_MOMENT)}Z.tar{'.sealed' if sealed else ''}"


def backups(folder: Path) -> list[Kept]:
    """The finished backups of a folder, latest first; other files are nobody's here."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if told := _NAME.fullmatch(path.name):
            found.append(Kept(path, datetime.strptime(told[1], _MOMENT).replace(tzinfo=UTC)))
    return sorted(found, key=lambda kept: kept.made_at, reverse=True)


def superfluous(found: list[Kept], *, days: int, weeks: int = 0) -> list[Kept]:
    """Those that are neither the latest of one of the last ``days`` with a backup nor of one of the last ``weeks``.

    Days and weeks without any do not count, so that a machine that stood still for a month loses nothing.
    """
    latest_of_day: dict[object, Kept] = {}
    latest_of_week: dict[object, Kept] = {}
    for kept in sorted(found, key=lambda kept: kept.made_at, reverse=True):
        latest_of_day.setdefault(kept.made_at.date(), kept)
        latest_of_week.setdefault(kept.made_at.isocalendar()[:2], kept)
    staying = {kept.path for kept in [*list(latest_of_day.values())[:days], *list(latest_of_week.values())[:weeks]]}
    return [kept for kept in found if kept.path not in staying]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder for one backup; raises BackupError while another holds it, and tidies what a killed one left."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with held(folder / _LOCK):
            for left in folder.glob(f"{UNFINISHED}*"):
                left.unlink()
            yield
    except Held as error:
        raise BackupError(_("Another backup is being written into %(folder)s.") % {"folder": folder}) from error
