"""The verbs of talking about a text: comment on a passage, answer, resolve, open again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import User
from accounts.notifications import notify
from accounts.roles import Permission
from articles import notices
from articles.body import without_controls
from articles.errors import Incomplete, WrongState
from articles.locking import current, lock, require
from articles.models import Article, Comment
from articles.verbs import verb


def _words(words: str) -> str:
    words = without_controls(words).strip()
    limit = Comment._meta.get_field("words").max_length or 0
    if not words:
        raise Incomplete([_("Write your comment first.")])
    if len(words) > limit:
        raise Incomplete([_("A comment has at most %(limit)d characters.") % {"limit": limit}])
    return words


def _lock_thread(comment: Comment, by: User) -> Comment:
    """The comment that began the thread, locked, with its article; refuses who may not comment there."""
    first = comment.parent_id or comment.pk
    locked = Comment.objects.select_for_update(of=("self",)).select_related("article__current_revision").get(pk=first)
    require(by, Permission.COMMENT, locked.article.department_id)
    _require_open(locked.article)
    return locked


def _require_open(article: Article) -> None:
    if article.state == Article.State.RETRACTED:
        raise WrongState(_("The article is retracted; nothing is added to it any more."))


@verb("comment.add")
def comment(
    article: Article,
    *,
    by: User,
    expected_revision: int,
    words: str,
    quote: str = "",
    paragraph: int | None = None,
) -> Comment:
    """Say something of a passage (its words, and its paragraph: 1 is the body's first, 0 the headline) or the whole."""
    article = lock(article, expected_revision)
    require(by, Permission.COMMENT, article.department_id)
    _require_open(article)
    limit = Comment._meta.get_field("quote").max_length or 0
    made = Comment.objects.create(
        article=article,
        revision=current(article),
        author=by,
        words=_words(words),
        quote=" ".join(without_controls(quote).split())[:limit],
        paragraph=paragraph,
    )
    audit.record("comment.add", by=by, target=article, comment=made.pk, revision=current(article).number)
    notify(
        [*notices.writers(article), *notices.signers(article)],
        "article.comment",
        by=by,
        target=article,
        words=made.words[:200],
    )
    return made


@verb("comment.reply")
def reply(to: Comment, *, by: User, words: str) -> Comment:
    """Answer a comment; an answer to an answer joins its thread."""
    first = _lock_thread(to, by)
    if first.resolved_at is not None:
        raise WrongState(_("This comment is resolved; open it again to answer it."))
    made = Comment.objects.create(
        article=first.article, revision=current(first.article), parent=first, author=by, words=_words(words)
    )
    audit.record("comment.reply", by=by, target=first.article, comment=made.pk, to=first.pk)
    talking = [first.author, *(answer.author for answer in first.replies.select_related("author"))]
    notify(talking, "article.comment", by=by, target=first.article, words=made.words[:200])
    return made


@verb("comment.resolve")
def resolve(of: Comment, *, by: User) -> Comment:
    """Mark a comment as done with."""
    first = _lock_thread(of, by)
    if first.resolved_at is not None:
        raise WrongState(_("This comment is resolved already."))
    first.resolved_by, first.resolved_at = by, clock.now()
    first.save(update_fields=["resolved_by", "resolved_at"])
    audit.record("comment.resolve", by=by, target=first.article, comment=first.pk)
    return first


@verb("comment.reopen")
def reopen(of: Comment, *, by: User) -> Comment:
    """Take a resolved comment up again."""
    first = _lock_thread(of, by)
    if first.resolved_at is None:
        raise WrongState(_("This comment is open."))
    first.resolved_by = first.resolved_at = None
    first.save(update_fields=["resolved_by", "resolved_at"])
    audit.record("comment.reopen", by=by, target=first.article, comment=first.pk)
    return first
