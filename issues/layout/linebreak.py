"""Breaking a paragraph into lines as the typesetter sets them: 避头尾, 标点挤压, words whole, no lonely character.

The lines are decided here and set as they are, so counting them is exact. Widths are in ems of the text's size and
follow Typst's rules for Chinese punctuation (region CN): of two neighbouring marks the blank half is dropped, and a
mark at the edge of a line loses its outer half. A line may further squeeze the blank halves of its inner marks when
one more character then fits; what is still loose is spread by justification.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from issues.layout.fonts import GETA, packaged

OPENING = frozenset("“‘（《〈「『【〔〖｛［")
CLOSING = frozenset("”’）》〉」』】〕〗｝］，。、；：？！．")
NEVER_FIRST = CLOSING | frozenset("…·・～％%‰℃°′″,.;:?!)]}>»-–/|〓々ー々〜")
NEVER_LAST = OPENING | frozenset("([{<«￥$¥€£№#＃")
MIDDLE_DOT = "·"
_IN_WORDS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:%+-/@_&='’~#")
_PAIRED = frozenset("—…⋯")
_TOLERANCE = 1e-6
LOOSE = 0.55  # ems a line may be short before its marks are squeezed to take one more character
FEWEST_LAST = 2  # characters on a paragraph's last line, marks aside


@dataclass(frozen=True, slots=True)
class Line:
    """One line: pieces of text with a squeeze of so many ems after each, and where it stands in its paragraph.

    ``start`` and ``end`` are character positions in the paragraph's text; ``width`` is natural, in ems.
    """

    pieces: tuple[tuple[str, float], ...]
    start: int
    end: int
    width: float
    last: bool

    @property
    def text(self) -> str:
        """The characters of the line, the space it ends with aside."""
        return "".join(piece for piece, _squeeze in self.pieces)


class _Text:
    """A text with widths and break opportunities. Sums make the width of any stretch of it cheap."""

    def __init__(self, text: str, family: str) -> None:
        font = packaged(family)
        self.text = text
        size = len(text)
        widths = [font.width(c) if font.has(c) else font.width(GETA) for c in text]
        self.left = [0.0] * size  # blank at the left of an opening mark
        self.right = [0.0] * size  # blank at the right of a closing mark
        for i, c in enumerate(text):
            if c == MIDDLE_DOT:
                self.left[i] = self.right[i] = widths[i] / 4
            elif widths[i] == 1.0 and c in OPENING:
                self.left[i] = 0.5
            elif widths[i] == 1.0 and c in CLOSING:
                self.right[i] = 0.5
        for i in range(size - 1):
            # as Typst does it, from left to right: the pair gives up half the first one's width as it is by then
            half = widths[i] / 2
            if not (_is_mark(text[i]) and _is_mark(text[i + 1])) or self.right[i] + self.left[i + 1] < half:
                continue
            if text[i] in "“”‘’" and widths[i] < 1.0:
                continue  # a quotation mark that has given once no longer counts as one
            here = min(self.right[i], half)
            widths[i] -= here
            self.right[i] -= here
            widths[i + 1] -= half - here
            self.left[i + 1] -= half - here
        for i, c in enumerate(text):
            if c == MIDDLE_DOT:  # gives way to its neighbours only, neither at a line's edge nor to squeezing
                self.left[i] = self.right[i] = 0.0
        # blank between i and i + 1 that squeezing may take; between two marks Typst must see both in one piece
        self.gaps = [
            0.0 if _is_mark(text[i]) and _is_mark(text[i + 1]) else self.right[i] + self.left[i + 1]
            for i in range(size - 1)
        ]
        self.sums = list(accumulate(widths, initial=0.0))
        self.blanks = list(accumulate(self.gaps, initial=0.0))
        self.breaks = [i for i in range(1, size) if self._may_break(i)] + [size]

    def _may_break(self, i: int) -> bool:
        before, after = self.text[i - 1], self.text[i]
        if after == " " or before in NEVER_LAST:
            return False
        if before == " ":
            return True
        if after in NEVER_FIRST or (before in _PAIRED and before == after):
            return False
        return not (before in _IN_WORDS and after in _IN_WORDS)

    def width(self, start: int, end: int, indented: bool = False) -> float:
        """The natural width of a line from start to end, its edges trimmed; behind an indent the left one is not."""
        while end > start and self.text[end - 1] == " ":
            end -= 1
        if end <= start:
            return 0.0
        left = 0.0 if indented else self.left[start]
        return self.sums[end] - self.sums[start] - left - self.right[end - 1]

    def squeezable(self, start: int, end: int) -> float:
        """The blank inside a line that squeezing may take."""
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return self.blanks[end - 1] - self.blanks[start] if end > start else 0.0


def _is_mark(character: str) -> bool:
    """Whether it is a mark with blank space of its own."""
    return character in OPENING or character in CLOSING or character == MIDDLE_DOT


@lru_cache(maxsize=4096)
def _prepared(text: str, family: str) -> _Text:
    return _Text(text, family)


@lru_cache(maxsize=16384)
def break_lines(text: str, width: float, indent: float, family: str, start: int = 0) -> tuple[Line, ...]:
    """The lines of ``text[start:]`` in a column of ``width`` ems; a paragraph's first line is indented."""
    prepared = _prepared(text, family)
    size = len(text)
    ends: list[int] = []
    position, room = start, width - (indent if start == 0 else 0.0)
    while position < size:
        end = _end_of_line(prepared, position, room, indent > 0 and position == 0)
        ends.append(end)
        position, room = end, width
    _mind_last(prepared, ends, start, width, indent)
    lines = []
    position = start
    for number, end in enumerate(ends):
        room = width - (indent if position == 0 else 0.0)
        last = number == len(ends) - 1
        lines.append(_line(prepared, position, end, room, last, indent > 0 and position == 0))
        position = end
    return tuple(lines)


def _end_of_line(text: _Text, start: int, room: float, indented: bool) -> int:
    """Where the line from ``start`` ends: the last break that fits, or the next one by squeezing the marks."""
    best, following = 0, 0
    low = bisect_right(text.breaks, start)
    for end in text.breaks[low:]:
        if text.width(start, end, indented) <= room + _TOLERANCE:
            best = end
        else:
            following = end
            break
    if not following:
        return best
    if not best:
        return _broken_word(text, start, room, indented)
    loose = room - text.width(start, best, indented)
    over = text.width(start, following, indented) - room
    if loose > LOOSE and over <= 0.5 * text.squeezable(start, following) + _TOLERANCE:
        return following
    if loose > 3.0 and text.text[following - 1] in _IN_WORDS and following - best > 12:
        return _broken_word(text, start, room, indented)  # an address of the web would leave a hole
    return best


def _broken_word(text: _Text, start: int, room: float, indented: bool) -> int:
    """The end of a line in a word too long for any line, broken between characters; at least one."""
    end = start + 1
    while end < len(text.text) and text.width(start, end + 1, indented) <= room + _TOLERANCE:
        end += 1
    return end


def _mind_last(text: _Text, ends: list[int], start: int, width: float, indent: float) -> None:
    """Let the last line take from the one before when it would be a single character."""
    if len(ends) < 2:
        return
    before = ends[-3] if len(ends) > 2 else start
    tail = text.text[ends[-2] : ends[-1]]
    if sum(c not in NEVER_FIRST and c not in OPENING for c in tail) >= FEWEST_LAST:
        return
    room = width - (indent if before == 0 else 0.0)
    for end in reversed([b for b in text.breaks if before < b < ends[-2]]):
        if text.width(before, end) < room - 2.6:
            return
        taken = text.text[end : ends[-1]]
        if sum(c not in NEVER_FIRST and c not in OPENING for c in taken) >= FEWEST_LAST:
            ends[-2] = end
            return


def _line(text: _Text, start: int, end: int, room: float, last: bool, indented: bool) -> Line:
    """The line with its squeezes, spread over the blank halves of its marks."""
    over = text.width(start, end, indented) - room
    shown = end
    while shown > start + 1 and text.text[shown - 1] == " ":
        shown -= 1
    if over <= _TOLERANCE:
        return Line(((text.text[start:shown], 0.0),), start, end, text.width(start, end, indented), last)
    share = over / text.squeezable(start, end)
    pieces: list[tuple[str, float]] = []
    begin = start
    for i in range(start, shown - 1):
        if text.gaps[i]:
            pieces.append((text.text[begin : i + 1], share * text.gaps[i]))
            begin = i + 1
    pieces.append((text.text[begin:shown], 0.0))
    return Line(tuple(pieces), start, end, room, last)


@lru_cache(maxsize=32768)
def text_width(text: str, family: str) -> float:
    """The width in ems of a text on one line, its edges trimmed."""
    return _prepared(text, family).width(0, len(text)) if text else 0.0
