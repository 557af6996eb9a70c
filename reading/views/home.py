"""The home page: the current issue, and every way into the paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles.models import Column
from reading import epaper, notices, querysets
from reading.outlines import draw
from reading.sheets import sheets
from reading.standing import standing
from reading.views.rendering import Head, Site, describe, own_site, public, render_page

RECENT_ISSUES = 6
MOST_COLUMNS = 24
MOST_AREAS = 24
LATEST_NOTICES = 3


def _description(site: Site) -> str:
    publication = site.publication
    return describe(f"{site.name}　{publication.sponsor or publication.street}") if publication else site.name


@public
def home(request: HttpRequest) -> HttpResponse:
    """The current issue with its lead, and every way into the paper."""
    site = own_site()
    pages = querysets.pages_of(site.current) if site.current else []
    shown = sheets(pages)
    recent = querysets.with_lead_headline(querysets.published_issues())
    if site.current:
        recent = recent.exclude(pk=site.current.pk)
    areas = standing(("grid areas", MOST_AREAS), lambda: list(querysets.grid_areas()[:MOST_AREAS]))
    context = {
        "issue": site.current,
        "front": shown[0] if shown else None,
        "sheets": shown[1:],
        "strip": epaper.strip(site.current, pages),
        "columns": Column.objects.filter(is_active=True).order_by("order", "name")[:MOST_COLUMNS],
        "grid_areas": areas,
        "drawing": draw(areas, {area.pk: area.story_count for area in areas}),
        "notices": standing(("notices", LATEST_NOTICES), lambda: notices.latest(LATEST_NOTICES)),
        "recent_issues": recent[:RECENT_ISSUES],
        "mailbox": site.publication.email.partition("@") if site.publication else None,  # breaks at its sign
        "section": "home",
    }
    return render_page("home.html", Head(description=_description(site), path=reverse("reading:home")), site, context)
