"""A page of an issue as it was printed, its files, and the issue as a IIIF manifest."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from issues.models import Issue, Page, Publication, SetPage
from reading import epaper, iiif, querysets
from reading.delivery import OPEN, send
from reading.sheets import arrange
from reading.stories import with_pictures
from reading.views import errors
from reading.views.rendering import Crumb, Head, Site, describe, own_site, public, render_page

MOST_ISSUES = 2000  # in a collection


def find_issue(publication: str, year: int, number: int) -> Issue | None:
    """The published issue at an address."""
    return querysets.issue_at(publication, year, number)


def withdrawn(publication: str, year: int, number: int) -> HttpResponse:
    """410 for an issue that readers could see once, or any of its pages; 404 where there never was one."""
    issue = querysets.withdrawn_issue(publication, year, number)
    if issue is None:
        raise Http404
    head = Head(title=_("This issue was withdrawn"), is_indexed=False)
    return errors.ours(render_page("epaper/withdrawn.html", head, own_site(), {"withdrawn": issue}, status=410))


@public
def page(request: HttpRequest, publication: str, year: int, number: int, sequence: int) -> HttpResponse:
    """One page of an issue: its image with the places of its stories, or its stories alone where there is none."""
    found = find_issue(publication, year, number)
    if found is None and (moved := querysets.issue_of_renamed_paper(publication, year, number)):
        return HttpResponsePermanentRedirect(f"{moved.get_absolute_url()}{sequence}/")
    if found is None:
        return withdrawn(publication, year, number)
    pages = epaper.with_stories(epaper.printed(querysets.pages_of(found)), found)
    index = next((index for index, one in enumerate(pages) if one.page.sequence == sequence), None)
    if index is None:
        raise Http404
    shown = pages[index]
    head = Head(
        title=_("%(page)s, %(issue)s") % {"page": shown.page, "issue": found},
        description=describe("；".join(each.story.title for each in shown.stories)),
        path=shown.url,
        metas=(("ColumnName", shown.page.name),),
        issue=found,
        parents=(Crumb(_("Archive"), reverse("reading:archive")), Crumb(str(found), found.get_absolute_url())),
        image=shown.image.large if shown.image else "",
    )
    context = {
        "issue": found,
        "pages": pages,
        "shown": shown,
        "sheet": None if shown.image else arrange(shown.page, with_pictures([each.story for each in shown.stories])),
        "previous_page": pages[index - 1] if index else None,
        "next_page": pages[index + 1] if index + 1 < len(pages) else None,
        "issue_pdf": epaper.issue_pdf(found, pages),
        "manifest": iiif.manifest_path(found) if any(one.image for one in pages) else "",
        "calendar": epaper.calendar(found),
        "section": "archive",
    }
    return render_page("epaper/page.html", head, Site(found.publication, found), context)


# ------------------------------------------------------------------------------------------------ files


def _printed_page(publication: str, year: int, number: int, sequence: int) -> tuple[Page, SetPage]:
    of_issue = {"issue__publication__slug": publication, "issue__date__year": year, "issue__number": number}
    found = get_object_or_404(querysets.printed_pages(), sequence=sequence, **of_issue)
    if found.printed is None:
        raise Http404
    return found, found.printed


def _send_page(request: HttpRequest, page: Page, printed: SetPage, name: str, content_type: str) -> HttpResponseBase:
    return send(
        request,
        f"{printed.folder}/{name}",
        etag=f'"{printed.pdf_hash[:40]}-{printed.pk}-{name}"',
        content_type=content_type,
        filename=f"{page.issue}{page}.{name.rpartition('.')[2]}",
    )


@require_safe
def page_pdf(request: HttpRequest, publication: str, year: int, number: int, sequence: int) -> HttpResponseBase:
    """A page as a PDF."""
    page, printed = _printed_page(publication, year, number, sequence)
    return _send_page(request, page, printed, "page.pdf", "application/pdf")


@require_safe
def page_png(request: HttpRequest, publication: str, year: int, number: int, sequence: int) -> HttpResponseBase:
    """A page as its full image."""
    page, printed = _printed_page(publication, year, number, sequence)
    return _send_page(request, page, printed, "page.png", "image/png")


@require_safe
def page_webp(
    request: HttpRequest, publication: str, year: int, number: int, sequence: int, width: int
) -> HttpResponseBase:
    """A page as an image of one of its widths."""
    page, printed = _printed_page(publication, year, number, sequence)
    if width not in printed.widths:
        raise Http404
    return _send_page(request, page, printed, f"page-{width}.webp", "image/webp")


@require_safe
def issue_pdf(request: HttpRequest, publication: str, year: int, number: int) -> HttpResponseBase:
    """A whole issue as a PDF."""
    of_issue = {"publication__slug": publication, "date__year": year, "number": number}
    issue = get_object_or_404(querysets.issues_with_pdf(), **of_issue)
    etag = f'"{issue.pdf_hash}"'
    return send(request, issue.pdf_name, etag=etag, content_type="application/pdf", filename=f"{issue}.pdf")


# ------------------------------------------------------------------------------------------------- IIIF


def _json(document: iiif.Json) -> HttpResponse:
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(content, content_type=iiif.CONTENT_TYPE, headers=OPEN)


@public
def manifest(request: HttpRequest, publication: str, year: int, number: int) -> HttpResponse:
    """An issue as a IIIF manifest; 404 where none of its pages has an image."""
    found = find_issue(publication, year, number)
    if found is None:
        raise Http404
    pages = epaper.with_stories(epaper.printed(querysets.pages_of(found)), found)
    if not any(one.image for one in pages):
        raise Http404
    earlier, later = querysets.neighbours(found, with_images=True)
    pdf = epaper.issue_pdf(found, pages)
    return _json(iiif.manifest(found, pages, pdf=pdf, earlier=earlier, later=later))


@public
def collection(request: HttpRequest, publication: str) -> HttpResponse:
    """A publication's issues that have a manifest."""
    paper = get_object_or_404(Publication, slug=publication)
    issues = querysets.with_page_images(querysets.published_issues().filter(publication=paper))
    return _json(iiif.collection(paper, issues[:MOST_ISSUES]))
