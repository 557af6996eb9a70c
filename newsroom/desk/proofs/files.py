"""The files of set pages, for those who may read issues: a page that is not public never leaves the house unseen."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from accounts import audit
from issues.models import SetPage
from newsroom.desk.articles.access import person
from newsroom.desk.proofs.access import find_proof

_TYPES = {"pdf": "application/pdf", "png": "image/png", "webp": "image/webp"}


def names_of(set_page: SetPage) -> list[str]:
    """The files that a set page has."""
    return ["page.pdf", "page.png", *(f"page-{width}.webp" for width in set_page.widths)]


@require_GET
def proof_file(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """A file of a set page. A PDF is sent as a file to keep, and leaves an audit row."""
    set_page = find_proof(request, number)
    if name not in names_of(set_page):
        raise Http404
    try:
        file = default_storage.open(f"{set_page.folder}/{name}")
    except FileNotFoundError as error:
        raise Http404 from error
    kind = name.rpartition(".")[2]
    issue, page = set_page.page.issue, set_page.page
    is_pdf = kind == "pdf"
    shown = f"{issue.date:%Y}-{issue.number}-{page.sequence}-{set_page.pdf_hash[:8]}.pdf" if is_pdf else name
    response = FileResponse(file, as_attachment=is_pdf, filename=shown, content_type=_TYPES[kind])
    if is_pdf:
        audit.record("page.pdf", by=person(request), target=page, set_page=set_page.pk, pdf_hash=set_page.pdf_hash)
    # what a row of a set page names never changes; only this person's browser keeps it
    response.headers["Cache-Control"] = "private, no-store" if is_pdf else "private, max-age=3600, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
