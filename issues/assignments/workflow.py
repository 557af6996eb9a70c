"""The verbs of commissioning: an idea, asked of a department, accepted or declined, filed as an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.notifications import notify
from accounts.roles import Permission, Scope, allows, scope_of
from articles.body import without_controls
from articles.errors import Incomplete, NotPermitted, Stale, WrongState
from articles.models import Article, Column
from articles.verbs import verb
from departments.models import Department, GridArea
from issues.models import Assignment, Issue, WantedIssue

State = Assignment.State


@dataclass(frozen=True)
class Wish:
    """What is wanted: the story, of whom, for which issue and column, by when."""

    title: str
    brief: str = ""
    department: Department | None = None
    grid_area: GridArea | None = None
    assignee: User | None = None
    issue: Issue | None = None
    column: Column | None = None
    due_on: date | None = None


def _lock(assignment: Assignment, expected_version: int) -> Assignment:
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if locked.version != expected_version:
        raise Stale(_("Somebody has changed this assignment since you opened it. Look at it first."))
    return locked


def _require_commissioning(by: User) -> None:
    if not allows(by, Permission.COMMISSION):
        raise NotPermitted(_("Your role does not commission stories."))


def _require_asked(assignment: Assignment, by: User) -> None:
    """Only those whom the assignment asks answer it: people who write for its department."""
    if assignment.department_id is None or not allows(by, Permission.WRITE_ARTICLES, assignment.department_id):
        raise NotPermitted(_("This assignment is asked of another department."))


def _checked(wish: Wish) -> dict[str, Any]:
    title, brief = " ".join(without_controls(wish.title).split()), without_controls(wish.brief).strip()
    problems = []
    if not title:
        problems.append(_("Say what the story is about."))
    for name, text in (("title", title), ("brief", brief)):
        limit = getattr(Assignment._meta.get_field(name), "max_length", None) or 0
        if len(text) > limit:
            problems.append(_("At most %(limit)d characters are possible here.") % {"limit": limit})
    if wish.assignee is not None and (
        wish.department is None or not allows(wish.assignee, Permission.WRITE_ARTICLES, wish.department)
    ):
        problems.append(_("%(person)s does not write for this department.") % {"person": wish.assignee})
    if wish.issue is not None and wish.issue.is_published:
        problems.append(_("%(issue)s is published already.") % {"issue": wish.issue})
    if problems:
        raise Incomplete(problems)
    return {**vars(wish), "title": title, "brief": brief}


def _require_whole(assignment: Assignment) -> None:
    problems = []
    if assignment.department_id is None:
        problems.append(_("Choose the department that is asked."))
    if assignment.due_on is None:
        problems.append(_("Say by which day the story is wanted."))
    if problems:
        raise Incomplete(problems)


def _store(assignment: Assignment, state: Assignment.State, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(assignment, name, value)
    assignment.state = state
    assignment.version += 1
    assignment.save()


def _asked(assignment: Assignment) -> list[User]:
    """Who is told: the person asked, or else everybody who writes for the department alone."""
    if assignment.assignee is not None:
        return [assignment.assignee]
    people = User.objects.filter(department=assignment.department, is_active=True)
    return [person for person in people if scope_of(person, Permission.WRITE_ARTICLES) is Scope.OWN]


def _record(action: str, assignment: Assignment, by: User, **detail: Any) -> None:
    audit.record(action, by=by, target=assignment, state=assignment.state, version=assignment.version, **detail)


@verb("assignment.propose")
def propose(*, by: User, wish: Wish) -> Assignment:
    """Note an idea; nobody is asked yet."""
    _require_commissioning(by)
    assignment = Assignment.objects.create(created_by=by, **_checked(wish))
    _record("assignment.propose", assignment, by)
    return assignment


@verb("assignment.change")
def change(assignment: Assignment, *, by: User, expected_version: int, wish: Wish) -> Assignment:
    """Change what is wanted while there is no article; who is asked already is told."""
    _require_commissioning(by)
    assignment = _lock(assignment, expected_version)
    if assignment.state not in (State.IDEA, State.ASSIGNED, State.ACCEPTED, State.DECLINED):
        raise WrongState(_("There is an article already, or the assignment was cancelled."))
    before = assignment.department_id
    _store(assignment, State(assignment.state), **_checked(wish))
    if assignment.state != State.IDEA:
        _require_whole(assignment)
        if assignment.department_id != before and assignment.state != State.DECLINED:
            _store(assignment, State.ASSIGNED, reason="")
        notify(_asked(assignment), "assignment.changed", by=by, target=assignment)
    _record("assignment.change", assignment, by)
    return assignment


@verb("assignment.assign")
def assign(assignment: Assignment, *, by: User, expected_version: int) -> Assignment:
    """Ask the department; after a refusal, ask again."""
    _require_commissioning(by)
    assignment = _lock(assignment, expected_version)
    if assignment.state not in (State.IDEA, State.DECLINED):
        raise WrongState(_("Somebody is asked already."))
    _require_whole(assignment)
    _store(assignment, State.ASSIGNED, reason="")
    _record("assignment.assign", assignment, by)
    due = assignment.due_on.isoformat() if assignment.due_on else ""
    notify(_asked(assignment), "assignment.assigned", by=by, target=assignment, due_on=due)
    return assignment


@verb("assignment.accept")
def accept(assignment: Assignment, *, by: User, expected_version: int) -> Assignment:
    """The department takes it on; whoever accepts is the one who is asked from now on."""
    assignment = _lock(assignment, expected_version)
    _require_asked(assignment, by)
    if assignment.state != State.ASSIGNED:
        raise WrongState(_("This assignment does not wait for an answer."))
    taken = assignment.assignee if assignment.assignee_id else by
    _store(assignment, State.ACCEPTED, assignee=taken)
    _record("assignment.accept", assignment, by)
    notify([assignment.created_by], "assignment.accepted", by=by, target=assignment)
    return assignment


@verb("assignment.decline")
def decline(assignment: Assignment, *, by: User, expected_version: int, reason: str) -> Assignment:
    """The department cannot do it, and says why."""
    assignment = _lock(assignment, expected_version)
    _require_asked(assignment, by)
    if assignment.state not in (State.ASSIGNED, State.ACCEPTED):
        raise WrongState(_("This assignment does not wait for an answer."))
    reason = " ".join(without_controls(reason).split())
    limit = Assignment._meta.get_field("reason").max_length or 0
    if not reason or len(reason) > limit:
        raise Incomplete([_("Say why, in at most %(limit)d characters.") % {"limit": limit}])
    _store(assignment, State.DECLINED, reason=reason)
    _record("assignment.decline", assignment, by, reason=reason)
    notify([assignment.created_by], "assignment.declined", by=by, target=assignment, reason=reason)
    return assignment


@verb("assignment.file")
def file_article(assignment: Assignment, *, by: User, expected_version: int, article: Article) -> Assignment:
    """Join the article that answers the assignment; it is wanted for the assignment's issue."""
    assignment = _lock(assignment, expected_version)
    _require_asked(assignment, by)
    if assignment.state not in (State.ASSIGNED, State.ACCEPTED):
        raise WrongState(_("This assignment does not wait for a story."))
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if article.department_id != assignment.department_id:
        raise Incomplete([_("The article belongs to another department than the assignment.")])
    if Assignment.objects.filter(article=article).exists():
        raise WrongState(_("This article answers another assignment already."))
    _store(assignment, State.FILED, article=article)
    if assignment.issue_id is not None:
        WantedIssue.objects.update_or_create(article=article, defaults={"issue_id": assignment.issue_id})
    _record("assignment.file", assignment, by, article=article.pk)
    notify([assignment.created_by], "assignment.filed", by=by, target=assignment)
    return assignment


@verb("assignment.cancel")
def cancel(assignment: Assignment, *, by: User, expected_version: int, reason: str) -> Assignment:
    """The newsroom wants it no more; an article that was filed stays what it is."""
    _require_commissioning(by)
    assignment = _lock(assignment, expected_version)
    if assignment.state in (State.CANCELLED, State.FILED):
        raise WrongState(_("There is an article already, or the assignment was cancelled."))
    reason = " ".join(without_controls(reason).split())[:300]
    if not reason:
        raise Incomplete([_("Say why the story is wanted no more.")])
    was_asked = assignment.state in (State.ASSIGNED, State.ACCEPTED)
    _store(assignment, State.CANCELLED, reason=reason)
    _record("assignment.cancel", assignment, by, reason=reason)
    if was_asked:
        notify(_asked(assignment), "assignment.cancelled", by=by, target=assignment, reason=reason)
    return assignment


@verb("article.want")
def want_issue(article: Article, *, by: User, issue: Issue | None) -> None:
    """Say for which issue an article is wanted; None takes the wish away."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if not allows(by, Permission.WRITE_ARTICLES, article.department_id):
        raise NotPermitted
    if article.state in (Article.State.PUBLISHED, Article.State.RETRACTED):
        raise WrongState(_("The article is published already."))
    if issue is not None and issue.is_published:
        raise WrongState(_("%(issue)s is published already.") % {"issue": issue})
    before = WantedIssue.objects.filter(article=article).values_list("issue_id", flat=True).first()
    if before == (issue.pk if issue else None):
        return
    if issue is None:
        WantedIssue.objects.filter(article=article).delete()
    else:
        WantedIssue.objects.update_or_create(article=article, defaults={"issue": issue})
    audit.record("article.want", by=by, target=article, issue=str(issue) if issue else None)
