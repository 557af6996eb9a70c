"""Composing from the board: what the machine would make of the issue, with its reasons, and then to keep it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission, allows
from articles.errors import NotPermitted, WorkflowError
from issues.board.wholes import compose_pages
from issues.composing_storage import Composed, preview_composition
from issues.composing_words import in_words
from issues.models import Issue
from issues.typesetting.frames import region
from issues.typesetting.plan import plan_version
from newsroom.desk.articles.access import page, person, problems_of
from newsroom.desk.board import history
from newsroom.desk.board.forms import ComposeForm
from newsroom.desk.board.showing import SVG_WIDTH
from newsroom.desk.issues.access import find_issue, require

LAST_TRY = 99


@dataclass
class Choice:
    """A story on a page and why it stands there so."""

    headline: str
    reasons: list[str] = field(default_factory=list)
    is_new: bool = False


@dataclass
class Draft:
    """A page as it would be: rectangles in the drawing's units, with number and headline."""

    sequence: int
    name: str
    boxes: list[tuple[float, float, float, float, int]] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def board_compose(request: HttpRequest, number: int) -> HttpResponse:
    """Show what composing would make of the issue; POST keeps it."""
    issue = find_issue(request, number)
    require(request, Permission.PLACE_ARTICLES)
    form = ComposeForm(request.POST if request.method == "POST" else request.GET)
    seed = min((form.cleaned_data.get("seed") or 0) if form.is_valid() else 0, LAST_TRY)
    try:
        if request.method == "POST":
            return _keep(request, issue, seed, request.POST.get("seen", ""))
        seen = plan_version(issue)
        composed = preview_composition(issue, by=person(request), seed=seed)
    except NotPermitted:
        raise
    except WorkflowError as refusal:
        for problem in problems_of(refusal):
            messages.error(request, problem)
        return redirect("desk:issue_board", issue.pk)
    style = composed.layout.style
    context: dict[str, Any] = {
        "issue": issue,
        "may_edit": allows(request.user, Permission.EDIT_ISSUES),
        "drafts": _drafts(composed),
        "left_out": _left_out(composed),
        "placed": len({block.story for each in composed.layout.pages for block in each.blocks}),
        "added": len(composed.added),
        "seed": seed,
        "next_seed": seed + 1 if seed < LAST_TRY else 0,
        "seen": seen,
        "width": SVG_WIDTH,
        "height": round(SVG_WIDTH * style.height / style.width, 1),
    }
    return page(request, "desk/board/compose.html", context, title=_("Compose: %(issue)s") % {"issue": issue})


def _keep(request: HttpRequest, issue: Issue, seed: int, seen: str) -> HttpResponse:
    change, composed = compose_pages(issue, by=person(request), seed=seed, expected=seen)
    history.remember(request, issue, change)
    placed = len({block.story for each in composed.layout.pages for block in each.blocks})
    words = _("The pages are composed: %(placed)d stories stand, %(left)d were left out. Undo takes it back.")
    messages.success(request, words % {"placed": placed, "left": len(composed.composition.left_out)})
    return redirect("desk:issue_board", issue.pk)


def _drafts(composed: Composed) -> list[Draft]:
    """The pages with their choices, explained in words."""
    layout = composed.layout
    height = SVG_WIDTH * layout.style.height / layout.style.width
    reasons = composed.composition.reasons
    found = []
    for each in layout.pages:
        draft = Draft(each.sequence, each.name)
        draft.words = [in_words(reason) for reason in reasons if reason.page == each.sequence and not reason.story]
        for number, block in enumerate(each.blocks, 1):
            x, y, wide, high = region(block.rect, layout.style)
            draft.boxes.append(
                (round(x * SVG_WIDTH), round(y * height), round(wide * SVG_WIDTH), round(high * height), number)
            )
            story = composed.stories[block.story]
            words = [in_words(reason) for reason in reasons if reason.story == block.story and block.part == 0]
            draft.choices.append(Choice(story.headline or story.title, words, block.story in composed.added))
        found.append(draft)
    return found


def _left_out(composed: Composed) -> list[Choice]:
    """The stories for which there was no room, with the reason."""
    reasons = composed.composition.reasons
    return [
        Choice(composed.stories[key].headline, [in_words(reason) for reason in reasons if reason.story == key])
        for key in composed.composition.left_out
    ]
