"""The one decision over a page: the role of every line, by Viterbi over scored lines and scored neighbours.

A state is a role, the Markdown level of the headline in force (PLAIN for none or one without marks), so that a
subhead may be told from the next headline by its level, and whether the article has a byline and so needs no signature.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from . import patterns
from .evidence import AFTER, SLOT, Surroundings, Vector, Weights, close_look
from .features import Features
from .layout import HALVES
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
NEAR = 12  # lines below among which the width of the story's column shows
WRAPPED = 3.0  # for the second half of a subtitle
BOLD_ONLY = 3.0  # off for a headline in mere bold where the one in force has a level: it is a subhead
READS_ON = 0.9  # off for a headline for each point that speaks for its sentence going on below
SET_ALIKE = 3.0  # off for a subhead right under a headline in the same face: it is the headline's second line
POINTED = 2.5  # for a caption that opens by naming its picture; off for reading it as a headline
LISTED = 2.0  # for a line among others that tell when, where and for whom; off for reading it as a headline
UNTITLED = 2.5  # off for a brief that opens right under other text
HOPELESS = 18.0  # roles that a line's own form speaks against so much are not weighed
MOST = 8.0  # that the surroundings may say for a headline after running text
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
TEXT_ROLES, FIRST_ROLES, SLOTTED = frozenset(TEXTS), frozenset("PC"), frozenset("THJPQSFCDBLG")
FLOWING, FLOWING_TEXT = dict.fromkeys("PQD").keys(), dict.fromkeys("PQ").keys()
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
    if item.listed:
        start += LISTED
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
        if patterns.POINTS.match(line.text):
            scores["C"] += POINTED
            if "T" in scores:
                scores["T"], scores["H"] = scores["T"] - POINTED, scores["H"] - POINTED
    if not line.level:
        scores["D"] = 0.0
    if item.byline:
        scores["B"] = (7.0 if item.byline.sure else 1.8) + marks
    if item.signature:
        scores["G"] = item.signing + marks
    if item.listed and "T" in scores:
        scores["T"] -= LISTED
        scores["H"] -= LISTED
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
        self.sizes = [len(item.line.text) for item in features]
        self.ends = [
            bool((item.signature and item.signature.sure) or (item.byline and item.byline.sure)) for item in features
        ]
        self.leads = [item.lead for item in features]
        signed = sum(bool(item.signature and item.signature.sure) for item in features)
        self.bonus = 0.0 if signed >= 2 else 1.2 if signed else 2.0

    def side(self, start: int, step: int) -> set[str]:
        """Terms of the text on one side, up to the nearest signature or byline, or the opening of a brief above."""
        sizes, ends, leads = self.sizes, self.ends, self.leads
        place, size = start, 0
        while 0 <= place < len(sizes) and size < self.REACH and not ends[place]:
            size += sizes[place]
            place += step
            if step < 0 and leads[place + 1]:
                break
        low, high = (start, place) if step > 0 else (place + 1, start + 1)
        return set().union(*self.terms[low:high])

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

    @property
    def running(self) -> bool:
        """Whether the line may be nothing but running text, of a paragraph or of a caption."""
        return self.learned is None and not self.item.lead and self.own.keys() in (FLOWING, FLOWING_TEXT)

    def after_first(self) -> tuple[tuple[str, float], ...]:
        """What ``row`` says of running text after the first line of a paragraph."""
        before = self.before or self.item
        own = self.own
        return ("P", own["P"] + self.item.opening + before.ends_first), ("Q", own["Q"] + before.goes_on_first)

    def after_other(self) -> tuple[tuple[str, float], ...]:
        """What ``row`` says of running text after another line of a paragraph."""
        before = self.before or self.item
        own = self.own
        return ("P", own["P"] + self.item.opening + before.ends), ("Q", own["Q"] + before.goes_on)

    def row(self, role: str) -> list[tuple[str, float]]:
        """What it costs or wins to read the line as each role after ``role``, but for headline levels and bylines."""
        moves = FOLLOWS[role]
        item, before, learned = self.item, self.before, self.learned
        line, text = item.line, role in TEXT_ROLES
        after_title = AFTER.get(role, SLOT["T else"])
        goes_on = ends = 0.0
        torn = False
        if before is not None and text:
            first = role in FIRST_ROLES
            goes_on = before.goes_on_first if first else before.goes_on
            ends = before.ends_first if first else before.ends
            torn = not (before.column or before.final) and before.line.text[-1] not in "：:；;"
        result: list[tuple[str, float]] = []
        for new, emission in self.own.items():
            move = moves.get(new)
            if move is None:
                continue
            total = move + emission
            if learned is not None and new in SLOTTED:
                total += learned[after_title if new == "T" else SLOT[new]]
            if text:
                total += goes_on if new == "Q" or new == "D" else ends
            if new == "P":
                # how a tool sets off the first line of a later paragraph says less of the first after a headline
                total += item.opening if text else 0.5 * max(-4.0 if item.kept else -1.0, item.opening)
                if item.lead:
                    also = bool(patterns.ALSO.match(line.text))
                    total += 3.5 if also and role == "G" else -UNTITLED if text and not also else 0.0
                    total -= 6.0 if role == "H" else 0.0  # a brief opens under a title
            elif new == "T":
                if role == "N" and before is not None and "接" in before.line.text:
                    total -= 4.0  # the text that goes on here is still to come
                elif text:
                    total += self.boundary
                if line.bound and not line.loose:
                    total -= 9.0
            elif new == "S":
                if role == "S":
                    total += -1.5 if line.gap else self.wraps
                elif role == "T" and not item.dashed:
                    total -= 2.0
            if torn and (new == "T" or new == "H"):
                total -= BROKEN_OFF
            if new == "H" and role == "T" and before is not None and not line.gap and line.bold and before.line.bold:
                total -= SET_ALIKE
            if before is not None and not text:
                if (role == "T" or role == "H") and (new == "P" or new == "H"):
                    # it reads on: more likely a torn paragraph
                    total -= READS_ON * max(0.0, before.goes_on - 1.3) if not before.column else 0.0
                    if before.column and before.line.width > before.column - 1.0 and not line.gap:
                        total -= FULL
                elif new == "J":
                    # two halves set apart by a space may be two pieces of a line that holds more
                    halves = line.loose and line.bound
                    total += min(2.5, before.goes_on_first) if before.column else -1.0 if halves else -6.0
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
        best = max(own.values())
        worth = best - HOPELESS
        own = {role: emission for role, emission in own.items() if emission > worth}
        boundary = -1.0 if k else 0.0
        signs = around.signs(k) if close_look(item) else None
        vector = weights.vector(signs) if signs is not None else None
        title = own.get("T", -9.0)
        if follows_text and title > UNLIKELY:
            told = vector[SLOT["T text"]] - vector[SLOT["P"]] if vector else 0.0
            if title + told + FOLLOWS["P"]["T"] + MOST > own.get("P", -9.0):  # else nothing could make it a headline
                boundary = boundaries.score(k)
        yield Step(item, features[k - 1] if k else None, own, boundary, vector, signs, wrapped_subtitle(features, k))
        least, form = best - NO_TEXT, own.get
        follows_text = form("P", worth) > least or form("Q", worth) > least or form("C", worth) > least


def wrapped_subtitle(features: list[Features], k: int) -> float:
    """What speaks for a line being the second half of the subtitle above: it is no longer, and text follows at once."""
    if not k or k + 1 >= len(features):
        return 0.0
    above, item, below = features[k - 1], features[k], features[k + 1]
    if not above.dashed or item.dashed or item.line.gap:
        return 0.0
    breaks = patterns.BREAKS_OFF.search(above.line.text)
    if item.line.width > above.line.width + 1.0 and not breaks:
        return 0.0
    columns = (features[j].column for j in [*range(k + 1, min(len(features), k + NEAR)), *range(k - 1, -1, -1)])
    column = next((one for one in columns if one), 0.0)
    if not breaks and (above.line.width + item.line.width < column - 0.5 or not column or HALVES.match(item.line.text)):
        return 0.0  # it would have fitted on one line, or is a couplet and so a title
    follows = below.lead or below.byline or below.note or below.heading < 0.0 or below.line.gap > item.line.gap
    return WRAPPED if follows else 0.0
