"""The buttons of the plan: each is one POST that calls one verb and comes back to where it was pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.roles import Permission
from articles.errors import WorkflowError
from articles.models import Article
from issues import planning
from issues.forms import AdjustForm, MoveForm, PlaceForm, RefreshForm
from issues.models import Issue, Placement
from newsroom.desk.articles.access import person
from newsroom.desk.issues.access import find_issue, find_placement, require, tell_refusal

F = TypeVar("F", bound=forms.BaseForm)


@require_POST
def placement_place(request: HttpRequest, number: int) -> HttpResponse:
    """Put an approved article at the end of a page."""
    issue = find_issue(request, number)
    require(request, Permission.PLACE_ARTICLES)
    form = PlaceForm(request.POST, issue=issue)
    if not form.is_valid():
        return _refused_form(request, issue, form, "pool")
    data = form.cleaned_data
    article = Article.objects.visible_to(request.user).filter(pk=data["article"]).first()
    if article is None:
        raise Http404
    try:
        placement = planning.place(
            article,
            by=person(request),
            page=data["page"],
            expected_revision=data["revision"],
            prominence=data["prominence"] or Placement.Prominence.NORMAL,
        )
    except WorkflowError as refusal:
        tell_refusal(request, refusal)
    else:
        _tell(request, gettext("“%(title)s” stands on %(page)s now."), placement)
    return _back(request, issue, "pool")


@require_POST
def placement_move(request: HttpRequest, number: int) -> HttpResponse:
    """Move a placement up, down or to another page."""

    def act(placement: Placement) -> str:
        form = _valid(MoveForm(request.POST, issue=placement.issue))
        data = form.cleaned_data
        moved = planning.move(placement, by=person(request), page=data["page"], order=data["order"])
        return gettext("“%(title)s” stands on %(page)s, place %(order)d.") % {
            "title": moved.headline,
            "page": moved.page,
            "order": moved.order,
        }

    return _act(request, number, act)


@require_POST
def placement_adjust(request: HttpRequest, number: int) -> HttpResponse:
    """Change rank and headline in print."""

    def act(placement: Placement) -> str:
        data = _valid(AdjustForm(request.POST)).cleaned_data
        planning.adjust(
            placement,
            by=person(request),
            prominence=data["prominence"],
            print_headline=data["print_headline"],
            seen=(data["seen_prominence"], data["seen_print_headline"]),
        )
        return gettext("Rank and headline were saved.")

    return _act(request, number, act)


@require_POST
def placement_refresh(request: HttpRequest, number: int) -> HttpResponse:
    """Print the newly approved text."""

    def act(placement: Placement) -> str:
        data = _valid(RefreshForm(request.POST)).cleaned_data
        fresh = planning.refresh(placement, by=person(request), expected_revision=data["revision"])
        return gettext("“%(title)s” is printed as it was approved last.") % {"title": fresh.headline}

    return _act(request, number, act)


@require_POST
def placement_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take an article off its page, back among those that wait."""

    def act(placement: Placement) -> str:
        title = placement.headline
        planning.remove(placement, by=person(request))
        return gettext("“%(title)s” was taken off and waits among the approved articles.") % {"title": title}

    return _act(request, number, act)


class _InvalidForm(Exception):
    """What was sent is no answer to the form."""

    def __init__(self, form: forms.BaseForm) -> None:
        super().__init__()
        self.form = form


def _valid(form: F) -> F:
    if not form.is_valid():
        raise _InvalidForm(form)
    return form


def _act(request: HttpRequest, number: int, act: Callable[[Placement], str]) -> HttpResponse:
    """Find the placement, do one thing with it, say what happened and go back to its card."""
    placement = find_placement(request, number)
    if placement is None:
        messages.error(request, gettext("This article was taken off its page meanwhile."))
        plan = request.POST.get("issue", "")
        return redirect("desk:issue_plan", plan) if plan.isascii() and plan.isdigit() else redirect("desk:issue_list")
    anchor = f"placement-{placement.pk}"
    try:
        messages.success(request, act(placement))
    except _InvalidForm as invalid:
        return _refused_form(request, placement.issue, invalid.form, anchor)
    except WorkflowError as refusal:
        tell_refusal(request, refusal)
    return _back(request, placement.issue, anchor)


def _tell(request: HttpRequest, sentence: str, placement: Placement) -> None:
    messages.success(request, sentence % {"title": placement.headline, "page": placement.page})


def _refused_form(request: HttpRequest, issue: Issue, form: forms.BaseForm, anchor: str) -> HttpResponse:
    for name, errors in form.errors.items():
        field = form.fields.get(name)
        label = field.label if field and field.label else name
        for error in errors:
            messages.error(request, f"{label}: {error}")
    return _back(request, issue, anchor)


def _back(request: HttpRequest, issue: Issue, anchor: str) -> HttpResponse:
    """The plan again, with the same filters and at the same place."""
    asked = QueryDict(request.POST.get("back", "")[:500]).urlencode()
    url = reverse("desk:issue_plan", args=[issue.pk])
    return redirect(f"{url}{'?' + asked if asked else ''}#{anchor}")
