"""The one decision over a page: the role of every line, by Viterbi over scored lines and scored neighbours.

A state is a role, the Markdown level of the headline in force (0 before any headline, PLAIN without marks), so that a
subhead may be told from the next headline by its level, and whether the article has a byline and so needs no signature.
"""

from __future__ import annotations

from collections import Counter

from . import patterns
from .layout import Features
from .terms import Vocabulary, terms

FURNITURE, LABEL, TITLE, SUBTITLE, BYLINE, NOTE = "F", "L", "T", "S", "B", "N"
BODY, BODY_ON, SUBHEAD, SUBHEAD_ON, CAPTION, CAPTION_ON, SIGNATURE = "P", "Q", "H", "J", "C", "D", "G"
PLAIN = 9
UNLIKELY = -3.0  # a headline whose form is worse is not weighed further

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
    if line.width < 4:
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
        scores["G"] = (8.0 if item.signature.sure else 4.0 if line.text[-1] in "）)" else 1.2) + marks
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

    REACH = 420  # characters read on either side

    def __init__(self, features: list[Features]) -> None:
        self.features = features
        self.terms = [terms(item.line.text) for item in features]
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


def decide(features: list[Features]) -> tuple[list[str], list[float]]:
    """The best role of every line, and by how much each line's role beats its best rival there."""
    boundaries = Boundaries(features)
    beams: list[dict[State, tuple[float, State | None]]] = []
    previous: dict[State, tuple[float, State | None]] = {("^", 0, False): (0.0, None)}
    for k, item in enumerate(features):
        current: dict[State, tuple[float, State | None]] = {}
        own = emissions(item)
        before = features[k - 1] if k else None
        boundary: float | None = None
        incoming = before is not None and "接" in before.line.text
        wide = item.line.gap > 0
        also = bool(patterns.ALSO.match(item.line.text))
        for state, (score, _) in previous.items():
            role, level, named = state
            row = FOLLOWS[role]
            for new, emission in own.items():
                step = row.get(new)
                if step is None:
                    continue
                total = score + step + emission
                if new == "P":
                    # how a tool sets off the first line of a later paragraph says less of the first after a headline
                    total += item.opening if role in TEXTS else 0.5 * max(-1.0, item.opening)
                if role == "H" and item.lead:
                    total -= 6.0  # a brief opens under a title
                if before is not None and role in TEXTS:
                    first = role in "PC"
                    if new in "QD":
                        total += before.goes_on_first if first else before.goes_on
                    else:
                        total += before.ends_first if first else before.ends
                elif role in "TH" and new in "PH" and before is not None and not before.column:
                    total -= 0.9 * max(0.0, before.goes_on - 1.3)  # it reads on: more likely a torn paragraph
                elif new == "J" and before is not None:
                    total += min(2.5, before.goes_on_first) if before.column else -6.0
                next_level, next_named = level, named
                if new == "T":
                    next_level, next_named = item.line.level or PLAIN, False
                    if role == "N" and incoming:
                        total -= 4.0  # the text that goes on here is still to come
                    elif role in TEXTS:
                        if boundary is None:
                            boundary = boundaries.score(k) if emission > UNLIKELY else -1.0
                        total += boundary + (2.2 if named else 0.0)
                        if item.line.level and level != PLAIN and level:
                            total += 1.5 if item.line.level < level else 0.4 if item.line.level == level else -1.5
                    elif role == "T":
                        if item.line.level and level != PLAIN:
                            next_level = min(level, item.line.level)
                            total += 2.5 if item.line.level < level else 0.0  # a kicker stood above
                        elif bool(item.line.level) != (level != PLAIN):
                            total -= 2.0  # a marked headline does not go on unmarked
                    if item.line.bound:
                        total -= 9.0
                elif new == "H" and item.line.level:
                    if level == PLAIN or not level:
                        total -= 0.5
                    else:
                        total += 1.5 if item.line.level > level else -0.5 if item.line.level == level else -4.0
                elif new == "H" and level and level != PLAIN and not item.line.bold:
                    total -= 1.0
                elif new == "S" and role == "S" and wide:
                    total -= 1.5
                elif new == "S" and role == "T" and not patterns.DASHED.match(item.line.text):
                    total -= 2.0
                elif new == "P" and role == "G" and also:
                    total += 3.5
                elif new == "G":
                    total -= 1.5 if named else 0.0  # a text with a byline is seldom signed by an office as well
                    next_level, next_named = 0, False
                elif new == "B" and (role in "TSLF^" or (item.byline and item.byline.sure)):
                    next_named = True
                key = (new, next_level, next_named)
                kept = current.get(key)
                if kept is None or total > kept[0]:
                    current[key] = (total, state)
        best = max(value for value, _ in current.values())
        current = {state: value for state, value in current.items() if value[0] > best - 25.0}
        beams.append(current)
        previous = current
    return trace(beams)


def trace(beams: list[dict[State, tuple[float, State | None]]]) -> tuple[list[str], list[float]]:
    """Read the best path back, with the lead of each state over the best state of another role."""
    if not beams:
        return [], []
    state: State | None = max(beams[-1], key=lambda s: beams[-1][s][0] + LAST.get(s[0], 0.0))
    roles: list[str] = []
    leads: list[float] = []
    for beam in reversed(beams):
        if state is None:
            break
        score = beam[state][0]
        rival = max((value for other, (value, _) in beam.items() if other[0] != state[0]), default=score - 9.0)
        roles.append(state[0])
        leads.append(score - rival)
        state = beam[state][1]
    return roles[::-1], leads[::-1]
