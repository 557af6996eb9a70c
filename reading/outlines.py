"""Boundaries of grid areas as a small drawing: GeoJSON in degrees becomes SVG paths in one frame."""

from __future__ import annotations

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
ROOM_HIGH, ROOM_WIDE = 34, 12  # units around the number for two lines, and for each character of a line

Ring = list[tuple[float, float]]
Edge = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """One area in the drawing: its path, the point where its number stands, and how much room there is around it.

    ``shade`` goes from 0 (no stories) to SHADES (as many as the area that has most).
    """

    area: GridArea
    path: str
    x: int
    y: int
    room: int = 0
    shade: int = 0
    story_count: int = 0

    @property
    def has_room(self) -> bool:
        """Whether the theme can stand under the number without crossing the boundary."""
        return self.room >= max(ROOM_HIGH, len(self.area.theme) * ROOM_WIDE)


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
        (x, y), room = _inmost(placed)
        count = counts.get(area.pk, 0)
        shade = math.ceil(SHADES * count / most) if most else 0
        shapes.append(Shape(area, path, round(x), round(y), round(room), shade, count))
    right, bottom = place((east, south))
    return Drawing(shapes, round(right) + MARGIN, round(bottom) + MARGIN)


def _rings(boundary: dict[str, Any]) -> list[Ring]:
    """The rings of a Polygon or MultiPolygon, which the model has validated."""
    polygons = [boundary["coordinates"]] if boundary["type"] == "Polygon" else boundary["coordinates"]
    return [[(float(x), float(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon]


def _inmost(rings: list[Ring]) -> tuple[tuple[float, float], float]:
    """The point of a lattice that lies inside (by the even-odd rule) and farthest from every edge, and how far.

    The centre of gravity would fall outside a crescent, and areas along a river are crescents.
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
        return rings[0][0], 0.0
    room, point = max((min(_distance(point, edge) for edge in edges), point) for point in inside)
    return point, room


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
