"""The sitemap: every public address, in one file while they fit and in numbered files behind an index after that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles.models import Column
from departments.models import Department, GridArea
from issues.models import Issue
from reading import querysets

PER_FILE = 10_000  # addresses; the protocol allows 50,000
STANDING = ("home", "columns", "departments", "grid_areas", "archive", "about")


@dataclass(frozen=True, slots=True)
class Entry:
    """One address and when it changed last."""

    location: str
    changed: datetime | None = None


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def article_count() -> int:
    """How many articles are public."""
    return querysets.stories().order_by().count()


def file_count(articles: int) -> int:
    """How many files the articles fill; at least one."""
    return max(1, -(-articles // PER_FILE))


def articles_of(number: int) -> Iterator[Entry]:
    """The articles of a numbered file. Oldest first, so that a full file changes no more."""
    start = (number - 1) * PER_FILE
    changed = Coalesce("corrected_at", "published_at")
    rows = querysets.stories().order_by("published_at", "pk").values_list("pk", changed)
    for pk, changed in rows[start : start + PER_FILE]:
        yield Entry(_absolute(reverse("reading:article", args=[pk])), changed)


def other_pages() -> Iterator[Entry]:
    """Everything but articles: the standing pages, issues with their pages, columns, departments, grid areas."""
    latest = Issue.objects.published().aggregate(latest=Max("published_at"))["latest"]
    for name in STANDING:
        yield Entry(_absolute(reverse(f"reading:{name}")), latest)
    for issue in querysets.published_issues().prefetch_related("pages"):
        yield Entry(_absolute(issue.get_absolute_url()), issue.published_at)
        for page in issue.pages.all():
            address = [issue.publication.slug, issue.date.year, issue.number, page.sequence]
            yield Entry(_absolute(reverse("reading:page", args=address)), issue.published_at)
    for model in (Column, Department, GridArea):
        for topic in model._default_manager.order_by("pk"):
            yield Entry(_absolute(topic.get_absolute_url()))
