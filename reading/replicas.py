"""Where public pages are read from: a streaming copy of the database, while it has all that is public.

A page is read from one place as a whole, in one snapshot of the copy, which also says which version of the public
content it holds (``reading/migrations/0001``). Only where that is the version that the primary names at this moment is
the copy asked; a copy that lags behind, or is away, is passed over and the primary answers. So nothing is ever read
that a publication, a correction or a retraction has overtaken, whoever reads, and what ``newsroom.edge`` keeps for a
version has been read at that version. Whoever may be logged in reads from the primary in any case.

For as long as a page is read, the copy stands in for this thread's default connection: whatever asks the database while
a page is made, asks the copy, and no query can go elsewhere by mistake.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db import Error as DjangoDatabaseError
from django.http import HttpRequest
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

logger = logging.getLogger(__name__)

ALIAS = "replica"
REST = 5.0  # seconds in which a copy that is away is left alone; then one thread looks, and the others do not wait
_VERSION = "SELECT token::text FROM reading_publicversion"
_BEGIN = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {_VERSION}".encode()
_FAILURES = (DjangoDatabaseError, psycopg.Error)
# Where the log of the primary ends now. After a failover DATABASE_URL may for a while name a server that recovers.
_LOG_END = (
    "SELECT (SELECT token FROM reading_publicversion), "
    "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text"
)
_BEHIND = (
    "SELECT pg_is_in_recovery(), (SELECT token FROM reading_publicversion), "
    "greatest(0, pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn()))::bigint, "
    "extract(epoch FROM clock_timestamp() - "
    "coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time()))::float"
)

T = TypeVar("T")


@dataclass(frozen=True)
class Standing:
    """How the copy stands to the primary at this moment.

    ``is_current`` is whether it has all that is public, so that readers are served from it. ``bytes_behind`` counts the
    log of the primary that it has not taken over yet, ``seconds_behind`` the time since the last act that it has (since
    its start where it has had none): 0 where nothing is missing, also when nobody has written for hours.
    """

    is_copy: bool
    is_current: bool
    bytes_behind: int
    seconds_behind: float


def standing() -> Standing | None:
    """How the copy stands; None where none is configured. Raises an error of the database where it does not answer."""
    if ALIAS not in settings.DATABASES:
        return None
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_LOG_END)
        ours, log_end = cursor.fetchone()
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_BEHIND, [log_end])
        is_copy, theirs, bytes_behind, seconds = cursor.fetchone()
    seconds_behind = max(0.0, seconds) if bytes_behind else 0.0
    return Standing(is_copy, theirs == ours, bytes_behind, seconds_behind)


def reads(request: HttpRequest, work: Callable[[], T]) -> T:
    """What ``work`` gives, which only reads: from the copy where that is as new as the primary, else from the primary.

    ``work`` is done again on the primary where the copy fails meanwhile.
    """
    if ALIAS not in settings.DATABASES or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return work()
    replica = _opened(_version_of(connections[DEFAULT_DB_ALIAS]))
    if replica is None:
        return work()
    raw = replica.connection
    try:
        with _standing_in(replica):
            result = work()
        if _is_intact(replica, raw):
            return result
    except Exception as error:
        if _is_intact(replica, raw) or _took_too_long(error):
            raise  # the page's own affair, which the primary would not mend
        logger.warning("The copy of the database failed while a page was read: %s", type(error).__name__)
    finally:
        _close(replica, raw)
    return work()


def _version_of(primary: Any) -> bytes:
    """The version of the public content that the primary holds; empty before there is any."""
    with primary.cursor() as cursor:
        cursor.execute(_VERSION)
        row = cursor.fetchone()
    return str(row[0]).encode() if row else b""


def _opened(version: bytes) -> Any:
    """This thread's connection to the copy, in a snapshot that holds just this version; None where there is none."""
    replica: Any = connections[ALIAS]
    for _attempt in range(2):  # a connection that was cut is replaced at once
        if replica.connection is None and not _rest.is_over():
            return None
        try:
            replica.ensure_connection()
            _rest.end()
            result = replica.connection.pgconn.exec_(_BEGIN)
        except _FAILURES as error:
            logger.warning("The copy of the database is away, the primary serves readers: %s", type(error).__name__)
            replica.close()
            continue
        if result.status == ExecStatus.TUPLES_OK:
            replica.health_check_done = True
            if result.ntuples and result.get_value(0, 0) == version:
                return replica
            replica.connection.pgconn.exec_(b"ROLLBACK")
            return None
        replica.close()
    return None


@contextmanager
def _standing_in(replica: Any) -> Iterator[None]:
    """The copy as this thread's default connection."""
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


def _is_intact(replica: Any, raw: Any) -> bool:
    """Whether all that was read came from the one snapshot."""
    return replica.connection is raw and raw.pgconn.transaction_status == TransactionStatus.INTRANS


def _took_too_long(error: BaseException | None) -> bool:
    """Whether a statement was given up because of its time; one that stood in the way of the copying is another."""
    while error is not None:
        if isinstance(error, psycopg.errors.QueryCanceled):
            return True
        error = error.__cause__ or error.__context__
    return False


def _close(replica: Any, raw: Any) -> None:
    """End the snapshot; a connection that is no more in it goes altogether."""
    if _is_intact(replica, raw):
        raw.pgconn.exec_(b"COMMIT")
        if raw.pgconn.transaction_status == TransactionStatus.IDLE and raw.pgconn.status == ConnStatus.OK:
            return
    replica.close()


class _Rest:
    """The time in which a copy that is away is left alone by all threads of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0

    def is_over(self) -> bool:
        """Whether this thread may look for the copy; the others rest until it has found out."""
        with self._lock:
            now = time.monotonic()
            if now < self._until:
                return False
            self._until = now + REST
            return True

    def end(self) -> None:
        """The copy is there."""
        self._until = 0.0


_rest = _Rest()
