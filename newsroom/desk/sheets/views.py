"""The sheets on the screen and as files; a file of a draft that leaves the system leaves an audit row."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from accounts import audit
from articles.models import Article, Revision
from issues.models import Page
from newsroom.desk.articles.access import current_revision, find_article, page, person
from newsroom.desk.issues.access import find_issue
from newsroom.desk.sheets.article_sheet import ArticleSheet, article_sheet
from newsroom.desk.sheets.page_sheet import PageSheet, page_sheet
from newsroom.desk.sheets.printing import article_pdf, common_words, page_pdf


def _article(request: HttpRequest, number: int) -> tuple[Article, Revision, ArticleSheet]:
    article = find_article(request, number)
    revision = current_revision(article)
    numbers = dict(article.revisions.values_list("pk", "number"))
    return article, revision, article_sheet(article, revision, numbers)


@require_safe
def article_sheet_page(request: HttpRequest, number: int) -> HttpResponse:
    """The sheet of an article's current text."""
    article, _revision, sheet = _article(request, number)
    context: dict[str, Any] = {"article": article, "sheet": sheet, "words": common_words(sheet)}
    return page(request, "desk/sheets/article.html", context, title=_("Sign-off sheet: %(title)s") % vars(sheet))


@require_GET
def article_sheet_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The sheet of an article's current text as a file."""
    article, revision, sheet = _article(request, number)
    document = article_pdf(sheet)
    audit.record(
        "article.sheet",
        by=person(request),
        target=article,
        revision=revision.number,
        state=article.state,
        content_hash=revision.content_hash,
    )
    return _download(document, f"{sheet.heading}-{sheet.number}.pdf")


def _page(request: HttpRequest, number: int, sequence: int) -> tuple[Page, PageSheet]:
    issue = find_issue(request, number)
    found = issue.pages.filter(sequence=sequence).select_related("issue__publication", "editor").first()
    if found is None:
        raise Http404
    return found, page_sheet(found)


@require_safe
def page_sheet_page(request: HttpRequest, number: int, sequence: int) -> HttpResponse:
    """The sheet of a page of an issue."""
    found, sheet = _page(request, number, sequence)
    context = {
        "issue": found.issue,
        "sequence": sequence,
        "sheet": sheet,
        "words": common_words(sheet),
        "pages": found.issue.pages.all(),
    }
    return page(request, "desk/sheets/page.html", context, title=_("Proof sheet: %(page)s") % vars(sheet))


@require_GET
def page_sheet_pdf(request: HttpRequest, number: int, sequence: int) -> HttpResponse:
    """The sheet of a page of an issue as a file."""
    found, sheet = _page(request, number, sequence)
    document = page_pdf(sheet)
    audit.record("page.sheet", by=person(request), target=found.issue, page=sequence, stories=len(sheet.stories))
    return _download(document, f"{sheet.heading}-{found.issue.date:%Y}-{found.issue.number}-{sequence}.pdf")


def _download(document: bytes, name: str) -> HttpResponse:
    response = HttpResponse(document, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
