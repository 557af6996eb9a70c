"""The newsroom's clock: the one place that says what time it is for what gets written down.

The demo paper and imported archives replay the past; tests set the hour. Everything else lives in the present.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("newsroom_clock", default=None)


def now() -> datetime:
    """The time, with its zone."""
    return _moment.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Live in another moment (with a zone) for a while."""
    if timezone.is_naive(moment):
        raise ValueError("The newsroom's clock wants a moment with a time zone.")
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
