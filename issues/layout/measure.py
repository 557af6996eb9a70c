"""How a story's text fits a shape: the one measure that composing, the board and the typesetter share.

The typesetter sets exactly the lines counted here (``arrangement``), so a block that fits here fits on the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from issues.layout.flow import TextLine, ends_small, fill, lines_of
from issues.layout.headlines import Head, headline
from issues.layout.linebreak import Line, break_lines, text_width
from issues.layout.model import SAME_PAGE, START, Fit, Photo, PhotoSpot, Position, Shape, Story
from issues.layout.style import MM, PageStyle

GAP_ROWS = 1  # the space below a block
BOX_ROWS = 1  # a tinted box keeps half a row free at its head and at its foot
BOX_INSET = 0.8  # and so many ems at its sides
CAPTION_PITCH = 1.38  # of the caption's size
CAPTION_SPACE = 0.55  # of a row: above and below a caption together
CAPTION_BELOW = 0.22  # of a row: what of it is above
_EXTRA_HEAD_ROWS = 2  # spare rows that go to the headline at most


@dataclass(frozen=True, slots=True)
class Caption:
    """The words under a photo, broken into lines; sizes in points."""

    lines: tuple[Line, ...]
    rows: int
    credit: str  # on the last line, at its right; on a line of its own where that is full
    credit_apart: bool


@dataclass(frozen=True, slots=True)
class SetPhoto:
    """A photo in its block: columns, first row (of the inner area) and the rows of picture and caption."""

    spot: PhotoSpot
    row: int
    caption: Caption


@dataclass(frozen=True, slots=True)
class SetColumn:
    """A column of text: its first row in the inner area, and its lines."""

    column: int
    row: int
    height: int
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A block as it is set. Rows count from the top of the inner area, that is inside a box's edge."""

    ems: int  # width of a text column
    head: Head | None
    head_row: int
    head_rows: int
    head_columns: int
    photos: tuple[SetPhoto, ...]
    columns: tuple[SetColumn, ...]
    rows: int  # of the inner area
    jump_from_row: int  # -1: none
    jump_to: bool
    fit: Fit


# ------------------------------------------------------------------------------------------------ geometry


def inner_width(shape: Shape, style: PageStyle) -> float:
    """The width in points that a shape has for text columns and the spaces between them."""
    return style.span_width(shape.columns) - (2 * BOX_INSET * style.body_size if shape.boxed else 0.0)


def column_ems(shape: Shape, style: PageStyle) -> int:
    """The width of the shape's text columns in whole ems of body text; at least 1."""
    count = max(shape.text_columns, 1)
    free = inner_width(shape, style) - (count - 1) * style.gutter * MM
    return max(1, int(free / count / style.body_size + 1e-6))


def column_offset(shape: Shape, style: PageStyle, column: int) -> float:
    """Where a text column begins, in points from the left of the inner width; what is over goes between columns."""
    ems, count = column_ems(shape, style) * style.body_size, max(shape.text_columns, 1)
    free = inner_width(shape, style) - count * ems
    return free / 2 if count == 1 else column * (ems + free / (count - 1))


def columns_width(shape: Shape, style: PageStyle, column: int, columns: int) -> float:
    """The width in points from the left of one text column to the right of another; all columns: the whole width."""
    if columns >= shape.text_columns:
        return inner_width(shape, style)
    last = column_offset(shape, style, column + columns - 1)
    return last + column_ems(shape, style) * style.body_size - column_offset(shape, style, column)


def leads_in(shape: Shape) -> bool:
    """Whether it is a headline whose text begins in the next rectangle of the page."""
    return shape.jumps_to == SAME_PAGE and shape.headline > 0 and not shape.jumps_from


def inner_rows(shape: Shape) -> int:
    """The rows inside a shape: without the space below it and the edges of its box.

    Under a headline whose text begins in the next rectangle there is no space.
    """
    return shape.rows - (0 if leads_in(shape) else GAP_ROWS) - (BOX_ROWS if shape.boxed else 0)


def head_drop(head: Head, rows: int, shape: Shape, style: PageStyle) -> float:
    """How far below the top of its rows a headline begins: half of what is to spare is above it, and all where its
    text stands in other rectangles, so that no white line parts them.
    """
    title = style.rank(shape.headline).title
    spare = max(0.0, rows * style.line_pitch - head.height)
    return title * 0.2 + style.body_size * 0.35 + spare if leads_in(shape) else title * 0.1 + spare * 0.5


def photo_width(shape: Shape, spot: PhotoSpot, style: PageStyle) -> float:
    """The width of a photo in points."""
    return columns_width(shape, style, spot.column, spot.columns)


def photo_height(rows: int, style: PageStyle) -> float:
    """The height of a photo in points: from the top of its first row's characters to the foot of its last row's."""
    return rows * style.line_pitch - (style.line_pitch - style.body_size)


def picture_height(photo: Photo, width: float, rows: int, style: PageStyle) -> float:
    """The height in points of a photo as it is printed: its rows, and what its caption's rows have to spare."""
    caption = caption_of(photo, width, style)
    spare = caption.rows * style.line_pitch - _caption_height(caption, style) if caption.rows else 0.0
    return photo_height(rows, style) + spare


def photo_rows(photo: Photo, width: float, style: PageStyle) -> range:
    """The heights in rows that a photo of this width in points may have without losing more than the style allows.

    Never empty: of a picture so flat or narrow that no height will do, the nearest is given (``measure`` objects).
    """
    natural, between = width * photo.height / photo.width, style.line_pitch - picture_height(photo, width, 1, style)
    low, high = natural * (1 - style.photo_crop_limit), natural / (1 - style.photo_crop_limit)
    first = max(2, math.ceil((low + between) / style.line_pitch - 1e-9))
    return range(first, max(int((high + between) / style.line_pitch + 1e-9), first) + 1)


def cropped(photo: Photo, width: float, rows: int, style: PageStyle) -> float:
    """The part of a photo that is cut away at this width in points and height in rows."""
    here, natural = width / picture_height(photo, width, rows, style), photo.width / photo.height
    return 1 - min(here, natural) / max(here, natural)


@lru_cache(maxsize=8192)
def caption_of(photo: Photo, width: float, style: PageStyle) -> Caption:
    """The caption of a photo in a width of points; no rows when it has no words."""
    if not photo.caption and not photo.credit:
        return Caption((), 0, "", False)
    ems = caption_ems(width, style)
    lines = break_lines(photo.caption, ems, 0.0, style.fonts.sans) if photo.caption else ()
    needed = text_width(photo.credit, style.fonts.sans) + 1.0 if photo.credit else 0.0
    apart = bool(photo.credit) and (not lines or lines[-1].width + needed > ems)
    caption = Caption(lines, 0, photo.credit, apart)
    return replace(caption, rows=math.ceil(_caption_height(caption, style) / style.line_pitch - 1e-6))


def _caption_height(caption: Caption, style: PageStyle) -> float:
    """The height in points of a caption with the space above and below it."""
    lines = len(caption.lines) + caption.credit_apart
    return lines * style.caption_size * CAPTION_PITCH + CAPTION_SPACE * style.line_pitch


def caption_ems(width: float, style: PageStyle) -> float:
    """The width in ems of caption text under a photo of so many points."""
    return max(2.0, math.floor(width / style.caption_size * 4) / 4)


# ------------------------------------------------------------------------------------------------- measure


@lru_cache(maxsize=65536)
def arrange(story: Story, shape: Shape, style: PageStyle, start: Position = START) -> Arrangement:
    """The block as it would be set, overset or not."""
    ems, rows, count = column_ems(shape, style), inner_rows(shape), max(shape.text_columns, 1)
    problems: list[str] = []
    tops, bottoms = [0] * count, [max(rows, 0)] * count
    above = [spot for spot in shape.photos if spot.edge == "above"]
    photos: list[SetPhoto] = []
    for spot in above:
        caption = caption_of(story.photos[spot.photo], photo_width(shape, spot, style), style)
        photos.append(SetPhoto(spot, tops[0], caption))
        tops = [top + spot.rows + caption.rows + (0 if caption.rows else 1) for top in tops]
    head, head_row, head_columns = None, tops[0], shape.headline_columns or count
    head_columns = min(head_columns, count)
    head_rows, jump_row = 0, -1
    if shape.jumps_from > 0:
        jump_row, head_rows = head_row, 2 if shape.headline else 1
    elif shape.headline and story.headline and not shape.jumps_from:
        width = columns_width(shape, style, 0, head_columns)
        head = headline(story, shape.headline, width, style)
        head_rows = math.ceil(head.height / style.line_pitch - 1e-6)
        if any(len(line.text) == 1 < len(story.headline) for line in head.title):
            problems.append("headline narrow")
    for column in range(head_columns):
        tops[column] += head_rows
    for spot in shape.photos:
        if spot.edge == "above":
            continue
        reach = range(spot.column, spot.column + spot.columns)
        if spot.column < 0 or spot.columns < 1 or reach.stop > count or spot.photo >= len(story.photos):
            problems.append("photo outside")
            continue
        caption = caption_of(story.photos[spot.photo], photo_width(shape, spot, style), style)
        high = spot.rows + (caption.rows or 1)
        if spot.edge == "top":
            row = max(tops[column] for column in reach)
            for column in reach:
                tops[column] = row + high
        else:
            # a blank row above; below, the last caption row or the picture's foot stands on the block's last line
            row = min(bottoms[column] for column in reach) - spot.rows - caption.rows
            for column in reach:
                bottoms[column] = row - 1 if row > tops[column] else row
        photos.append(SetPhoto(spot, row, caption))
    for spot in shape.photos:
        if spot.photo < len(story.photos):
            part = cropped(story.photos[spot.photo], photo_width(shape, spot, style), max(spot.rows, 1), style)
            if part > style.photo_crop_limit + 1e-3 or spot.rows < 2:
                problems.append("photo cropped")
    heights = [bottom - top for top, bottom in zip(tops, bottoms, strict=True)]
    if rows < 1 or min(heights) < 0:
        problems.append("too low")
    heights = [max(0, height) for height in heights]
    if shape.jumps_to > 0 and heights[-1]:
        heights[-1] -= 1  # the line that says where the text goes on
    lines = lines_of(story, ems, style, start, ends_small(shape.headline))
    slices = fill(lines, tuple(heights))
    fit = _fit(lines, slices, heights, ems, head_rows, start, tuple(problems), bool(shape.jumps_to))
    extra = _spare_for_head(heights, slices, head, head_columns, count, shape)
    columns = tuple(
        SetColumn(column, tops[column] + (extra if column < head_columns else 0), height, lines[begin:end])
        for column, (height, (begin, end)) in enumerate(zip(heights, slices, strict=True))
    )
    photos = [
        replace(photo, row=photo.row + extra)
        if photo.spot.edge == "top" and photo.row >= head_row + head_rows
        else photo
        for photo in photos
    ]
    return Arrangement(
        ems, head, head_row, head_rows + extra, head_columns, tuple(photos), columns, rows, jump_row,
        shape.jumps_to > 0, fit,
    )  # fmt: skip


def _spare_for_head(
    heights: list[int],
    slices: tuple[tuple[int, int], ...],
    head: Head | None,
    head_columns: int,
    count: int,
    shape: Shape,
) -> int:
    """Rows that every column has to spare, given to the headline above them."""
    if head is None or head_columns < count or shape.jumps_to:
        return 0
    used = [height for height in heights if height > 0]
    if not used:
        return 0
    spare = min(height - (end - begin) for height, (begin, end) in zip(heights, slices, strict=True) if height > 0)
    return max(0, min(spare, _EXTRA_HEAD_ROWS if shape.headline <= 2 else 1))


def _fit(
    lines: tuple[TextLine, ...],
    slices: tuple[tuple[int, int], ...],
    heights: list[int],
    ems: int,
    head_rows: int,
    start: Position,
    problems: tuple[str, ...],
    hands_on: bool,
) -> Fit:
    placed = slices[-1][1] if slices else 0
    available = sum(heights)
    over = lines[placed:]
    return Fit(
        lines_needed=len(lines),
        lines_available=available,
        lines_over=0 if hands_on else len(over),
        lines_free=0 if over else available - placed,
        characters_over=0 if hands_on else sum(line.characters for line in over),
        characters_free=0 if over else (available - placed) * ems,
        capacity=available * ems,
        characters_per_line=ems,
        headline_rows=head_rows,
        end=lines[placed - 1].following if placed else start,
        problems=problems,
    )


def measure(story: Story, shape: Shape, style: PageStyle, start: Position = START) -> Fit:
    """How the story's text from ``start`` on fits the shape; exact, deterministic, cached.

    ``problems`` holds codes: ``headline narrow``, ``photo outside`` (not within the text columns), ``photo cropped``
    (more than the style's limit would be cut away), ``too low`` (headline and photos are higher than the shape).
    """
    return arrange(story, shape, style, start).fit


def natural_rows(story: Story, shape: Shape, style: PageStyle, start: Position = START) -> int:
    """The smallest ``rows`` with which this shape holds all the text (photos, headline and columns kept)."""
    if shape.jumps_to:
        shape = replace(shape, jumps_to=0)
    count, most = max(shape.text_columns, 1), 10 * style.rows
    low = GAP_ROWS + (BOX_ROWS if shape.boxed else 0) + 1
    fit = measure(story, shape.of_height(most), style, start)
    rows = min(most, max(low, most - (fit.lines_available - fit.lines_needed) // count))  # a guess, nearly always right
    while not (fit := measure(story, shape.of_height(rows), style, start)).fits:
        if set(fit.problems) - {"too low"} and not fit.lines_over:
            break
        rows += max(1, fit.lines_over // count)
        if rows > most:
            break
    while rows > low and measure(story, shape.of_height(rows - 1), style, start).fits:
        rows -= 1
    return rows
