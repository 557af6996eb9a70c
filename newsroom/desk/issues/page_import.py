"""Import of a page's text in the desk: send it, look at what would be made, confirm.

Between the two pages nothing is kept on the server: the text travels in a signed field of the preview's form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Permission, Scope, scope_of
from articles.errors import NotPermitted, WorkflowError
from articles.models import Article, Byline, Revision
from departments.models import Department
from issues import importing
from issues.forms import PageImportForm
from issues.importing import DumpError, Preview, PreviewArticle
from issues.page_import import Doubt
from newsroom.desk.articles.access import page, person, problems_of
from newsroom.desk.issues.access import require
from newsroom.desk.issues.doubts import doubt_in_words

SALT = "newsroom.desk.page_import"
HOURS_TO_CONFIRM = 24
SURE = 0.85  # from here on an article is shown as read well
UNSURE = 0.6  # below it the preview asks to look closely


@dataclass(frozen=True)
class Found:
    """One article as the preview shows it."""

    article: PreviewArticle
    kind: str
    bylines: list[str]
    doubts: list[str]
    may_open: bool  # the article that exists already

    @property
    def percent(self) -> int:
        """How sure the reading is, in percent."""
        return round(100 * self.article.confidence)

    @property
    def certainty(self) -> str:
        """sure, fair or unsure; the template words it."""
        if self.article.confidence >= SURE:
            return "sure"
        return "fair" if self.article.confidence >= UNSURE else "unsure"

    @property
    def is_ticked(self) -> bool:
        """Whether the preview proposes to import it: not what is there already, nor a story without text."""
        return self.article.exists is None and self.article.characters > 0


def importable(request: HttpRequest) -> QuerySet[Department]:
    """The departments that this person may make drafts for."""
    scope = scope_of(request.user, Permission.IMPORT_PAGES)
    if scope is Scope.ALL:
        return Department.objects.all()
    own = person(request).department
    return Department.objects.filter(pk=own.pk) if own else Department.objects.none()


@require_http_methods(["GET", "HEAD", "POST"])
def page_import(request: HttpRequest) -> HttpResponse:
    """Take the text of a page and show what it would make."""
    require(request, Permission.IMPORT_PAGES)
    if request.method != "POST":
        form = PageImportForm(departments=importable(request), initial={"department": person(request).department_id})
        return _ask(request, form)
    form = PageImportForm(request.POST, request.FILES, departments=importable(request))
    if not form.is_valid():
        return _ask(request, form, status=400)
    department, on = form.cleaned_data["department"], form.cleaned_data["on"] or timezone.localdate()
    source = "file" if form.cleaned_data["file"] else "text"
    try:
        # one byte more than allowed, so that a file too large is told from one that just fits
        data = (
            form.cleaned_data["file"].read(importing.MAX_BYTES + 1)
            if source == "file"
            else form.cleaned_data["text"].encode(errors="replace")
        )
        text = _with_plain_breaks(importing.read_dump(data))
        preview = importing.preview(text, on=on)
    except DumpError as error:
        form.add_error(source, str(error))
        return _ask(request, form, status=400)
    return _show(request, preview, text=text, department=department, on=on)


def _ask(request: HttpRequest, form: PageImportForm, status: int = 200) -> HttpResponse:
    return page(request, "desk/issues/import.html", {"form": form}, title=gettext("Page import"), status=status)


def _with_plain_breaks(text: str) -> str:
    """Lines that end in one way, whatever the file or the browser wrote."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _show(request: HttpRequest, preview: Preview, *, text: str, department: Department, on: date) -> HttpResponse:
    """The preview, what is least sure first."""
    kinds = dict(Revision.Kind.choices)
    roles = dict(Byline.Role.choices)
    there = [article.exists.pk for article in preview.articles if article.exists is not None]
    visible = set(Article.objects.visible_to(request.user).filter(pk__in=there).values_list("pk", flat=True))
    found = [
        Found(
            article=article,
            kind=str(kinds.get(article.content.kind, article.content.kind)),
            bylines=[
                gettext("%(name)s (%(role)s)") % {"name": credit.name, "role": roles.get(credit.role, credit.role)}
                for credit in article.content.bylines
            ],
            doubts=[doubt_in_words(doubt) for doubt in article.doubts if not _is_shown_anyway(doubt, article)],
            may_open=article.exists is not None and article.exists.pk in visible,
        )
        for article in preview.least_sure_first
    ]
    parcel = {"text": text, "department": department.pk, "on": on.isoformat(), "by": person(request).pk}
    context: dict[str, Any] = {
        "preview": preview,
        "found": found,
        "new_count": sum(each.article.exists is None for each in found),
        "unsure_count": sum(bool(each.doubts) for each in found),
        "department": department,
        "on": on,
        "parcel": signing.dumps(parcel, salt=SALT, compress=True),
    }
    return page(request, "desk/issues/preview.html", context, title=gettext("Preview of the import"))


def _is_shown_anyway(doubt: str, article: PreviewArticle) -> bool:
    """Whether the preview says it already where the thing stands: an unknown department is marked beside its name."""
    unresolved = any(unit is None for _printed, unit in article.attributions)
    return doubt == Doubt.UNKNOWN_DEPARTMENT and unresolved


@require_POST
def page_import_confirm(request: HttpRequest) -> HttpResponse:
    """Make drafts of the articles that are ticked."""
    require(request, Permission.IMPORT_PAGES)
    parcel = _open(request)
    if parcel is None:
        messages.error(request, gettext("The preview is too old or was damaged on its way. Send the text again."))
        return redirect("desk:page_import")
    department = importable(request).filter(pk=parcel["department"]).first()
    if department is None:
        raise NotPermitted
    text, on = parcel["text"], date.fromisoformat(parcel["on"])
    preview = importing.preview(text, on=on)
    wanted = set(request.POST.getlist("keep"))
    keep = {article.index for article in preview.articles if article.import_key in wanted}
    if not keep:
        messages.error(request, gettext("Nothing was ticked, so nothing was made."))
        return _show(request, preview, text=text, department=department, on=on)
    if len(keep) < len(wanted):
        messages.warning(request, gettext("The registers have changed and the page reads differently now: look again."))
        return _show(request, preview, text=text, department=department, on=on)
    try:
        done = importing.store(preview, by=person(request), department=department, keep=keep)
    except NotPermitted:
        raise
    except WorkflowError as refusal:
        for problem in problems_of(refusal):
            messages.error(request, problem)
        return _show(request, preview, text=text, department=department, on=on)
    made = [article for article, created in done if created]
    if made:
        sentence = ngettext("%(count)d draft was made.", "%(count)d drafts were made.", len(made))
        messages.success(request, sentence % {"count": len(made)})
    if there := len(done) - len(made):
        sentence = ngettext("%(count)d article was there already.", "%(count)d articles were there already.", there)
        messages.info(request, sentence % {"count": there})
    return redirect("desk:article_list")


def _open(request: HttpRequest) -> dict[str, Any] | None:
    """What the preview's form carries, where it is ours, this person's and not too old."""
    try:
        parcel: dict[str, Any] = signing.loads(
            request.POST.get("parcel", ""), salt=SALT, max_age=HOURS_TO_CONFIRM * 3600
        )
    except signing.BadSignature:
        return None
    return parcel if parcel["by"] == person(request).pk else None
