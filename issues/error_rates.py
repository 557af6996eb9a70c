"""差错率: errors that the proofreader finds in 10,000 characters, of stories as handed in and as printed.

A revision is counted once and for good, against the register of its issue's day, so that a trend compares like with
like. What people dismissed is no error. What the archive says is left out, since that changes from day to day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from accounts.models import User
from accounts.roles import Permission, Scope, scope_of
from articles.models import Article, Revision, Transition
from departments.models import Department
from issues.models import DismissedFinding, ErrorCount, Issue, Placement
from issues.proofreading import doubts, facts, newsroom_context, without_dismissed
from proofreading import Severity, TextError

TREND_ISSUES = 12


@dataclass(frozen=True)
class Tally:
    """Findings and characters of some texts."""

    errors: int = 0
    warnings: int = 0
    characters: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.errors + other.errors, self.warnings + other.warnings, self.characters + other.characters)

    @property
    def rate(self) -> float | None:
        """Errors in 10,000 characters; None where nothing was counted."""
        return 10_000 * self.errors / self.characters if self.characters else None


@dataclass(frozen=True)
class Story:
    """A printed story: as it was handed in first, and as it was printed; None where it is not counted yet."""

    placement: Placement
    handed_in: Tally | None
    printed: Tally | None


@dataclass
class Trend:
    """A department over some issues, oldest first: None where it had nothing in one."""

    department: Department
    handed_in: list[Tally | None] = field(default_factory=list)
    printed: list[Tally | None] = field(default_factory=list)


def _placed(issues: Iterable[Issue], user: User | None = None) -> list[Placement]:
    placed = (
        Placement.objects.filter(issue__in=list(issues))
        .select_related("article__department", "revision", "issue")
        .defer("revision__body", "revision__text")
        .order_by("issue__date", "page__sequence", "order")
    )
    if user is not None:
        scope = scope_of(user, Permission.READ_FIGURES)
        if scope is None:
            return []
        if scope is Scope.OWN:
            placed = placed.filter(article__department_id=user.department_id or 0)
    return list(placed)


def _handed_in(placed: Sequence[Placement]) -> dict[int, int]:
    """The revision that was handed in first, by article."""
    articles = [placement.article_id for placement in placed]
    first = (
        Transition.objects.filter(state=Article.State.FIRST_REVIEW, article__in=articles)
        .order_by("article", "pk")
        .distinct("article")
        .values_list("article", "revision_number")
    )
    wanted = set(first)
    numbers = Revision.objects.filter(article__in=articles).values_list("article", "number", "pk")
    return {article: pk for article, number, pk in numbers if (article, number) in wanted}


def _tallies(revisions: Iterable[int]) -> dict[int, Tally]:
    rows = ErrorCount.objects.filter(revision__in=list(revisions))
    counted = rows.values_list("revision", "errors", "warnings", "characters")
    return {revision: Tally(errors, warnings, characters) for revision, errors, warnings, characters in counted}


def stories_of(user: User, issues: Sequence[Issue]) -> list[Story]:
    """The stories of some issues that this person may see figures of; four queries for any number."""
    placed = _placed(issues, user)
    first = _handed_in(placed)
    tallies = _tallies({*first.values(), *(placement.revision_id for placement in placed)})
    return [
        Story(placement, tallies.get(first.get(placement.article_id, 0)), tallies.get(placement.revision_id))
        for placement in placed
    ]


def together(tallies: Iterable[Tally | None]) -> Tally | None:
    """The sum of what is counted; None where nothing is."""
    known = [tally for tally in tallies if tally is not None]
    return sum(known, Tally()) if known else None


def trends(stories: Sequence[Story], issues: Sequence[Issue]) -> list[Trend]:
    """Each department over the issues, by name; ``issues`` oldest first."""
    departments = {story.placement.article.department_id: story.placement.article.department for story in stories}
    by_place = defaultdict[tuple[int, int], list[Story]](list)
    for story in stories:
        by_place[story.placement.article.department_id, story.placement.issue_id].append(story)
    found = []
    for number, department in sorted(departments.items(), key=lambda row: row[1].label):
        trend = Trend(department)
        for issue in issues:
            here = by_place[number, issue.pk]
            trend.handed_in.append(together(story.handed_in for story in here))
            trend.printed.append(together(story.printed for story in here))
        found.append(trend)
    return found


def last_issues(most: int = TREND_ISSUES) -> list[Issue]:
    """The last published issues, oldest first."""
    issues = Issue.objects.published().select_related("publication").order_by("-date", "-total_number")[:most]
    return list(issues)[::-1]


def count_errors(issues: Sequence[Issue], most: int | None = None) -> int:
    """Count what is not counted yet in these issues, newest first; answers how many texts."""
    placed = _placed(issues)
    first = _handed_in(placed)
    wanted = dict[int, Issue]()
    for placement in reversed(placed):
        for number in (placement.revision_id, first.get(placement.article_id)):
            if number is not None:
                wanted.setdefault(number, placement.issue)
    for known in _tallies(wanted):
        del wanted[known]
    chosen = list(wanted)[:most]
    dismissed = defaultdict[int, list[DismissedFinding]](list)
    texts = Revision.objects.with_parts().filter(pk__in=chosen)
    for each in DismissedFinding.objects.filter(article__in=texts.values("article")):
        dismissed[each.article_id].append(each)
    contexts = {
        issue.pk: replace(newsroom_context(issue.publication, issue.date), archive=None)
        for issue in {wanted[revision].pk: wanted[revision] for revision in chosen}.values()
    }
    counts = []
    for revision in texts:
        context = replace(contexts[wanted[revision.pk].pk], facts=facts(revision))
        try:
            found = without_dismissed(doubts(revision, context), dismissed[revision.article_id])
        except TextError:
            continue  # too long to be proofread: it stays uncounted, and is shown as such
        weighed = [doubt.finding.severity for doubt in found]
        counts.append(
            ErrorCount(
                revision=revision,
                errors=weighed.count(Severity.ERROR),
                warnings=weighed.count(Severity.WARNING),
                characters=revision.characters,
            )
        )
    ErrorCount.objects.bulk_create(counts, ignore_conflicts=True)
    return len(counts)
