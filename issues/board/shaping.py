"""How a story is best set in a rectangle that a person chose: the same measure and ways as composing has."""

from __future__ import annotations

from dataclasses import replace

from issues.board.rooms import free_rectangles
from issues.composing.fitting import shape_for
from issues.composing.settings import BEST_MEASURE, Setting, column_widths, settings, with_photo_rows
from issues.layout.geometry import Rect
from issues.layout.measure import measure
from issues.layout.model import START, PhotoSpot, Position, Shape, Story
from issues.layout.style import PageStyle

CROPS = 8  # steps between the highest and the flattest crop that are tried
FEWEST_EMS = 7  # characters of a text column below which another count of columns is taken
MOST_TEXT_COLUMNS = 8
USUAL_SHARE = {1: 0.67, 2: 0.5, 3: 0.42, 4: 0.33, 5: 0.33}  # of the page's width, by prominence


def suggested(story: Story, rect: Rect, style: PageStyle, *, front: bool = False) -> Shape:
    """The shape that fits a whole story best into a rectangle; never fails, though it may be overset."""
    ways = [way for way in _ways(story, style, front) if way.shape.columns == rect.width]
    if not ways:
        return plain(story, rect, style)

    def unfitness(way: Setting) -> tuple[int, int, float]:
        fit = measure(story, shape_for(story, way, rect.height, style), style)
        return (len(fit.problems), fit.lines_over * 1000 + fit.characters_free // max(1, fit.characters_per_line),
                way.cost)  # fmt: skip

    return shape_for(story, min(ways, key=unfitness), rect.height, style)


def _ways(story: Story, style: PageStyle, front: bool) -> list[Setting]:
    """The ways of setting a story that composing would consider, as a lead where it is one."""
    found = settings(story, style, most_rows=style.rows)
    if story.prominence == 1:
        found = [*settings(story, style, lead=True, front=front, most_rows=style.rows), *found]
    return found


def plain(story: Story, rect: Rect, style: PageStyle, level: int = 0) -> Shape:
    """Text and headline alone in columns of a readable width."""
    counts = range(1, min(rect.width, MOST_TEXT_COLUMNS) + 1)
    count = min(
        counts, key=lambda columns: abs(column_widths(style, rect.width, columns) / style.body_size - BEST_MEASURE)
    )
    usual = min(max(story.prominence, 1) + 1, len(style.ranks))
    return Shape(rect.width, rect.height, count, headline=level or usual)


def resized(story: Story, shape: Shape, rect: Rect, style: PageStyle, start: Position = START) -> Shape:
    """The shape in another rectangle: as many text columns for the width as before, photos cut to suit the height."""
    if rect.width == shape.columns:
        count = shape.text_columns
    else:
        count = max(1, min(round(shape.text_columns * rect.width / shape.columns), MOST_TEXT_COLUMNS))
        while count > 1 and column_widths(style, rect.width, count) / style.body_size < FEWEST_EMS:
            count -= 1
    part = count / shape.text_columns
    headline_columns = min(count, max(1, round(shape.headline_columns * part))) if shape.headline_columns else 0
    spots = []
    for spot in shape.photos:
        columns = max(1, min(count, round(spot.columns * part)))
        column = max(0, min(count - columns, round(spot.column * part)))
        spots.append(replace(spot, column=column, columns=columns))
    wanted = replace(
        shape,
        columns=rect.width,
        rows=rect.height,
        text_columns=count,
        headline_columns=headline_columns if headline_columns < count else 0,
        photos=tuple(spots),
    )
    return cropped_to_fit(story, wanted, style, start, keep=rect.width == shape.columns)


def cropped_to_fit(story: Story, shape: Shape, style: PageStyle, start: Position = START, *, keep: bool) -> Shape:
    """The shape with its photos as high as the text leaves room for; ``keep``: as they are, where that fits."""
    if not shape.photos or any(spot.photo >= len(story.photos) for spot in shape.photos):
        return shape
    if keep:
        fit = measure(story, shape, style, start)
        if fit.fits and fit.lines_free <= shape.text_columns:
            return shape
    for step in range(CROPS, 0, -1):
        tried = with_photo_rows(shape, story, style, step / CROPS)
        if measure(story, tried, style, start).fits:
            return tried
    return with_photo_rows(shape, story, style, 0.0)


def with_photos(story: Story, shape: Shape, spots: tuple[PhotoSpot, ...], style: PageStyle, start: Position) -> Shape:
    """The shape with its photos in these places; a spot without a height of its own is cropped to suit the text."""
    asked = replace(shape, photos=spots)
    free = tuple(spot for spot in spots if spot.rows < 2)
    if not free:
        return asked
    guessed = cropped_to_fit(story, asked, style, start, keep=False)
    chosen = tuple(made if spot.rows < 2 else spot for spot, made in zip(spots, guessed.photos, strict=True))
    return replace(asked, photos=chosen)


def place_for(
    story: Story, area: Rect, taken: list[Rect], style: PageStyle, *, front: bool = False
) -> tuple[Rect, Shape] | None:
    """Where on a page a story would stand best, and how: whole where there is room, else in the largest gap."""
    rooms = free_rectangles(area, taken)
    if not rooms:
        return None
    best: tuple[float, Rect, Shape] | None = None
    for way in _ways(story, style, front):
        for room in rooms:
            if way.shape.columns <= room.width and way.rows <= room.height:
                left_over = room.height - way.rows
                # a row or two that would be left is taken along
                height = room.height if left_over <= 2 and way.most >= room.height - 2 else way.rows
                cost = way.cost + 0.02 * (room.y - area.y) + (0.4 if 0 < room.width - way.shape.columns < 3 else 0.0)
                if best is None or cost < best[0]:
                    rect = Rect(room.x, room.y, way.shape.columns, height)
                    best = (cost, rect, shape_for(story, way, height, style))
    if best is not None:
        return best[1], best[2]
    room = max(rooms, key=lambda rect: (rect.size, -rect.y, -rect.x))
    share = USUAL_SHARE[min(max(story.prominence, 1), 5)]
    width = max(1, min(room.width, round(style.columns * share)))
    rect = Rect(room.x, room.y, room.width if room.width - width < 3 else width, room.height)
    return rect, suggested(story, rect, style, front=front)
