"""What is said of all stories together: worked out once for each state of what is public, and never beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from reading import standing as module
from reading.standing import standing


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A database in no transaction: its state, and how often it was looked through."""
    place = SimpleNamespace(in_atomic_block=False, state="one:0", looks=0)
    monkeypatch.setattr(module, "connection", place)
    monkeypatch.setattr(module, "public_state", lambda: place.state)
    monkeypatch.setattr(module, "_kept", type(module._kept)())
    yield place


def _look(place: SimpleNamespace) -> int:
    place.looks += 1
    return int(place.looks)


def test_same_state_is_looked_through_once(place: SimpleNamespace) -> None:
    assert [standing("stories", lambda: _look(place)) for _time in range(3)] == [1, 1, 1]
    assert standing("authors", lambda: _look(place)) == 2  # another question


@pytest.mark.parametrize("state", ["two:0", "one:1"])  # something was published, or its hour has come
def test_another_state_is_looked_through_anew(place: SimpleNamespace, state: str) -> None:
    standing("stories", lambda: _look(place))
    place.state = state
    assert standing("stories", lambda: _look(place)) == 2


def test_change_while_looking_is_seen_by_the_next_reader(place: SimpleNamespace) -> None:
    def overtaken() -> str:
        place.state = "two:0"
        return "of state one, at least"

    standing("stories", overtaken)
    assert standing("stories", lambda: "of state two") == "of state two"


def test_nothing_is_kept_within_a_transaction_or_before_anything_is_public(place: SimpleNamespace) -> None:
    place.in_atomic_block = True
    assert [standing("stories", lambda: _look(place)) for _time in range(2)] == [1, 2]
    place.in_atomic_block, place.state = False, ":0"
    assert [standing("stories", lambda: _look(place)) for _time in range(2)] == [3, 4]


def test_what_is_kept_is_bounded(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    for name in ("a", "b", "a", "c"):
        standing(name, lambda: _look(place))
    assert list(module._kept) == ["a", "c"]
