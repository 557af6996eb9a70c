"""The reviews (三审) as a table, by grade: the procedure is code, not configuration."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Permission
from articles.models import Article, SignOff

State, Step, Grade = Article.State, SignOff.Step, Article.Grade


@dataclass(frozen=True)
class Review:
    """One review: the state in which it is due, and who may sign it."""

    step: SignOff.Step
    state: Article.State
    permission: Permission


REVIEWS = (
    Review(Step.FIRST, State.FIRST_REVIEW, Permission.FIRST_REVIEW),
    Review(Step.SECOND, State.SECOND_REVIEW, Permission.SECOND_REVIEW),
    Review(Step.FINAL, State.FINAL_REVIEW, Permission.FINAL_REVIEW),
)
SECOND_FINAL = Review(Step.SECOND_FINAL, State.SECOND_FINAL_REVIEW, Permission.FINAL_REVIEW)
ALL_REVIEWS = (*REVIEWS, SECOND_FINAL)
IN_REVIEW = frozenset(review.state for review in ALL_REVIEWS)
WRITABLE = frozenset({State.DRAFT, State.SENT_BACK, State.WITHDRAWN, State.ARCHIVED_IMPORT})
SUBMITTABLE = frozenset({State.DRAFT, State.SENT_BACK, State.ARCHIVED_IMPORT})


def reviews_for(grade: str) -> tuple[Review, ...]:
    """The reviews an article of this grade goes through: three, and a second final reader for B and C."""
    return REVIEWS if grade == Grade.ORDINARY else ALL_REVIEWS


def review_due(state: str) -> Review | None:
    """The review that an article in this state waits for."""
    return next((review for review in ALL_REVIEWS if review.state == state), None)


def review_of(step: str) -> Review | None:
    """The review of this step; None for a word that names no step."""
    return next((review for review in ALL_REVIEWS if review.step == step), None)


def state_after(step: str, grade: str) -> Article.State:
    """Where approval of a step leads."""
    reviews = reviews_for(grade)
    position = [review.step for review in reviews].index(SignOff.Step(step))
    return reviews[position + 1].state if position + 1 < len(reviews) else State.APPROVED


def steps_before(state: str, grade: str) -> list[SignOff.Step]:
    """The steps that an article in review, or approved, may be sent back to, in the order of the reviews."""
    reviews = reviews_for(grade)
    if state == State.APPROVED:
        return [review.step for review in reviews]
    due = review_due(state)
    return [review.step for review in reviews[: reviews.index(due)]] if due in reviews else []
