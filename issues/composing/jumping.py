"""A story that no page can hold, set in two parts on two pages: 下转 and 上接.

The search sees the parts as two stories of their own. Where the first part ends in truth shows when it is set, since a
part that hands on is filled to its last line; so the second is given a few lines more than its share, and the pair is
measured as a whole before it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from issues.composing.settings import BEST_MEASURE, MEASURE, WIDTH_SHARE, Setting, column_widths, measured
from issues.layout.geometry import Rect
from issues.layout.measure import measure
from issues.layout.model import Block, Paragraph, Shape, Story
from issues.layout.style import PageStyle

FIRST_SHARE = 0.48  # of the text: the first part has the headline and the photos besides
OVERLAP = 60  # characters that the second part has room for beyond its share
RANK = 1  # of both parts: what is long is not there to fill gaps, and one part needs the other
NARROWEST = 0.3  # of the page's width


@dataclass(frozen=True, slots=True)
class Jump:
    """A story in two parts, each as the search sees it, and the pages (by number) on which they are to stand."""

    story: Story
    first: Story
    second: Story
    page: int
    on: int


def usual_pages(story: Story, pages: Sequence[int]) -> tuple[int, int] | None:
    """The page on which a story that no page can hold is to begin, and the one on which it goes on."""
    page = story.page_wish or (pages[0] if story.prominence == 1 else pages[min(1, len(pages) - 2)])
    on = next((sequence for sequence in pages if sequence > page), None)
    return None if on is None else (page, on)


def divided(story: Story, page: int, on: int) -> Jump | None:
    """The story in two parts for these two pages, or None where it has no place to be divided."""
    place = _middle(story)
    if not place:
        return None
    first = replace(
        story,
        key=f"{story.key}:1",
        paragraphs=story.paragraphs[:place],
        attributions=(),
        prominence=RANK,
        page_wish=page,
    )
    more = story.paragraphs[place - 1].text[-OVERLAP:]
    second = replace(
        story,
        key=f"{story.key}:2",
        paragraphs=(Paragraph(more), *story.paragraphs[place:]),
        photos=(),
        label="",
        fixed_column=False,
        prominence=RANK,
        page_wish=on,
    )
    return Jump(story, first, second, page, on)


def _middle(story: Story) -> int:
    """The index of the paragraph before which the story is best divided; 0 if nowhere."""
    whole = story.characters
    best, nearest, before = 0, float("inf"), 0
    for index, paragraph in enumerate(story.paragraphs):
        plain = index > 0 and story.paragraphs[index - 1].kind == "text" and paragraph.kind in ("text", "subhead")
        if plain and abs(before - FIRST_SHARE * whole) < nearest:
            best, nearest = index, abs(before - FIRST_SHARE * whole)
        before += len("".join(paragraph.text.split()))
    return best


def continued_settings(story: Story, style: PageStyle, most_rows: int) -> list[Setting]:
    """The ways to set a second part: text under a small headline, in a broad block."""
    found = []
    for width in range(max(1, round(style.columns * NARROWEST)), style.columns + 1):
        share = width / style.columns - WIDTH_SHARE[2]
        for text_columns in range(1, 7):
            line = column_widths(style, width, text_columns) / style.body_size
            if MEASURE[0] <= line <= MEASURE[1]:
                cost = 4 * share * share + 0.012 * (line - BEST_MEASURE) ** 2
                shape = Shape(width, 1, text_columns, headline=len(style.ranks), jumps_from=1)
                setting = measured(story, shape, style, cost, most_rows)
                if setting is not None:
                    found.append(setting)
    return sorted(found, key=lambda setting: setting.cost)


def joined(jump: Jump, placed: Sequence[tuple[int, Rect, Shape, str]], style: PageStyle) -> tuple[Block, Block] | None:
    """The two blocks of a story, or None unless both stand, in order, and hold the whole text.

    ``placed`` are page, rectangle, shape and key of the stories as the search saw them.
    """
    parts = {key: (page, rect, shape) for page, rect, shape, key in placed}
    if jump.first.key not in parts or jump.second.key not in parts:
        return None
    page, rect, shape = parts[jump.first.key]
    on, rect_on, shape_on = parts[jump.second.key]
    if page >= on:
        return None
    shape = replace(shape, jumps_to=on)
    shape_on = replace(shape_on, jumps_from=page, headline=shape.headline)
    begun = measure(jump.story, shape, style)
    if begun.problems or not measure(jump.story, shape_on, style, begun.end).fits:
        return None
    key = jump.story.key
    return Block(key, key, rect, shape), Block(f"{key}-2", key, rect_on, shape_on, part=1)
