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

Ring = list[tuple[float, float]]


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

    def place(point: tuple[float, float]) -> tuple[int, int]:
        x, y = point
        return round(MARGIN + (x - west) * squeeze * scale), round(MARGIN + (north - y) * scale)

    shapes = []
    for area, outline in rings.items():
        placed = [[place(point) for point in ring] for ring in outline]
        path = " ".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in placed)
        x, y = place(_middle(max(outline, key=lambda ring: abs(_area(ring)))))
        shapes.append(Shape(area, path, x, y))
    right, bottom = place((east, south))
    return Drawing(shapes, right + MARGIN, bottom + MARGIN)


def _rings(boundary: dict[str, Any]) -> list[Ring]:
    """The rings of a Polygon or MultiPolygon, which the model has validated."""
    polygons = [boundary["coordinates"]] if boundary["type"] == "Polygon" else boundary["coordinates"]
    return [[(float(x), float(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon]


def _area(ring: Ring) -> float:
    """Twice the signed area of a closed ring."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def _middle(ring: Ring) -> tuple[float, float]:
    """The centre of gravity of a closed ring; its first point when it encloses nothing."""
    # Measured from the first point: differences of nearly equal products would lose the digits that matter.
    x0, y0 = ring[0]
    near = [(x - x0, y - y0) for x, y in ring]
    double = _area(near)
    if abs(double) < 1e-15:
        return x0, y0
    pairs = list(pairwise(near))
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (3 * double)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (3 * double)
    return x0 + x, y0 + y
