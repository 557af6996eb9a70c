"""The order in which files of tests are handed out."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.distributing import LONGEST, PARTS, longest_first

ROOT = Path(__file__).resolve().parent.parent


def test_files_that_are_handed_out_first_are_there() -> None:
    assert [file for file in LONGEST if not (ROOT / file).is_file()] == []
    assert set(PARTS) <= set(LONGEST)


def test_tests_keep_their_order_within_a_file() -> None:
    names = ["tests/a.py::b", "tests/a.py::a", f"{LONGEST[1]}::z", f"{LONGEST[0]}::y", f"{LONGEST[0]}::x"]
    items: list[Any] = [SimpleNamespace(nodeid=name) for name in names]
    longest_first(items)
    assert [item.nodeid for item in items] == [names[3], names[4], names[2], names[0], names[1]]
