"""The board: every story on its way, from an idea to its place on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, Scope, allows, scope_of
from articles.errors import NotPermitted
from articles.models import Article
from articles.steps import IN_REVIEW
from departments.models import Department, GridArea
from issues.models import Assignment, Issue, Placement
from newsroom.desk.articles.access import page, person

CARDS_SHOWN = 60  # in a column; the rest is counted and reached by the filters
FILED = (Article.State.DRAFT, Article.State.SENT_BACK)
COLUMNS: tuple[tuple[str, Any], ...] = (
    ("idea", gettext_lazy("Ideas")),
    ("assigned", gettext_lazy("Assigned")),
    ("filed", gettext_lazy("Being written")),
    ("in_review", gettext_lazy("In review")),
    ("approved", gettext_lazy("Approved")),
    ("placed", gettext_lazy("Placed")),
)


class BoardFilter(forms.Form):
    """What the board and the calendar can be narrowed to."""

    issue = forms.ModelChoiceField(
        Issue.objects.none(), label=gettext_lazy("Issue"), required=False, empty_label=gettext_lazy("All")
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=gettext_lazy("Department"), required=False, empty_label=gettext_lazy("All")
    )
    grid_area = forms.ModelChoiceField(
        GridArea.objects.all(), label=gettext_lazy("Grid area"), required=False, empty_label=gettext_lazy("All")
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = Issue.objects.filter(state=Issue.State.PLANNED).select_related("publication").order_by("date")
        self.fields["issue"].queryset = planned  # type: ignore[attr-defined]
        if scope_of(user, Permission.READ_ARTICLES) is not Scope.ALL:
            del self.fields["department"]

    def chosen(self, name: str) -> Any:
        """The choice, None for all; what the form does not know chooses nothing."""
        return self.cleaned_data.get(name) if self.is_valid() else None


@dataclass
class Card:
    """One story on the board or in the calendar."""

    title: str
    address: str
    department: Department | None
    who: str = ""
    due_on: date | None = None
    issue: Issue | None = None
    note: str = ""
    state: str = ""
    state_label: str = ""
    is_overdue: bool = False


@dataclass
class Column:
    """One step of the way with its cards."""

    key: str
    label: str
    cards: list[Card] = field(default_factory=list)

    @property
    def shown(self) -> list[Card]:
        """The cards that fit."""
        return self.cards[:CARDS_SHOWN]

    @property
    def more(self) -> int:
        """How many do not."""
        return max(0, len(self.cards) - CARDS_SHOWN)


def assignments_for(user: User, wanted: BoardFilter) -> QuerySet[Assignment]:
    """The assignments without an article that a person may see, narrowed; one query."""
    shown = [Assignment.State.IDEA, Assignment.State.ASSIGNED, Assignment.State.ACCEPTED, Assignment.State.DECLINED]
    found = Assignment.objects.visible_to(user).filter(state__in=shown)
    for name in ("issue", "department", "grid_area"):
        if chosen := wanted.chosen(name):
            found = found.filter(**{name: chosen})
    return found.select_related("department", "assignee", "issue__publication", "column", "grid_area")


def articles_for(user: User, wanted: BoardFilter) -> QuerySet[Article]:
    """The articles in work that a person may see, narrowed, with what a card says; two queries."""
    planned = Placement.objects.filter(issue__state=Issue.State.PLANNED).select_related("page", "issue__publication")
    found = Article.objects.visible_to(user).filter(state__in=[*FILED, *IN_REVIEW, Article.State.APPROVED])
    if issue := wanted.chosen("issue"):
        found = found.filter(
            Q(placements__issue=issue) | Q(wanted_issue__issue=issue) | Q(assignment__issue=issue)
        ).distinct()
    if department := wanted.chosen("department"):
        found = found.filter(department=department)
    if area := wanted.chosen("grid_area"):
        found = found.filter(Q(current_revision__grid_areas=area) | Q(assignment__grid_area=area)).distinct()
    return (
        found.select_related(
            *("department", "current_revision", "created_by", "claimed_by"),
            *("assignment__issue__publication", "wanted_issue__issue__publication"),
        )
        .defer("current_revision__body", "current_revision__text", "current_revision__summary")
        .prefetch_related(Prefetch("placements", planned, to_attr="planned"))
        .order_by("state_since", "pk")
    )


def today() -> date:
    """The day in the newsroom's time zone."""
    return timezone.localdate(clock.now())


def card_of_assignment(assignment: Assignment) -> Card:
    """An assignment's card."""
    State = Assignment.State
    waits = assignment.state in (State.ASSIGNED, State.ACCEPTED, State.IDEA)
    return Card(
        title=assignment.title,
        address=reverse("desk:assignment", args=[assignment.pk]),
        department=assignment.department,
        who=assignment.assignee.name if assignment.assignee else "",
        due_on=assignment.due_on,
        issue=assignment.issue,
        note=assignment.reason if assignment.state == State.DECLINED else "",
        state=assignment.state,
        state_label=assignment.get_state_display(),
        is_overdue=bool(waits and assignment.due_on and assignment.due_on < today()),
    )


def card_of_article(article: Article) -> Card:
    """An article's card; its own day counts before its assignment's."""
    assignment, wanted = getattr(article, "assignment", None), getattr(article, "wanted_issue", None)
    placed = next(iter(article.planned), None)  # type: ignore[attr-defined]
    asked_for = wanted.issue if wanted else assignment.issue if assignment else None
    due_on = article.due_on or (assignment.due_on if assignment else None)
    # The day of an assignment is the writer's: it is kept once the story is handed in. One's own is the reviewers'.
    waits = article.state in FILED or (article.due_on is not None and article.state in IN_REVIEW)
    return Card(
        title=str(article),
        address=reverse("desk:article_review", args=[article.pk]),
        department=article.department,
        who=article.created_by.name,
        due_on=due_on,
        issue=placed.issue if placed else asked_for,
        note=str(placed.page) if placed else "",
        state=article.state,
        state_label=article.get_state_display(),
        is_overdue=bool(waits and due_on and due_on < today()),
    )


def _column_of(article: Article) -> str:
    if article.planned:  # type: ignore[attr-defined]
        return "placed"
    if article.state in FILED:
        return "filed"
    return "approved" if article.state == Article.State.APPROVED else "in_review"


def board(assignments: Iterable[Assignment], articles: Iterable[Article]) -> list[Column]:
    """The columns with their cards, what is due first on top."""
    columns = {key: Column(key, str(label)) for key, label in COLUMNS}
    for assignment in assignments:
        key = "idea" if assignment.state == Assignment.State.IDEA else "assigned"
        columns[key].cards.append(card_of_assignment(assignment))
    for article in articles:
        columns[_column_of(article)].cards.append(card_of_article(article))
    for column in columns.values():
        column.cards.sort(key=lambda card: card.due_on or date.max)
    return list(columns.values())


def require_reading(user: User) -> None:
    """Refuse, with 403, who reads no articles."""
    if not allows(user, Permission.READ_ARTICLES):
        raise NotPermitted


@require_safe
def assignment_board(request: HttpRequest) -> HttpResponse:
    """The board."""
    user = person(request)
    require_reading(user)
    wanted = BoardFilter(user, request.GET)
    columns = board(assignments_for(user, wanted), articles_for(user, wanted))
    context = {
        "filter": wanted,
        "is_filtered": any(request.GET.values()),
        "columns": columns,
        "overdue": sum(card.is_overdue for column in columns for card in column.cards),
        "commissions": allows(user, Permission.COMMISSION),
        "soon": today() + timedelta(days=3),
    }
    return page(request, "desk/assignments/board.html", context, title=_("Stories on their way"))
