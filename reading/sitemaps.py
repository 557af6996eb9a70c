"""Sitemaps: every public address in numbered files behind an index, and what is new for search engines' news."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts import clock
from articles.body import without_controls
from articles.models import Column
from departments.models import Department, GridArea
from issues.models import Issue
from reading import authors, keywords, querysets
from reading.metadata import absolute
from reading.standing import standing

NEWS_AGE = timedelta(days=2)  # as search engines define news
MOST_NEWS = 1000  # the protocol's bound
ARTICLES_PER_FILE = 10_000  # the protocol allows 50,000 addresses
ISSUES_PER_FILE = 2_000  # each with its pages, up to twenty
MOST_AUTHORS = 1_000
STANDING = (
    *("home", "columns", "departments", "grid_areas", "authors", "topics", "archive", "corrections", "search", "about"),
    *("write_letter", "api_documentation"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One address and when it changed last; news has the moment of publication and a title besides."""

    location: str
    changed: datetime | None = None
    published: datetime | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of sitemap: how many files it fills, and the addresses of a file, counted from 1."""

    file_count: Callable[[], int]
    entries: Callable[[int], Iterable[Entry]]


def _files(rows: int, per_file: int) -> int:
    return -(-rows // per_file)


def _article_files() -> int:
    return _files(standing("stories", lambda: querysets.stories().order_by().count()), ARTICLES_PER_FILE)


def _articles(number: int) -> Iterator[Entry]:
    """Oldest first, so that a full file changes no more."""
    start = (number - 1) * ARTICLES_PER_FILE
    changed = Coalesce("corrected_at", "published_at")
    rows = querysets.stories().order_by("published_at", "pk").values_list("pk", changed)
    for pk, when in rows[start : start + ARTICLES_PER_FILE]:
        yield Entry(absolute(reverse("reading:article", args=[pk])), when)


def _issue_files() -> int:
    return _files(Issue.objects.published().order_by().count(), ISSUES_PER_FILE)


def _issues(number: int) -> Iterator[Entry]:
    """Issues with their pages, oldest first."""
    start = (number - 1) * ISSUES_PER_FILE
    issues = querysets.published_issues().order_by("date", "pk").prefetch_related("pages")
    for issue in issues[start : start + ISSUES_PER_FILE]:
        yield Entry(absolute(issue.get_absolute_url()), issue.published_at)
        for page in issue.pages.all():
            address = [issue.publication.slug, issue.date.year, issue.number, page.sequence]
            yield Entry(absolute(reverse("reading:page", args=address)), issue.published_at)


def _pages(number: int) -> Iterator[Entry]:
    """The standing pages, the calendar, columns, departments, grid areas, persons and topics."""
    latest = Issue.objects.published().aggregate(latest=Max("published_at"))["latest"]
    for name in STANDING:
        yield Entry(absolute(reverse(f"reading:{name}")), latest)
    months = list(Issue.objects.published().dates("date", "month"))
    for year in sorted({month.year for month in months}):
        yield Entry(absolute(reverse("reading:archive_year", args=[year])))
    for month in months:
        yield Entry(absolute(reverse("reading:archive_month", args=[month.year, month.month])))
    for model in (Column, Department, GridArea):
        for one in model._default_manager.order_by("pk"):
            yield Entry(absolute(one.get_absolute_url()))
    for author in authors.foremost(MOST_AUTHORS):
        yield Entry(absolute(author.url), author.latest)
    for topic in keywords.topics():
        yield Entry(absolute(reverse("reading:topic", args=[topic.term])))


KINDS = {
    "pages": Kind(lambda: 1, _pages),
    "issues": Kind(_issue_files, _issues),
    "articles": Kind(_article_files, _articles),
}


def parts() -> list[str]:
    """The addresses of all sitemaps, in which every public page stands once."""
    numbered = [(name, number) for name, kind in KINDS.items() for number in range(1, kind.file_count() + 1)]
    paths = [reverse("reading:sitemap_part", args=[name, number]) for name, number in numbered]
    return [absolute(path) for path in (reverse("reading:sitemap_news"), *paths)]


def part(name: str, number: int) -> list[Entry] | None:
    """The addresses of a numbered sitemap; None where there is no such file."""
    kind = KINDS.get(name)
    if kind is None or not 1 <= number <= kind.file_count():
        return None
    return list(kind.entries(number))


def news() -> list[Entry]:
    """What was published in the last two days, newest first; the home page alone while there is nothing new.

    The protocol knows no sitemap without an address, and search engines take no older story for news.
    """
    fields = ("pk", "published_at", "corrected_at", "published_revision__title")
    rows = querysets.stories().filter(published_at__gte=clock.now() - NEWS_AGE).values_list(*fields)
    found = [
        Entry(
            absolute(reverse("reading:article", args=[pk])), corrected or published, published, without_controls(title)
        )
        for pk, published, corrected, title in rows[:MOST_NEWS]
    ]
    return found or [Entry(absolute(reverse("reading:home")))]
