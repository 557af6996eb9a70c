"""An issue like a front page, and each of its pages (版)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from issues.models import Issue
from reading import querysets
from reading.sheets import Sheet, sheets
from reading.views.rendering import Head, Site, describe, public, render_page


def _issue_or_404(publication: str, year: int, number: int) -> Issue:
    found = querysets.published_issues().filter(publication__slug=publication, date__year=year, number=number).first()
    if found is None:
        raise Http404
    return found


def _headlines(shown: list[Sheet]) -> str:
    return describe("；".join(sheet.lead.title for sheet in shown if sheet.lead))


@public
def issue(request: HttpRequest, publication: str, year: int, number: int) -> HttpResponse:
    """Every page of an issue with its stories by rank."""
    found = _issue_or_404(publication, year, number)
    shown = sheets(querysets.pages_of(found))
    earlier, later = querysets.neighbours(found)
    head = Head(title=str(found), description=_headlines(shown), path=found.get_absolute_url())
    context = {
        "issue": found,
        "front": shown[0] if shown else None,
        "sheets": shown[1:],
        "earlier": earlier,
        "later": later,
        "section": "archive",
    }
    return render_page("issue.html", head, Site(found.publication, found), context)


@public
def page(request: HttpRequest, publication: str, year: int, number: int, sequence: int) -> HttpResponse:
    """One page of an issue."""
    found = _issue_or_404(publication, year, number)
    pages = querysets.pages_of(found)
    index = next((index for index, one in enumerate(pages) if one.sequence == sequence), None)
    if index is None:
        raise Http404
    sheet = sheets(pages, only=pages[index])[0]
    head = Head(
        title=_("%(page)s, %(issue)s") % {"page": sheet.page, "issue": found},
        description=_headlines([sheet]),
        path=sheet.url,
    )
    context = {
        "issue": found,
        "pages": pages,
        "sheet": sheet,
        "previous_page": pages[index - 1] if index else None,
        "next_page": pages[index + 1] if index + 1 < len(pages) else None,
        "section": "archive",
    }
    return render_page("page.html", head, Site(found.publication, found), context)
