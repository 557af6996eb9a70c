"""Times as every page of the desk shows them: exact in one form, with plain words beside."""

from __future__ import annotations

from datetime import date, datetime

from django.template import Library
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsroom.desk import moments

register = Library()


@register.filter
def moment(when: datetime) -> SafeString:
    """The exact time, as 2026-05-01 09:30 in the newsroom's zone."""
    local = timezone.localtime(when)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), local.strftime("%Y-%m-%d %H:%M"))


@register.filter
def moment_ago(when: datetime) -> SafeString:
    """The exact time, and how long ago that was."""
    words = moments.ago(when)
    return format_html('{} <span class="ago">{}</span>', moment(when), words) if words else moment(when)


@register.filter
def ago_words(when: datetime) -> str:
    """How long ago in words alone; nothing where it was long ago."""
    return moments.ago(when)


@register.filter
def ago(when: datetime) -> SafeString:
    """How long ago, with the exact time a pointer away; the exact time where it was long ago."""
    words = moments.ago(when)
    if not words:
        return moment(when)
    local = timezone.localtime(when)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(), local.strftime("%Y-%m-%d %H:%M"), words
    )


@register.filter
def due(day: date) -> SafeString:
    """A day by which something is due, and how far off it is; an overdue one stands out by its words too."""
    tone = "due--late" if moments.is_past(day) else "due--soon"
    return format_html(
        '<span class="due {}"><time datetime="{}">{}</time> <span class="due__words">{}</span></span>',
        tone,
        day.isoformat(),
        day.isoformat(),
        moments.until(day),
    )
