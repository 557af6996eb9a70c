"""One moment of the database: its rows counted and its dump made from the same exported snapshot, while people work."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import OperationalError, connection, connections
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.conninfo import make_conninfo

from newsroom.backup.errors import BackupError
from newsroom.holding import Held, hold_database, release_database
from newsroom.postgres.embedded import EmbeddedServerError, installed_programs

# Log-ins that are open right now: they would be valid again after a restore, and nobody misses them.
EMPTIED = ("django_session",)
_IN_HAND = 7293014  # the number of an advisory lock
_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"


def connect() -> psycopg.Connection[Any]:
    """A connection of its own to Django's database, without a limit of time; starts the embedded server if need be."""
    wrapper = connections.create_connection("default")
    opened: psycopg.Connection[Any] = wrapper.get_new_connection(wrapper.get_connection_params())
    opened.autocommit = True
    opened.execute("SET statement_timeout = 0")
    return opened


@contextmanager
def site_in_hand(*, alone: bool) -> Iterator[None]:
    """Keep backups and restores of this site apart, on whichever machine they run; raises BackupError where one runs.

    Backups go on beside each other, a restore is ``alone``.
    """
    with _answering() as opened:
        try:
            hold_database(opened, _IN_HAND, shared=not alone)
        except Held as error:
            raise BackupError(
                _("A backup or a restore of this site is under way. Wait for its end, then try again.")
                if alone
                else _("This site is being restored right now. Wait for its end, then try again.")
            ) from error
        try:
            yield
        finally:
            release_database(opened, _IN_HAND, shared=not alone)


@contextmanager
def _answering() -> Iterator[psycopg.Connection[Any]]:
    try:
        opened = connect()
    except (OperationalError, EmbeddedServerError) as error:
        raise BackupError(_("The database does not answer: %(why)s") % {"why": str(error).strip()}) from error
    with opened:
        yield opened


@dataclass
class Snapshot:
    """A moment of the database, held open by a transaction that only reads."""

    connection: psycopg.Connection[Any]
    name: str
    server: int = 0  # major version
    tables: dict[str, int] = field(default_factory=dict)
    migrations: list[str] = field(default_factory=list)
    chain: str = ""

    def dump(self, file: IO[bytes]) -> None:
        """Write the whole database as packed SQL into a file, as it was at this moment."""
        command = [
            *(str(program("pg_dump", self.server)), "--format=plain", "--no-owner", "--no-privileges"),
            *(f"--snapshot={self.name}", "--encoding=UTF8", f"--dbname={address()}"),
            *(f"--exclude-table-data=public.{table}" for table in EMPTIED),
        ]
        with tempfile.TemporaryFile() as complaints:
            dumping = subprocess.Popen(  # noqa: S603
                command, stdout=subprocess.PIPE, stderr=complaints, stdin=subprocess.DEVNULL, env=environment()
            )
            try:
                with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
                    assert dumping.stdout is not None  # noqa: S101 (a pipe was asked for)
                    shutil.copyfileobj(dumping.stdout, packed, 1024 * 1024)
                dumping.wait()
            finally:
                stop(dumping)
            if dumping.returncode:
                raise BackupError(_("pg_dump failed: %(why)s") % {"why": _read(complaints)})


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """A moment of the database, with its rows counted; nobody waits for it."""
    with connect() as opened:
        opened.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = Snapshot(opened, _value(opened, "SELECT pg_export_snapshot()"))
        found.server = opened.info.server_version // 10000
        found.tables = row_counts(opened)
        found.tables.update((table, 0) for table in EMPTIED if table in found.tables)
        if "django_migrations" in found.tables:
            applied = opened.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
            found.migrations = [row[0] for row in applied]
        if "accounts_auditentry" in found.tables:
            last = "SELECT position || ':' || hash FROM accounts_auditentry WHERE position IS NOT NULL"
            found.chain = _value(opened, f"{last} ORDER BY position DESC LIMIT 1") or ""
        yield found
        opened.execute("ROLLBACK")


def row_counts(opened: psycopg.Connection[Any]) -> dict[str, int]:
    """Rows by table of the schema ``public``; one query for each table."""
    names = sorted(row[0] for row in opened.execute(_TABLES).fetchall())
    count = sql.SQL("SELECT count(*) FROM public.{}")
    return {name: opened.execute(count.format(sql.Identifier(name))).fetchall()[0][0] for name in names}


def _value(opened: psycopg.Connection[Any], query: Any) -> Any:
    row = opened.execute(query).fetchone()
    return row[0] if row else None


# ----------------------------------------------------------------------------------- the programs of PostgreSQL


def address() -> str:
    """Where the database is, for the programs' command line: without the password, which others could read there."""
    told = connection.settings_dict
    parts = {"dbname": told["NAME"], "user": told["USER"], "host": told["HOST"], "port": told["PORT"]}
    passed_on = {key: value for key, value in told["OPTIONS"].items() if key.startswith("ssl")}
    return make_conninfo(**{key: value for key, value in parts.items() if value}, **passed_on)


def environment() -> dict[str, str]:
    """What the programs see: the password, and no limit of time."""
    own = {"PGOPTIONS": "-c statement_timeout=0", "PGAPPNAME": "newsroom-backup", "LC_ALL": "C.UTF-8"}
    password = {"PGPASSWORD": str(connection.settings_dict["PASSWORD"])} if connection.settings_dict["PASSWORD"] else {}
    return {"PATH": os.environ.get("PATH", os.defpath)} | own | password


def program(name: str, server: int) -> Path:
    """A program of PostgreSQL for a server of this major version: of the same, else the nearest newer one.

    Looked for in the wheel and on the PATH; raises BackupError where there is none.
    """
    found = {version: folder / name for version, folder in installed_programs().items()}
    if outside := shutil.which(name):
        found.setdefault(_version_of(outside), Path(outside))
    fitting = [version for version, path in found.items() if version >= server and path.exists()]
    if not fitting:
        raise BackupError(
            _("There is no %(program)s for PostgreSQL %(version)d here. Install the package postgresql-client.")
            % {"program": name, "version": server}
        )
    return found[min(fitting)]


def _version_of(path: str) -> int:
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    digits = "".join(each if each.isdecimal() else " " for each in told).split()
    return int(digits[0]) if digits else 0


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a program that is still at work, because its work was given up."""
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace").strip()
