"""Restoring a backup: everything read and compared first, then the database in one transaction, or nothing at all.

The files are unpacked into a hidden folder and renamed into their places beside the former ones, which go at the end;
the database is loaded in one transaction that counts its rows before it ends. Where anything fails, files and database
are as before.
"""

from __future__ import annotations

import filecmp
import gzip
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.cache import cache
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from accounts.chain import Anchor
from articles.verification import Verification, verify
from issues.proofs.verification import PAGE_CHECKS
from newsroom.backup import archive, media
from newsroom.backup.archive import CHUNK, DATABASE, MEDIA, Manifest, Readable
from newsroom.backup.errors import BackupError
from newsroom.backup.snapshot import address, connect, environment, program, row_counts, site_in_hand, stop

ROOMS = ("accounts", "articles", "issues", "departments")  # whose rows somebody wrote; the others come with `migrate`
LOCK_WAIT = "15s"


@dataclass(frozen=True)
class Restored:
    """What a restore did, and whether every signature and both chains hold in what it put in place."""

    manifest: Manifest
    verification: Verification
    seconds: float
    migrated: bool


def restore(path: Path, *, key: str = "", replace: bool = False) -> Restored:
    """Put a backup in place; raises BackupError, and then leaves database and files as they were.

    A target that holds anything is refused unless ``replace`` is set; what it held is gone afterwards.
    """
    began = time.monotonic()
    with site_in_hand(alone=True):
        manifest = _put_in_place(path, key, replace)
        connection.close()
        migrated = _bring_up_to_date(manifest)
    cache.clear()
    anchor = Anchor.parse(manifest.chain) if manifest.chain else None
    result = verify(anchor=anchor, further=PAGE_CHECKS)
    return Restored(manifest, result, time.monotonic() - began, migrated)


def _put_in_place(path: Path, key: str, replace: bool) -> Manifest:
    """Read everything, then change database and files; the backup's manifest."""
    if not replace and (found := _contents()):
        raise BackupError(
            _("This site is not empty (%(what)s). Restore into an empty one, or replace what is here with --replace.")
            % {"what": found}
        )
    try:
        with path.open("rb") as file, _staging() as stage:
            manifest = archive.read(file, key, stage.take)
            _check_fits(manifest)
            with stage.in_place():
                _load(stage.dump, manifest)
    except OSError as error:
        raise BackupError(
            _("The backup could not be restored (%(why)s). Nothing was changed.") % {"why": error}
        ) from error
    return manifest


def restore_file(path: Path, member: str, *, key: str = "") -> None:
    """Put one file of a backup (``media/…``) back into the storage; raises BackupError where the backup has it not.

    The whole backup is read and compared first, and a file of that name that is there gives way.
    """
    with tempfile.TemporaryFile() as held, path.open("rb") as file:

        def take(name: str, content: Readable) -> None:
            if name == member:
                shutil.copyfileobj(content, held, CHUNK)

        manifest = archive.read(file, key, take)
        if member not in manifest.media:
            raise BackupError(_("The backup holds no %(member)s.") % {"member": member})
        held.seek(0)
        name = member.removeprefix(MEDIA)
        default_storage.delete(name)
        default_storage.save(name, File(held))


def _contents() -> str:
    """What the target holds, in words; empty where nobody ever wrote anything."""
    with connect() as opened:
        rows = row_counts(opened)
    own = {model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models()}
    held = [f"{table}: {count}" for table, count in rows.items() if count and table in own]
    files = next(media.stored(), None)
    return ", ".join([*held[:3], *([files] if files else [])])


def _check_fits(manifest: Manifest) -> None:
    """Raises BackupError where this program or this server is older than the backup."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupError(
            _("This backup was made by a newer release (it has %(migration)s). Install that release, then restore.")
            % {"migration": unknown[-1]}
        )
    with connect() as opened:
        version = opened.info.server_version // 10000
    if version < manifest.server:
        raise BackupError(
            _("The backup comes from PostgreSQL %(theirs)d, here runs %(ours)d. Restore into %(theirs)d or newer.")
            % {"theirs": manifest.server, "ours": version}
        )


def _bring_up_to_date(manifest: Manifest) -> bool:
    """Apply the migrations that are newer than the backup; whether there were any."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).graph.leaf_nodes()}
    if known <= set(manifest.migrations):
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


# ------------------------------------------------------------------------------------------------- the database


def _load(dump: IO[bytes], manifest: Manifest) -> None:
    """Load the dump in one transaction that counts its rows before it commits."""
    with connect() as opened:
        version = opened.info.server_version // 10000
    command = [
        *(str(program("psql", version)), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"),
        f"--dbname={address()}",
    ]
    with tempfile.TemporaryFile() as complaints:
        loading = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints, env=environment()
        )
        try:
            assert loading.stdin is not None  # noqa: S101 (a pipe was asked for)
            try:
                # COMMIT is the last thing psql hears: should this process die, the server takes everything back.
                loading.stdin.write(_before().encode())
                with gzip.open(dump) as unpacked:
                    shutil.copyfileobj(unpacked, loading.stdin, CHUNK)
                loading.stdin.write((_counting(manifest) + "COMMIT;\nANALYZE;\n").encode())
                loading.stdin.close()
            except BrokenPipeError:
                pass  # psql gave up and says why below
            loading.wait()
        finally:
            stop(loading)
        if loading.returncode:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip().splitlines()
            raise BackupError(
                _("The database did not take the backup, and is as it was: %(why)s") % {"why": " ".join(said[-3:])}
            )


def _before() -> str:
    return (
        f"SET lock_timeout = '{LOCK_WAIT}';\nBEGIN;\nSET client_min_messages = warning;\n"
        "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
    )


def _counting(manifest: Manifest) -> str:
    """SQL that raises an error where a table has not as many rows as the manifest says."""
    tests = [
        f"SELECT count(*) INTO rows FROM public.{_quoted(table)};\n"  # noqa: S608 (quoted)
        f"IF rows <> {int(count)} THEN RAISE EXCEPTION 'table % has % rows instead of {int(count)}', "
        f"{_literal(table)}, rows; END IF;"
        for table, count in manifest.tables.items()
    ]
    return "\nDO $count$ DECLARE rows bigint; BEGIN\n" + "\n".join(tests) + "\nEND $count$;\n"


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _literal(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


# ------------------------------------------------------------------------------------------------- the files


class _Stage:
    """Where a backup is unpacked to: a hidden folder on the storage's own disk, so that renaming suffices."""

    def __init__(self, root: Path) -> None:
        self._root = root
        mark = secrets.token_hex(4)
        self._unpacked, self._former = root / f".restore-{mark}", root / f".before-{mark}"
        self.dump: IO[bytes] = tempfile.TemporaryFile(dir=root)  # noqa: SIM115 (closed by clear)
        self._unpacked.mkdir(mode=0o700)
        self._untouched: set[str] = set()  # files of a storage elsewhere that have these very bytes already

    def take(self, name: str, content: Readable) -> None:
        """Unpack a member."""
        if name == DATABASE:
            shutil.copyfileobj(content, self.dump, CHUNK)
            self.dump.seek(0)
        elif name.startswith(MEDIA):
            path = self._unpacked / name.removeprefix(MEDIA)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                shutil.copyfileobj(content, file, CHUNK)
                file.flush()
                os.fsync(file.fileno())

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The unpacked files beside those that are there, which go when the block has succeeded.

        At no moment does a file lack that either database names, so that even a kill in between loses none. When the
        block fails, the files are those of before.
        """
        names = [path.relative_to(self._unpacked).as_posix() for path in self._unpacked.rglob("*") if path.is_file()]
        put = self._renamed if isinstance(default_storage, FileSystemStorage) else self._sent
        done: list[str] = []
        try:
            for name in names:
                put(name)
                done.append(name)
            yield
        except BaseException:
            for name in done:
                self._take_back(name)
            raise
        for name in set(media.stored()) - set(names):
            default_storage.delete(name)

    def _renamed(self, name: str) -> None:
        """Put a file in its place; a file of this name that is there waits aside."""
        path, former = self._root / name, self._former / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            former.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, former)
        os.replace(self._unpacked / name, path)

    def _sent(self, name: str) -> None:
        """Send a file to a storage elsewhere, unless it is there; one of this name with other bytes waits aside."""
        if default_storage.exists(name):
            former = self._former / name
            former.parent.mkdir(parents=True, exist_ok=True)
            with default_storage.open(name) as there, former.open("xb") as kept:
                shutil.copyfileobj(there, kept, CHUNK)
            if filecmp.cmp(self._unpacked / name, former, shallow=False):
                former.unlink()
                self._untouched.add(name)
                return
        self._send(self._unpacked / name, name)

    @staticmethod
    def _send(path: Path, name: str) -> None:
        storage: Any = default_storage
        with path.open("rb") as file:
            storage.replace(name, File(file))

    def _take_back(self, name: str) -> None:
        former = self._former / name
        if name in self._untouched:
            return
        if not former.is_file():
            default_storage.delete(name)
        elif isinstance(default_storage, FileSystemStorage):
            os.replace(former, self._root / name)
        else:
            self._send(former, name)

    def clear(self) -> None:
        """Take away what is in hand, and the folders that were left empty."""
        self.dump.close()
        for folder in (self._unpacked, self._former):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in sorted((each for each in self._root.rglob("*") if each.is_dir()), reverse=True):
            with suppress(OSError):  # it holds something
                folder.rmdir()


@contextmanager
def _staging() -> Iterator[_Stage]:
    with tempfile.TemporaryDirectory() as passing:
        is_local = isinstance(default_storage, FileSystemStorage)
        root = Path(default_storage.location) if is_local else Path(passing)  # type: ignore[attr-defined]
        root.mkdir(parents=True, exist_ok=True)
        stage = _Stage(root)
        try:
            yield stage
        finally:
            stage.clear()
