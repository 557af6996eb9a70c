"""Mends a draft: where a white line runs through a page, stories change places until no line is left.

A page's stories either tile it without a line or they do not; which, shows only when they are tried. So a page that
has a line gives a story to another page, or to those left out, and takes one or two from there; the change is made
when both pages then stand without a line. The changes that cost the issue least are tried first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from issues.composing import paging
from issues.composing.judging import Filled
from issues.composing.paging import BENCH, Load, Room
from issues.composing.pinwheel import MOST_STORIES
from issues.layout.model import Story

WORK = 60_000  # what trying may cost in one draft: for each set of stories 3 to the power of their number, and OVERHEAD
OVERHEAD = 600
FEWEST = 2  # stories on a page
MOST_WHITE = 0.045  # share of white up to which a page without a line is better than one with a line
DEAREST = 45.0  # points beyond which a change is worse than the line

Fill = Callable[[int, Sequence[Story]], Filled | None]  # a page (by index) of exactly these stories


@dataclass(frozen=True, slots=True)
class Change:
    """Stories that leave a page for another one (or BENCH), and those that come from there; by key."""

    other: int
    goes: tuple[Story, ...]
    comes: tuple[Story, ...]


@dataclass
class Mender:
    """The pages of a draft with their stories, and what was left out."""

    rooms: Sequence[Room]
    pages: list[Filled | None]
    left: list[Story]
    load: Callable[[Story], Load]
    fill: Fill
    work: int = WORK
    used: int = field(init=False, default=0)
    _members: list[list[Story]] = field(init=False)
    _tried: dict[tuple[int, frozenset[str]], Filled | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._members = [[chosen.entry.story for chosen in page.chosen] if page else [] for page in self.pages]

    def run(self) -> None:
        """Change ``pages`` and ``left`` for the better, as far as it goes."""
        for index, page in enumerate(self.pages):
            if page is not None and not self.rooms[index].blocks and not (page.unbroken and page.white <= MOST_WHITE):
                self._mend(index)

    def _mend(self, index: int) -> None:
        """Make the cheapest change that leaves no line on this page, nor on the one that gives to it."""
        priced = ((self._price(index, change), number, change) for number, change in enumerate(self._changes(index)))
        for _price, _number, change in sorted(each for each in priced if each[0] <= DEAREST):
            if self.used > self.work:
                return
            mine = self._tiled(index, _without(self._members[index], change.goes) + list(change.comes))
            if mine is None:
                continue
            theirs = None
            if change.other != BENCH:
                theirs = self._tiled(change.other, [*_without(self._members[change.other], change.comes), *change.goes])
                if theirs is None:
                    continue
            self._make(index, change, mine, theirs)
            return

    def _make(self, index: int, change: Change, mine: Filled, theirs: Filled | None) -> None:
        self._members[index] = _without(self._members[index], change.goes) + list(change.comes)
        self.pages[index] = mine
        if theirs is None:
            self.left = _without(self.left, change.comes) + list(change.goes)
        else:
            self._members[change.other] = _without(self._members[change.other], change.comes) + list(change.goes)
            self.pages[change.other] = theirs

    def _tiled(self, index: int, stories: Sequence[Story]) -> Filled | None:
        """The page with exactly these stories if they fill it without a line through it."""
        key = index, frozenset(story.key for story in stories)
        if key not in self._tried:
            self.used += 3 ** len(stories) + OVERHEAD
            found = self.fill(index, stories)
            self._tried[key] = found if found and found.unbroken and found.white <= MOST_WHITE else None
        return self._tried[key]

    # ------------------------------------------------------------------------------------------- changes

    def _changes(self, index: int) -> Iterator[Change]:
        """What could be changed: one story goes or none, up to two come; or the other way round."""
        here = self._free(index)
        for other in (BENCH, *range(len(self.pages))):
            if other == index or (other != BENCH and (self.pages[other] is None or self.rooms[other].blocks)):
                continue
            there = self.left if other == BENCH else self._free(other)
            for goes, comes in _exchanges(here, [story for story in there if self._may_stand(story, index)]):
                count = len(self._members[index]) - len(goes) + len(comes)
                rest = FEWEST
                if other != BENCH:
                    rest = len(self._members[other]) - len(comes) + len(goes)
                if all(FEWEST <= number <= MOST_STORIES for number in (count, rest)):
                    yield Change(other, goes, comes)

    def _free(self, index: int) -> list[Story]:
        """The stories of a page that may leave it: not its lead, nor what was asked for there."""
        members = self._members[index]
        lead = min(members, key=paging.leading, default=None)
        return [story for story in members if story is not lead and not self._at_home(story, index)]

    def _at_home(self, story: Story, index: int) -> bool:
        asked = story.page_wish is not None or story.fixed_column
        return asked and paging.home_of(self.load(story), self.rooms) == self.rooms[index].sequence

    def _may_stand(self, story: Story, index: int) -> bool:
        return story.page_wish in (None, self.rooms[index].sequence)

    def _price(self, index: int, change: Change) -> float:
        """What a change costs the issue: how well the pages are then filled, who moves, who is left out."""
        price = 0.0
        for place, gone, come in ((index, change.goes, change.comes), (change.other, change.comes, change.goes)):
            if place == BENCH:
                price += sum(paging.LEFT_OUT[story.prominence] for story in come)
                price -= sum(paging.LEFT_OUT[story.prominence] for story in gone)
                continue
            before, after = self._members[place], _without(self._members[place], gone) + list(come)
            price += self._page_cost(place, after) - self._page_cost(place, before)
            for story, sign in (*((story, 1) for story in come), *((story, -1) for story in gone)):
                price += sign * paging.own_cost(self.load(story), place, self.rooms)
        return price

    def _page_cost(self, index: int, stories: Sequence[Story]) -> float:
        return paging.page_cost(self.rooms[index], [self.load(story) for story in stories], front=index == 0)


def _without(stories: Sequence[Story], gone: Sequence[Story]) -> list[Story]:
    return [story for story in stories if story not in gone]


def _exchanges(here: Sequence[Story], there: Sequence[Story]) -> Iterator[tuple[tuple[Story, ...], tuple[Story, ...]]]:
    """Sets of up to two stories for one or none, both ways."""
    ones, others = [(story,) for story in here], [(story,) for story in there]
    for goes in ((), *ones):
        for comes in (*others, *combinations(there, 2)):
            yield goes, comes
    for goes in (*ones, *combinations(here, 2)):
        yield goes, ()
    for goes in combinations(here, 2):
        for comes in others:
            yield goes, comes
