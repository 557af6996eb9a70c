"""The review screen: the text as it will read, where it stands, what is next, and the acts open to the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import allows
from articles.errors import WorkflowError
from articles.forms import ActForm
from articles.models import Article, SignOff
from articles.offers import available_verbs
from articles.steps import WRITABLE, Review, review_due
from articles.submission import submission_problems
from newsroom.desk.articles.access import current_revision, find_article, page, person, problems_of, status_of
from newsroom.desk.articles.reading import reading
from newsroom.desk.articles.standing import Reviewers, next_in_words, steps
from newsroom.desk.articles.trail import trail
from reading.querysets import newest_placement


@require_safe
def article_review(request: HttpRequest, number: int) -> HttpResponse:
    """The screen of one article."""
    return review_screen(request, find_article(request, number))


def review_screen(
    request: HttpRequest,
    article: Article,
    *,
    error: WorkflowError | None = None,
    acts: Mapping[str, ActForm] | None = None,
) -> HttpResponse:
    """The screen; after a refusal with its message, its status, and the words that the person had typed."""
    by, revision = person(request), current_revision(article)
    sign_offs = list(article.sign_offs.all())
    revisions = list(article.revisions.select_related("author").defer("body", "text"))
    verbs = available_verbs(article, by)
    due = review_due(article.state)
    writable = article.state in WRITABLE
    returned = last_return(article, sign_offs)
    context = {
        "article": article,
        "reading": reading(revision),
        "revision": revision,
        "revisions": revisions,
        "verbs": verbs,
        "acts": acts or {},
        "due": due,
        "steps": steps(article, sign_offs),
        "next": next_in_words(article, Reviewers()),
        "missing": submission_problems(revision) if writable else [],
        "returned": returned,
        "to_mend": returned is not None and returned.revision_id == revision.pk,
        "why_not": _why_not_signing(article, by, due, verbs, sign_offs),
        "trail": trail(article, revisions, sign_offs),
        "errors": problems_of(error) if error else [],
        "printed": newest_placement(article) if article.state == Article.State.PUBLISHED else None,
    }
    status = status_of(error) if error else 200
    return page(request, "desk/articles/review.html", context, title=str(article), status=status)


def last_return(article: Article, sign_offs: Sequence[SignOff]) -> SignOff | None:
    """The sign-off that sent the article back, while it is being mended."""
    if article.state != Article.State.SENT_BACK:
        return None
    return next((s for s in reversed(sign_offs) if s.verdict == SignOff.Verdict.SENT_BACK), None)


def _why_not_signing(
    article: Article, by: User, due: Review | None, verbs: Mapping[str, bool], sign_offs: list[SignOff]
) -> str:
    """Why a person who signs this step as a rule may not sign it here; empty where that is not so."""
    if due is None or verbs["approve"] or not allows(by, due.permission, article.department_id):
        return ""
    if current_revision(article).author_id == by.pk:
        return _("You wrote this revision yourself, so somebody else signs it.")
    return _("You signed an earlier step of this article, so somebody else signs this one.")
