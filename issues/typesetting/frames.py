"""From a layout to what the template draws: every item with its place in points, in reading order.

The template receives nothing but these plain values; text in them is text, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from issues.layout.flow import LIST_INDENT, TABLE_SIZE, TextLine
from issues.layout.fonts import GETA, packaged
from issues.layout.geometry import Rect
from issues.layout.linebreak import Line
from issues.layout.measure import (
    BOX_INSET,
    BOX_ROWS,
    CAPTION_BELOW,
    CAPTION_PITCH,
    GAP_ROWS,
    Arrangement,
    SetPhoto,
    arrange,
    caption_ems,
    caption_of,
    column_offset,
    leads_in,
    photo_width,
    picture_height,
)
from issues.layout.model import START, Block, IssueLayout, PageLayout, Photo, Position, Story
from issues.layout.style import MM, PageStyle
from issues.typesetting.furniture import foot, head
from issues.typesetting.headlines import headline_items, jump_head

Item = dict[str, Any]
PreparePhoto = Callable[[Photo, float, float], str]


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block with where its text begins and how it is arranged."""

    page: PageLayout
    block: Block
    story: Story
    start: Position
    arrangement: Arrangement


@dataclass(slots=True)
class Frames:
    """What is drawn on some pages, and what was found on the way."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    missing: dict[str, set[str]] = field(default_factory=dict)  # by story: characters that no font has


class FontLacks:
    """Replaces what a font does not have by 〓, and remembers it."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def __call__(self, text: str, family: str) -> str:
        """The text as it can be shown."""
        font = packaged(family)
        lacking = {c for c in text if not c.isspace() and not font.has(c)}
        if not lacking:
            return text
        self.found |= lacking
        return "".join(GETA if c in lacking else c for c in text)


def place_blocks(layout: IssueLayout) -> list[PlacedBlock]:
    """Every block of the issue, each part beginning where the one before it ends, in page order."""
    found = {}
    for story in layout.stories:
        start = START
        for page, block in layout.parts(story.key):
            arrangement = arrange(story, block.shape, layout.style, start)
            found[block.key] = PlacedBlock(page, block, story, start, arrangement)
            start = arrangement.fit.end
    return [found[block.key] for page in layout.pages for block in page.blocks]


def frames(layout: IssueLayout, photos: PreparePhoto, only: int | None = None) -> Frames:
    """The items of all pages of a layout, or of page ``only``."""
    result = Frames()
    placed = place_blocks(layout)
    count = len(layout.pages)
    for page in layout.pages:
        if only is not None and page.sequence != only:
            continue
        items = list(head(layout, page))
        area = layout.style.area(page.sequence, max(p.sequence for p in layout.pages))
        for each in placed:
            if each.page is page:
                lacks = FontLacks()
                items += _block(each, layout.style, photos, lacks)
                items += _rules(each.block, page, area, layout.style)
                if lacks.found:
                    result.missing.setdefault(each.story.key, set()).update(lacks.found)
        if page.sequence == max(p.sequence for p in layout.pages) or count == 1:
            items += foot(layout)
        result.pages.append({"name": page.name, "items": items})
    return result


# ------------------------------------------------------------------------------------------------ places


def left_of(column: int, style: PageStyle) -> float:
    """The left of a grid column in points from the left of the page."""
    return style.margin_left * MM + column * (style.column_width + style.gutter * MM)


def top_of(row: float, style: PageStyle) -> float:
    """The top of a row in points from the top of the page."""
    return style.margin_top * MM + row * style.line_pitch


def text_top(row: float, style: PageStyle) -> float:
    """The top of the characters in a row."""
    return top_of(row, style) + (style.line_pitch - style.body_size) / 2


def region_of(block: Block, style: PageStyle) -> tuple[float, float, float, float]:
    """A block's place as fractions of the page; under a headline whose text stands elsewhere there is no space."""
    return region(block.rect, style, 0 if leads_in(block.shape) else GAP_ROWS)


def region(rect: Rect, style: PageStyle, space: int = GAP_ROWS) -> tuple[float, float, float, float]:
    """A rectangle as fractions of the page: left, top, width, height; the space below it is left out."""
    width, height = style.width * MM, style.height * MM
    return (
        left_of(rect.x, style) / width,
        top_of(rect.y, style) / height,
        style.span_width(rect.width) / width,
        (rect.height - space) * style.line_pitch / height,
    )


# ------------------------------------------------------------------------------------------------ blocks


def _block(placed: PlacedBlock, style: PageStyle, photos: PreparePhoto, lacks: FontLacks) -> Iterator[Item]:
    block, story, set_as = placed.block, placed.story, placed.arrangement
    shape, rect = block.shape, block.rect
    left, row = left_of(rect.x, style), float(rect.y)
    if shape.boxed:
        height = (rect.height - GAP_ROWS) * style.line_pitch
        yield {"kind": "box", "x": left, "y": top_of(row, style), "w": style.span_width(rect.width), "h": height,
               "fill": "tint"}  # fmt: skip
        yield {"kind": "box", "x": left, "y": top_of(row, style), "w": style.span_width(rect.width), "h": 1.6,
               "fill": "accent"}  # fmt: skip
        left += BOX_INSET * style.body_size
        row += BOX_ROWS / 2
    if set_as.jump_from_row >= 0:
        yield from jump_head(story, shape, left, text_top(row + set_as.jump_from_row, style), style, lacks)
    if set_as.head is not None:
        yield from headline_items(story, set_as, shape, left, top_of(row + set_as.head_row, style), style, lacks)
    for column in set_as.columns:
        x = left + column_offset(shape, style, column.column)
        yield from _column(column.lines, story, x, row + column.row, set_as.ems, style, lacks)
    if set_as.jump_to:
        last = set_as.columns[-1]
        yield _words(
            f"（下转{shape.jumps_to}版）", left + column_offset(shape, style, last.column),
            text_top(row + last.row + last.height, style), set_as.ems * style.body_size, style.body_size * 0.95,
            align="right", face="sans", color="accent",
        )  # fmt: skip
    for photo in set_as.photos:
        yield from _photo(photo, story, placed, left, row, style, photos, lacks)


def _column(
    lines: tuple[TextLine, ...], story: Story, x: float, row: float, ems: int, style: PageStyle, lacks: FontLacks
) -> Iterator[Item]:
    """The paragraphs of a column; a run of table rows becomes one table."""
    position = 0
    for (is_table, _index), group in groupby(lines, key=lambda line: _paragraph_key(line, lines)):
        rows = list(group)
        y = text_top(row + position, style)
        if is_table:
            yield _table(rows, x, top_of(row + position, style), ems, style, lacks)
        else:
            for part in _parts(rows):
                yield from _paragraph(part, story, x, y, ems, style, lacks)
                y += len(part) * style.line_pitch
        position += len(rows)


def _paragraph_key(line: TextLine, lines: tuple[TextLine, ...]) -> tuple[bool, int]:
    return (True, -2) if line.role == "table" else (False, line.paragraph)


def _parts(rows: list[TextLine]) -> Iterator[list[TextLine]]:
    """Lines of one paragraph number; several lines at a text's end begin anew with each first line."""
    part: list[TextLine] = []
    for line in rows:
        if line.first and part:
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _paragraph(
    rows: list[TextLine], story: Story, x: float, y: float, ems: int, style: PageStyle, lacks: FontLacks
) -> Iterator[Item]:
    paragraph = story.paragraphs[rows[0].paragraph] if rows[0].paragraph >= 0 else None
    role, size = rows[0].role, style.body_size
    item: Item = {
        "kind": "paragraph", "x": x, "y": y, "width": float(ems), "size": size, "pitch": style.line_pitch,
        "justify": True, "ends": rows[-1].last, "indent": 0.0, "face": "serif", "color": "ink", "stroke": 0.0,
        "align": "left", "level": 0,
    }  # fmt: skip
    begins = rows[0].first
    if role == "text":
        item["indent"] = float(style.paragraph_indent) if begins else 0.0
    elif role == "subhead":
        item |= {"justify": False, "face": "sans", "stroke": 0.025, "level": 3 if begins else 0}
    elif role == "end":
        item |= {"justify": False, "align": "right"}
    elif role == "list":
        item |= {"x": x + LIST_INDENT * size, "width": ems - LIST_INDENT}
        marker = paragraph.marker if paragraph else ""
        if begins and marker:
            yield _words(marker, x - size, y, (LIST_INDENT + 0.8) * size, size, align="right", face="serif")
        elif begins:
            dot = 0.3 * size
            yield {"kind": "box", "x": x + 0.7 * size, "y": y + 0.36 * size, "w": dot, "h": dot, "fill": "accent"}
    elif role == "quote":
        item |= {"x": x + LIST_INDENT * size, "width": ems - 2 * LIST_INDENT}
        item["indent"] = float(style.paragraph_indent) if begins else 0.0
        height = (len(rows) - 1) * style.line_pitch + size
        yield {"kind": "box", "x": x + 0.2 * size, "y": y, "w": 1.2, "h": height, "fill": "rule"}
    family = style.fonts.sans if item["face"] == "sans" else style.fonts.serif
    bold = paragraph.bold if paragraph else ()
    item["lines"] = [pieces(line.lines[0], family, lacks, bold) for line in rows]
    yield item


def pieces(
    line: Line, family: str, lacks: FontLacks, bold: Sequence[tuple[int, int]] = ()
) -> list[tuple[str, float, bool]]:
    """A line's pieces as the template takes them: text, the space squeezed out after it, whether it is emphasised."""
    found: list[tuple[str, float, bool]] = []
    place = line.start
    for text, squeeze in line.pieces:
        end = place + len(text)
        edges = sorted({place, end, *(edge for span in bold for edge in span if place < edge < end)})
        for begin, stop in pairwise(edges):
            strong = any(low <= begin and stop <= high for low, high in bold)
            part = lacks(text[begin - place : stop - place], family)
            found.append((part, round(squeeze, 5) if stop == end else 0.0, strong))
        place = end
    return found


def _table(rows: list[TextLine], x: float, y: float, ems: int, style: PageStyle, lacks: FontLacks) -> Item:
    size = style.body_size * TABLE_SIZE
    cells = max(len(row.lines) for row in rows)
    found: list[dict[str, Any]] = []
    for _paragraph_number, group in groupby(rows, key=lambda row: row.paragraph):
        lines = list(group)
        found.append(
            {
                "height": len(lines) * style.line_pitch,
                "cells": [
                    [
                        pieces(line.lines[cell], style.fonts.sans, lacks)
                        for line in lines
                        if cell < len(line.lines) and line.lines[cell].text
                    ]
                    for cell in range(cells)
                ],
            }
        )
    return {
        "kind": "table", "x": x, "y": y, "size": size, "pitch": style.line_pitch, "rows": found,
        "columns": [ems * style.body_size / cells] * cells, "header": rows[0].header,
    }  # fmt: skip


def _photo(
    photo: SetPhoto,
    story: Story,
    placed: PlacedBlock,
    left: float,
    row: float,
    style: PageStyle,
    photos: PreparePhoto,
    lacks: FontLacks,
) -> Iterator[Item]:
    shape, spot = placed.block.shape, photo.spot
    picture = story.photos[spot.photo]
    width = photo_width(shape, spot, style)
    height = picture_height(picture, width, spot.rows, style)
    x = left if spot.columns >= shape.text_columns else left + column_offset(shape, style, spot.column)
    y = text_top(row + photo.row, style)
    alt = picture.alternative_text or picture.caption or story.headline
    yield {"kind": "photo", "x": x, "y": y, "w": width, "h": height, "alt": alt,
           "path": photos(picture, width, height)}  # fmt: skip
    caption = caption_of(picture, width, style)
    if not caption.rows:
        return
    size, pitch = style.caption_size, style.caption_size * CAPTION_PITCH
    below = y + height + CAPTION_BELOW * style.line_pitch
    if caption.lines:
        yield {
            "kind": "paragraph", "x": x, "y": below, "width": caption_ems(width, style), "size": size,
            "pitch": pitch, "justify": True, "ends": True, "indent": 0.0, "face": "sans", "color": "caption",
            "stroke": 0.0, "align": "left", "level": 0,
            "lines": [pieces(line, style.fonts.sans, lacks) for line in caption.lines],
        }  # fmt: skip
    if caption.credit:
        row = len(caption.lines) - (0 if caption.credit_apart else 1)
        credit = lacks(caption.credit, style.fonts.sans)
        yield _words(credit, x, below + row * pitch, width, size, align="right", color="caption")


def _words(
    text: str, x: float, y: float, width: float, size: float,
    align: str = "left", face: str = "sans", color: str = "ink",
) -> Item:  # fmt: skip
    return {
        "kind": "words", "x": x, "y": y, "w": width, "lines": [text], "size": size, "leading": size * 0.3,
        "align": align, "face": face, "color": color, "stroke": 0.0, "weight": 400, "tracking": 0.0, "level": 0,
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------- rules


def _rules(block: Block, page: PageLayout, area: Rect, style: PageStyle) -> Iterator[Item]:
    """A thin rule below a block and one at its right, where a neighbour stands and neither is a tinted box."""
    rect = block.rect
    others = [b for b in page.blocks if b.story != block.story]
    below = [b for b in others if b.rect.y == rect.bottom and b.rect.x < rect.right and rect.x < b.rect.right]
    if below and not block.shape.boxed and not all(b.shape.boxed for b in below):
        yield {
            "kind": "rule", "x": left_of(rect.x, style), "y": top_of(rect.bottom - GAP_ROWS / 2, style),
            "length": style.span_width(rect.width), "upright": False, "thickness": 0.5, "color": "rule",
        }  # fmt: skip
    for other in others:
        top, bottom = max(rect.y, other.rect.y), min(rect.bottom, other.rect.bottom)
        if other.rect.x != rect.right or bottom <= top or block.shape.boxed or other.shape.boxed:
            continue
        last = bottom - (GAP_ROWS if bottom in (rect.bottom, other.rect.bottom) else 0)
        yield {
            "kind": "rule", "x": left_of(rect.right, style) - style.gutter * MM / 2, "y": text_top(top, style),
            "length": (last - top) * style.line_pitch - (style.line_pitch - style.body_size), "upright": True,
            "thickness": 0.4, "color": "rule",
        }  # fmt: skip
