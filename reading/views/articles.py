"""The article page: always the published revision, never the one being worked on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _

from articles.models import Article, Attribution, Byline, RevisionGridArea
from issues.models import Placement
from reading import querysets, texts
from reading.stories import Picture, Story, from_rows
from reading.teasers import opening
from reading.views import errors
from reading.views.rendering import Head, Site, describe, own_site, public, render_page

MORE_OF_COLUMN = 5
Role = Byline.Role


@dataclass(frozen=True, slots=True)
class Credits:
    """Persons of one role, in printed order; ``label`` is empty where the paper prints the name alone."""

    label: str
    names: list[str]
    printed: list[str]  # each name with the words printed after it
    label_follows: bool = False


def _public_articles() -> QuerySet[Any]:
    """Public articles with their text, and with all their small parts as lists of dictionaries, in one query."""
    of_revision = {"revision": OuterRef("published_revision")}
    bylines = Byline.objects.filter(**of_revision).order_by("order")
    attributions = Attribution.objects.filter(**of_revision).order_by("order")
    areas = RevisionGridArea.objects.filter(**of_revision).order_by("grid_area__number")
    return (
        Article.objects.published()
        .select_related("published_revision__column")
        .defer("published_revision__text")
        .annotate(
            byline_rows=ArraySubquery(bylines.values(row=JSONObject(name="name", role="role", note="note"))),
            attribution_rows=ArraySubquery(
                attributions.values(row=JSONObject(name="printed_name", slug="department__slug"))
            ),
            area_rows=ArraySubquery(areas.values(row=JSONObject(name="grid_area__name", slug="grid_area__slug"))),
        )
    )


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
    """The stories before and after a placement in its issue, in one query."""
    if placement is None:
        return None, None
    before, after = querysets.placements_beside(placement)
    here = (placement.page.sequence, placement.order)
    found = [row | {"url": reverse("reading:article", args=[row["article_id"]])} for row in before.union(after)]
    return (
        next((row for row in found if (row["page__sequence"], row["order"]) < here), None),
        next((row for row in found if (row["page__sequence"], row["order"]) > here), None),
    )


def _more_of_column(article: Article) -> list[Story]:
    revision = article.published_revision
    if revision is None or revision.column is None:
        return []
    rows = querysets.story_rows(querysets.in_column(revision.column).exclude(pk=article.pk))
    return from_rows(rows[:MORE_OF_COLUMN])


def _metas(article: Any, site: Site, credit_lines: list[Credits], path_url: str) -> tuple[tuple[str, str], ...]:
    revision = article.published_revision
    if revision is None or article.published_at is None:
        raise Http404
    source = "、".join(row["name"] for row in article.attribution_rows)
    if not source and site.publication:
        source = site.publication.editor_unit or site.publication.name
    return (
        *((("ColumnName", revision.column.name),) if revision.column else ()),
        ("ArticleTitle", revision.title),
        ("PubDate", f"{timezone.localtime(article.published_at):%Y-%m-%d %H:%M}"),
        ("ContentSource", source),
        ("Author", "、".join(name for line in credit_lines for name in line.names)),
        ("Url", path_url),
    )


@public
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """A story in full, with where it stands in print and what stands beside it."""
    found = _public_articles().filter(pk=pk).first()
    if found is None or found.published_revision is None:
        return _gone(pk)
    revision = found.published_revision
    uses = list(revision.photo_uses.select_related("photo").order_by("order"))
    pictures = [Picture.of(use) for use in uses if not use.inline]
    placement = querysets.newest_placement(found)
    site = Site(placement.issue.publication, placement.issue) if placement else own_site()
    before, after = _beside(placement)
    credit_lines = _credits(found.byline_rows)
    head = Head(
        title=revision.title,
        description=describe(revision.summary or opening(revision.body)),
        path=found.get_absolute_url(),
        is_article=True,
        image=pictures[0].url if pictures else "",
        published_at=found.published_at,
        changed_at=found.corrected_at or found.published_at,
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
        "before": before,
        "after": after,
        "more": _more_of_column(found),
        "corrections": list(querysets.corrections(found)) if found.corrected_at else [],
        "metas": _metas(found, site, credit_lines, head.canonical),
    }
    response = render_page("article.html", head, site, context)
    if head.changed_at:
        response.headers["Last-Modified"] = http_date(head.changed_at.timestamp())
    return response


def _gone(pk: int) -> HttpResponse:
    """410 for a story that was retracted: when, and what the paper has to say of it; none of its text."""
    retracted = querysets.retracted_article(pk)
    if retracted is None:
        raise Http404
    head = Head(title=_("This story was retracted"), is_indexed=False)
    return errors.ours(render_page("errors/410.html", head, own_site(), {"retracted": retracted}, status=410))
