"""Import of a page in the desk: send its text, look at what was read, correct it, store it.

What is sent is kept as the person's own draft (``issues.import_drafts``) until she stores it or throws it away. Every
act is a plain form; ``import.js`` sends the same forms and puts the answer into the page.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission, Scope, allows, scope_of
from articles.models import Article
from departments.models import Department
from issues import archive, importing, pdf_pages
from issues.forms import PageImportForm
from issues.import_drafts import drafts
from issues.import_drafts.storing import read
from issues.importing import DumpError
from issues.models import ImportDraft
from newsroom.desk.articles.access import HIGHEST_NUMBER, page, person
from newsroom.desk.issues.access import require
from newsroom.desk.issues.import_forms import ARCHIVED, DRAFTS, PLACED, StoreForm
from newsroom.desk.issues.import_page import screen
from newsroom.desk.issues.import_values import Screen
from newsroom.desk.issues.import_words import ROLES_IN_WORDS

BEGUN_SHOWN = 20
OLD_AFTER = 14  # days after its date a page is taken for one of an old issue


def importable(request: HttpRequest) -> QuerySet[Department]:
    """The departments that this person may make drafts for."""
    scope = scope_of(request.user, Permission.IMPORT_PAGES)
    if scope is Scope.ALL:
        return Department.objects.all()
    own = person(request).department
    return Department.objects.filter(pk=own.pk) if own else Department.objects.none()


def find_draft(request: HttpRequest, number: int) -> ImportDraft:
    """The import with this number where it is the person's own, or stored already; 404 otherwise."""
    if not allows(request.user, Permission.IMPORT_PAGES) or number > HIGHEST_NUMBER:
        raise Http404
    draft = ImportDraft.objects.select_related("department", "owner", "page__issue").filter(pk=number).first()
    if draft is None or (draft.owner_id != person(request).pk and not draft.is_stored):
        raise Http404
    return draft


# ------------------------------------------------------------------------------------------------- sending


@require_http_methods(["GET", "HEAD", "POST"])
def page_import(request: HttpRequest) -> HttpResponse:
    """Take a page, read it, and go on to its preview."""
    require(request, Permission.IMPORT_PAGES)
    if request.method != "POST":
        form = PageImportForm(departments=importable(request), initial={"department": person(request).department_id})
        return _ask(request, form)
    form = PageImportForm(request.POST, request.FILES, departments=importable(request))
    if not form.is_valid():
        return _ask(request, form, status=400)
    file: UploadedFile | None = form.cleaned_data["file"]
    try:
        begun = drafts.begin(
            _read(file) if file else form.cleaned_data["text"].encode(errors="replace"),
            by=person(request),
            department=form.cleaned_data["department"],
            on=form.cleaned_data["on"],
            name=(file.name or "") if file else "",
            anew="anew" in request.POST,
        )
    except DumpError as error:
        form.add_error("file" if file else "text", str(error))
        return _ask(request, form, status=400)
    for problem in begun.problems:
        messages.warning(request, gettext("A page of the file was left out: %(reason)s") % {"reason": problem})
    if begun.known:
        messages.info(request, _known(len(begun.known)))
    return redirect("desk:page_import_preview", (begun.drafts or begun.known)[0].pk)


def _known(count: int) -> str:
    """That the same text was imported before."""
    if count == 1:
        return gettext("This text was imported before; nothing is made twice. Here is what came of it.")
    sentence = ngettext(
        "%(count)d page of the file was imported before; nothing is made twice.",
        "%(count)d pages of the file were imported before; nothing is made twice.",
        count,
    )
    return sentence % {"count": count}


def _read(file: UploadedFile) -> bytes:
    """A file's content, no more of it than can be read as what it says it is."""
    head = file.read(1024)
    limit = importing.MAX_PDF_BYTES if pdf_pages.looks_like_pdf(head) else importing.MAX_BYTES
    return bytes(head + file.read(limit + 1 - len(head)))  # one byte more, so that too large is told from just fitting


def _ask(request: HttpRequest, form: PageImportForm, status: int = 200) -> HttpResponse:
    begun = drafts.begun_by(person(request))[:BEGUN_SHOWN]
    context = {"form": form, "begun": begun}
    return page(request, "desk/issues/import.html", context, title=gettext("Page import"), status=status)


# -------------------------------------------------------------------------------------------------- looking


@require_safe
def page_import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """What was read, to be corrected; once it is stored, what came of it."""
    draft = find_draft(request, number)
    if draft.is_stored:
        return _stored(request, draft)
    return show(request, draft)


def show(
    request: HttpRequest, draft: ImportDraft, *, form: StoreForm | None = None, status: int = 200, refusal: str = ""
) -> HttpResponse:
    """The preview as it stands, and how to store it."""
    shown = screen(draft, read(draft), user=request.user)
    context = work_context(shown, refusal=refusal)
    context["form"] = form or store_form(request, shown)
    return page(request, "desk/issues/import_preview.html", context, title=_title(draft), status=status)


def show_work(
    request: HttpRequest, draft: ImportDraft, *, said: str, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The part of the preview that acts change, for the script."""
    context = work_context(screen(draft, read(draft), user=request.user), said=said, refusal=refusal)
    return render(request, "desk/issues/_import_work.html", context, status=status)


def work_context(shown: Screen, *, said: str = "", refusal: str = "") -> dict[str, Any]:
    """What the working part of the preview is made of."""
    return {"screen": shown, "draft": shown.draft, "roles": ROLES_IN_WORDS, "said": said, "refusal": refusal}


def _title(draft: ImportDraft) -> str:
    return draft.name or gettext("Pasted page")


def store_form(request: HttpRequest, shown: Screen, data: Any = None) -> StoreForm:
    """The form that stores, preset with what the file's name and the page itself say."""
    draft, preview = shown.draft, shown.reading.preview
    may_place = allows(request.user, Permission.EDIT_ISSUES) and allows(request.user, Permission.PLACE_ARTICLES)
    named = archive.read_name(draft.name).over(drafts.printed_origin(shown.reading.state))
    is_old = (timezone.localdate() - draft.on).days > OLD_AFTER
    sent_page = draft.file_page if len(shown.siblings) > 1 else named.page
    initial = {
        "target": (PLACED if may_place else ARCHIVED) if is_old else DRAFTS,
        "number": named.number,
        "total_number": named.total_number,
        "date": draft.on,
        "page": preview.page_number or sent_page,
        "name": preview.page_name or "",
    }
    return StoreForm(data, initial=initial, may_place=may_place)


def _stored(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    """What came of a page: its articles, as far as this person may see them, and where they stand."""
    made = list(draft.articles.order_by("pk").values_list("pk", flat=True))
    seen = Article.objects.visible_to(request.user).filter(pk__in=made).select_related("current_revision")
    articles = seen.order_by("pk")
    context = {
        "draft": draft,
        "articles": articles,
        "hidden": len(made) - len(articles),
        "may_see_issue": allows(request.user, Permission.READ_ISSUES),
        "siblings": [
            sibling
            for sibling in drafts.begun_by(person(request)).filter(upload=draft.upload).order_by("file_page")
            if sibling.pk != draft.pk
        ],
    }
    return page(request, "desk/issues/import_stored.html", context, title=_title(draft))


@require_safe
def page_import_image(request: HttpRequest, number: int) -> HttpResponse:
    """The printed page, for who corrects it."""
    draft = find_draft(request, number)
    if not draft.has_image or draft.owner_id != person(request).pk:
        raise Http404
    try:
        data = drafts.read_file(draft, "page.png")
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(data, content_type="image/png", headers={"Cache-Control": "private, max-age=86400"})
