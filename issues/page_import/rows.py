"""Rows of lines that only together say what they are: numbered subheads, particulars of an announcement, verses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from . import patterns
from .columns import INDENT
from .features import Features

SHORT = 17.0  # characters of a line that stands alone, at most
VERSE = 13.0  # characters of a line of verse, at most
STANZA = 5  # lines of verse, or of a table, that stand together at least
ALIKE = 0.8  # share of them that are of one kind
MARKED = re.compile(r"[，。；！？：、,.;!?]$")
MARKS = re.compile(r"[，。；！？：、,.;!?”》]")
FIGURE = re.compile(r"^[+\-]?\d[\d.,:%％]*[\u4e00-\u9fff%％℃]{0,2}$")
FULL = 3.0  # a line this near to its column's width is running text
NEIGHBOURS = 2  # lines between two particulars, one of which may be wrapped


def series_scores(features: Sequence[Features]) -> None:
    """Raise the form of numbered lines that break off before a sentence ends, where several do and text stands between
    them: a row of subheads.
    """
    row = [
        item
        for item, after in pairwise(features)
        if item.numbered
        and not after.numbered
        and not item.listed
        and not item.final
        and 6 <= item.line.width <= 32
        and item.line.text[-1] not in "，、；：,;:"
        and not after.stuck
    ]
    if len(row) >= 2:
        for item in row:
            item.series = True
            item.heading = max(item.heading, -2.0) + 2.5


def list_cues(features: Sequence[Features]) -> None:
    """Mark the lines that stand in a row of particulars: others near by, or a line above that announces them."""
    found = []
    for k, item in enumerate(features):
        text = item.line.text
        if ("：" in text or ":" in text) and patterns.PARTICULAR.match(text):
            found.append(k)
    for i, k in enumerate(found):
        near = (i and k - found[i - 1] <= NEIGHBOURS) or (i + 1 < len(found) and found[i + 1] - k <= NEIGHBOURS)
        above = features[k - 1].line if k else None
        told = above is not None and above.text[-1] in "：:" and not patterns.GREETING.match(above.text)
        features[k].listed = bool(near or told) and not features[k].line.level


def verse_cues(features: Sequence[Features]) -> None:
    """Mark verses and the rows of tables as lines that end where they end: short ones together, most with a mark at
    their end or most with none at all, or each with several figures set apart.
    """
    start = 0
    for kind, group in groupby(features, row_kind):
        rows = list(group)
        first, start = start, start + len(rows)
        if kind == "verse" and is_verse([item.line.text for item in rows]):
            # the last without a mark may be the headline of what follows
            open_end = start < len(features) and not MARKED.search(rows[-1].line.text)
            rows = rows[: len(rows) - open_end]
        elif kind != "table" or len(rows) < 3:
            continue
        elif first and len(features[first - 1].line.text.split()) == len(rows[0].line.text.split()):
            first, rows = first - 1, [features[first - 1], *rows]  # with what heads its columns
        for item in features[first : first + len(rows)]:
            item.final, item.column, item.row = True, 0.0, True


def row_kind(item: Features) -> str:
    """What kind of row a line may be of."""
    line = item.line
    if line.level or line.bold or item.lead or item.note or item.caption or item.dashed or line.shadow:
        return ""
    if item.label > 0.0 or item.furniture > 0.0:
        return ""
    if (item.signature and item.signature.sure) or (item.byline and item.byline.sure):
        return ""
    parts = line.text.split()
    if len(parts) >= 3 and sum(bool(FIGURE.match(part)) for part in parts) >= 2 and not MARKED.search(line.text):
        return "table"
    return "verse" if line.width <= VERSE and not patterns.PARTICULAR.match(line.text) else ""


def is_verse(texts: Sequence[str]) -> bool:
    """Whether lines together read as verse."""
    ended = sum(bool(MARKED.search(text)) for text in texts)
    bare = sum(not MARKS.search(text) for text in texts)
    return len(texts) >= STANZA and max(ended, bare) >= ALIKE * len(texts)


def run_cues(features: Sequence[Features]) -> None:
    """Count the short lines that stand together: six and more are no headline but verses, or a table."""
    start = 0
    for short, group in groupby(features, stands_alone):
        size = len(list(group))
        for k in range(start, start + size):
            features[k].run = size if short else 0
        if short:
            features[start + size - 1].run = -size
        start += size


def stands_alone(item: Features) -> bool:
    """Whether a line is short and neither running text nor any of the lines that mark a story's ends."""
    line = item.line
    if line.width > SHORT or line.level or line.bold or item.lead or item.note or item.caption or item.listed:
        return False
    if item.column and line.width > item.column - INDENT - FULL:
        return False
    signs = (item.signature and item.signature.sure) or (item.byline and item.byline.sure)
    return not signs and item.furniture < 3.0
