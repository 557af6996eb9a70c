"""Fills a page so that no straight line divides it: four arms turning about a middle, each arm cut as one likes.

Any division by straight cuts begins with a cut right through the page; the least division without one is the
pinwheel of five rectangles. Here every one of the five may hold several stories, stacked or side by side. Which
heights a set of stories can take at a width is a set of integers, kept as the bits of one number, so that all
pinwheels of up to eight stories are tried in a moment:

    A A B      A is over D and E, B over C; mirrored, the page turns the other way.
    D E B
    D C C
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from issues.composing.rules import LINE_MARGIN, Cut
from issues.composing.tiling import MOST_WHITE_ROWS, WHITE_COST, Candidate, Sheet
from issues.layout.geometry import Rect

FEWEST_STORIES, MOST_STORIES = 5, 8
MOST_FOUND = 4000  # pinwheels weighed in full

Placed = tuple[Cut, Rect]


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
    """All pinwheels of some stories on a sheet without fixed tiles; all the stories stand in each."""

    sheet: Sheet
    stories: Sequence[Candidate]
    seed: int = 0
    _ways: list[dict[int, dict[int, tuple[float, Cut]]]] = field(init=False)  # story, width, height
    masks: list[list[int]] = field(init=False)  # by width and set of stories
    _sides: dict[tuple[int, int], dict[int, list[tuple[int, int, int]]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._ways = [self._heights(story) for story in self.stories]
        self._narrowest = min((width for ways in self._ways for width in ways), default=1)
        self._lead = 0 if self.sheet.lead is None else 1 << self.sheet.lead
        self.masks = self._possible()
        self._best = lru_cache(maxsize=None)(self._best_uncached)

    def _heights(self, story: Candidate) -> dict[int, dict[int, tuple[float, Cut]]]:
        """For each width and height the least points, and the cut that has them."""
        found: dict[int, dict[int, tuple[float, Cut]]] = {}
        for cut in story.cuts:
            heights = found.setdefault(cut.width, {})
            for height in range(cut.rows, min(self.sheet.rows, cut.most + MOST_WHITE_ROWS - 1) + 1):
                white = cut.blank + max(0, height - cut.most) * cut.width
                points = cut.cost + WHITE_COST * white
                if height not in heights or points < heights[height][0]:
                    heights[height] = points, cut
        return found

    # -------------------------------------------------------------------------------------- possible heights

    def _possible(self) -> list[list[int]]:
        """For each width and set of stories the heights that they can take together, as bits."""
        count, full = 1 << len(self.stories), (1 << self.sheet.rows) - 1
        widths = range(self._narrowest, self.sheet.columns - self._narrowest + 1)
        masks = [[0] * count for _ in range(self.sheet.columns + 1)]
        for index, ways in enumerate(self._ways):
            for width in widths:
                masks[width][1 << index] = sum(1 << height for height in ways.get(width, ()))
        for members in range(1, count):
            if members & (members - 1) == 0:
                continue
            for first, second in self._halves(members):
                for width in widths:
                    here = masks[width]
                    if here[first] and here[second]:
                        here[members] |= _sums(here[first], here[second]) & full
                    for left in range(self._narrowest, width - self._narrowest + 1):
                        here[members] |= masks[left][first] & masks[width - left][second]
        return masks

    def _halves(self, members: int) -> Iterator[tuple[int, int]]:
        """The ways to part some stories in two; the lead, or else the most important story, is in the first part."""
        head = members & self._lead or members & -members
        rest = members ^ head
        part = rest
        while part:
            part = (part - 1) & rest
            yield part | head, rest ^ part

    # --------------------------------------------------------------------------------------------- pinwheels

    def run(self, results: int = 80) -> list[tuple[float, list[Placed]]]:
        """Whole pages with their points, best first."""
        if not FEWEST_STORIES <= len(self.stories) <= MOST_STORIES:
            return []
        wheels = list(self._wheels())
        random.Random(self.seed).shuffle(wheels)  # noqa: S311
        weighed = sorted(
            ((self._points(wheel), index) for index, wheel in enumerate(wheels[:MOST_FOUND])),
        )
        return [(points, self._rectangles(wheels[index])) for points, index in weighed[:results]]

    def _wheels(self) -> Iterator[Wheel]:
        everything = (1 << len(self.stories)) - 1
        columns, least = self.sheet.columns, self._narrowest
        for a in range(2 * least, columns - least + 1):
            for d in range(least, a - least + 1):
                left, right = self._pairs(a, d), self._pairs(columns - a, columns - d)
                for middle, gaps in self._middles(a - d):
                    rest = everything ^ middle
                    for members in subsets(rest):
                        if members in left and rest ^ members in right:
                            yield from self._joined((a, d), middle, gaps, left[members], right[rest ^ members])

    def _middles(self, width: int) -> list[tuple[int, list[int]]]:
        """The sets of stories that can stand in the middle at a width, with the heights that they can take."""
        found = []
        for members in range(1, 1 << len(self.stories)):
            if not members & self._lead:
                gaps = [height for height in bits(self.masks[width][members]) if height >= 2 * LINE_MARGIN]
                if gaps:
                    found.append((members, gaps))
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
                if self._lead and not (first | over) & self._lead:
                    continue
                for gap in gaps:
                    both = (heights_a << gap) & heights_b
                    if both:
                        height_b = both.bit_length() - 1
                        arms = (first, over, under, below, middle)
                        yield Wheel(arms, *widths, height_b - gap, height_b, bool(over & self._lead))

    def _pairs(self, top_width: int, bottom_width: int) -> dict[int, list[tuple[int, int, int]]]:
        """By all their members, pairs of sets that fill the page's height one over the other.

        With each pair come the heights that the upper set can take.
        """
        known = self._sides.get((top_width, bottom_width))
        if known is not None:
            return known
        found: dict[int, list[tuple[int, int, int]]] = {}
        everything = (1 << len(self.stories)) - 1
        turned = [_turned(mask, self.sheet.rows) for mask in self.masks[bottom_width]]
        for top, upper in enumerate(self.masks[top_width]):
            if not upper:
                continue
            for bottom in subsets(everything ^ top):
                heights = upper & turned[bottom]
                if heights:
                    found.setdefault(top | bottom, []).append((top, bottom, heights))
        self._sides[top_width, bottom_width] = found
        return found

    def _points(self, wheel: Wheel) -> float:
        return sum(self._best(members, rect.width, rect.height)[0] for members, rect in self._arms(wheel))

    def _arms(self, wheel: Wheel) -> list[tuple[int, Rect]]:
        """The five sets of stories with their rectangles, unmirrored."""
        rows, columns = self.sheet.rows, self.sheet.columns
        a, d, height_a, height_b = wheel.a, wheel.d, wheel.height_a, wheel.height_b
        rects = (
            Rect(0, 0, a, height_a),
            Rect(a, 0, columns - a, height_b),
            Rect(d, height_b, columns - d, rows - height_b),
            Rect(0, height_a, d, rows - height_a),
            Rect(d, height_a, a - d, height_b - height_a),
        )
        return list(zip(wheel.arms, rects, strict=True))

    def _rectangles(self, wheel: Wheel) -> list[Placed]:
        """The stories' rectangles."""
        placed: list[Placed] = []
        for members, rect in self._arms(wheel):
            placed += self._laid(members, rect, wheel.mirrored)
        if wheel.mirrored:
            columns = self.sheet.columns
            placed = [(cut, Rect(columns - rect.right, rect.y, rect.width, rect.height)) for cut, rect in placed]
        return placed

    # ---------------------------------------------------------------------------------------------- one arm

    def points(self, members: int, rect: Rect) -> float:
        """The least points of some stories in a rectangle."""
        return self._best(members, rect.width, rect.height)[0]

    def laid(self, members: int, rect: Rect) -> list[Placed]:
        """Some stories in their rectangles within one, at their best."""
        return self._laid(members, rect, mirrored=False)

    def _best_uncached(self, members: int, width: int, height: int) -> tuple[float, int, int, int]:
        """The least points of some stories in a rectangle: points, the first part, and where it ends (across, down)."""
        if members & (members - 1) == 0:
            way = self._ways[members.bit_length() - 1].get(width, {}).get(height)
            return (way[0] if way else float("inf"), members, 0, 0)
        best = (float("inf"), 0, 0, 0)
        for first, second in self._halves(members):
            upper = self.masks[width][first] & _turned(self.masks[width][second], height)
            for down in bits(upper):
                points = self._best(first, width, down)[0] + self._best(second, width, height - down)[0]
                best = min(best, (points, first, 0, down))
            for left in range(self._narrowest, width - self._narrowest + 1):
                if self.masks[left][first] & self.masks[width - left][second] & 1 << height:
                    points = self._best(first, left, height)[0] + self._best(second, width - left, height)[0]
                    best = min(best, (points, first, left, 0))
        return best

    def _laid(self, members: int, rect: Rect, mirrored: bool) -> list[Placed]:
        """The stories of one arm in their rectangles; what is to be mirrored is laid from the right."""
        _points, first, across, down = self._best(members, rect.width, rect.height)
        if members & (members - 1) == 0:
            return [(self._ways[members.bit_length() - 1][rect.width][rect.height][1], rect)]
        if across:
            near = Rect(rect.x, rect.y, across, rect.height)
            far = Rect(rect.x + across, rect.y, rect.width - across, rect.height)
            if mirrored:
                near = Rect(rect.right - across, rect.y, across, rect.height)
                far = Rect(rect.x, rect.y, rect.width - across, rect.height)
        else:
            near = Rect(rect.x, rect.y, rect.width, down)
            far = Rect(rect.x, rect.y + down, rect.width, rect.height - down)
        return self._laid(first, near, mirrored) + self._laid(members ^ first, far, mirrored)


def bits(mask: int) -> Iterator[int]:
    """The numbers in a set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def subsets(members: int) -> Iterator[int]:
    """The proper and the whole subsets of a set, the empty one aside."""
    part = members
    while part:
        yield part
        part = (part - 1) & members


def _sums(one: int, two: int) -> int:
    """All sums of a number of one set and a number of the other."""
    if one.bit_count() > two.bit_count():
        one, two = two, one
    result = 0
    while one:
        low = one & -one
        result |= two * low
        one ^= low
    return result


def _turned(mask: int, total: int) -> int:
    """The set of ``total - n`` for all n from 1 below ``total`` of a set."""
    return int(f"{mask & ((1 << total) - 2):0{total + 1}b}"[::-1], 2)
