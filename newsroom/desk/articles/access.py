"""Finding the article that an address names, for the person who asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from articles.errors import Incomplete, NotPermitted, WorkflowError
from articles.models import Article, Revision
from newsroom.desk.site import desk

HIGHEST_NUMBER = 2**63 - 1


def person(request: HttpRequest) -> User:
    """Who asks; the desk lets nobody in without an account."""
    assert isinstance(request.user, User)  # noqa: S101 (for the type checker)
    return request.user


def seen_article(request: HttpRequest, number: int) -> Article:
    """The article of this number, where the person may see it; 404 otherwise, so that nothing shows it exists."""
    seen = Article.objects.visible_to(request.user).select_related("department", "current_revision", "claimed_by")
    article = seen.filter(pk=number).first() if number <= HIGHEST_NUMBER else None
    if article is None or article.current_revision is None:
        raise Http404
    return article


def find_article(request: HttpRequest, number: int) -> Article:
    """As ``seen_article``, with everything that is shown of its current revision."""
    article = seen_article(request, number)
    article.current_revision = revision_with_parts(current_revision(article).pk)
    return article


def revision_with_parts(pk: int) -> Revision:
    """A revision with everything that is shown of it."""
    return Revision.objects.with_parts().select_related("author").get(pk=pk)


def current_revision(article: Article) -> Revision:
    """The current revision of an article that ``find_article`` found."""
    assert article.current_revision is not None  # noqa: S101 (for the type checker)
    return article.current_revision


def status_of(error: WorkflowError) -> int:
    """The answer's status for a refusal: not allowed 403, incomplete 400, overtaken by events 409."""
    if isinstance(error, NotPermitted):
        return 403
    return 400 if isinstance(error, Incomplete) else 409


def problems_of(error: WorkflowError) -> list[str]:
    """What a refusal says, one sentence or problem each."""
    return list(error.problems) if isinstance(error, Incomplete) else [str(error)]


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, title: str, status: int = 200
) -> HttpResponse:
    """A page of the desk."""
    request.current_app = desk.name
    return render(request, template, {**desk.each_context(request), "title": title, **context}, status=status)
