"""Every public address by its name, as it is asked for about one story: the one list that walks the whole site.

``tests/reading/test_leaks.py`` fails while an address of the site is missing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.models import Article, Photo
from issues.models import Issue
from tests.reading.paper import Paper

NEWSROOM = "desk"  # behind the log-in; tests/access_table.py walks it


@dataclass(frozen=True)
class Subject:
    """A story with what anybody could ask for it by: words of it, a person's name, its issue, its photos."""

    article: Article
    issue: Issue
    words: tuple[str, ...]
    name: str
    photos: tuple[Photo, ...] = ()


Asked = Callable[[Paper, Subject], list[str]]


def _plain(name: str) -> Asked:
    return lambda paper, subject: [reverse(name)]


def _of_issue(name: str, *more: object) -> Asked:
    def asked(paper: Paper, subject: Subject) -> list[str]:
        issue = subject.issue
        return [reverse(name, args=[issue.publication.slug, issue.date.year, issue.number, *more])]

    return asked


def _listed(name: str) -> Asked:
    """A list of the API with its filters and in full."""
    return lambda paper, subject: [reverse(name), f"{reverse(name)}?limit=100"]


def _api_articles(paper: Paper, subject: Subject) -> list[str]:
    filters: tuple[dict[str, str], ...] = (
        {},
        {"column": paper.column.slug},
        {"department": paper.team.department.slug},
        {"grid": paper.area.slug},
        {"since": "2020-01-01", "until": "2999-12-31"},
        {"changed_since": "2020-01-01T00:00:00Z"},
    )
    return [
        f"{reverse('reading:api_articles')}?{urlencode(one | {'representation': 'full', 'limit': 100})}"
        for one in filters
    ]


def _oembed(paper: Paper, subject: Subject) -> list[str]:
    pages = (subject.article.get_absolute_url(), subject.issue.get_absolute_url())
    queries = [{"url": f"{settings.SITE_URL}{page}", "format": form} for page in pages for form in ("json", "xml")]
    return [f"{reverse('reading:oembed')}?{urlencode(query)}" for query in queries]


def _searches(name: str) -> Asked:
    def asked(paper: Paper, subject: Subject) -> list[str]:
        path = reverse(name)
        narrowed = urlencode({"column": paper.column.slug, "grid": paper.area.slug})
        return [path, f"{path}?{narrowed}", *(f"{path}?{urlencode({'q': word})}" for word in subject.words)]

    return asked


def _photos(paper: Paper, subject: Subject) -> list[str]:
    names = []
    for photo in subject.photos:
        stem = photo.name.removeprefix("photos/").rpartition(".")[0]
        names += [f"{stem}.jpg", *(f"{stem}-{width}.webp" for width in (480, 960)), f"{stem}-480.avif"]
    return [reverse("photo_file", args=[name]) for name in names]


def _month(paper: Paper, subject: Subject) -> list[str]:
    return [reverse("reading:archive_month", args=[subject.issue.date.year, subject.issue.date.month])]


ADDRESSES: dict[str, Asked] = {
    "photo_file": _photos,
    "preview": lambda paper, subject: [reverse("preview", args=[f"{subject.article.pk}:forged"])],
    "preview_photo": lambda paper, subject: [
        reverse("preview_photo", args=[f"{subject.article.pk}:forged", photo.name.removeprefix("photos/")])
        for photo in subject.photos
    ],
    "reading:home": _plain("reading:home"),
    "reading:issue": _of_issue("reading:issue"),
    "reading:collection": lambda paper, subject: [reverse("reading:collection", args=[subject.issue.publication.slug])],
    "reading:manifest": _of_issue("reading:manifest"),
    "reading:issue_pdf": _of_issue("reading:issue_pdf"),
    "reading:page": _of_issue("reading:page", 1),
    "reading:page_pdf": _of_issue("reading:page_pdf", 1),
    "reading:page_png": _of_issue("reading:page_png", 1),
    "reading:page_webp": _of_issue("reading:page_webp", 1, 480),
    "reading:article": lambda paper, subject: [subject.article.get_absolute_url()],
    "reading:report_error": lambda paper, subject: [reverse("reading:report_error", args=[subject.article.pk])],
    "reading:count_reading": lambda paper, subject: [reverse("reading:count_reading", args=[subject.article.pk])],
    "reading:write_letter": _plain("reading:write_letter"),
    "reading:letter": lambda paper, subject: [reverse("reading:letter", args=[f"forged-{subject.article.pk}"])],
    "reading:columns": _plain("reading:columns"),
    "reading:column": lambda paper, subject: [paper.column.get_absolute_url()],
    "reading:column_feed": lambda paper, subject: [reverse("reading:column_feed", args=[paper.column.slug])],
    "reading:departments": _plain("reading:departments"),
    "reading:department": lambda paper, subject: [paper.team.department.get_absolute_url()],
    "reading:department_feed": lambda paper, subject: [
        reverse("reading:department_feed", args=[paper.team.department.slug])
    ],
    "reading:grid_areas": _plain("reading:grid_areas"),
    "reading:grid_area": lambda paper, subject: [paper.area.get_absolute_url()],
    "reading:grid_area_feed": lambda paper, subject: [reverse("reading:grid_area_feed", args=[paper.area.slug])],
    "reading:authors": _plain("reading:authors"),
    "reading:author": lambda paper, subject: [reverse("reading:author", args=[subject.name])],
    "reading:topics": _plain("reading:topics"),
    "reading:topic": lambda paper, subject: [reverse("reading:topic", args=[word]) for word in subject.words],
    "reading:archive": _plain("reading:archive"),
    "reading:archive_year": lambda paper, subject: [reverse("reading:archive_year", args=[subject.issue.date.year])],
    "reading:archive_month": _month,
    "reading:search": _searches("reading:search"),
    "reading:search_suggestions": _searches("reading:search_suggestions"),
    "reading:about": _plain("reading:about"),
    "reading:corrections": _plain("reading:corrections"),
    "reading:preferences": _plain("reading:preferences"),
    "reading:feed": _plain("reading:feed"),
    "reading:sitemap": _plain("reading:sitemap"),
    "reading:sitemap_part": lambda paper, subject: [
        reverse("reading:sitemap_part", args=[kind, 1]) for kind in ("pages", "issues", "articles")
    ],
    "reading:sitemap_news": _plain("reading:sitemap_news"),
    "reading:robots": _plain("reading:robots"),
    "reading:oembed": _oembed,
    "reading:api_documentation": _plain("reading:api_documentation"),
    "reading:api_root": _plain("reading:api_root"),
    "reading:api_openapi": _plain("reading:api_openapi"),
    "reading:api_articles": _api_articles,
    "reading:api_article": lambda paper, subject: [reverse("reading:api_article", args=[subject.article.pk])],
    "reading:api_retractions": _listed("reading:api_retractions"),
    "reading:api_issues": _listed("reading:api_issues"),
    "reading:api_issue": _of_issue("reading:api_issue"),
    "reading:api_page": _of_issue("reading:api_page", 1),
    "reading:api_columns": _listed("reading:api_columns"),
    "reading:api_column": lambda paper, subject: [reverse("reading:api_column", args=[paper.column.slug])],
    "reading:api_departments": _listed("reading:api_departments"),
    "reading:api_department": lambda paper, subject: [
        reverse("reading:api_department", args=[paper.team.department.slug])
    ],
    "reading:api_grid_areas": _listed("reading:api_grid_areas"),
    "reading:api_grid_area": lambda paper, subject: [reverse("reading:api_grid_area", args=[paper.area.slug])],
    "reading:api_nowhere": lambda paper, subject: [f"/api/v1/{quote(subject.words[0])}/"],
}


def public_names() -> set[str]:
    """The name of every address that needs no log-in, read from the project's own routes."""
    return set(_names(get_resolver().url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        elif pattern.namespace != NEWSROOM:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner)


def subject_of(paper: Paper) -> Subject:
    """The lead of the current issue, which readers see."""
    photos = Photo.objects.filter(uses__revision__published_article=paper.lead).order_by("pk")
    return Subject(paper.lead, paper.issue, ("车位", "议事"), "甲一", tuple(photos))


def asked_about(paper: Paper, subject: Subject) -> dict[str, list[str]]:
    """Every address by name, as it is asked for about this story."""
    return {name: asked(paper, subject) for name, asked in ADDRESSES.items()}
