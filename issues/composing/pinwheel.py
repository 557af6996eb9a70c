"""Fills a page so that no straight line divides it: four arms turning about a middle, each arm cut as one likes.

Any division by straight cuts begins with a cut right through the page; the least division without one is the
pinwheel of five rectangles. Here every one of the five may hold several stories, stacked or side by side:

    A A B      A is over D and E, B over C; mirrored, the page turns the other way.
    D E B
    D C C
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from issues.composing.rules import LINE_MARGIN
from issues.composing.stock import Piece, Placed, Stock, bits, subsets
from issues.layout.geometry import Rect

FEWEST_STORIES, MOST_STORIES = 5, 8
MOST_FOUND = 4000  # pinwheels weighed in full
LOOKED_AT = 300  # of them, the best, with an eye on the gutters


@dataclass(frozen=True, slots=True)
class Wheel:
    """One pinwheel: the sets of stories in its arms, the widths of A and D, the heights of A and B."""

    arms: tuple[int, int, int, int, int]  # A B C D E as bit sets
    a: int
    d: int
    height_a: int
    height_b: int
    mirrored: bool


@dataclass
class Wheels:
    """All pinwheels of some stories on a sheet of so many rows; all the stories stand in each.

    Sets of stories are bits by their place in ``pieces``; the first leads where ``lead`` says so.
    """

    stock: Stock
    rows: int
    pieces: Sequence[Piece]
    lead: bool = False
    seed: int = 0
    masks: list[tuple[int, ...]] = field(init=False)  # by set of stories and width
    _from_below: list[tuple[int, ...]] = field(init=False)  # the same with heights counted from the page's foot
    _names: list[int] = field(init=False)  # the set as the stock knows it
    _sides: dict[tuple[int, int], dict[int, list[tuple[int, int, int]]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._names = [0]
        for piece in self.pieces:
            self._names += [name | piece.bit for name in self._names]
        nothing = (0,) * (self.stock.columns + 1)
        self.masks = [self.stock.masks(name) if name else nothing for name in self._names]
        self._from_below = [self.stock.masks_below(name, self.rows) if name else nothing for name in self._names]

    # --------------------------------------------------------------------------------------------- pinwheels

    def run(self, results: int = LOOKED_AT) -> Iterator[tuple[float, list[Placed]]]:
        """Whole pages with their points, best first, but for those with a gutter that nothing can cross."""
        if not FEWEST_STORIES <= len(self.pieces) <= MOST_STORIES:
            return
        inside = (1 << self.stock.columns) - 2
        wheels = list(self._wheels())
        random.Random(self.seed).shuffle(wheels)  # noqa: S311
        weighed = sorted((self._points(wheel), index) for index, wheel in enumerate(wheels[:MOST_FOUND]))
        for points, index in weighed[:results]:
            if math.isinf(points):
                break
            placed = self._rectangles(wheels[index])
            crossed = 0
            for piece, rect in placed:
                crossed |= piece.crossing(rect)
            if crossed & inside == inside:
                yield points, placed

    def _wheels(self) -> Iterator[Wheel]:
        everything = (1 << len(self.pieces)) - 1
        columns, least = self.stock.columns, self.stock.narrowest
        for a in range(2 * least, columns - least + 1):
            for d in range(least, a - least + 1):
                left, right = self._pairs(a, d), self._pairs(columns - a, columns - d)
                if not left or not right:
                    continue
                for middle, gaps in self._middles(a - d):
                    rest = everything ^ middle
                    for members in subsets(rest):
                        if members in left and rest ^ members in right:
                            yield from self._joined((a, d), middle, gaps, left[members], right[rest ^ members])

    def _middles(self, width: int) -> list[tuple[int, list[int]]]:
        """The sets of stories that can stand in the middle at a width, with the heights that they can take."""
        found = []
        for members in range(1, 1 << len(self.pieces)):
            mask = self.masks[members][width] >> 2 * LINE_MARGIN
            if mask and not (self.lead and members & 1):
                found.append((members, [height + 2 * LINE_MARGIN for height in bits(mask)]))
        return found

    def _joined(
        self,
        widths: tuple[int, int],
        middle: int,
        gaps: Sequence[int],
        left: Sequence[tuple[int, int, int]],
        right: Sequence[tuple[int, int, int]],
    ) -> Iterator[Wheel]:
        """The pinwheels of given sides round a given middle."""
        for first, below, heights_a in left:
            for over, under, heights_b in right:
                if self.lead and not (first | over) & 1:
                    continue
                for gap in gaps:
                    both = (heights_a << gap) & heights_b
                    if both:
                        height_b = both.bit_length() - 1
                        arms = (first, over, under, below, middle)
                        yield Wheel(arms, *widths, height_b - gap, height_b, self.lead and bool(over & 1))

    def _pairs(self, top_width: int, bottom_width: int) -> dict[int, list[tuple[int, int, int]]]:
        """By all their members, pairs of sets that fill the page's height one over the other.

        With each pair come the heights that the upper set can take.
        """
        known = self._sides.get((top_width, bottom_width))
        if known is not None:
            return known
        found: dict[int, list[tuple[int, int, int]]] = {}
        everything = len(self.masks) - 1
        lower = [masks[bottom_width] for masks in self._from_below]
        for top, masks in enumerate(self.masks):
            upper = masks[top_width]
            if upper:
                # the lead is never the lower one
                for bottom in subsets((everything ^ top) & ~self.lead):
                    heights = upper & lower[bottom]
                    if heights:
                        found.setdefault(top | bottom, []).append((top, bottom, heights))
        self._sides[top_width, bottom_width] = found
        return found

    def _points(self, wheel: Wheel) -> float:
        return sum(
            self.stock.points(self._names[members], rect.width, rect.height, kept)
            for members, rect, kept in self._arms(wheel)
        )

    def _arms(self, wheel: Wheel) -> list[tuple[int, Rect, int]]:
        """The five sets of stories with their rectangles, unmirrored, and where none may be divided (see ``Stock``).

        Below A runs the gutter between D and E, above C the one between A and B.
        """
        rows, columns = self.rows, self.stock.columns
        a, d, height_a, height_b = wheel.a, wheel.d, wheel.height_a, wheel.height_b
        rects = (
            Rect(0, 0, a, height_a),
            Rect(a, 0, columns - a, height_b),
            Rect(d, height_b, columns - d, rows - height_b),
            Rect(0, height_a, d, rows - height_a),
            Rect(d, height_a, a - d, height_b - height_a),
        )
        return list(zip(wheel.arms, rects, (d, 0, a - d, 0, 0), strict=True))

    def _rectangles(self, wheel: Wheel) -> list[Placed]:
        """The stories' rectangles."""
        placed: list[Placed] = []
        for members, rect, kept in self._arms(wheel):
            placed += self.stock.laid(self._names[members], rect, kept, mirrored=wheel.mirrored)
        if wheel.mirrored:
            columns = self.stock.columns
            placed = [(piece, Rect(columns - rect.right, rect.y, rect.width, rect.height)) for piece, rect in placed]
        return placed

    # ---------------------------------------------------------------------------------------------- one arm

    def points(self, members: int, rect: Rect) -> float:
        """The least points of some stories in a rectangle."""
        return self.stock.points(self._names[members], rect.width, rect.height)

    def laid(self, members: int, rect: Rect) -> list[Placed]:
        """Some stories in their rectangles within one, at their best."""
        return self.stock.laid(self._names[members], rect)
