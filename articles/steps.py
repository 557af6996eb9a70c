"""The three reviews (三审) as a table: the procedure is code, not configuration."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Permission
from articles.models import Article, SignOff

State, Step = Article.State, SignOff.Step


@dataclass(frozen=True)
class Review:
    """One review: the state in which it is due, who may sign it, and where approval leads."""

    step: SignOff.Step
    state: Article.State
    permission: Permission
    next_state: Article.State


REVIEWS = (
    Review(Step.FIRST, State.FIRST_REVIEW, Permission.FIRST_REVIEW, State.SECOND_REVIEW),
    Review(Step.SECOND, State.SECOND_REVIEW, Permission.SECOND_REVIEW, State.FINAL_REVIEW),
    Review(Step.FINAL, State.FINAL_REVIEW, Permission.FINAL_REVIEW, State.APPROVED),
)
IN_REVIEW = frozenset(review.state for review in REVIEWS)
WRITABLE = frozenset({State.DRAFT, State.SENT_BACK, State.WITHDRAWN})


def review_due(state: str) -> Review | None:
    """The review that an article in this state waits for."""
    return next((review for review in REVIEWS if review.state == state), None)
