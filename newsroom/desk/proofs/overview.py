"""All proofs of an issue: each page with its image, its signatures and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission, allows
from articles.errors import WorkflowError
from issues.models import SetPage
from issues.proofs.pulling import MAY_PULL, pull_proofs
from issues.proofs.signing import release_issue
from issues.proofs.standing import PageStanding, issue_standing
from issues.typesetting.plan import BadStyle
from newsroom.desk.articles.access import page, person
from newsroom.desk.issues.access import find_issue, tell_refusal
from newsroom.desk.proofs.standing import StepLine, in_words, step_lines, void_in_words


@dataclass(frozen=True)
class Card:
    """A page on the overview."""

    standing: PageStanding
    state: str
    words: str
    void: str
    steps: list[StepLine]


def card(standing: PageStanding) -> Card:
    """The card of a page."""
    state, words = in_words(standing)
    return Card(standing, state, words, void_in_words(standing), step_lines(standing))


@require_safe
def issue_proofs(request: HttpRequest, number: int) -> HttpResponse:
    """Where the proofs of every page stand."""
    issue = find_issue(request, number)
    problem = ""
    cards: list[Card] = []
    try:
        cards = [card(standing) for standing in issue_standing(issue)]
    except BadStyle as error:
        problem = str(error)
    may_pull = not issue.is_published and any(allows(request.user, permission) for permission in MAY_PULL)
    ready = sum(each.standing.is_ready_for_release for each in cards)
    context = {
        "issue": issue,
        "cards": cards,
        "problem": problem,
        "may_pull": may_pull and bool(cards),
        "may_edit": allows(request.user, Permission.EDIT_ISSUES),
        "to_pull": sum(each.standing.set_page is None for each in cards),
        "released": sum(each.standing.is_released for each in cards),
        "ready": ready if not issue.is_published and allows(request.user, Permission.RELEASE_PAGES) else 0,
    }
    return page(request, "desk/proofs/overview.html", context, title=gettext("Proofs: %(issue)s") % {"issue": issue})


@require_POST
def issue_proofs_pull(request: HttpRequest, number: int) -> HttpResponse:
    """Pull the proofs of all pages."""
    issue = find_issue(request, number)
    before = set(SetPage.objects.filter(page__issue=issue).values_list("pk", flat=True))
    try:
        pulled = pull_proofs(issue, by=person(request))
    except WorkflowError as refusal:
        tell_refusal(request, refusal)
    else:
        fresh = sum(set_page.pk not in before for set_page in pulled)
        if fresh:
            words = ngettext("The proof of %(count)d page is there.", "The proofs of %(count)d pages are there.", fresh)
            messages.success(request, words % {"count": fresh})
        else:
            messages.info(request, gettext("No page has changed; the proofs that are there still hold."))
    return redirect("desk:issue_proofs", issue.pk)


@require_POST
def issue_proofs_release(request: HttpRequest, number: int) -> HttpResponse:
    """Release every page that is ready."""
    issue = find_issue(request, number)
    try:
        released = release_issue(issue, by=person(request))
    except WorkflowError as refusal:
        tell_refusal(request, refusal)
    else:
        words = ngettext(
            "%(count)d page is released to print.", "%(count)d pages are released to print.", len(released)
        )
        messages.success(request, words % {"count": len(released)})
    return redirect("desk:issue_proofs", issue.pk)
