"""Boundaries of grid areas as a small drawing: GeoJSON in degrees becomes SVG paths in one frame."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from departments.models import GridArea

WIDTH = 600  # units of the drawing
MARGIN = 12  # units
LATTICE = 24  # points each way, among which the place of an area's number is chosen

Ring = list[tuple[float, float]]
Edge = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """One area in the drawing: its path, and the point where its number stands."""

    area: GridArea
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The areas that have a boundary, in a frame of ``width`` × ``height`` units."""

    shapes: list[Shape]
    width: int
    height: int


def draw(areas: Iterable[GridArea]) -> Drawing | None:
    """The drawing of these areas, north up, or None when none has a boundary."""
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
        x, y = _inmost(placed)
        shapes.append(Shape(area, path, round(x), round(y)))
    right, bottom = place((east, south))
    return Drawing(shapes, round(right) + MARGIN, round(bottom) + MARGIN)


def _rings(boundary: dict[str, Any]) -> list[Ring]:
    """The rings of a Polygon or MultiPolygon, which the model has validated."""
    polygons = [boundary["coordinates"]] if boundary["type"] == "Polygon" else boundary["coordinates"]
    return [[(float(x), float(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon]


def _inmost(rings: list[Ring]) -> tuple[float, float]:
    """The point of a lattice that lies inside (by the even-odd rule) and farthest from every edge.

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
        return rings[0][0]
    return max(inside, key=lambda point: min(_distance(point, edge) for edge in edges))


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
