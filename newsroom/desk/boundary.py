"""What is wrong with a boundary that somebody pasted in, in words and with the place."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

SHORTEST_RING = 4  # points, the first repeated at the end


def boundary_problem(value: Any) -> str:
    """The first thing that is wrong with a GeoJSON geometry; empty where it is a sound (Multi)Polygon."""
    if not isinstance(value, dict) or "type" not in value:
        return _('This is not a GeoJSON geometry: it begins with {"type": "Polygon", "coordinates": …}.')
    if value["type"] in ("Feature", "FeatureCollection"):
        return _('This is a whole map file (%(kind)s). Paste only its geometry, the part with "Polygon".') % {
            "kind": value["type"]
        }
    if value["type"] not in ("Polygon", "MultiPolygon"):
        return _("A boundary is a Polygon or a MultiPolygon, not %(kind)s.") % {"kind": value["type"]}
    coordinates = value.get("coordinates")
    polygons = coordinates if value["type"] == "MultiPolygon" else [coordinates]
    if not isinstance(polygons, list) or not polygons:
        return _("The boundary has no coordinates.")
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            return _("The boundary has no coordinates.")
        for number, ring in enumerate(polygon, 1):
            if problem := _ring_problem(ring, number):
                return problem
    return ""


def _ring_problem(ring: Any, number: int) -> str:
    if not isinstance(ring, list) or len(ring) < SHORTEST_RING:
        return _("Ring %(ring)d has fewer than four points.") % {"ring": number}
    for place, point in enumerate(ring, 1):
        if problem := _point_problem(point):
            return _("Ring %(ring)d, point %(point)d: %(problem)s") % {
                "ring": number,
                "point": place,
                "problem": problem,
            }
    if ring[0] != ring[-1]:
        return _("Ring %(ring)d is not closed: its last point must repeat its first.") % {"ring": number}
    return ""


def _point_problem(point: Any) -> str:
    is_pair = isinstance(point, list) and len(point) >= 2
    if not is_pair or any(isinstance(part, bool) or not isinstance(part, int | float) for part in point[:2]):
        return _("a point is two numbers, [longitude, latitude].")
    longitude, latitude = point[0], point[1]
    if not -90 <= latitude <= 90 and -90 <= longitude <= 90:
        return _("longitude and latitude are the wrong way round; longitude comes first.")
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return _("there is no such place on earth.")
    return ""
