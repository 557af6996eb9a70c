"""What may stand beside what on a page: headlines that collide, pictures back to back, lines through the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from issues.layout.geometry import Rect

NEAR = 1.5  # rows: headlines less apart in height stand side by side
ALIKE = 0.08  # of the size: headlines that differ by less look the same
LINE_MARGIN = 2  # rows: an edge nearer than this to a line through the page does not interrupt it


@dataclass(frozen=True, slots=True)
class Spot:
    """A picture in a block, in grid units from the block's corner."""

    x: float
    y: int
    width: float
    height: int


@dataclass(frozen=True, slots=True)
class Title:
    """The main headline of a block: rows below the block's top, size in points."""

    top: float
    size: float


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to set one story: how wide, how high at least, and how high before white shows."""

    story: int  # index of the story in the search
    setting: int  # index of the setting in the story's list
    width: int
    rows: int
    most: int
    cost: float
    title: Title | None = None
    crossed: int = 0  # bit set of the grid gutters inside it that no white line can pass
    blank: float = 0.0  # cells of white inside at the least height (last lines that do not fill their row)
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle and what stands in it; ``cut`` None for what stood there before."""

    rect: Rect
    cut: Cut | None = None
    title: Title | None = None
    group: str = ""
    spots: tuple[Spot, ...] = ()
    crossed: int = 0


def tile_of(cut: Cut, rect: Rect, group: str) -> Tile:
    """The tile of a story set like this in a rectangle."""
    return Tile(rect, cut, cut.title, group, spots_in(cut, rect.height), cut.crossed)


def spots_in(cut: Cut, height: int) -> tuple[Spot, ...]:
    """The pictures of a story set like this in a block of a height: they grow with it as far as they can."""
    grown = max(0, min(height, cut.most) - cut.rows)
    return tuple(Spot(spot.x, spot.y, spot.width, spot.height + grown) for spot in cut.spots)


def interrupted_across(tiles: Sequence[Tile], y: int) -> bool:
    """Whether some block stands well across row ``y``, so that no white line runs through the page there."""
    return any(tile.rect.y + LINE_MARGIN <= y <= tile.rect.bottom - LINE_MARGIN for tile in tiles)


def interrupted_down(tiles: Sequence[Tile], columns: int) -> bool:
    """Whether each gutter is crossed by some block, its headline or its picture."""
    crossed: set[int] = set()
    for tile in tiles:
        crossed.update(tile.rect.x + column for column in range(1, tile.rect.width) if tile.crossed >> column & 1)
    return len(crossed) >= columns - 1


def all_interrupted_across(tiles: Sequence[Tile], rows: int) -> bool:
    """Whether no white line runs across the whole page."""
    edges = {tile.rect.bottom for tile in tiles if 0 < tile.rect.bottom < rows}
    return all(interrupted_across(tiles, edge) for edge in edges)


def meeting(tile: Tile, other: Tile) -> float | None:
    """What it costs that two tiles stand where they do; None where they may not."""
    a, b = tile.rect, other.rect
    beside = (a.right == b.x or b.right == a.x) and a.y < b.bottom and b.y < a.bottom
    stacked = (a.bottom == b.y or b.bottom == a.y) and a.x < b.right and b.x < a.right
    if not beside and not stacked:
        return 0.0
    points = 0.0
    if beside and tile.title and other.title:
        apart = abs(a.y + tile.title.top - b.y - other.title.top)
        alike = abs(tile.title.size - other.title.size) / max(tile.title.size, other.title.size)
        if apart < NEAR and alike < ALIKE:
            return None  # 碰题
        if apart < NEAR:
            points += 0.5
    if tile.spots and other.spots and any(_touch(tile, one, other, two) for one in tile.spots for two in other.spots):
        return None
    if tile.group and tile.group == other.group:
        points -= 1.5
    return points


def _touch(tile: Tile, one: Spot, other: Tile, two: Spot) -> bool:
    """Whether two pictures of different stories have only a gutter or a space between them."""
    left, top = tile.rect.x + one.x, tile.rect.y + one.y
    right, bottom = left + one.width, top + one.height
    left2, top2 = other.rect.x + two.x, other.rect.y + two.y
    right2, bottom2 = left2 + two.width, top2 + two.height
    across = left < right2 + 0.5 and left2 < right + 0.5
    down = top < bottom2 + 2 and top2 < bottom + 2
    return across and down
