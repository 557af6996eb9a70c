"""Makes peace between neighbours on a page: headlines that collide, pictures back to back, gutters nothing crosses.

A tiling that is otherwise good often breaks one of these rules only by how its stories are set. Each may be set in
another way in the same rectangle: a headline of another level, a picture elsewhere, other text columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from issues.composing.rules import Cut, Tile, meeting, tile_of
from issues.composing.stock import Way

MOST_STEPS = 4  # stories set in another way


def reconciled(
    tiles: Sequence[Tile],
    ways: Sequence[Sequence[Way]],
    columns: int,
    fixed: Sequence[Tile] = (),
    *,
    down: bool = True,
) -> tuple[list[Tile], float] | None:
    """The tiles with as few as possible set in another of their ``ways`` so that no rule is broken.

    With them come the points that this costs. None where it does not come off. ``fixed`` tiles stay as they are;
    ``down`` says whether gutters are to be crossed.
    """
    now, cost = list(tiles), 0.0
    chosen = [0] * len(now)
    for _step in range(MOST_STEPS + 1):
        quarrels = [_quarrels(index, tile, now, fixed) for index, tile in enumerate(now)]
        bare = _uncrossed([*now, *fixed], columns) if down else 0
        if not any(quarrels) and not bare:
            return now, cost
        best: tuple[int, float, int, int] | None = None
        for index, tile in enumerate(now):
            if tile.cut is None or not (quarrels[index] or bare):
                continue
            without = _uncrossed([*(each for each in now if each is not tile), *fixed], columns) if down else 0
            for number, (points, cut) in enumerate(ways[index]):
                if number == chosen[index]:
                    continue
                other = _set_as(tile, cut)
                left = _quarrels(index, other, now, fixed) - quarrels[index]
                left += (without & ~_crossed(other)).bit_count() - bare.bit_count()
                if left < 0:
                    offer = (left, points - ways[index][chosen[index]][0], index, number)
                    best = min(best, offer) if best is not None else offer
        if best is None:
            return None
        _left, points, index, number = best
        now[index], chosen[index], cost = _set_as(now[index], ways[index][number][1]), number, cost + points
    return None


def _set_as(tile: Tile, cut: Cut) -> Tile:
    """The tile with its story set in another way."""
    story = tile.cut.story if tile.cut else cut.story
    return tile_of(replace(cut, story=story), tile.rect, tile.group)


def _quarrels(index: int, tile: Tile, tiles: Sequence[Tile], fixed: Sequence[Tile]) -> int:
    """With how many of the others a tile may not meet."""
    others = (*tiles[:index], *tiles[index + 1 :], *fixed)
    return sum(meeting(tile, other) is None for other in others)


def _crossed(tile: Tile) -> int:
    """The gutters of the page that a tile crosses, as bits."""
    return tile.crossed << tile.rect.x


def _uncrossed(tiles: Sequence[Tile], columns: int) -> int:
    """The gutters of the page that no tile crosses, as bits."""
    crossed = 0
    for tile in tiles:
        crossed |= _crossed(tile)
    return ((1 << columns) - 2) & ~crossed
