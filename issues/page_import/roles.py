"""The one decision over a page: the role of every line, by Viterbi over scored lines and scored neighbours.

A state is a role in a context: the Markdown level of the headline in force (PLAIN for none or one without marks), so
that a subhead may be told from the next headline by its level, and whether the article has a byline and so needs no
signature.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from . import patterns
from .boundaries import Boundaries
from .evidence import AFTER, SLOT, Surroundings, Vector, Weights, close_look
from .features import Features
from .layout import HALVES

FURNITURE, LABEL, TITLE, SUBTITLE, BYLINE, NOTE = "F", "L", "T", "S", "B", "N"
BODY, BODY_ON, SUBHEAD, SUBHEAD_ON, CAPTION, CAPTION_ON, SIGNATURE = "P", "Q", "H", "J", "C", "D", "G"
KICKER = "K"  # never decided here: told from the titles when a headline is read, or by a person
PLAIN = 9
NAMED = 1.2  # for a headline after an article with a byline, which needs no signature
LEVELS = 1.5  # the most that the level of a headline or subhead in text says for it
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


Context = tuple[int, bool]
BARE: Context = (PLAIN, False)
Row = dict[str, float]  # roles that may follow, and what each adds

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
WITHIN_TEXT = frozenset("PQDJSTH")  # D, J and S follow no running text
SLOT_AFTER_TEXT = {role: SLOT["T text"] if role == "T" else SLOT[role] for role in SLOTTED}
TURNS = frozenset("TGHB")  # roles that may change the headline in force or the byline


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

    def running_rows(self, beam: float) -> dict[str, Row] | None:
        """What ``row`` says of running text after the first line of a paragraph and after another; None where the line
        may be something else, or a headline in the text that does not fall behind by more than ``beam`` at once.
        """
        own, learned, before = self.own, self.learned, self.before
        if before is None or self.item.lead or not ("P" in own and "Q" in own and WITHIN_TEXT.issuperset(own)):
            return None
        begins, goes_on = own["P"], own["Q"]
        title, subhead = own.get("T", -math.inf), own.get("H", -math.inf)
        if learned is not None:
            begins, goes_on = begins + learned[SLOT["P"]], goes_on + learned[SLOT["Q"]]
            title, subhead = title + learned[SLOT["T text"]], subhead + learned[SLOT["H"]]
        begins += self.item.opening
        after_first = {"P": begins + before.ends_first, "Q": goes_on + before.goes_on_first}
        after_other = {"P": begins + before.ends, "Q": goes_on + before.goes_on}
        head = max(FOLLOWS["P"]["T"] + title + self.boundary + NAMED, FOLLOWS["P"]["H"] + subhead) + LEVELS
        least = min(max(after_first.values()), max(after_other.values()))
        if head + max(before.ends, before.ends_first) >= least - beam:
            return None
        return {"P": after_first, "Q": after_other}

    def row(self, role: str) -> tuple[Row, Row]:
        """What it costs or wins to read the line as each role after ``role``: of roles that leave the context as it is,
        and of those that may change it, for which ``reach`` has more to say.
        """
        if role in TEXT_ROLES and self.before is not None:
            return self.row_after_text(role, self.before)
        moves = FOLLOWS[role]
        item, before, learned = self.item, self.before, self.learned
        line = item.line
        after_head = role == "T" or role == "H"
        within: Row = {}
        turns: Row = {}
        for new, emission in self.own.items():
            move = moves.get(new)
            if move is None:
                continue
            total = move + emission
            if learned is not None and new in SLOTTED:
                total += learned[AFTER.get(role, SLOT["T else"]) if new == "T" else SLOT[new]]
            if new == "P":
                # how a tool sets off the first line of a later paragraph says less of the first after a headline
                total += 0.5 * max(-4.0 if item.kept else -1.0, item.opening)
                if item.lead:
                    total += 3.5 if role == "G" and patterns.ALSO.match(line.text) else 0.0
                    total -= 6.0 if role == "H" else 0.0  # a brief opens under a title
            elif new == "T":
                if role == "N" and before is not None and "接" in before.line.text:
                    total -= 4.0  # the text that goes on here is still to come
                total -= self.apart
            elif new == "S":
                if role == "S":
                    total += -1.5 if line.gap else self.wraps
                elif role == "T" and not item.dashed:
                    total -= 2.0
            if before is not None:
                if new == "H" and role == "T" and not line.gap and line.bold and before.line.bold:
                    total -= SET_ALIKE
                if after_head and (new == "P" or new == "H"):
                    # it reads on: more likely a torn paragraph
                    total -= READS_ON * max(0.0, before.goes_on - 1.3) if not before.column else 0.0
                    if before.column and before.line.width > before.column - 1.0 and not line.gap:
                        total -= FULL
                elif new == "J":
                    # two halves set apart by a space may be two pieces of a line that holds more
                    halves = line.loose and line.bound
                    total += min(2.5, before.goes_on_first) if before.column else -1.0 if halves else -6.0
            (turns if new in TURNS else within)[new] = total
        return within, turns

    def row_after_text(self, role: str, before: Features) -> tuple[Row, Row]:
        """The same after running text or a caption, as most rows are."""
        moves = FOLLOWS[role]
        item, learned = self.item, self.learned
        first = role in FIRST_ROLES
        goes_on = before.goes_on_first if first else before.goes_on
        ends = before.ends_first if first else before.ends
        torn = not (before.column or before.final) and before.line.text[-1] not in "：:；;"
        within: Row = {}
        turns: Row = {}
        for new, emission in self.own.items():
            if new not in moves:
                continue
            total = moves[new] + emission
            if learned is not None and new in SLOT_AFTER_TEXT:
                total += learned[SLOT_AFTER_TEXT[new]]
            total += goes_on if new == "Q" or new == "D" else ends
            if new == "P":
                total += item.opening
                if item.lead and not patterns.ALSO.match(item.line.text):
                    total -= UNTITLED
            elif new == "T":
                total += self.boundary - self.apart
            if torn and (new == "T" or new == "H"):
                total -= BROKEN_OFF
            (turns if new in TURNS else within)[new] = total
        return within, turns

    @property
    def apart(self) -> float:
        """What speaks against a headline that is printed on the line of what stands before it."""
        return 9.0 if self.item.line.bound and not self.item.line.loose else 0.0

    def reach(self, role: str, context: Context, new: str) -> tuple[float, Context]:
        """What the levels of headlines and the byline of the article add, and the context reached."""
        level, named = context
        line = self.item.line
        if new == "T":
            reached, extra = line.level or PLAIN, 0.0
            if role in TEXTS:
                extra = NAMED if named else 0.0
                if line.bold and not line.level and level != PLAIN:
                    extra -= BOLD_ONLY
                if line.level and level and level != PLAIN:
                    extra += LEVELS if line.level < level else 0.4 if line.level == level else -1.5
            elif role == "T":
                if line.level and level != PLAIN:
                    extra = 2.5 if line.level < level else 0.0  # a kicker stood above
                    reached = min(level, line.level)
                elif bool(line.level) != (level != PLAIN):
                    extra = -2.0  # a marked headline does not go on unmarked
            return extra, (reached, False)
        if new == "G":
            return -SIGNED_TWICE if named else 0.0, BARE
        if new == "H":
            extra = 0.0
            if line.level:
                extra = -0.5 if level in (PLAIN, line.level) else LEVELS if line.level > level else -4.0
            elif level != PLAIN and not line.bold:
                extra = -1.0
            return extra, context
        if role in "TSLF^" or (self.item.byline and self.item.byline.sure):
            return 0.0, (level, True)
        return 0.0, context


def steps(features: list[Features], weights: Weights) -> list[Step]:
    """What each line adds, in order."""
    # one kind of work after the other over all lines: in turns on each line they take a fifth longer
    around = Surroundings(features)
    forms = [emissions(item) for item in features]
    tops = [max(form.values()) for form in forms]
    forms = [hopeful(form, top - HOPELESS) for form, top in zip(forms, tops, strict=True)]
    signs = [around.signs(k) if close_look(item) else None for k, item in enumerate(features)]
    vectors = [weights.vector(found) if found is not None else None for found in signs]
    borders = borders_of(features, forms, tops, vectors)
    result: list[Step] = []
    before: Features | None = None
    for k, item in enumerate(features):
        wraps = wrapped_subtitle(features, k) if before is not None and before.dashed else 0.0
        result.append(Step(item, before, forms[k], borders[k], vectors[k], signs[k], wraps))
        before = item
    return result


def hopeful(scores: dict[str, float], worth: float) -> dict[str, float]:
    """The roles that are worth weighing."""
    if min(scores.values()) > worth:
        return scores
    return {role: score for role, score in scores.items() if score > worth}


def borders_of(
    features: list[Features],
    forms: Sequence[dict[str, float]],
    tops: Sequence[float],
    vectors: Sequence[Vector | None],
) -> list[float]:
    """For each line what a headline there adds after running text."""
    boundaries = Boundaries(features)
    result: list[float] = []
    follows_text = False
    for k, own in enumerate(forms):
        border = -1.0 if k else 0.0
        title, vector = own.get("T", -9.0), vectors[k]
        if follows_text and title > UNLIKELY:
            told = vector[SLOT["T text"]] - vector[SLOT["P"]] if vector else 0.0
            if title + told + FOLLOWS["P"]["T"] + MOST > own.get("P", -9.0):  # else nothing could make it a headline
                border = boundaries.score(k)
        result.append(border)
        least = tops[k] - NO_TEXT
        follows_text = own.get("P", least) > least or own.get("Q", least) > least or own.get("C", least) > least
    return result


def wrapped_subtitle(features: list[Features], k: int) -> float:
    """What speaks for a line being the second half of the subtitle above: it is no longer, and text follows at once."""
    if not k or k + 1 >= len(features):
        return 0.0
    above, item, below = features[k - 1], features[k], features[k + 1]
    if not above.dashed or item.dashed or item.line.gap:
        return 0.0
    breaks = above.line.text[-1] in patterns.BREAKS_OFF
    if item.line.width > above.line.width + 1.0 and not breaks:
        return 0.0
    columns = (features[j].column for j in [*range(k + 1, min(len(features), k + NEAR)), *range(k - 1, -1, -1)])
    column = next((one for one in columns if one), 0.0)
    if not breaks and (above.line.width + item.line.width < column - 0.5 or not column or HALVES.match(item.line.text)):
        return 0.0  # it would have fitted on one line, or is a couplet and so a title
    follows = below.lead or below.byline or below.note or below.heading < 0.0 or below.line.gap > item.line.gap
    return WRAPPED if follows else 0.0
