"""The three lines of a Chinese headline: kicker (引题), title (主题), subtitle (副题)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from . import patterns
from . import roles as R
from .features import Features
from .fragments import Head
from .layout import CLAUSE, HALVES, unbalanced
from .model import Doubt
from .reading import width

MAX_LINES = 7
KICKER_FROM = 0.95  # what speaks for a kicker must reach this
LABELLED = re.compile(r"^[【\[〖［〔]\s*([^【】\[\]]{2,8})\s*[】\]〗］〕]\s*(\S.{3,})$")


@dataclass(slots=True)
class Headline:
    """A headline in its parts, with the column label it may open with and the copies it was printed over."""

    kicker: str | None = None
    title: str | None = None
    subtitle: str | None = None
    column: str | None = None
    doubts: list[Doubt] = field(default_factory=list)
    kicker_lines: list[int] = field(default_factory=list)  # indices, so that a person may put the guess right
    subtitle_lines: list[int] = field(default_factory=list)


def undash(text: str) -> str:
    """Text without the dash that opens a subtitle and any that closes it."""
    return re.sub(r"\s*[—–―─━]+$", "", patterns.DASHED.sub("", text)).strip()


def glue(texts: list[str]) -> str | None:
    """Lines of one part of a headline as one line; lines of like length are a couplet, set apart by a space."""
    result = texts[0] if texts else ""
    for before, text in pairwise(texts):
        couplet = abs(width(before) - width(text)) <= 3 or " " in before
        result += (" " if couplet else "") + text
    return result or None


def parts_of(head: Head, features: list[Features], roles: list[str]) -> tuple[list[int], list[int], list[int]]:
    """Indices of the kicker, title and subtitle lines."""
    lines = head.lines
    first_sub = next((i for i, k in enumerate(lines) if roles[k] == R.SUBTITLE), len(lines))
    top, bottom = lines[:first_sub], lines[first_sub:]
    if len(top) < 2:
        return [], top, bottom
    levels = [features[k].line.level for k in top]
    if any(levels) and len(set(levels)) > 1:
        best = min(level for level in levels if level)
        start = next(i for i, level in enumerate(levels) if level == best)
        end = start
        while end < len(top) and levels[end] == best:
            end += 1
        return top[:start], top[start:end], top[end:] + bottom
    bolds = [features[k].line.bold for k in top]
    if any(bolds) and not all(bolds):
        start = bolds.index(True)
        end = start
        while end < len(top) and bolds[end]:
            end += 1
        return top[:start], top[start:end], top[end:] + bottom
    return [], top, bottom


def letters(text: str) -> float:
    """Width of a text without its marks, which couplets need not share."""
    return width("".join(char for char in text if char.isalnum()))


def kicker_lines(title: list[int], features: list[Features]) -> int:
    """How many of the upper lines of an unmarked headline read as a kicker: set apart, or a sentence above a title."""
    best, count = KICKER_FROM, 0
    if len(title) > MAX_LINES:
        return 0  # no headline has so many
    for cut in range(1, len(title)):
        last, first = features[title[cut - 1]], features[title[cut]]
        above = "".join(features[k].line.text for k in title[:cut])
        below = patterns.INNER_DASH.split("".join(features[k].line.text for k in title[cut:]))[0]
        if last.line.text[-1] in patterns.BREAKS_OFF or patterns.CANNOT_START.match(first.line.text):
            continue
        if unbalanced(above) or unbalanced(below) or letters(below) < (3 if first.line.gap else 5):
            continue
        upper, lower = letters(above), letters(below)
        score = 0.16 * max(0.0, upper - lower)
        clauses = bool(CLAUSE.search(above)), bool(CLAUSE.search(below))
        if clauses == (True, False):
            score += 1.0  # a kicker often is a whole sentence, half a title never is
        elif clauses == (True, True) and abs(upper - lower) > 1.5:
            score += 0.5
        if HALVES.match(below) and not HALVES.match(above):
            score += 0.9
        if upper <= 0.65 * lower and lower >= 8:
            score += 0.9  # a short line above a long one: a place, a theme
        if abs(upper - lower) <= 1.0:
            score -= 1.5  # a couplet
        if first.line.gap and not first.line.bound:
            score += 0.7
        if last.final and not clauses[0]:
            score -= 1.0
        if cut > 1 and clauses[0] and not CLAUSE.search(last.line.text):
            before = features[title[cut - 2]].line.text
            score -= 0.0 if before[-1] in patterns.BREAKS_OFF else 1.5  # a sentence, and the first half of a couplet
        if score > best:
            best, count = score, cut
    return count


def read_headline(head: Head, features: list[Features], roles: list[str], settled: bool = False) -> Headline:
    """The headline that the lines of ``head`` hold; where ``settled``, the roles say which line is which part."""
    result = Headline()
    if settled:
        kicker, subtitle = ([k for k in head.lines if roles[k] == role] for role in (R.KICKER, R.SUBTITLE))
        title = [k for k in head.lines if roles[k] == R.TITLE]
    else:
        kicker, title, subtitle = parts_of(head, features, roles)
    if not settled and not kicker and not any(features[k].line.level for k in title):
        count = kicker_lines(title, features)
        if count:
            kicker, title = title[:count], title[count:]
            result.doubts.append(Doubt.KICKER_GUESSED)
    if not settled and len(title) >= 2 and not result.doubts and any(features[k].line.gap for k in title[1:]):
        result.doubts.append(Doubt.KICKER_GUESSED)
    if not title and subtitle:
        title, subtitle = subtitle[:1], subtitle[1:]
    result.kicker_lines, result.subtitle_lines = kicker, subtitle
    texts = [features[k].line.text for k in title]
    if texts and (found := LABELLED.match(texts[0])):
        result.column, texts[0] = found[1], found[2]
    result.kicker = glue([undash(features[k].line.text) for k in kicker])
    below = [undash(features[k].line.text) for k in subtitle]
    joined = glue(texts) or ""
    inner = patterns.INNER_DASH.split(joined, maxsplit=1)
    if len(inner) == 2 and not below and not re.search(r"[“《][^”》]*$", inner[0]):
        result.title, result.subtitle = inner[0].strip(), inner[1].strip()
        result.doubts.append(Doubt.SUBTITLE_GUESSED)
    else:
        result.title = (undash(joined) if patterns.DASHED.match(joined) else joined) or None
        result.subtitle = glue(below)
    return result
