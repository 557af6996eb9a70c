"""Times in plain words, beside the exact ones."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock

MONTH = 30  # days from which on the exact date says more than a count of days


def ago(when: datetime) -> str:
    """How long ago a moment was, by the calendar from yesterday on; empty after a month, when the date says more."""
    passed = clock.now() - when
    minutes = int(passed / timedelta(minutes=1))
    days = (timezone.localdate(clock.now()) - timezone.localdate(when)).days
    if days > MONTH or minutes < 0:
        return ""
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    if days < 1:
        hours = minutes // 60
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    if days == 1:
        return _("yesterday")
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}


def until(day: date) -> str:
    """How far off a day is."""
    days = (day - timezone.localdate(clock.now())).days
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    if days > 0:
        return ngettext("due in %(count)d day", "due in %(count)d days", days) % {"count": days}
    return ngettext("overdue by %(count)d day", "overdue by %(count)d days", -days) % {"count": -days}


def is_past(day: date) -> bool:
    """Whether a day has ended."""
    return day < timezone.localdate(clock.now())
