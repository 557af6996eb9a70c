"""Two texts compared character by character: the smallest set of edits that still reads well.

Han characters and punctuation count singly, Latin words and numbers whole, so that 2025 → 2026 is one change and not
a mark inside a number. rapidfuzz aligns the tokens; then edits slide to where a phrase begins, and single characters
that happen to agree inside a rewritten passage join the edits around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

# A variation selector or a joiner belongs to the character before it: rare names are written so.
_TOKEN = re.compile(
    r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*|\d+(?:\.\d+)?|[ \t]+"
    r"|.(?:[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]|\u200d.)*",
    re.DOTALL,
)
_PUNCTUATION = frozenset("，。、；：！？“”‘’（）《》〈〉【】—…·～,.;:!?'\"()[]<>-~ \t\n　")
_SENTENCE_ENDS = frozenset("。！？!?…\n")
_CLAUSE_ENDS = frozenset("，、；：,;:")
_CLOSERS = frozenset("”’）》】)」』")
_OPENERS = frozenset("“‘（《【(「『")
_SURROGATES = range(0xD800, 0xE000)

MOST_CELLS = 1_000_000_000  # tokens × tokens aligned at once: about 0.1 s; beyond, sentences are aligned first
_PIECE = 15_000  # tokens of a piece, where even the sentences have nothing in common
_FARTHEST = 200  # tokens that an edit may slide


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters ``start..end`` of the old text give way to ``new_start..new_end`` of the new one."""

    start: int
    end: int
    new_start: int
    new_end: int


def tokens(text: str) -> list[str]:
    """The pieces that are compared: single characters, Latin words, numbers, runs of blanks."""
    return _TOKEN.findall(text)


class Vocabulary:
    """Gives each distinct token one character, so that texts of tokens are strings again."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def encode(self, pieces: Sequence[str]) -> str:
        """The tokens as a string of as many characters."""
        known = self._known
        for piece in pieces:
            if piece not in known:
                number = len(known)
                known[piece] = chr(number if number < _SURROGATES.start else number + len(_SURROGATES))
        return "".join([known[piece] for piece in pieces])


def edits(old: str, new: str) -> list[Edit]:
    """The edits that lead from the old text to the new one, in order, in characters."""
    if old == new:
        return []
    a, b = tokens(old), tokens(new)
    found = _readable(_aligned(a, b), a, b)
    old_at, new_at = _offsets(a), _offsets(b)
    return [Edit(old_at[e.start], old_at[e.end], new_at[e.new_start], new_at[e.new_end]) for e in found]


def _offsets(pieces: Sequence[str]) -> list[int]:
    return list(accumulate(map(len, pieces), initial=0))


# ------------------------------------------------------------------------------------------------------ aligning


def _aligned(a: Sequence[str], b: Sequence[str]) -> list[Edit]:
    """The fewest edits between two token lists, in tokens; neighbours are joined."""
    vocabulary = Vocabulary()
    first, second = vocabulary.encode(a), vocabulary.encode(b)
    found: list[Edit] = []
    for edit in _opcodes(first, second, a, b):
        if found and found[-1].end == edit.start and found[-1].new_end == edit.new_start:
            found[-1] = Edit(found[-1].start, edit.end, found[-1].new_start, edit.new_end)
        else:
            found.append(edit)
    return found


def _opcodes(first: str, second: str, a: Sequence[str], b: Sequence[str]) -> Iterator[Edit]:
    if len(first) * len(second) <= MOST_CELLS:
        yield from _changes(first, second)
        return
    left, right = _sentences(a), _sentences(b)
    vocabulary = Vocabulary()
    one = vocabulary.encode(["".join(a[start:end]) for start, end in left])
    two = vocabulary.encode(["".join(b[start:end]) for start, end in right])
    whole = [Edit(0, len(left), 0, len(right))]
    for edit in _changes(one, two) if len(one) * len(two) <= MOST_CELLS else whole:
        low, high = _span(left, edit.start, edit.end)
        new_low, new_high = _span(right, edit.new_start, edit.new_end)
        for piece in _pieces(low, high, new_low, new_high):
            for inner in _changes(first[piece.start : piece.end], second[piece.new_start : piece.new_end]):
                yield Edit(
                    piece.start + inner.start,
                    piece.start + inner.end,
                    piece.new_start + inner.new_start,
                    piece.new_start + inner.new_end,
                )


def _changes(first: str, second: str) -> Iterator[Edit]:
    for code in Levenshtein.opcodes(first, second):
        if code.tag != "equal":
            yield Edit(code.src_start, code.src_end, code.dest_start, code.dest_end)


def _sentences(pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Token ranges of the sentences."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for index, piece in enumerate(pieces):
        if piece[0] in _SENTENCE_ENDS:
            ranges.append((start, index + 1))
            start = index + 1
    if start < len(pieces):
        ranges.append((start, len(pieces)))
    return ranges


def _span(ranges: list[tuple[int, int]], first: int, last: int) -> tuple[int, int]:
    """The tokens that the sentences ``first..last`` cover; an empty range stands before sentence ``first``."""
    low = ranges[first][0] if first < len(ranges) else (ranges[-1][1] if ranges else 0)
    return low, (ranges[last - 1][1] if last > first else low)


def _pieces(low: int, high: int, new_low: int, new_high: int) -> Iterator[Edit]:
    """The two ranges cut into as many pieces each, none too long to be aligned."""
    size, new_size = high - low, new_high - new_low
    count = 1 if size * new_size <= MOST_CELLS else -(-max(size, new_size) // _PIECE)
    for n in range(count):
        yield Edit(
            low + size * n // count,
            low + size * (n + 1) // count,
            new_low + new_size * n // count,
            new_low + new_size * (n + 1) // count,
        )


# ---------------------------------------------------------------------------------------------------- readability


def _weight(piece: str) -> float:
    if piece[0] in _PUNCTUATION:
        return 0.5
    return 2.0 if len(piece) > 1 else 1.0


def _readable(found: list[Edit], a: Sequence[str], b: Sequence[str]) -> list[Edit]:
    """The edits slid to natural places and joined where single agreeing characters would only confuse."""
    if not found:
        return []
    at, new_at = list(accumulate(map(_weight, a), initial=0.0)), list(accumulate(map(_weight, b), initial=0.0))

    def gap(one: Edit, two: Edit) -> float:
        return at[two.start] - at[one.end]

    def size(edit: Edit) -> float:
        return max(at[edit.end] - at[edit.start], new_at[edit.new_end] - new_at[edit.new_start])

    joined: list[Edit] = []
    for edit in found:
        while joined and not _one_sided(joined[-1], edit):
            between = gap(joined[-1], edit)
            if between > 4 or between * 2 > min(size(joined[-1]), size(edit)):
                break
            edit = _union(joined.pop(), edit)
        joined.append(edit)
    return _slid(_without_confetti(joined, gap, size), a, b)


def _one_sided(one: Edit, two: Edit) -> bool:
    """Whether both only add, or both only take away; joining them would call kept characters changed."""
    return (one.start == one.end and two.start == two.end) or (
        one.new_start == one.new_end and two.new_start == two.new_end
    )


def _union(one: Edit, two: Edit) -> Edit:
    return Edit(one.start, two.end, one.new_start, two.new_end)


def _without_confetti(found: list[Edit], gap: object, size: object) -> list[Edit]:
    """Join runs of four and more edits of which more is changed than kept."""
    assert callable(gap) and callable(size)  # noqa: S101 (for the type checker)
    result: list[Edit] = []
    run: list[Edit] = []

    def close() -> None:
        kept = sum(gap(run[i], run[i + 1]) for i in range(len(run) - 1))
        if len(run) >= 4 and kept < 0.8 * sum(map(size, run)):
            result.append(_union(run[0], run[-1]))
        else:
            result.extend(run)

    for edit in found:
        if run and gap(run[-1], edit) > 2:
            close()
            run = []
        run.append(edit)
    if run:
        close()
    return result


def _slid(found: list[Edit], a: Sequence[str], b: Sequence[str]) -> list[Edit]:
    """Move pure insertions and deletions to the most natural of the places that mean the same."""
    result: list[Edit] = []
    for index, edit in enumerate(found):
        if (edit.start == edit.end) != (edit.new_start == edit.new_end):
            added = edit.start == edit.end
            pieces = b if added else a
            low, high = (edit.new_start, edit.new_end) if added else (edit.start, edit.end)
            before = result[-1] if result else Edit(0, 0, 0, 0)
            after = found[index + 1] if index + 1 < len(found) else Edit(len(a), len(a), len(b), len(b))
            floor = before.new_end if added else before.end
            ceiling = after.new_start if added else after.start
            move = _best_move(pieces, low, high, floor, ceiling)
            edit = Edit(edit.start + move, edit.end + move, edit.new_start + move, edit.new_end + move)
        result.append(edit)
    return result


def _best_move(pieces: Sequence[str], low: int, high: int, floor: int, ceiling: int) -> int:
    """By how many tokens the range ``low..high`` had best move; 0 where nowhere is better."""
    best, best_score = 0, _naturalness(pieces, low, high)
    for step in (-1, 1):
        start, end = low, high
        while abs(start - low) < _FARTHEST:
            if step < 0 and (start <= floor or pieces[start - 1] != pieces[end - 1]):
                break
            if step > 0 and (end >= ceiling or pieces[start] != pieces[end]):
                break
            start, end = start + step, end + step
            if (score := _naturalness(pieces, start, end)) > best_score:
                best, best_score = start - low, score
    return best


def _naturalness(pieces: Sequence[str], low: int, high: int) -> int:
    """How well a reader takes ``low..high`` for one thing: a sentence, a clause, a bracket, rather than halves."""
    score = 0
    for before, after in ((low - 1, low), (high - 1, high)):
        left = pieces[before][-1] if before >= 0 else "\n"
        right = pieces[after][0] if after < len(pieces) else "\n"
        if left in _SENTENCE_ENDS or right == "\n":
            score += 5
        elif left in _CLAUSE_ENDS:
            score += 4
        elif left in _CLOSERS or right in _OPENERS or left == " " or right == " ":
            score += 2
        elif right in _CLAUSE_ENDS or right in _SENTENCE_ENDS:
            score += 1
    return score
