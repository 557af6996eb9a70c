"""The verbs that make an issue and its pages, before it is published; placing articles is ``issues.planning``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Permission, allows
from articles.body import without_controls
from articles.errors import Incomplete, NotPermitted, Stale, WrongState
from articles.verbs import verb
from issues.models import Issue, Page, ProofMark, Publication
from issues.proofs.voiding import tell_after

MAX_PAGES = 32
USUAL_NAMES = ("要闻", "社区扫描", "网格故事", "副刊")
USUAL_INTERVAL = timedelta(days=14)
_OUT_OF_THE_WAY = 1000  # added to a page's number while pages change places, since numbers are unique at every moment


@dataclass(frozen=True)
class PagePlan:
    """One page as it shall be; ``pk`` None makes a new one."""

    sequence: int
    name: str
    editor_id: int | None = None
    pk: int | None = None


@dataclass(frozen=True)
class Problem:
    """What is wrong with an issue's own data: ``field`` is number, total_number, date or pages."""

    field: str
    message: str


# ----------------------------------------------------------------------------------------------- questions


def next_edition(publication: Publication, today: date) -> Issue:
    """The issue that would follow the last one, not saved: numbers go on, the date keeps the last interval."""
    last, before = [*publication.issues.order_by("-total_number")[:2], None, None][:2]
    if last is None:
        return Issue(publication=publication, number=1, total_number=1, date=today)
    interval = last.date - before.date if before and last.date > before.date else USUAL_INTERVAL
    day = last.date + interval
    number = last.number + 1 if day.year == last.date.year else 1
    return Issue(publication=publication, number=number, total_number=last.total_number + 1, date=day)


def usual_pages(publication: Publication) -> list[PagePlan]:
    """The pages of the last issue, to begin the next one with; four with common names for the first issue."""
    last = publication.issues.order_by("-total_number").first()
    pages = list(last.pages.order_by("sequence")) if last else []
    if not pages:
        return [PagePlan(sequence, name) for sequence, name in enumerate(USUAL_NAMES, 1)]
    return [PagePlan(page.sequence, page.name, page.editor_id) for page in pages]


def version_of(issue: Issue) -> str:
    """A short mark of an issue's own data and pages; it changes with every change of them."""
    pages = issue.pages.order_by("sequence").values_list("pk", "sequence", "name", "editor_id")
    form = repr((issue.number, issue.total_number, issue.date.isoformat(), list(pages)))
    return hashlib.sha256(form.encode()).hexdigest()[:16]


def edition_problems(issue: Issue) -> list[Problem]:
    """What is wrong with the numbers and the date of an issue, saved or not, beside the publication's other issues."""
    others = Issue.objects.filter(publication=issue.publication_id).exclude(pk=issue.pk)
    problems = []
    if issue.number < 1:
        problems.append(Problem("number", _("Numbers begin at 1.")))
    if issue.total_number < issue.number:
        problems.append(Problem("total_number", _("The total number cannot be smaller than the number in the year.")))
    if same := others.filter(date__year=issue.date.year, number=issue.number).first():
        problems.append(
            Problem(
                "number",
                _("%(year)d has a No. %(number)d already, dated %(date)s.")
                % {"year": issue.date.year, "number": issue.number, "date": date_format(same.date)},
            )
        )
    if same := others.filter(total_number=issue.total_number).first():
        problems.append(
            Problem(
                "total_number",
                _("Total number %(total)d belongs to the issue of %(date)s already.")
                % {"total": issue.total_number, "date": date_format(same.date)},
            )
        )
    earlier = others.filter(total_number__lt=issue.total_number, date__gte=issue.date).order_by("-date").first()
    later = others.filter(total_number__gt=issue.total_number, date__lte=issue.date).order_by("date").first()
    if earlier:
        problems.append(
            Problem(
                "date",
                _("The issue before it, total number %(total)d, is dated %(date)s: choose a later day.")
                % {"total": earlier.total_number, "date": date_format(earlier.date)},
            )
        )
    if later:
        problems.append(
            Problem(
                "date",
                _("The issue after it, total number %(total)d, is dated %(date)s: choose an earlier day.")
                % {"total": later.total_number, "date": date_format(later.date)},
            )
        )
    return problems


def page_problems(pages: Sequence[PagePlan]) -> list[Problem]:
    """What is wrong with the pages of an issue taken together: none, too many, doubled numbers, gaps, no name."""
    if not pages:
        return [Problem("pages", _("An issue has at least one page."))]
    if len(pages) > MAX_PAGES:
        return [Problem("pages", _("An issue has at most %(limit)d pages.") % {"limit": MAX_PAGES})]
    problems = []
    sequences = [page.sequence for page in pages]
    for sequence in sorted({s for s in sequences if sequences.count(s) > 1}):
        problems.append(_("Page %(sequence)d stands there more than once.") % {"sequence": sequence})
    highest = max(1, min(max(sequences), MAX_PAGES))
    if missing := sorted(set(range(1, highest + 1)) - set(sequences)):
        listed = _(", ").join(str(sequence) for sequence in missing)
        problems.append(_("Pages are numbered without gaps; missing: %(listed)s.") % {"listed": listed})
    if min(sequences) < 1 or max(sequences) > MAX_PAGES:
        problems.append(_("Page numbers run from 1 to %(limit)d.") % {"limit": MAX_PAGES})
    limit = Page._meta.get_field("name").max_length or 0
    for page in pages:
        if not page.name.strip():
            problems.append(_("Page %(sequence)d has no name.") % {"sequence": page.sequence})
        elif len(page.name) > limit:
            problems.append(
                _("The name of page %(sequence)d is longer than %(limit)d characters.")
                % {"sequence": page.sequence, "limit": limit}
            )
    return [Problem("pages", message) for message in problems]


# --------------------------------------------------------------------------------------------------- verbs


@verb("issue.add")
def add_issue(
    *, by: User, publication: Publication, number: int, total_number: int, date: date, pages: Sequence[PagePlan]
) -> Issue:
    """A new planned issue with its pages."""
    _may_edit(by)
    publication = Publication.objects.select_for_update().get(pk=publication.pk)  # numbers are given one at a time
    issue = Issue(publication=publication, number=number, total_number=total_number, date=date)
    _refuse_problems(issue, pages)
    issue.save()
    Page.objects.bulk_create(
        Page(issue=issue, sequence=page.sequence, name=_name(page), editor_id=page.editor_id) for page in pages
    )
    audit.record("issue.add", by=by, target=issue, pages=len(pages))
    return issue


@verb("issue.change")
def change_issue(
    issue: Issue,
    *,
    by: User,
    expected: str,
    number: int,
    total_number: int,
    date: date,
    pages: Sequence[PagePlan],
) -> Issue:
    """Change numbers, date and pages of a planned issue; ``expected`` is its ``version_of`` as the person saw it.

    A page that is not in ``pages`` is removed; one that carries articles is refused until they stand elsewhere.
    """
    _may_edit(by)
    Publication.objects.select_for_update().get(pk=issue.publication_id)
    issue = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue.pk)
    if issue.state != Issue.State.PLANNED:
        raise WrongState(_("The issue is published; its numbers, date and pages no longer change."))
    if version_of(issue) != expected:
        raise Stale(
            _("Somebody has changed this issue since you opened it. Nothing was overwritten: look at it first.")
        )
    issue.number, issue.total_number, issue.date = number, total_number, date
    _refuse_problems(issue, pages)
    issue.save(update_fields=["number", "total_number", "date"])
    _change_pages(issue, pages)
    tell_after(issue, by=by)
    audit.record("issue.change", by=by, target=issue, pages=len(pages), number=number, date=date.isoformat())
    return issue


def _may_edit(by: User) -> None:
    if not allows(by, Permission.EDIT_ISSUES):
        raise NotPermitted(_("Your role does not make or change issues."))


def _refuse_problems(issue: Issue, pages: Sequence[PagePlan]) -> None:
    if problems := [*edition_problems(issue), *page_problems(pages)]:
        raise Incomplete([problem.message for problem in problems])


def _name(page: PagePlan) -> str:
    return " ".join(without_controls(page.name).split())


def _change_pages(issue: Issue, pages: Sequence[PagePlan]) -> None:
    current = {page.pk: page for page in issue.pages.all()}
    named = [page.pk for page in pages if page.pk is not None]
    kept = set(named)
    if kept - current.keys() or len(kept) < len(named):
        raise Stale(_("Somebody has removed one of these pages since you opened the issue."))
    for page in current.values():
        if page.pk not in kept:
            if count := page.placements.count():
                raise Incomplete(
                    [_("%(page)s still carries %(count)d articles: move them first.") % {"page": page, "count": count}]
                )
            if page.sign_offs.exists() or ProofMark.objects.filter(set_page__page=page).exists():
                message = _("%(page)s was proofed; its signatures and marks are kept, so the page stays.")
                raise Incomplete([message % {"page": page}])
            page.delete()
    moved = [plan.pk for plan in pages if plan.pk is not None and current[plan.pk].sequence != plan.sequence]
    for pk in moved:
        issue.pages.filter(pk=pk).update(sequence=current[pk].sequence + _OUT_OF_THE_WAY)
    for plan in pages:
        values = {"sequence": plan.sequence, "name": _name(plan), "editor_id": plan.editor_id}
        if plan.pk is None:
            Page.objects.create(issue=issue, **values)
        else:
            issue.pages.filter(pk=plan.pk).update(**values)
