"""Which version of the public content holds right now: asked of the database for every request, and cheaply."""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
from django.db import Error as DjangoDatabaseError
from django.db import connections
from django.utils import timezone
from psycopg.pq import ExecStatus

from accounts import clock
from newsroom.postgres.embedded import EmbeddedServerError

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 2
STATEMENT_MILLISECONDS = 2000
APPLICATION = "newsroom-edge"  # as pg_stat_activity shows the connection
RETRY_SECONDS = 1.0  # after a failure the database is not asked for so long; pages come from Django or the last version

_NAME = b"public_version"
_QUESTION = b"""
SELECT token::text, CASE WHEN due = '{}' THEN '' ELSE (
    SELECT count(*) FILTER (WHERE moment <= clock_timestamp())
        || ' ' || string_agg(extract(epoch FROM moment)::text, ' ' ORDER BY moment)
    FROM unnest(due) AS moment) END
FROM reading_publicversion
"""

Connect = Callable[[], "psycopg.Connection[Any]"]


class VersionUnknown(Exception):
    """The database does not say; what is public may have changed."""


def connect() -> psycopg.Connection[Any]:
    """A connection of its own to Django's database, every wait bounded; starts the embedded server if need be."""
    wrapper = connections.create_connection("default")
    options = {key: value for key, value in wrapper.settings_dict["OPTIONS"].items() if key != "pool"}
    bounds = f"-c statement_timeout={STATEMENT_MILLISECONDS} {options.pop('options', '')}"
    options |= {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": 1000 * CONNECT_SECONDS, "options": bounds}
    options["application_name"] = APPLICATION
    wrapper.settings_dict = {**wrapper.settings_dict, "OPTIONS": options}
    connection: psycopg.Connection[Any] = wrapper.get_new_connection(wrapper.get_connection_params())
    connection.autocommit = True
    connection.pgconn.prepare(_NAME, _QUESTION)
    return connection


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the database said: the token, how many dues its clock has passed, and their moments in seconds."""

    token: str
    passed: int
    due: tuple[float, ...]


class PublicVersion:
    """Asks for the version. Threads share a question, provided that it was put after they came."""

    def __init__(self, connect: Connect = connect) -> None:
        self._connect = connect
        self._connection: psycopg.Connection[Any] | None = None
        self._lock = threading.Lock()
        self._begun = 0
        self._answer: _Answer | None = None
        self._retry_at = 0.0
        self._day = (0.0, 0.0, 0)

    def current(self) -> str:
        """The name of what is public at this moment; raises VersionUnknown while the database is away.

        It changes with each raise, when the hour of something published for later comes (by the database's clock or by
        this machine's, since pages are rendered by the latter), and at midnight, when dates of validity pass.
        """
        waiting_since = self._begun
        with self._lock:
            # A question put after this one came in has been answered meanwhile: its answer is as fresh as one's own.
            if self._begun == waiting_since:
                self._begun += 1
                self._answer = self._ask()
            answer = self._answer
        if answer is None:
            raise VersionUnknown
        now = clock.now().timestamp()
        passed = f"{answer.passed}+{bisect_right(answer.due, now)}" if answer.due else "0"
        return f"{answer.token}/{passed}/{self._today(now)}"

    def close(self) -> None:
        """Let the connection go; the next question opens another."""
        with self._lock:
            self._drop()

    def _ask(self) -> _Answer | None:
        if time.monotonic() < self._retry_at:
            return None
        for attempt in range(2):  # a connection that was cut is replaced at once
            try:
                if self._connection is None:
                    self._connection = self._connect()
                result = self._connection.pgconn.exec_prepared(_NAME, [])
                if result.status == ExecStatus.TUPLES_OK:
                    return _read(result.get_value(0, 0), result.get_value(0, 1)) if result.ntuples else None
                reason = result.error_message.decode(errors="replace").strip()
            except (psycopg.Error, DjangoDatabaseError, EmbeddedServerError) as error:
                reason = str(error)
            self._drop()
            if attempt:
                logger.warning("The version of the public pages is not known: %s", reason)
        self._retry_at = time.monotonic() + RETRY_SECONDS
        return None

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _today(self, now: float) -> int:
        """The day in the paper's time zone as a number, worked out once a day."""
        begins, ends, day = self._day
        if not begins <= now < ends:
            today = timezone.localtime(clock.now())
            midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
            day = today.date().toordinal()
            self._day = (midnight.timestamp(), (midnight + timedelta(days=1)).timestamp(), day)
        return day


def _read(token: bytes | None, due: bytes | None) -> _Answer:
    passed, *moments = (due or b"").split() or [b"0"]
    return _Answer((token or b"").decode(), int(passed), tuple(float(moment) for moment in moments))
