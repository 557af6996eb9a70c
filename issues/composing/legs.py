"""Fills a page so that no straight line divides it because its lead stands in the form of an L.

Under the headline the text runs through two rectangles of unlike depth, one of which reaches down to the page's foot
beside the other stories. Whatever cut divides those, the leg crosses it, so two stories are enough; a page of few and
long stories allows no pinwheel.

    H H H B      H is the headline, D and U are the lead's text (D the leg), B, C and E are other stories: each of
    D U U B      these may hold several, and where H is as wide as the page there is only C.
    D E E B
    D C C C
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from issues.composing.candidates import Entry
from issues.composing.judging import Chosen, Page
from issues.composing.pinwheel import Wheels
from issues.composing.rules import LINE_MARGIN, Spot, Tile, Title
from issues.composing.settings import MEASURE, Setting, column_widths, crossings, with_photo_rows
from issues.composing.stock import Piece, Placed, bits, subsets
from issues.composing.tiling import WHITE_COST
from issues.layout.geometry import Rect
from issues.layout.measure import GAP_ROWS, arrange, measure, natural_rows
from issues.layout.model import SAME_PAGE, START, PhotoSpot, Shape, Story
from issues.layout.style import PageStyle

COST = 2.5  # points for a lead in this form: a rectangle is calmer
DEEP = 0.06  # points for each row of the leg beyond half a page
LEAST_UPPER, LEAST_LEG = 5, 8  # rows of text beside the leg, and of the leg beyond them
PICTURE = 0.42  # of the page's width that a picture is wide
SPARE = 2  # rows that the upper part may be higher than its text
UNLIKE = 1  # ems by which the measures of the two rectangles may differ
MOST_FOUND = 60


@dataclass(frozen=True, slots=True)
class Leg:
    """A lead in the form of an L: its rectangles, how far down its upper part reaches, and what speaks against it."""

    chosen: Chosen
    tiles: tuple[Tile, ...]  # of the headline with what is beside the leg, and of the leg
    width: int  # of the headline
    narrow: int  # of the leg
    bottom: int  # of the upper part
    points: float


@dataclass
class Legs:
    """All pages of a lead in this form with some other stories; all of them stand in each."""

    page: Page
    lead: Entry
    others: Sequence[Piece]
    known: dict[Hashable, list[Leg]]  # the forms of leads, by their name and the rows of the page
    _wheels: Wheels = field(init=False)

    def __post_init__(self) -> None:
        self._wheels = Wheels(self.page.stock, self.page.rows, self.others)

    def run(self) -> Iterator[tuple[float, Leg, list[Placed]]]:
        """Whole pages with their points, best first."""
        if ":" in self.lead.story.key or len(self.lead.story.photos) > 2 or not self.others:
            return
        found = [
            (leg.points + points, number, leg, arms)
            for number, leg in enumerate(self._forms())
            for points, arms in self._round(leg)
        ]
        found.sort(key=lambda each: each[:2])
        for points, _number, leg, arms in found[:MOST_FOUND]:
            yield points, leg, [placed for members, rect in arms for placed in self._wheels.laid(members, rect)]

    def _forms(self) -> list[Leg]:
        """The lead in every form of an L."""
        key = self.lead.name, self.page.rows
        if key not in self.known:
            self.known[key] = list(_legs(self.lead, self.page))
        return self.known[key]

    def _round(self, leg: Leg) -> Iterator[tuple[float, list[tuple[int, Rect]]]]:
        """The ways to fill what the lead leaves free: sets of stories with their rectangles."""
        masks, columns, rows = self._wheels.masks, self.page.columns, self.page.rows
        everything = (1 << len(self.others)) - 1
        left = leg.chosen.more[0][1].width if _deep_left(leg) else 0  # where the free part begins
        free = columns - leg.narrow
        if leg.width == columns:
            if masks[everything][free] >> (rows - leg.bottom) & 1:
                rect = Rect(left, leg.bottom, free, rows - leg.bottom)
                yield self._wheels.points(everything, rect), [(everything, rect)]
            return
        beside, between = columns - leg.width, leg.width - leg.narrow
        for right in subsets(everything):
            for height in bits(masks[right][beside]):
                gap, foot = height - leg.bottom, rows - height
                if gap < 0 or foot <= 0 or 0 < gap < 2 * LINE_MARGIN:
                    continue
                rest = everything ^ right
                for below in subsets(rest):
                    middle = rest ^ below
                    fits = masks[below][free] >> foot & 1 and (masks[middle][between] >> gap & 1 if middle else not gap)
                    if fits:
                        arms = [
                            (right, Rect(leg.width, 0, columns - leg.width, height)),
                            (below, Rect(leg.narrow, height, free, foot)),
                        ]
                        if middle:
                            arms.append((middle, Rect(leg.narrow, leg.bottom, leg.width - leg.narrow, gap)))
                        yield sum(self._wheels.points(members, rect) for members, rect in arms), arms


def _deep_left(leg: Leg) -> bool:
    """Whether the leg is at the left."""
    return leg.chosen.more[0][1].height > leg.chosen.more[1][1].height


def _legs(lead: Entry, page: Page) -> Iterator[Leg]:
    """The lead in every form of an L that it fills."""
    seen: set[tuple[int, int]] = set()
    for setting in lead.settings:
        width, level = setting.shape.columns, setting.shape.headline
        if (width, level) in seen or not setting.title_size:
            continue
        seen.add((width, level))
        for narrow in range(2, width - 1):
            for left in (True, False) if width == page.columns else (True,):
                yield from _forms(lead, setting, narrow, left, page)


def _forms(lead: Entry, setting: Setting, narrow: int, left: bool, page: Page) -> Iterator[Leg]:
    """The lead with a leg of a width at one side: without pictures in the leg, and with each height of the first."""
    story, style = lead.story, page.style
    level, width = setting.shape.headline, setting.shape.columns
    deep, short = _text_columns(narrow, style), _text_columns(width - narrow, style)
    pairs = [(a, b) for a in deep for b in short if abs(a[1] - b[1]) <= UNLIKE]
    if not pairs:
        return
    (deep_columns, _ems), (short_columns, _other) = min(pairs, key=lambda pair: abs(pair[0][1] - 16))
    head = Shape(width, 1, 1, level, jumps_to=SAME_PAGE)
    head = replace(head, rows=arrange(story, replace(head, rows=page.rows), style).head_rows)
    rows = page.rows - head.rows
    parts = [
        Shape(narrow, rows, deep_columns, level, jumps_from=SAME_PAGE),
        Shape(width - narrow, 1, short_columns, level, jumps_from=SAME_PAGE),
    ]
    photos = story.photos
    places = [parts[1]] if photos else []
    if len(photos) > 1:
        parts[0] = _with_photo(parts[0], 1, "bottom", story, style, 0.5)
    for share in (0.0, 0.35, 0.7, 1.0) if places else (0.0,):
        upper = _with_photo(parts[1], 0, "top", story, style, share) if places else parts[1]
        shapes = _filled(story, parts[0], upper, left, style)
        if shapes is None:
            continue
        for spare in range(SPARE + 1):
            leg = _leg(lead, head, _higher(shapes, left, spare), left, setting, page)
            if leg is not None:
                yield leg


def _higher(shapes: tuple[Shape, Shape], left: bool, rows: int) -> tuple[Shape, Shape]:
    """The two rectangles with so many more rows in the upper one than its text needs."""
    first, second = shapes
    if left:
        return first, replace(second, rows=second.rows + rows)
    return replace(first, rows=first.rows + rows), second


def _text_columns(width: int, style: PageStyle) -> list[tuple[int, int]]:
    """The numbers of text columns that a rectangle may have, each with its measure in ems."""
    found = []
    for count in range(1, 7):
        ems = column_widths(style, width, count) / style.body_size
        if MEASURE[0] <= ems <= MEASURE[1]:
            found.append((count, int(ems + 1e-6)))
    return found


def _with_photo(
    shape: Shape, photo: int, edge: Literal["top", "bottom"], story: Story, style: PageStyle, share: float
) -> Shape:
    """The shape with a picture over so many of its columns, from the right, as suit the page."""
    wanted = style.span_width(style.columns) * PICTURE

    def unlike(across: int) -> float:
        return abs(style.span_width(shape.columns) * across / shape.text_columns - wanted)

    across = min(range(1, shape.text_columns + 1), key=unlike)
    spot = PhotoSpot(photo, shape.text_columns - across, across, 2, edge)
    return with_photo_rows(replace(shape, photos=(spot,)), story, style, share)


def _filled(story: Story, deep: Shape, upper: Shape, left: bool, style: PageStyle) -> tuple[Shape, Shape] | None:
    """The two rectangles of the text, in reading order, with the whole text in them; None where it is too short."""
    if left:
        deep = replace(deep, jumps_to=SAME_PAGE)
        fit = measure(story, deep, style)
        if fit.problems or not fit.lines_needed - fit.lines_available > 0:
            return None
        upper = replace(upper, rows=natural_rows(story, upper, style, fit.end))
        return (deep, upper) if measure(story, upper, style, fit.end).fits else None
    upper = replace(upper, jumps_to=SAME_PAGE)
    free = measure(story, deep, style)
    if free.problems or not free.lines_over:
        return None
    pictures = sum((spot.rows + 2) * spot.columns for spot in upper.photos)
    rows = max(GAP_ROWS + 1, (pictures + free.lines_over) // upper.text_columns)
    for more in range(6):
        shape = replace(upper, rows=rows + more)
        begun = measure(story, shape, style)
        if not begun.problems and measure(story, deep, style, begun.end).fits:
            return shape, deep
    return None


def _leg(lead: Entry, head: Shape, shapes: tuple[Shape, Shape], left: bool, setting: Setting, page: Page) -> Leg | None:
    """The L of a headline and two rectangles, where its proportions are sound."""
    story, style = lead.story, page.style
    deep, upper = shapes if left else shapes[::-1]
    bottom = head.rows + upper.rows
    pictures = max((spot.rows + 2 for spot in upper.photos), default=0)
    if upper.rows - pictures < LEAST_UPPER or page.rows - bottom < LEAST_LEG:
        return None
    top = Rect(0, 0, head.columns, head.rows)
    first, second = shapes
    rects = (
        Rect(0, head.rows, first.columns, first.rows),
        Rect(first.columns, head.rows, second.columns, second.rows),
    )
    chosen = Chosen(lead, head, top, tuple(zip(shapes, rects, strict=True)))
    start, blank, crossed, spots = START, 0.0, crossings(head, style, arrange(story, head, style)), []
    for shape, rect in chosen.more:
        set_as = arrange(story, shape, style, start)
        blank += set_as.fit.lines_free * shape.columns / shape.text_columns if not shape.jumps_to else 0.0
        start = set_as.fit.end
        step = shape.columns / shape.text_columns
        spots += [
            Spot(rect.x + photo.spot.column * step, rect.y + photo.row, photo.spot.columns * step, photo.spot.rows)
            for photo in set_as.photos
        ]
    size = Title(setting.title_top, setting.title_size)
    tiles = (
        Tile(Rect(0, 0, head.columns, bottom), None, size, story.label, _in(spots, top, until=bottom), crossed),
        Tile(rects[not left], None, None, story.label, _in(spots, rects[not left], after=bottom)),
    )
    points = COST + setting.cost * 0.5 + WHITE_COST * blank + DEEP * max(0.0, deep.rows - page.rows / 2)
    return Leg(chosen, tiles, head.columns, deep.columns, bottom, points)


def _in(spots: Sequence[Spot], rect: Rect, after: int = 0, until: int = 10_000) -> tuple[Spot, ...]:
    """The pictures that begin between two rows, in grid units from a rectangle's corner."""
    return tuple(replace(spot, x=spot.x - rect.x, y=spot.y - rect.y) for spot in spots if after <= spot.y < until)
