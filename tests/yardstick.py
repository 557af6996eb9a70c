"""Limits of time that hold on every machine: measured in its own processor's seconds, and against its own speed."""

from __future__ import annotations

import time
from collections.abc import Callable

# Seconds that an ordinary processor takes for `_work`. One that is slower, or shared, has more for all else.
ORDINARY = 0.005


def seconds(act: Callable[[], object]) -> float:
    """What an act takes of an ordinary processor: its seconds here, by how much slower this one is just then."""
    before = _work()
    start = time.process_time()
    act()
    taken = time.process_time() - start
    return taken / max(1.0, max(before, _work()) / ORDINARY)


def _work() -> float:
    start = time.process_time()
    total = 0
    for number in range(100_000):
        total += number * number % 7
    return time.process_time() - start
