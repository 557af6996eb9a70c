"""The article page: always the published revision, never the one being worked on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from articles.models import Article, Byline, Column, PhotoUse
from issues.models import Placement
from reading import epaper, kept_pages, querysets, texts
from reading.answers import Answer
from reading.authors import author_url
from reading.full_stories import with_parts
from reading.prepared import LARGEST, prepared
from reading.related import pool, related
from reading.stories import Picture
from reading.teasers import opening
from reading.views import errors
from reading.views.rendering import ArticleFacts, Crumb, Head, Site, describe, own_site, public, render_page

Role = Byline.Role


@dataclass(frozen=True, slots=True)
class Credits:
    """Persons of one role, in printed order; ``label`` is empty where the paper prints the name alone."""

    label: str
    names: list[str]
    printed: list[str]  # each name with the words printed after it
    label_follows: bool = False

    @property
    def people(self) -> list[tuple[str, str]]:
        """Each person as printed, with the address of her stories."""
        return [(printed, author_url(name)) for name, printed in zip(self.names, self.printed, strict=True)]


def _credits(rows: list[dict[str, str]]) -> list[Credits]:
    """Bylines with neighbours of the same role together."""
    labels = dict(Role.choices)
    return [
        Credits(
            label="" if role == Role.PEN_NAME else str(labels.get(role, "")),
            names=[row["name"] for row in group],
            printed=[f"{row['name']} {row['note']}".strip() for row in group],
            label_follows=role == Role.PHOTOGRAPHER,
        )
        for role, group in ((role, list(rows)) for role, rows in groupby(rows, key=lambda row: row["role"]))
    ]


def _beside(placement: Placement | None) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The stories before and after a placement in its issue; no query."""
    if placement is None:
        return None, None

    def story(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
        return next((row | {"url": reverse("reading:article", args=[row["article"]])} for row in rows), None)

    return story(placement.before_rows), story(placement.after_rows)  # type: ignore[attr-defined]


def _facts(
    article: Any,
    credit_lines: list[Credits],
    uses: list[PhotoUse],
    placement: Placement | None,
    corrections: tuple[str, ...],
) -> ArticleFacts:
    """What programs are told of the story."""
    revision = article.published_revision
    column = revision.column
    pictures = [Picture.of(use) for use in uses]
    return ArticleFacts(
        published_at=article.published_at,
        corrected_at=article.corrected_at,
        kicker=revision.kicker,
        subtitle=revision.subtitle,
        column=Crumb(column.name, column.get_absolute_url()) if column else None,
        column_description=column.description if column else "",
        authors=tuple(name for line in credit_lines for name in line.names),
        sources=tuple(row["name"] for row in article.attribution_rows),
        areas=tuple(Crumb(row["name"], reverse("reading:grid_area", args=[row["slug"]])) for row in article.area_rows),
        images=tuple((one.url, one.width, one.height, one.alternative_text) for one in pictures),
        issue=placement.issue if placement else None,
        page=placement.page if placement else None,
        characters=revision.characters,
        corrections=corrections,
    )


def _parents(column: Column | None, placement: Placement | None) -> tuple[Crumb, ...]:
    """The way to a story: through its column, or else through its issue and page."""
    if column:
        return (Crumb(_("Columns"), reverse("reading:columns")), Crumb(column.name, column.get_absolute_url()))
    if placement:
        issue, page = placement.issue, placement.page
        return (
            Crumb(_("Archive"), reverse("reading:archive")),
            Crumb(str(issue), issue.get_absolute_url()),
            Crumb(str(page), page.get_absolute_url()),
        )
    return ()


@prepared
def _story(pk: int) -> QuerySet[Any]:
    found = querysets.with_corrections(with_parts(Article.objects.published()))
    return found.defer("published_revision__text").filter(pk=pk)[:1]


@prepared
def _photo_uses(article: int) -> QuerySet[PhotoUse]:
    uses = PhotoUse.objects.filter(revision__published_article=article)
    return uses.select_related("photo").order_by("order")


@public
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """A story in full, with where it stands in print and what stands beside it."""
    found = _story.ask(pk) if pk <= LARGEST.big else None
    if found is None or not len(found):
        return _gone(pk)
    place = querysets.place_in_print.ask(pk)
    answers: list[Answer[Any]] = [found, _photo_uses.ask(pk), place, pool.ask(pk)]
    if not len(place):
        answers.append(querysets.latest_own_issue.ask())
    return kept_pages.page("article", answers, lambda: _rendered(pk))


def _rendered(pk: int) -> HttpResponse:
    found = _story(pk)[0]
    revision = found.published_revision
    uses = _photo_uses(pk)
    pictures = [Picture.of(use) for use in uses if not use.inline]
    placement = querysets.newest_placement(found)
    site = Site(placement.issue.publication, placement.issue) if placement else own_site()
    before, after = _beside(placement)
    credit_lines = _credits(found.byline_rows)
    corrections = querysets.corrections_of(found)
    facts = _facts(found, credit_lines, uses, placement, tuple(row.correction_note for row in corrections))
    head = Head(
        title=revision.title,
        description=describe(revision.summary or opening(revision.body)),
        path=found.get_absolute_url(),
        article=facts,
        parents=_parents(revision.column, placement),
        image=facts.images[0][0] if facts.images else "",
    )
    context = {
        "article": found,
        "revision": revision,
        "body": texts.render(revision.body, uses),
        "pictures": pictures,
        "credit_lines": credit_lines,
        "attributions": found.attribution_rows,
        "grid_areas": found.area_rows,
        "placement": placement,
        "places": epaper.places_of(placement),
        "before": before,
        "after": after,
        "related": related(found, [row["pk"] for row in found.area_rows]),
        "corrections": corrections,
    }
    response = render_page("article.html", head, site, context)
    response.headers["Last-Modified"] = http_date(facts.changed_at.timestamp())
    return response


def _gone(pk: int) -> HttpResponse:
    """410 for a story that was retracted: when, and what the paper has to say of it; none of its text."""
    retracted = querysets.retracted_article(pk)
    if retracted is None:
        raise Http404
    head = Head(title=_("This story was retracted"), is_indexed=False)
    return errors.ours(render_page("errors/410.html", head, own_site(), {"retracted": retracted}, status=410))
