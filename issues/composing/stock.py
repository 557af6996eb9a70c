"""What is found out about stories once for a whole run: the heights that sets of them can take together.

Which heights a set of stories can take at a width is a set of integers, kept as the bits of one number. Every set is
worked out once, whichever pages it is tried on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from issues.composing.rules import Cut
from issues.composing.tiling import MOST_WHITE_ROWS, WHITE_COST
from issues.layout.geometry import Rect

Way = tuple[float, Cut]
Masks = tuple[int, ...]  # by width, the possible heights as bits
MOST_WAYS = 6  # ways to set a story in one rectangle that are kept
_NOWHERE = (float("inf"), 0, 0, 0)


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """A story with its settings; ``ways`` are the best few cuts with their points, by width and height."""

    bit: int
    ways: Mapping[int, Mapping[int, Sequence[Way]]]

    def in_rect(self, rect: Rect) -> Sequence[Way]:
        """The ways to set it in a rectangle, best first."""
        return self.ways[rect.width][rect.height]

    def crossing(self, rect: Rect) -> int:
        """The page's gutters that it can cross from a rectangle, in one way or another, as bits."""
        crossed = 0
        for _points, cut in self.in_rect(rect):
            crossed |= cut.crossed
        return crossed << rect.x


Placed = tuple[Piece, Rect]


@dataclass
class Stock:
    """The pieces of one run, for sheets of up to so many columns and rows."""

    columns: int
    rows: int
    narrowest: int  # columns of a story's block
    _pieces: dict[Hashable, Piece] = field(default_factory=dict)
    _by_bit: dict[int, Piece] = field(default_factory=dict)
    _ranks: dict[int, tuple[float, ...]] = field(default_factory=dict)  # by bit: who stands above or left of whom
    _masks: dict[int, Masks] = field(default_factory=dict)
    _below: dict[tuple[int, int], Masks] = field(default_factory=dict)
    _best: dict[tuple[int, int, int, int], tuple[float, int, int, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        """The number of pieces."""
        return len(self._pieces)

    def piece(self, key: Hashable, cuts: Callable[[], Sequence[Cut]], rank: tuple[float, ...]) -> Piece:
        """The piece of this name, made of its cuts when it is asked for first; a lower rank stands higher."""
        found = self._pieces.get(key)
        if found is None:
            bit = 1 << len(self._pieces)
            found = self._pieces[key] = self._by_bit[bit] = Piece(bit, self._ways(cuts()))
            self._ranks[bit] = rank
            self._masks[bit] = tuple(
                sum(1 << height for height in found.ways.get(width, ())) if self._may(width) else 0
                for width in range(self.columns + 1)
            )
        return found

    def _ways(self, cuts: Sequence[Cut]) -> dict[int, dict[int, list[Way]]]:
        found: dict[int, dict[int, list[Way]]] = {}
        for cut in cuts:
            heights = found.setdefault(cut.width, {})
            for height in range(cut.rows, min(self.rows, cut.most + MOST_WHITE_ROWS - 1) + 1):
                white = cut.blank + max(0, height - cut.most) * cut.width
                heights.setdefault(height, []).append((cut.cost + WHITE_COST * white, cut))
        return {width: {height: _unlike(ways) for height, ways in heights.items()} for width, heights in found.items()}

    def _may(self, width: int) -> bool:
        """Whether a part of a page may be so wide: something else stands beside it."""
        return self.narrowest <= width <= self.columns - self.narrowest

    def masks(self, members: int) -> Masks:
        """For each width the heights that these pieces (bits, at least one) can take together."""
        found = self._masks.get(members)
        if found is None:
            found = self._masks[members] = self._joined(members)
        return found

    def masks_below(self, members: int, rows: int) -> Masks:
        """For each width what these pieces leave of so many rows."""
        found = self._below.get((members, rows))
        if found is None:
            found = self._below[members, rows] = tuple(turned(mask, rows) for mask in self.masks(members))
        return found

    def _joined(self, members: int) -> Masks:
        least, full = self.narrowest, (1 << self.rows + 1) - 1
        here = [0] * (self.columns + 1)
        widths = [width for width in range(self.columns + 1) if self._may(width)]
        for first, second in self._halves(members):
            one, other = self.masks(first), self.masks(second)
            for width in widths:
                upper, lower = one[width], other[width]
                if upper and lower:
                    here[width] |= sums(upper, lower) & full
                for left in range(least, width - least + 1):
                    here[width] |= one[left] & other[width - left]
        return tuple(here)

    def _halves(self, members: int) -> Iterator[tuple[int, int]]:
        """The ways to part some pieces in two; the one that ranks first is in the first part, above or at the left."""
        head = min((1 << place for place in bits(members)), key=self._ranks.__getitem__)
        rest = members ^ head
        part = rest
        while part:
            part = (part - 1) & rest
            yield part | head, rest ^ part

    def points(self, members: int, width: int, height: int, kept: int = 0) -> float:
        """The least points of some pieces in a rectangle.

        Left of column ``kept`` of it no division runs from its head to its foot, for one above or below goes on there.
        """
        return self._best_of(members, width, height, kept)[0]

    def _best_of(self, members: int, width: int, height: int, kept: int) -> tuple[float, int, int, int]:
        """Points, the first part, and where it ends (across, down) of the best division of a rectangle."""
        key = members, width, height, kept
        found = self._best.get(key)
        if found is None:
            found = self._best[key] = self._divided(members, width, height, kept)
        return found

    def _divided(self, members: int, width: int, height: int, kept: int) -> tuple[float, int, int, int]:
        piece = self._by_bit.get(members)
        if piece is not None:
            ways = piece.ways.get(width, {}).get(height)
            return (ways[0][0], members, 0, 0) if ways else _NOWHERE
        best = _NOWHERE
        for first, second in self._halves(members):
            one, other = self.masks(first), self.masks(second)
            for down in bits(one[width] & turned(other[width], height)):
                points = self._best_of(first, width, down, kept)[0]
                points += self._best_of(second, width, height - down, 0)[0]
                if points < best[0]:
                    best = (points, first, 0, down)
            for left in range(self.narrowest, width - self.narrowest + 1):
                if left != kept and one[left] & other[width - left] & 1 << height:
                    points = self._best_of(first, left, height, kept if kept < left else 0)[0]
                    points += self._best_of(second, width - left, height, max(0, kept - left))[0]
                    if points < best[0]:
                        best = (points, first, left, 0)
        return best

    def laid(self, members: int, rect: Rect, kept: int = 0, *, mirrored: bool = False) -> list[Placed]:
        """The pieces in their rectangles within one; mirrored: laid from the right."""
        _points, first, across, down = self._best_of(members, rect.width, rect.height, kept)
        piece = self._by_bit.get(members)
        if piece is not None:
            return [(piece, rect)]
        if across:
            near = Rect(rect.x, rect.y, across, rect.height)
            far = Rect(rect.x + across, rect.y, rect.width - across, rect.height)
            if mirrored:
                near = Rect(rect.right - across, rect.y, across, rect.height)
                far = Rect(rect.x, rect.y, rect.width - across, rect.height)
            kept, rest = (kept if kept < across else 0), max(0, kept - across)
        else:
            near = Rect(rect.x, rect.y, rect.width, down)
            far = Rect(rect.x, rect.y + down, rect.width, rect.height - down)
            rest = 0
        return [
            *self.laid(first, near, kept, mirrored=mirrored),
            *self.laid(members ^ first, far, rest, mirrored=mirrored),
        ]


def _unlike(ways: list[Way]) -> list[Way]:
    """The best few ways, none of which differs from a better one in nothing that neighbours see."""
    seen = set()
    kept = []
    for way in sorted(ways, key=itemgetter(0)):
        cut = way[1]
        looks = cut.title, cut.crossed, cut.spots
        if looks not in seen:
            seen.add(looks)
            kept.append(way)
            if len(kept) == MOST_WAYS:
                break
    return kept


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


def sums(one: int, two: int) -> int:
    """All sums of a number of one set and a number of the other."""
    if one.bit_count() > two.bit_count():
        one, two = two, one
    result = 0
    while one:
        low = one & -one
        result |= two * low
        one ^= low
    return result


def turned(mask: int, total: int) -> int:
    """The set of ``total - n`` for all n from 1 below ``total`` of a set."""
    mask &= (1 << total) - 2
    return int(f"{mask:0{total + 1}b}"[::-1], 2) if mask else 0
