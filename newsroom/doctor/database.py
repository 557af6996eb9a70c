"""Checks of the database itself."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from newsroom.doctor.reports import Level, Report, Scope
from newsroom.postgres.embedded import EmbeddedServerError
from reading.replicas import standing

CROWDED = 0.8  # of the connections that the server allows
LAG = 300  # seconds that a copy may be behind while something is on its way
LONG = 600  # seconds that a transaction may stay open


def answers(scope: Scope) -> Iterator[Report]:
    """Whether the database answers, how many use it, and whether somebody blocks it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
            cursor.execute("SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity")
            used, most = cursor.fetchone()
            cursor.execute(
                "SELECT coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            oldest = int(cursor.fetchone()[0])
    except (DatabaseError, EmbeddedServerError) as error:
        yield Report(
            "database",
            Level.ILL,
            _("The database does not answer: %(why)s") % {"why": str(error).strip().splitlines()[0]},
            _("Start PostgreSQL, or look at DATABASE_URL; “manage.py database status” names an embedded server's log."),
        )
        return
    yield Report(
        "database",
        Level.SOUND,
        _("PostgreSQL %(version)s answers; the database has %(size)d MB, %(used)d of %(most)d connections are in use.")
        % {"version": version.split()[0], "size": size // 2**20, "used": used, "most": most},
    )
    if used > CROWDED * most:
        yield Report(
            "database",
            Level.DOUBTFUL,
            _("%(used)d of %(most)d connections are in use.") % {"used": used, "most": most},
            _("Run fewer server processes, or raise max_connections in PostgreSQL."),
        )
    if oldest > LONG:
        yield Report(
            "database",
            Level.DOUBTFUL,
            _("A transaction has been open for %(minutes)d minutes; others may wait for it.")
            % {"minutes": oldest // 60},
            _("Find it in pg_stat_activity and end it with pg_terminate_backend."),
        )


def copy(scope: Scope) -> Iterator[Report]:
    """Whether the copy that readers are served from has all that is public; nothing to say where there is none."""
    try:
        told = standing()
    except (DatabaseError, psycopg.Error) as error:
        yield Report(
            "copy",
            Level.DOUBTFUL,
            _("The copy for readers does not answer: %(why)s") % {"why": str(error).strip().splitlines()[0]},
            _("Readers are served by the primary meanwhile. Start the copy, or look at DATABASE_REPLICA_URL."),
        )
        return
    if told is None:
        return
    behind = {"size": filesizeformat(told.bytes_behind), "seconds": int(told.seconds_behind)}
    look = _("Look at pg_stat_replication on the primary: is the copy connected, and does its disk have room?")
    if not told.is_copy:
        yield Report(
            "copy",
            Level.ILL,
            _("What DATABASE_REPLICA_URL names is no copy: it takes writes of its own."),
            _("Set it up anew with pg_basebackup --write-recovery-conf, or leave DATABASE_REPLICA_URL away."),
        )
    elif not told.is_current:
        words = _("The copy for readers lags behind by %(size)s and %(seconds)d s; the primary serves them meanwhile.")
        yield Report("copy", Level.DOUBTFUL, words % behind, look)
    elif told.seconds_behind > LAG:
        words = _("The copy for readers has all that is public, but lags behind by %(size)s and %(seconds)d s.")
        yield Report("copy", Level.DOUBTFUL, words % behind, look)
    else:
        yield Report("copy", Level.SOUND, _("The copy for readers has all that is public."))


def migrations(scope: Scope) -> Iterator[Report]:
    """Whether the tables are those of this release."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    known = set(executor.loader.disk_migrations)
    newer = sorted(f"{app}.{name}" for app, name in executor.loader.applied_migrations if (app, name) not in known)
    own = [name for name in newer if name.split(".")[0] in {app for app, _name in known}]
    if waiting:
        yield Report(
            "migrations",
            Level.ILL,
            _("%(count)d migrations are not applied; the first is %(name)s.")
            % {"count": len(waiting), "name": waiting[0][0]},
            _("Back up, then run: manage.py migrate"),
        )
    elif own:
        yield Report(
            "migrations",
            Level.DOUBTFUL,
            _("The tables are those of a newer release (%(name)s).") % {"name": own[-1]},
            _("Install that release again; this one may not understand everything in the database."),
        )
    else:
        yield Report("migrations", Level.SOUND, _("The tables are those of this release."))


def indexes(scope: Scope) -> Iterator[Report]:
    """Whether an index was left half-built."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid OR NOT indisready")
        broken = [row[0] for row in cursor.fetchall()]
    if broken:
        yield Report(
            "indexes",
            Level.ILL,
            _("The index %(name)s is not usable.") % {"name": broken[0]},
            _("Run in the database: REINDEX INDEX CONCURRENTLY %(name)s") % {"name": broken[0]},
        )
    else:
        yield Report("indexes", Level.SOUND, _("All indexes are usable."))
