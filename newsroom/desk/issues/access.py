"""Finding the issue that an address names, for the person who asks."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.roles import Permission, allows
from articles.errors import NotPermitted, WorkflowError
from issues.models import Issue, Placement
from newsroom.desk.articles.access import HIGHEST_NUMBER, problems_of


def require(request: HttpRequest, permission: Permission) -> None:
    """Refuse, with 403, who has not this permission."""
    if not allows(request.user, permission):
        raise PermissionDenied


def find_issue(request: HttpRequest, number: int) -> Issue:
    """The issue with this key, where the person may see it; 404 otherwise."""
    seen = Issue.objects.visible_to(request.user).select_related("publication", "published_by")
    issue = seen.filter(pk=number).first() if number <= HIGHEST_NUMBER else None
    if issue is None:
        raise Http404
    return issue


def find_placement(request: HttpRequest, number: int) -> Placement | None:
    """The placement with this key for who may place; None where it was taken off, 404 for who sees no issues."""
    if not allows(request.user, Permission.READ_ISSUES):
        raise Http404
    require(request, Permission.PLACE_ARTICLES)
    if number > HIGHEST_NUMBER:
        raise Http404
    return (
        Placement.objects.select_related("issue__publication", "article__current_revision", "page")
        .filter(pk=number)
        .first()
    )


def tell_refusal(request: HttpRequest, refusal: WorkflowError) -> None:
    """Say on the next page why nothing was done; what the role forbids stays a 403."""
    if isinstance(refusal, NotPermitted):
        raise refusal
    for problem in problems_of(refusal):
        messages.error(request, problem)
