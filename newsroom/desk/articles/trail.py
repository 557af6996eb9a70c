"""What happened to an article, told in the order of time: revisions, signatures and acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from articles.models import Article, Revision, SignOff
from newsroom.desk.articles.standing import voided

# Acts that leave no row of their own beside the audit trail's.
_ACTS = ("article.submit", "article.withdraw", "article.publish", "article.correct", "article.retract", "article.grade")


@dataclass(frozen=True)
class Event:
    """One line of the trail; ``tone`` is done, refused or empty, ``void`` says that a signature counts no more."""

    at: datetime
    what: str
    who: str
    tone: str = ""
    note: str = ""
    revision: int | None = None
    content_hash: str = ""
    void: bool = False


def trail(article: Article, revisions: Iterable[Revision], sign_offs: list[SignOff]) -> list[Event]:
    """Everything that happened, oldest first; asks the audit trail once."""
    numbers = {revision.pk: revision.number for revision in revisions}
    void = voided(article, sign_offs)
    events = [
        *(_written(revision) for revision in revisions),
        *(_acted(entry) for entry in _acts_of(article)),
        *(_signed(sign_off, numbers, void=sign_off.pk in void) for sign_off in sign_offs),
    ]
    return sorted(events, key=lambda event: event.at)


def _acts_of(article: Article) -> Iterable[AuditEntry]:
    return AuditEntry.objects.filter(
        target_type=article._meta.label_lower,
        target_id=str(article.pk),
        action__in=_ACTS,
        result=AuditEntry.Result.DONE,
    ).select_related("actor")


def _written(revision: Revision) -> Event:
    what = _("Written") if revision.number == 1 else _("Changed")
    return Event(
        at=revision.created_at,
        what=what,
        who=_with_post(revision.author.name, revision.author.post),
        revision=revision.number,
        content_hash=revision.content_hash,
    )


def signed_in_words(sign_off: SignOff) -> str:
    """Which step was signed, and how."""
    words = {"step": sign_off.get_step_display(), "to": sign_off.get_returned_to_display()}
    if sign_off.verdict == SignOff.Verdict.APPROVED:
        return _("%(step)s passed") % words
    return (_("%(step)s: sent back to the %(to)s") if sign_off.returned_to else _("%(step)s: sent back")) % words


def _signed(sign_off: SignOff, numbers: dict[int, int], *, void: bool) -> Event:
    approved = sign_off.verdict == SignOff.Verdict.APPROVED
    return Event(
        at=sign_off.signed_at,
        what=signed_in_words(sign_off),
        who=_with_post(sign_off.signer_name, sign_off.signer_post),
        tone="done" if approved else "refused",
        note=sign_off.opinion,
        revision=numbers.get(sign_off.revision_id),
        content_hash=sign_off.content_hash,
        void=void,
    )


def _acted(entry: AuditEntry) -> Event:
    what = {
        "article.submit": _("Handed in for review"),
        "article.withdraw": _("Withdrawn"),
        "article.publish": _("Published"),
        "article.correct": _("Correction proposed"),
        "article.retract": _("Retracted"),
        "article.grade": _("Grade changed"),
    }[entry.action]
    actor = entry.actor
    return Event(
        at=entry.at,
        what=what,
        who=_with_post(actor.name, actor.post) if actor else entry.actor_name,
        tone="refused" if entry.action in ("article.withdraw", "article.retract") else "",
        note=str(entry.detail.get("reason") or entry.detail.get("note") or entry.detail.get("grade") or ""),
        revision=entry.detail.get("revision"),
    )


def _with_post(name: str, post: str) -> str:
    return _("%(name)s, %(post)s") % {"name": name, "post": post} if post else name
