"""Finding the page, the proof or the mark that an address names, for the person who asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from accounts.roles import Permission, allows
from issues.models import Page, ProofMark, SetPage
from newsroom.desk.articles.access import HIGHEST_NUMBER
from newsroom.desk.issues.access import find_issue

HIGHEST_SEQUENCE = 32767


def find_page(request: HttpRequest, number: int, sequence: int) -> Page:
    """A page of an issue that the person may see; 404 otherwise."""
    issue = find_issue(request, number)
    page = issue.pages.select_related("editor").filter(sequence=min(sequence, HIGHEST_SEQUENCE)).first()
    if page is None:
        raise Http404
    page.issue = issue
    return page


def find_proof(request: HttpRequest, number: int) -> SetPage:
    """A set page, where the person may see issues; 404 otherwise."""
    if not allows(request.user, Permission.READ_ISSUES) or number > HIGHEST_NUMBER:
        raise Http404
    found = SetPage.objects.select_related("page__issue__publication").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def find_mark(request: HttpRequest, number: int) -> ProofMark:
    """A mark, where the person may see issues; 404 otherwise."""
    if not allows(request.user, Permission.READ_ISSUES) or number > HIGHEST_NUMBER:
        raise Http404
    found = ProofMark.objects.select_related("set_page__page__issue__publication").filter(pk=number).first()
    if found is None:
        raise Http404
    return found
