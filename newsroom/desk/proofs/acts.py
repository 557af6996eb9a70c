"""The buttons of a proof: each is one POST that calls one verb and comes back to the page."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.roles import Permission
from articles.errors import Incomplete, WorkflowError
from issues.models import Page, ProofMark, SetPage
from issues.proofs.marks import mark, resolve_mark
from issues.proofs.pulling import pull_proof
from issues.proofs.signing import release_page, return_proof, sign_proof
from newsroom.desk.articles.access import person
from newsroom.desk.issues.access import require, tell_refusal
from newsroom.desk.proofs.access import find_mark, find_page, find_proof
from newsroom.desk.proofs.forms import AnswerForm, MarkForm, SignForm


def _back(page: Page, anchor: str = "") -> HttpResponse:
    url = reverse("desk:page_proof", args=[page.issue_id, page.sequence])
    return redirect(f"{url}#{anchor}" if anchor else url)


def _run(request: HttpRequest, page: Page, act: Callable[[], tuple[str, str]]) -> HttpResponse:
    """Do one thing, say what happened, and go back to where it can be seen."""
    anchor = ""
    try:
        words, anchor = act()
    except WorkflowError as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, words)
    return _back(page, anchor)


def _valid(form: forms.Form) -> forms.Form:
    """The form, where it says something that can be done."""
    if not form.is_valid():
        raise Incomplete(
            [
                f"{form.fields[name].label or name}: {error}" if name in form.fields else str(error)
                for name, errors in form.errors.items()
                for error in errors
            ]
        )
    return form


@require_POST
def page_proof_pull(request: HttpRequest, number: int, sequence: int) -> HttpResponse:
    """Pull a proof of one page; from the overview back to the overview."""
    page = find_page(request, number, sequence)

    def act() -> tuple[str, str]:
        pull_proof(page, by=person(request))
        return gettext("The proof of %(page)s is there.") % {"page": page}, ""

    answer = _run(request, page, act)
    if request.POST.get("back") == "overview":
        return redirect("desk:issue_proofs", page.issue_id)
    return answer


@require_POST
def proof_mark(request: HttpRequest, number: int) -> HttpResponse:
    """Put a mark on a proof."""
    set_page: SetPage = find_proof(request, number)
    require(request, Permission.PROOF_PAGES)

    def act() -> tuple[str, str]:
        form = MarkForm(request.POST, set_page=set_page)
        _valid(form)
        place, by = form.place(), person(request)
        words = form.cleaned_data["text"]
        made = mark(set_page, by=by, x=place.x, y=place.y, width=place.width, height=place.height, text=words)
        return gettext("Your mark stands on the page."), f"mark-{made.pk}"

    return _run(request, set_page.page, act)


@require_POST
def mark_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Say what became of a mark."""
    found: ProofMark = find_mark(request, number)
    if found.author_id != person(request).pk:
        require(request, Permission.PLACE_ARTICLES)

    def act() -> tuple[str, str]:
        data = _valid(AnswerForm(request.POST)).cleaned_data
        resolve_mark(found, by=person(request), state=data["state"], answer=data["answer"])
        return gettext("The mark is answered."), "marks"

    return _run(request, found.set_page.page, act)


@require_POST
def proof_sign(request: HttpRequest, number: int) -> HttpResponse:
    """Sign the proof that is due."""
    set_page = find_proof(request, number)

    def act() -> tuple[str, str]:
        data = _valid(SignForm(request.POST)).cleaned_data
        signature = sign_proof(set_page, by=person(request), step=data["step"], opinion=data["opinion"])
        return gettext("%(step)s is signed.") % {"step": signature.get_step_display()}, "steps"

    return _run(request, set_page.page, act)


@require_POST
def proof_return(request: HttpRequest, number: int) -> HttpResponse:
    """Return a page to be mended."""
    set_page = find_proof(request, number)

    def act() -> tuple[str, str]:
        data = _valid(SignForm(request.POST)).cleaned_data
        return_proof(set_page, by=person(request), opinion=data["opinion"])
        return gettext("The page is returned; the layout editor is told."), "steps"

    return _run(request, set_page.page, act)


@require_POST
def proof_release(request: HttpRequest, number: int) -> HttpResponse:
    """Release the page to print."""
    set_page = find_proof(request, number)

    def act() -> tuple[str, str]:
        data = _valid(SignForm(request.POST)).cleaned_data
        release_page(set_page, by=person(request), opinion=data["opinion"])
        return gettext("%(page)s is released to print.") % {"page": set_page.page}, "steps"

    return _run(request, set_page.page, act)
