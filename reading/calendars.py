"""Months as calendars, with the issues on the days that they came out."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from issues.models import Issue


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a calendar with its issues; ``date`` is None for the days of the months beside it."""

    date: date | None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday to Sunday."""

    first_day: date
    weeks: list[list[Day]]


def months(issues: list[Issue]) -> list[Month]:
    """The months in which these issues came out, in order."""
    by_day: dict[date, list[Issue]] = defaultdict(list)
    for issue in issues:
        by_day[issue.date].append(issue)
    firsts = sorted({day.replace(day=1) for day in by_day})
    return [Month(first, _weeks(first, by_day)) for first in firsts]


def _weeks(first: date, by_day: dict[date, list[Issue]]) -> list[list[Day]]:
    days = calendar.Calendar(firstweekday=calendar.MONDAY).monthdatescalendar(first.year, first.month)
    return [
        [Day(day, tuple(by_day.get(day, ()))) if day.month == first.month else Day(None) for day in week]
        for week in days
    ]
