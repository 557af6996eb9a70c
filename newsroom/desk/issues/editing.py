"""Making an issue and changing its numbers, date and pages while it is planned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from accounts.roles import Permission
from articles.errors import NotPermitted, WorkflowError
from issues import editions
from issues.editions import MAX_PAGES, PagePlan
from issues.forms import IssueForm, PageFormSet, editor_choices
from issues.models import Issue, Publication
from newsroom.desk.articles.access import page, person, problems_of, status_of
from newsroom.desk.issues.access import find_issue, require

_ROW = ("pk", "sequence", "name", "editor", "DELETE")


def issue_add(request: HttpRequest) -> HttpResponse:
    """A new issue, preset from the last one."""
    require(request, Permission.EDIT_ISSUES)
    publication = Publication.objects.first()
    if publication is None:
        return page(request, "desk/issues/no_publication.html", {}, title=gettext("New issue"))
    issue = editions.next_edition(publication, timezone.localdate())
    form, pages = _bind(request, issue, editions.usual_pages(publication))
    problems: list[str] = []
    status = 200
    if _is_saved(request) and _are_valid(form, pages):
        try:
            made = editions.add_issue(
                by=person(request), publication=publication, pages=pages.plans(), **form.cleaned_data
            )
        except NotPermitted:
            raise
        except WorkflowError as refusal:
            problems, status = problems_of(refusal), status_of(refusal)
        else:
            messages.success(request, gettext("%(issue)s is made. Place its articles.") % {"issue": made})
            return redirect("desk:issue_plan", made.pk)
    context: dict[str, Any] = {"form": form, "pages": pages, "problems": problems, "issue": None}
    return page(request, "desk/issues/form.html", context, title=gettext("New issue"), status=status)


def issue_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Numbers, date and pages of a planned issue; a published one is only shown."""
    issue = find_issue(request, number)
    require(request, Permission.EDIT_ISSUES)
    if issue.is_published and request.method != "POST":
        shown = {"issue": issue, "pages": issue.pages.select_related("editor")}
        return page(request, "desk/issues/published.html", shown, title=str(issue))
    current = [PagePlan(p.sequence, p.name, p.editor_id, p.pk) for p in issue.pages.order_by("sequence")]
    form, pages = _bind(request, issue, current)
    version = request.POST.get("version", "") if request.method == "POST" else editions.version_of(issue)
    problems: list[str] = []
    status = 200
    if _is_saved(request) and _are_valid(form, pages):
        try:
            editions.change_issue(issue, by=person(request), expected=version, pages=pages.plans(), **form.cleaned_data)
        except NotPermitted:
            raise
        except WorkflowError as refusal:
            problems, status = problems_of(refusal), status_of(refusal)
        else:
            messages.success(request, gettext("The issue was saved."))
            return redirect("desk:issue_plan", issue.pk)
    context: dict[str, Any] = {"form": form, "pages": pages, "problems": problems, "issue": issue, "version": version}
    return page(request, "desk/issues/form.html", context, title=gettext("Change the issue"), status=status)


def _is_saved(request: HttpRequest) -> bool:
    """Whether the form comes to be saved, not only to grow by a page."""
    return request.method == "POST" and "more" not in request.POST


def _are_valid(form: IssueForm, pages: PageFormSet) -> bool:
    """Both asked, so that all messages show at once."""
    return all([form.is_valid(), pages.is_valid()])


def _bind(request: HttpRequest, issue: Issue, plans: list[PagePlan]) -> tuple[IssueForm, PageFormSet]:
    """The two forms: preset, as sent, or as sent and grown by one empty page without complaints yet."""
    options: dict[str, Any] = {"prefix": "pages", "form_kwargs": {"editors": editor_choices(plans)}}
    rows = [
        {"pk": plan.pk, "sequence": plan.sequence, "name": plan.name, "editor": str(plan.editor_id or "")}
        for plan in plans
    ]
    if request.method != "POST":
        return IssueForm(issue=issue), PageFormSet(initial=rows, **options)
    if _is_saved(request):
        return IssueForm(request.POST, issue=issue), PageFormSet(request.POST, initial=rows, **options)
    typed = {name: request.POST.get(name, "") for name in ("number", "total_number", "date")}
    return IssueForm(issue=issue, initial=typed), PageFormSet(initial=_grown(request.POST), **options)


def _grown(sent: QueryDict) -> list[dict[str, Any]]:
    """The rows as typed, and one more."""
    total = sent.get("pages-TOTAL_FORMS", "")
    count = min(int(total), MAX_PAGES) if total.isascii() and total.isdigit() and len(total) < 4 else 0
    rows = [{name: sent.get(f"pages-{i}-{name}", "") for name in _ROW} for i in range(count)]
    return [*rows, {"sequence": count + 1}] if count < MAX_PAGES else rows
