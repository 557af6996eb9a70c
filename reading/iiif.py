"""IIIF Presentation 3: an issue as a manifest of its page images, each story a range over its regions.

Values in, plain dictionaries out; what readers may see was decided by who made the values. Pages without an image that
may be seen are left out: a canvas without its picture helps no viewer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.body import without_controls
from issues.models import Issue, Publication
from reading.epaper import Box, PageImage, PrintedPage
from reading.metadata import absolute
from reading.stories import Story

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
CONTENT_TYPE = f'application/ld+json;profile="{CONTEXT}"'
LANGUAGE = "zh-Hans"

Json = dict[str, Any]


def manifest_path(issue: Issue) -> str:
    """The address of an issue's manifest."""
    return reverse("reading:manifest", args=[issue.publication.slug, issue.date.year, issue.number])


def collection_path(publication: Publication) -> str:
    """The address of the collection of a publication's issues."""
    return reverse("reading:collection", args=[publication.slug])


def manifest(issue: Issue, pages: list[PrintedPage], *, pdf: str, earlier: Issue | None, later: Issue | None) -> Json:
    """The manifest of an issue with at least one page image; ``pdf`` is the path of its PDF, empty without one."""
    shown = [page for page in pages if page.image]
    identity = absolute(manifest_path(issue))
    publication = issue.publication
    rights = _("© %(owner)s. Free to read; ask the editors before reprinting.") % {
        "owner": publication.editor_unit or publication.sponsor or publication.name
    }
    document: Json = {
        "@context": CONTEXT,
        "id": identity,
        "type": "Manifest",
        "label": _words(str(issue)),
        "summary": _words("；".join(page.headline for page in shown if page.headline) or str(issue)),
        "metadata": _metadata(issue),
        "requiredStatement": {"label": _words(_("Rights")), "value": _words(rights)},
        "provider": [_provider(publication)],
        "navDate": f"{issue.date:%Y-%m-%d}T00:00:00Z",
        "viewingDirection": "left-to-right",
        "behavior": ["paged"],
        "thumbnail": [_thumbnail(image) for page in shown[:1] if (image := page.image)],
        "homepage": [_web_page(issue.get_absolute_url(), str(issue))],
        "partOf": [{"id": absolute(collection_path(publication)), "type": "Collection"}],
        "seeAlso": _neighbours(earlier, later),
        "items": [_canvas(page, page.image) for page in shown if page.image],
        "structures": [_contents(shown, identity)],
    }
    if pdf:
        document["rendering"] = [_pdf(pdf, _("PDF of the issue"))]
    return {key: value for key, value in document.items() if value != []}


def collection(publication: Publication, issues: Iterable[Issue]) -> Json:
    """All issues of a publication that have a manifest, latest first."""
    return {
        "@context": CONTEXT,
        "id": absolute(collection_path(publication)),
        "type": "Collection",
        "label": _words(publication.name),
        "provider": [_provider(publication)],
        "homepage": [_web_page(reverse("reading:archive"), _("Archive"))],
        "items": [_reference(issue) | {"navDate": f"{issue.date:%Y-%m-%d}T00:00:00Z"} for issue in issues],
    }


def _words(text: str) -> dict[str, list[str]]:
    return {LANGUAGE: [without_controls(text)]}


def _pair(label: str, value: str) -> Json:
    return {"label": _words(label), "value": _words(value)}


def _metadata(issue: Issue) -> list[Json]:
    publication = issue.publication
    day = date_format(issue.date, "DATE_FORMAT")
    facts = [
        (_("Publication"), publication.name),
        (_("Date"), day),
        (_("Total number"), str(issue.total_number)),
        (_("Permit number"), publication.permit_number) if publication.is_internal else ("", ""),
        (_("CN number"), publication.cn_number),
        (_("Sponsor"), publication.sponsor),
        (_("Edited and produced by"), publication.editor_unit),
    ]
    return [_pair(label, value) for label, value in facts if label and value]


def _provider(publication: Publication) -> Json:
    name = publication.editor_unit or publication.sponsor or publication.name
    return {
        "id": absolute(reverse("reading:about")),
        "type": "Agent",
        "label": _words(name),
        "homepage": [_web_page(reverse("reading:about"), publication.site_name or publication.name)],
    }


def _web_page(path: str, label: str) -> Json:
    return {
        "id": absolute(path),
        "type": "Text",
        "label": _words(label),
        "format": "text/html",
        "language": [LANGUAGE],
    }


def _pdf(path: str, label: str) -> Json:
    return {"id": absolute(path), "type": "Text", "label": _words(label), "format": "application/pdf"}


def _reference(issue: Issue) -> Json:
    return {"id": absolute(manifest_path(issue)), "type": "Manifest", "label": _words(str(issue))}


def _neighbours(earlier: Issue | None, later: Issue | None) -> list[Json]:
    """Manifests before and after; the specification has no words for them but a link with a label."""
    named = ((earlier, _("Previous issue: %(issue)s")), (later, _("Next issue: %(issue)s")))
    return [
        {
            "id": absolute(manifest_path(issue)),
            "type": "Dataset",
            "label": _words(words % {"issue": issue}),
            "format": "application/ld+json",
            "profile": CONTEXT,
        }
        for issue, words in named
        if issue
    ]


def _thumbnail(image: PageImage) -> Json:
    width = min(image.widths, default=image.width)
    path, kind = (image.small, "image/webp") if image.widths else (image.full, "image/png")
    return {
        "id": absolute(path),
        "type": "Image",
        "format": kind,
        "width": width,
        "height": round(image.height * width / image.width),
    }


def _canvas(page: PrintedPage, image: PageImage) -> Json:
    identity = _canvas_id(page)
    width = max(image.widths, default=image.width)
    return {
        "id": identity,
        "type": "Canvas",
        "label": _words(str(page.page)),
        "width": image.width,
        "height": image.height,
        "thumbnail": [_thumbnail(image)],
        "homepage": [_web_page(page.url, str(page.page))],
        "rendering": [_pdf(page.pdf, _("PDF of this page"))],
        "items": [
            {
                "id": f"{identity}/painting",
                "type": "AnnotationPage",
                "items": [
                    {
                        "id": f"{identity}/painting/image",
                        "type": "Annotation",
                        "motivation": "painting",
                        "target": identity,
                        "body": {
                            "id": absolute(image.large),
                            "type": "Image",
                            "format": "image/webp" if image.widths else "image/png",
                            "width": width,
                            "height": round(image.height * width / image.width),
                        },
                    }
                ],
            }
        ],
    }


def _canvas_id(page: PrintedPage) -> str:
    return f"{absolute(page.url)}canvas"


def _contents(pages: list[PrintedPage], identity: str) -> Json:
    """The table of contents: pages, and on each the stories that begin there, with all their regions."""
    regions: dict[int, list[Json]] = {}
    begins: dict[str, list[Story]] = {}
    for page in pages:
        for each in page.places:
            if each.story.pk not in regions:
                begins.setdefault(_canvas_id(page), []).append(each.story)
            regions.setdefault(each.story.pk, []).extend(_region(page, box) for box in each.boxes)
    return {
        "id": f"{identity}/contents",
        "type": "Range",
        "label": _words(_("Contents of this issue")),
        "items": [
            {
                "id": f"{identity}/contents/{page.page.sequence}",
                "type": "Range",
                "label": _words(str(page.page)),
                "items": [
                    {"id": _canvas_id(page), "type": "Canvas"},
                    *(
                        {
                            "id": f"{identity}/stories/{story.pk}",
                            "type": "Range",
                            "label": _words(story.title),
                            "homepage": [_web_page(story.url, story.title)],
                            "items": regions[story.pk],
                        }
                        for story in begins.get(_canvas_id(page), [])
                    ),
                ],
            }
            for page in pages
        ],
    }


def _region(page: PrintedPage, box: Box) -> Json:
    place = f"xywh={box.x},{box.y},{box.width},{box.height}"
    return {"id": f"{_canvas_id(page)}#{place}", "type": "Canvas"}
