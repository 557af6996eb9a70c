"""What every verb on an article does first and last: lock its row, ask the table of roles, move it, leave a record."""

from __future__ import annotations

from typing import Any

from accounts import audit, clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import NotPermitted, Stale, WrongState
from articles.models import Article, Revision, Transition
from departments.models import Department

_MOVABLE = (
    *("state", "state_since", "review_round", "grade", "claimed_by", "claimed_at", "current_revision"),
    *("published_revision", "published_at", "corrected_at", "retracted_at", "retraction_note"),
)


def lock(article: Article, expected_revision: int) -> Article:
    """The article's row, locked and fresh; refuses when the person saw another revision than the current one."""
    locked = (
        Article.objects.select_for_update(of=("self",))
        .select_related("current_revision", "department")
        .get(pk=article.pk)
    )
    current = locked.current_revision
    if current is None or current.number != expected_revision:
        raise Stale
    return locked


def require(by: User, permission: Permission, department: Department | int) -> None:
    """Refuse a person whose roles do not allow this for this department."""
    if not allows(by, permission, department):
        raise NotPermitted


def current(article: Article) -> Revision:
    """The current revision of an article that has one, as every stored article does."""
    if article.current_revision is None:
        raise WrongState
    return article.current_revision


def move(article: Article, state: Article.State, *, by: User) -> None:
    """Store an article in a state. A change of state is noted for the figures and ends a claim."""
    if article.state != state or not article.transitions.exists():
        article.state = state
        article.state_since = clock.now()
        article.claimed_by = article.claimed_at = None
        Transition.objects.create(article=article, state=state, revision_number=current(article).number, by=by)
    article.save(update_fields=_MOVABLE)


def record(action: str, article: Article, by: User, **detail: Any) -> None:
    """The act's row in the audit trail, with where the article stands now."""
    audit.record(action, by=by, target=article, revision=current(article).number, state=article.state, **detail)
