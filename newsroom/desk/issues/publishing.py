"""The checklist of an issue, and publishing it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission, allows
from articles.errors import Incomplete, WorkflowError
from issues.models import Issue
from issues.publishing import OpenPoint, publish_issue, publishing_checks
from newsroom.desk.articles.access import page, person
from newsroom.desk.issues.access import find_issue, require, tell_refusal
from newsroom.desk.issues.listing import with_measures


@dataclass(frozen=True)
class Cure:
    """Where an open point is mended."""

    url: str
    label: str


@dataclass(frozen=True)
class Line:
    """One check with its open points and their cures."""

    label: str
    points: list[tuple[OpenPoint, list[Cure]]]


def _cures(issue: Issue, point: OpenPoint) -> list[Cure]:
    cures = []
    if point.article is not None:
        cures.append(Cure(reverse("desk:article_review", args=[point.article.pk]), gettext("Look at the article")))
    plan = reverse("desk:issue_plan", args=[issue.pk])
    if point.page is not None:
        label = gettext("Page %(sequence)d in the plan") % {"sequence": point.page.sequence}
        cures.append(Cure(f"{plan}#page-{point.page.sequence}", label))
    if not cures:
        cures.append(Cure(reverse("desk:issue_edit", args=[issue.pk]), gettext("Numbers and date")))
    return cures


def _lines(issue: Issue) -> list[Line]:
    checks = publishing_checks(issue)
    return [Line(check.label, [(point, _cures(issue, point)) for point in check.points]) for check in checks]


def _title(issue: Issue) -> str:
    return gettext("Checklist: %(issue)s") % {"issue": issue}


@require_safe
def issue_checklist(request: HttpRequest, number: int) -> HttpResponse:
    """What is done and what is open before the issue can be published."""
    issue = find_issue(request, number)
    lines = [] if issue.is_published else _lines(issue)
    context = {
        "issue": issue,
        "lines": lines,
        "open_count": sum(len(line.points) for line in lines),
        "may_publish": allows(request.user, Permission.PUBLISH_ISSUES),
        "may_edit": allows(request.user, Permission.EDIT_ISSUES),
    }
    return page(request, "desk/issues/checklist.html", context, title=_title(issue))


@require_http_methods(["GET", "HEAD", "POST"])
def issue_publish(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then publish: readers see the issue at once, and nothing takes it back."""
    issue = find_issue(request, number)
    require(request, Permission.PUBLISH_ISSUES)
    if request.method == "POST":
        return _publish(request, issue)
    if issue.is_published:
        messages.info(request, gettext("The issue is published already."))
        return redirect("desk:issue_checklist", issue.pk)
    lines = _lines(issue)
    if any(line.points for line in lines):
        messages.warning(request, gettext("Some points are still open; the issue cannot be published yet."))
        return redirect("desk:issue_checklist", issue.pk)
    measured = with_measures(Issue.objects.filter(pk=issue.pk)).get()
    context = {
        "issue": issue,
        "measured": measured,
        "pages": issue.pages.prefetch_related(Prefetch("placements", issue.placements.select_related("revision"))),
        "days_early": (issue.date - timezone.localdate()).days,
    }
    return page(request, "desk/issues/publish.html", context, title=gettext("Publish the issue?"))


def _publish(request: HttpRequest, issue: Issue) -> HttpResponse:
    try:
        published = publish_issue(issue, by=person(request))
    except Incomplete as refusal:
        context = {
            "issue": issue,
            "lines": _lines(issue),
            "open_count": len(refusal.problems),
            "was_refused": True,
            "may_publish": True,
            "may_edit": allows(request.user, Permission.EDIT_ISSUES),
        }
        return page(request, "desk/issues/checklist.html", context, title=_title(issue), status=409)
    except WorkflowError as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(
            request,
            format_html(
                '{} <a href="{}">{}</a>',
                gettext("%(issue)s is published.") % {"issue": published},
                published.get_absolute_url(),
                gettext("See it as readers do"),
            ),
        )
    return redirect("desk:issue_checklist", issue.pk)
