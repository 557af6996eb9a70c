"""The checklist of an issue, publishing it, and taking it off again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import clock
from accounts.roles import Permission, allows
from articles.errors import Incomplete, WorkflowError
from issues.forms import PublishForm, WithdrawForm
from issues.models import Issue
from issues.proofreading import register
from issues.proofreading.companions import issue_differences
from issues.publishing import LONGEST_WAIT, Cure, OpenPoint, publish_issue, publishing_checks, withdraw_issue
from newsroom.desk.articles.access import page, person
from newsroom.desk.issues.access import find_issue, require, tell_refusal
from newsroom.desk.issues.listing import with_measures

USUAL_HOUR = time(7, 30)  # of the issue's day, offered where the issue is published ahead


@dataclass(frozen=True)
class Way:
    """Where an open point is mended: an address and the words of its button."""

    url: str
    label: str


@dataclass(frozen=True)
class Line:
    """One check with its open points and the ways to mend them."""

    label: str
    points: list[tuple[OpenPoint, list[Way]]]


def _ways(issue: Issue, point: OpenPoint, by: Any) -> list[Way]:
    """Where this person mends the point; nothing, where it is for others to mend."""
    ways = []
    if point.article is not None:
        ways.append(Way(reverse("desk:article_review", args=[point.article.pk]), gettext("Look at the article")))
    number = point.page.sequence if point.page is not None else 0
    if point.cure is Cure.BOARD:
        url = reverse("desk:issue_board", args=[issue.pk])
        ways.append(Way(f"{url}#page-{number}", gettext("Page %(sequence)d on the board") % {"sequence": number}))
    elif point.cure is Cure.PROOFS:
        url = reverse("desk:issue_proofs", args=[issue.pk])
        ways.append(Way(f"{url}#page-{number}", gettext("Proofs of page %(sequence)d") % {"sequence": number}))
    elif point.cure in (Cure.IMPRINT, Cure.NUMBERS) and not allows(by, Permission.EDIT_ISSUES):
        pass
    elif point.cure is Cure.IMPRINT:
        url = reverse("desk:issues_publication_change", args=[issue.publication_id])
        ways.append(Way(url, gettext("The publication's imprint")))
    elif point.cure is Cure.NUMBERS:
        ways.append(Way(reverse("desk:issue_edit", args=[issue.pk]), gettext("Numbers and date")))
    elif number:
        url = reverse("desk:issue_plan", args=[issue.pk])
        ways.append(Way(f"{url}#page-{number}", gettext("Page %(sequence)d in the plan") % {"sequence": number}))
    elif point.article is None:
        ways.append(Way(reverse("desk:issue_plan", args=[issue.pk]), gettext("The plan")))
    return ways


def _lines(issue: Issue, by: Any) -> list[Line]:
    checks = publishing_checks(issue)
    return [Line(check.label, [(point, _ways(issue, point, by)) for point in check.points]) for check in checks]


def _title(issue: Issue) -> str:
    return gettext("Checklist: %(issue)s") % {"issue": issue}


@require_safe
def issue_checklist(request: HttpRequest, number: int) -> HttpResponse:
    """What is done and what is open before the issue can be published."""
    issue = find_issue(request, number)
    lines = [] if issue.is_published else _lines(issue, request.user)
    context = {
        "issue": issue,
        "lines": lines,
        "differences": [] if issue.is_published else issue_differences(issue, register()),
        "open_count": sum(len(line.points) for line in lines),
        "may_publish": allows(request.user, Permission.PUBLISH_ISSUES),
        "may_edit": allows(request.user, Permission.EDIT_ISSUES),
    }
    return page(request, "desk/issues/checklist.html", context, title=_title(issue))


@require_http_methods(["GET", "HEAD", "POST"])
def issue_publish(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then publish: now, or for a later hour."""
    issue = find_issue(request, number)
    require(request, Permission.PUBLISH_ISSUES)
    if request.method == "POST":
        form = PublishForm(request.POST)
        if form.is_valid():
            return _publish(request, issue, form.cleaned_data["at"])
        return _ask(request, issue, form, status=422)
    if issue.is_published:
        messages.info(request, gettext("The issue is published already."))
        return redirect("desk:issue_checklist", issue.pk)
    if any(line.points for line in _lines(issue, request.user)):
        messages.warning(request, gettext("Some points are still open; the issue cannot be published yet."))
        return redirect("desk:issue_checklist", issue.pk)
    return _ask(request, issue, PublishForm(initial={"at": _usual_hour(issue)}))


def _usual_hour(issue: Issue) -> datetime | None:
    """The morning of the issue's day, where it is still to come."""
    hour = timezone.make_aware(datetime.combine(issue.date, USUAL_HOUR))
    return hour if clock.now() < hour <= clock.now() + LONGEST_WAIT else None


def _ask(request: HttpRequest, issue: Issue, form: PublishForm, status: int = 200) -> HttpResponse:
    measured = with_measures(Issue.objects.filter(pk=issue.pk)).get()
    context = {
        "issue": issue,
        "form": form,
        "measured": measured,
        "pages": issue.pages.prefetch_related(Prefetch("placements", issue.placements.select_related("revision"))),
        "days_early": (issue.date - timezone.localdate()).days if issue.origin == Issue.Origin.MADE else 0,
    }
    return page(request, "desk/issues/publish.html", context, title=gettext("Publish the issue?"), status=status)


def _publish(request: HttpRequest, issue: Issue, at: datetime | None) -> HttpResponse:
    try:
        published = publish_issue(issue, by=person(request), at=at)
    except Incomplete as refusal:
        lines = _lines(issue, request.user)
        if not any(line.points for line in lines):  # what is open concerns the hour alone
            tell_refusal(request, refusal)
            return redirect("desk:issue_publish", issue.pk)
        context = {
            "issue": issue,
            "lines": lines,
            "open_count": len(refusal.problems),
            "was_refused": True,
            "may_publish": True,
            "may_edit": allows(request.user, Permission.EDIT_ISSUES),
        }
        return page(request, "desk/issues/checklist.html", context, title=_title(issue), status=409)
    except WorkflowError as refusal:
        tell_refusal(request, refusal)
    else:
        _tell_published(request, published)
    return redirect("desk:issue_checklist", issue.pk)


def _tell_published(request: HttpRequest, issue: Issue) -> None:
    if issue.is_scheduled and issue.published_at is not None:
        when = date_format(timezone.localtime(issue.published_at), "Y-m-d H:i")
        messages.success(request, gettext("%(issue)s is published for %(when)s.") % {"issue": issue, "when": when})
        return
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a>',
            gettext("%(issue)s is published.") % {"issue": issue},
            issue.get_absolute_url(),
            gettext("See it as readers do"),
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def issue_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the reason, then take the issue off again."""
    issue = find_issue(request, number)
    require(request, Permission.PUBLISH_ISSUES)
    if not issue.is_published:
        messages.info(request, gettext("Only a published issue is withdrawn."))
        return redirect("desk:issue_checklist", issue.pk)
    was_out = not issue.is_scheduled
    form = WithdrawForm(request.POST if request.method == "POST" else None, was_out=was_out)
    if form.is_valid():
        try:
            withdrawn = withdraw_issue(issue, by=person(request), reason=form.cleaned_data["reason"])
        except WorkflowError as refusal:
            tell_refusal(request, refusal)
        else:
            said = gettext("%(issue)s is withdrawn.") if was_out else gettext("%(issue)s is taken back.")
            messages.success(request, said % {"issue": withdrawn})
        return redirect("desk:issue_checklist", issue.pk)
    going = issue.placements.filter(article__published_at=issue.published_at).count()
    context = {"issue": issue, "form": form, "going": going, "staying": issue.placements.count() - going}
    title = gettext("Withdraw the issue?")
    return page(request, "desk/issues/withdraw.html", context, title=title, status=422 if form.errors else 200)
