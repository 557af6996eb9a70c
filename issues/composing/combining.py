"""Puts an issue together from pages that came off in several tries: one for each, and no story twice.

A try at a whole issue seldom gets every page right. What it got right is kept and offered again beside what later
tries, and the mending of earlier ones, found: often two pages of one try and two of another make a flawless issue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from issues.composing.judging import Filled
from issues.layout.model import Story

MOST_LOOKS = 20_000  # partial issues that are looked at
MOST_OFFERS = 120  # for a page, the best


@dataclass(frozen=True, slots=True)
class Offer:
    """A page (by index) as it could be: its stories, and how they fill it (None: they do not)."""

    page: int
    stories: tuple[Story, ...]
    filled: Filled | None
    cost: float  # points: blemishes, and who stands where


@dataclass(frozen=True, slots=True)
class _Choice:
    """An offer as the search sees it."""

    offer: Offer
    used: int  # stories, as bits
    gain: float  # points that it spares an issue without these stories
    last: int  # the lowest rank among its stories


def best_choice(
    offers: Sequence[Offer], stories: Sequence[Story], pages: int, left_out: Callable[[Story], float], outranked: float
) -> list[Offer]:
    """The offers, one for each page from the first, that together make the best issue; at least one such must be.

    ``left_out`` gives the points for leaving a story out, ``outranked`` those besides if one of lower rank stands.
    """
    bits = {story.key: 1 << index for index, story in enumerate(stories)}
    by_page: list[list[_Choice]] = [[] for _ in range(pages)]
    for offer in offers:
        gain = sum(left_out(story) for story in offer.stories) - offer.cost
        used = sum(bits[story.key] for story in offer.stories)
        last = max((story.prominence for story in offer.stories), default=0)
        by_page[offer.page].append(_Choice(offer, used, gain, last))
    for choices in by_page:
        choices.sort(key=lambda choice: -choice.gain)
        del choices[MOST_OFFERS:]
    order = sorted(range(pages), key=lambda page: len(by_page[page]))
    hope = [0.0] * (pages + 1)  # what the pages from here on can gain at the most
    for place in reversed(range(pages)):
        hope[place] = hope[place + 1] + max((choice.gain for choice in by_page[order[place]]), default=0.0)
    above = [sum(bits[story.key] for story in stories if story.prominence < rank) for rank in range(7)]
    best: tuple[float, list[Offer]] = (float("-inf"), [])
    looks = 0

    def look(place: int, used: int, gain: float, last: int, taken: list[Offer]) -> None:
        nonlocal best, looks
        looks += 1
        if gain + hope[place] <= best[0] or (looks > MOST_LOOKS and best[1]):
            return
        if place == pages:
            gain -= outranked * (above[last] & ~used).bit_count()
            if gain > best[0]:
                best = gain, taken
            return
        for choice in by_page[order[place]]:
            if not choice.used & used:
                look(place + 1, used | choice.used, gain + choice.gain, max(last, choice.last), [*taken, choice.offer])

    look(0, 0, 0.0, 0, [])
    return sorted(best[1], key=lambda offer: offer.page)
