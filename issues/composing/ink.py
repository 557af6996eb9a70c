"""Where a block will have ink, before it is set: the lines, pictures and headline of its arrangement."""

from __future__ import annotations

from dataclasses import dataclass

from issues.layout.geometry import Rect
from issues.layout.headlines import SMALL_LINE, TITLE_LINE, Head, family
from issues.layout.linebreak import text_width
from issues.layout.measure import BOX_INSET, BOX_ROWS, arrange, column_offset, columns_width, photo_height, photo_width
from issues.layout.model import Shape, Story
from issues.layout.style import MM, PageStyle, Rank
from issues.layout.white import Box


@dataclass(frozen=True, slots=True)
class Ink:
    """What a block puts on the paper, as boxes in points."""

    boxes: tuple[Box, ...] = ()  # letters and pictures
    rooms: tuple[Box, ...] = ()  # what headlines take beyond their letters
    tints: tuple[Box, ...] = ()

    def __add__(self, other: Ink) -> Ink:
        """The ink of two blocks."""
        return Ink(self.boxes + other.boxes, self.rooms + other.rooms, self.tints + other.tints)


def ink_of(story: Story, rect: Rect, shape: Shape, style: PageStyle) -> Ink:
    """A block's ink, in points from the corner of the grid."""
    pitch = style.line_pitch
    x, y = rect.x * (style.column_width + style.gutter * MM), rect.y * pitch
    tint = (x, y, x + style.span_width(rect.width), y + (rect.height - 1) * pitch)
    if shape.boxed:
        x, y = x + BOX_INSET * style.body_size, y + BOX_ROWS * pitch / 2
    set_as = arrange(story, shape, style)
    body = set_as.ems * style.body_size
    boxes: list[Box] = []
    rooms: list[Box] = []
    for column in set_as.columns:
        if column.lines:
            left, top = x + column_offset(shape, style, column.column), y + column.row * pitch
            boxes.append((left, top, left + body, top + len(column.lines) * pitch - (pitch - style.body_size)))
    for photo in set_as.photos:
        left, top = x + column_offset(shape, style, photo.spot.column), y + photo.row * pitch
        right = left + photo_width(shape, photo.spot, style)
        foot = top + photo_height(photo.spot.rows, style)
        boxes.append((left, top, right, foot))
        if photo.caption.lines:
            boxes.append((left, foot, right, foot + photo.caption.rows * pitch * 0.8))
    if set_as.head is not None:
        wide = columns_width(shape, style, 0, set_as.head_columns)
        top = y + set_as.head_row * pitch
        lines = headline_boxes(set_as.head, x, top, wide, set_as.head_rows * pitch, style.rank(shape.headline), style)
        boxes += lines
        size = style.rank(shape.headline).title
        bottom = min(top + set_as.head_rows * pitch, max(box[3] for box in lines) + size)
        rooms.append((x, max(y, min(box[1] for box in lines) - size), x + wide, bottom))
    return Ink(tuple(boxes), tuple(rooms), (tint,) if shape.boxed else ())


def headline_boxes(
    head: Head, x: float, top: float, width: float, height: float, rank: Rank, style: PageStyle
) -> list[Box]:
    """The lines of a headline that stands at ``top`` in a height of points, each as long as its letters."""
    y = top + rank.title * 0.1 + max(0.0, height - head.height) * 0.42
    boxes: list[Box] = []

    def put(wide: float, high: float, begin: float) -> None:
        left = x + (width - wide) / 2 if rank.align == "center" else x
        boxes.append((left, begin, left + wide, begin + high))

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
        for line in lines:
            put(text_width(line.text, face) * line.size, line.size, y + line.size * (factor - 1) / 2)
            y += line.size * factor
        if lines and lines is head.kicker:
            y += between
    return boxes
