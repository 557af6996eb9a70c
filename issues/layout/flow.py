"""A story's text as lines, and the lines poured through the columns of a block."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from issues.layout.headlines import BYLINES_ABOVE
from issues.layout.linebreak import Line, break_lines, text_width
from issues.layout.model import START, Position, Story
from issues.layout.style import PageStyle

Role = Literal["text", "subhead", "list", "quote", "table", "end", "jump"]
TABLE_SIZE = 0.86  # of the body size
WHOLE_TABLE = 12  # lines up to which a table is never divided between columns
LIST_INDENT = 1.5  # ems by which lists and quotes stand in


@dataclass(frozen=True, slots=True)
class TextLine:
    """One row of a column. ``lines`` holds one line, or for a table row one for each cell."""

    role: Role
    paragraph: int  # index in the story; -1 for bylines and attributions at the end
    lines: tuple[Line, ...]
    first: bool  # of its paragraph
    last: bool
    characters: int  # without white space
    following: Position  # where the text goes on after this line
    header: bool = False  # of a table's first row


def stripped(text: str) -> int:
    """The number of characters, white space aside."""
    return len("".join(text.split()))


@lru_cache(maxsize=8192)
def lines_of(story: Story, ems: int, style: PageStyle, start: Position, ends_small: bool) -> tuple[TextLine, ...]:
    """All lines of a story from a position on, in columns of so many ems.

    ``ends_small`` puts the bylines at the end, where small headlines have no room for them.
    """
    found: list[TextLine] = []
    for index in range(start.paragraph, len(story.paragraphs)):
        paragraph = story.paragraphs[index]
        begin = start.character if index == start.paragraph else 0
        if paragraph.kind == "table":
            if begin == 0:
                found += _table_row(story, index, ems, style)
        else:
            found += _paragraph(story, index, ems, style, begin)
    done = Position(len(story.paragraphs), 0)
    if start.paragraph <= len(story.paragraphs):
        found += _endings(story, ems, style, ends_small, done)
    return tuple(found)


def _paragraph(story: Story, index: int, ems: int, style: PageStyle, begin: int) -> list[TextLine]:
    paragraph = story.paragraphs[index]
    role: Role = "text"
    family, width, indent = style.fonts.serif, float(ems), float(style.paragraph_indent)
    if paragraph.kind == "subhead":
        role, family, indent = "subhead", style.fonts.sans, 0.0
    elif paragraph.kind in ("list", "quote"):
        role, width, indent = ("list" if paragraph.kind == "list" else "quote"), ems - LIST_INDENT, 0.0
        if paragraph.kind == "quote":
            width, indent = ems - 2 * LIST_INDENT, float(style.paragraph_indent)
    width = max(width, 2.0)
    text = paragraph.text
    lines = break_lines(text, width, min(indent, width - 1), family, begin)
    return [
        TextLine(
            role,
            index,
            (line,),
            first=line.start == 0,
            last=line.last,
            characters=stripped(line.text),
            following=Position(index + 1, 0) if line.last else Position(index, line.end),
        )
        for line in lines
    ]


def _table_row(story: Story, index: int, ems: int, style: PageStyle) -> list[TextLine]:
    """A table row as text rows: as many as its highest cell needs; kept together by their role."""
    cells = story.paragraphs[index].cells
    width = cell_width(ems, len(cells))
    columns = [break_lines(cell, width, 0.0, style.fonts.sans) for cell in cells]
    height = max((len(lines) for lines in columns), default=0)
    header = index == 0 or story.paragraphs[index - 1].kind != "table"
    blank = Line((("", 0.0),), 0, 0, 0.0, True)
    return [
        TextLine(
            "table",
            index,
            tuple(lines[row] if row < len(lines) else blank for lines in columns),
            first=row == 0,
            last=row == height - 1,
            characters=sum(stripped(lines[row].text) for lines in columns if row < len(lines)),
            following=Position(index + 1, 0) if row == height - 1 else Position(index, 0),
            header=header,
        )
        for row in range(height)
    ]


def cell_width(ems: int, cells: int) -> float:
    """The width of a table's cell in ems of the table's size: half an em of space on either side."""
    return max(2.0, math.floor((ems / TABLE_SIZE / max(cells, 1) - 0.8) * 2) / 2)


def _endings(story: Story, ems: int, style: PageStyle, ends_small: bool, done: Position) -> list[TextLine]:
    """Bylines (where the headline does not carry them) and attributions, on lines of their own."""
    texts = list(story.bylines) if ends_small else []
    if story.attributions:
        attribution = "（" + "、".join(story.attributions) + "）"
        joined = "　".join((*texts, attribution))
        texts = [joined] if text_width(joined, style.fonts.serif) <= ems else [*texts, attribution]
    found = []
    for text in texts:
        lines = break_lines(text, float(ems), 0.0, style.fonts.serif)
        found += [
            TextLine("end", -1, (line,), n == 0, n == len(lines) - 1, stripped(line.text), done)
            for n, line in enumerate(lines)
        ]
    return found


def ends_small(level: int) -> bool:
    """Whether a headline of this level leaves the bylines to the end of the text."""
    return level == 0 or level > BYLINES_ABOVE


# ------------------------------------------------------------------------------------------------ pouring


def pour(lines: tuple[TextLine, ...], heights: list[int], *, strict: bool = True) -> list[tuple[int, int]]:
    """The slice of lines in each column of the given heights, filled from the first.

    A subhead never ends a column, small tables and the rows of large ones stay whole. With ``strict``, a paragraph's
    last line does not begin a column when it is short, and its first line does not end one.
    """
    slices = []
    position = 0
    for number, height in enumerate(heights):
        end = min(position + height, len(lines))
        if end < len(lines):
            last_column = number == len(heights) - 1
            end = _good_end(lines, position, end, strict and not last_column)
        slices.append((position, end))
        position = end
    return slices


def _good_end(lines: tuple[TextLine, ...], start: int, end: int, strict: bool) -> int:
    """The last place at or before ``end`` where a column may end; ``end`` itself when there is none."""
    place = end
    reach = 3  # lines that a column may be left short
    while place > start:
        before, after = lines[place - 1], lines[place]
        good = before.role != "subhead"
        if before.role == after.role == "table":
            good = before.last and not before.header and _table_length(lines, place) > WHOLE_TABLE
            reach = max(reach, min(_table_length(lines, place), WHOLE_TABLE) + 1)
        if strict and good and before.paragraph == after.paragraph and before.role == "text":
            widow = after.last and not after.first and after.lines[0].width < 4
            orphan = before.first and not before.last and place - start > 1
            good = not widow and not orphan
        if good:
            return place
        place -= 1
        if end - place > reach:
            break
    return end if end - start <= 1 or lines[end - 1].role != "subhead" else end - 1


def _table_length(lines: tuple[TextLine, ...], place: int) -> int:
    """How many lines the table has that runs on across a place."""
    first, last = place, place
    while first > 0 and lines[first - 1].role == "table":
        first -= 1
    while last < len(lines) and lines[last].role == "table":
        last += 1
    return last - first


@lru_cache(maxsize=32768)
def fill(lines: tuple[TextLine, ...], heights: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """The lines in columns, their feet as even as they can be; what does not fit is left over after the last slice."""
    if not heights:
        return ()
    count = len(heights)
    spare = max(0, sum(heights) - len(lines))
    for strict in (True, False):
        # the rules above may need a little of the spare room, so give back line after line until all is in
        for kept in (*range(spare, max(spare - 3 * count, 0), -1), 0):
            less, shorter = divmod(kept, count)
            feet = [max(0, h - less - (number >= count - shorter)) for number, h in enumerate(heights)]
            slices = pour(lines, feet, strict=strict)
            if slices[-1][1] == len(lines):
                return tuple(slices)
    return tuple(pour(lines, list(heights), strict=False))


def text_from(story: Story, start: Position = START) -> str:
    """The text of a story's paragraphs from a position on, one line for each."""
    parts = []
    for index in range(start.paragraph, len(story.paragraphs)):
        paragraph = story.paragraphs[index]
        begin = start.character if index == start.paragraph else 0
        if paragraph.kind == "table":
            parts += [] if begin else list(paragraph.cells)
        else:
            parts.append(paragraph.text[begin:])
    return "\n".join(parts)
