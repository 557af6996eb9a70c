"""What the surroundings of a short line say of its role, weighed by coefficients learned from damaged pages.

The scores in ``roles`` are set by hand and know each role's form. Whether a short line is a headline, a subhead or a
short paragraph is mostly told by what stands around it, and how much each sign counts is better measured than guessed:
``python -m benchmarks.page_import_tuning`` learns the coefficients in ``weights.json``. They know no word of any page,
and without them the hand-set scores stand alone.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import patterns
from .features import Features

WEIGHTS = Path(__file__).with_name("weights.json")
# what a line may be where it is looked at closely: a headline by what it follows, else its role
SLOTS = ("T text", "T head", "T byline", "T else", "H", "J", "P", "Q", "S", "F", "C", "D", "B", "L", "G")
SLOT = {name: i for i, name in enumerate(SLOTS)}
AFTER = {
    **dict.fromkeys("PQCD", SLOT["T text"]), **dict.fromkeys("TS", SLOT["T head"]),
    **dict.fromkeys("BN", SLOT["T byline"]),
}  # fmt: skip
UNLIKELY = -6.0  # of a headline, by its form; what is less like one is running text and not looked at
FULL_LINE = -2.0  # of a headline, by the form of a line as wide as its column
FARNESS = (0.0, 60.0, 200.0, 500.0, 1200.0, 9_999.0)  # characters of text since the end of a story
LONG_TEXT = 24.0  # characters from which a line is no headline whatever its form
MARK_CLASSES = {
    **dict.fromkeys("。.…", "stop"), **dict.fromkeys("？！?!", "asks"), **dict.fromkeys("：:；;", "colon"),
    **dict.fromkeys("，、,", "comma"), **dict.fromkeys("”’\"》", "quote"), **dict.fromkeys("）)】]", "bracket"),
}  # fmt: skip

Vector = list[float]


def binned(value: float, bins: Sequence[float]) -> int:
    """How many of the bounds a value passes."""
    return bisect_left(bins, value)


def close_look(item: Features) -> bool:
    """Whether a line might be a headline of some kind, so that its surroundings are asked."""
    if item.column and item.line.width > item.column - 1.2 and item.heading < FULL_LINE:
        return False  # a full line of running text
    return item.heading > UNLIKELY and (item.line.width <= LONG_TEXT or item.line.level > 0 or not item.final)


class Surroundings:
    """The signs around each line of one page."""

    def __init__(self, features: list[Features]) -> None:
        self.features = features
        self.looks: dict[int, str] = {}
        size = len(features)
        gaps = Counter(item.line.gap for item in features)
        self.usual_gap = gaps.most_common(1)[0][0] if gaps else 0
        wrapped = sum(item.column > 0 for item in features)
        marked = sum(item.line.level > 0 or item.line.bold for item in features)
        loose = sum(item.line.loose for item in features)
        self.kind = (
            "marked" if marked >= 3 else "loose" if 2 * loose > size else "wrapped" if 2 * wrapped > size else "plain"
        )
        ends = [
            bool((item.signature and item.signature.sure) or (item.byline and item.byline.sure)) for item in features
        ]
        self.signed = binned(sum(bool(f.signature and f.signature.sure) for f in features), (0, 1, 3))
        self.habit = habit(features)
        self.owed = owed(features)
        self.since, self.until = distances(features, ends), distances(features[::-1], ends[::-1])[::-1]

    def neighbour(self, k: int) -> str:
        """What another line looks like, in one word."""
        if not 0 <= k < len(self.features):
            return "edge"
        if k not in self.looks:
            self.looks[k] = self.look(self.features[k])
        return self.looks[k]

    def look(self, item: Features) -> str:
        """What a line looks like."""
        if item.signature and item.signature.sure:
            return "signature"
        if item.byline and item.byline.sure:
            return "byline"
        if item.lead:
            return "lead"
        if item.note:
            return "note"
        if item.furniture > 4.0:
            return "furniture"
        if item.label > 3.0:
            return "label"
        if item.caption:
            return "caption"
        if item.dashed:
            return "dashed"
        if item.line.text[-1] in "：:" and patterns.GREETING.match(item.line.text):
            return "greeting"
        if item.heading > 0.5 and not item.final:
            return "bold head" if item.line.level or item.line.bold else "head"
        if item.line.width > LONG_TEXT or item.column > 0:
            return "text opens" if item.dated or item.opener else "text ends" if item.final else "text"
        return "short ends" if item.final else "short"

    def signs(self, k: int) -> list[str]:
        """The signs of one line and of what stands around it."""
        item = self.features[k]
        line, kind = item.line, self.kind
        text = line.text
        fill = binned(line.width / item.column, (0.35, 0.6, 0.8, 0.93, 1.02)) if item.column else "-"
        end = MARK_CLASSES.get(text[-1], "plain" if text[-1] > "\x7f" else "latin")
        after = self.features[k + 1] if k + 1 < len(self.features) else None
        gap = 0 if line.gap == self.usual_gap else 1 if line.gap > self.usual_gap else -1
        below = 9 if after is None else 0 if after.line.gap == self.usual_gap else 1 if after.line.gap else -1
        form = binned(item.heading, (-3.0, -1.0, 0.5, 2.0, 4.0))
        above, under = self.neighbour(k - 1), self.neighbour(k + 1)
        since, until = self.since[k], self.until[k]
        signs = [
            kind, f"{kind} gap {gap} {below}", f"above {above}", f"under {under}", f"{above}/{under}",
            f"since {since} signed {self.signed}", f"until {until} signed {self.signed}", f"between {since} {until}",
            f"second {self.neighbour(k + 2)}", f"twice above {self.neighbour(k - 2)} {above}",
            f"owed {self.habit} {self.owed[k]} {min(since, 4)}",
            f"fill {fill}", f"{kind} form {form}", f"{end} form {form}",
        ]  # fmt: skip
        if line.level or line.bold:
            signs.append("set off")
        elif kind == "marked":
            signs.append("not set off")
        if "：" in text or ":" in text:
            if patterns.PARTICULAR.match(text):
                signs.append("particular")
            if patterns.SPEAKS.match(text):
                signs.append("speaks")
            if patterns.GREETING.match(text):
                signs.append("greeting")
        if item.byline:
            signs.append("byline sure" if item.byline.sure else "byline bare")
        if item.signature:
            signs.append(f"signature {item.signature.shape} {item.signature.sure}")
        if item.label > -5.0:
            signs.append(f"label {item.label > 5.0}")
        if item.furniture > -5.0:
            signs.append(f"furniture {binned(item.furniture, (0.0, 2.0, 4.0))}")
        if item.caption:
            signs.append("caption")
        if item.series:
            signs.append("series")
        if item.listed:
            signs.append("listed")
        if item.row:
            signs.append("row")
        if item.run:
            first = k == 0 or self.features[k - 1].run == 0
            place = "last" if item.run < 0 else "first" if first else "within"
            signs.append(f"run {binned(abs(item.run), (1, 3, 5, 7))} {place}")
        if k < 12:
            signs.append("top")
        if before_goes_on(self.features, k):
            signs.append("before breaks off")
        return signs


def before_goes_on(features: list[Features], k: int) -> bool:
    """Whether the line before breaks off within a sentence."""
    return k > 0 and not features[k - 1].final and features[k - 1].goes_on > features[k - 1].ends + 1.0


def distances(features: Iterable[Features], ends: Iterable[bool]) -> list[int]:
    """For each line how much text stands since the last end of a story: 0 for none, then more and more."""
    result, size = list[int](), 10_000.0
    for item, end in zip(features, ends, strict=True):
        result.append(bisect_left(FARNESS, size))
        size = 0.0 if end else size + item.line.width
    return result


def habit(features: Iterable[Features]) -> int:
    """How usual it is on a page to sign: of all ends of stories that show, 0 none, 1 less than half, 2 more, 3 all but
    one in eight are signed by an office.
    """
    signed = unsigned = 0
    under_way = False
    for item in features:
        if item.signature and item.signature.sure:
            signed, under_way = signed + 1, False
        elif item.lead or item.line.level == 1:
            unsigned, under_way = unsigned + under_way, item.lead
    share = signed / (signed + unsigned) if signed else 0.0
    return binned(share, (0.0, 0.5, 0.87))


def owed(features: Iterable[Features]) -> list[str]:
    """For each line what the story above it has shown: nothing, a byline, a photographer's or a caption's words."""
    result, state = list[str](), "nothing"
    for item in features:
        result.append(state)
        text = item.line.text
        if item.signature and item.signature.sure:
            state = "nothing"
        elif item.byline and item.byline.sure:
            state = "photographer" if "摄" in text else "byline"
        elif ("图为" in text or "摄" in text[-2:]) and patterns.SHOWS.search(text):
            state = "picture"
    return result


class Weights:
    """Learned coefficients: for each sign what it adds to each slot."""

    def __init__(self, table: Mapping[str, Mapping[str, float]]) -> None:
        self.table = {sign: [row.get(slot, 0.0) for slot in SLOTS] for sign, row in table.items()}

    def vector(self, signs: Iterable[str]) -> Vector:
        """What a line's signs add to each slot."""
        rows = [row for row in map(self.table.get, signs) if row is not None]
        return list(map(sum, zip(*rows, strict=True))) if rows else [0.0] * len(SLOTS)


@lru_cache(maxsize=1)
def learned() -> dict[str, Any]:
    """The coefficients as stored."""
    stored: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return stored


@lru_cache(maxsize=1)
def role_weights() -> Weights:
    """The coefficients of the roles."""
    return Weights(learned()["roles"])


def slot_of(before: str, role: str) -> int | None:
    """Where the coefficients of a role after another are kept; None for roles that are not learned."""
    if role == "T":
        return AFTER.get(before, SLOT["T else"])
    return SLOT.get(role)
