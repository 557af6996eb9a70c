"""Reading counts: one number for each article and day, raised without cookies and without addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Sum
from django.utils import timezone

from accounts import clock
from articles.models import Article
from reading.models import ReadingCount

_RAISE = """
INSERT INTO reading_readingcount (article_id, day, count) VALUES (%s, %s, 1)
ON CONFLICT ON CONSTRAINT reading_count_once DO UPDATE SET count = reading_readingcount.count + 1
"""


@dataclass(frozen=True, slots=True)
class MostRead:
    """An article and how often it was read in the days asked for."""

    article_id: int
    title: str
    count: int


def count_reading(article_id: int) -> bool:
    """Count one reading of a public article today; False where there is no such article."""
    if not Article.objects.published().filter(pk=article_id).exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [article_id, timezone.localdate(clock.now())])
    return True


def by_day(days: int, article: Article | None = None) -> list[tuple[date, int]]:
    """Readings on each of the last days, the earliest first; days without any are 0. One query."""
    last = timezone.localdate(clock.now())
    first = last - timedelta(days=days - 1)
    rows = ReadingCount.objects.filter(day__gte=first)
    if article is not None:
        rows = rows.filter(article=article)
    found = dict(rows.values_list("day").annotate(total=Sum("count")).order_by())
    return [(day, found.get(day, 0)) for day in (first + timedelta(days=n) for n in range(days))]


def most_read(days: int, most: int) -> list[MostRead]:
    """The public articles that were read most in the last days. One query."""
    first = timezone.localdate(clock.now()) - timedelta(days=days - 1)
    rows = (
        ReadingCount.objects.filter(day__gte=first, article__in=Article.objects.published())
        .values("article_id", title=F("article__published_revision__title"))
        .annotate(total=Sum("count"))
        .order_by("-total", "-article_id")[:most]
    )
    return [MostRead(row["article_id"], row["title"], row["total"]) for row in rows]
