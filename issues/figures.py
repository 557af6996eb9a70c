"""Figures of the newsroom's work, by department, in a month or for an issue: rows in, plain values out.

Times come from the changes of state, which are kept for good (unlike the audit trail, whose retention ends).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import CharField, Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Lead, TruncMonth
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission, Scope, scope_of
from articles.models import Article, PhotoUse, Revision, SignOff, Transition
from articles.steps import ALL_REVIEWS
from departments.models import Department
from issues.models import Issue, Placement

State = Article.State
STATE_OF_STEP = {review.step: review.state for review in ALL_REVIEWS}


@dataclass(frozen=True)
class Period:
    """From the first moment of a day up to, and without, the first moment of another."""

    begin: datetime
    end: datetime

    @classmethod
    def month(cls, day: date) -> Period:
        """The month of a day, in the newsroom's time zone."""
        first = day.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return cls(_midnight(first), _midnight(following))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


@dataclass
class Row:
    """What one department did. Medians are hours in each review step, None where none ended."""

    department: Department
    submitted: int = 0
    accepted: int = 0
    sent_back: int = 0
    published: int = 0
    characters: int = 0
    photos: int = 0
    hours: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def medians(self) -> list[float | None]:
        """Median hours in each step, in the order of the reviews."""
        return [median(self.hours[review.step]) if self.hours[review.step] else None for review in ALL_REVIEWS]

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.submitted or self.accepted or self.sent_back or self.published)


def _articles_seen_by(user: User) -> QuerySet[Article]:
    scope = scope_of(user, Permission.READ_FIGURES)
    if scope is Scope.ALL:
        return Article.objects.all()
    if scope is Scope.OWN and user.department_id:
        return Article.objects.filter(department_id=user.department_id)
    return Article.objects.none()


def of_month(user: User, day: date) -> list[Row]:
    """The rows of a month, for the departments that this person may see, most published first; five queries."""
    period = Period.month(day)
    during = Q(at__gte=period.begin, at__lt=period.end)
    moved = Transition.objects.filter(during, article__in=_articles_seen_by(user))
    counts = moved.values("article__department").annotate(
        submitted=Count("article", distinct=True, filter=Q(state=State.FIRST_REVIEW)),
        accepted=Count("article", distinct=True, filter=Q(state=State.APPROVED)),
        sent_back=Count("pk", filter=Q(state=State.SENT_BACK)),
    )
    first_out = (
        Transition.objects.filter(state=State.PUBLISHED, article__in=_articles_seen_by(user))
        .values("article")
        .annotate(first=Min("at"), number=Min("revision_number"))
        .filter(first__gte=period.begin, first__lt=period.end)
    )
    printed = [(row["article"], row["number"]) for row in first_out]
    ended = _stays(moved.values("article")).filter(until__gte=period.begin, until__lt=period.end)
    return _rows(counts, _revisions(printed), ended)


def of_issue(user: User, issue: Issue) -> list[Row]:
    """The rows of the articles that an issue carries; what was sent back on the way counts, whenever that was."""
    placed = Placement.objects.filter(issue=issue, article__in=_articles_seen_by(user))
    moved = Transition.objects.filter(article__in=placed.values("article"))
    counts = moved.values("article__department").annotate(
        submitted=Count("article", distinct=True, filter=Q(state=State.FIRST_REVIEW)),
        accepted=Count("article", distinct=True, filter=Q(state=State.APPROVED)),
        sent_back=Count("pk", filter=Q(state=State.SENT_BACK)),
    )
    revisions = Revision.objects.filter(placements__in=placed) if issue.is_published else Revision.objects.none()
    ended = _stays(placed.values("article")).filter(until__isnull=False)
    return _rows(counts, revisions, ended)


def _stays(articles: Any) -> Any:
    """Each stay of these articles in a state, with the moment ``until`` which it lasted."""
    until = Window(Lead("at"), partition_by=F("article"), order_by=F("pk").asc())
    return Transition.objects.filter(article__in=articles).annotate(until=until)


def _revisions(printed: list[tuple[int, int]]) -> QuerySet[Revision]:
    numbers = dict(printed)
    # One revision for each article: its number differs, so articles are asked by number.
    by_number: dict[int, list[int]] = defaultdict(list)
    for article, number in numbers.items():
        by_number[number].append(article)
    wanted = Q(pk__in=[])
    for number, articles in by_number.items():
        wanted |= Q(number=number, article__in=articles)
    return Revision.objects.filter(wanted)


def _rows(counts: Iterable[Any], revisions: QuerySet[Revision], stays: Any) -> list[Row]:
    departments = Department.objects.in_bulk()
    rows: dict[int, Row] = {}

    def row(number: int) -> Row:
        return rows.setdefault(number, Row(departments[number]))

    for found in counts:
        one = row(found["article__department"])
        one.submitted, one.accepted, one.sent_back = found["submitted"], found["accepted"], found["sent_back"]
    photos = dict(
        PhotoUse.objects.filter(revision__in=revisions).values_list("revision").annotate(Count("pk")).order_by()
    )
    for pk, department, characters in revisions.values_list("pk", "article__department", "characters"):
        one = row(department)
        one.published += 1
        one.characters += characters
        one.photos += photos.get(pk, 0)
    step_of_state = {state: step for step, state in STATE_OF_STEP.items()}
    # Other states are left out here and not in the query, where that would hide the moments at which a review ended.
    for department, state, at, until in stays.values_list("article__department", "state", "at", "until"):
        if state in step_of_state:
            row(department).hours[step_of_state[state]].append((until - at).total_seconds() / 3600)
    shown = [one for one in rows.values() if not one.is_empty]
    return sorted(shown, key=lambda one: (-one.published, -one.submitted, one.department.name))


def months(user: User) -> list[date]:
    """The months in which something happened, latest first."""
    found = Transition.objects.filter(article__in=_articles_seen_by(user)).annotate(month=TruncMonth("at"))
    return [moment.date() for moment in found.order_by("-month").values_list("month", flat=True).distinct()]


@dataclass(frozen=True)
class QueueTime:
    """How long stories waited for one person's signature, in one step; hours."""

    step: str
    signed: int
    median: float
    longest: float


def queue_times(user: User, day: date) -> list[QueueTime]:
    """A person's own waiting times in a month: from the moment the step was due until she decided; two queries."""
    period = Period.month(day)
    since = (
        Transition.objects.filter(
            article=OuterRef("article"), at__lte=OuterRef("signed_at"), state=OuterRef("due_state")
        )
        .values("article")
        .annotate(latest=Max("at"))
        .values("latest")
    )
    found = []
    for review in ALL_REVIEWS:
        signed = SignOff.objects.filter(
            signer=user, step=review.step, signed_at__gte=period.begin, signed_at__lt=period.end
        )
        found.append(
            signed.annotate(due_state=Value(str(review.state), output_field=CharField()))
            .annotate(since=Subquery(since))
            .values_list("step", "signed_at", "since")
        )
    hours: dict[str, list[float]] = defaultdict(list)
    for step, at, begun in found[0].union(*found[1:], all=True):
        if begun is not None:  # a return of what was approved already waited for nobody
            hours[step].append((at - begun).total_seconds() / 3600)
    return [
        QueueTime(str(review.step.label), len(waits), median(waits), max(waits))
        for review in ALL_REVIEWS
        if (waits := hours[review.step])
    ]
