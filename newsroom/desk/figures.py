"""The figures of the newsroom's work: tables, charts and files, by month or by issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles.steps import ALL_REVIEWS
from issues import figures
from issues.models import Issue
from newsroom.desk.articles.access import page, person
from newsroom.desk.csv_files import csv_response
from newsroom.desk.site import desk

ISSUES_OFFERED = 60
BAR = 320  # units of the drawing's width that the longest bar takes


@dataclass(frozen=True)
class Choice:
    """One month or issue that the figures can be of."""

    value: str
    label: str


@dataclass(frozen=True)
class Bar:
    """One department in the chart: lengths in units of the drawing."""

    row: figures.Row
    submitted: int
    published: int
    top: int


def _person(request: HttpRequest) -> User:
    user = person(request)
    if not allows(user, Permission.READ_FIGURES):
        raise PermissionDenied
    return user


def _month(request: HttpRequest) -> date:
    typed = request.GET.get("month", "")
    if not typed:
        return clock.now().date().replace(day=1)
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError as error:
        raise Http404 from error


def _issue(request: HttpRequest) -> Issue | None:
    typed = request.GET.get("issue", "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Http404
    issue = Issue.objects.select_related("publication").filter(pk=int(typed)).first()
    if issue is None:
        raise Http404
    return issue


@require_safe
def figures_page(request: HttpRequest) -> HttpResponse:
    """Departments of a month or an issue, with the person's own waiting times."""
    user, issue, month = _person(request), _issue(request), _month(request)
    rows = figures.of_issue(user, issue) if issue else figures.of_month(user, month)
    issues = Issue.objects.select_related("publication")[:ISSUES_OFFERED]
    months = figures.months(user)
    context = {
        "rows": rows,
        "bars": _bars(rows),
        "chart_height": 34 * len(rows) + 8,
        "total": _total(rows),
        "steps": [review.step.label for review in ALL_REVIEWS],
        "issue": issue,
        "month": month,
        "months": [Choice(f"{m:%Y-%m}", date_format(m, "YEAR_MONTH_FORMAT")) for m in _with(months, month)],
        "issues": [Choice(str(each.pk), f"{each} ({each.date:%Y-%m-%d})") for each in issues],
        "own": figures.queue_times(user, month) if not issue else [],
        "query": f"issue={issue.pk}" if issue else f"month={month:%Y-%m}",
    }
    what = str(issue) if issue else date_format(month, "YEAR_MONTH_FORMAT")
    return page(request, "desk/figures/page.html", context, title=_("Figures: %(what)s") % {"what": what})


@require_safe
def figures_file(request: HttpRequest) -> HttpResponseBase:
    """The same table as a CSV file."""
    user, issue, month = _person(request), _issue(request), _month(request)
    rows = figures.of_issue(user, issue) if issue else figures.of_month(user, month)
    name = f"figures-{issue.date:%Y-%m-%d}.csv" if issue else f"figures-{month:%Y-%m}.csv"
    header = [
        *(_("department"), _("submitted"), _("accepted"), _("sent back"), _("published")),
        *(_("characters"), _("photos")),
        *(_("median hours: %(step)s") % {"step": review.step.label} for review in ALL_REVIEWS),
    ]
    return csv_response(name, header, _cells(rows))


def _cells(rows: Sequence[figures.Row]) -> Iterator[list[Any]]:
    for row in rows:
        medians = [None if hours is None else round(hours, 1) for hours in row.medians]
        counts = [row.submitted, row.accepted, row.sent_back, row.published, row.characters, row.photos]
        yield [row.department.label, *counts, *medians]


def _with(months: list[date], shown: date) -> list[date]:
    return months if shown in months else sorted([*months, shown], reverse=True)


def _bars(rows: Sequence[figures.Row]) -> list[Bar]:
    longest = max((max(row.submitted, row.published) for row in rows), default=0) or 1
    return [
        Bar(row, row.submitted * BAR // longest, row.published * BAR // longest, 34 * index + 8)
        for index, row in enumerate(rows)
    ]


def _total(rows: Sequence[figures.Row]) -> dict[str, int]:
    names = ("submitted", "accepted", "sent_back", "published", "characters", "photos")
    return {name: sum(getattr(row, name) for row in rows) for name in names}


URLS = [
    path("figures/", desk.admin_view(figures_page), name="figures"),
    path("figures/file/", desk.admin_view(figures_file), name="figures_file"),
]
