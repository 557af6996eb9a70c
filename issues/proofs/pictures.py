"""What changed between two images of a page: few rectangles around the places that differ. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageChops

ACROSS = 800  # pixels in width at which two pages are compared: fine enough for a comma
CELL = 10  # pixels of a cell; cells that touch make one area
LOUD = 40  # of 255: a difference that is more than the softening of an edge
MOST = 12  # rectangles; beyond, the nearest are joined


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in fractions of the page, from its top left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle in cells; right and bottom are the first cells beyond it."""

    left: int
    top: int
    right: int
    bottom: int

    def joined(self, other: _Box) -> _Box:
        return _Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    @property
    def size(self) -> int:
        return (self.right - self.left) * (self.bottom - self.top)

    def touches(self, other: _Box) -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


def changed_areas(old: bytes, new: bytes, most: int = MOST) -> list[Area]:
    """The areas of the newer page image that look otherwise than in the older one, from the top; none: the same.

    Images of different proportions are compared as far as both reach, and the rest counts as changed.
    """
    first, second = _grey(old), _grey(new)
    if first.size != second.size:
        whole = (max(first.width, second.width), max(first.height, second.height))
        first, second = _on_paper(first, whole), _on_paper(second, whole)
    difference = ImageChops.difference(first, second).point(lambda value: 255 if value >= LOUD else 0)
    columns, rows = -(-difference.width // CELL), -(-difference.height // CELL)
    padded = Image.new("L", (columns * CELL, rows * CELL))
    padded.paste(difference)
    cells = padded.reduce(CELL).tobytes()
    on = {(place % columns, place // columns) for place, value in enumerate(cells) if value}
    boxes = _few(_connected(on), most)
    across, down = difference.width / CELL, difference.height / CELL
    found = [
        Area(
            round(box.left / across, 5),
            round(box.top / down, 5),
            round(min(1.0, box.right / across) - box.left / across, 5),
            round(min(1.0, box.bottom / down) - box.top / down, 5),
        )
        for box in boxes
    ]
    return sorted(found, key=lambda area: (area.y, area.x))


def _grey(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data)).convert("L")
    return image.resize((ACROSS, round(image.height * ACROSS / image.width)), Image.Resampling.BOX)


def _on_paper(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The image in the corner of a sheet of another size; where only one of two images reaches, they differ."""
    sheet = Image.new("L", size, 255)
    sheet.paste(image)
    return sheet


def _connected(on: set[tuple[int, int]]) -> list[_Box]:
    """The boxes around groups of cells that touch, corners and one cell between them included."""
    left = set(on)
    boxes = []
    while left:
        waiting = [left.pop()]
        box = _Box(waiting[0][0], waiting[0][1], waiting[0][0] + 1, waiting[0][1] + 1)
        while waiting:
            x, y = waiting.pop()
            box = box.joined(_Box(x, y, x + 1, y + 1))
            near = {(x + dx, y + dy) for dx in range(-2, 3) for dy in range(-2, 3)} & left
            left -= near
            waiting += near
        boxes.append(box)
    return boxes


def _few(boxes: Iterable[_Box], most: int) -> list[_Box]:
    """Boxes that touch are joined; then, while there are too many, the pair whose joining adds the least paper."""
    found = _apart(list(boxes))
    while len(found) > most:
        pairs = ((i, j) for i in range(len(found)) for j in range(i))
        one, two = min(
            pairs,
            key=lambda pair: (
                found[pair[0]].joined(found[pair[1]]).size - found[pair[0]].size - found[pair[1]].size,
                pair,
            ),
        )
        joined = found[one].joined(found[two])
        found = _apart([box for number, box in enumerate(found) if number not in (one, two)] + [joined])
    return found


def _apart(boxes: list[_Box]) -> list[_Box]:
    found: list[_Box] = []
    for box in boxes:
        while touching := next((other for other in found if other.touches(box)), None):
            found.remove(touching)
            box = box.joined(touching)
        found.append(box)
    return found
