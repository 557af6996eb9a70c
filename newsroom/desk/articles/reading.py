"""A revision as readers will see it, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString

from articles.addresses import photo_address
from articles.models import PhotoUse, Revision
from reading import texts

SHOWN_WIDTH = 960  # pixels, of the stored copies


@dataclass(frozen=True)
class ShownPhoto:
    """A photo with the words that belong to it and the addresses of its copies."""

    use: PhotoUse
    address: str
    full_address: str


@dataclass(frozen=True)
class Reading:
    """The parts of a revision in the order in which they are read."""

    revision: Revision
    body: SafeString
    bylines: list[tuple[str, list[str]]]  # role in words, and the names of it
    sources: list[str]
    photos: list[ShownPhoto]
    areas: list[Any]


def reading(revision: Revision) -> Reading:
    """A revision that was loaded ``with_parts()``."""
    credits = groupby(revision.bylines.all(), key=lambda line: line.get_role_display())
    return Reading(
        revision=revision,
        body=texts.render(revision.body, revision.photo_uses.all()),
        bylines=[(role, [str(line) for line in lines]) for role, lines in credits],
        sources=[line.printed_name for line in revision.attributions.all()],
        photos=[
            ShownPhoto(use, photo_address(use.photo, SHOWN_WIDTH), photo_address(use.photo))
            for use in revision.photo_uses.all()
        ],
        areas=sorted(revision.grid_areas.all(), key=lambda area: area.number),
    )
