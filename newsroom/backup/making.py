"""Making a backup: first the database at one moment, then the files, which rows name only once they are written.

Files never change under their name, so whatever the moment's rows name is among the files that are read after it. The
archive grows under a passing name, is written through to the disk, read back and compared, and only then gets its own.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from newsroom.backup import archive, keeping, media
from newsroom.backup.archive import DATABASE, MEDIA, Manifest, Writer
from newsroom.backup.errors import BackupError
from newsroom.backup.snapshot import site_in_hand, snapshot
from newsroom.storage import make_lasting

OPENING_TRIES = 3  # for a file that is just being written anew
PAUSE = 0.2  # seconds


@dataclass(frozen=True)
class Made:
    """A finished backup."""

    path: Path
    bytes: int
    manifest: Manifest
    seconds: float


def make(target: Path, *, key: str = "") -> Made:
    """Write a backup into a folder (under the name of the moment) or under the name of a file; raises BackupError.

    Whatever goes wrong, no file that looks like a backup is left behind.
    """
    began = time.monotonic()
    moment = datetime.now(tz=UTC)
    is_folder = target.is_dir() or not target.suffix
    folder = target if is_folder else target.parent
    path = folder / keeping.name_for(moment, sealed=bool(key)) if is_folder else target
    try:
        with keeping.alone(folder), site_in_hand(alone=False):
            if path.exists():
                raise BackupError(_("%(path)s is there already; nothing was overwritten.") % {"path": path})
            manifest = _written(path, moment, key)
    except OSError as error:
        raise BackupError(
            _("The backup could not be written to %(folder)s (%(why)s). Nothing of it was kept.")
            % {"folder": folder, "why": error.strerror or error}
        ) from error
    return Made(path, path.stat().st_size, manifest, time.monotonic() - began)


def _written(path: Path, moment: datetime, key: str) -> Manifest:
    descriptor, passing = tempfile.mkstemp(dir=path.parent, prefix=keeping.UNFINISHED)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            writer = Writer(file, key)
            try:
                _fill(writer, path.parent, moment)
            except BaseException:
                writer.abandon()
                raise
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            archive.read(file, key, lambda name, content: None)
        os.rename(passing, path)
        make_lasting(path.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(passing)
        raise
    return writer.manifest


def _fill(writer: Writer, folder: Path, moment: datetime) -> None:
    manifest = writer.manifest
    manifest.made_at, manifest.site = moment.isoformat(timespec="seconds"), settings.SITE_URL
    # Unnamed, so that a killed backup leaves no dump behind, and beside the archive, where there must be room anyway.
    with tempfile.TemporaryFile(dir=folder) as dump:
        with snapshot() as held:
            manifest.server, manifest.tables = held.server, held.tables
            manifest.migrations, manifest.chain = held.migrations, held.chain
            held.dump(dump)
        size = dump.tell()
        dump.seek(0)
        writer.add(DATABASE, dump, size)
    for name in media.stored():
        with suppress(FileNotFoundError):  # removed since it was listed; whether a row names it is asked below
            _add(writer, name)
    manifest.missing = sorted({each.name for each in media.named() if MEDIA + each.name not in manifest.members})
    writer.finish()


def _add(writer: Writer, name: str) -> None:
    with _opened(name) as file:
        writer.add(MEDIA + name, file, file.size)


def _opened(name: str) -> File:
    """A file of the storage; raises FileNotFoundError when it stays away."""
    for attempt in range(OPENING_TRIES):
        try:
            return default_storage.open(name)
        except FileNotFoundError:
            if attempt == OPENING_TRIES - 1:
                raise
            time.sleep(PAUSE)
    raise AssertionError  # the last attempt returned or raised


def check(path: Path, *, key: str = "") -> Manifest:
    """Read a backup from beginning to end and compare every checksum; raises BackupError."""
    with path.open("rb") as file:
        return archive.read(file, key, lambda name, content: None)
