"""The issues by year and month."""

from __future__ import annotations

from datetime import date

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from issues.models import Issue
from reading import querysets
from reading.calendars import Month, months
from reading.pagination import paginate
from reading.standing import standing
from reading.views.rendering import Crumb, Head, own_site, page_path, public, render_page

PAGE_SIZE = 24
MOST_IN_A_YEAR = 400  # issues of a daily paper with a few extra editions


def _years() -> querysets.Rows:
    """Years with published issues and how many, latest first."""
    return (
        Issue.objects.published().values(year=ExtractYear("date")).annotate(issue_count=Count("pk")).order_by("-year")
    )


def _calendar(year: int, month: int | None) -> list[Month]:
    """The months of a year that have issues, or one of them."""
    issues = querysets.published_issues().filter(date__year=year)
    if month:
        issues = issues.filter(date__month=month)
    return months(list(issues.order_by("date", "number")[:MOST_IN_A_YEAR]))


def _show(
    request: HttpRequest, path: str, title: str, year: int | None = None, month: int | None = None
) -> HttpResponse:
    issues = querysets.with_lead_headline(querysets.published_issues())
    if year:
        issues = issues.filter(date__year=year)
    if month:
        issues = issues.filter(date__month=month)
    listed = paginate(request, issues, size=PAGE_SIZE, counted=("issues", year, month))
    if year and not listed.paginator.count:
        raise Http404
    head = Head(
        title=title,
        description=_("Every issue of the paper by year and month."),
        path=page_path(path, listed.number),
        parents=(Crumb(_("Archive"), reverse("reading:archive")),) if year else (),
    )
    years = standing("years", lambda: list(_years()))
    shown_year = year or (years[0]["year"] if years else None)
    context = {
        "title": title,
        "listed": listed,
        "years": years,
        "months": _calendar(shown_year, month) if shown_year else [],
        "year": year,
        "shown_year": shown_year,
        "month": month,
        "section": "archive",
    }
    return render_page("archive.html", head, own_site(), context)


@public
def archive(request: HttpRequest) -> HttpResponse:
    """All issues, latest first."""
    return _show(request, reverse("reading:archive"), _("Archive"))


@public
def archive_year(request: HttpRequest, year: int) -> HttpResponse:
    """The issues of a year."""
    title = _("Issues of %(year)d") % {"year": year}
    return _show(request, reverse("reading:archive_year", args=[year]), title, year)


@public
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The issues of a month."""
    title = _("Issues of %(month)s") % {"month": date_format(date(year, month, 1), "YEAR_MONTH_FORMAT")}
    return _show(request, reverse("reading:archive_month", args=[year, month]), title, year, month)
