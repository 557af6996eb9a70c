"""From characters with coordinates to lines and boxes, and the order of boxes along the white lines between them.

Pure: whoever reads the PDF hands in the characters, in points from the top left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

GUTTER = 1.4  # of the running text's size: a gap this wide on one baseline parts two columns
HEAD_GUTTER = 1.15  # of a headline's own size, which may hold a full space between its halves
SQUEEZED = frozenset("，。、；：！？”’）》】」』")
LEADING = 1.15  # of the type size: lines farther apart than this stand in different boxes
SAME_SIZE = 0.18  # relative difference up to which two lines are set in one size
LARGER = 1.1  # times the size of the running text, from which a line is marked as one of a headline
BAND = 1.7  # of the type size: white this high across a region parts what stands above from what stands below
SMALL = 0.92  # of the running text's size, below which a box is a caption: it interrupts no text


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character and its box, y growing downwards."""

    char: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    face: str = ""  # what the font calls itself


@dataclass(slots=True)
class TextLine:
    """Characters on one baseline within one column."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    face: str = ""


@dataclass(slots=True)
class Box:
    """Lines that stand under one another."""

    lines: list[TextLine] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Left edge."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """Right edge."""
        return max(line.right for line in self.lines)

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(line.top for line in self.lines)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(line.bottom for line in self.lines)


def lines_of(glyphs: Sequence[Glyph], body: float) -> list[TextLine]:
    """Characters gathered to lines: on one baseline, no gutter between."""
    rows: list[list[Glyph]] = []
    # a bucket of baselines is looked up by height, so that a page costs no more than its characters
    by_height: dict[int, list[list[Glyph]]] = {}
    for glyph in sorted(glyphs, key=lambda g: (g.top + g.bottom, g.left)):
        middle = (glyph.top + glyph.bottom) / 2
        key = round(middle / 4)
        row = None
        for near in (key, key - 1, key + 1):
            for candidate in by_height.get(near, ()):
                last = candidate[-1]
                if abs((last.top + last.bottom) / 2 - middle) < 0.35 * max(last.size, glyph.size) and abs(
                    last.size - glyph.size
                ) <= 0.4 * max(last.size, glyph.size):
                    row = candidate
                    break
            if row is not None:
                break
        if row is None:
            row = []
            rows.append(row)
            by_height.setdefault(key, []).append(row)
        row.append(glyph)
    result: list[TextLine] = []
    for row in rows:
        row.sort(key=lambda g: g.left)
        part: list[Glyph] = []
        for glyph in row:
            if part and glyph.left - part[-1].right > gutter(part[-1], glyph, body):
                result.append(line_from(part))
                part = []
            part.append(glyph)
        result.append(line_from(part))
    return [line for line in result if line.text.strip()]


def gutter(before: Glyph, glyph: Glyph, body: float) -> float:
    """How wide a gap must be to part two columns; the white half of a mark that ends a line may reach into it."""
    wide = max(GUTTER * body, HEAD_GUTTER * max(glyph.size, before.size))
    return wide - (0.5 * before.size if before.char in SQUEEZED else 0.0)


def line_from(glyphs: Sequence[Glyph]) -> TextLine:
    """A line from its characters; a gap as wide as most of a character becomes a space."""
    text = ""
    for i, glyph in enumerate(glyphs):
        if i and not glyph.char.isspace() and not text.endswith(" "):
            before = glyphs[i - 1]
            apart = glyph.left - before.right
            latin = before.char.isascii() and glyph.char.isascii() and before.char.isalnum() and glyph.char.isalnum()
            text += " " if apart > (0.2 if latin else 0.75) * glyph.size else ""
        text += " " if glyph.char.isspace() else glyph.char
    sizes = Counter(round(glyph.size, 1) for glyph in glyphs)
    return TextLine(
        text.strip(), glyphs[0].left, min(g.top for g in glyphs), glyphs[-1].right, max(g.bottom for g in glyphs),
        sizes.most_common(1)[0][0], Counter(glyph.face for glyph in glyphs).most_common(1)[0][0],
    )  # fmt: skip


def boxes_of(lines: Sequence[TextLine]) -> list[Box]:
    """Lines gathered to boxes: right under one another, in one size, over the same stretch of the page."""
    boxes: list[Box] = []
    open_boxes: list[Box] = []
    for line in sorted(lines, key=lambda item: (item.top, item.left)):
        best: tuple[float, Box] | None = None
        still_open = []
        for box in open_boxes:
            last = box.lines[-1]
            gap = line.top - last.bottom
            if gap > 2 * LEADING * max(last.size, line.size):
                continue
            still_open.append(box)
            overlap = min(box.right, line.right) - max(box.left, line.left)
            fits = overlap > 0.5 * min(box.right - box.left, line.right - line.left)
            same = abs(last.size - line.size) <= SAME_SIZE * max(last.size, line.size)
            if fits and same and -0.5 * line.size < gap <= LEADING * line.size and (best is None or gap < best[0]):
                best = gap, box
        open_boxes = still_open
        if best is None:
            box = Box([line])
            boxes.append(box)
            open_boxes.append(box)
        else:
            best[1].lines.append(line)
    return boxes


def in_order(boxes: Sequence[Box], size: float, depth: int = 0) -> list[Box]:
    """Boxes in reading order: a region is cut at wide bands across it, else at gutters down it, else at any band;
    ``size`` is that of the running text.
    """
    if len(boxes) < 2 or depth > 60:
        return sorted(boxes, key=lambda box: (box.top, box.left))
    for start, end, gap in (("top", "bottom", BAND * size), ("left", "right", -1.0), ("top", "bottom", -1.0)):
        groups = bands(boxes, start, end, gap)
        if gap > 0:
            groups = with_what_they_crown(groups, size)
        if len(groups) > 1:
            return [box for group in groups for box in in_order(group, size, depth + 1)]
    # boxes overlap: columns from the left, each from its top
    return sorted(boxes, key=lambda box: (round(box.left / (4 * max(1.0, size))), box.top))


def bands(boxes: Sequence[Box], start: str, end: str, gap: float) -> list[list[Box]]:
    """Groups of boxes that lie at least ``gap`` apart along one axis."""
    groups: list[list[Box]] = []
    reach = float("-inf")
    for box in sorted(boxes, key=lambda item: float(getattr(item, start))):
        if getattr(box, start) >= reach + gap:
            groups.append([])
        groups[-1].append(box)
        reach = max(reach, getattr(box, end))
    return groups


def with_what_they_crown(groups: Sequence[Sequence[Box]], size: float) -> list[list[Box]]:
    """Bands joined where the upper one ends in a headline, which belongs to what stands beneath it."""
    result: list[list[Box]] = []
    crowns = False
    for group in groups:
        if crowns:
            result[-1] += group
        else:
            result.append(list(group))
        lowest = max(box.bottom for box in group)
        crowns = any(box.lines[-1].size >= LARGER * size for box in group if box.bottom > lowest - 2.5 * size)
    return result


def running_size(glyphs: Sequence[Glyph]) -> float:
    """The size of the running text: the one most characters are set in."""
    sizes = Counter(round(glyph.size, 1) for glyph in glyphs if not glyph.char.isspace())
    return sizes.most_common(1)[0][0] if sizes else 0.0
