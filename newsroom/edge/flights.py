"""One rendering for all who wait for the same page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

LONGEST_WAIT = 15.0  # seconds; who waited so long renders for herself

T = TypeVar("T")


@dataclass(slots=True)
class _Flight(Generic[T]):
    landed: threading.Event = field(default_factory=threading.Event)
    result: T | None = None


class Flights(Generic[T]):
    """Work in hand by key."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight[T]] = {}
        self._lock = threading.Lock()

    def share(self, key: Hashable, work: Callable[[], T | None]) -> T | None:
        """The result of ``work``, done once for all threads that ask while it is done; None where it has none.

        An error is its first caller's alone; those who wait get None.
        """
        with self._lock:
            flight = self._flights.get(key)
            leads = flight is None
            if flight is None:
                flight = self._flights[key] = _Flight()
        if not leads:
            return flight.result if flight.landed.wait(LONGEST_WAIT) else None
        try:
            flight.result = work()
            return flight.result
        finally:
            with self._lock:
                del self._flights[key]
            flight.landed.set()
