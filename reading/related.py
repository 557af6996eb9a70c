"""Stories to read after one: those that share its rare words, its grid areas and its column.

One query brings a small pool by index (the newest of all, of the column, and of the first two grid areas): no more than
which public revisions are in it. Their headlines never change, so each is loaded once and kept by its revision and
content hash; the comparison happens here. Words are compared as pairs of characters, as the search does: what few
stories of the pool have in common with this one counts for much, what all have in common for nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from articles.models import Article, Revision, RevisionGridArea
from reading import kept_pages, matching, querysets
from reading.prepared import listed, prepared

MOST = 5
POOL = 24  # stories of each source
FURTHER = 2 * POOL  # revisions of an area that are looked at for POOL public ones
MOST_KEPT = 2000  # headlines
SAME_AREA, SAME_COLUMN = 2.0, 1.0  # a shared rare pair of characters in a pool of 100 counts about 3
LEAST = 1.0  # with less than this in common, stories are no kin

_HEADLINE_PAIRS = 40
_HEADLINE = ("kicker", "title", "subtitle", "summary")
_FIELDS = tuple(f"published_revision__{name}" for name in ("pk", "content_hash", "column"))
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z]{2,}|\d{3,}")


@dataclass(frozen=True, slots=True)
class RelatedStory:
    """A story as a line of a list: no more is loaded of it."""

    pk: int
    title: str
    published_at: datetime

    @property
    def url(self) -> str:
        """The address of the article."""
        return reverse("reading:article", args=[self.pk])


def pairs(text: str) -> frozenset[str]:
    """Each two neighbouring Chinese characters of a text, and its Latin words and long numbers."""
    found = {run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1)}
    return frozenset(found | {word.lower() for word in _LATIN.findall(text)})


def scores(story: Set[str], others: Sequence[Set[str]]) -> list[float]:
    """How much each of the others has in common with a story: shared pairs by their rarity among all of them.

    A pair weighs the logarithm of how many stories there are for each that has it, so one that all have weighs nothing.
    Long texts share more by chance alone: the sum is divided by the root of the other's length beyond that of a
    headline.
    """
    frequency = Counter(pair for other in others for pair in other & story)
    weights = {pair: math.log(len(others) / count) for pair, count in frequency.items()}
    return [
        sum(weights[pair] for pair in other & story) / math.sqrt(max(1.0, len(other) / _HEADLINE_PAIRS))
        for other in others
    ]


@prepared
def pool(article: int) -> querysets.Rows:
    """Which public stories may be related to one: rows of at most four times POOL, each once.

    Each tells its revision, column and grid areas.
    """
    own = Article.objects.published().filter(pk=article).values("published_revision")
    own_areas = RevisionGridArea.objects.filter(revision__in=own)
    entries = matching.entries().exclude(article=article).order_by("-published_at", "-article_id")
    of_column = entries.filter(column=Subquery(own.values("published_revision__column")[:1]))
    chosen = entries.values("article_id")[:POOL].union(
        of_column.values("article_id")[:POOL],
        *(_of_area(own_areas.order_by("grid_area_id"), place) for place in (0, 1)),
    )
    areas = RevisionGridArea.objects.filter(revision=OuterRef("published_revision")).order_by("grid_area_id")
    return (
        Article.objects.published()
        .filter(pk__in=chosen)
        .exclude(pk=article)
        .annotate(area_ids=ArraySubquery(areas.values("grid_area_id")))
        .values("pk", "published_at", "area_ids", *_FIELDS)
    )


def _of_area(own_areas: QuerySet[RevisionGridArea], place: int) -> querysets.Rows:
    """The keys of the newest public stories about an area: the one at a place among these."""
    area = own_areas.values("grid_area")[place : place + 1]
    newest = RevisionGridArea.objects.filter(grid_area=Subquery(area)).order_by("-revision_id")
    public = Article.objects.published().filter(published_revision__in=newest.values("revision")[:FURTHER])
    return public.order_by("-published_at", "-pk").values("pk")[:POOL]


@dataclass(frozen=True, slots=True)
class _Headline:
    """What is compared of a revision, and its title."""

    title: str
    pairs: frozenset[str]


_headlines: dict[tuple[int, str], _Headline] = {}


@prepared
def _headlines_of(revisions: list[int]) -> querysets.Rows:
    public = Revision.objects.published().filter(pk__in=listed(revisions))
    return public.values("pk", "content_hash", *_HEADLINE)


def _known_headlines(rows: Sequence[dict[str, Any]]) -> dict[int, _Headline]:
    """The headlines of a pool by article; one query for those that are new, none where all are known.

    A revision is written once and its hash names its content, so what is kept here cannot be wrong.
    """
    keys = {row["pk"]: (row["published_revision__pk"], row["published_revision__content_hash"]) for row in rows}
    found = {pk: _headlines.get(key) for pk, key in keys.items()}
    missing = [keys[pk][0] for pk, headline in found.items() if headline is None]
    if missing:
        with kept_pages.determined():
            loaded = _headlines_of(missing)
        for row in loaded:
            text = "　".join(row[name] for name in _HEADLINE)
            _headlines[row["pk"], row["content_hash"]] = _Headline(row["title"], pairs(text))
        found = {pk: _headlines.get(key) for pk, key in keys.items()}
        while len(_headlines) > MOST_KEPT:
            _headlines.pop(next(iter(_headlines)), None)
    return {pk: headline for pk, headline in found.items() if headline is not None}


def related(article: Article, area_ids: Sequence[int], *, most: int = MOST) -> list[RelatedStory]:
    """The stories that have most in common with a public article (its published revision loaded) about some areas.

    One query, and a second one while some of the headlines are new here.
    """
    revision = article.published_revision
    if revision is None:
        return []
    rows = pool(article.pk)
    headlines = _known_headlines(rows)
    rows = [row for row in rows if row["pk"] in headlines]
    own = pairs(f"{revision.headline}　{revision.summary or revision.body[: querysets.OPENING_CHARACTERS]}")
    own_areas = frozenset(area_ids)
    ranked = []
    for row, score in zip(rows, scores(own, [headlines[row["pk"]].pairs for row in rows]), strict=True):
        total = score + SAME_AREA * (not own_areas.isdisjoint(row["area_ids"]))
        if revision.column_id and row["published_revision__column"] == revision.column_id:
            total += SAME_COLUMN
        if total >= LEAST:
            ranked.append((total, row["published_at"], row["pk"]))
    ranked.sort(reverse=True)
    return [RelatedStory(pk, headlines[pk].title, published_at) for _score, published_at, pk in ranked[:most]]
