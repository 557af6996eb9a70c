"""What the paper tells its readers about its own mistakes: corrections (更正) and retractions (撤稿), by date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, CharField, Exists, F, OuterRef, Subquery, Value
from django.urls import reverse

from articles.models import Article, Revision, Transition
from reading.querysets import Rows


@dataclass(frozen=True, slots=True)
class Notice:
    """One correction or retraction. Of a retracted story nothing is told but the note: neither title nor address."""

    at: datetime
    words: str
    title: str
    url: str
    is_retraction: bool


def notices() -> Rows:
    """Rows of all corrections of public stories that readers have seen and of all retractions, latest first."""
    shown = Transition.objects.filter(
        article=OuterRef("article"), state=Article.State.PUBLISHED, revision_number=OuterRef("number")
    ).order_by("pk")
    corrections = (
        Revision.objects.exclude(correction_note="")
        .filter(Exists(Article.objects.published().filter(pk=OuterRef("article"))))
        .annotate(shown_at=Subquery(shown.values("at")[:1]), is_retraction=Value(False, BooleanField()))
        .filter(shown_at__isnull=False)
        .values("article_id", "shown_at", "is_retraction", words=F("correction_note"), shown_title=_public_title())
    )
    retractions = (
        Article.objects.filter(state=Article.State.RETRACTED, retracted_at__isnull=False)
        .annotate(shown_title=Value("", CharField()), is_retraction=Value(True, BooleanField()))
        .values("pk", "retracted_at", "is_retraction", "retraction_note", "shown_title")
    )
    return corrections.union(retractions, all=True).order_by("-shown_at", "-article_id")


def _public_title() -> Subquery:
    """The title that readers see now, not the one of the revision that corrected."""
    public = Article.objects.published().filter(pk=OuterRef("article"))
    return Subquery(public.values("published_revision__title")[:1], output_field=CharField())


def of_rows(rows: Iterable[dict[str, Any]]) -> list[Notice]:
    """Notices from rows, in their order."""
    return [
        Notice(
            at=row["shown_at"],
            words=row["words"],
            title=row["shown_title"],
            url="" if row["is_retraction"] else reverse("reading:article", args=[row["article_id"]]),
            is_retraction=row["is_retraction"],
        )
        for row in rows
    ]


def latest(most: int) -> list[Notice]:
    """The latest few; one query."""
    return of_rows(notices()[:most])
