"""Which story goes on which page: an assignment improved by small changes until nothing more is gained.

Weighed are the room each page has, what the newsroom asked for, where a column has its home, how the prominent
stories spread, and what is left out. Deterministic for a seed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from issues.composing.pinwheel import FEWEST_STORIES
from issues.composing.settings import Setting
from issues.layout.model import Story

LEFT_OUT = {1: 160.0, 2: 95.0, 3: 52.0, 4: 12.0, 5: 2.5}  # points for leaving a story out, by prominence
OUTRANKED = 40.0  # further points for one that is left out though one of lower rank stands
FEWEST_BLOCKS = 6  # a page with fewer is hard to fill without a straight line through it
LARGE_BLOCKS = 14.0  # points for each block that a page lacks for a pinwheel
LEAST_BLOCKS = 3
AWAY = 200.0  # points for a column that stands elsewhere than where it always stands
DUE = 100.0  # further points for leaving out one that is due
WISHED = 15.0  # further points for leaving out one that was asked for on a page
UNASKED = 40.0  # for a story on another page than the one that was asked for
ASTRAY = 22.0  # for a story on another page than the one that bears its column's name
ROOMY = 0.84  # of a page, taken by its stories at their very smallest: beyond, ever fewer ways to lay them are left
TIGHT = 4000.0  # points for the square of what is beyond
SQUEEZED = 28.0  # for a page whose stories must all be set as small as they can be
STEPS = 10000
HEAT = 14.0  # points: what a change for the worse may cost at the beginning
BENCH = -1


@dataclass(frozen=True, slots=True)
class Room:
    """One page as the assignment sees it; cells are grid cells still free."""

    sequence: int
    name: str
    cells: int
    blocks: int = 0  # pinned ones that stand there already


@dataclass(frozen=True, slots=True)
class Load:
    """One story as the assignment sees it: the cells it takes at the least, usually and at the most."""

    key: str
    least: float
    usual: float
    most: float
    prominence: int
    label: str = ""
    page_wish: int | None = None
    fixed_column: bool = False
    photos: int = 0
    smallest: float = 0.0  # cells in whatever setting
    due: bool = False  # it was left out of another try though it outranks others

    def at(self, stretch: float) -> float:
        """The cells it takes when the stories of its page give so much (see ``elasticity_of``)."""
        give = self.most - self.usual if stretch > 0 else self.usual - self.least
        return self.usual + stretch * give


def load_of(story: Story, ways: Sequence[Setting]) -> Load:
    """The story as the assignment sees it; ``usual`` is 0 for one that cannot be set."""
    best = min((way.cost for way in ways), default=0.0)
    good = [way for way in ways if way.cost <= best + 0.7]
    likely = [way for way in ways if way.cost <= best + 1.5]
    return Load(
        key=story.key,
        least=min((way.rows * way.shape.columns for way in likely), default=0),
        usual=sum((way.rows + way.most) / 2 * way.shape.columns for way in good) / max(1, len(good)),
        most=max((way.most * way.shape.columns for way in likely), default=0),
        prominence=story.prominence,
        label=story.label,
        page_wish=story.page_wish,
        fixed_column=story.fixed_column,
        photos=len(story.photos),
        smallest=min((way.rows * way.shape.columns for way in ways), default=0),
    )


def home_of(load: Load, rooms: Sequence[Room]) -> int | None:
    """The page a story asks for: the one named, else the one that bears its column's name."""
    if load.page_wish is not None and any(room.sequence == load.page_wish for room in rooms):
        return load.page_wish
    if load.label:
        for room in rooms:
            if room.name == load.label:
                return room.sequence
    return None


def pages_that_fill(loads: Sequence[Load], rooms: Sequence[Room]) -> int:
    """How many of the pages, from the first, the stories can fill."""
    ample = sum(0.4 * load.usual + 0.6 * load.most for load in loads)
    filled = 0
    for count in range(1, len(rooms) + 1):
        cells = sum(room.cells for room in rooms[:count])
        blocks = len(loads) + sum(room.blocks for room in rooms[:count])
        if ample >= 0.97 * cells and blocks >= LEAST_BLOCKS * count:
            filled = count
    return max(1, filled)


def assign(loads: Sequence[Load], rooms: Sequence[Room], seed: int) -> list[int]:
    """For each story the index of its room, or BENCH."""
    rng = random.Random(seed)  # noqa: S311
    homes = [_index(home_of(load, rooms), rooms) for load in loads]
    places = _first_try(loads, rooms, homes)
    members = [0] * len(rooms)  # as bits
    for index, place in enumerate(places):
        if place != BENCH:
            members[place] |= 1 << index
    known: list[dict[int, float]] = [{} for _ in rooms]

    def cost_of(page: int) -> float:
        found = known[page].get(members[page])
        if found is None:
            here = [load for index, load in enumerate(loads) if members[page] >> index & 1]
            found = known[page][members[page]] = page_cost(rooms[page], here, front=page == 0)
        return found

    standing = [[own_cost(load, place, rooms) for place in (*range(len(rooms)), BENCH)] for load in loads]
    costs = [cost_of(page) for page in range(len(rooms))]
    for step in range(STEPS if loads else 0):
        heat = HEAT * (1 - step / STEPS) ** 2 + 0.01
        first = rng.randrange(len(loads))
        moves = [(first, rng.randrange(-1, len(rooms)))]
        if rng.random() < 0.5:
            second = rng.randrange(len(loads))
            moves = [(first, places[second]), (second, places[first])]
        moves = [(index, target) for index, target in moves if places[index] != target]
        if not moves:
            continue
        before = {index: places[index] for index, _target in moves}
        change = sum(standing[index][target] - standing[index][places[index]] for index, target in moves)
        touched = sorted({place for pair in moves for place in (before[pair[0]], pair[1]) if place != BENCH})
        _shift(moves, places, members)
        fresh = [cost_of(page) for page in touched]
        change += sum(fresh) - sum(costs[page] for page in touched)
        if change <= 0 or rng.random() < math.exp(-change / heat):
            for page, cost in zip(touched, fresh, strict=True):
                costs[page] = cost
        else:
            _shift(list(before.items()), places, members)
    return places


def own_cost(load: Load, place: int, rooms: Sequence[Room]) -> float:
    """What speaks against a story's standing on a page (by index), or against leaving it out (BENCH)."""
    if place == BENCH:
        return LEFT_OUT[load.prominence] + DUE * load.due + (WISHED if load.fixed_column or load.page_wish else 0.0)
    home = home_of(load, rooms)
    away = home is not None and home != rooms[place].sequence
    cost = (AWAY if load.fixed_column else UNASKED if load.page_wish else ASTRAY) if away else 0.0
    return cost + 0.35 * place * (5 - load.prominence)


def leading(story: Story) -> tuple[int, int, str]:
    """The order in which the stories of a page are asked to lead it."""
    return story.prominence, -story.characters, story.key


def elasticity_of(loads: Sequence[Load], cells: float) -> float:
    """How much stories must give to fill so many cells: -1 all at their least, 0 as usual, 1 all at their most."""
    usual = sum(load.usual for load in loads)
    if cells < usual:
        return (cells - usual) / max(1.0, usual - sum(load.least for load in loads))
    return (cells - usual) / max(1.0, sum(load.most for load in loads) - usual)


def _index(sequence: int | None, rooms: Sequence[Room]) -> int | None:
    return next((index for index, room in enumerate(rooms) if room.sequence == sequence), None)


def _first_try(loads: Sequence[Load], rooms: Sequence[Room], homes: Sequence[int | None]) -> list[int]:
    """Each story at home, or where most room is left, the prominent first."""
    left = [float(room.cells) for room in rooms]
    places = [BENCH] * len(loads)
    for index in sorted(range(len(loads)), key=lambda index: (loads[index].prominence, -loads[index].usual, index)):
        home = homes[index]
        place = home if home is not None else max(range(len(rooms)), key=lambda page: (left[page], -page))
        if left[place] >= 0.6 * loads[index].usual:
            places[index] = place
            left[place] -= loads[index].usual
    return places


def _shift(moves: Sequence[tuple[int, int]], places: list[int], members: list[int]) -> None:
    for index, target in moves:
        if places[index] != BENCH:
            members[places[index]] ^= 1 << index
        if target != BENCH:
            members[target] ^= 1 << index
        places[index] = target


def page_cost(room: Room, stories: Sequence[Load], *, front: bool) -> float:
    """What speaks against these stories making up this page."""
    cells = room.cells
    if cells <= 0:
        return 100.0 * len(stories)
    stretch = elasticity_of(stories, cells)
    cost = (3.0 if stretch > 0 else SQUEEZED) * stretch * stretch + 80.0 * max(0.0, abs(stretch) - 0.6)
    tight = max(0.0, sum(load.smallest for load in stories) / cells - ROOMY)
    cost += TIGHT * tight * tight
    usual = sum(load.usual for load in stories)
    # text alone gives little: what photos cannot take up weighs by itself
    give = 0.25 * max(0.0, sum(load.most for load in stories) - usual)
    cost += 500.0 * (max(0.0, abs(cells - 0.98 * usual) - give) / cells) ** 2
    blocks = len(stories) + room.blocks
    cost += 4.0 * max(0, FEWEST_BLOCKS - blocks) + 1.5 * max(0, blocks - 8)
    cost += LARGE_BLOCKS * max(0, FEWEST_STORIES - blocks)
    ranks = sorted(load.prominence for load in stories)
    if ranks:
        cost += 5.0 * max(0, ranks[0] - (1 if front else 2))
        cost += 2.5 * max(0, sum(rank == 1 for rank in ranks) - 1)
    photos = sum(load.photos for load in stories)
    cost += 3.0 if not photos else 0.8 * max(0, photos - 4)
    labels = {load.label for load in stories if load.label}
    cost += 0.8 * len(labels)  # the stories of a column stand together
    return cost
