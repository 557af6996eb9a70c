"""A text read into blocks: paragraphs and headings, with every character's place in the source lines.

Dumps of printed pages come with one line for each paragraph, or hard-wrapped at the column's width with blank lines
inside sentences. The checks see whole paragraphs; their findings are carried back to line and column.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
TERMINAL = "。！？…!?"
CLOSING = "”’\"'）)》】」』"
_MARKDOWN = re.compile(r"\s*(#{1,6}\s+|>\s+|[-*]\s+(?=[^\s*-]))?")
_SIGNATURE = re.compile(r"\s*[（(][^（）()]{2,60}[）)]\s*$")
_OPENER = re.compile(r"\s*(□|■|本报讯|又讯|社区讯|[（(]|【|图为|#)")
_HALF_WIDTH = re.compile(rf"(?<=[{HAN}])[,;:?!](?=[{HAN}\"“])")
_FULL_WIDTH = re.compile(r"[，；：？！]")
WRAPPED_WIDTH = 60  # columns of a terminal; a longer line was not wrapped at a newspaper's column
WRAPPED_SHARE = 0.35
EVEN, EVEN_SHARE = 0.2, 0.6  # a column has one width; lists and tables have many
FULL_LINE = 0.72  # of the usual width; the first line of a paragraph has lost its indent
WIDEST_LINE = 1.4  # of the usual width; beyond it stands a caption or a table
LONG_LINE = 5_000  # a line this long has no layout to reason about


@dataclass(frozen=True)
class Draft:
    """A finding before its rule's name and severity are put to it."""

    line: int
    start: int
    end: int
    message: str | StrPromise
    suggestion: str | None = None
    severity: str | None = None


@dataclass(frozen=True)
class Stretch:
    """A piece of a source line and where it begins in its block."""

    at: int
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Tear:
    """A sentence broken between two lines: the number of the upper and of the lower one."""

    upper: int
    lower: int


@dataclass
class Block:
    """A paragraph, heading or signature."""

    text: str
    stretches: list[Stretch]
    heading: bool = False
    signature: bool = False
    item: bool = False

    @property
    def first_line(self) -> int:
        """The number of the first source line."""
        return self.stretches[0].line

    @property
    def last(self) -> Stretch:
        """The last piece."""
        return self.stretches[-1]

    @cached_property
    def body(self) -> bool:
        """Running text, as against headlines, labels and signatures."""
        if self.heading or self.signature:
            return False
        return bool(re.search(r"[。；;]|[，,][^，,]*[，,]", self.text)) or len(self.text) > 40

    def place(self, offset: int, *, ending: bool = False) -> tuple[int, int]:
        """Line and column of an offset; at a seam the end of the upper line where ``ending``."""
        starts = [piece.at for piece in self.stretches]
        index = bisect_right(starts, offset) - 1
        if ending and index > 0 and self.stretches[index].at == offset:
            index -= 1
        piece = self.stretches[max(index, 0)]
        return piece.line, min(piece.start + offset - piece.at, piece.end)

    def draft(
        self,
        start: int,
        end: int,
        message: str | StrPromise,
        suggestion: str | None = None,
        severity: str | None = None,
    ) -> Draft:
        """A finding on a stretch of the block; where it runs over a seam, on the line that holds the change."""
        line, column = self.place(start)
        last_line, last_column = self.place(end, ending=end > start)
        if line == last_line:
            return Draft(line, column, last_column, message, suggestion, severity)
        changed = start + _same_beginning(self.text[start:end], suggestion) if suggestion is not None else start
        for piece in self.stretches:
            low, high = max(piece.at, start), min(piece.at + piece.end - piece.start, end)
            if low < high and low <= changed <= high and (changed > low or piece.at <= changed < high):
                mended = self._mended(start, end, suggestion, low, high)
                base = piece.start - piece.at
                return Draft(piece.line, low + base, high + base, message, mended, severity)
        return Draft(line, column, self._line_end(line), message, None, severity)

    def _mended(self, start: int, end: int, suggestion: str | None, low: int, high: int) -> str | None:
        """The part of a suggestion that belongs to one line, or None where the other lines change too."""
        if suggestion is None:
            return None
        before, after = self.text[start:low], self.text[high:end]
        if suggestion.startswith(before) and suggestion.endswith(after) and len(suggestion) >= len(before) + len(after):
            return suggestion[len(before) : len(suggestion) - len(after)]
        return None

    def _line_end(self, line: int) -> int:
        return next(piece.end for piece in self.stretches if piece.line == line)


def _same_beginning(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def columns(text: str) -> int:
    """The width of a line where a Han character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


@dataclass
class Document:
    """The whole text: its lines and its blocks."""

    lines: list[str]
    blocks: list[Block] = field(default_factory=list)
    tears: list[Tear] = field(default_factory=list)
    wrapped: bool = False
    scanned: bool = False

    @cached_property
    def text(self) -> str:
        """All blocks, one a line."""
        return "\n".join(block.text for block in self.blocks)

    def pairs(self) -> Iterator[tuple[Block, Block]]:
        """Neighbouring blocks."""
        yield from pairwise(self.blocks)


def read(text: str) -> Document:
    """Lines and blocks of a text; time in proportion to its length."""
    lines = text.split("\n")
    document = Document(lines)
    filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    document.scanned = len(_HALF_WIDTH.findall(text)) > 10 and len(_HALF_WIDTH.findall(text)) > len(
        _FULL_WIDTH.findall(text)
    )
    usual = _usual_width(filled)
    document.wrapped = usual is not None
    if usual is None:
        document.blocks = [_block(number, line) for number, line in filled]
    else:
        _join(document, filled, usual)
    return document


def _usual_width(filled: list[tuple[int, str]]) -> float | None:
    """The column's width in a hard-wrapped dump, None where lines are paragraphs."""
    widths, broken = list[int](), 0
    for (number, line), (following, _next) in pairwise(filled):
        bare = line.strip()
        if len(bare) > LONG_LINE:
            return None
        width = columns(bare)
        if (
            following == number + 1
            and width >= 20
            and bare[-1] not in TERMINAL + CLOSING
            and not bare.startswith(("#", "|", "-", "*"))
        ):
            broken += 1
            widths.append(width)
    if len(filled) < 8 or broken < WRAPPED_SHARE * len(filled):
        return None
    usual = median(widths)
    even = sum(abs(width - usual) <= EVEN * usual for width in widths)
    return usual if usual <= WRAPPED_WIDTH and even >= EVEN_SHARE * len(widths) else None


def _block(number: int, line: str) -> Block:
    mark = _MARKDOWN.match(line)
    start = mark.end() if mark else 0
    end = len(line.rstrip())
    start = min(start, end)
    heading = bool(mark and mark[1] and mark[1].startswith("#")) or line.startswith("|")
    signature = bool(_SIGNATURE.match(line))
    item = bool(mark and mark[1] and mark[1][0] in "-*")
    return Block(line[start:end], [Stretch(0, number, start, end)], heading, signature, item)


def complete(text: str) -> bool:
    """Whether a line ends as a sentence ends."""
    bare = text.rstrip().rstrip(CLOSING)
    return bool(bare) and (bare[-1] in TERMINAL or text.rstrip()[-1] in "）)】")


def _join(document: Document, filled: list[tuple[int, str]], usual: float) -> None:
    """Join the lines of a hard-wrapped dump into paragraphs, noting the blank lines inside sentences."""
    previous = 0
    for number, line in filled:
        fresh = _block(number, line)
        block = document.blocks[-1] if document.blocks else None
        if block is None or not _goes_on(document, block, fresh, number - previous, usual):
            document.blocks.append(fresh)
        else:
            if number > previous + 1:
                document.tears.append(Tear(previous, number))
            piece = fresh.stretches[0]
            block.stretches.append(Stretch(len(block.text), piece.line, piece.start, piece.end))
            block.text += fresh.text
        previous = number


def _goes_on(document: Document, block: Block, fresh: Block, step: int, usual: float) -> bool:
    if block.heading or fresh.heading or block.signature or fresh.signature or _OPENER.match(fresh.text):
        return False
    if block.text.startswith(("□", "■")):
        return False
    upper = document.lines[block.last.line - 1].strip()
    if not FULL_LINE * usual <= columns(upper) <= WIDEST_LINE * usual:
        return False
    if step > 1:
        return not complete(upper) and len(block.text) >= 12
    return True
