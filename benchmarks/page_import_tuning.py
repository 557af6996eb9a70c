"""Learns the page importer's coefficients from damaged pages of the tuning split: ``python -m
benchmarks.page_import_tuning`` writes ``issues/page_import/weights.json``.

Roles: an averaged structured perceptron with a margin. The page is read with what is known so far; where a line is read
wrong, the signs around it count a little more for the right role and a little less for the wrong one. The scores set by
hand stay as they are, so that few pages suffice and what no damaged page shows is left to them.
"""

from __future__ import annotations

import json
import math
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from issues.page_import.evidence import (
    SLOTS,
    WEIGHTS,
    Weights,
    learned,
    role_weights,
    slot_of,
)
from issues.page_import.fragments import Body, cut
from issues.page_import.layout import measure
from issues.page_import.matching import HEAD_SIGNS, TAIL_SIGNS, Matcher, weigh
from issues.page_import.paths import decide, search
from issues.page_import.reading import read_lines
from issues.page_import.roles import Step, steps
from issues.page_import.stories import with_torn_tails
from tests.issues.damaged_layouts import Block
from tests.issues.damaged_pages import damaged_page
from tests.issues.invented_articles import SPLITS
from tests.issues.page_roles import blocks_of_lines, right_roles

PAGES = 1000
ROUNDS = 6
DECAY = 0.9  # of every coefficient after a round, so that only what is confirmed again and again stays
RATE = 0.06  # of one correction, in the units of the role scores
MARGIN = 1.0  # by which the right reading is to beat a wrong one, for each wrong line
CAUTION = 0.8  # how much of what was learned is used: the pages are invented ones
LEAST = 0.05  # a coefficient smaller than this is dropped
PARAGRAPH_ROLES = frozenset("PQ")

LOGISTIC_ROUNDS = 12
SHRINK = 0.0005

Sample = tuple[list[float], bool]
Table = dict[str, list[float]]


@dataclass
class Lesson:
    """One page: what its lines add by form with the signs around them, and the right roles."""

    steps: list[Step]
    right: list[str | None]


def lesson(number: int) -> Lesson:
    """A page of the tuning split."""
    page = damaged_page(number, SPLITS[0])
    features = measure(read_lines(page.text, page.register), page.register)
    return Lesson(list(steps(features, Weights({}))), right_roles(page, features))


def cost(right: str, role: str) -> float:
    """How bad it is to read one role as another."""
    if right == role:
        return 0.0
    return 0.4 * MARGIN if {right, role} == PARAGRAPH_ROLES else MARGIN


def read(page: Lesson, table: Table, margin: bool) -> list[str]:
    """The roles of a page under the coefficients; where ``margin``, wrong ones are given a lead."""
    prepared = []
    for step, right in zip(page.steps, page.right, strict=True):
        own = step.own
        if margin and right in own:
            own = {role: score + cost(right, role) for role, score in own.items()}
        vector = None
        if step.signs is not None:
            vector = [0.0] * len(SLOTS)
            for sign in step.signs:
                if (row := table.get(sign)) is not None:
                    vector = [a + b for a, b in zip(vector, row, strict=True)]
        prepared.append(replace(step, own=own, learned=vector))
    return search(prepared)[0]


def learn_roles(pages: Sequence[Lesson]) -> dict[str, dict[str, float]]:
    """The coefficients of the roles."""
    rng = random.Random(1)
    table: Table = defaultdict(lambda: [0.0] * len(SLOTS))
    history: Table = defaultdict(lambda: [0.0] * len(SLOTS))
    time = 0
    for turn in range(ROUNDS):
        wrong = lines = 0
        for page in rng.sample(pages, len(pages)):
            time += 1
            found = read(page, table, True)
            for k, (right, role) in enumerate(zip(page.right, found, strict=True)):
                signs = page.steps[k].signs
                if right is None or signs is None or right not in page.steps[k].own:
                    continue
                above = (page.right[k - 1] or found[k - 1]) if k else "^"
                places = slot_of(above, right), slot_of(found[k - 1] if k else "^", role)
                lines += 1
                if places[0] == places[1]:
                    continue
                wrong += right != role
                for place, change in zip(places, (RATE, -RATE), strict=True):
                    if place is not None:
                        for sign in signs:
                            table[sign][place] += change
                            history[sign][place] += change * time
        for row in (row for rows in (table, history) for row in rows.values()):
            row[:] = [value * DECAY for value in row]
        print(f"  round {turn + 1}: {wrong} of {lines} lines looked at read wrong under the margin", flush=True)
    result: dict[str, dict[str, float]] = {}
    for sign in sorted(table):
        means = [CAUTION * (value - past / (time + 1)) for value, past in zip(table[sign], history[sign], strict=True)]
        if kept := {slot: round(mean, 2) for slot, mean in zip(SLOTS, means, strict=True) if abs(mean) >= LEAST}:
            result[sign] = kept
    return result


def owner_of(lines: Sequence[int], owners: Sequence[int | None]) -> int | None:
    """Whose article most of some lines belong to."""
    counts = Counter(owners[k] for k in lines)
    return counts.most_common(1)[0][0] if counts else None


def pairs(numbers: Iterable[int]) -> tuple[list[Sample], list[Sample]]:
    """Which headlines go with which texts, and which texts go on in which, on pages read as the importer reads them."""
    heads_found: list[Sample] = []
    tails_found: list[Sample] = []
    for number in numbers:
        page = damaged_page(number, SPLITS[0])
        features = measure(read_lines(page.text, page.register), page.register)
        roles, _ = decide(features)
        blocks = [block for block, _ in blocks_of_lines(page, features)]
        owners = [block.owner if block else None for block in blocks]
        heads, bodies, _, _ = cut(features, roles)
        heads, bodies = with_torn_tails(features, roles, heads, bodies)
        matcher = Matcher(features, roles, bodies, heads)
        head_owners = [owner_of(head.lines, owners) for head in heads]
        body_owners = [owners[body.lines[0]] for body in bodies]
        firsts: dict[int | None, int] = {}
        for torn in (False, True):
            for b, body in enumerate(bodies):
                if begins_torn(blocks, body) == torn:
                    firsts.setdefault(body_owners[b], b)
        for h, b, signs in matcher.head_signs(heads):
            right = head_owners[h] is not None and head_owners[h] == body_owners[b]
            if right and firsts[body_owners[b]] != b:
                continue
            heads_found.append((signs, right))
        crowned = {body.place for body in bodies if body.place - 1 in matcher.above}
        for start in range(len(bodies)):
            for end, tail in enumerate(bodies):
                if start == end or tail.place in crowned:
                    continue
                last = owners[bodies[start].lines[-1]]
                if (tail_signs := matcher.tail_signs(start, end)) is not None:
                    right = last is not None and last == body_owners[end] and firsts[last] != end
                    tails_found.append((tail_signs, right))
    return heads_found, tails_found


def begins_torn(blocks: Sequence[Block | None], body: Body) -> bool:
    """Whether a body begins with the rest of a torn paragraph."""
    block = blocks[body.lines[0]]
    return block is not None and block.rest


def logistic(samples: Sequence[Sample], names: Sequence[str]) -> dict[str, float]:
    """Coefficients of a logistic model by gradient descent, drawn a little towards zero."""
    rng = random.Random(2)
    weights = [0.0] * len(names)
    rate = 0.05
    for _turn in range(LOGISTIC_ROUNDS):
        for signs, right in rng.sample(samples, len(samples)):
            odds = max(-30.0, min(30.0, weigh(signs, weights)))
            error = right - 1.0 / (1.0 + math.exp(-odds))
            for i, sign in enumerate(signs):
                if sign:
                    weights[i] += rate * (error * sign - SHRINK * weights[i])
        rate *= 0.8
    wrong = sum((weigh(signs, weights) > 0.0) != right for signs, right in samples)
    print(f"  {wrong} of {len(samples)} pairs told wrong", flush=True)
    return {name: round(weight, 3) for name, weight in zip(names, weights, strict=True)}


def main(arguments: Sequence[str]) -> None:
    """Learn everything and store it."""
    count = next((int(one) for one in arguments if one.isdigit()), PAGES)
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    if "pairs" not in arguments:
        stored["roles"] = learn_roles([lesson(number) for number in range(count)])
        store(stored)
    heads, tails = pairs(range(2 * count))
    stored["heads"] = logistic(heads, HEAD_SIGNS)
    stored["tails"] = logistic(tails, TAIL_SIGNS)
    store(stored)


def store(stored: dict[str, Any]) -> None:
    """Write the coefficients down, and read them anew from now on."""
    WEIGHTS.write_text(json.dumps(stored, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    learned.cache_clear()
    role_weights.cache_clear()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main(sys.argv[1:])
