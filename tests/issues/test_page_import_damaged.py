"""The page importer on damaged invented pages that nothing was tuned on: floors that hold with a margin."""

from __future__ import annotations

from collections import defaultdict

import pytest

from issues.page_import import parse_page
from issues.page_import.opening import open_page
from tests.issues.damaged_pages import STYLES, DamagedPage, damaged_page
from tests.issues.invented_articles import SPLITS
from tests.issues.page_figures import figures

HELD_OUT = SPLITS[1]
PAGES = 200  # of the 240 that benchmarks/page_import.py reports on
FLOORS = {
    "articles": 0.80,
    "boundaries": 0.89,
    "headline": 0.80,
    "kicker_subtitle": 0.57,
    "byline": 0.70,
    "attribution": 0.92,
    "paragraphs": 0.90,
}


@pytest.fixture(scope="module")
def pages() -> list[DamagedPage]:
    return [damaged_page(number, HELD_OUT) for number in range(PAGES)]


def rates(pages: list[DamagedPage]) -> dict[str, float]:
    """Every figure over some pages."""
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for page in pages:
        for name, (right, considered) in figures(page, parse_page(page.text, page.register)).items():
            totals[name][0] += right
            totals[name][1] += considered
    return {name: right / considered if considered else 1.0 for name, (right, considered) in totals.items()}


def test_held_out_pages_are_read_well(pages: list[DamagedPage]) -> None:
    result = rates(pages)
    assert result["lost"] == result["doubled"] == 0.0
    assert {name: result[name] for name, floor in FLOORS.items() if result[name] < floor} == {}
    assert result["splits"] + result["merges"] <= 0.85


def test_pages_whose_parts_stand_in_order_are_read_better(pages: list[DamagedPage]) -> None:
    result = rates([page for page in pages if page.layout == "plain"])
    assert result["articles"] >= 0.88
    assert result["headline"] >= 0.85


@pytest.mark.parametrize("style", STYLES)
def test_every_state_of_a_dump_is_read(pages: list[DamagedPage], style: str) -> None:
    result = rates([page for page in pages if page.style == style])
    assert result["articles"] >= 0.70
    assert result["paragraphs"] >= 0.83
    assert result["lost"] == result["doubled"] == 0.0


def test_the_same_number_gives_the_same_page_and_the_splits_share_none() -> None:
    assert damaged_page(3, HELD_OUT).text == damaged_page(3, HELD_OUT).text
    tuned = {damaged_page(number, SPLITS[0]).text for number in range(20)}
    assert not tuned & {damaged_page(number, HELD_OUT).text for number in range(20)}


def test_doubt_marks_the_decisions_that_are_wrong(pages: list[DamagedPage]) -> None:
    """Of the decisions that the importer calls sure nearly all are right; those it doubts are wrong far more often."""
    right: dict[bool, list[bool]] = {True: [], False: []}
    for page in pages[:100]:
        starts = [0]
        for line in page.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        for piece in open_page(page.text, page.register)[0].pieces:
            number, start, end = piece.span
            middle = starts[number - 1] + (start + end) // 2
            role = next((role for a, b, _, role in page.spans if a <= middle < b), None)
            if role is not None:
                mine = "title" if piece.role in ("kicker", "subtitle") else piece.role
                gold = "title" if role in ("kicker", "subtitle") else role
                right[piece.confidence >= 0.9].append(mine == gold)
    assert sum(right[True]) / len(right[True]) > 0.98
    assert sum(right[False]) / len(right[False]) < sum(right[True]) / len(right[True]) - 0.05


def test_correcting_nothing_changes_nothing(pages: list[DamagedPage]) -> None:
    for page in pages[:40]:
        sheet, before = open_page(page.text, page.register)
        assert before == parse_page(page.text, page.register)
        after = sheet.page()
        assert [(a.title, a.kicker, a.subtitle, a.attribution, a.byline) for a in before.articles] == [
            (a.title, a.kicker, a.subtitle, a.attribution, a.byline) for a in after.articles
        ]
        texts = [[[p.text for p in a.paragraphs] for a in side.articles] for side in (before, after)]
        assert texts[0] == texts[1]
