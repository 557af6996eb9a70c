"""Where a block will have ink, before it is set: the lines, pictures and headline of its arrangement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from issues.layout.flow import LIST_INDENT
from issues.layout.geometry import Rect
from issues.layout.headlines import SMALL_LINE, TITLE_LINE, Head, family, title_width
from issues.layout.linebreak import text_width
from issues.layout.measure import (
    BOX_INSET,
    BOX_ROWS,
    CAPTION_BELOW,
    CAPTION_PITCH,
    SetColumn,
    SetPhoto,
    arrange,
    column_offset,
    columns_width,
    head_drop,
    photo_width,
    picture_height,
)
from issues.layout.model import START, Position, Shape, Story
from issues.layout.style import MM, PageStyle, Rank
from issues.layout.white import Box

EDGE = 0.12  # ems of blank at the left and right of a headline's outer letters


@dataclass(frozen=True, slots=True)
class Ink:
    """What a block puts on the paper, as boxes in points."""

    boxes: tuple[Box, ...] = ()  # letters and pictures
    rooms: tuple[Box, ...] = ()  # what lines and headlines take beyond their letters
    tints: tuple[Box, ...] = ()

    def __add__(self, other: Ink) -> Ink:
        """The ink of two blocks."""
        return Ink(self.boxes + other.boxes, self.rooms + other.rooms, self.tints + other.tints)

    def moved(self, x: float, y: float) -> Ink:
        """The ink of the same block at another place."""

        def shifted(boxes: tuple[Box, ...]) -> tuple[Box, ...]:
            return tuple((a + x, b + y, c + x, d + y) for a, b, c, d in boxes)

        return Ink(shifted(self.boxes), shifted(self.rooms), shifted(self.tints))


def ink_of(story: Story, rect: Rect, shape: Shape, style: PageStyle) -> Ink:
    """A block's ink, in points from the corner of the grid."""
    return ink_of_parts(story, ((shape, rect),), style)


def ink_of_parts(story: Story, parts: Iterable[tuple[Shape, Rect]], style: PageStyle) -> Ink:
    """The ink of a story that runs through several rectangles."""
    ink, start = Ink(), START
    for shape, rect in parts:
        here = _ink(story, shape, style, start)
        ink += here.moved(rect.x * (style.column_width + style.gutter * MM), rect.y * style.line_pitch)
        start = arrange(story, shape, style, start).fit.end
    return ink


@lru_cache(maxsize=8192)
def _ink(story: Story, shape: Shape, style: PageStyle, start: Position) -> Ink:
    """A block's ink, in points from its own corner."""
    pitch = style.line_pitch
    x = y = 0.0
    tint = (0.0, 0.0, style.span_width(shape.columns), (shape.rows - 1) * pitch)
    if shape.boxed:
        x, y = BOX_INSET * style.body_size, BOX_ROWS * pitch / 2
    set_as = arrange(story, shape, style, start)
    body = set_as.ems * style.body_size
    inside = (pitch - style.body_size) / 2  # from the top of a row to that of its letters
    boxes: list[Box] = []
    rooms: list[Box] = []
    for column in set_as.columns:
        if column.lines:
            left, top = x + column_offset(shape, style, column.column), y + column.row * pitch + inside
            foot = top + len(column.lines) * pitch - 2 * inside
            first, last = extent(column, set_as.ems, style)
            boxes.append((left + first, top, left + last, foot))
            rooms.append((left, top - inside, left + body, foot + inside))
    for photo in set_as.photos:
        left, top = x + column_offset(shape, style, photo.spot.column), y + photo.row * pitch + inside
        boxes += _picture(photo, story, shape, left, top, style)
    if set_as.head is not None:
        wide = columns_width(shape, style, 0, set_as.head_columns)
        top = y + set_as.head_row * pitch
        begin = top + head_drop(set_as.head, set_as.head_rows, shape, style)
        lines = headline_boxes(set_as.head, x, begin, wide, style.rank(shape.headline), style)
        boxes += lines
        size = style.rank(shape.headline).title
        bottom = min(top + set_as.head_rows * pitch + inside, max(box[3] for box in lines) + size)
        rooms.append((x, max(y, min(box[1] for box in lines) - size), x + wide, bottom))
    return Ink(tuple(boxes), tuple(rooms), (tint,) if shape.boxed else ())


def extent(column: SetColumn, ems: int, style: PageStyle) -> tuple[float, float]:
    """From where to where the letters of a column reach, in points from its left: some lines end early."""
    first, last = float(ems), 0.0
    for line in column.lines:
        wide = sum(each.width for each in line.lines)
        inset = {"list": LIST_INDENT, "quote": LIST_INDENT}.get(line.role, 0.0)
        if line.role == "table" or (line.role in ("text", "list", "quote") and not line.last):
            begin, end = inset, ems - (inset if line.role == "quote" else 0.0)
        elif line.role == "end":
            begin, end = ems - wide, float(ems)
        else:
            indent = style.paragraph_indent if line.first and line.role in ("text", "quote") else 0.0
            begin, end = inset + indent, inset + indent + wide
        first, last = min(first, begin), max(last, end)
    return first * style.body_size, last * style.body_size


def _picture(photo: SetPhoto, story: Story, shape: Shape, left: float, top: float, style: PageStyle) -> list[Box]:
    """A picture and the words under it."""
    wide = photo_width(shape, photo.spot, style)
    foot = top + picture_height(story.photos[photo.spot.photo], wide, photo.spot.rows, style)
    found = [(left, top, left + wide, foot)]
    caption, size = photo.caption, style.caption_size
    lines = len(caption.lines) + caption.credit_apart
    if lines:
        words = max((line.width for line in caption.lines), default=0.0) * size
        begin = foot + CAPTION_BELOW * style.line_pitch
        end = begin + (lines - 1) * size * CAPTION_PITCH + size
        found.append((left, begin, left + (wide if caption.credit else words), end))
    return found


def headline_boxes(head: Head, x: float, y: float, width: float, rank: Rank, style: PageStyle) -> list[Box]:
    """The lines of a headline that begins at ``y``, each as long as its letters."""
    boxes: list[Box] = []

    def put(wide: float, high: float, begin: float) -> None:
        left = x + (width - wide) / 2 if rank.align == "center" else x
        boxes.append((left + EDGE * high, begin, left + wide - EDGE * high, begin + high))

    if head.label:
        put((len(head.label) * 1.12 + 1.4) * style.label_size, style.label_size * 1.55, y)
        y += style.label_size * 1.9
    title, small = family(style, rank.face), family(style, "serif" if rank.face == "sans" else "sans")
    between = rank.title * 0.16
    for lines, face, factor in (
        (head.kicker, small, SMALL_LINE),
        (head.title, title, TITLE_LINE),
        (head.subtitle, small, SMALL_LINE),
        (head.byline, style.fonts.serif, SMALL_LINE),
    ):
        if lines and lines is head.subtitle:
            y += between
        elif lines and lines is head.byline:
            y += style.caption_size * 0.35
        width_of = title_width if lines is head.title else text_width
        for line in lines:
            put(width_of(line.text, face) * line.size, line.size, y + line.size * (factor - 1) / 2)
            y += line.size * factor
        if lines and lines is head.kicker:
            y += between
    return boxes
