"""The words for the keys of contents, read from the database."""

from __future__ import annotations

from collections import Counter

from articles.addresses import photo_address
from articles.content import Content
from articles.differences.contents import Names
from articles.models import Byline, Column, Photo, Revision
from departments.models import GridArea

PICTURE_WIDTH = 480  # pixels, of the stored copies


def names_of(*contents: Content) -> Names:
    """The names and small pictures that these contents need; at most three queries."""
    columns = {content.column_id for content in contents if content.column_id is not None}
    areas = {number for content in contents for number in content.grid_area_ids}
    uses = Counter(number for content in contents for number in {picture.photo_id for picture in content.photos})
    photos = [number for number, times in uses.items() if times < len(contents)]  # the others are not shown
    return Names(
        kinds={key: str(label) for key, label in Revision.Kind.choices},
        roles={key: str(label) for key, label in Byline.Role.choices},
        columns=dict(Column.objects.filter(pk__in=columns).values_list("pk", "name")) if columns else {},
        areas={area.pk: str(area) for area in GridArea.objects.filter(pk__in=areas)} if areas else {},
        photos={photo.pk: photo_address(photo, PICTURE_WIDTH) for photo in Photo.objects.filter(pk__in=photos)}
        if photos
        else {},
    )
