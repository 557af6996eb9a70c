"""White on a page: how much of it looks empty, and whether a strip of it runs through from edge to edge."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import and_, or_

WHITE_SQUARE = 1.6  # line pitches: the side of a square of blank paper that looks empty
STRIP = 1.0  # of a line's pitch: a blank strip so high reads as a line across the page
GUTTER_STRIP = 0.6  # of a gutter's width: a blank strip so wide reads as a line down the page
CELL = 2.0  # points: the raster on which white is counted

Box = tuple[float, float, float, float]  # left, top, right, bottom in points from the top left of the page


def white_share(boxes: Iterable[Box], frame: Box, square: float) -> float:
    """The share of a frame on which a square of white (points) finds room, that is, what looks empty."""
    width, height = int((frame[2] - frame[0]) / CELL), int((frame[3] - frame[1]) / CELL)
    if width < 1 or height < 1:
        return 0.0
    full = (1 << width) - 1
    rows = [full] * height  # bits that are white
    for x0, y0, x1, y1 in boxes:
        first, last = max(0, int((x0 - frame[0]) / CELL)), min(width, int((x1 - frame[0]) / CELL) + 1)
        if last <= first:
            continue
        ink = ((1 << (last - first)) - 1) << first
        for row in range(max(0, int((y0 - frame[1]) / CELL)), min(height, int((y1 - frame[1]) / CELL) + 1)):
            rows[row] &= ~ink
    side = max(1, round(square / CELL))
    # where the corner of an empty square can be, and then all that such squares cover
    runs = {row: _and_shifted(row, side) for row in set(rows)}
    corners = _together([runs[row] for row in rows], side, and_)[: max(0, height - side + 1)]
    blank = [0] * (side - 1)
    covered = _together([*blank, *corners, *blank], side, or_)[:height]
    wide = {row: (_or_shifted(row, side) & full).bit_count() for row in set(covered)}
    return sum(wide[row] for row in covered) / (width * height)


def _together(rows: list[int], side: int, join: Callable[[int, int], int]) -> list[int]:
    """Each row joined with the ``side - 1`` rows after it; the last rows with fewer."""
    have = 1
    while have < side:
        step = min(have, side - have)
        rows = [*map(join, rows, rows[step:]), *rows[len(rows) - step :]]
        have += step
    return rows


def _and_shifted(row: int, side: int) -> int:
    """Bits from which ``side`` bits upwards are all set."""
    have = 1
    while have < side:
        step = min(have, side - have)
        row &= row >> step
        have += step
    return row


def _or_shifted(row: int, side: int) -> int:
    """Every bit with the ``side - 1`` bits above it."""
    have = 1
    while have < side:
        step = min(have, side - have)
        row |= row << step
        have += step
    return row


def free_strips(spans: list[tuple[float, float]], start: float, end: float, least: float) -> tuple[float, ...]:
    """The middles of the strips between start and end that no span touches, those at the edges aside."""
    strips = []
    reach: float | None = None
    for low, high in sorted(spans):
        if reach is not None and low - reach >= least:
            strips.append(round((low + reach) / 2, 1))
        reach = high if reach is None else max(reach, high)
    return tuple(middle for middle in strips if start < middle < end)
