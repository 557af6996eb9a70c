"""What the desk offers a person to do with an article; the verbs themselves decide again."""

from __future__ import annotations

from accounts.models import User
from accounts.roles import Permission, allows
from articles.models import Article
from articles.signatures import signed_another_step
from articles.steps import IN_REVIEW, SUBMITTABLE, WRITABLE, review_due
from articles.workflow import may_edit_in_review

State = Article.State


def available_verbs(article: Article, user: User) -> dict[str, bool]:
    """Which verbs this person may use on this article now. Asks ``current_revision`` and ``sign_offs``."""
    department = article.department_id
    writes = allows(user, Permission.WRITE_ARTICLES, department)
    due = review_due(article.state)
    reviews = due is not None and allows(user, due.permission, department)
    public = article.published_revision_id is not None
    ended = article.state in (State.PUBLISHED, State.RETRACTED)
    handles = allows(user, Permission.HANDLE_ARTICLES, department) and not ended
    wrote_last = article.current_revision is not None and article.current_revision.author_id == user.pk
    signs = due is not None and not wrote_last
    signs = signs and not signed_another_step(article.sign_offs.all(), user, article, due.step if due else "")
    return {
        "revise": writes and not ended and (article.state in WRITABLE or may_edit_in_review(user, article)),
        "submit": writes and article.state in SUBMITTABLE,
        "withdraw": writes and not ended and article.state != State.WITHDRAWN,
        "approve": reviews and signs,
        "send_back": reviews or (article.state == State.APPROVED and allows(user, Permission.FINAL_REVIEW)),
        "publish": article.state == State.APPROVED and allows(user, Permission.PUBLISH_ISSUES, department),
        "correct": writes and article.state == State.PUBLISHED,
        "retract": public and allows(user, Permission.RETRACT, department),
        "claim": reviews,
        "grade": handles,
        "due": handles,
        "remind": writes and article.state in IN_REVIEW,
        "comment": allows(user, Permission.COMMENT, department) and article.state != State.RETRACTED,
        "share": allows(user, Permission.SHARE_DRAFTS, department)
        and article.state not in (State.PUBLISHED, State.WITHDRAWN, State.RETRACTED),
    }
