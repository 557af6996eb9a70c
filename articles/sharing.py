"""Preview links (样稿): one unpublished revision for a reader without an account, until a moment, revocable."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import User
from accounts.notifications import notify
from accounts.roles import Permission
from articles.body import without_controls
from articles.errors import Incomplete, WrongState
from articles.locking import current, lock, require
from articles.models import Article, PreviewLink, PreviewNote
from articles.verbs import verb

SALT = "articles.preview"
LONGEST_DAYS = 14
NOTES_EACH = 20


def token_of(link: PreviewLink) -> str:
    """What stands in the address: the link's number, signed with the site's secret."""
    return signing.dumps(link.pk, salt=SALT)


def find_link(token: str) -> PreviewLink | None:
    """The link a token names, whether or not it is still valid; None for a token that we did not make."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return PreviewLink.objects.select_related("article", "revision", "created_by").filter(pk=number).first()


def is_open(link: PreviewLink) -> bool:
    """Whether the link still shows its revision: not revoked, not run out, and the article not taken out of work."""
    gone = (Article.State.WITHDRAWN, Article.State.RETRACTED)
    return link.revoked_at is None and link.expires_at > clock.now() and link.article.state not in gone


@verb("preview.share")
def share(article: Article, *, by: User, expected_revision: int, reader: str, days: int) -> PreviewLink:
    """Make a link to the current revision for a named reader, valid for 1 to 14 days."""
    article = lock(article, expected_revision)
    require(by, Permission.SHARE_DRAFTS, article.department_id)
    if article.state in (Article.State.PUBLISHED, Article.State.WITHDRAWN, Article.State.RETRACTED):
        raise WrongState(_("Only what is being worked on is shown in a preview."))
    reader = " ".join(without_controls(reader).split())
    limit = PreviewLink._meta.get_field("reader").max_length or 0
    if not reader or len(reader) > limit:
        raise Incomplete([_("Say for whom the preview is, in at most %(limit)d characters.") % {"limit": limit}])
    if not 1 <= days <= LONGEST_DAYS:
        raise Incomplete([_("A preview is valid for 1 to %(limit)d days.") % {"limit": LONGEST_DAYS}])
    now = clock.now()
    link = PreviewLink.objects.create(
        article=article,
        revision=current(article),
        reader=reader,
        created_by=by,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    audit.record("preview.share", by=by, target=article, link=link.pk, reader=reader, until=link.expires_at.isoformat())
    return link


@verb("preview.revoke")
def revoke(link: PreviewLink, *, by: User) -> PreviewLink:
    """End a link at once."""
    link = PreviewLink.objects.select_for_update(of=("self",)).select_related("article").get(pk=link.pk)
    require(by, Permission.SHARE_DRAFTS, link.article.department_id)
    if link.revoked_at is not None:
        raise WrongState(_("This link is revoked already."))
    link.revoked_by, link.revoked_at = by, clock.now()
    link.save(update_fields=["revoked_by", "revoked_at"])
    audit.record("preview.revoke", by=by, target=link.article, link=link.pk, reader=link.reader)
    return link


@verb("preview.open")
def open_link(link: PreviewLink, *, by: User | None = None) -> PreviewLink:
    """Note that the link was opened; refuses one that shows nothing any more."""
    if not is_open(link):
        raise WrongState(_("This preview has ended."))
    link.opened_at = clock.now()
    link.save(update_fields=["opened_at"])
    audit.record("preview.open", by=by, target=link.article, link=link.pk, reader=link.reader)
    return link


@verb("preview.note")
def note(link: PreviewLink, *, by: User | None = None, kind: str, name: str, words: str = "") -> PreviewNote:
    """Keep what the reader of a preview says: a remark, or “read and agreed” by name. It signs no step."""
    link = PreviewLink.objects.select_for_update(of=("self",)).select_related("article", "revision").get(pk=link.pk)
    if not is_open(link):
        raise WrongState(_("This preview has ended."))
    name, words = " ".join(without_controls(name).split()), without_controls(words).strip()
    problems = []
    if kind not in PreviewNote.Kind.values:
        problems.append(_("Choose between a remark and “read and agreed”."))
    if not name or len(name) > (PreviewNote._meta.get_field("name").max_length or 0):
        problems.append(_("Give your name, in at most 40 characters."))
    if kind == PreviewNote.Kind.REMARK and not words:
        problems.append(_("Write your remark first."))
    if len(words) > (PreviewNote._meta.get_field("words").max_length or 0):
        problems.append(_("A remark has at most 2,000 characters."))
    if link.notes.count() >= NOTES_EACH:
        problems.append(_("This preview has taken as many remarks as it can; speak to the editors."))
    if problems:
        raise Incomplete(problems)
    made = PreviewNote.objects.create(
        link=link,
        kind=kind,
        name=name,
        words=words,
        content_hash=link.revision.content_hash,
        address=audit.origin.get(),
    )
    audit.record("preview.note", by=by, target=link.article, link=link.pk, kind=kind, reader=link.reader)
    notify([link.created_by], "preview.note", by=by, target=link.article, reader=name, note_kind=kind)
    return made
