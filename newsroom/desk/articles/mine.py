"""My articles: where each of a person's stories stands, in plain words, and what waits for her."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles.handling import REMINDERS_APART
from articles.models import Article, WorkingCopy
from articles.steps import IN_REVIEW, WRITABLE
from issues.models import Assignment
from newsroom.desk.articles import copies
from newsroom.desk.articles.access import page, person
from newsroom.desk.articles.standing import Reviewers
from newsroom.desk.articles.waiting import for_how_long, waiting_in_words

SHOWN = 60  # articles of each group
State = Article.State


@dataclass(frozen=True)
class Line:
    """One article with where it stands."""

    article: Article
    standing: str
    since: str
    can_remind: bool
    reminded: bool


@dataclass(frozen=True)
class Group:
    """Articles that stand alike."""

    heading: str
    lines: list[Line]


@require_safe
def article_mine(request: HttpRequest) -> HttpResponse:
    """The stories that the person filed or wrote last, those that wait for her first."""
    by = person(request)
    if not allows(by, Permission.WRITE_ARTICLES):
        raise PermissionDenied
    begun = copies.begun(by)
    context = {
        "groups": [group for group in _groups(by) if group.lines],
        "begun": [{"copy": each, "title": copies.title_of(each), "time": copies.shown(each)} for each in begun],
        "unsaved": _unsaved(by),
        "assignments": _assignments(by),
    }
    return page(request, "desk/articles/mine.html", context, title=_("My articles"))


def _groups(by: User) -> list[Group]:
    mine = (
        Article.objects.visible_to(by)
        .filter(Q(created_by=by) | Q(current_revision__author=by))
        .select_related("department", "current_revision__column", "claimed_by")
        .defer("current_revision__body", "current_revision__text", "current_revision__summary")
        .prefetch_related("sign_offs")
    )
    reviewers = Reviewers()

    def lines(articles: list[Article]) -> list[Line]:
        return [_line(article, by, reviewers) for article in articles]

    resting = [State.WITHDRAWN, State.RETRACTED]
    open_ones = list(mine.exclude(state__in=[*resting, State.PUBLISHED]).order_by("state_since", "pk")[: 3 * SHOWN])
    ended = list(mine.filter(state__in=[*resting, State.PUBLISHED]).order_by("-state_since", "-pk")[:SHOWN])
    with_me = [article for article in open_ones if article.state in WRITABLE]
    sent_back = [article for article in with_me if article.state == State.SENT_BACK]
    return [
        Group(_("Sent back to you"), lines(sent_back)),
        Group(_("Drafts"), lines([article for article in with_me if article.state != State.SENT_BACK])),
        Group(_("In review"), lines([article for article in open_ones if article.state in IN_REVIEW])),
        Group(_("Approved, waiting for their page"), lines([a for a in open_ones if a.state == State.APPROVED])),
        Group(_("Published"), lines([article for article in ended if article.state == State.PUBLISHED])),
        Group(_("Withdrawn or retracted"), lines([article for article in ended if article.state in resting])),
    ]


def _line(article: Article, by: User, reviewers: Reviewers) -> Line:
    waits = article.state in IN_REVIEW
    reminded = article.reminded_at is not None and article.reminded_at > clock.now() - REMINDERS_APART
    may = waits and allows(by, Permission.WRITE_ARTICLES, article.department_id)
    return Line(
        article,
        waiting_in_words(article, reviewers),
        "" if waits else for_how_long(article.state_since),
        may and not reminded,
        waits and reminded,
    )


def _unsaved(by: User) -> list[dict[str, object]]:
    """Working copies of saved articles, with the article each belongs to."""
    found = WorkingCopy.objects.filter(user=by, article__in=Article.objects.visible_to(by))
    found = found.select_related("article__current_revision")[:SHOWN]
    return [{"article": copy.article, "time": copies.shown(copy)} for copy in found]


def _assignments(by: User) -> list[Assignment]:
    """What is asked of the person or of her department and waits for a story."""
    if by.department_id is None:
        return []
    states = [Assignment.State.ASSIGNED, Assignment.State.ACCEPTED]
    asked = Assignment.objects.filter(department=by.department_id, state__in=states)
    return list(asked.filter(Q(assignee=by) | Q(assignee=None)).select_related("issue__publication", "column"))
