"""The one decision over a page: the role of every line, by Viterbi over scored lines and scored neighbours.

A state is a role, the Markdown level of the headline in force (0 before any headline, PLAIN without marks), so that a
subhead may be told from the next headline by its level, and whether the article has a byline and so needs no signature.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from . import patterns
from .features import Features
from .terms import Vocabulary, pair_terms

FURNITURE, LABEL, TITLE, SUBTITLE, BYLINE, NOTE = "F", "L", "T", "S", "B", "N"
BODY, BODY_ON, SUBHEAD, SUBHEAD_ON, CAPTION, CAPTION_ON, SIGNATURE = "P", "Q", "H", "J", "C", "D", "G"
KICKER = "K"  # never decided here: told from the titles when a headline is read, or by a person
PLAIN = 9
NAMED = 1.2  # for a headline after an article with a byline, which needs no signature
SIGNED_TWICE = 1.5  # off where such an article is signed as well
FULL = 1.2  # off for a headline as wide as the column whose text follows at once
BROKEN_OFF = 1.4  # off for a headline after a paragraph that ends within a sentence
BEAM = 12.0  # readings of a line that fall this far behind the best are dropped
HOPELESS = 18.0  # roles that a line's own form speaks against so much are not weighed
UNLIKELY = -1.5  # a headline whose form is worse is not weighed further

State = tuple[str, int, bool]

# score of one role following another; a pair that is missing is refused
FOLLOWS: dict[str, dict[str, float]] = {
    "^": {"F": 0.0, "L": 0.0, "T": 0.5, "S": -3.0, "B": -2.0, "N": -1.0, "P": -2.5, "H": -5.0, "C": -1.0, "G": -5.0},
    "F": {"F": 0.5, "L": 0.3, "T": 0.3, "S": -3.0, "B": -1.0, "N": -0.5, "P": -2.5, "H": -4.0, "C": -1.0, "G": -4.0},
    "L": {"F": -0.5, "L": -0.5, "T": 1.0, "S": -3.0, "B": -2.0, "N": -1.0, "P": -2.0, "H": -4.0, "C": -1.0},
    "T": {"F": -1.5, "L": -1.0, "T": -0.4, "S": 1.0, "B": 0.6, "N": 0.5, "P": 1.0, "H": -1.6, "C": -0.3, "G": -3.5},
    "S": {"F": -1.5, "L": -1.0, "T": -1.2, "S": -0.6, "B": 0.6, "N": 0.5, "P": 1.0, "H": -0.8, "C": -0.3, "G": -3.5},
    "B": {"F": -0.5, "L": 0.0, "T": 0.6, "S": -0.5, "B": -0.5, "N": 0.0, "P": 0.8, "H": -0.3, "C": -0.3, "G": -0.3},
    "N": {"F": 0.0, "L": 0.0, "T": 0.3, "S": -1.0, "B": 0.0, "N": -1.0, "P": 0.5, "H": 0.5, "C": -0.3, "G": -0.5},
    "P": {"F": -1.0, "L": -0.8, "T": -4.0, "B": -0.5, "N": 0.0, "P": 0.0, "Q": 0.0, "H": -0.6, "C": 0.0, "G": 1.0},
    "H": {"P": 1.0, "J": 0.0, "C": -0.5, "F": -4.0, "B": -4.0, "N": -2.0},
    "C": {"F": 0.0, "L": 0.0, "T": -0.6, "B": 0.2, "N": 0.0, "P": 0.0, "D": 0.0, "H": -0.6, "C": -0.2, "G": 0.3},
    "G": {"F": 0.2, "L": 1.0, "T": 2.0, "B": -0.3, "N": -0.2, "P": -3.5, "H": -6.0, "C": -0.3, "G": -1.0},
}
FOLLOWS["Q"] = FOLLOWS["P"]
FOLLOWS["J"] = FOLLOWS["H"]
FOLLOWS["D"] = FOLLOWS["C"]
LAST = {"T": -2.5, "S": -2.5, "P": -0.3, "Q": -0.3, "H": -5.0, "J": -5.0, "L": -1.0}
TEXTS = "PQCD"


def emissions(item: Features) -> dict[str, float]:
    """The score of each role that a line may have, by its own form."""
    line = item.line
    marks = 9.0 if line.level else 0.0
    start = 1.2 if item.lead else 0.3 if patterns.DATED.match(line.text) or patterns.OPENER.match(line.text) else 0.0
    if patterns.CANNOT_START.match(line.text):
        start -= 4.0
    if not item.column:
        start -= max(0.0, (16.0 - line.width) / 9.0)  # so short a paragraph is rare
    elif line.width < 4:
        start -= 0.8
    if line.shadow:
        start -= 4.0
    scores = {"P": start - marks, "Q": 0.0 - marks}
    dashed = bool(patterns.DASHED.match(line.text))
    if item.note:
        scores["N"] = 8.0 + marks
    if item.heading > -6.0:
        numbered = bool(patterns.ENUMERATED.match(line.text))
        form = item.heading - (3.0 if dashed else 0.0) - (6.0 if item.lead else 0.0)
        scores["T"] = form - (2.5 if numbered else 0.0) + (3.0 if line.shadow else 0.0)
        scores["T"] += 0.8 if patterns.EVENT.search(line.text) else 0.0
        scores["H"] = form + (1.4 if numbered else 0.0)
        if not line.level:
            scores["J"] = item.heading
            if not line.bold:
                scores["S"] = item.heading - 1.5
    if dashed and line.width <= 48 and not item.final:
        scores["S"] = max(5.0, item.heading + 3.0) + (marks if item.heading < 0 else 0.0)
    if item.caption:
        scores["C"] = (2.6 if not item.column else 0.1 if line.gap else -1.0) + marks
    if not line.level:
        scores["D"] = 0.0
    if item.byline:
        scores["B"] = (7.0 if item.byline.sure else 1.8) + marks
    if item.signature:
        scores["G"] = item.signing + marks
    if item.label > 0.0 and "T" in scores:
        scores["T"] -= 3.0
        scores["H"] -= 3.0
    if item.label > -5.0:
        scores["L"] = item.label
    if item.furniture > -5.0:
        scores["F"] = item.furniture
    return scores


class Boundaries:
    """How likely a headline-like line after running text begins another article rather than a section of this one."""

    REACH = 300  # characters read on either side

    def __init__(self, features: list[Features]) -> None:
        self.features = features
        self.terms = [pair_terms(item.line.text) for item in features]
        self.vocabulary = Vocabulary(self.terms)
        gaps = Counter(item.line.gap for item in features)
        self.usual_gap = gaps.most_common(1)[0][0] if gaps else 0
        signed = sum(bool(item.signature and item.signature.sure) for item in features)
        self.bonus = 0.0 if signed >= 2 else 1.2 if signed else 2.0

    def side(self, start: int, step: int) -> set[str]:
        """Terms of the text on one side, up to the nearest signature or byline, or the opening of a brief above."""
        found: set[str] = set()
        size = 0
        while 0 <= start < len(self.features) and size < self.REACH:
            item = self.features[start]
            if (item.signature and item.signature.sure) or (item.byline and item.byline.sure):
                break
            found |= self.terms[start]
            if item.lead and step < 0:
                break
            size += len(item.line.text)
            start += step
        return found

    def score(self, k: int) -> float:
        """Added to the score of a headline at line ``k`` that follows a paragraph."""
        features = self.features
        score = self.bonus
        if patterns.INNER_DASH.search(features[k].line.text):
            score += 2.5
        for item in features[k + 1 : k + 3]:
            if item.lead or (item.byline and item.byline.sure) or item.note:
                score += 3.0 if item.lead else 2.0
                break
            if patterns.DASHED.match(item.line.text):
                score += 2.5
                break
            if patterns.DATED.match(item.line.text):
                score += 1.0
                break
            if item.heading < 0:
                break
        if max(features[k].line.gap, features[k + 1].line.gap if k + 1 < len(features) else 0) > self.usual_gap + 1:
            score += 0.8
        left, right = self.side(k - 1, -1), self.side(k + 1, 1)
        own = self.terms[k]
        drift = self.vocabulary.coverage(own, right) - self.vocabulary.coverage(own, left)
        score += max(-1.2, min(2.5, 4.5 * drift))
        shared = self.vocabulary.coverage(right, left)
        return score + max(-1.5, min(1.0, 8.0 * (0.12 - shared)))


@dataclass(slots=True)
class Step:
    """What one line adds to every way of reading on from the line before it."""

    item: Features
    before: Features | None
    emissions: dict[str, float]
    boundary: float  # for a headline after running text, 0 where that is not to be weighed

    def score(self, state: State, new: str, emission: float) -> tuple[float, State] | None:
        """What it costs or wins to read the line as ``new`` after ``state``, and the state reached; None if refused."""
        role, level, named = state
        move = FOLLOWS[role].get(new)
        if move is None:
            return None
        item, before = self.item, self.before
        line = item.line
        total = move + emission
        if new == "P":
            # how a tool sets off the first line of a later paragraph says less of the first after a headline
            total += item.opening if role in TEXTS else 0.5 * max(-4.0 if item.kept else -1.0, item.opening)
            if role == "G" and patterns.ALSO.match(line.text):
                total += 3.5
        if before is not None:
            if role in TEXTS:
                if new in "QD":
                    total += before.goes_on_first if role in "PC" else before.goes_on
                else:
                    total += before.ends_first if role in "PC" else before.ends
                    if new in "TH" and not (before.column or before.final) and before.line.text[-1] not in "：:；;":
                        total -= BROKEN_OFF
            elif role in "TH" and new in "PH":
                # it reads on: more likely a torn paragraph
                total -= 0.9 * max(0.0, before.goes_on - 1.3) if not before.column else 0.0
                if before.column and before.line.width > before.column - 1.0 and not line.gap:
                    total -= FULL
            elif new == "J":
                total += min(2.5, before.goes_on_first) if before.column else -6.0
        if role == "H" and item.lead:
            total -= 6.0  # a brief opens under a title
        if new == "T":
            reached = line.level or PLAIN
            if role == "N" and before is not None and "接" in before.line.text:
                total -= 4.0  # the text that goes on here is still to come
            elif role in TEXTS:
                total += self.boundary + (NAMED if named else 0.0)
                if line.level and level and level != PLAIN:
                    total += 1.5 if line.level < level else 0.4 if line.level == level else -1.5
            elif role == "T":
                if line.level and level != PLAIN:
                    total += 2.5 if line.level < level else 0.0  # a kicker stood above
                    reached = min(level, line.level)
                elif bool(line.level) != (level != PLAIN):
                    total -= 2.0  # a marked headline does not go on unmarked
            if line.bound and not line.loose:
                total -= 9.0
            return total, ("T", reached, False)
        if new == "G":
            return total - (SIGNED_TWICE if named else 0.0), ("G", 0, False)
        if new == "H":
            if line.level:
                if level == PLAIN or not level:
                    total -= 0.5
                else:
                    total += 1.5 if line.level > level else -0.5 if line.level == level else -4.0
            elif level and level != PLAIN and not line.bold:
                total -= 1.0
        elif new == "S":
            if role == "S" and line.gap > 0:
                total -= 1.5
            elif role == "T" and not patterns.DASHED.match(line.text):
                total -= 2.0
        elif new == "B" and (role in "TSLF^" or (item.byline and item.byline.sure)):
            named = True
        return total, (new, level, named)


def decide(features: list[Features]) -> tuple[list[str], list[float]]:
    """The best role of every line, and by how much the best reading of the page beats the best that gives the line
    another role.
    """
    boundaries = Boundaries(features)
    forward: list[dict[State, float]] = []
    backward_edges: list[dict[State, list[tuple[State, float]]]] = []
    previous: dict[State, float] = {("^", 0, False): 0.0}
    for k, item in enumerate(features):
        own = emissions(item)
        worth = max(own.values()) - HOPELESS
        own = {role: emission for role, emission in own.items() if emission > worth}
        step = Step(item, features[k - 1] if k else None, own, 0.0)
        if own.get("T", -9.0) > UNLIKELY and any(state[0] in TEXTS for state in previous):
            step.boundary = boundaries.score(k)
        elif k:
            step.boundary = -1.0
        current: dict[State, float] = {}
        edges: dict[State, list[tuple[State, float]]] = {}
        for state, score in previous.items():
            for new, emission in own.items():
                scored = step.score(state, new, emission)
                if scored is None:
                    continue
                gain, reached = scored
                edges.setdefault(reached, []).append((state, gain))
                if gain + score > current.get(reached, -math.inf):
                    current[reached] = gain + score
        best = max(current.values())
        current = {state: value for state, value in current.items() if value > best - BEAM}
        forward.append(current)
        backward_edges.append(edges)
        previous = current
    return read_back(forward, backward_edges)


def read_back(
    forward: list[dict[State, float]], edges: list[dict[State, list[tuple[State, float]]]]
) -> tuple[list[str], list[float]]:
    """The roles of the best path, and the lead of each over the best path with another role at that line."""
    roles: list[str] = []
    leads: list[float] = []
    behind = {state: LAST.get(state[0], 0.0) for state in forward[-1]} if forward else {}
    for k in range(len(forward) - 1, -1, -1):
        through: dict[str, float] = {}
        for state, value in forward[k].items():
            total = value + behind.get(state, -math.inf)
            if total > through.get(state[0], -math.inf):
                through[state[0]] = total
        role = max(through, key=lambda name: through[name])
        rival = max((value for name, value in through.items() if name != role), default=-math.inf)
        roles.append(role)
        leads.append(min(20.0, through[role] - rival))
        if k:
            alive, earlier = forward[k - 1], dict[State, float]()
            for reached, value in behind.items():
                for state, gain in edges[k][reached]:
                    if state in alive and gain + value > earlier.get(state, -math.inf):
                        earlier[state] = gain + value
            behind = earlier
    return roles[::-1], leads[::-1]
