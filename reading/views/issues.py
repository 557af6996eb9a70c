"""An issue like a front page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from issues.models import Issue
from reading import epaper, kept_pages, querysets
from reading.answers import Answer
from reading.sheets import Sheet, sheets
from reading.views import epaper as epaper_views
from reading.views.rendering import Crumb, Head, Site, describe, public, render_page


def _headlines(shown: list[Sheet]) -> str:
    return describe("；".join(sheet.lead.title for sheet in shown if sheet.lead))


@public
def issue(request: HttpRequest, publication: str, year: int, number: int) -> HttpResponse:
    """Every page of an issue with its stories by rank."""
    asked = querysets.ask_for_issue(publication, year, number)
    found = next(iter(asked.rows), None) if asked else None
    if found is None and (moved := querysets.issue_of_renamed_paper(publication, year, number)):
        return HttpResponsePermanentRedirect(moved.get_absolute_url())
    if asked is None or found is None:
        return epaper_views.withdrawn(publication, year, number)
    stories = querysets.stories_placed_in.ask(found.pk)
    answers: list[Answer[Any]] = [
        asked,
        querysets.pages_in.ask(found.pk),
        stories,
        querysets.first_photo_uses.ask(stories.numbers("story_revision")),
        querysets.issues_beside.ask(found.publication_id, found.total_number),
    ]
    return kept_pages.page("issue", answers, lambda: _rendered(found))


def _rendered(found: Issue) -> HttpResponse:
    pages = querysets.pages_of(found)
    shown = sheets(pages)
    earlier, later = querysets.neighbours(found)
    head = Head(
        title=str(found),
        description=_headlines(shown),
        path=found.get_absolute_url(),
        issue=found,
        parents=(Crumb(_("Archive"), reverse("reading:archive")),),
    )
    context = {
        "issue": found,
        "front": shown[0] if shown else None,
        "sheets": shown[1:],
        "strip": epaper.strip(found, pages),
        "earlier": earlier,
        "later": later,
        "section": "archive",
    }
    return render_page("issue.html", head, Site(found.publication, found), context)
