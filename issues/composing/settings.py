"""The ways in which one story can be set: widths, text columns, headline levels, places of the photos.

A setting says nothing about where on the page; its rows come from the exact measure, so that what is composed is what
is set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from issues.composing.ink import extent, headline_boxes
from issues.layout.headlines import SMALL_LINE
from issues.layout.measure import (
    Arrangement,
    arrange,
    column_ems,
    column_offset,
    columns_width,
    measure,
    natural_rows,
    photo_rows,
    photo_width,
)
from issues.layout.model import PhotoSpot, Shape, Story
from issues.layout.style import MM, PageStyle

Edge = Literal["top", "bottom", "above"]

MEASURE = (11.5, 22.5)  # characters a line may have
BEST_MEASURE = 16.5
WIDTH_SHARE = {1: 0.62, 2: 0.5, 3: 0.42, 4: 0.33, 5: 0.27}  # of the page's width, by prominence
LEVELS = {1: (2, 3), 2: (3, 4, 2), 3: (4, 3, 5), 4: (5, 4), 5: (5, 6)}  # by prominence, the usual one first
LEAD_LEVELS = {True: (1,), False: (2, 1)}  # of the first story on the front page, and on the others
DEEP_TEXT = 30  # rows of unbroken text in a column beyond which it is a grey wall
THIN_TEXT = 5  # rows of text under which a story is a mere strip
THINNEST_TEXT = 3  # under which it is not set in several columns
MOST_SLACK = 0.7  # ems that the spaces between text columns may be wider than the gutter before it looks odd
MOST_HEAD_LINES = 3
SETTINGS_PER_WIDTH = 4
WORST = 3.0  # points beyond the first setting's with which a shape is not looked at
BOX_COST = 0.3
BOXED_CHARACTERS = 450


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to set a story, its height from ``rows`` (photos cropped flat) to ``most`` (photos cropped high)."""

    shape: Shape
    rows: int
    most: int
    cost: float
    blank: float  # grid cells of white at the least height
    head_rows: int
    title_top: float  # rows from the block's top to the main headline's
    title_size: float  # points; 0 without a headline
    crossed: int  # bit set of the grid gutters inside the block that text, headline or a photo crosses


def column_widths(style: PageStyle, columns: int, text_columns: int) -> float:
    """The width in points of one of the text columns of a block."""
    return (style.span_width(columns) - (text_columns - 1) * style.gutter * MM) / text_columns


def narrowest(style: PageStyle) -> int:
    """The least number of grid columns that a line of text can be set in; one where even the page is too narrow."""
    least = MEASURE[0] * style.body_size
    return next((width for width in range(1, style.columns + 1) if column_widths(style, width, 1) >= least), 1)


def settings(
    story: Story, style: PageStyle, *, lead: bool = False, front: bool = False, most_rows: int
) -> list[Setting]:
    """The settings of a story that an editor would consider, best first. ``most_rows`` is the page's height."""
    shapes = sorted(_shapes(story, style, lead, front), key=lambda each: each[1])
    widths: Counter[int] = Counter()
    found: list[Setting] = []
    for shape, cost in shapes:
        if found and cost > found[0].cost + WORST:
            break
        if widths[shape.columns] >= SETTINGS_PER_WIDTH:
            continue
        setting = measured(story, shape, style, cost, most_rows)
        if setting is not None:
            widths[shape.columns] += 1
            found.append(setting)
        if _may_be_boxed(story, lead) and widths[shape.columns] == 1:
            boxed = measured(story, replace(shape, boxed=True), style, cost + BOX_COST, most_rows)
            if boxed is not None:
                found.append(boxed)
    return sorted(found, key=lambda setting: setting.cost)


def _may_be_boxed(story: Story, lead: bool) -> bool:
    """Whether a tinted box suits a story: a short one without a picture of its own."""
    return not lead and not story.photos and story.characters <= BOXED_CHARACTERS


def _shapes(story: Story, style: PageStyle, lead: bool, front: bool) -> Iterator[tuple[Shape, float]]:
    """Shapes without their height, with what speaks against each."""
    prominence = 1 if lead else max(story.prominence, 2)
    levels = LEAD_LEVELS[front] if lead else LEVELS[prominence]
    first = -(-style.columns // 2) if lead else 1  # a lead fills half the page's width at least
    for width in range(first, style.columns + 1):
        share = width / style.columns - WIDTH_SHARE[prominence]
        for text_columns in range(1, 7):
            measure_ = column_widths(style, width, text_columns) / style.body_size
            if not MEASURE[0] <= measure_ <= MEASURE[1]:
                continue
            cost = (20 if lead else 6) * share * share + 0.012 * (measure_ - BEST_MEASURE) ** 2
            for rank, level in enumerate(levels):
                head = _headline_cost(story, style, width, level)
                if head is None:
                    continue
                for headline_columns, spots, photo_cost in _photo_spots(story, style, width, text_columns, lead):
                    if headline_columns:
                        span = style.span_width(width) * headline_columns / text_columns
                        head_here = _headline_cost(story, style, width, level, span)
                        if head_here is None:
                            continue
                    else:
                        head_here = head
                    shape = Shape(
                        columns=width,
                        rows=1,
                        text_columns=text_columns,
                        headline=level,
                        headline_columns=headline_columns,
                        photos=spots,
                    )
                    yield shape, cost + 0.3 * rank + head_here + photo_cost


def _headline_cost(story: Story, style: PageStyle, columns: int, level: int, span: float = 0.0) -> float | None:
    """What speaks against a headline of this level at this width; None if it would be a tower of lines."""
    width = span or style.span_width(columns)
    rank = style.rank(level)
    ems = width / rank.title
    lines = -(-len(story.headline) // max(1, int(ems)))
    if lines > MOST_HEAD_LINES or ems < 4:
        return None
    part = len(story.headline) / (lines * ems)
    return {1: 0.0, 2: 0.25, 3: 1.2}[lines] + max(0.0, 0.45 - part) * 2


# ------------------------------------------------------------------------------------------------- photos


def _photo_spots(
    story: Story, style: PageStyle, width: int, text_columns: int, lead: bool
) -> Iterator[tuple[int, tuple[PhotoSpot, ...], float]]:
    """Arrangements of the photos: columns of the headline (0: all), spots at natural height, and the cost."""
    count = len(story.photos)
    if count == 0:
        yield 0, (), 0.0
        return
    column = column_widths(style, width, text_columns)
    shape = Shape(columns=width, rows=1, text_columns=text_columns)

    def spot(photo: int, at: int, across: int, edge: Edge = "top") -> PhotoSpot:
        bare = PhotoSpot(photo, at, across, 2, edge)
        heights = _heights(story, replace(shape, photos=(bare,)), bare, style)
        return replace(bare, rows=heights[len(heights) // 2] if heights else 2)

    def small(across: int) -> float:
        points = across * column + (across - 1) * style.gutter * MM
        wanted = style.span_width(style.columns) * (0.42 if lead else 0.23)
        return max(0.0, 1 - points / wanted) * (4 if lead else 2) + max(0.0, points / wanted - 1.6) * 0.5

    for across in range(1, text_columns + 1):
        at = text_columns - across
        first, cost = spot(0, at, across), small(across) + (0.0 if across < text_columns or count == 1 else 0.2)
        for others in _further(count - 1, at, text_columns, spot):
            yield 0, (first, *others), cost
        if count == 1 and at:
            # the headline and the text beside the picture
            yield at, (first,), small(across) + 0.1


def _further(
    count: int, left: int, text_columns: int, spot: Callable[[int, int, int, Edge], PhotoSpot]
) -> Iterator[tuple[PhotoSpot, ...]]:
    """Places for further photos: beside the first one, in ``left`` columns, or in a row at the foot of the block."""
    if count == 0:
        yield ()
    elif count <= text_columns:
        for each in sorted({1, text_columns // count}):
            yield tuple(spot(1 + number, number * each, each, "bottom") for number in range(count))
        if count <= left:
            yield tuple(spot(1 + number, left - count + number, 1, "top") for number in range(count))


def _heights(story: Story, shape: Shape, spot: PhotoSpot, style: PageStyle) -> range:
    """The rows that a photo may have in its place."""
    return photo_rows(story.photos[spot.photo], photo_width(shape, spot, style), style)


def with_photo_rows(shape: Shape, story: Story, style: PageStyle, part: float) -> Shape:
    """The shape with its photos as high as cropping allows: ``part`` 0 is the flattest crop, 1 the highest."""
    spots = []
    for spot in shape.photos:
        heights = _heights(story, shape, spot, style)
        spots.append(replace(spot, rows=heights[round((len(heights) - 1) * part)] if heights else spot.rows))
    return replace(shape, photos=tuple(spots))


# ------------------------------------------------------------------------------------------------ measuring


def measured(story: Story, shape: Shape, style: PageStyle, cost: float, most_rows: int) -> Setting | None:
    """The setting with its heights, or None where it cannot be set or is out of all proportion."""
    flat = with_photo_rows(shape, story, style, 0.0)
    rows = natural_rows(story, flat, style)
    if rows > most_rows:
        return None
    fit = measure(story, replace(flat, rows=rows), style)
    if not fit.fits:
        return None
    most = rows
    if shape.photos:
        high = with_photo_rows(shape, story, style, 1.0)
        more = zip(high.photos, flat.photos, strict=True)
        cells = sum((tall.rows - low.rows) * tall.columns for tall, low in more)
        most = min(most_rows, rows + cells // shape.text_columns)
    depth = fit.lines_needed / shape.text_columns
    if depth > DEEP_TEXT:
        cost += 0.15 * (depth - DEEP_TEXT)
    if depth < THINNEST_TEXT and shape.text_columns > 1:
        return None
    if depth < THIN_TEXT:
        cost += 0.25 * (THIN_TEXT - depth) * shape.text_columns
    blank = fit.lines_free * shape.columns / shape.text_columns
    slack = _slack(shape, style)
    cost += 0.5 * slack + 4.0 * max(0.0, slack - MOST_SLACK)
    set_as = arrange(story, replace(flat, rows=rows), style)
    title_top, title_size = title_of(story, shape, style, set_as)
    cost += 4.0 * max(0.0, 0.9 - title_size / style.rank(shape.headline).title) * bool(title_size)
    return Setting(
        shape, rows, most, cost, blank, fit.headline_rows, title_top, title_size, crossings(shape, style, set_as)
    )


def _slack(shape: Shape, style: PageStyle) -> float:
    """How many ems wider than the gutter the spaces between the text columns are."""
    if shape.text_columns == 1:
        return (style.span_width(shape.columns) / style.body_size) % 1
    apart = column_offset(shape, style, 1) - column_ems(shape, style) * style.body_size
    return max(0.0, apart - style.gutter * MM) / style.body_size


# ------------------------------------------------------------------------------------------- as it will look


def title_of(story: Story, shape: Shape, style: PageStyle, set_as: Arrangement) -> tuple[float, float]:
    """How many rows below the block's top the main headline stands, and its size in points (0 without one)."""
    head = set_as.head
    if head is None or not head.title:
        return 0.0, 0.0
    rank = style.rank(shape.headline)
    points = rank.title * 0.1 + sum(line.size * SMALL_LINE for line in head.kicker)
    points += style.label_size * 1.9 if head.label else 0.0
    points += rank.title * 0.16 if head.kicker else 0.0
    return set_as.head_row + points / style.line_pitch, head.title[0].size


def crossings(shape: Shape, style: PageStyle, set_as: Arrangement) -> int:
    """The grid gutters within a block (bit n: left of grid column n) that no white line can pass."""
    if shape.boxed:
        return (1 << shape.columns) - 2  # the tint runs through
    spans: list[tuple[float, float]] = []
    for column in set_as.columns:
        if column.lines:
            offset, (first, last) = column_offset(shape, style, column.column), extent(column, set_as.ems, style)
            spans.append((offset + first, offset + last))
    for photo in set_as.photos:
        left = column_offset(shape, style, photo.spot.column)
        spans.append((left, left + photo_width(shape, photo.spot, style)))
    if set_as.head is not None:
        wide = columns_width(shape, style, 0, set_as.head_columns)
        boxes = headline_boxes(set_as.head, 0.0, 0.0, wide, style.rank(shape.headline), style)
        spans += [(box[0], box[2]) for box in boxes]
    mask = 0
    gutter = style.gutter * MM
    for number in range(1, shape.columns):
        middle = style.span_width(number) + gutter / 2
        if any(left <= middle - gutter * 0.3 and middle + gutter * 0.3 <= right for left, right in spans):
            mask |= 1 << number
    return mask
