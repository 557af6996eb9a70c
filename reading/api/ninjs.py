"""A public story as IPTC's ninjs 3: the form in which newsrooms hand stories to each other."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.body import without_controls
from articles.models import Byline, PhotoUse, Revision
from issues.models import Placement
from reading.full_stories import FullStory, portable_html
from reading.metadata import absolute
from reading.metadata.graph import moment
from reading.stories import photo_url
from reading.teasers import opening

Thing = dict[str, Any]
LANGUAGE = "zh-Hans"
STANDARD = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}
HEADLINE_ROLES = ("kicker", "title", "subtitle")  # 引题、主题、副题
PARTIAL, FULL = "partial", "full"


def item(story: FullStory, representation: str) -> Thing:
    """The story; a partial one lacks bodies and the boundaries of areas."""
    revision, article = story.revision, story.article
    is_full = representation == FULL
    thing: Thing = {
        "uri": story.url,
        "type": "text",
        "representationType": representation,
        "profile": "text-photo" if story.uses else "text-only",
        "version": str(revision.number),
        "firstCreated": moment(article.published_at),
        "versionCreated": moment(article.corrected_at or article.published_at),
        "pubStatus": "usable",
        "language": LANGUAGE,
        "title": revision.title,
        "headlines": _headlines(revision),
        "descriptions": _descriptions(story),
        "bodies": _bodies(story) if is_full else [],
        "by": printed_by(article.byline_rows),
        "infoSources": _sources(story),
        "places": _places(story, is_full),
        "subjects": _subjects(revision),
        "genres": [{"name": str(Revision.Kind(revision.kind).label), "literal": revision.kind}],
        "altIds": _identifiers(story),
        "associations": [*map(_picture, story.uses), *_in_print(story.placement)],
        "standard": STANDARD,
    }
    if story.placement:
        publication = story.placement.issue.publication
        thing["copyrightHolder"] = publication.editor_unit or publication.name
        thing["located"] = f"{publication.city}{publication.district}{publication.street}"
    return _clean(thing)


def printed_by(rows: list[dict[str, str]]) -> str:
    """The byline in words, neighbours of the same role together."""
    labels = dict(Byline.Role.choices)
    parts = []
    for role, group in groupby(rows, key=lambda row: row["role"]):
        names = "、".join(f"{row['name']} {row['note']}".strip() for row in group)
        label = "" if role == Byline.Role.PEN_NAME else str(labels.get(role, ""))
        parts.append(f"{label} {names}".strip())
    return "；".join(parts)


def _headlines(revision: Revision) -> list[Thing]:
    lines = (revision.kicker, revision.title, revision.subtitle)
    named = zip(HEADLINE_ROLES, lines, strict=True)
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in named if value]


def _descriptions(story: FullStory) -> list[Thing]:
    revision = story.revision
    summary = revision.summary or opening(revision.body)
    rows = [("summary", summary), *(("correction", note) for note in story.corrections)]
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in rows if value]


def _bodies(story: FullStory) -> list[Thing]:
    revision = story.revision
    forms = (
        ("text/plain", revision.text),
        ("text/html", portable_html(revision.body, story.uses)),
    )
    return [
        {"role": "main", "contentType": form, "charCount": revision.characters, "value": value} for form, value in forms
    ]


def _sources(story: FullStory) -> list[Thing]:
    people = [{"name": row["name"], "role": row["role"]} for row in story.article.byline_rows]
    departments = [
        {"name": row["name"], "role": "contributor", "uri": _page("department", row["slug"])}
        for row in story.article.attribution_rows
    ]
    return [*people, *departments]


def _places(story: FullStory, with_boundary: bool) -> list[Thing]:
    areas = [
        {"name": row["name"], "rel": "about", "uri": _page("grid_area", row["slug"])} for row in story.article.area_rows
    ]
    if with_boundary:
        for area, row in zip(areas, story.article.boundary_rows, strict=True):
            area["geoJSON"] = row["boundary"]
    return areas


def _subjects(revision: Revision) -> list[Thing]:
    column = revision.column
    return [{"name": column.name, "rel": "column", "uri": absolute(column.get_absolute_url())}] if column else []


def _identifiers(story: FullStory) -> list[Thing]:
    pk = story.article.pk
    return [
        {"role": "number", "value": str(pk)},
        {"role": "api", "value": absolute(reverse("reading:api_article", args=[pk]))},
    ]


def _picture(use: PhotoUse) -> Thing:
    """A photo of the story with its copies; it is named after its place among the story's photos."""
    photo = use.photo
    source = absolute(photo_url(str(photo.file)))
    copies = [
        {
            "name": f"width-{width}",
            "href": absolute(photo_url(photo.rendition_name(width))),
            "contentType": "image/webp",
            "width": width,
            "height": max(1, round(photo.height * width / photo.width)),
        }
        for width in photo.rendition_widths
    ]
    original = {
        "name": "original",
        "href": source,
        "contentType": "image/jpeg",
        "width": photo.width,
        "height": photo.height,
        "sizeInBytes": photo.bytes,
    }
    words = [("caption", use.caption), ("alternative-text", use.alternative_text)]
    return {
        "name": f"photo-{use.order}",
        "uri": source,
        "type": "picture",
        "rel": "inline" if use.inline else "attached",
        "by": use.credit,
        "descriptions": [{"role": role, "contentType": "text/plain", "value": value} for role, value in words if value],
        "renditions": [original, *copies],
    }


def _in_print(placement: Placement | None) -> list[Thing]:
    """The page on which the story was printed last."""
    if placement is None:
        return []
    words = _("%(page)s, %(issue)s") % {"page": placement.page, "issue": placement.issue}
    page = absolute(placement.page.get_absolute_url())
    return [{"name": "printed-page", "uri": page, "type": "composite", "rel": "printed-in", "title": words}]


def _page(name: str, slug: str | None) -> str:
    return absolute(reverse(f"reading:{name}", args=[slug])) if slug else ""


def _clean(value: Any) -> Any:
    """The same without controls in its words, and without what is empty."""
    if isinstance(value, str):
        return without_controls(value)
    if isinstance(value, list):
        return [_clean(part) for part in value]
    if isinstance(value, dict):
        cleaned = {name: _clean(part) for name, part in value.items()}
        return {name: part for name, part in cleaned.items() if part not in ("", None, [], {})}
    return value
