"""Composes a whole issue: stories go to pages, pages are filled, every block is fitted and every choice explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from issues.composing import filling, jumping, paging, reasons
from issues.composing.combining import Offer, best_choice
from issues.composing.ground import Ground, PageSpec
from issues.composing.judging import Filled
from issues.composing.jumping import Jump
from issues.composing.mending import WORK as MENDING
from issues.composing.mending import Mender, Tiled
from issues.composing.paging import BENCH, Room
from issues.composing.reasons import Reason
from issues.layout.geometry import Rect
from issues.layout.model import Block, Imprint, IssueLayout, PageLayout, Shape, Story
from issues.layout.style import PageStyle

__all__ = ["Composer", "Composition", "PageSpec", "compose"]

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
    ground: Ground = field(init=False)
    _offers: list[Offer] = field(default_factory=list)  # pages that the tries came to
    _tiled: Tiled = field(default_factory=dict)  # and those that mending came to
    _work: int = WORK  # what mending may still cost, in the sets of stories that it weighs

    def __post_init__(self) -> None:
        self.ground = Ground(self.stories, self.style, self.pages, self.pinned)

    def draft(self) -> Draft:
        """The issue: stories that no page can hold are set in two parts where that comes off, else left out."""
        standing = {block.story for blocks in self.pinned.values() for block in blocks}
        free = [story for story in self.stories if story.key not in standing]
        stories = [story for story in free if self.ground.load(story).usual > 0]
        return self._with_jumps(stories, self._long([story for story in free if not self.ground.load(story).usual]))

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
            stories = [*stories, *(story for story in gone if self.ground.load(story).usual > 0)]
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
        self.ground.continued.add(jump.second.key)
        return jump if self.ground.load(jump.first).usual and self.ground.load(jump.second).usual else None

    def _placed(self, draft: Draft) -> Iterator[tuple[int, Rect, Shape, str]]:
        """Page, rectangle, shape and key of what a draft has placed."""
        for room, page in draft.pages:
            area = self.ground.area(room.sequence)
            for chosen in page.chosen if page else ():
                at, key = chosen.rect, chosen.entry.story.key
                rect = Rect(at.x + area.x, at.y + area.y, at.width, at.height)
                yield room.sequence, rect, chosen.shape, key
                for shape, more in chosen.more:
                    yield room.sequence, Rect(more.x + area.x, more.y + area.y, more.width, more.height), shape, key

    def _best(self, stories: Sequence[Story]) -> Draft:
        """The best of a few tries, put together from the pages that came off in any of them, and mended."""
        rooms = [self.ground.room(page) for page in self.pages]
        wished = max((index for index, room in enumerate(rooms, 1) if self._wished(room, stories)), default=1)
        count = max(wished, paging.pages_that_fill([self.ground.load(story) for story in stories], rooms))
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
                self.ground.make_due(key)
        chosen = best()
        chosen.mender.finish()
        return Draft(tuple(zip(chosen.mender.rooms, chosen.mender.pages, strict=True)), chosen.points)

    def _wished(self, room: Room, stories: Sequence[Story]) -> bool:
        """Whether somebody put something on this page."""
        return bool(room.blocks) or any(story.page_wish == room.sequence for story in stories)

    def _drawn(self, stories: Sequence[Story], rooms: Sequence[Room], seed: int) -> list[Offer]:
        """One assignment of the stories to pages, and the pages filled as far as they came off."""
        places = paging.assign([self.ground.load(story) for story in stories], rooms, seed)
        members: list[list[Story]] = [[] for _ in rooms]
        bench: list[Story] = []
        for story, place in zip(stories, places, strict=True):
            (bench if place == BENCH else members[place]).append(story)
        offers = []
        for index, room in enumerate(rooms):
            filled = filling.fill(
                self.ground.entries(room, members[index], self.ground.spare(room, bench), front=index == 0),
                self.ground.page(room),
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
        loads = [self.ground.load(story) for story in stories]
        cost = LINE if filled is None else self._blemishes(filled)
        cost += paging.page_cost(room, loads, front=index == 0)
        cost += sum(paging.own_cost(load, index, [self.ground.room(page) for page in self.pages]) for load in loads)
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
            entries = self.ground.entries(rooms[index], stories, (), front=index == 0)
            if len(entries) < len(stories):
                return None
            return filling.fill_exactly(entries, self.ground.page(rooms[index]), seed * 100 + rooms[index].sequence)

        def anyhow(index: int, stories: Sequence[Story], bench: Sequence[Story]) -> Filled | None:
            room = rooms[index]
            entries = self.ground.entries(room, stories, self.ground.spare(room, bench), front=index == 0)
            return filling.fill_anyhow(entries, self.ground.page(room), seed * 100 + room.sequence)

        mender = Mender(
            rooms, pages, members, left, self.ground.load, exactly, anyhow, min(MENDING, self._work), self._tiled
        )
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
    return Composition(layout, tuple(reasons.of_issue(composer.ground, draft.pages, draft.jumps, left)), left, seed)
