"""Which boxes of a printed page make a story: a headline, and the columns of text that hang beneath it.

A headline reigns over the stretch of the page that it is centred on, down to the next headline there; text goes to the
nearest headline above it. That holds for stories in rectangles, in the shape of an L and for any interlocking of them,
where cutting the page along white lines does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .boxes import LARGER, SMALL, Box

NEAR = 1.9  # of the larger type size: lines of one headline stand no farther apart
SHORT = 30  # characters of a line that may belong to a headline without being set larger: label, byline
OVERLAP = 0.6  # share of a box's width that must lie under a headline
TOUCH = 2.0  # points by which a box may reach above the foot of its headline

Order = Callable[[Sequence[Box], float], list[Box]]


@dataclass
class PrintedStory:
    """A headline with its label, kicker, subtitle and byline, and the text beneath."""

    head: list[Box]
    text: list[Box] = field(default_factory=list)
    left: float = 0.0  # the stretch of the page that the headline reigns over
    right: float = 0.0
    far_left: float = 0.0  # the same without its being centred there
    far_right: float = 0.0

    @property
    def top(self) -> float:
        """Upper edge of the headline."""
        return min(box.top for box in self.head)

    @property
    def bottom(self) -> float:
        """Lower edge of the headline."""
        return max(box.bottom for box in self.head)

    @property
    def outline(self) -> Box:
        """The headline as one box."""
        return Box([line for box in self.head for line in box.lines])


def is_larger(box: Box, size: float) -> bool:
    """Whether a box is set larger than the running text."""
    return box.lines[0].size >= LARGER * size


def headlines(boxes: Sequence[Box], size: float) -> list[PrintedStory]:
    """The headlines of a page: boxes in larger type, and the short lines right above and beneath them."""
    short = [box for box in boxes if len(box.lines) <= 2 and max(len(line.text) for line in box.lines) <= SHORT]
    stories: list[PrintedStory] = []
    for box in sorted((b for b in boxes if b in short or is_larger(b, size)), key=lambda b: (b.top, b.left)):
        for story in reversed(stories):
            outline = story.outline
            gap = box.top - outline.bottom
            limit = NEAR * max(size, min(box.lines[0].size, outline.lines[-1].size))
            middle = (box.left + box.right) / 2
            within = (
                outline.left <= middle <= outline.right or box.left <= (outline.left + outline.right) / 2 <= box.right
            )
            if within and -TOUCH <= gap <= limit:
                story.head.append(box)
                break
        else:
            stories.append(PrintedStory([box]))
    return [story for story in stories if any(is_larger(box, size) for box in story.head)]


def reign(stories: Sequence[PrintedStory], boxes: Sequence[Box]) -> None:
    """Find the stretch that each headline reigns over: to the nearest box beside it, and as far on its other side."""
    edges = min(box.left for box in boxes), max(box.right for box in boxes)
    for story in stories:
        outline = story.outline
        beside = [b for b in boxes if b not in story.head and b.top < story.bottom and b.bottom > story.top]
        story.far_left = max([edges[0], *(b.right for b in beside if b.right <= outline.left + TOUCH)])
        story.far_right = min([edges[1], *(b.left for b in beside if b.left >= outline.right - TOUCH)])
        middle = (outline.left + outline.right) / 2
        half = max(min(middle - story.far_left, story.far_right - middle), (outline.right - outline.left) / 2)
        story.left, story.right = middle - half, middle + half


def over(box: Box, left: float, right: float) -> bool:
    """Whether most of a box lies within a stretch."""
    return min(box.right, right) - max(box.left, left) >= OVERLAP * (box.right - box.left)


def placed(boxes: Sequence[Box], size: float, in_order: Order) -> tuple[list[Box], set[int]]:
    """Boxes in reading order, story by story, and which of them (by identity) are the largest of their headline."""
    stories = headlines(boxes, size)
    heads = {id(box) for story in stories for box in story.head}
    rest = [box for box in boxes if id(box) not in heads]
    if len(stories) < 2 or not rest:
        return in_order(boxes, size), {id(box) for box in boxes}
    reign(stories, boxes)
    loose: list[Box] = []
    for box in rest:
        above = [story for story in stories if story.bottom <= box.top + TOUCH]
        owners = [story for story in above if over(box, story.left, story.right)]
        owners = owners or [story for story in above if over(box, story.far_left, story.far_right)]
        if owners:
            max(owners, key=lambda story: story.bottom).text.append(box)
        else:
            loose.append(box)
    largest: set[int] = set()
    order = {id(box): i for i, box in enumerate(in_order(boxes, size))}
    result: list[Box] = []
    for story in sorted(stories, key=lambda story: min(order[id(box)] for box in story.head)):
        most = max(box.lines[0].size for box in story.head)
        largest |= {id(box) for box in story.head if box.lines[0].size >= most - 0.1}
        result += sorted(story.head, key=lambda box: (box.top, box.left))
        result += [box for box in in_order(story.text, size) if box.lines[0].size < SMALL * size]
        result += in_order([box for box in story.text if box.lines[0].size >= SMALL * size], size)
    first = min(story.top for story in stories)
    before = [box for box in in_order(loose, size) if box.top < first]
    return [*before, *result, *(box for box in in_order(loose, size) if box not in before)], largest
