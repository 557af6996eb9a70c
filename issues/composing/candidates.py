"""Stories with their settings as the searches see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from issues.composing.rules import Cut, Spot, Title
from issues.composing.settings import Setting
from issues.composing.stock import Piece, Stock
from issues.composing.tiling import Candidate
from issues.layout.model import Story

MISSING = {1: 160.0, 2: 95.0, 3: 52.0, 4: 16.0, 5: 6.0}  # points for a page without a story assigned to it
WISHED = 15.0  # further points for one that asked for this page
EXTRA = 1.5  # points for a story from the bench
DEPTH = {1: 3.0, 2: 2.0, 3: 1.0, 4: 0.3, 5: 0.0}  # points for each page length down
AREA_COST = 2.0  # points for a setting twice as large, or half as large, as would suit the page
SAME_WIDTH = 3  # settings of one width where not all are taken


@dataclass(frozen=True, slots=True)
class Entry:
    """A story that may stand on the page, with its settings."""

    story: Story
    settings: Sequence[Setting]
    target: float  # grid cells that would suit the page
    own: bool  # assigned to this page, not merely free
    lead: bool = False
    wished: bool = False  # it asked for this page
    front: bool = False  # it is set as the front page's stories are

    @property
    def name(self) -> Hashable:
        """What tells it from the same story with other settings: they are the smaller of those for its place."""
        return self.story.key, self.lead, self.front, len(self.settings)

    @property
    def prominence(self) -> int:
        """The rank on this page."""
        return 1 if self.lead else self.story.prominence

    @property
    def missing(self) -> float:
        """Points for the page without it."""
        return MISSING[self.prominence] + WISHED * self.wished if self.own else 0.0

    @property
    def extra(self) -> float:
        """Points for the page with it."""
        return 0.0 if self.own else EXTRA


def candidate(index: int, entry: Entry, most: int | None = None) -> Candidate:
    """The story for a search, with at most so many of its settings."""
    return Candidate(
        tuple(_cut(index, number, entry.settings[number]) for number in _varied(entry, most)),
        missing=entry.missing,
        extra=entry.extra,
        depth=DEPTH[entry.prominence],
        group=entry.story.label,
    )


def piece_of(entry: Entry, stock: Stock) -> Piece:
    """The story with all its settings as the pinwheels see it."""
    rank = (not entry.lead, entry.prominence, -entry.story.characters, len(stock))
    return stock.piece(
        entry.name, lambda: [_cut(0, number, setting) for number, setting in enumerate(entry.settings)], rank
    )


def _cut(index: int, number: int, setting: Setting) -> Cut:
    return Cut(
        story=index,
        setting=number,
        width=setting.shape.columns,
        rows=setting.rows,
        most=setting.most,
        cost=setting.cost,
        title=Title(setting.title_top, setting.title_size) if setting.title_size else None,
        crossed=setting.crossed,
        blank=setting.blank,
        spots=_spots(setting),
    )


def _varied(entry: Entry, most: int | None) -> list[int]:
    """The numbers of the settings that suit the page best, only a few of each width where not all are taken."""
    if most is None or most >= len(entry.settings):
        return list(range(len(entry.settings)))

    def unfitness(number: int) -> float:
        setting = entry.settings[number]
        area = (setting.rows + setting.most) / 2 * setting.shape.columns
        return setting.cost + AREA_COST * abs(area - entry.target) / max(1.0, entry.target)

    chosen: list[int] = []
    widths: Counter[int] = Counter()
    for number in sorted(range(len(entry.settings)), key=unfitness):
        width = entry.settings[number].shape.columns
        if widths[width] < SAME_WIDTH and len(chosen) < most:
            widths[width] += 1
            chosen.append(number)
    return chosen


def _spots(setting: Setting) -> tuple[Spot, ...]:
    """Where the pictures stand in the block, in grid units."""
    shape = setting.shape
    step = shape.columns / shape.text_columns
    spots = []
    for spot in shape.photos:
        beside = shape.headline_columns and spot.column >= shape.headline_columns
        y = 0 if beside else setting.head_rows
        if spot.edge == "bottom":
            y = setting.rows - spot.rows - 2
        spots.append(Spot(spot.column * step, y, spot.columns * step, spot.rows))
    return tuple(spots)
