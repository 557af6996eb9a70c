"""Composes a whole issue: stories go to pages, pages are filled, every block is fitted and every choice explained."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from issues.composing import filling, jumping, paging, reasons
from issues.composing.candidates import Entry
from issues.composing.combining import Offer, best_choice
from issues.composing.ink import Ink, ink_of
from issues.composing.judging import Filled, Page
from issues.composing.jumping import Jump
from issues.composing.legs import Leg
from issues.composing.mending import WORK as MENDING
from issues.composing.mending import Mender, Tiled
from issues.composing.paging import BENCH, Load, Room
from issues.composing.reasons import Code, Reason, Value
from issues.composing.rules import Spot, Tile, Title
from issues.composing.settings import Setting, crossings, narrowest, settings, title_of
from issues.composing.stock import Stock
from issues.layout.geometry import Rect
from issues.layout.measure import arrange
from issues.layout.model import Block, Imprint, IssueLayout, PageLayout, Shape, Story
from issues.layout.style import PageStyle

BENCH_TRIED = 5  # stories without a page that each page is offered
MOST_JUMPS = 2  # stories that go on on another page, in one issue
EMPTY = 45.0  # points for a page that is left empty though there are stories for it
LINE = 120.0  # points for a page that a line divides
JUMP = 6.0  # points for a story in two parts
WORK = 300_000  # sets of stories that mending may weigh in one issue, 3 to the power of their number for each
GOOD_TRY = 10.0  # points for blemishes with which a try is taken without a further one
MOST_TRIES = 8
DRAWING = 12_000  # what a try costs of the same before anything is mended
FEWER_PAGES = 2  # the number of the try that leaves a page empty
ENOUGH = 5  # stories a page with which no page is left empty


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page to be filled."""

    sequence: int
    name: str
    editor: str = ""


@dataclass(frozen=True)
class Composition:
    """A composed issue, and what there is to say about it."""

    layout: IssueLayout
    reasons: tuple[Reason, ...]
    left_out: tuple[str, ...]  # keys of stories
    seed: int


@dataclass(frozen=True)
class Try:
    """A try at the whole issue: the pages as far as they came off without lines."""

    mender: Mender
    blemishes: float  # points for white and lines
    points: float  # those, who stands where, and what was left out
    outranked: tuple[str, ...]  # keys of stories that were left out though one of lower rank stands

    @property
    def is_good(self) -> bool:
        """Whether no further try is called for."""
        return self.blemishes < GOOD_TRY and not self.outranked


@dataclass(frozen=True)
class Draft:
    """The whole issue."""

    pages: tuple[tuple[Room, Filled | None], ...]
    points: float
    jumps: tuple[tuple[Jump, tuple[Block, Block]], ...] = ()  # stories in two parts, with their blocks


@dataclass
class Composer:
    """One run of composing."""

    stories: Sequence[Story]
    style: PageStyle
    pages: Sequence[PageSpec]
    seed: int = 0
    pinned: Mapping[int, Sequence[Block]] = field(default_factory=dict)  # by page
    _settings: dict[tuple[str, bool, bool], list[Setting]] = field(default_factory=dict)
    _loads: dict[str, Load] = field(default_factory=dict)
    _continued: set[str] = field(default_factory=set)  # keys of second parts
    _stock: Stock = field(init=False)
    _legs: dict[Hashable, list[Leg]] = field(default_factory=dict)
    _offers: list[Offer] = field(default_factory=list)  # pages that the tries came to
    _tiled: Tiled = field(default_factory=dict)  # and those that mending came to
    _work: int = WORK  # what mending may still cost, in the sets of stories that it weighs

    def __post_init__(self) -> None:
        rows = max((self.area(page.sequence).height for page in self.pages), default=0)
        self._stock = Stock(self.style.columns, rows, narrowest(self.style))

    def draft(self) -> Draft:
        """The issue: stories that no page can hold are set in two parts where that comes off, else left out."""
        standing = {block.story for blocks in self.pinned.values() for block in blocks}
        free = [story for story in self.stories if story.key not in standing]
        stories = [story for story in free if self.load(story).usual > 0]
        return self._with_jumps(stories, self._long([story for story in free if not self.load(story).usual]))

    def _with_jumps(self, stories: Sequence[Story], jumps: Sequence[Jump]) -> Draft:
        """The best draft with these stories divided, as far as that comes off."""
        while jumps:
            parts = [part for jump in jumps for part in (jump.first, jump.second)]
            draft = self._best([*stories, *parts])
            placed = list(self._placed(draft))
            joined = [(jump, jumping.joined(jump, placed, self.style)) for jump in jumps]
            pairs = tuple((jump, blocks) for jump, blocks in joined if blocks is not None)
            if len(pairs) == len(jumps):
                return replace(draft, jumps=pairs, points=draft.points + JUMP * len(pairs))
            gone = [jump.story for jump, blocks in joined if blocks is None]
            stories = [*stories, *(story for story in gone if self.load(story).usual > 0)]
            jumps = [jump for jump, _blocks in pairs]
        return self._best(stories)

    def _long(self, stories: Sequence[Story]) -> list[Jump]:
        """Those that can be set in two parts, as long as all together leave room for others."""
        found: list[Jump] = []
        pages = [page.sequence for page in self.pages]
        if len(pages) < 2:
            return found
        for story in sorted(stories, key=paging.leading):
            places = jumping.usual_pages(story, pages)
            jump = self._jump(story, *places) if places and len(found) < MOST_JUMPS else None
            if jump is not None:
                found.append(jump)
        return found

    def _jump(self, story: Story, page: int, on: int) -> Jump | None:
        """The story in two parts, if both can be set."""
        jump = jumping.divided(story, page, on)
        if jump is None:
            return None
        self._continued.add(jump.second.key)
        return jump if self.load(jump.first).usual and self.load(jump.second).usual else None

    def _placed(self, draft: Draft) -> Iterator[tuple[int, Rect, Shape, str]]:
        """Page, rectangle, shape and key of what a draft has placed."""
        for room, page in draft.pages:
            area = self.area(room.sequence)
            for chosen in page.chosen if page else ():
                at, key = chosen.rect, chosen.entry.story.key
                rect = Rect(at.x + area.x, at.y + area.y, at.width, at.height)
                yield room.sequence, rect, chosen.shape, key
                for shape, more in chosen.more:
                    yield room.sequence, Rect(more.x + area.x, more.y + area.y, more.width, more.height), shape, key

    def _best(self, stories: Sequence[Story]) -> Draft:
        """The best of a few tries, put together from the pages that came off in any of them, and mended."""
        rooms = [self.room(page) for page in self.pages]
        wished = max((index for index, room in enumerate(rooms, 1) if self._wished(room, stories)), default=1)
        count = max(wished, paging.pages_that_fill([self.load(story) for story in stories], rooms))
        self._offers, self._tiled = [], {}
        tries: list[Try] = []

        def best() -> Try:
            return min(tries, key=lambda each: each.points)

        for turn in range(MOST_TRIES):
            few = turn == FEWER_PAGES and len(stories) < ENOUGH * count
            pages = max(wished, count - 1) if few else count
            seed = self.seed * 10 + turn
            drawn = self._drawn(stories, rooms[:pages], seed)
            self._offers += drawn
            self._work -= DRAWING
            for offers, mend in ((drawn, True), (self._offers, False), (self._offers, True)):
                if tries and (best().is_good or (turn == 0 and offers is self._offers)):
                    break
                found = self._chosen(offers, stories, rooms[:pages], seed, mend=mend)
                tries.append(replace(found, points=found.points + EMPTY * (count - pages)))
            if best().is_good or self._work <= 0:
                break
            for key in best().outranked:
                self._loads[key] = replace(self._loads[key], due=True)
        chosen = best()
        chosen.mender.finish()
        return Draft(tuple(zip(chosen.mender.rooms, chosen.mender.pages, strict=True)), chosen.points)

    def _wished(self, room: Room, stories: Sequence[Story]) -> bool:
        """Whether somebody put something on this page."""
        return bool(room.blocks) or any(story.page_wish == room.sequence for story in stories)

    def _drawn(self, stories: Sequence[Story], rooms: Sequence[Room], seed: int) -> list[Offer]:
        """One assignment of the stories to pages, and the pages filled as far as they came off."""
        places = paging.assign([self.load(story) for story in stories], rooms, seed)
        members: list[list[Story]] = [[] for _ in rooms]
        bench: list[Story] = []
        for story, place in zip(stories, places, strict=True):
            (bench if place == BENCH else members[place]).append(story)
        offers = []
        for index, room in enumerate(rooms):
            filled = filling.fill(
                self._entries(room, members[index], self._spare(room, bench), front=index == 0),
                self._page(room),
                seed * 100 + room.sequence,
            )
            used = members[index]
            if filled is not None:
                used = [chosen.entry.story for chosen in filled.chosen]
                bench = [story for story in (*bench, *members[index]) if story not in used]
            offers.append(self._offer(index, room, used, filled))
        return offers

    def _offer(self, index: int, room: Room, stories: Sequence[Story], filled: Filled | None) -> Offer:
        """A page with what speaks against it."""
        loads = [self.load(story) for story in stories]
        cost = LINE if filled is None else self._blemishes(filled)
        cost += paging.page_cost(room, loads, front=index == 0)
        cost += sum(paging.own_cost(load, index, [self.room(page) for page in self.pages]) for load in loads)
        return Offer(index, tuple(stories), filled, cost)

    def _chosen(
        self, offers: Sequence[Offer], stories: Sequence[Story], rooms: Sequence[Room], seed: int, *, mend: bool
    ) -> Try:
        """The best issue that the pages make that are offered, mended where it has to be."""
        if offers is self._offers:
            offers = [*offers, *self._offered_by_mending(stories, rooms)]
        offers = [offer for offer in offers if offer.page < len(rooms)]  # earlier tries may have had a page more
        # The best of each page may all want the same stories; what was drawn last never does.
        chosen = best_choice(offers, stories, len(rooms), self._price, paging.OUTRANKED) or self._offers[-len(rooms) :]
        members = [list(offer.stories) for offer in chosen]
        left = [story for story in stories if not any(story in offer.stories for offer in chosen)]
        pages = [offer.filled for offer in chosen]

        def exactly(index: int, stories: Sequence[Story]) -> Filled | None:
            entries = self._entries(rooms[index], stories, (), front=index == 0)
            if len(entries) < len(stories):
                return None
            return filling.fill_exactly(entries, self._page(rooms[index]), seed * 100 + rooms[index].sequence)

        def anyhow(index: int, stories: Sequence[Story], bench: Sequence[Story]) -> Filled | None:
            room = rooms[index]
            entries = self._entries(room, stories, self._spare(room, bench), front=index == 0)
            return filling.fill_anyhow(entries, self._page(room), seed * 100 + room.sequence)

        mender = Mender(rooms, pages, members, left, self.load, exactly, anyhow, min(MENDING, self._work), self._tiled)
        if mend:
            mender.run()
            self._work -= mender.used
        return self._judged(mender)

    def _offered_by_mending(self, stories: Sequence[Story], rooms: Sequence[Room]) -> Iterator[Offer]:
        """The pages that came off while drafts were mended."""
        for (index, keys), filled in self._tiled.items():
            if filled is not None and index < len(rooms):
                yield self._offer(index, rooms[index], [story for story in stories if story.key in keys], filled)

    def _judged(self, mender: Mender) -> Try:
        """What is to be said of an issue as it stands."""
        pairs = zip(mender.rooms, mender.members, mender.pages, strict=True)
        offers = [self._offer(index, *each) for index, each in enumerate(pairs)]
        blemishes = sum(LINE if filled is None else self._blemishes(filled) for filled in mender.pages)
        placed = [story.prominence for each in mender.members for story in each]
        outranked = tuple(story.key for story in mender.left if story.prominence < max(placed, default=0))
        points = sum(offer.cost for offer in offers) + sum(self._price(story) for story in mender.left)
        return Try(mender, blemishes, points + paging.OUTRANKED * len(outranked), outranked)

    def _price(self, story: Story) -> float:
        """Points for leaving a story out."""
        return paging.LEFT_OUT[story.prominence] + paging.WISHED * (story.fixed_column or story.page_wish is not None)

    @staticmethod
    def _blemishes(filled: Filled) -> float:
        cost = 0.0 if filled.unbroken else LINE
        return cost + 100 * max(0.0, filled.white - 0.03) + 600 * max(0.0, filled.white - 0.042)

    # ---------------------------------------------------------------------------------------- what there is

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
        if story.key not in self._loads:
            self._loads[story.key] = paging.load_of(story, self.settings(story, lead=False, front=False))
        return self._loads[story.key]

    def settings(self, story: Story, *, lead: bool, front: bool) -> list[Setting]:
        """The ways to set a story."""
        key = (story.key, lead, front)
        if key not in self._settings:
            rows = min(self.area(page.sequence).height for page in self.pages)
            if story.key in self._continued:
                self._settings[key] = jumping.continued_settings(story, self.style, rows)
            else:
                self._settings[key] = settings(story, self.style, lead=lead, front=front, most_rows=rows)
        return self._settings[key]

    # ------------------------------------------------------------------------------------------ one page

    @staticmethod
    def _spare(room: Room, bench: Sequence[Story]) -> list[Story]:
        """The stories without a page that a page is offered."""
        free = (story for story in bench if story.page_wish in (None, room.sequence))
        return sorted(free, key=lambda story: (story.prominence, story.key))[:BENCH_TRIED]

    def _entries(self, room: Room, own: Sequence[Story], spare: Sequence[Story], *, front: bool) -> list[Entry]:
        """The stories of a page, and those it may take besides, with the settings that suit it."""
        whole = (story for story in own if story.key not in self._continued)
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

    def _page(self, room: Room) -> Page:
        """The page as it is to be filled, with what is pinned on it."""
        area, style = self.area(room.sequence), self.style
        known = {story.key: story for story in self.stories}
        tiles, ink = [], Ink()
        for block in self.pinned.get(room.sequence, ()):
            rect = Rect(block.rect.x - area.x, block.rect.y - area.y, block.rect.width, block.rect.height)
            tiles.append(_standing(known[block.story], block, rect, style))
            ink += ink_of(known[block.story], rect, block.shape, style)
        return Page(area.width, area.height, style, self._stock, tuple(tiles), ink, self._legs)

    def blocks(self, draft: Draft, sequence: int) -> Iterator[Block]:
        """The blocks of a page, those of divided stories with what joins them."""
        joined: dict[str, Block] = {}
        for jump, (first, second) in draft.jumps:
            joined |= {jump.first.key: first, jump.second.key: second}
        parts: Counter[str] = Counter()
        for page, rect, shape, key in self._placed(draft):
            if page == sequence:
                part = parts[key]
                parts[key] += 1
                yield joined.get(key) or Block(f"{key}-{part + 1}" if part else key, key, rect, shape, part)

    # ---------------------------------------------------------------------------------------- explaining

    def explain(self, draft: Draft, left: Sequence[str]) -> Iterator[Reason]:
        """Why the issue is as it is."""
        rooms = [self.room(page) for page in self.pages]
        filled = {room.sequence: page for room, page in draft.pages}
        for room in rooms:
            pinned = list(dict.fromkeys(block.story for block in self.pinned.get(room.sequence, ())))
            page = filled.get(room.sequence)
            if page is None:
                yield from (Reason(Code.PINNED, key, room.sequence) for key in pinned)
                yield Reason(Code.PAGE_EMPTY, "", room.sequence)
            else:
                whole = {part.key: jump.story.key for jump, _ in draft.jumps for part in (jump.first, jump.second)}
                for reason in reasons.of_page(room, page, pinned, rooms, self._loads, self.style):
                    yield replace(reason, story=whole.get(reason.story, reason.story))
        for jump, _blocks in draft.jumps:
            values = {"characters": jump.story.characters, "on": jump.on}
            yield Reason(Code.JUMP, jump.story.key, jump.page, values)
        short = any(room.sequence not in filled for room in rooms)
        known = {story.key: story for story in self.stories}
        stands = [story.prominence for key, story in known.items() if key not in left and story.kind != "reserved"]
        for key in left:
            load = self.load(known[key])
            about: dict[str, Value] = {"prominence": load.prominence, "characters": known[key].characters}
            if not load.usual:
                yield Reason(Code.LEFT_TOO_LONG, key, 0, about)
            elif short:
                yield Reason(Code.LEFT_NO_PAGE, key, 0, about)
            elif load.prominence < max(stands, default=0):
                yield Reason(Code.LEFT_OUTRANKED, key, 0, about)
            else:
                yield Reason(Code.LEFT_NO_ROOM, key, 0, about)


def _standing(story: Story, block: Block, rect: Rect, style: PageStyle) -> Tile:
    """A pinned block as the searches see it."""
    set_as = arrange(story, block.shape, style)
    step = block.shape.columns / block.shape.text_columns
    spots = tuple(
        Spot(photo.spot.column * step, photo.row, photo.spot.columns * step, photo.spot.rows) for photo in set_as.photos
    )
    top, size = title_of(story, block.shape, style, set_as)
    title = Title(top, size) if size else None
    return Tile(rect, None, title, story.label, spots, crossings(block.shape, style, set_as))


def compose(
    stories: Sequence[Story],
    style: PageStyle,
    seed: int = 0,
    *,
    pages: Sequence[PageSpec],
    imprint: Imprint,
    pinned: Mapping[int, Sequence[Block]] | None = None,
) -> Composition:
    """An issue made of these stories: the same for the same seed; ``pinned`` blocks, by page, stay as they are."""
    composer = Composer(stories, style, pages, seed, pinned or {})
    draft = composer.draft()
    layouts = []
    for page in pages:
        blocks = [*composer.pinned.get(page.sequence, ()), *composer.blocks(draft, page.sequence)]
        blocks.sort(key=lambda block: (block.rect.y, block.rect.x))
        layouts.append(PageLayout(page.sequence, page.name, tuple(blocks), page.editor))
    layout = IssueLayout(imprint, style, tuple(stories), tuple(layouts))
    placed = {block.story for page in layouts for block in page.blocks}
    left = tuple(story.key for story in stories if story.key not in placed)
    return Composition(layout, tuple(composer.explain(draft, left)), left, seed)
