"""The calendar: what is due on which day of a month, and which issue appears."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Permission, allows
from issues.models import Issue
from newsroom.desk.articles.access import page, person
from newsroom.desk.assignments.board import (
    BoardFilter,
    Card,
    articles_for,
    assignments_for,
    card_of_article,
    card_of_assignment,
    require_reading,
    today,
)


@dataclass
class Day:
    """One day of the calendar."""

    date: date
    in_month: bool
    is_today: bool
    cards: list[Card] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def _first(request: HttpRequest) -> date:
    typed = request.GET.get("month", "")
    if not typed:
        return today().replace(day=1)
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError as error:
        raise Http404 from error
    if not 2000 <= first.year <= 2999:
        raise Http404
    return first


@require_safe
def assignment_calendar(request: HttpRequest) -> HttpResponse:
    """One month, weeks beginning on Monday."""
    user, first = person(request), _first(request)
    require_reading(user)
    wanted = BoardFilter(user, {name: value for name, value in request.GET.items() if name != "month"})
    cards: dict[date, list[Card]] = defaultdict(list)
    everything = [
        *(card_of_assignment(each) for each in assignments_for(user, wanted)),
        *(card_of_article(each) for each in articles_for(user, wanted)),
    ]
    for card in everything:
        if card.due_on:
            cards[card.due_on].append(card)
    days = list(calendar.Calendar().itermonthdates(first.year, first.month))
    issues: dict[date, list[Issue]] = defaultdict(list)
    for issue in Issue.objects.filter(date__range=(days[0], days[-1])).select_related("publication"):
        issues[issue.date].append(issue)
    shown = [Day(day, day.month == first.month, day == today(), cards[day], issues[day]) for day in days]
    context = {
        "filter": wanted,
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=32)).replace(day=1),
        "weeks": [shown[start : start + 7] for start in range(0, len(shown), 7)],
        "weekdays": [day.date for day in shown[:7]],
        "undated": [card for card in everything if not card.due_on and card.state in ("idea", "assigned", "accepted")],
        "busy": any(day.cards or day.issues for day in shown if day.in_month),
        "may_open_issues": allows(user, Permission.READ_ISSUES),
        "commissions": allows(user, Permission.COMMISSION),
    }
    title = _("Calendar: %(month)s") % {"month": date_format(first, "YEAR_MONTH_FORMAT")}
    return page(request, "desk/assignments/calendar.html", context, title=title)
