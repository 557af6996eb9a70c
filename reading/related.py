"""Stories to read after one: those that share its rare words, its grid areas and its column.

One query brings a small pool by index (the newest of the column, of the grid areas, and of all), the comparison happens
here. Words are compared as pairs of characters, as the search does: what few stories of the pool have in common with
this one counts for much, what all have in common for nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef
from django.urls import reverse

from articles.models import Article, RevisionGridArea
from reading import querysets
from reading.prepared import listed, prepared

MOST = 5
POOL = 40  # stories of each source
SAME_AREA, SAME_COLUMN = 2.0, 1.0  # a shared rare pair of characters in a pool of 100 counts about 3
LEAST = 1.0  # with less than this in common, stories are no kin

_HEADLINE_PAIRS = 40
_REVISION = "published_revision__"
_HEADLINE = ("kicker", "title", "subtitle", "summary")
_FIELDS = (*_HEADLINE, "column")
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


@lru_cache(maxsize=4096)  # most stories of a pool were in the pools before
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
def _pool(article: int, column: int, area_ids: list[int]) -> querysets.Rows:
    """Rows of at most three times POOL stories, each once, with whether they share an area or the column.

    ``column`` is 0 for none.
    """
    newest = Article.objects.published().exclude(pk=article).order_by("-published_at", "-pk")
    named = RevisionGridArea.objects.filter(revision=OuterRef("published_revision"), grid_area__in=listed(area_ids))
    of_column, of_areas = newest.filter(published_revision__column=column), newest.filter(Exists(named))
    chosen = newest.values("pk")[:POOL].union(*(source.values("pk")[:POOL] for source in (of_column, of_areas)))
    return (
        Article.objects.published()
        .filter(pk__in=chosen)
        .annotate(same_area=Exists(named))
        .values("pk", "published_at", "same_area", *(f"{_REVISION}{field}" for field in _FIELDS))
    )


def related(article: Article, area_ids: Sequence[int], *, most: int = MOST) -> list[RelatedStory]:
    """The stories that have most in common with a public article (its published revision loaded); one query."""
    revision = article.published_revision
    if revision is None:
        return []
    rows = _pool(article.pk, revision.column_id or 0, list(area_ids))
    own = pairs(f"{revision.headline}　{revision.summary or revision.body[: querysets.OPENING_CHARACTERS]}")
    others = [pairs("　".join(row[f"{_REVISION}{field}"] for field in _HEADLINE)) for row in rows]
    ranked = []
    for row, score in zip(rows, scores(own, others), strict=True):
        total = score + SAME_AREA * row["same_area"]
        if revision.column_id and row[f"{_REVISION}column"] == revision.column_id:
            total += SAME_COLUMN
        if total >= LEAST:
            ranked.append((total, row["published_at"], row["pk"], row[f"{_REVISION}title"]))
    ranked.sort(reverse=True)
    return [RelatedStory(pk, title, published_at) for _score, published_at, pk, title in ranked[:most]]
