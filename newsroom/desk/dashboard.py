"""What a person finds on her own desk: what waits for her, what she wrote, the next issue, her own administration.

Every panel asks the table of roles first and costs a fixed number of queries, whatever the size of the newsroom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, Scope, allows, scope_of
from articles.models import Article, SignOff
from articles.steps import IN_REVIEW
from issues.models import Assignment, Issue, Page, Placement
from newsroom.desk.administration import administration_for
from newsroom.desk.proofs.waiting import proofs_for
from newsroom.desk.readers import unanswered

State = Article.State
SHOWN = 8  # rows of a panel; the rest is one link away
LONG_WAIT = 3  # days after which a wait is pointed out

# The order of one's own articles: first what asks for work, then what is on its way, then what is done.
_ATTENTION = {
    State.SENT_BACK: 0,
    State.DRAFT: 1,
    State.FIRST_REVIEW: 2,
    State.SECOND_REVIEW: 2,
    State.FINAL_REVIEW: 2,
    State.SECOND_FINAL_REVIEW: 2,
    State.APPROVED: 3,
    State.PUBLISHED: 4,
}


@dataclass(frozen=True)
class Standing:
    """An article as a panel shows it."""

    article: Article
    words: str
    is_long: bool

    @property
    def url(self) -> str:
        """The article's page on the desk."""
        return reverse("desk:article_review", args=[self.article.pk])


@dataclass(frozen=True)
class Action:
    """A quick way to begin something."""

    label: str
    url: str


def dashboard_for(user: Any) -> dict[str, Any]:
    """Everything the dashboard shows this person; a panel she has no use for is None or empty."""
    issue = _next_issue(user)
    return {
        "waiting": _waiting(user),
        "asked": _asked(user),
        "mine": _mine(user),
        "issue": issue,
        "unplaced": _unplaced(user),
        "readers": list(unanswered()[:SHOWN]) if allows(user, Permission.ANSWER_READERS) else [],
        "proofs": proofs_for(user, issue["issue"] if issue else None),
        "administration": administration_for(user),
        "actions": _actions(user, issue["issue"] if issue else None),
    }


# ------------------------------------------------------------------------------------------- articles


def _with_parts(articles: QuerySet[Article]) -> QuerySet[Article]:
    return articles.select_related("current_revision", "department")


def _waiting(user: User) -> dict[str, Any] | None:
    """What waits for this person's signature, longest waiting first; None for who signs nothing."""
    reviews = (Permission.FIRST_REVIEW, Permission.SECOND_REVIEW, Permission.FINAL_REVIEW)
    if not any(allows(user, permission) for permission in reviews):
        return None
    waiting = Article.objects.waiting_for(user)
    return {
        "count": waiting.count(),
        "rows": [Standing(article, *_waits(article)) for article in _with_parts(waiting)[:SHOWN]],
    }


def _asked(user: User) -> list[Assignment]:
    """Stories that this person's department is asked for and has not filed, what is due first on top."""
    if scope_of(user, Permission.WRITE_ARTICLES) is not Scope.OWN:
        return []
    open_ones = (Assignment.State.ASSIGNED, Assignment.State.ACCEPTED)
    asked = Assignment.objects.visible_to(user).filter(state__in=open_ones).select_related("assignee")
    return list(asked[:SHOWN])


def _mine(user: User) -> dict[str, Any] | None:
    """What this person wrote and where it stands, what asks for work first; None for who does not write."""
    if not allows(user, Permission.WRITE_ARTICLES):
        return None
    last_send_back = SignOff.objects.filter(article=OuterRef("pk"), verdict=SignOff.Verdict.SENT_BACK).order_by("-pk")
    mine = Article.objects.visible_to(user).filter(created_by=user).exclude(state=State.WITHDRAWN)
    rows = (
        _with_parts(mine)
        .annotate(
            attention=Case(
                *(When(state=state, then=Value(rank)) for state, rank in _ATTENTION.items()),
                default=Value(9),
                output_field=IntegerField(),
            ),
            sent_back_because=Subquery(last_send_back.values("opinion")[:1]),
            sent_back_by=Subquery(last_send_back.values("signer_name")[:1]),
            stands_in=Subquery(
                Placement.objects.filter(article=OuterRef("pk")).order_by("-pk").values("issue__number")[:1]
            ),
            stands_on=Subquery(
                Placement.objects.filter(article=OuterRef("pk")).order_by("-pk").values("page__sequence")[:1]
            ),
        )
        .order_by("attention", "-state_since", "-pk")[:SHOWN]
    )
    return {"rows": [Standing(article, *_stands(article)) for article in rows]}


def _waits(article: Article) -> tuple[str, bool]:
    """Since when an article waits, in words, and whether that is long."""
    days = _days_since(article)
    if days == 0:
        return _("since today"), False
    words = ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}
    return words, days >= LONG_WAIT


def _stands(article: Any) -> tuple[str, bool]:
    """Where the writer's article stands, in plain words, and whether it has waited long."""
    if article.state in IN_REVIEW:
        days = _days_since(article)
        step = article.get_state_display().lower()
        if days == 0:
            return _("Waiting for the %(step)s since today") % {"step": step}, False
        words = ngettext(
            "Waiting for the %(step)s for %(days)d day", "Waiting for the %(step)s for %(days)d days", days
        ) % {"step": step, "days": days}
        return words, days >= LONG_WAIT
    if article.state == State.SENT_BACK:
        return _("Sent back: please mend it and hand it in again"), False
    if article.state == State.DRAFT:
        return _("A draft, not handed in yet"), False
    if article.stands_in is not None:
        place = {"issue": article.stands_in, "page": article.stands_on}
        if article.state == State.PUBLISHED:
            return _("Published in No. %(issue)d, page %(page)d") % place, False
        return _("Approved, placed in No. %(issue)d, page %(page)d") % place, False
    if article.state == State.APPROVED:
        return _("Approved, waiting for a place on a page"), False
    return str(article.get_state_display()), False


def _days_since(article: Article) -> int:
    """Whole days of the calendar since the article came into its state."""
    began = timezone.localdate(article.state_since)
    return max(0, (timezone.localdate(clock.now()) - began).days)


# ---------------------------------------------------------------------------------------------- issue


def _next_issue(user: User) -> dict[str, Any] | None:
    """How full the next issue is; None for who does not see issues."""
    if not allows(user, Permission.READ_ISSUES):
        return None
    issue = Issue.objects.visible_to(user).select_related("publication").next_planned()
    if issue is None:
        return {"issue": None, "pages": [], "placements": 0, "days_left": None}
    pages = list(
        Page.objects.filter(issue=issue)
        .select_related("editor")
        .annotate(stories=Count("placements"), characters=Coalesce(Sum("placements__revision__characters"), 0))
        .order_by("sequence")
    )
    return {
        "issue": issue,
        "url": reverse("desk:issue_plan", args=[issue.pk]),
        "pages": pages,
        "placements": sum(page.stories for page in pages),
        "empty_pages": sum(not page.stories for page in pages),
        "days_left": (issue.date - timezone.localdate(clock.now())).days,
    }


def _unplaced(user: User) -> dict[str, Any] | None:
    """Approved articles that stand in no issue yet; None for who does not place."""
    if not allows(user, Permission.PLACE_ARTICLES):
        return None
    unplaced = (
        Article.objects.visible_to(user)
        .filter(state=State.APPROVED)
        .exclude(Exists(Placement.objects.filter(article=OuterRef("pk"))))
        .order_by("state_since", "pk")
    )
    rows = list(_with_parts(unplaced)[:SHOWN])
    return {"count": unplaced.count(), "rows": [Standing(article, *_waits(article)) for article in rows]}


# -------------------------------------------------------------------------------------------- actions


def _actions(user: User, issue: Issue | None) -> list[Action]:
    """What this person may begin from here; the first is the one she needs most."""
    actions = []
    if allows(user, Permission.WRITE_ARTICLES):
        actions.append(Action(_("New article"), reverse("desk:article_add")))
    if allows(user, Permission.IMPORT_PAGES):
        actions.append(Action(_("Import a page"), reverse("desk:page_import")))
    if issue is not None:
        actions.append(Action(_("Open the next issue"), reverse("desk:issue_plan", args=[issue.pk])))
    elif allows(user, Permission.EDIT_ISSUES):
        actions.append(Action(_("New issue"), reverse("desk:issue_add")))
    if allows(user, Permission.MANAGE_ACCOUNTS):
        actions.append(Action(_("New account"), reverse("desk:accounts_user_add")))
    return actions
