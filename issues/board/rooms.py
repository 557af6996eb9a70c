"""Free room on a page: pure geometry in grid units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from issues.layout.geometry import Rect


def free_rectangles(area: Rect, taken: Sequence[Rect]) -> list[Rect]:
    """The largest free rectangles of an area: none lies within another; from the top, the left and the broadest."""
    edges = sorted({area.x, *(rect.right for rect in taken if area.x < rect.right < area.right)})
    tops = sorted({area.y, *(rect.bottom for rect in taken if area.y < rect.bottom < area.bottom)})
    found = {
        rect
        for x in edges
        for y in tops
        for rect in _from_corner(Rect(x, y, area.right - x, area.bottom - y), taken)
        if rect.height >= 2
    }
    largest = [rect for rect in found if not any(other != rect and other.contains(rect) for other in found)]
    return sorted(largest, key=lambda rect: (rect.y, rect.x, -rect.size))


def _from_corner(room: Rect, taken: Sequence[Rect]) -> Iterable[Rect]:
    """The free rectangles that begin in the upper left corner of a room, each as large as it can be."""
    within = [rect for rect in taken if rect.overlaps(room)]
    if any(rect.x <= room.x and rect.y <= room.y for rect in within):
        return
    rights = sorted({room.right, *(rect.x for rect in within if rect.x > room.x)})
    for right in rights:
        below = [rect.y for rect in within if rect.x < right]
        bottom = min([room.bottom, *below])
        if bottom > room.y:
            yield Rect(room.x, room.y, right - room.x, bottom - room.y)


def hits(rect: Rect, taken: Sequence[Rect]) -> list[int]:
    """The indices of the rectangles that it would overlap."""
    return [index for index, other in enumerate(taken) if rect.overlaps(other)]
