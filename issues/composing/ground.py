"""What there is to compose with: the stories in every setting, the pages, and what is pinned on them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from issues.composing import jumping, paging
from issues.composing.candidates import Entry
from issues.composing.ink import Ink, ink_of
from issues.composing.judging import Page
from issues.composing.legs import Leg
from issues.composing.paging import Load, Room
from issues.composing.rules import Spot, Tile, Title
from issues.composing.settings import Setting, crossings, narrowest, settings, title_of
from issues.composing.stock import Stock
from issues.layout.geometry import Rect
from issues.layout.measure import arrange
from issues.layout.model import Block, Story
from issues.layout.style import PageStyle

BENCH_TRIED = 5  # stories without a page that each page is offered


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page to be filled."""

    sequence: int
    name: str
    editor: str = ""


@dataclass
class Ground:
    """Stories and pages of one issue; what is worked out about them is kept."""

    stories: Sequence[Story]
    style: PageStyle
    pages: Sequence[PageSpec]
    pinned: Mapping[int, Sequence[Block]]  # by page
    loads: dict[str, Load] = field(init=False, default_factory=dict)  # by story, as far as asked for
    continued: set[str] = field(init=False, default_factory=set)  # keys of second parts
    _settings: dict[tuple[str, bool, bool], list[Setting]] = field(init=False, default_factory=dict)
    _stock: Stock = field(init=False)
    _legs: dict[Hashable, list[Leg]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        rows = max((self.area(page.sequence).height for page in self.pages), default=0)
        self._stock = Stock(self.style.columns, rows, narrowest(self.style))

    def area(self, sequence: int) -> Rect:
        """Where blocks may stand on a page."""
        return self.style.area(sequence, len(self.pages))

    def room(self, page: PageSpec) -> Room:
        """The page as the assignment sees it."""
        pinned = self.pinned.get(page.sequence, ())
        cells = self.area(page.sequence).size - sum(block.rect.size for block in pinned)
        return Room(page.sequence, page.name, cells, len(pinned))

    def load(self, story: Story) -> Load:
        """The story as the assignment sees it; ``usual`` 0 for one that no page can hold."""
        if story.key not in self.loads:
            self.loads[story.key] = paging.load_of(story, self.settings(story, lead=False, front=False))
        return self.loads[story.key]

    def settings(self, story: Story, *, lead: bool, front: bool) -> list[Setting]:
        """The ways to set a story."""
        key = (story.key, lead, front)
        if key not in self._settings:
            rows = min(self.area(page.sequence).height for page in self.pages)
            if story.key in self.continued:
                self._settings[key] = jumping.continued_settings(story, self.style, rows)
            else:
                self._settings[key] = settings(story, self.style, lead=lead, front=front, most_rows=rows)
        return self._settings[key]

    def make_due(self, key: str) -> None:
        """Remember that a story was left out of a try though it outranks others."""
        self.loads[key] = replace(self.loads[key], due=True)

    @staticmethod
    def spare(room: Room, bench: Sequence[Story]) -> list[Story]:
        """The stories without a page that a page is offered."""
        free = (story for story in bench if story.page_wish in (None, room.sequence))
        return sorted(free, key=lambda story: (story.prominence, story.key))[:BENCH_TRIED]

    def entries(self, room: Room, own: Sequence[Story], spare: Sequence[Story], *, front: bool) -> list[Entry]:
        """The stories of a page, and those it may take besides, with the settings that suit it."""
        whole = (story for story in own if story.key not in self.continued)
        lead = min(whole, key=paging.leading, default=None)
        stretch = paging.elasticity_of([self.load(story) for story in own], room.cells)
        entries: list[Entry] = []
        largest = math.inf  # no headline may outdo the lead's
        for story in sorted((*own, *spare), key=lambda story: story is not lead):
            leads = story is lead and not room.blocks
            ways = [way for way in self.settings(story, lead=leads, front=front) if way.title_size < largest]
            if leads:
                largest = min((way.title_size for way in ways), default=math.inf) * 0.93
            if ways:
                entries.append(
                    Entry(
                        story,
                        ways,
                        self.load(story).at(stretch),
                        own=story in own,
                        lead=leads,
                        wished=paging.home_of(self.load(story), [room]) is not None,
                        front=front,
                    )
                )
        return entries

    def page(self, room: Room) -> Page:
        """The page as it is to be filled, with what is pinned on it."""
        area, style = self.area(room.sequence), self.style
        known = {story.key: story for story in self.stories}
        tiles, ink = [], Ink()
        for block in self.pinned.get(room.sequence, ()):
            rect = Rect(block.rect.x - area.x, block.rect.y - area.y, block.rect.width, block.rect.height)
            tiles.append(_pinned_tile(known[block.story], block, rect, style))
            ink += ink_of(known[block.story], rect, block.shape, style)
        return Page(area.width, area.height, style, self._stock, tuple(tiles), ink, self._legs)


def _pinned_tile(story: Story, block: Block, rect: Rect, style: PageStyle) -> Tile:
    """A pinned block as the searches see it."""
    set_as = arrange(story, block.shape, style)
    step = block.shape.columns / block.shape.text_columns
    spots = tuple(
        Spot(photo.spot.column * step, photo.row, photo.spot.columns * step, photo.spot.rows) for photo in set_as.photos
    )
    top, size = title_of(story, block.shape, style, set_as)
    title = Title(top, size) if size else None
    return Tile(rect, None, title, story.label, spots, crossings(block.shape, style, set_as))
