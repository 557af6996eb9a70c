"""The verbs around the reviews: claim a story, give it a grade and a day, remind its reviewers."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles import notices
from articles.errors import NotPermitted, WorkflowError, WrongState
from articles.locking import lock, move, record, require
from articles.models import Article
from articles.signatures import standing_on
from articles.steps import IN_REVIEW, SECOND_FINAL, review_due, reviews_for
from articles.verbs import verb

State = Article.State
CLAIM_LASTS = timedelta(hours=4)
REMINDERS_APART = timedelta(hours=20)


def claimed_by_other(article: Article, user: User) -> User | None:
    """Who else is reviewing the article now; None when nobody is, or the claim has run out."""
    if article.claimed_by is None or article.claimed_at is None or article.claimed_by_id == user.pk:
        return None
    return article.claimed_by if article.claimed_at > clock.now() - CLAIM_LASTS else None


@verb("article.claim")
def claim(article: Article, *, by: User, expected_revision: int, take_over: bool = False) -> Article:
    """Say “I am reviewing this”, for some hours or until the article moves: it spares double work, hindering nobody."""
    article = lock(article, expected_revision)
    due = review_due(article.state)
    if due is None:
        raise WrongState(_("No review is due now."))
    require(by, due.permission, article.department_id)
    other = claimed_by_other(article, by)
    if other is not None and not take_over:
        raise WorkflowError(_("%(person)s is reviewing this article now.") % {"person": other})
    article.claimed_by, article.claimed_at = by, clock.now()
    article.save(update_fields=["claimed_by", "claimed_at"])
    record("article.claim", article, by, taken_over_from=other.name if other else "")
    return article


@verb("article.release")
def release(article: Article, *, by: User, expected_revision: int) -> Article:
    """Give up one's claim."""
    article = lock(article, expected_revision)
    if article.claimed_by_id != by.pk:
        raise WrongState(_("You have not claimed this article."))
    article.claimed_by = article.claimed_at = None
    article.save(update_fields=["claimed_by", "claimed_at"])
    record("article.release", article, by)
    return article


@verb("article.grade")
def set_grade(article: Article, *, by: User, expected_revision: int, grade: str) -> Article:
    """Say how much is at stake. More is asked for at once; less may be asked only by those who sign last."""
    article = lock(article, expected_revision)
    require(by, Permission.HANDLE_ARTICLES, article.department_id)
    if grade not in Article.Grade.values:
        raise WorkflowError(_("There is no such grade."))
    if article.state in (State.PUBLISHED, State.RETRACTED):
        raise WrongState(_("The article is published; its grade no longer changes."))
    if len(reviews_for(grade)) < len(reviews_for(article.grade)) and not allows(by, Permission.FINAL_REVIEW):
        raise NotPermitted(_("Only those who sign last may lower a grade to fewer signatures."))
    before, article.grade = article.grade, grade
    state = State(article.state)
    if state == State.APPROVED and any(r.step not in standing_on(article) for r in reviews_for(grade)):
        state = SECOND_FINAL.state
    elif state == SECOND_FINAL.state and SECOND_FINAL not in reviews_for(grade):
        state = State.APPROVED
    moved = state != article.state
    move(article, state, by=by)
    record("article.grade", article, by, before=before, grade=grade)
    if moved and state == State.APPROVED:
        notices.approved(article, by=by)
    elif moved:
        notices.waiting(article, by=by)
    return article


@verb("article.due")
def set_due(article: Article, *, by: User, expected_revision: int, due_on: date | None) -> Article:
    """Say by which day the reviews are to be done; None takes the day away."""
    article = lock(article, expected_revision)
    require(by, Permission.HANDLE_ARTICLES, article.department_id)
    if article.state in (State.PUBLISHED, State.RETRACTED):
        raise WrongState(_("The article is published; nothing is due any more."))
    article.due_on = due_on
    article.save(update_fields=["due_on"])
    record("article.due", article, by, due_on=due_on.isoformat() if due_on else None)
    return article


@verb("article.remind")
def remind(article: Article, *, by: User, expected_revision: int) -> Article:
    """Ask the people for whose review the article waits; once a day at most."""
    article = lock(article, expected_revision)
    require(by, Permission.WRITE_ARTICLES, article.department_id)
    if article.state not in IN_REVIEW:
        raise WrongState(_("No review is due now."))
    if article.reminded_at is not None and article.reminded_at > clock.now() - REMINDERS_APART:
        raise WorkflowError(_("They were reminded today already."))
    people = notices.reviewers(article)
    article.reminded_at = clock.now()
    article.save(update_fields=["reminded_at"])
    record("article.remind", article, by, people=len(people))
    notices.reminder(article, by=by, people=people)
    return article
