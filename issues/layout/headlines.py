"""Headlines broken at sense: where a break hurts least, never one character alone on a line."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from issues.layout.fonts import packaged
from issues.layout.linebreak import NEVER_FIRST, NEVER_LAST, text_width
from issues.layout.model import Story
from issues.layout.style import PageStyle

SMALLEST = 0.76  # a headline may shrink to this part of its rank's size before it takes one more line
_LISTED = re.compile(r"^(\S{2,4}) (?:[2-9]\d|\d{3,}) ", re.MULTILINE)  # words counted at least twenty times there
FULL = 0.985  # part of the width that a headline line may fill: thickened strokes need room
_GOOD_BEFORE = frozenset("的了在把被让给为与和向从到对将就也都不")
_ENDS_SENSE = frozenset("，。、；：！？…—　 ”》）」")


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line of a headline: its text and size in points."""

    text: str
    size: float


@dataclass(frozen=True, slots=True)
class Head:
    """A headline as set: its lines by part, and its height in points, spaces between the parts included."""

    label: str
    kicker: tuple[SetLine, ...]
    title: tuple[SetLine, ...]
    subtitle: tuple[SetLine, ...]
    byline: tuple[SetLine, ...]
    height: float


def family(style: PageStyle, face: str) -> str:
    """The font family of a face in headlines."""
    fonts = style.fonts
    return (fonts.headline_sans or fonts.sans) if face == "sans" else (fonts.headline_serif or fonts.serif)


@cache
def _lexicon() -> frozenset[str]:
    """Chinese words of two to four characters that are not rare, from the word list of the package ``jieba-py``."""
    words = files("jieba").joinpath("_data", "dict.txt").read_text(encoding="utf-8")
    return frozenset(_LISTED.findall(words))


@lru_cache(maxsize=512)
def _habits(texts: tuple[str, ...]) -> Counter[str]:
    """How often two characters stand together in a story's own text: its names and terms show there."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(a + b for a, b in pairwise(text))
    return counts


def break_costs(text: str, habits: Counter[str]) -> list[float]:
    """For each place i between ``text[i - 1]`` and ``text[i]`` what a break there costs; infinity where none may be."""
    words = _lexicon()
    costs = [math.inf] * len(text)
    for i in range(1, len(text)):
        before, after = text[i - 1], text[i]
        if after in NEVER_FIRST or before in NEVER_LAST or (before.isascii() and after.isascii() and before != " "):
            continue
        if before in _ENDS_SENSE:
            costs[i] = 0.0
            continue
        cost = 2.0 + 2.2 * min(habits[before + after], 3)
        inside = max(
            (
                size
                for size in (2, 3, 4)
                for start in range(max(0, i - size + 1), min(i, len(text) - size + 1))
                if text[start : start + size] in words
            ),
            default=0,
        )
        cost += (0.0, 0.0, 6.0, 8.0, 9.0)[inside]
        if before.isdigit() or (before.isascii() and before.isalnum()):
            cost += 7.0  # a number and its measure
        if before in "的了着过" and not inside:
            cost -= 1.5
        if after in _GOOD_BEFORE and not inside and before not in "的":
            cost -= 1.0
        if after in "的了着过们":
            cost += 6.0
        if text.rfind("“", 0, i) > text.rfind("”", 0, i) or text.rfind("《", 0, i) > text.rfind("》", 0, i):
            cost += 4.0
        costs[i] = cost
    return costs


@lru_cache(maxsize=2048)
def _break_costs(text: str, own: tuple[str, ...]) -> list[float]:
    """The costs of breaking a headline of a story with such paragraphs."""
    return break_costs(text, _habits(own))


@lru_cache(maxsize=8192)
def fit_lines(
    text: str, width: float, size: float, face: str, own: tuple[str, ...], smallest: float = SMALLEST
) -> tuple[SetLine, ...]:
    """The text in as few lines of ``width`` points as it needs, shrunk a little where that saves a line."""
    if not text:
        return ()
    costs = _break_costs(text, own)
    steps = [size * (1 - 0.03 * step) for step in range(int((1 - smallest) / 0.03) + 1)]
    for count in range(1, len(text) + 1):
        best: tuple[float, tuple[str, ...], float] | None = None
        for step, points in enumerate(steps):
            found = _split(text, costs, count, FULL * width / points, face)
            if found is None:
                continue
            cost, lines = found
            total = cost + 0.4 * step
            if best is None or total < best[0]:
                best = (total, lines, points)
        if best is not None:
            return tuple(SetLine(line, round(best[2], 2)) for line in best[1])
    points = steps[-1]
    return tuple(SetLine(c, points) for c in text)  # narrower than a character: the shape's problem, told elsewhere


def _split(text: str, costs: list[float], count: int, room: float, face: str) -> tuple[float, tuple[str, ...]] | None:
    """The best way to cut the text into ``count`` lines of at most ``room`` ems; None when there is none."""
    if count == 1:
        return (0.0, (text,)) if text_width(text, face) <= room else None
    mean = text_width(text, face) / count
    if mean > room:
        return None
    size = len(text)
    states: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for number in range(count):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, cuts) in states.items():
            ends: Iterable[int] = [size] if number == count - 1 else range(start + 2, size - 1)
            for end in ends:
                if end < size and math.isinf(costs[end]):
                    continue
                line = text[start:end].strip()
                if sum(c not in NEVER_FIRST and c not in NEVER_LAST for c in line) < 2:
                    continue
                wide = text_width(line, face)
                if wide > room:
                    continue
                total = cost + (costs[end] if end < size else 0.0) + 6.0 * ((wide - mean) / max(mean, 1.0)) ** 2
                if end not in following or total < following[end][0]:
                    following[end] = (total, (*cuts, end))
        states = following
    if size not in states:
        return None
    total, cuts = states[size]
    return total, tuple(text[a:b].strip() for a, b in zip((0, *cuts), cuts, strict=False))


def title_width(text: str, face: str) -> float:
    """The width in ems of a line of the main headline, in which Chinese marks take half the room."""
    font = packaged(face)
    return sum(0.5 if c in NEVER_FIRST | NEVER_LAST and font.width(c) == 1.0 else font.width(c) for c in text)


TITLE_LINE = 1.2  # heights of lines, in ems of their size
SMALL_LINE = 1.34
BYLINES_ABOVE = 4  # headlines of this level and larger carry the bylines below them, others at the end of the text


@lru_cache(maxsize=16384)
def headline(story: Story, level: int, width: float, style: PageStyle) -> Head:
    """The headline of a story at a level in a width of points."""
    own = tuple(p.text for p in story.paragraphs)
    rank = style.rank(level)
    title_face, small_face = family(style, rank.face), family(style, "serif" if rank.face == "sans" else "sans")
    label = story.label
    kicker = fit_lines(story.kicker, width, rank.kicker, small_face, own, 0.85)
    title = fit_lines(story.headline, width, rank.title, title_face, own)
    subtitle = fit_lines(story.subtitle, width, rank.subtitle, small_face, own, 0.85)
    above = level <= BYLINES_ABOVE and story.bylines
    byline = (
        fit_lines("　".join(story.bylines), width, style.caption_size + 0.5, style.fonts.serif, (), 0.9)
        if above
        else ()
    )
    height = sum(line.size * SMALL_LINE for line in (*kicker, *subtitle, *byline))
    height += sum(line.size * TITLE_LINE for line in title)
    height += style.label_size * 1.9 if label else 0.0
    height += rank.title * 0.16 * (bool(kicker) + bool(subtitle)) + (style.caption_size * 0.35 if byline else 0.0)
    height += rank.title * 0.3 + style.body_size * 0.35  # above and below
    return Head(label, kicker, title, subtitle, byline, height)
