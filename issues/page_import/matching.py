"""How well headlines fit texts and tails fit heads, and the one assignment over the page with the greatest total."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from . import patterns
from . import roles as R
from .breaks import page_text
from .evidence import learned
from .features import Features
from .fragments import Body, Head
from .terms import Vocabulary, pair_terms

ACCEPT_HEAD = -4.5  # in the logarithm of the odds; what is left over on both sides mostly belongs together
ACCEPT_TAIL = -1.7
MAX_BODIES = 80  # beyond which a page is no page, and is left as it stands
OPENING = 700  # characters of a body that a headline is compared with
SURE = 100.0  # for a headline and a text that stand on one line
STUB = re.compile(r"^[^，。、；：！？]{1,5}[，。、；”]")  # how the rest of a torn sentence often begins

# what tells whether a headline belongs to a text, and whether a text goes on in another; weighed in ``weights.json``
HEAD_SIGNS = (
    "bias", "right above", "above, apart", "right below", "distance", "before", "covered", "covered less elsewhere",
    "covers others less", "phrases", "crowned by another", "opens as brief", "no text", "byline follows", "torn above",
    "next free", "free later",
)  # fmt: skip
TAIL_SIGNS = (
    "bias", "breaks off", "cannot start", "begins afresh", "word at tear", "word at tear often", "covered", "signed",
    "next", "before", "apparatus first", "stub", "byline within", "indented", "both torn", "completes",
)  # fmt: skip
COVERED, MOST_COVERED = TAIL_SIGNS.index("covered"), 0.5  # beyond which more shared terms say no more

AFRESH = re.compile("|".join(p.pattern for p in (patterns.LEAD, patterns.DATED, patterns.OPENER, patterns.ENUMERATED)))


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


def begins_afresh(text: str) -> bool:
    """Whether a text begins as paragraphs do."""
    return bool(AFRESH.match(text)) or bool(patterns.OPENS_QUOTE.match(text))


def weigh(signs: Sequence[float], weights: Sequence[float]) -> float:
    """The logarithm of the odds that signs speak for."""
    return sum([sign * weight for sign, weight in zip(signs, weights, strict=True)])


@lru_cache(maxsize=1)
def pair_weights() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The learned coefficients of headlines with texts and of texts with their continuations."""
    stored = learned()
    heads = tuple(stored["heads"][sign] for sign in HEAD_SIGNS)
    tails = tuple(stored["tails"][sign] for sign in TAIL_SIGNS)
    return heads, tails


def terms_of(features: list[Features], lines: Iterable[int]) -> set[str]:
    """The terms of some lines."""
    return set().union(*[features[k].terms for k in lines])


def opening_lines(features: list[Features], lines: Sequence[int]) -> list[int]:
    """The first lines of a text, as many as a headline is compared with."""
    result, size = list[int](), 0
    for k in lines:
        if size >= OPENING:
            break
        result.append(k)
        size += len(features[k].line.text)
    return result


class Matcher:
    """How well every headline fits every body, and how well every headless body continues every open one."""

    def __init__(self, features: list[Features], roles: list[str], bodies: list[Body], heads: list[Head]) -> None:
        self.features, self.roles, self.bodies = features, roles, bodies
        self.texts = ["".join([features[k].line.text for k in body.lines]) for body in bodies]
        self.opening = [terms_of(features, opening_lines(features, body.lines)) for body in bodies]
        self.above = {head.place: head for head in heads}
        self.terms_of: dict[int, set[str]] = {}
        self.signing = sum(body.signed for body in bodies) / max(1, len(bodies))  # how usual signatures are here

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The terms of all openings; asked only where a text may go on in another, or something is to be repaired."""
        return Vocabulary(self.opening)

    @cached_property
    def page(self) -> str:
        """The text of the page; asked only where something is torn."""
        return page_text(self.features)

    def whole(self, b: int) -> set[str]:
        """The terms of a body."""
        if b not in self.terms_of:
            self.terms_of[b] = terms_of(self.features, self.bodies[b].lines)
        return self.terms_of[b]

    def words(self, head: Head) -> str:
        """The words of a headline."""
        return "".join([self.features[k].line.text for k in head.lines])

    def coverages(self, heads: list[Head]) -> list[list[float]]:
        """For each headline, the share of its terms that the opening of each body takes up."""
        terms = [pair_terms(self.words(head)) for head in heads]
        asked = frozenset().union(*terms)  # how rare other terms are is not asked
        weight = Vocabulary([asked & opening for opening in self.opening]).mass
        result = []
        for own in terms:
            mass = weight(own) or 1.0
            result.append([weight(own & opening) / mass for opening in self.opening])
        return result

    def head_signs(self, heads: list[Head]) -> Iterator[tuple[int, int, list[float]]]:
        """(headline, body, signs) of every pair."""
        covered = self.coverages(heads)
        bodies = range(len(self.bodies))
        # the best and the second best share of each row and column, to tell how much a pair stands out
        by_head = [sorted(row, reverse=True)[:2] for row in covered]
        by_body = [sorted((row[b] for row in covered), reverse=True)[:2] for b in bodies]
        free = sorted(body.place for body in self.bodies if body.place - 1 not in self.above and body.has_text)
        for h, head in enumerate(heads):
            passed = bisect_right(free, head.place)
            words = "".join(char for char in self.words(head) if char.isalnum())
            phrases = {words[i : i + 4] for i in range(len(words) - 3)}
            for b in bodies:
                body, share = self.bodies[b], covered[h][b]
                others, rivals = by_head[h], by_body[b]
                other = others[1] if others[0] == share and len(others) > 1 else 0.0 if len(others) < 2 else others[0]
                rival = rivals[1] if rivals[0] == share and len(rivals) > 1 else 0.0 if len(rivals) < 2 else rivals[0]
                first = self.features[body.lines[0]]
                apart = body.place - head.place
                right_above = apart == 1 and head.touching
                crowned = body.place - 1 in self.above and self.above[body.place - 1] is not head
                # a text below that no headline stands above
                waits = apart > 0 and body.place - 1 not in self.above and body.has_text
                long = sum(phrase in self.texts[b] for phrase in phrases) if share > 0.05 and phrases else 0
                yield (
                    h,
                    b,
                    [
                        1.0,
                        float(right_above),
                        float(apart == 1 and not head.touching),
                        float(apart == -1 and not crowned),
                        min(6.0, abs(apart - 0.5)) / 3.0,
                        float(apart < 0),
                        share,
                        share - other,
                        share - rival,
                        min(1.0, 2.0 * long / len(phrases)) if phrases else 0.0,
                        float(crowned and not right_above),
                        float(first.lead and not right_above),
                        float(not body.has_text),
                        float(self.roles[body.lines[0]] == R.BYLINE and not right_above),
                        float(not first.lead and self.torn_start(b)),
                        float(waits and body.place == free[passed]),
                        min(3.0, bisect_right(free, body.place) - passed - 1.0) / 3.0 if waits else 0.0,
                    ],
                )

    def torn_start(self, b: int) -> bool:
        """Whether a body begins within a sentence."""
        body = self.bodies[b]
        if self.roles[body.lines[0]] not in (R.BODY, R.BODY_ON):
            return False
        text = self.features[body.lines[0]].line.text
        return self.features[body.lines[0]].stuck or (bool(STUB.match(text)) and not begins_afresh(text))

    def tail_signs(self, start: int, end: int, least: float = -math.inf) -> list[float] | None:
        """What speaks for the body ``end`` continuing the body ``start``; None where that cannot be, or where shared
        terms could not make it weigh as much as ``least``.
        """
        head, tail = self.bodies[start], self.bodies[end]
        if head.closed or not head.has_text:
            return None
        last, first = self.features[head.lines[-1]], self.features[tail.lines[0]]
        text = first.line.text
        role = self.roles[tail.lines[0]]
        breaks = not last.final and last.line.text[-1].isalnum()
        clause = last.line.text[-1] in "，、,"
        support = self.page.count(last.line.text[-1] + text[0]) if breaks else 0
        cannot = role != R.SIGNATURE and first.stuck
        signs = [
            1.0,
            float(not last.final),
            float(cannot),
            float(not cannot and begins_afresh(text)),
            float(support > 0),
            float(support > 1),
            0.0,
            float(tail.signed),
            float(tail.place == head.place + 1),
            float(tail.place < head.place),
            float(first.lead or role in (R.BYLINE, R.NOTE)),
            float(bool(STUB.match(text))),
            float(tail.has_byline),
            float(first.line.indent >= 1),
            float((breaks or clause) and not begins_afresh(text) and role in (R.BODY, R.BODY_ON)),
            self.signing * tail.signed,
        ]
        weights = pair_weights()[1]
        if weigh(signs, weights) + max(0.0, MOST_COVERED * weights[COVERED]) < least:
            return None
        signs[COVERED] = min(MOST_COVERED, self.vocabulary.coverage(self.opening[end], self.whole(start)))
        return signs

    def solve(self, heads: list[Head]) -> tuple[dict[int, int], dict[tuple[int, int], float], float]:
        """Assign a provider to each body: a headline (column < len(heads)) or an open body; with scores and total."""
        score: dict[tuple[int, int], float] = {}
        if len(self.bodies) > MAX_BODIES:
            places = {head.place: h for h, head in enumerate(heads)}
            pairs = {b: places[o.place - 1] for b, o in enumerate(self.bodies) if o.place - 1 in places}
            return pairs, dict.fromkeys(pairs.items(), 1.0), float(len(pairs))
        head_weights, tail_weights = pair_weights()
        for h, b, signs in self.head_signs(heads):
            value = weigh(signs, head_weights)
            if signs[1] and self.on_one_line(heads[h], self.bodies[b]):
                value += SURE
            if value >= ACCEPT_HEAD:
                score[b, h] = value - ACCEPT_HEAD
        crowned = {body.place for body in self.bodies if body.place - 1 in self.above}
        for start in range(len(self.bodies)):
            for end, tail in enumerate(self.bodies):
                if start == end or tail.place in crowned:
                    continue
                tail_signs = self.tail_signs(start, end, ACCEPT_TAIL)
                if tail_signs is not None and (value := weigh(tail_signs, tail_weights)) >= ACCEPT_TAIL:
                    score[end, len(heads) + start] = value - ACCEPT_HEAD
        pairs = marry(len(self.bodies), len(heads) + len(self.bodies), score)
        return pairs, score, sum(score[pair] for pair in pairs.items())

    def on_one_line(self, head: Head, body: Body) -> bool:
        """Whether a text begins on the line on which a headline ends."""
        return self.features[body.lines[0]].line.number == self.features[head.lines[-1]].line.number
