"""An issue like a front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from reading import epaper, querysets
from reading.sheets import Sheet, sheets
from reading.views import epaper as epaper_views
from reading.views.rendering import Crumb, Head, Site, describe, public, render_page


def _headlines(shown: list[Sheet]) -> str:
    return describe("；".join(sheet.lead.title for sheet in shown if sheet.lead))


@public
def issue(request: HttpRequest, publication: str, year: int, number: int) -> HttpResponse:
    """Every page of an issue with its stories by rank."""
    found = epaper_views.find_issue(publication, year, number)
    if found is None and (moved := querysets.issue_of_renamed_paper(publication, year, number)):
        return HttpResponsePermanentRedirect(moved.get_absolute_url())
    if found is None:
        return epaper_views.withdrawn(publication, year, number)
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
