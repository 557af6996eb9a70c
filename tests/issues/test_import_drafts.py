"""A page under correction, without a database: acts, doubts and repairs as values."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from issues.import_drafts.doubting import doubtful_places
from issues.import_drafts.repairing import repaired_page, repairs_of
from issues.import_drafts.state import NEW_ARTICLE, State, open_state, perform, replay
from issues.page_import import Register
from issues.page_import.editing import ROLES, EditError
from tests.issues.damaged_pages import damaged_page

TORN = """第2版

楼道里添了扶手

本报讯 11月3日,清水居民区装上了木扶手，料子是旧家具
具上拆下来的。

图为新装的扶手。

图为新装的扶手。

（街道平安办）
"""


def random_act(rng: random.Random, state: State) -> dict[str, Any]:
    """Something that a person may press, sensible or not."""
    count, articles = len(state.sheet.pieces), len(state.sheet.order)
    pieces = sorted(rng.sample(range(count), rng.randint(1, 3)))
    name = rng.choice(
        (
            "role", "begin", "join", "cut", "split", "assign", "earlier", "later", "merge", "up", "down", "boundary",
            "boundary-up", "boundary-down", "take", "leave", "confirm",
        )
    )  # fmt: skip
    act: dict[str, Any] = {"name": name, "pieces": pieces}
    if name == "role":
        act["value"] = rng.choice(ROLES)
    elif name == "assign":
        act["value"] = rng.choice((NEW_ARTICLE, rng.randrange(articles + 1)))
    elif name == "cut":
        act["value"] = rng.choice((rng.randint(0, 12), state.sheet.pieces[pieces[0]].text[3:6]))
    elif name == "boundary":
        act["value"] = rng.randrange(count)
    if rng.random() < 0.5 and name not in ("role", "assign", "cut"):
        act["article"] = rng.randrange(articles + 1)
    return act


def test_no_row_of_acts_loses_a_letter_and_the_same_acts_give_the_same_page() -> None:
    rng = random.Random(7)
    for number in range(8):
        dump = damaged_page(number)
        first = state = open_state(dump.text, dump.register)
        letters = Counter(c for piece in state.sheet.pieces for c in piece.text if c.isalnum())
        done = []
        for _ in range(30):
            act = random_act(rng, state)
            try:
                state = perform(state, act)
            except EditError:
                continue
            done.append(act)
            held = Counter(c for piece in state.sheet.pieces for c in piece.text if c.isalnum())
            assert held == letters
            placed = [k for own in state.sheet.order for k in own]
            assert len(placed) == len(set(placed)) and all(state.sheet.order)
        assert len(done) > 10
        assert replay(first, done) == state
        assert State.from_json(state.to_json(), dump.text, dump.register) == state
        page, groups = state.laid_out
        assert len(page.articles) == len(groups) == len(state.sheet.order)
        sure = [place.confidence for place in doubtful_places(state)]
        assert sure == sorted(sure)
        repairs = repairs_of(state)
        assert len({repair.key for repair in repairs}) == len(repairs)


def test_what_was_looked_at_is_not_pointed_out_again() -> None:
    dump = damaged_page(7)
    state = open_state(dump.text, dump.register)
    assert doubtful_places(state)
    while places := doubtful_places(state):
        before = len(places)
        state = perform(state, {"name": "confirm", "pieces": [places[0].piece]})
        assert len(doubtful_places(state)) < before


def test_repairs_keep_their_names_when_the_page_changes_around_them() -> None:
    state = open_state(TORN, Register())
    found = repairs_of(state)
    assert [(str(r.proposal.kind), r.proposal.before, r.proposal.after) for r in found] == [
        ("full_width", ",", "，"),
        ("doubled_character", "具", ""),
        ("doubled_caption", "图为新装的扶手。", ""),
    ]
    assert repaired_page(state, found) == state.page  # none is made before it is accepted
    state = perform(state, {"name": "repair", "value": {"accept": [r.key for r in found], "refuse": []}})
    last = next(k for k, piece in enumerate(state.sheet.pieces) if piece.role == "signature")
    state = perform(state, {"name": "split", "pieces": [last]})
    kept = repairs_of(state)
    assert [repair.key for repair in kept] == [repair.key for repair in found] and all(r.is_accepted for r in kept)
    article = repaired_page(state, kept).articles[0]
    assert article.paragraphs[0].text == "本报讯 11月3日，清水居民区装上了木扶手，料子是旧家具上拆下来的。"
    assert [p.role for p in article.paragraphs].count("caption") == 1


@pytest.mark.parametrize("kept", [{}, {"sheet": None}, {"sheet": {}, "guesses": []}])
def test_damaged_state_is_refused(kept: dict[str, Any]) -> None:
    with pytest.raises(EditError):
        State.from_json(kept, TORN, Register())
