"""The board's addresses: the page itself, its parts as they change, page images, findings, and the acts."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission, allows
from articles.errors import NotPermitted, Stale, WorkflowError
from issues.board import shaping
from issues.board.plan import version_of
from issues.board.templates import templates_of
from issues.board.wholes import previous_with_plan
from issues.layout.geometry import Rect
from issues.layout.measure import measure
from issues.models import Issue
from issues.typesetting.frames import place_blocks
from issues.typesetting.plan import BadStyle, stored_layout
from issues.typesetting.typst import TypesettingError
from newsroom.desk.articles.access import HIGHEST_NUMBER, page, person, problems_of, status_of
from newsroom.desk.board import history, news, previews
from newsroom.desk.board.acts import ACTS, Act, BadInput, Done
from newsroom.desk.board.findings import findings_of
from newsroom.desk.board.forms import EDGES, MeasureForm, ReserveForm
from newsroom.desk.board.showing import Board, Piece, fit_words, marks_of
from newsroom.desk.issues.access import find_issue, require

P = ParamSpec("P")
YEAR = 365 * 24 * 3600
SCRIPTS = tuple(f"desk/board{part}.js" for part in ("", "_places", "_pointer", "_keys", "_watch", "_compose"))


# ------------------------------------------------------------------------------------------------- looking


@require_safe
def issue_board(request: HttpRequest, number: int) -> HttpResponse:
    """The board. ``?block=`` opens the panel of a block, as the links do where no script runs."""
    issue = find_issue(request, number)
    title = _("Board: %(issue)s") % {"issue": issue}
    try:
        context = _context(request, issue, Board(request, issue), _number(request.GET.get("block")))
    except WorkflowError as refusal:  # the page style or the templates cannot be read
        shown = {"issue": issue, "problem": str(refusal), "may_edit": allows(request.user, Permission.EDIT_ISSUES)}
        return page(request, "desk/board/unreadable.html", shown, title=title)
    context |= {
        "since": news.newest(),
        "marks": json.dumps(marks_of(issue)),
        "grid": json.dumps(context["board"].grid),
        "words": json.dumps(_words(), ensure_ascii=False),
        "scripts": SCRIPTS,
    }
    if request.GET.get("check"):
        try:
            for sequence, found in findings_of(context["board"]).items():
                context["board"].leaves[sequence].findings = found
        except TypesettingError as error:  # a character that no font has, for one
            messages.error(request, _("The page could not be set: %(why)s") % {"why": error})
    return page(request, "desk/board/board.html", context, title=title)


def _words() -> dict[str, str]:
    """What the script says; the rest it gets as HTML."""
    return {
        "over": _("Overlaps {others}. Go on, or press Escape."),
        "collides": _("That would overlap {others}."),
        "off": _("That would leave the page."),
        "edge": _("The edge of the page."),
        "swap": _("Change places with “{other}”"),
        "instead": _("Take the place of “{other}”"),
        "alone": _("No neighbour on this side."),
        "given_up": _("Given up: the block stands where it stood."),
        "failed": _("The server cannot be reached. Nothing was changed; try again."),
        "logged_out": _("You are logged out. Log in again in another window, then try again."),
        "show": _("Show the pages as they are now"),
        "insist": _("Do mine all the same"),
        "close": _("Close"),
        "others": _("Somebody else changed page {pages}. It is shown as it is now."),
        "besides": _("Somebody else changed the pages meanwhile:"),
        "resize": _("Drag to resize"),
    }


def _context(request: HttpRequest, issue: Issue, board: Board, block: int | None) -> dict[str, Any]:
    """What all templates of the board are given."""
    may_place = allows(request.user, Permission.PLACE_ARTICLES) and not issue.is_published
    pieces = board.pieces
    templates = templates_of(issue.publication)
    for leaf in board.leaves.values():
        leaf.names = list(templates)
    chosen = pieces.get(block) if block else None
    return {
        "issue": issue,
        "board": board,
        "leaves": list(board.leaves.values()),
        "overset": sum(leaf.overset for leaf in board.leaves.values()),
        "plan": version_of(piece.row for piece in pieces.values()),
        "may_place": may_place,
        "may_edit": allows(request.user, Permission.EDIT_ISSUES),
        "chosen": chosen,
        "spots": _spots(chosen) if chosen else [],
        "edges": EDGES,
        "levels": range(1, len(board.layout.style.ranks) + 1),
        "reserve_form": ReserveForm(auto_id="reserve-%s"),
        "can_undo": may_place and history.last_done(request, issue) is not None,
        "can_redo": may_place and history.last_undone(request, issue) is not None,
        "previous": previous_with_plan(issue) if may_place else None,
    }


def _spots(piece: Piece) -> list[dict[str, Any]]:
    """The photos of a story with their places, for the panel."""
    places = {spot.photo: spot for spot in piece.shape.photos}
    return [
        {"number": number, "photo": photo, "spot": places.get(number), "caption": photo.caption}
        for number, photo in enumerate(piece.story.photos)
    ]


def _number(text: str | None) -> int | None:
    if text and text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= HIGHEST_NUMBER:
        return int(text)
    return None


def _told(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Answer the script in words where the plan cannot be read."""

    @functools.wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except NotPermitted:
            raise
        except (WorkflowError, TypesettingError) as error:
            return JsonResponse({"error": str(error)}, status=409)

    return run


@require_safe
@_told
def board_parts(request: HttpRequest, number: int) -> HttpResponse:
    """Parts of the board as they are now: ``?pages=1,2`` and the side, with the panel of ``block``."""
    issue = find_issue(request, number)
    asked = (_number(each) for each in request.GET.get("pages", "").split(","))
    wanted = {each for each in asked if each is not None}
    return JsonResponse(_parts(request, issue, wanted, _number(request.GET.get("block"))))


def _parts(
    request: HttpRequest, issue: Issue, wanted: set[int], block: int | None, other: int | None = None
) -> dict[str, Any]:
    """Pages and side as HTML, the marks by which later changes are noticed, and how one or two blocks fit."""
    since = news.newest()
    marks = marks_of(issue)
    board = Board(request, issue)
    context = _context(request, issue, board, block)
    chosen: Piece | None = context["chosen"]
    return {
        "pages": {
            sequence: render_to_string("desk/board/_leaf.html", {**context, "leaf": leaf}, request)
            for sequence, leaf in board.leaves.items()
            if sequence in wanted
        },
        "side": render_to_string("desk/board/_side.html", context, request),
        "tools": render_to_string("desk/board/_tools.html", context, request),
        "marks": marks,
        "since": since,
        "fit": _fits(chosen, board.pieces.get(other) if other else None),
    }


def _fits(chosen: Piece | None, other: Piece | None) -> str:
    """How a block fits in words; with the headlines where there are two."""
    if chosen is None or other is None:
        return chosen.words if chosen else ""
    words = _("“%(one)s”: %(fit)s; “%(other)s”: %(other_fit)s.")
    return words % {"one": chosen.headline, "fit": chosen.words, "other": other.headline, "other_fit": other.words}


@require_safe
def board_image(request: HttpRequest, number: int, sequence: int) -> HttpResponse:
    """A page as it would be printed. ``?v=`` is the key that the board names; under it the image never changes."""
    issue = find_issue(request, number)
    asked = request.GET.get("v", "")
    image = previews.kept_page(asked)
    key = asked
    if image is None:
        try:
            layout = stored_layout(issue)
            key = previews.page_keys(layout).get(sequence, "")
            if not key:
                raise Http404
            if request.headers.get("If-None-Match") == f'"{key}"':
                return HttpResponseNotModified(headers={"ETag": f'"{key}"'})
            image = previews.page_image(layout, sequence, key)
        except (BadStyle, TypesettingError) as error:
            return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    elif request.headers.get("If-None-Match") == f'"{key}"':
        return HttpResponseNotModified(headers={"ETag": f'"{key}"'})
    response = HttpResponse(image, content_type="image/png")
    response["ETag"] = f'"{key}"'
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable" if key == asked else "private, no-cache"
    return response


@require_safe
@_told
def board_findings(request: HttpRequest, number: int) -> HttpResponse:
    """What the checker finds on the pages, as HTML by page number and the blocks to be lit."""
    issue = find_issue(request, number)
    board = Board(request, issue)
    found = findings_of(board)
    return JsonResponse(
        {
            "pages": {
                sequence: {
                    "key": board.keys[sequence],
                    "html": render_to_string("desk/board/_findings.html", {"findings": each}, request),
                }
                for sequence, each in found.items()
            }
        }
    )


@require_safe
def board_version(request: HttpRequest, number: int) -> HttpResponse:
    """Whether the pages have changed since a moment, and who changed them; three light queries."""
    issue = find_issue(request, number)
    since = _number(request.GET.get("since")) or 0
    found = news.since(issue, since, person(request)) if since else []
    return JsonResponse({"marks": marks_of(issue), "news": [each.words for each in found]})


@require_safe
@_told
def board_measure(request: HttpRequest, number: int) -> HttpResponse:
    """How the text of a block would fit another rectangle; no words where it does not stand any more."""
    issue = find_issue(request, number)
    require(request, Permission.PLACE_ARTICLES)
    form = MeasureForm(request.GET)
    rect: Rect | None = form.cleaned_data.get("rect") if form.is_valid() else None
    if rect is None:
        return JsonResponse({"words": ""})
    layout = stored_layout(issue)
    placed = next((each for each in place_blocks(layout) if each.block.key == f"b{form.cleaned_data['block']}"), None)
    if placed is None or rect.width > layout.style.columns or rect.height > layout.style.rows:
        return JsonResponse({"words": ""})
    shape = shaping.resized(placed.story, placed.block.shape, rect, layout.style, placed.start)
    fit = measure(placed.story, shape, layout.style, placed.start)
    free = 0 if shape.jumps_to else fit.characters_free
    words = fit_words(fit.characters_over, fit.lines_over, free)
    return JsonResponse({"words": words, "over": not fit.fits, "free": free})


# --------------------------------------------------------------------------------------------------- acting


@require_POST
def board_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Do one thing to the plan; the script is answered with what changed, the plain form with the board again."""
    issue = find_issue(request, number)
    require(request, Permission.PLACE_ARTICLES)
    do = ACTS.get(act)
    if do is None:
        raise Http404
    block = _number(request.POST.get("block"))
    try:
        done = do(Act(request, issue))
    except (BadInput, WorkflowError) as refusal:
        return _refuse(request, issue, refusal, block)
    if not _wants_json(request):
        messages.success(request, done.words)
        return _back(request, issue, done)
    answer = _parts(request, issue, set(done.pages), done.block, done.other)
    return JsonResponse(answer | {"message": done.words, "block": done.block, "news": _news(request, issue)})


def _news(request: HttpRequest, issue: Issue) -> list[str]:
    """What others did since the moment that the script names."""
    since = _number(request.POST.get("since"))
    return [each.words for each in news.since(issue, since, person(request))] if since else []


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _refuse(request: HttpRequest, issue: Issue, refusal: BadInput | WorkflowError, block: int | None) -> HttpResponse:
    """Say why nothing was done, and what somebody else did if that is why."""
    if isinstance(refusal, NotPermitted):
        raise PermissionDenied from refusal
    status = 400 if isinstance(refusal, BadInput) else status_of(refusal)
    problems = refusal.problems if isinstance(refusal, BadInput) else problems_of(refusal)
    if not _wants_json(request):
        for problem in problems:
            messages.error(request, problem)
        return _back(request, issue, Done("", block))
    answer: dict[str, Any] = {"error": " ".join(problems), "stale": isinstance(refusal, Stale)}
    if isinstance(refusal, Stale):
        answer["news"] = _news(request, issue)
        row = issue.blocks.filter(pk=block).first() if block else None
        answer["seen"] = row.version if row else None
    answer["blocks"] = list(getattr(refusal, "blocks", ()))
    return JsonResponse(answer, status=status)


def _back(request: HttpRequest, issue: Issue, done: Done) -> HttpResponse:
    url = reverse("desk:issue_board", args=[issue.pk])
    sequence = _number(request.POST.get("page"))
    if done.block:
        return redirect(f"{url}?block={done.block}#panel")
    return redirect(f"{url}#page-{sequence}" if sequence else url)
