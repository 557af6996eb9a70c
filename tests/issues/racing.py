"""Runs several acts at the same moment, each on a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from articles.errors import WorkflowError


def race(*acts: Callable[[], object]) -> list[WorkflowError | None]:
    """Start all acts together; the refusal of each, or None where it was done. Any other error is raised."""
    start = threading.Barrier(len(acts))
    refusals: list[WorkflowError | None] = [None] * len(acts)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            start.wait(timeout=60)
            acts[number]()
        except WorkflowError as refusal:
            refusals[number] = refusal
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "an act waits for a lock that nobody gives up"
    if failures:
        raise failures[0]
    return refusals
