"""docs/security.md names a test for each promise: they are all there."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
SECURITY = TESTS.parent / "docs" / "security.md"


def promises() -> list[tuple[str, list[str]]]:
    """The rows of the tables below “Promises and their tests”: what is promised, and what is named for it."""
    text = SECURITY.read_text(encoding="utf-8")
    rows = text.partition("## Promises and their tests")[2].partition("\n## ")[0].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows if row.startswith("| ")]
    return [(first, re.findall(r"`([^`]+)`", last)) for first, last in cells if last != "held by"]


def test_every_promise_names_tests_and_all_of_them_exist() -> None:
    told = promises()
    assert len(told) > 40
    missing, path = [], TESTS
    for promise, names in told:
        for name in names or [f"no test: {promise}"]:
            file, _colons, function = name.partition("::")
            path = TESTS / file if file else path  # “::test_…” is of the file that was named last
            if not path.exists() or (function and f"def {function}(" not in path.read_text(encoding="utf-8")):
                missing.append(name)
    assert missing == []
