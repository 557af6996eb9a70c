"""What a person does to an imported page: each act, taking it back, storing the page, throwing it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from articles.errors import NotPermitted, WorkflowError
from issues.import_drafts import drafts
from issues.import_drafts.state import NEW_ARTICLE
from issues.import_drafts.storing import read, store
from issues.models import ImportDraft
from newsroom.desk.articles.access import person, problems_of, status_of
from newsroom.desk.issues.import_page import screen
from newsroom.desk.issues.import_words import DONE
from newsroom.desk.issues.page_import import find_draft, show, show_work, store_form

PIECES_AT_ONCE = 1500
OF_ARTICLES = frozenset({"up", "down", "merge", "leave", "take", "boundary", "boundary-up", "boundary-down"})
PART = "import-work"  # what the script asks for: the working part of the page alone


def own_draft(request: HttpRequest, number: int) -> ImportDraft:
    """The person's own import; 404 for everybody else."""
    draft = find_draft(request, number)
    if draft.owner_id != person(request).pk:
        raise Http404
    return draft


def number_in(request: HttpRequest, name: str) -> int:
    """A whole number that a form carries; -1 for anything else."""
    return whole(request.POST.get(name, ""))


def whole(value: str) -> int:
    """A whole number as typed; -1 for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


@require_POST
def page_import_act(request: HttpRequest, number: int) -> HttpResponse:
    """Do what the pressed button says."""
    draft = own_draft(request, number)
    pressed = request.POST.get("act", "")
    name, version = pressed.partition(":")[0], number_in(request, "version")
    refusal = ""
    try:
        if name == "undo":
            draft = drafts.undo(draft, by=person(request), version=version)
        elif name == "redo":
            draft = drafts.redo(draft, by=person(request), version=version)
        else:
            draft = drafts.act(draft, deed_of(request, draft, pressed), by=person(request), version=version)
    except NotPermitted:
        raise
    except WorkflowError as error:
        refusal = str(error)
        draft = own_draft(request, number)
    if request.headers.get("X-Part") == PART:
        said = "" if refusal else str(DONE.get(name, ""))
        return show_work(request, draft, said=said, refusal=refusal, status=409 if refusal else 200)
    if draft.is_stored:
        return redirect("desk:page_import_preview", draft.pk)
    if refusal:
        return show(request, draft, refusal=refusal, status=409)
    return redirect(reverse("desk:page_import_preview", args=[draft.pk]) + anchor_after(request, pressed))


def deed_of(request: HttpRequest, draft: ImportDraft, pressed: str) -> dict[str, Any]:
    """The act that a button (``name``, ``name:of what``) and the fields around it stand for."""
    name, _colon, rest = pressed.partition(":")
    first, _colon, second = rest.partition(":")
    pieces = sorted({int(k) for k in request.POST.getlist("piece")[:PIECES_AT_ONCE] if whole(k) >= 0})
    deed: dict[str, Any] = {"name": name, "pieces": pieces}
    if name == "role":
        deed["value"] = first
    elif name == "cut":
        offset = number_in(request, "offset")
        deed |= {"pieces": pieces[:1], "value": offset if offset > 0 else request.POST.get("words", "")[:200]}
    elif name == "assign":
        to = request.POST.get("to", "")
        deed["value"] = to if to == NEW_ARTICLE else whole(to) - 1
    elif name == "repair":
        deed = {"name": name, "value": repairs_chosen(request, draft, first, second)}
    elif name in OF_ARTICLES and rest:
        deed = {"name": name, "article": whole(first)}
        if name == "boundary":
            deed["value"] = whole(second)
    return deed


def repairs_chosen(request: HttpRequest, draft: ImportDraft, scope: str, kind: str) -> dict[str, list[str]]:
    """Which repairs a button accepts and which it refuses: those ticked of the ones shown, all, none, or of a kind."""
    if scope == "ticked":
        ticked = set(request.POST.getlist("repair"))
        shown = request.POST.getlist("shown")
        return {
            "accept": [key for key in shown if key in ticked],
            "refuse": [key for key in shown if key not in ticked],
        }
    repairs = read(draft).repairs
    if scope == "none":
        return {"accept": [], "refuse": [repair.key for repair in repairs]}
    return {"accept": [r.key for r in repairs if scope == "all" or r.proposal.kind == kind], "refuse": []}


def anchor_after(request: HttpRequest, pressed: str) -> str:
    """Where the page is shown again without a script: at what was acted on."""
    name, _colon, rest = pressed.partition(":")
    if name in OF_ARTICLES and rest:
        return f"#a{whole(rest.partition(':')[0]) + 1}"
    if name == "repair":
        return "#repairs"
    chosen = request.POST.getlist("piece")
    return f"#p{whole(chosen[0])}" if chosen else "#work-area"


@require_POST
def page_import_store(request: HttpRequest, number: int) -> HttpResponse:
    """Make articles of what is chosen."""
    draft = find_draft(request, number)
    if draft.is_stored:
        messages.info(
            request, gettext("This text was imported before; nothing is made twice. Here is what came of it.")
        )
        return redirect("desk:page_import_preview", draft.pk)
    form = store_form(request, screen(draft, read(draft), user=request.user), request.POST)
    if not form.is_valid():
        return show(request, draft, form=form, status=400)
    try:
        draft = store(
            draft,
            by=person(request),
            version=number_in(request, "version"),
            archived=form.is_archived,
            origin=form.origin,
            name=form.cleaned_data["name"],
        )
    except NotPermitted:
        raise
    except WorkflowError as error:
        for problem in problems_of(error):
            form.add_error(None, problem)
        return show(request, own_draft(request, number), form=form, status=status_of(error))
    count = draft.articles.count()
    sentence = ngettext("%(count)d article is stored.", "%(count)d articles are stored.", count)
    messages.success(request, sentence % {"count": count})
    return redirect("desk:page_import_preview", draft.pk)


@require_POST
def page_import_discard(request: HttpRequest, number: int) -> HttpResponse:
    """Throw away what was begun."""
    draft = own_draft(request, number)
    drafts.discard(draft, by=person(request))
    messages.info(request, gettext("The page was thrown away; nothing was stored of it."))
    return redirect("desk:page_import")
