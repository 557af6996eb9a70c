"""Fills one page with rectangles: a beam search over skylines.

The skyline is how far each grid column is filled. Every step sets one more block at the lowest, leftmost notch of the
skyline, so every tiling by rectangles can be reached, those included that no straight cut divides. Rules that a part
of a page breaks for good (a white line through the page, headlines that collide, pictures back to back) are refused
on the spot; what is merely less handsome costs points.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from issues.composing.rules import Cut, Tile, interrupted_across, interrupted_down, meeting, tile_of
from issues.layout.geometry import Rect

LEVELS = 48  # steps of fullness at which half-filled pages are compared with one another
WHITE_COST = 0.35  # points for a grid cell of white
KIN = 8  # of the pages that go on, no more than one part in so many begin with the same two blocks
MOST_WHITE_ROWS = 6  # rows that one block may be higher than its content


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be filled: the area (from row 0), what stands there already, and what is asked of the filling."""

    columns: int
    rows: int
    fixed: tuple[Tile, ...] = ()
    lead: int | None = None  # the story that must stand at the top left
    allowance: float = 0.05  # share of the free area that may stay white
    unbroken: bool = True  # whether a straight white line through the page is refused
    holes: bool = False  # whether empty rectangles may be left, as the last resort


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story as the search sees it."""

    cuts: tuple[Cut, ...]
    missing: float = 0.0  # points if a whole page lacks it
    extra: float = 0.0  # points if the page has it, though it belongs elsewhere
    depth: float = 0.0  # points for each page length that it stands below the top
    group: str = ""  # stories of one column stand together


@dataclass(slots=True)
class State:
    """A page half filled, or whole."""

    sky: tuple[int, ...]
    tiles: tuple[Tile, ...] = ()
    used: int = 0  # bit set of stories
    white: float = 0.0  # grid cells
    cost: float = 0.0
    filled: int = 0  # grid cells, white included

    @property
    def score(self) -> float:
        """The lower the better; comparable between pages equally full."""
        return self.cost + WHITE_COST * self.white


@dataclass(slots=True)
class Step:
    """A block that could come next, before it is looked at closely; ``cut`` None leaves a hole."""

    score: float  # of the page with it, as far as can be told
    state: State
    story: int
    cut: Cut | None
    rect: Rect


def _score(each: State | Step) -> float:
    return each.score


@dataclass(slots=True)
class Search:
    """One search: the sheet, the stories that may stand on it, and how wide to look."""

    sheet: Sheet
    stories: Sequence[Candidate]
    seed: int = 0
    breadth: int = 60
    results: int = 8
    _rng: random.Random = field(init=False)
    _free: int = field(init=False)
    _spare: float = field(init=False)
    _least: int = field(init=False)
    _narrowest: int = field(init=False)
    _areas: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)  # noqa: S311
        self._free = self.sheet.columns * self.sheet.rows - sum(tile.rect.size for tile in self.sheet.fixed)
        self._spare = self.sheet.allowance * self._free
        cuts = [cut for story in self.stories for cut in story.cuts]
        self._least = min((cut.rows for cut in cuts), default=1)
        self._narrowest = min((cut.width for cut in cuts), default=1)
        self._areas = [max((cut.most * cut.width for cut in story.cuts), default=0) for story in self.stories]

    def run(self) -> list[State]:
        """Whole pages, best first; empty if none fits.

        Half-filled pages wait by how full they are; of each fullness only the best go on, and no more than a share
        of them that begin with the same two blocks, so that the search does not lose itself in one corner.
        """
        queue: list[list[Step]] = [[] for _ in range(LEVELS)]
        whole: list[State] = []
        start = State(self._settled((0,) * self.sheet.columns))
        self._look_ahead(start, queue, 0)
        for level in range(1, LEVELS):
            kept = 0
            seen: set[tuple[tuple[int, ...], int]] = set()
            kin: dict[tuple[Rect, ...], int] = {}
            for step in sorted(queue[level], key=_score):
                if kept >= self.breadth:
                    break
                state = self._taken(step)
                if state is None or (state.sky, state.used) in seen:
                    continue
                seen.add((state.sky, state.used))
                if min(state.sky) >= self.sheet.rows:
                    everything = (*self.sheet.fixed, *state.tiles)
                    if not self.sheet.unbroken or interrupted_down(everything, self.sheet.columns):
                        state.cost += self._missing(state.used)
                        whole.append(state)
                    continue
                family = tuple(tile.rect for tile in state.tiles[:2])
                kin[family] = kin.get(family, 0) + 1
                if kin[family] > max(2, self.breadth // KIN):
                    continue
                kept += 1
                self._look_ahead(state, queue, level)
            queue[level] = []
        return sorted(whole, key=_score)[: self.results]

    # ------------------------------------------------------------------------------------------ one step

    def _look_ahead(self, state: State, queue: list[list[Step]], level: int) -> None:
        """Queue every block that could come next at the lowest, leftmost notch."""
        for step in self._steps(state):
            fullness = (state.filled + step.rect.size) * (LEVELS - 2) // self._free
            queue[min(LEVELS - 1, max(level + 1, fullness))].append(step)

    def _steps(self, state: State) -> Iterator[Step]:
        sheet, sky = self.sheet, state.sky
        y = min(sky)
        x = sky.index(y)
        span = 1
        while x + span < sheet.columns and sky[x + span] == y:
            span += 1
        floors: list[int] = []
        for column in range(x, x + span):
            here = self._floor(column, y)
            floors.append(min(here, floors[-1]) if floors else here)
        left = sky[x - 1] if x else sheet.rows
        depth = y / sheet.rows
        for index, story in enumerate(self.stories):
            if state.used >> index & 1 or (not state.tiles and sheet.lead not in (None, index)):
                continue
            for cut in story.cuts:
                if cut.width > span:
                    continue
                room = floors[cut.width - 1] - y
                if cut.rows > room or cut.width < span < cut.width + self._narrowest:
                    continue
                right = sky[x + cut.width] if x + cut.width < sheet.columns else sheet.rows
                points = state.cost + cut.cost + story.extra + story.depth * depth + self._rng.random() * 0.3
                for height in self._heights(state, cut, room, (left - y, right - y)):
                    white = state.white + cut.blank + max(0, height - cut.most) * cut.width
                    if white <= self._spare:
                        rect = Rect(x, y, cut.width, height)
                        yield Step(points + WHITE_COST * white, state, index, cut, rect)
        if sheet.holes:
            right = sky[x + span] if x + span < sheet.columns else sheet.rows
            bottom = min([*floors, *(edge for edge in (left, right) if edge > y)])
            rect = Rect(x, y, span, bottom - y)
            yield Step(state.cost + WHITE_COST * (state.white + rect.size), state, 0, None, rect)

    def _floor(self, column: int, y: int) -> int:
        """The row where something fixed, or the page's end, begins below a cell."""
        fixed = (tile.rect for tile in self.sheet.fixed)
        return min((at.y for at in fixed if at.x <= column < at.right and at.y >= y), default=self.sheet.rows)

    def _settled(self, sky: tuple[int, ...]) -> tuple[int, ...]:
        """The skyline with every column carried past the fixed tiles that it has come to."""
        if not self.sheet.fixed:
            return sky
        columns = list(sky)
        for tile in sorted(self.sheet.fixed, key=lambda tile: tile.rect.y):
            for column in range(tile.rect.x, tile.rect.right):
                if columns[column] == tile.rect.y:
                    columns[column] = tile.rect.bottom
        return tuple(columns)

    def _heights(self, state: State, cut: Cut, room: int, flush: tuple[int, ...]) -> set[int]:
        """Heights worth trying: the least, the middle, flush with a neighbour, down to the floor."""
        spare = int((self._spare - state.white) / cut.width)
        most = min(room, cut.most + min(spare, MOST_WHITE_ROWS))
        wanted = {cut.rows, (cut.rows + cut.most) // 2, cut.most, room, *flush}
        return {
            height
            for height in wanted
            if cut.rows <= height <= most and (height == room or room - height >= self._least)
        }

    def _taken(self, step: Step) -> State | None:
        """The page with the step's block set, or None where a rule forbids it."""
        sheet, state, rect, cut = self.sheet, step.state, step.rect, step.cut
        sky = self._settled(state.sky[: rect.x] + (rect.bottom,) * rect.width + state.sky[rect.right :])
        filled = state.filled + rect.size
        if cut is None:
            return State(sky, state.tiles, state.used, state.white + rect.size, state.cost, filled)
        if not sheet.holes and not self._passable(sky):
            return None
        white = state.white + cut.blank + max(0, rect.height - cut.most) * cut.width
        used = state.used | 1 << step.story
        if not sheet.holes and self._unfillable(filled, used, white):
            return None
        story = self.stories[step.story]
        tile = tile_of(cut, rect, story.group)
        points = cut.cost + story.extra + story.depth * rect.y / sheet.rows
        for other in (*sheet.fixed, *state.tiles):
            cost = meeting(tile, other)
            if cost is None:
                return None
            points += cost
        tiles = (*state.tiles, tile)
        lowest = min(sky)
        if sheet.unbroken and rect.y < lowest < sheet.rows and not interrupted_across((*sheet.fixed, *tiles), lowest):
            return None
        return State(sky, tiles, used, white, state.cost + points, filled)

    def _passable(self, sky: tuple[int, ...]) -> bool:
        """Whether every notch of the skyline is wide and deep enough for some block."""
        rows, columns = self.sheet.rows, self.sheet.columns
        start = 0
        while start < columns:
            height, end = sky[start], start
            while end < columns and sky[end] == height:
                end += 1
            if height < rows:
                if rows - height < self._least:
                    return False
                walled = (start == 0 or sky[start - 1] > height) and (end == columns or sky[end] > height)
                if walled and end - start < self._narrowest:
                    return False
            start = end
        return True

    def _missing(self, used: int) -> float:
        """Points for the stories that a whole page lacks."""
        return sum(story.missing for index, story in enumerate(self.stories) if not used >> index & 1)

    def _unfillable(self, filled: int, used: int, white: float) -> bool:
        """Whether all the other stories together could not fill the rest."""
        left = sum(area for index, area in enumerate(self._areas) if not used >> index & 1)
        return self._free - filled - left > self._spare - white
