"""差错率 at the desk: of each story and each issue, and how it goes in each department, as charts with a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.roles import Permission, allows
from issues import error_rates
from issues.error_rates import Tally, Trend
from issues.models import Issue
from newsroom.desk.articles.access import page, person
from newsroom.desk.csv_files import csv_response
from newsroom.desk.site import desk

AT_ONCE = 60  # texts that one press of the button counts
WIDTH, HEIGHT, LEFT, TOP = 260, 90, 34, 8  # of the room for the lines, in units of the drawing


@dataclass(frozen=True)
class Line:
    """A line of a chart: its points for the drawing, with gaps where a department had nothing."""

    pieces: list[str]
    dots: list[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """One department: two lines, and the words that say the same."""

    trend: Trend
    handed_in: Line
    printed: Line
    cells: list[tuple[float | None, float | None]]


def _person(request: HttpRequest) -> User:
    user = person(request)
    if not allows(user, Permission.READ_FIGURES):
        raise PermissionDenied
    return user


def _chosen(request: HttpRequest, issues: Sequence[Issue]) -> Issue | None:
    typed = request.GET.get("issue", "")
    if not typed:
        return issues[-1] if issues else None
    found = next((issue for issue in issues if str(issue.pk) == typed), None)
    if found is None:
        raise Http404
    return found


def _rate(tally: Tally | None) -> float | None:
    return None if tally is None else tally.rate


def _line(tallies: Sequence[Tally | None], top_rate: float) -> Line:
    step = WIDTH / max(1, len(tallies) - 1)
    pieces: list[list[str]] = [[]]
    dots = []
    for place, tally in enumerate(tallies):
        rate = _rate(tally)
        if rate is None:
            pieces.append([])
            continue
        x, y = LEFT + place * step, TOP + HEIGHT * (1 - rate / top_rate)
        pieces[-1].append(f"{x:.1f},{y:.1f}")
        dots.append((round(x, 1), round(y, 1)))
    return Line([" ".join(piece) for piece in pieces if len(piece) > 1], dots)


def _charts(trends: Sequence[Trend]) -> tuple[list[Chart], float]:
    rates = [_rate(tally) or 0.0 for trend in trends for tally in (*trend.handed_in, *trend.printed)]
    top_rate = max([1.0, *rates])
    charts = [
        Chart(
            trend,
            _line(trend.handed_in, top_rate),
            _line(trend.printed, top_rate),
            [(_rate(first), _rate(last)) for first, last in zip(trend.handed_in, trend.printed, strict=True)],
        )
        for trend in trends
    ]
    return charts, top_rate


@require_safe
def error_rates_page(request: HttpRequest) -> HttpResponse:
    """One issue story by story, and the trend of each department over the last issues."""
    user, issues = _person(request), error_rates.last_issues()
    issue = _chosen(request, issues)
    stories = error_rates.stories_of(user, issues)
    of_issue = [story for story in stories if issue is not None and story.placement.issue_id == issue.pk]
    charts, top_rate = _charts(error_rates.trends(stories, issues))
    context: dict[str, Any] = {
        "issue": issue,
        "issues": issues[::-1],
        "stories": of_issue,
        "handed_in": error_rates.together(story.handed_in for story in of_issue),
        "printed": error_rates.together(story.printed for story in of_issue),
        "charts": charts,
        "top_rate": top_rate,
        "box": {"width": LEFT + WIDTH + 10, "height": TOP + HEIGHT + 10, "left": LEFT, "top": TOP, "low": TOP + HEIGHT},
        "uncounted": sum(story.printed is None or story.handed_in is None for story in stories),
    }
    return page(request, "desk/figures/error_rates.html", context, title=_("Error rate"))


@require_safe
def error_rates_file(request: HttpRequest) -> HttpResponseBase:
    """The stories of an issue as a CSV file."""
    user, issues = _person(request), error_rates.last_issues()
    issue = _chosen(request, issues)
    if issue is None:
        raise Http404

    def rows() -> Iterator[list[Any]]:
        for story in error_rates.stories_of(user, [issue]):
            first, last = story.handed_in or Tally(), story.printed or Tally()
            yield [
                story.placement.revision.title,
                story.placement.article.department.label,
                last.characters,
                *(first.errors, last.errors, last.warnings),
                *(None if rate is None else round(rate, 1) for rate in (first.rate, last.rate)),
            ]

    header = [
        *(_("title"), _("department"), _("characters"), _("errors when handed in"), _("errors in print")),
        *(_("doubts in print"), _("rate when handed in"), _("rate in print")),
    ]
    return csv_response(f"error-rate-{issue.date:%Y-%m-%d}.csv", header, rows())


@require_POST
def error_rates_count(request: HttpRequest) -> HttpResponse:
    """Count texts that are not counted yet, some at a time."""
    _person(request)
    counted = error_rates.count_errors(error_rates.last_issues(), AT_ONCE)
    words = ngettext("%(count)d text counted.", "%(count)d texts counted.", counted)
    messages.success(request, words % {"count": counted})
    return redirect(reverse("desk:error_rates"))


URLS = [
    path("figures/errors/", desk.admin_view(error_rates_page), name="error_rates"),
    path("figures/errors/file/", desk.admin_view(error_rates_file), name="error_rates_file"),
    path("figures/errors/count/", desk.admin_view(error_rates_count), name="error_rates_count"),
]
