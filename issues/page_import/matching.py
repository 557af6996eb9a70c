"""How well headlines fit texts and tails fit heads, and the one assignment over the page with the greatest total."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cached_property
from itertools import pairwise

from . import patterns
from . import roles as R
from .features import Features
from .fragments import Body, Head
from .terms import Vocabulary, terms

ADJACENT = 3.0  # a headline right above a body
BELOW = 0.6  # a headline right under a body that has none above
COVERED = 5.0  # for a headline whose terms the body takes up wholly
DISTANCE = 0.12  # off for each headline or body between
ACCEPT_HEAD = -0.4  # below it a headline and a body stay apart; what is left over on both sides mostly belongs together
ACCEPT_TAIL = 1.5
MAX_BODIES = 80  # beyond which a page is no page, and is left as it stands
OPENING = 700  # characters of a body that a headline is compared with


AFRESH = re.compile("|".join(p.pattern for p in (patterns.LEAD, patterns.DATED, patterns.OPENER, patterns.ENUMERATED)))
TORN_WORD = 1.5  # for a tail whose first character makes a word of the page with the last one before the tear


def marry(rows: int, columns: int, score: dict[tuple[int, int], float]) -> dict[int, int]:
    """The one-to-one assignment of rows to columns with the greatest total, by augmenting paths; pairs that are
    missing from ``score`` stay apart.

    O(rows² · (rows + columns)): pages have a few dozen of either.
    """
    if not rows or not score:
        return {}
    width = columns + rows  # each row may take a column of its own, at score 0
    cost = [[0.0 if c >= columns else 1e6 for c in range(width)] for _ in range(rows)]
    for (r, c), value in score.items():
        cost[r][c] = -value
    potential_r, potential_c = [0.0] * (rows + 1), [0.0] * (width + 1)
    matched = [0] * (width + 1)
    for r in range(1, rows + 1):
        matched[0] = r
        column = 0
        least = [math.inf] * (width + 1)
        came = [0] * (width + 1)
        used = [False] * (width + 1)
        while matched[column]:
            used[column] = True
            row = matched[column]
            delta, following = math.inf, 0
            line, base = cost[row - 1], potential_r[row]
            for c in range(1, width + 1):
                if used[c]:
                    continue
                reduced = line[c - 1] - base - potential_c[c]
                if reduced < least[c]:
                    least[c], came[c] = reduced, column
                if least[c] < delta:
                    delta, following = least[c], c
            for c in range(width + 1):
                if used[c]:
                    potential_r[matched[c]] += delta
                    potential_c[c] -= delta
                else:
                    least[c] -= delta
            column = following
        while column:
            matched[column] = matched[came[column]]
            column = came[column]
    return {matched[c] - 1: c - 1 for c in range(1, columns + 1) if matched[c] and (matched[c] - 1, c - 1) in score}


def character_pairs(features: list[Features]) -> Counter[str]:
    """How often each pair of characters stands side by side on the page."""
    pairs: Counter[str] = Counter()
    for item in features:
        text = item.line.text
        pairs.update(map("".join, pairwise(text)))
    return pairs


def begins_afresh(text: str) -> bool:
    """Whether a text begins as paragraphs do."""
    return bool(AFRESH.match(text)) or bool(patterns.OPENS_QUOTE.match(text))


class Matcher:
    """Scores of every headline with every body, and of every open body with every headless one."""

    def __init__(self, features: list[Features], roles: list[str], bodies: list[Body], heads: list[Head]) -> None:
        self.features, self.roles, self.bodies = features, roles, bodies
        self.texts = ["".join(features[k].line.text for k in body.lines) for body in bodies]
        self.opening = [terms(text[:OPENING]) for text in self.texts]
        self.vocabulary = Vocabulary(self.opening)
        self.above = {head.place: head for head in heads}
        self.body_at = {body.place: body for body in bodies}

    @cached_property
    def pairs(self) -> Counter[str]:
        """How often each pair of characters stands on the page; asked only where something is torn."""
        return character_pairs(self.features)

    def head_score(self, head: Head, own: set[str], index: int) -> float:
        """How well a headline fits a body."""
        body = self.bodies[index]
        score = COVERED * self.vocabulary.coverage(own, self.opening[index])
        first = self.features[body.lines[0]]
        if body.place == head.place + 1 and head.touching:
            score += ADJACENT
            if first.line.number == self.features[head.lines[-1]].line.number:
                score += 100.0
        elif body.place == head.place - 1 and body.place - 1 not in self.above:
            score += BELOW
        else:
            score -= DISTANCE * abs(body.place - head.place)
            if first.lead:
                score -= 1.0
        if not body.has_text:
            score -= 4.0
        return score

    def tail_score(self, start: int, end: int) -> float:
        """How well the body ``end`` continues the body ``start``."""
        head, tail = self.bodies[start], self.bodies[end]
        if head.closed or not head.has_text:
            return -9.0
        last, first = self.features[head.lines[-1]], self.features[tail.lines[0]]
        score = -0.6 if last.final else 2.0
        if first.lead or self.roles[tail.lines[0]] in (R.BYLINE, R.NOTE):
            score -= 4.0
        elif self.roles[tail.lines[0]] != R.SIGNATURE and patterns.CANNOT_START.match(first.line.text):
            score += 2.0
        elif begins_afresh(first.line.text):
            score -= 1.0
        elif not last.final and self.pairs[last.line.text[-1] + first.line.text[0]]:
            score += TORN_WORD
        score += min(2.0, 6.0 * self.vocabulary.coverage(self.opening[end], terms(self.texts[start])))
        if tail.signed:
            score += 1.0
        if tail.place == head.place + 1:
            score += 1.5
        elif tail.place < head.place:
            score -= 0.3
        return score

    def solve(self, heads: list[Head]) -> tuple[dict[int, int], dict[tuple[int, int], float], float]:
        """Assign a provider to each body: a headline (column < len(heads)) or an open body; with scores and total."""
        score: dict[tuple[int, int], float] = {}
        if len(self.bodies) > MAX_BODIES:
            places = {head.place: h for h, head in enumerate(heads)}
            pairs = {b: places[o.place - 1] for b, o in enumerate(self.bodies) if o.place - 1 in places}
            return pairs, dict.fromkeys(pairs.items(), ADJACENT), ADJACENT * len(pairs)
        for h, head in enumerate(heads):
            own = terms("".join(self.features[k].line.text for k in head.lines))
            for b in range(len(self.bodies)):
                if (value := self.head_score(head, own, b)) >= ACCEPT_HEAD:
                    score[b, h] = value
        crowned = {body.place for body in self.bodies if body.place - 1 in self.above}
        for start in range(len(self.bodies)):
            if self.bodies[start].closed:
                continue
            for end, tail in enumerate(self.bodies):
                if start == end or tail.place in crowned:
                    continue
                if (value := self.tail_score(start, end)) >= ACCEPT_TAIL:
                    score[end, len(heads) + start] = value
        pairs = marry(len(self.bodies), len(heads) + len(self.bodies), score)
        return pairs, score, sum(score[pair] for pair in pairs.items())
