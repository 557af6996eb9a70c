"""The one decision over a page: the role of every line, by Viterbi over scored lines and scored neighbours.

A state is a role, the Markdown level of the headline in force (PLAIN for none or one without marks), so that a
subhead may be told from the next headline by its level, and whether the article has a byline and so needs no signature.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import patterns
from .evidence import Surroundings, Vector, Weights, close_look, role_weights, slot_of
from .features import Features
from .terms import Vocabulary

FURNITURE, LABEL, TITLE, SUBTITLE, BYLINE, NOTE = "F", "L", "T", "S", "B", "N"
BODY, BODY_ON, SUBHEAD, SUBHEAD_ON, CAPTION, CAPTION_ON, SIGNATURE = "P", "Q", "H", "J", "C", "D", "G"
KICKER = "K"  # never decided here: told from the titles when a headline is read, or by a person
PLAIN = 9
NAMED = 1.2  # for a headline after an article with a byline, which needs no signature
SIGNED_TWICE = 1.5  # off where such an article is signed as well
FULL = 1.2  # off for a headline as wide as the column whose text follows at once
BROKEN_OFF = 1.4  # off for a headline after a paragraph that ends within a sentence
NO_TEXT = 7.0  # a line whose form speaks against running text so much is not weighed as a story's last
WRAPPED = 3.0  # for the second half of a subtitle
BOLD_ONLY = 3.0  # off for a headline in mere bold where the one in force has a level: it is a subhead
READS_ON = 0.9  # off for a headline for each point that speaks for its sentence going on below
UNTITLED = 2.5  # off for a brief that opens right under other text
BEAM = 8.0  # readings of a line that fall this far behind the best are dropped
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
PLAIN_MOVES = frozenset("PQJSCDNFL")  # roles that leave the headline in force and the byline as they are


def emissions(item: Features) -> dict[str, float]:
    """The score of each role that a line may have, by its own form."""
    line = item.line
    marks = 9.0 if line.level else 0.0
    start = 1.2 if item.lead else 0.3 if item.dated or item.opener else 0.0
    if item.stuck:
        start -= 4.0
    if not item.column:
        start -= max(0.0, (16.0 - line.width) / 9.0)  # so short a paragraph is rare
    elif line.width < 4:
        start -= 0.8
    if line.shadow:
        start -= 4.0
    scores = {"P": start - marks, "Q": 0.0 - marks}
    dashed = item.dashed
    if item.note:
        scores["N"] = 8.0 + marks
    if item.heading > -6.0:
        form = item.heading - (3.0 if dashed else 0.0) - (6.0 if item.lead else 0.0)
        scores["T"] = form - (2.5 if item.numbered else 0.0) + (3.0 if line.shadow else 0.0)
        scores["T"] += 0.8 if patterns.EVENT.search(line.text) else 0.0
        scores["H"] = form + (1.4 if item.numbered else 0.0)
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
        self.terms = [item.terms for item in features]
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
            if item.dashed:
                score += 2.5
                break
            if item.dated:
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
    own: dict[str, float]  # the score of each role by the line's form
    boundary: float  # for a headline after running text, 0 where that is not to be weighed
    learned: Vector | None  # what the signs around it add, None for running text
    signs: list[str] | None
    wraps: float  # for a line that goes on with the subtitle above it

    def row(self, role: str) -> list[tuple[str, float]]:
        """What it costs or wins to read the line as each role after ``role``, but for headline levels and bylines."""
        moves = FOLLOWS[role]
        item, before, learned = self.item, self.before, self.learned
        line = item.line
        result: list[tuple[str, float]] = []
        for new, emission in self.own.items():
            move = moves.get(new)
            if move is None:
                continue
            total = move + emission
            if learned is not None and (slot := slot_of(role, new)) is not None:
                total += learned[slot]
            if new == "P":
                # how a tool sets off the first line of a later paragraph says less of the first after a headline
                total += item.opening if role in TEXTS else 0.5 * max(-4.0 if item.kept else -1.0, item.opening)
                if item.lead:
                    also = bool(patterns.ALSO.match(line.text))
                    total += 3.5 if also and role == "G" else -UNTITLED if role in TEXTS and not also else 0.0
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
                    total -= READS_ON * max(0.0, before.goes_on - 1.3) if not before.column else 0.0
                    if before.column and before.line.width > before.column - 1.0 and not line.gap:
                        total -= FULL
                elif new == "J":
                    # two halves set apart by a space may be two pieces of a line that holds more
                    halves = line.loose and line.bound
                    total += min(2.5, before.goes_on_first) if before.column else -1.0 if halves else -6.0
            if role == "H" and item.lead:
                total -= 6.0  # a brief opens under a title
            if new == "T":
                if role == "N" and before is not None and "接" in before.line.text:
                    total -= 4.0  # the text that goes on here is still to come
                elif role in TEXTS:
                    total += self.boundary
                if line.bound and not line.loose:
                    total -= 9.0
            elif new == "S":
                if role == "S":
                    total += -1.5 if line.gap else self.wraps
                elif role == "T" and not item.dashed:
                    total -= 2.0
            result.append((new, total))
        return result

    def reach(self, state: State, new: str) -> tuple[float, State]:
        """What the levels of headlines and the byline of the article add, and the state reached."""
        role, level, named = state
        line = self.item.line
        if new == "T":
            reached, extra = line.level or PLAIN, 0.0
            if role in TEXTS:
                extra = NAMED if named else 0.0
                if line.bold and not line.level and level != PLAIN:
                    extra -= BOLD_ONLY
                if line.level and level and level != PLAIN:
                    extra += 1.5 if line.level < level else 0.4 if line.level == level else -1.5
            elif role == "T":
                if line.level and level != PLAIN:
                    extra = 2.5 if line.level < level else 0.0  # a kicker stood above
                    reached = min(level, line.level)
                elif bool(line.level) != (level != PLAIN):
                    extra = -2.0  # a marked headline does not go on unmarked
            return extra, ("T", reached, False)
        if new == "G":
            return -SIGNED_TWICE if named else 0.0, ("G", PLAIN, False)
        if new == "H":
            extra = 0.0
            if line.level:
                extra = -0.5 if level in (PLAIN, line.level) else 1.5 if line.level > level else -4.0
            elif level != PLAIN and not line.bold:
                extra = -1.0
            return extra, ("H", level, named)
        if new == "B" and (role in "TSLF^" or (self.item.byline and self.item.byline.sure)):
            named = True
        return 0.0, (new, level, named)


def steps(features: list[Features], weights: Weights) -> Iterator[Step]:
    """What each line adds, in order."""
    boundaries = Boundaries(features)
    around = Surroundings(features)
    follows_text = False
    for k, item in enumerate(features):
        own = emissions(item)
        worth = max(own.values()) - HOPELESS
        own = {role: emission for role, emission in own.items() if emission > worth}
        boundary = -1.0 if k else 0.0
        if follows_text and own.get("T", -9.0) > UNLIKELY:
            boundary = boundaries.score(k)
        signs = around.signs(k) if close_look(item) else None
        vector = weights.vector(signs) if signs is not None else None
        yield Step(item, features[k - 1] if k else None, own, boundary, vector, signs, wrapped_subtitle(features, k))
        follows_text = max(own.get(role, -99.0) for role in TEXTS) > max(own.values()) - NO_TEXT


def wrapped_subtitle(features: list[Features], k: int) -> float:
    """What speaks for a line being the second half of the subtitle above: it is no longer, and text follows at once."""
    if not k or k + 1 >= len(features):
        return 0.0
    above, item, below = features[k - 1], features[k], features[k + 1]
    if not above.dashed or item.dashed or item.line.gap or item.line.width > above.line.width + 1.0:
        return 0.0
    follows = below.lead or below.byline or below.note or below.heading < 0.0 or below.line.gap > item.line.gap
    return WRAPPED if follows else 0.0


def decide(features: list[Features], weights: Weights | None = None) -> tuple[list[str], list[float]]:
    """The best role of every line, and by how much the best reading of the page beats the best that gives the line
    another role.
    """
    return search(steps(features, weights or role_weights()))


def search(page: Iterable[Step]) -> tuple[list[str], list[float]]:
    """The best path through the lines of a page, by Viterbi, with the lead of each role."""
    forward: list[dict[State, float]] = []
    backward_edges: list[dict[State, list[tuple[State, float]]]] = []
    previous: dict[State, float] = {("^", PLAIN, False): 0.0}
    for step in page:
        current: dict[State, float] = {}
        edges: dict[State, list[tuple[State, float]]] = {}
        rows: dict[str, list[tuple[str, float]]] = {}
        reach = step.reach
        for state, score in previous.items():
            role = state[0]
            row = rows.get(role)
            if row is None:
                row = rows[role] = step.row(role)
            for new, gain in row:
                if new in PLAIN_MOVES:
                    reached = (new, state[1], state[2])
                else:
                    extra, reached = reach(state, new)
                    gain += extra
                if reached in edges:
                    edges[reached].append((state, gain))
                    if gain + score > current[reached]:
                        current[reached] = gain + score
                else:
                    edges[reached] = [(state, gain)]
                    current[reached] = gain + score
        worth = max(current.values()) - BEAM
        current = {state: value for state, value in current.items() if value > worth}
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
