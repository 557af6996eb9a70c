"""Background work that survives a kill: of the worker itself, and of the database under it.

While a worker lives it holds a lock in the database under its own number. A task that is marked as running by a worker
whose lock is free was left half-done, and waits again: every task here can run twice. One that was left so three times
is given up, since it may be what kills its workers.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import psycopg
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from newsroom.backup.snapshot import connect
from newsroom.postgres.embedded import EmbeddedServerError

logger = logging.getLogger(__name__)

LOCKS = 7293012  # the first of the two numbers of a worker's lock; the second is that of its name
LOOK_SECONDS = 10.0
TRIES = 3
PAUSE = 2.0  # seconds before a database that was away is asked again
_AWAY = (DatabaseError, psycopg.Error, EmbeddedServerError)


def ready_again(tasks: QuerySet[DBTaskResult]) -> int:
    """Let tasks wait again as if they had just come; how many."""
    return tasks.update(
        status="READY", started_at=None, finished_at=None, worker_ids=[], traceback="", exception_class_path=""
    )


def take_up(lost: DBTaskResult) -> None:
    """Let a task that its worker left wait again, or give it up after the third time."""
    still = DBTaskResult.objects.filter(pk=lost.pk, status="RUNNING", worker_ids=lost.worker_ids)
    if len(lost.worker_ids) < TRIES:
        if still.update(status="READY", started_at=None):
            logger.warning("Task %s was left half-done and waits again", lost.pk)
    elif still.update(status="FAILED", finished_at=timezone.now(), traceback="Its worker was killed each time."):
        logger.error("Task %s was left half-done %s times and is given up", lost.pk, TRIES)


class Watch(threading.Thread):
    """Holds the worker's own lock and looks for tasks of workers that hold theirs no more."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(daemon=True)
        self._worker_id = worker_id
        self._connection: psycopg.Connection[Any] | None = None
        self.holds = threading.Event()

    def run(self) -> None:
        """Look every ten seconds, as long as the process lives."""
        while True:
            try:
                if self._connection is None:
                    self._hold()
                else:  # the others had time to hold theirs again, should the database have been away
                    self._look()
            except _AWAY as error:
                logger.warning("The database is away: %s", type(error).__name__)
                if self._connection is not None:
                    self._connection.close()
                self._connection = None
                connection.close()
                time.sleep(PAUSE)
                continue
            time.sleep(LOOK_SECONDS)

    def _hold(self) -> None:
        opened = connect()
        opened.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", (LOCKS, self._worker_id))
        self._connection = opened
        self.holds.set()

    def _look(self) -> None:
        assert self._connection is not None  # noqa: S101 (run sees to it)
        for task in DBTaskResult.objects.running():
            worker_id = task.worker_ids[-1] if task.worker_ids else ""
            if worker_id == self._worker_id:
                continue
            free = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
            row = self._connection.execute(free, (LOCKS, worker_id)).fetchone()
            if row and row[0]:
                self._connection.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", (LOCKS, worker_id))
                take_up(task)


class SteadyWorker(Worker):
    """The package's worker, which waits for a database that is away instead of ending."""

    def __init__(self, worker_id: str, *, interval: float, batch: bool) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )

    def work(self) -> None:
        """Run until told to stop, or in a batch until nothing waits."""
        self.configure_signals()
        watch = Watch(self.worker_id)
        watch.start()
        watch.holds.wait()
        while self.running:
            try:
                for lost in DBTaskResult.objects.running().filter(worker_ids__contains=[self.worker_id]):
                    take_up(lost)  # by this very worker, when the database went away under it
                self.run()
                return
            except _AWAY as error:
                logger.warning("The database is away; the worker waits for it: %s", type(error).__name__)
                connection.close()
                time.sleep(PAUSE)
