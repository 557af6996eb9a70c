"""Judges a filled page as it will be printed: every block set to the line, its ink laid on the page, white counted."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from issues.composing.candidates import Entry
from issues.composing.fitting import shape_for
from issues.composing.ink import Ink, ink_of, ink_of_parts
from issues.composing.rules import Tile
from issues.composing.stock import Stock
from issues.layout.geometry import Rect
from issues.layout.model import Shape
from issues.layout.style import MM, PageStyle
from issues.layout.white import GUTTER_STRIP, STRIP, WHITE_SQUARE, free_strips, white_share

BROKEN = 30.0  # points for a straight white line through the page
CAREFUL = 0.88  # of a strip's width: the ink is foreseen to a point or two, and no line may slip through
MOST_WHITE = 0.042  # share of white beyond which it weighs heavily


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be filled: the area's columns and rows, the pinned tiles with their ink, and the style."""

    columns: int
    rows: int
    style: PageStyle
    stock: Stock
    fixed: tuple[Tile, ...] = ()
    ink: Ink = field(default_factory=Ink)  # of the pinned blocks, from the area's corner
    legs: dict[Hashable, list[Any]] = field(default_factory=dict, compare=False)  # what ``legs`` knows of leads


@dataclass(frozen=True, slots=True)
class Chosen:
    """A story in its rectangle of the page's area, set to the line; ``more`` where it runs on through others."""

    entry: Entry
    shape: Shape
    rect: Rect
    more: tuple[tuple[Shape, Rect], ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """One page as filled: the lower the points the better."""

    chosen: tuple[Chosen, ...]
    points: float
    white: float  # share of the area
    unbroken: bool


def judge(
    tiles: Sequence[Tile], entries: Sequence[Entry], page: Page, points: float, first: Chosen | None = None
) -> Filled:
    """The page with its blocks set; ``points`` are those of the search, ``first`` is set already."""
    chosen: list[Chosen] = []
    ink = page.ink
    if first is not None:
        chosen.append(first)
        ink += ink_of_parts(first.entry.story, ((first.shape, first.rect), *first.more), page.style)
    for tile in tiles:
        if tile.cut is None:
            continue
        entry = entries[tile.cut.story]
        shape = shape_for(entry.story, entry.settings[tile.cut.setting], tile.rect.height, page.style)
        chosen.append(Chosen(entry, shape, tile.rect))
        ink += ink_of(entry.story, tile.rect, shape, page.style)
    style = page.style
    frame = (0.0, 0.0, style.span_width(page.columns), (page.rows - 1) * style.line_pitch)
    white = white_share((*ink.boxes, *ink.rooms), frame, WHITE_SQUARE * style.line_pitch)
    solid = (*ink.boxes, *ink.tints)
    across = free_strips([(box[1], box[3]) for box in solid], frame[1], frame[3], CAREFUL * STRIP * style.line_pitch)
    down = free_strips(
        [(box[0], box[2]) for box in solid], frame[0], frame[2], CAREFUL * GUTTER_STRIP * style.gutter * MM
    )
    points += BROKEN * bool(across or down) + 40 * white + 600 * max(0.0, white - MOST_WHITE)
    return Filled(tuple(chosen), points, white, not across and not down)
