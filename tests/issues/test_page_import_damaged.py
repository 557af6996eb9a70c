"""The page importer on damaged invented pages: floors that hold with a margin, so that a weakening shows."""

from __future__ import annotations

from collections import defaultdict

import pytest

from issues.page_import import parse_page
from tests.issues.damaged_pages import STATES, damaged_page, figures

ODD_SEEDS = range(1, 60, 2)  # even seeds are for tuning
FLOORS = {
    "markdown": {"articles": 0.95, "title": 0.95, "kicker_subtitle": 0.94, "attribution": 0.95, "paragraphs": 0.95},
    "wrapped": {"articles": 0.80, "title": 0.82, "kicker_subtitle": 0.74, "attribution": 0.92, "paragraphs": 0.90},
    "recognised": {"articles": 0.92, "title": 0.91, "kicker_subtitle": 0.88, "attribution": 0.95, "paragraphs": 0.92},
}


@pytest.mark.parametrize("state", STATES)
def test_damaged_pages_are_read_well(state: str) -> None:
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for seed in ODD_SEEDS:
        text, gold = damaged_page(seed, state)
        for name, (right, considered) in figures(text, gold, parse_page(text).to_json()).items():
            totals[name][0] += right
            totals[name][1] += considered
    rates = {name: right / considered for name, (right, considered) in totals.items() if considered}
    assert rates["lines_claimed_once"] == 1.0
    assert {name: rates[name] for name, floor in FLOORS[state].items() if rates[name] < floor} == {}


def test_doubt_marks_the_articles_that_are_wrong() -> None:
    """Articles read right are trusted more than articles read wrong."""
    confidence: dict[bool, list[float]] = {True: [], False: []}
    for seed in ODD_SEEDS:
        for state in STATES:
            text, gold = damaged_page(seed, state)
            answers = [set(article["lines"]) for article in gold["articles"]]
            for article in parse_page(text).articles:
                confidence[set(article.lines) in answers].append(article.confidence)
    right, wrong = (sum(values) / len(values) for values in (confidence[True], confidence[False]))
    assert right > wrong + 0.1
