"""Boundaries of grid areas as a small drawing: GeoJSON in degrees becomes SVG paths in one frame."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from departments.models import GridArea

WIDTH = 600  # units of the drawing
MARGIN = 12  # units
LATTICE = 24  # points each way, among which the place of an area's number is chosen
SHADES = 4
# The label of an area, in units: a number of one line, under it its theme, with so much for each character. In an area
# too narrow for that the theme runs downwards. The type is this large so that a phone shows it at 18 pixels.
NUMBER_WIDE, LINE, CHARACTER, SIDE = 36, 40, 34, 4
LEAD = 6  # between the number and a theme that runs downwards

Ring = list[tuple[float, float]]
Edge = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """One area in the drawing: its path, the middle of its label, and whether its theme fits there, and how.

    ``shade`` goes from 0 (no stories) to SHADES (as many as the area that has most).
    """

    area: GridArea
    path: str
    x: int
    y: int
    has_room: bool = False
    is_upright: bool = False
    shade: int = 0
    story_count: int = 0

    @property
    def number_y(self) -> int:
        """The middle of the number."""
        if not self.has_room:
            return self.y
        return self.y - (len(self.area.theme) * CHARACTER if self.is_upright else LINE) // 2

    @property
    def theme_y(self) -> int:
        """The middle of the theme."""
        return self.y + LINE // 2 + (LEAD if self.is_upright else 0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The areas that have a boundary, in a frame of ``width`` × ``height`` units."""

    shapes: list[Shape]
    width: int
    height: int


def draw(areas: Iterable[GridArea], story_counts: Mapping[int, int] | None = None) -> Drawing | None:
    """The drawing of these areas, north up, or None when none has a boundary; shaded by stories for each area's key."""
    counts = story_counts or {}
    most = max(counts.values(), default=0)
    rings = {area: _rings(area.boundary) for area in areas if area.boundary}
    points = [point for outline in rings.values() for ring in outline for point in ring]
    if not points:
        return None
    south, north = min(y for _, y in points), max(y for _, y in points)
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    # A degree of longitude is shorter than one of latitude by the cosine of the latitude.
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, (north - south), 1e-9)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x, y = point
        return MARGIN + (x - west) * squeeze * scale, MARGIN + (north - y) * scale

    shapes = []
    for area, outline in rings.items():
        placed = [[place(point) for point in ring] for ring in outline]
        path = " ".join("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring) + "Z" for ring in placed)
        long = len(area.theme) * CHARACTER
        outline_key = tuple(map(tuple, placed))
        (x, y), has_room = _label_place(outline_key, max(NUMBER_WIDE, long), 2 * LINE)
        is_upright = False
        if not has_room:
            (x, y), is_upright = _label_place(outline_key, max(NUMBER_WIDE, CHARACTER), LINE + LEAD + long)
        count = counts.get(area.pk, 0)
        shade = math.ceil(SHADES * count / most) if most else 0
        shapes.append(Shape(area, path, round(x), round(y), has_room or is_upright, is_upright, shade, count))
    right, bottom = place((east, south))
    return Drawing(shapes, round(right) + MARGIN, round(bottom) + MARGIN)


def _rings(boundary: dict[str, Any]) -> list[Ring]:
    """The rings of a Polygon or MultiPolygon, which the model has validated."""
    polygons = [boundary["coordinates"]] if boundary["type"] == "Polygon" else boundary["coordinates"]
    return [[(float(x), float(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon]


@functools.lru_cache(maxsize=256)  # boundaries rarely change, and the home page shows them all
def _label_place(
    rings: tuple[tuple[tuple[float, float], ...], ...], label_wide: float, label_high: float
) -> tuple[tuple[float, float], bool]:
    """Where the middle of an area's label stands, and whether a label of this size fits there.

    It is the point of a lattice that lies inside (by the even-odd rule) and farthest from every edge, among those whose
    label no edge crosses, else among all. The centre of gravity would fall outside a crescent, and areas along a river
    are crescents.
    """
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    edges = [edge for ring in rings for edge in pairwise(ring)]
    west, south = min(xs), min(ys)
    wide, high = max(xs) - west, max(ys) - south
    steps = [(step + 0.5) / LATTICE for step in range(LATTICE)]
    points = [(west + across * wide, south + up * high) for up in steps for across in steps]
    inside = [point for point in points if _is_inside(point, edges)]
    if not inside:
        return rings[0][0], False
    half, rise = label_wide / 2 + SIDE, label_high / 2 + SIDE
    roomy = [(x, y) for x, y in inside if not _crosses(edges, x - half, y - rise, x + half, y + rise)]
    chosen = max((min(_distance(point, edge) for edge in edges), point) for point in roomy or inside)
    return chosen[1], bool(roomy)


def _crosses(edges: list[Edge], left: float, top: float, right: float, bottom: float) -> bool:
    """Whether any stretch of boundary touches a rectangle."""
    return any(_touches(edge, left, top, right, bottom) for edge in edges)


def _touches(edge: Edge, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a stretch has a part within a rectangle: something remains when what lies beyond each side is cut off."""
    (x, y), (to_x, to_y) = edge
    begin, end = 0.0, 1.0
    for start, step, low, high in ((x, to_x - x, left, right), (y, to_y - y, top, bottom)):
        if not step:
            if not low <= start <= high:
                return False
            continue
        enters, leaves = sorted(((low - start) / step, (high - start) / step))
        begin, end = max(begin, enters), min(end, leaves)
    return begin <= end


def _is_inside(point: tuple[float, float], edges: list[Edge]) -> bool:
    x, y = point
    crossings = sum(
        1 for (x1, y1), (x2, y2) in edges if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
    )
    return crossings % 2 == 1


def _distance(point: tuple[float, float], edge: Edge) -> float:
    """The distance between a point and a stretch of boundary."""
    (x, y), ((x1, y1), (x2, y2)) = point, edge
    dx, dy = x2 - x1, y2 - y1
    along = ((x - x1) * dx + (y - y1) * dy) / ((dx * dx + dy * dy) or 1)
    along = max(0.0, min(1.0, along))
    return math.hypot(x - x1 - along * dx, y - y1 - along * dy)
