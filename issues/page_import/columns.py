"""The width of the column that each line stands in, told from its neighbours."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from .reading import Line

WINDOW = 9  # lines on either side that vote on the column width
NARROW, BROAD = 8.0, 28.0  # a newspaper column stands between these, in characters
SLACK = 2.3  # a line this much short of the column still counts as full: punctuation is squeezed
INDENT = 2.0


def column_widths(lines: list[Line], barriers: list[bool], finals: list[bool]) -> list[float]:
    """The column width at each line, 0 where its neighbours are no wrapped text.

    ``barriers`` are lines between articles, which may stand in columns of different width.
    """
    widths = [line.width for line in lines]
    result = [0.0] * len(lines)
    runs: list[tuple[int, int]] = []
    start = 0
    for i, barrier in enumerate([*barriers, True]):
        if barrier:
            runs += [(start, i)] * (i - start) + ([(start, len(lines))] if i < len(lines) else [])
            start = i + 1
    pieces = one_line_each(lines)
    ended = [0, *accumulate(finals)]
    for i, (low, high) in enumerate(runs):
        first, end = pieces[i]  # the pieces of one long line stand in no column with those of another
        start, stop = max(first, i - WINDOW), min(end, i + WINDOW + 1)
        within = max(low, start), min(high, stop)
        for begin, over in {within: None, (start, stop): None}:
            if column := column_of(widths[begin:over], finals[begin:over], ended[over] - ended[begin]):
                result[i] = column
                break
    # the first and last lines of a wrapped run have too few neighbours of their own
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        step = 1 if order.step < 0 else -1
        for i in order:
            column = result[i + step] if pieces[i] == pieces[i + step] else 0.0
            if not result[i] and column and column - SLACK - INDENT - 0.5 <= widths[i] <= column + 1.6:
                result[i] = column
    return [column if line.width <= BROAD + 2.0 else 0.0 for column, line in zip(result, lines, strict=True)]


def column_of(widths: Sequence[float], finals: Sequence[bool], most_ended: int) -> float:
    """The width of the column in which most of some neighbouring lines stand, 0 where they are no wrapped text.

    ``most_ended`` is how many of the lines end a sentence.
    """
    near = sorted(widths)
    low, high = bisect_left(near, NARROW), bisect_right(near, BROAD)
    if high - low < 4 or len(near) - high > 0.3 * len(near):
        return 0.0
    longest = near[high - max(2, int((high - low) * 0.4)) : high]
    top = sum(longest) / len(longest)
    least, most = top - SLACK - 0.3, top + 1.6
    support = bisect_right(near, most) - bisect_left(near, least)
    if support < 0.42 * len(near):
        return 0.0
    limit = 0.55 * support
    if most_ended <= limit:
        return top  # whichever of the lines end sentences
    ended = sum([final for width, final in zip(widths, finals, strict=True) if least <= width <= most])
    return top if ended <= limit else 0.0


def one_line_each(lines: list[Line]) -> list[tuple[int, int]]:
    """For each piece the range of pieces it may share a column with: those of its own line where that holds several
    paragraphs, else those between two such lines.
    """
    result: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(lines) + 1):
        here, before = (lines[i] if i < len(lines) else None), lines[i - 1]
        if here is None or here.loose != before.loose or (here.loose and here.number != before.number):
            result += [(start, i)] * (i - start)
            start = i
    return result
