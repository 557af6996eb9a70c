"""Who wrote, photographed or compiled: persons by the name that the paper prints (署名)."""

from __future__ import annotations

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.urls import reverse

from articles.models import Article, Byline, Revision
from reading import querysets


def author_url(name: str) -> str:
    """The address of a person's stories; empty for a name that cannot stand in an address."""
    return reverse("reading:author", args=[name]) if name.strip("./") == name != "" else ""


def by_author(name: str) -> QuerySet[Article]:
    """Stories whose public text names this person, latest first."""
    named = Byline.objects.filter(revision=OuterRef("published_revision"), name=name)
    return querysets.stories().filter(Exists(named))


def names(most: int) -> querysets.Rows:
    """The persons named by the most public stories, as rows of ``name``, ``story_count`` and ``latest``."""
    return (
        Byline.objects.filter(revision__in=Revision.objects.published())
        .values("name")
        .annotate(story_count=Count("revision", distinct=True), latest=Max("revision__published_article__published_at"))
        .order_by("-story_count", "-latest", "name")[:most]
    )


def roles(name: str) -> list[str]:
    """What this person does for the paper, as the words of her roles in public stories."""
    rows = Byline.objects.filter(name=name, revision__in=Revision.objects.published())
    labels = dict(Byline.Role.choices)
    return [str(labels.get(role, role)) for role in rows.order_by("role").values_list("role", flat=True).distinct()]
