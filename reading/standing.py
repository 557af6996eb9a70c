"""What pages say of all stories together, worked out once for each state of what is public.

How many stories a column has, or who wrote most of them, takes a look at every story of the paper: a moment with a
hundred of them, a tenth of a second with a hundred thousand. It changes only when something public does, and the
database has a word for that (``reading.models.public_state``), so the answer is kept under that word and asked for
with each use. Nothing has to be emptied, and nothing stale is said: who works it out asks for the word first, so what
is kept is as new as its word or newer.

Within a transaction everything is worked out anew, since the word is written only when the transaction ends.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from django.db import connection

from reading.models import public_state

MOST = 1024  # figures and short lists of one process

T = TypeVar("T")

_kept: OrderedDict[Hashable, tuple[str, Any]] = OrderedDict()
_lock = threading.Lock()


def standing(name: Hashable, work: Callable[[], T]) -> T:
    """What ``work`` gives for what is public now; one query where it is known. Nobody may change what this returns."""
    if connection.in_atomic_block:
        return work()
    state = public_state()
    if state.startswith(":"):  # nothing was ever public
        return work()
    with _lock:
        found = _kept.get(name)
        if found is not None and found[0] == state:
            _kept.move_to_end(name)
            return cast(T, found[1])
    result = work()
    with _lock:
        _kept[name] = state, result
        _kept.move_to_end(name)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return result


def forget() -> None:
    """Keep nothing of what was worked out so far."""
    with _lock:
        _kept.clear()
