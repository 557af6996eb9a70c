"""The documented table is the measured one, and the measured one is good enough."""

from __future__ import annotations

from tests.proofreading import planted


def test_the_table_of_planted_errors_is_fresh_and_good() -> None:
    shown = planted.PAGE.read_text(encoding="utf-8").split(planted.BEGIN)[1].split(planted.END)[0].strip()
    assert shown == planted.table(), "run: python -m tests.proofreading.planted"
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in shown.split("\n")[2:]]
    assert all(float(row[4]) >= 0.6 for row in rows)
    assert all(float(row[6]) >= 0.8 for row in rows)
