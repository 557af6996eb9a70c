"""One at a time: a folder or a database held by the command that works on it, and let go when its process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg


class Held(Exception):
    """Somebody else holds it; ``str()`` of it is its name."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock of this file, which is made where it is not there; raises Held while another process has it.

    The kernel lets go of it with the process, however that ends, so a file that is left says nothing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Held(str(path)) from error
        yield
    finally:
        os.close(descriptor)


def hold_database(opened: psycopg.Connection[Any], number: int, *, shared: bool = False) -> None:
    """Hold a lock of the database until this connection ends, alone or with others that share it.

    Raises Held where somebody else has it.
    """
    take = "SELECT pg_try_advisory_lock_shared(%s)" if shared else "SELECT pg_try_advisory_lock(%s)"
    if opened.execute(take, [number]).fetchone() != (True,):
        raise Held(str(number))


def release_database(opened: psycopg.Connection[Any], number: int, *, shared: bool = False) -> None:
    """Let go of such a lock at once: the server frees those of a connection that ended only a moment later."""
    release = "SELECT pg_advisory_unlock_shared(%s)" if shared else "SELECT pg_advisory_unlock(%s)"
    with suppress(psycopg.OperationalError, psycopg.InterfaceError):  # a connection that was lost holds nothing
        opened.execute(release, [number])
