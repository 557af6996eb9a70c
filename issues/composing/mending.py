"""Mends a draft: where a white line runs through a page, stories change places until no line is left.

A page's stories either tile it without a line or they do not; which, shows only when they are tried. So a page that
has a line gives a story to another page, or to those left out, and takes one or two from there; the change is made
when both pages then stand without a line. The changes that cost the issue least are tried first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from issues.composing import paging
from issues.composing.judging import Filled
from issues.composing.paging import BENCH, Load, Room
from issues.composing.pinwheel import MOST_STORIES
from issues.layout.model import Story

WORK = 50_000  # what trying may cost in one draft: 3 to the power of their number for a set of stories, and OVERHEAD
OVERHEAD = 300
FEWEST = 2  # stories on a page
MOST_WHITE = 0.045  # share of white up to which a page without a line is better than one with a line
WORK_AT_LAST = 160_000  # what it may cost at last, when a story may be left out in favour of lesser ones
AT_LAST = {1: 60.0, 2: 22.0, 3: 12.0, 4: 7.0, 5: 5.0}  # points for leaving a story out then, by prominence
ONE_MORE = 1  # stories that make room for one brought in and find another place
PROMOTING = 45_000  # what bringing in stories that were left out may cost besides
OUTRANKED = 25.0  # points at which a story still takes the place of others of lower rank
REPLACED = 3  # of them, at the most
DEAREST = 80.0  # points beyond which a change is worse than the line

Fill = Callable[[int, Sequence[Story]], Filled | None]  # a page (by index) of exactly these stories
Tiled = dict[tuple[int, frozenset[str]], Filled | None]  # by page and keys of stories, what ``Fill`` found
FillAnyhow = Callable[[int, Sequence[Story], Sequence[Story]], Filled | None]  # of some of these, with help from those


@dataclass(frozen=True, slots=True)
class Change:
    """Stories that leave a page for another one (or BENCH), and those that come from there; by key."""

    other: int
    goes: tuple[Story, ...]
    comes: tuple[Story, ...]


@dataclass
class Mender:
    """The pages of a draft with their stories, filled where that came off, and what was left out."""

    rooms: Sequence[Room]
    pages: list[Filled | None]
    members: list[list[Story]]
    left: list[Story]
    load: Callable[[Story], Load]
    fill: Fill
    anyhow: FillAnyhow
    work: int = WORK
    tried: Tiled = field(default_factory=dict)  # shared by the drafts of one issue
    prices: Mapping[int, float] = field(init=False, default_factory=lambda: paging.LEFT_OUT)
    used: int = field(init=False, default=0)

    def run(self) -> None:
        """Change ``pages``, ``members`` and ``left`` for the better, as far as it goes."""
        for index in range(len(self.pages)):
            self._mend_if_bad(index)
        if all(self._is_good(index) for index, members in enumerate(self.members) if members):
            self._promote_all()

    def finish(self) -> None:
        """Fill what is left unfilled as well as it may be: rather without an important story than with a line."""
        bad = [index for index in range(len(self.pages)) if not self._is_good(index)]
        self.prices = AT_LAST
        for number, index in enumerate(bad):
            self.work = self.used + WORK_AT_LAST // (len(bad) - number)
            self._mend_if_bad(index)
        self.prices = paging.LEFT_OUT
        for index, page in enumerate(self.pages):
            if page is None:
                self._settle(index)
        if bad:
            self._promote_all()

    def _promote_all(self) -> None:
        self.work = self.used + PROMOTING
        while self._promote():
            pass

    def _is_good(self, index: int) -> bool:
        page = self.pages[index]
        return page is not None and page.unbroken and page.white <= MOST_WHITE

    def _settle(self, index: int) -> None:
        """Put up with a line through a page for which nothing else was found."""
        page = self.pages[index] = self.anyhow(index, self.members[index], self.left)
        placed = [chosen.entry.story for chosen in page.chosen] if page is not None else []
        self.left = _without([*self.left, *self.members[index]], placed)
        self.members[index] = placed

    def _promote(self) -> bool:
        """Bring in one story of those left out, the most important first; whether that came off."""
        return any(self._bring_in(story, ONE_MORE) for story in sorted(self.left, key=paging.leading))

    def _bring_in(self, story: Story, others: int) -> bool:
        """Let a story join a page that has room for it, or take the place of lesser ones.

        It may also take the place of one of its own rank, if that one (and so many others) finds a place in turn.
        """
        ways = enumerate(self._ways_in(story, among_equals=others > 0))
        priced = ((self._price(index, change), number, index, change) for number, (index, change) in ways)
        for price, _number, index, change in sorted(priced, key=lambda each: each[:2]):
            if self.used > self.work or price > (OUTRANKED if change.goes else 0.0):
                return False
            mine = self._tiled(index, [*_without(self.members[index], change.goes), *change.comes])
            if mine is None:
                continue
            before = list(self.pages), list(self.members), list(self.left)
            self._make(index, change, mine, None)
            equals = [each for each in change.goes if each.prominence == story.prominence]
            if all(self._bring_in(each, others - 1) for each in equals):
                return True
            self.pages[:], self.members[:], self.left = before
        return False

    def _ways_in(self, story: Story, *, among_equals: bool) -> Iterator[tuple[int, Change]]:
        """Where a story that was left out could stand (by page), and whom it could replace: one equal at the most.

        A lesser one that was left out may come with it, to fill what it leaves.
        """
        lesser_left = [each for each in self.left if each.prominence > story.prominence]
        for index, page in enumerate(self.pages):
            if page is None or self.rooms[index].blocks or not self._may_stand(story, index):
                continue
            free = self._free(index)
            lesser = [each for each in free if each.prominence > story.prominence]
            equals = [each for each in free if each.prominence == story.prominence] if among_equals else []
            for number in range(REPLACED + 1):
                for goes in combinations([*lesser, *equals], number):
                    if sum(each.prominence == story.prominence for each in goes) > 1:
                        continue
                    for comes in ((story,), *((story, each) for each in lesser_left if self._may_stand(each, index))):
                        if FEWEST <= len(self.members[index]) - number + len(comes) <= MOST_STORIES:
                            yield index, Change(BENCH, goes, comes)

    def _mend_if_bad(self, index: int) -> None:
        if self.members[index] and not self.rooms[index].blocks and not self._is_good(index):
            self._mend(index)

    def _mend(self, index: int) -> None:
        """Make the cheapest change that leaves no line on this page, nor on the one that gives to it."""
        priced = ((self._price(index, change), number, change) for number, change in enumerate(self._changes(index)))
        for _price, _number, change in sorted(each for each in priced if each[0] <= DEAREST):
            if self.used > self.work:
                return
            mine = self._tiled(index, _without(self.members[index], change.goes) + list(change.comes))
            if mine is None:
                continue
            theirs = None
            if change.other != BENCH:
                theirs = self._tiled(change.other, [*_without(self.members[change.other], change.comes), *change.goes])
                if theirs is None:
                    continue
            self._make(index, change, mine, theirs)
            return

    def _make(self, index: int, change: Change, mine: Filled, theirs: Filled | None) -> None:
        self.members[index] = _without(self.members[index], change.goes) + list(change.comes)
        self.pages[index] = mine
        if theirs is None:
            self.left = _without(self.left, change.comes) + list(change.goes)
        else:
            self.members[change.other] = _without(self.members[change.other], change.comes) + list(change.goes)
            self.pages[change.other] = theirs

    def _tiled(self, index: int, stories: Sequence[Story]) -> Filled | None:
        """The page with exactly these stories if they fill it without a line through it."""
        key = index, frozenset(story.key for story in stories)
        if key not in self.tried:
            self.used += 3 ** len(stories) + OVERHEAD
            found = self.fill(index, stories)
            self.tried[key] = found if found and found.unbroken and found.white <= MOST_WHITE else None
        return self.tried[key]

    # ------------------------------------------------------------------------------------------- changes

    def _changes(self, index: int) -> Iterator[Change]:
        """What could be changed: one story goes or none, up to two come; or the other way round."""
        here = self._free(index)
        for other in (BENCH, *range(len(self.pages))):
            if other == index or (other != BENCH and (not self.members[other] or self.rooms[other].blocks)):
                continue
            there = self.left if other == BENCH else self._free(other)
            for goes, comes in _exchanges(here, [story for story in there if self._may_stand(story, index)]):
                count = len(self.members[index]) - len(goes) + len(comes)
                rest = FEWEST
                if other != BENCH:
                    rest = len(self.members[other]) - len(comes) + len(goes)
                if all(FEWEST <= number <= MOST_STORIES for number in (count, rest)):
                    yield Change(other, goes, comes)

    def _free(self, index: int) -> list[Story]:
        """The stories of a page that may leave it: not its lead, nor what was asked for there."""
        members = self.members[index]
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
                price += sum(self._missed(story) for story in come)
                price -= sum(self._missed(story) for story in gone)
                continue
            before, after = self.members[place], _without(self.members[place], gone) + list(come)
            price += self._page_cost(place, after) - self._page_cost(place, before)
            for story, sign in (*((story, 1) for story in come), *((story, -1) for story in gone)):
                price += sign * paging.own_cost(self.load(story), place, self.rooms)
        return price

    def _missed(self, story: Story) -> float:
        if self.prices is not paging.LEFT_OUT:
            return self.prices[story.prominence]
        last = max((each.prominence for members in self.members for each in members), default=0)
        price = paging.LEFT_OUT[story.prominence] + paging.DUE * self.load(story).due
        return price + paging.OUTRANKED * (story.prominence < last)

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
