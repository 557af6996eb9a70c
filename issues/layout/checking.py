"""Reads finished pages as a stranger would: from the PDF alone, what an editor would object to.

The plan is not believed: letters, pictures and tints are taken from the PDF with their places. From the layout come
only the sheet's measures and which rectangle belongs to which story, so that a finding has a name.

White space is counted where a square of ``WHITE_SQUARE`` lines' height finds room; smaller gaps are the spaces between
lines, columns and blocks. A line of text counts as long as the longest of its neighbours above and below, since
paragraphs end where they end, and a headline takes the width it stands in with the air of its own size above and
below; ``bare`` is the share without these allowances. A tint is no content, but it interrupts a line: a line through
the page is a blank strip of at least ``STRIP`` of a line's pitch from edge to edge; hairlines do not close it.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from issues.layout.model import Block, IssueLayout, PageLayout
from issues.layout.style import MM, PageStyle
from issues.layout.white import GUTTER_STRIP, STRIP, WHITE_SQUARE, Box, free_strips, white_share

HAIRLINE = 2.5  # points: a path thinner than this is a rule
TITLE = 1.15  # of the body's size: letters from here on belong to headlines


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter on the page."""

    text: str
    box: Box
    size: float


@dataclass(frozen=True, slots=True)
class PageInk:
    """Everything visible on one page of a PDF."""

    letters: tuple[Letter, ...]
    pictures: tuple[Box, ...]
    tints: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class PageCheck:
    """What was found on one page; keys are those of blocks."""

    sequence: int
    blocks: int
    white: float  # share of the area for blocks
    bare: float  # the same with the air round headlines and the ends of paragraphs
    overset: dict[str, int] = field(default_factory=dict)  # by story: characters that are printed nowhere
    collisions: int = 0  # letters printed over a picture
    colliding_headlines: tuple[tuple[str, str], ...] = ()  # 碰题
    lines_across: tuple[float, ...] = ()  # 断版: points from the top
    lines_down: tuple[float, ...] = ()  # points from the left
    adjacent_photos: tuple[tuple[str, str], ...] = ()
    lead_on_top: bool = True

    @property
    def broken(self) -> bool:
        """Whether a straight white line runs through the page."""
        return bool(self.lines_across or self.lines_down)


# ------------------------------------------------------------------------------------------------ reading


def read_pages(pdf: bytes) -> list[PageInk]:
    """The ink of each page of a PDF."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [_read(document[number]) for number in range(len(document))]
    finally:
        document.close()


def _read(page: pdfium.PdfPage) -> PageInk:
    height = page.get_height()
    text = page.get_textpage()
    letters = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(text.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text.raw, index)
        character = chr(code) if code else ""
        if not character.strip() or not pdfium_c.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top):
            continue
        size = pdfium_c.FPDFText_GetFontSize(text.raw, index)
        box = (left.value, height - top.value, right.value, height - bottom.value)
        letters.append(Letter(character, box, size))
    text.close()
    pictures, tints = [], []
    for item in page.get_objects(max_depth=8):
        if item.type not in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH):
            continue
        x0, y0, x1, y1 = item.get_bounds()
        box = (x0, height - y1, x1, height - y0)
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            pictures.append(box)
        elif min(x1 - x0, y1 - y0) > HAIRLINE:
            tints.append(box)
    return PageInk(tuple(letters), tuple(pictures), tuple(tints))


# ----------------------------------------------------------------------------------------------- checking


def check(pdf: bytes, layout: IssueLayout) -> list[PageCheck]:
    """The findings for each page of an issue's PDF that has blocks."""
    pages = read_pages(pdf)
    lost = _lost(pages, layout)
    return [_check_page(ink, page, layout, lost) for ink, page in zip(pages, layout.pages, strict=True) if page.blocks]


def _check_page(ink: PageInk, page: PageLayout, layout: IssueLayout, lost: dict[str, int]) -> PageCheck:
    style = layout.style
    area = style.area(page.sequence, len(layout.pages))
    left, top = style.margin_left * MM, style.margin_top * MM
    # the last row of the area is the space below the blocks
    frame = (
        left,
        top + area.y * style.line_pitch,
        left + style.span_width(style.columns),
        top + (area.bottom - 1) * style.line_pitch,
    )
    letters = [letter for letter in ink.letters if _inside(letter.box, frame)]
    boxes = [letter.box for letter in letters]
    boxes += _word_spaces(letters)
    boxes += [box for box in ink.pictures if _inside(box, frame)]
    solid = [*boxes, *(box for box in ink.tints if _inside(box, frame))]
    places = {block.key: _place(block, layout) for block in page.blocks}
    titles = _titles(letters, places, style.body_size * TITLE)
    square = style.line_pitch * WHITE_SQUARE
    return PageCheck(
        sequence=page.sequence,
        blocks=len(page.blocks),
        white=white_share([*boxes, *_belonging(ink, letters, places, style)], frame, square),
        bare=white_share(boxes, frame, square),
        overset={block.story: lost[block.story] for block in page.blocks if lost.get(block.story)},
        collisions=sum(
            _inside(letter.box, picture) and not any(_inside(picture, tint) for tint in ink.tints)
            for letter in letters
            for picture in ink.pictures
        ),
        colliding_headlines=_colliding(titles, places, style.gutter * MM, style.line_pitch),
        lines_across=free_strips([(box[1], box[3]) for box in solid], frame[1], frame[3], STRIP * style.line_pitch),
        lines_down=free_strips(
            [(box[0], box[2]) for box in solid], frame[0], frame[2], GUTTER_STRIP * style.gutter * MM
        ),
        adjacent_photos=_adjacent(ink.pictures, places, page.blocks, style.gutter * MM),
        lead_on_top=_lead_on_top(titles, places, frame, style.line_pitch),
    )


def _word_spaces(letters: Sequence[Letter]) -> list[Box]:
    """The spaces within lines: between a letter and the next one on its line, when less than a letter and a half."""
    spaces = []
    for one, other in pairwise(letters):
        apart = other.box[0] - one.box[2]
        if one.size == other.size and abs(one.box[3] - other.box[3]) < one.size and 0 < apart < 1.5 * one.size:
            spaces.append((one.box[2], min(one.box[1], other.box[1]), other.box[0], max(one.box[3], other.box[3])))
    return spaces


def _inside(box: Box, frame: Box) -> bool:
    """Whether the middle of a box lies in a frame."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]


def _place(block: Block, layout: IssueLayout) -> Box:
    style = layout.style
    left = style.margin_left * MM + block.rect.x * (style.column_width + style.gutter * MM)
    top = style.margin_top * MM + block.rect.y * style.line_pitch
    return (
        left,
        top,
        left + style.span_width(block.rect.width),
        top + block.rect.height * style.line_pitch,
    )


def _lost(pages: Sequence[PageInk], layout: IssueLayout) -> dict[str, int]:
    """By story, how many of its characters are not printed within its rectangles."""
    printed: dict[str, Counter[str]] = {}
    for ink, page in zip(pages, layout.pages, strict=True):
        for block in page.blocks:
            place = _place(block, layout)
            found = printed.setdefault(block.story, Counter())
            found.update(letter.text for letter in ink.letters if _inside(letter.box, place))
    lost = {}
    for key, found in printed.items():
        story = layout.story(key)
        wanted = Counter(
            character
            for text in (
                story.headline,
                *(p.text for p in story.paragraphs),
                *(c for p in story.paragraphs for c in p.cells),
            )
            for character in text
            if character.strip()
        )
        lost[key] = sum((wanted - found).values())
    return lost


def _belonging(ink: PageInk, letters: Sequence[Letter], places: dict[str, Box], style: PageStyle) -> list[Box]:
    """The room that lines of text and headlines take beyond their letters."""
    rooms: list[Box] = []
    for place in places.values():
        inside = [letter for letter in letters if _inside(letter.box, place)]
        large = [letter for letter in inside if letter.size >= style.body_size * TITLE]
        small = [letter for letter in inside if letter.size < style.body_size * TITLE]
        pictures = [box for box in ink.pictures if _inside(box, place)]
        if large:
            rooms.append(_headline_room(large, small, pictures, place, style.body_size))
        rooms += _line_rooms(small, style)
    return rooms


def _line_rooms(letters: Sequence[Letter], style: PageStyle) -> list[Box]:
    """The room of each line of text: as wide as itself and the lines of its size next above and below it."""
    lead = style.line_pitch - style.body_size
    lines = _lines(letters)
    rooms = []
    for line in lines:
        left, right = line.box[0], line.box[2]
        for other in lines:
            apart = abs(other.box[3] - line.box[3])
            overlap = min(line.box[2], other.box[2]) - max(line.box[0], other.box[0])
            if apart <= 2.3 * style.line_pitch and overlap > 0 and abs(other.size - line.size) < 0.03 * line.size:
                left, right = min(left, other.box[0]), max(right, other.box[2])
        rooms.append((left, line.box[1] - lead / 2, right, line.box[3] + lead / 2))
    return rooms


def _lines(letters: Sequence[Letter]) -> list[Letter]:
    """Letters of one size that follow one another on a line, joined: their text, box and size."""
    lines: list[Letter] = []
    for letter in letters:
        last = lines[-1] if lines else None
        if last and last.size == letter.size:
            level = abs((last.box[1] + last.box[3]) / 2 - (letter.box[1] + letter.box[3]) / 2) < 0.7 * letter.size
            if level and -0.5 * letter.size < letter.box[0] - last.box[2] < 1.5 * letter.size:
                low, high = min(last.box[1], letter.box[1]), max(last.box[3], letter.box[3])
                lines[-1] = Letter(last.text + letter.text, (last.box[0], low, letter.box[2], high), last.size)
                continue
        lines.append(letter)
    return lines


def _headline_room(
    large: Sequence[Letter], small: Sequence[Letter], pictures: Sequence[Box], place: Box, body: float
) -> Box:
    """The headline with its air: as wide as its block, or up to a picture beside it."""
    size = max(letter.size for letter in large)
    top = min(letter.box[1] for letter in large)
    for letter in sorted(small, key=lambda letter: -letter.box[3]):  # a label, a small kicker
        if 0 <= top - letter.box[3] < size:
            top = letter.box[1]
    top = max(place[1], top - size)
    foot = max(letter.box[3] for letter in large)
    for letter in sorted(small, key=lambda letter: letter.box[1]):  # a small subtitle, the bylines
        if abs(letter.size - body) > 0.2 and 0 <= letter.box[1] - foot < size:
            foot = letter.box[3]
    below = [letter.box[1] for letter in small if letter.box[1] > foot]
    bottom = min([foot + size, *below])
    left, right = place[0], place[2]
    first, last = min(letter.box[0] for letter in large), max(letter.box[2] for letter in large)
    for picture in pictures:
        if picture[1] < foot and picture[3] > top:
            if picture[0] >= last:
                right = min(right, picture[0])
            elif picture[2] <= first:
                left = max(left, picture[2])
    return (left, top, right, bottom)


# ---------------------------------------------------------------------------------------------- headlines


@dataclass(frozen=True, slots=True)
class Title:
    """The main headline of a block as printed: its first line's top, and its size."""

    top: float
    size: float


def _titles(letters: Sequence[Letter], places: dict[str, Box], least: float) -> dict[str, Title]:
    """By block, its largest letters."""
    titles = {}
    for key, place in places.items():
        inside = [letter for letter in letters if letter.size >= least and _inside(letter.box, place)]
        if inside:
            size = max(letter.size for letter in inside)
            titles[key] = Title(min(letter.box[1] for letter in inside if letter.size >= size * 0.97), size)
    return titles


def _colliding(
    titles: dict[str, Title], places: dict[str, Box], gutter: float, pitch: float
) -> tuple[tuple[str, str], ...]:
    """Pairs of neighbours whose headlines stand side by side at one height and size."""
    found = []
    keys = sorted(titles)
    for index, one in enumerate(keys):
        for other in keys[index + 1 :]:
            a, b = places[one], places[other]
            apart = max(a[0], b[0]) - min(a[2], b[2])
            if not -1 < apart < gutter * 1.5:
                continue
            same_size = abs(titles[one].size - titles[other].size) < 0.05 * titles[one].size
            if same_size and abs(titles[one].top - titles[other].top) < pitch:
                found.append((one, other))
    return tuple(found)


def _lead_on_top(titles: dict[str, Title], places: dict[str, Box], frame: Box, pitch: float) -> bool:
    """Whether the largest headline belongs to a block at the head of the page."""
    if not titles:
        return True
    size = max(title.size for title in titles.values())
    return any(title.size >= size * 0.97 and places[key][1] <= frame[1] + pitch / 2 for key, title in titles.items())


def _adjacent(
    pictures: Sequence[Box], places: dict[str, Box], blocks: Sequence[Block], gutter: float
) -> tuple[tuple[str, str], ...]:
    """Pairs of blocks of different stories whose pictures have only a gutter between them."""
    stories = {block.key: block.story for block in blocks}
    owned = [(key, box) for box in pictures for key, place in places.items() if _inside(box, place)]
    found = set()
    for index, (one, a) in enumerate(owned):
        for other, b in owned[index + 1 :]:
            if stories[one] == stories[other]:
                continue
            across = max(a[0], b[0]) - min(a[2], b[2])
            down = max(a[1], b[1]) - min(a[3], b[3])
            if (across < gutter * 1.4 and down < -gutter) or (down < gutter * 1.4 and across < -gutter):
                found.add((min(one, other), max(one, other)))
    return tuple(sorted(found))
