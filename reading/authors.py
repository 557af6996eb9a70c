"""Who wrote, photographed or compiled: persons by the name that the paper prints (署名)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.urls import reverse

from articles.models import Article, Byline, Revision
from reading import querysets
from reading.standing import standing

MOST_KNOWN = 5000  # people of the paper, those with most stories first


@dataclass(frozen=True, slots=True)
class Author:
    """A person whom the paper names: in how many public stories, and when in the latest of them."""

    name: str
    story_count: int
    latest: datetime

    @property
    def url(self) -> str:
        """The address of this person's stories."""
        return author_url(self.name)


def author_url(name: str) -> str:
    """The address of a person's stories; empty for a name that cannot stand in an address."""
    return reverse("reading:author", args=[name]) if _has_address(name) else ""


def _has_address(name: str) -> bool:
    return name.strip("./") == name != ""


def by_author(name: str) -> QuerySet[Article]:
    """Stories whose public text names this person, latest first."""
    named = Byline.objects.filter(revision=OuterRef("published_revision"), name=name)
    return querysets.stories().filter(Exists(named))


def foremost(most: int = MOST_KNOWN) -> Sequence[Author]:
    """The persons named by the most public stories who have a page, most first; one query, known or not."""
    return standing("authors", _foremost)[:most]


def _foremost() -> tuple[Author, ...]:
    rows = (
        Byline.objects.filter(revision__in=Revision.objects.published())
        .values("name")
        .annotate(story_count=Count("revision", distinct=True), latest=Max("revision__published_article__published_at"))
        .order_by("-story_count", "-latest", "name")
        .values_list("name", "story_count", "latest")[:MOST_KNOWN]
    )
    return tuple(Author(*row) for row in rows if _has_address(row[0]))


def roles(name: str) -> list[str]:
    """What this person does for the paper, as the words of her roles in public stories."""
    rows = Byline.objects.filter(name=name, revision__in=Revision.objects.published())
    labels = dict(Byline.Role.choices)
    return [str(labels.get(role, role)) for role in rows.order_by("role").values_list("role", flat=True).distinct()]
