"""Proving what was signed: every text hashed anew, every signature held against the trail, the trail against itself.

Nothing here trusts what a row says of itself: a revision's hash is computed from its words, a sign-off's seal from its
row, and both are compared with the audit row written in the same transaction, whose own hash hangs in the chain.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.chain import Anchor, ChainFault, ChainReport, Fault, check_chain
from accounts.models import AuditEntry
from articles import body as body_module
from articles.models import Article, Revision, SignOff
from articles.seals import seal
from articles.signatures import standing_under
from articles.steps import REVIEWS, reviews_for

BATCH = 500  # rows held at once
KEPT = 1000  # breaks told one by one; the rest is only counted
_WRITING = ("article.create", "article.revise", "article.correct")
_SIGNING = {"article.approve": SignOff.Verdict.APPROVED, "article.send_back": SignOff.Verdict.SENT_BACK}

M = TypeVar("M", bound=Model)
Until = Callable[[], bool]


class Wrong(StrEnum):
    """What kind of thing does not hold."""

    CONTENT = "content"  # a revision's words do not give its hash
    TEXT = "text"  # its plain text or its length is not that of its body
    WRITING = "writing"  # the trail tells of another text or author, or of none
    SIGNATURE = "signature"  # a sign-off was changed, or stands under another text
    UNRECORDED = "unrecorded"  # a sign-off that the trail does not know
    MISSING = "missing"  # a sign-off that the trail knows and that is gone
    PUBLISHED = "published"  # what readers see lacks its signatures or was not published as such
    CHAIN = "chain"  # the trail itself


@dataclass(frozen=True)
class Break:
    """One thing that does not hold: where, and in words."""

    wrong: Wrong
    words: str
    article: int | None = None
    revision: int | None = None
    title: str = ""
    sign_off: int | None = None
    position: int | None = None


@dataclass
class Verification:
    """What was checked, and what does not hold. ``is_whole`` is False where the time ran out before the end."""

    chain: ChainReport = field(default_factory=ChainReport)
    checked: Counter[str] = field(default_factory=Counter)  # revisions, sign_offs, published, audit_rows
    breaks: list[Break] = field(default_factory=list)
    found: int = 0
    seconds: float = 0.0
    is_whole: bool = True

    @property
    def holds(self) -> bool:
        """Whether everything that was looked at is as it was written."""
        return not self.found

    def add(self, broken: Break) -> None:
        """Count a break, and keep its words while there is room."""
        self.found += 1
        if len(self.breaks) < KEPT:
            self.breaks.append(broken)


FurtherCheck = Callable[[Verification, Until], None]


def verify(
    *, anchor: Anchor | None = None, seconds: float | None = None, further: Sequence[FurtherCheck] = ()
) -> Verification:
    """Check everything: the chain, all revisions, all sign-offs, and what is public.

    ``anchor`` is a row of the chain noted earlier, outside the database. ``seconds`` ends the check after that time.
    ``further`` are checks of other rooms, which add what they find.
    """
    began = time.monotonic()

    def is_over() -> bool:
        return seconds is not None and time.monotonic() - began > seconds

    result = Verification()
    result.chain = check_chain(anchor, until=is_over)
    result.checked["audit_rows"] = result.chain.rows
    for fault in result.chain.faults:
        result.add(Break(Wrong.CHAIN, chain_in_words(fault), position=fault.position))
    for part in (_check_revisions, _check_sign_offs, _check_missing, _check_published, *further):
        if not is_over():
            part(result, is_over)
    result.is_whole = result.chain.is_whole and not is_over()
    result.seconds = time.monotonic() - began
    return result


def chain_in_words(fault: ChainFault) -> str:
    """What is wrong with the chain at one place."""
    words = {
        Fault.ALTERED: _("Audit row %(position)s (number %(entry)s): changed, moved or put there by hand."),
        Fault.REMOVED: _("Before audit row %(position)s, %(missing)s rows are gone, and no retention run explains it."),
        Fault.DISCONNECTED: _("Audit row %(position)s does not carry the hash of the row before it."),
        Fault.UNLINKED: _("The audit row with the number %(entry)s stands outside the chain."),
        Fault.SHORT: _(
            "Audit row %(position)s is not the one that was noted: the end was cut off, or all written anew."
        ),
        Fault.TRIM_IN_DOUBT: _("The retention run at %(position)s does not explain what is missing at the beginning."),
    }
    return words[fault.fault] % {"position": fault.position, "entry": fault.entry, "missing": fault.missing}


# ------------------------------------------------------------------------------------------------- revisions


def _check_revisions(result: Verification, is_over: Until) -> None:
    revisions = Revision.objects.order_by("pk").prefetch_related("bylines", "attributions", "grid_areas", "photo_uses")
    for batch in _batches(revisions, is_over):
        written: dict[tuple[str, Any], tuple[int | None, dict[str, Any]]] = {}
        for target, actor, detail in _acts(_WRITING, {revision.article_id for revision in batch}):
            written.setdefault((target, detail.get("revision")), (actor, detail))
        for revision in batch:
            result.checked["revisions"] += 1
            for wrong, words in _revision_faults(revision, written, result.chain.removed_until):
                result.add(_of_revision(wrong, words, revision))


def _revision_faults(
    revision: Revision,
    written: dict[tuple[str, Any], tuple[int | None, dict[str, Any]]],
    removed_until: datetime | None,
) -> Iterator[tuple[Wrong, str]]:
    if revision.content().hash() != revision.content_hash:
        yield Wrong.CONTENT, _("The stored content (text, headline, bylines, photos …) does not give its hash.")
    text = body_module.to_text(revision.body)
    if text != revision.text or body_module.count_characters(text) != revision.characters:
        yield Wrong.TEXT, _("The plain text or the length that is stored beside the body is not the body's.")
    actor, detail = written.get((str(revision.article_id), revision.number), (None, None))
    if detail is None:
        if removed_until is None or revision.created_at >= removed_until:
            yield Wrong.WRITING, _("No audit row tells that this text was written.")
    elif actor != revision.author_id:
        yield Wrong.WRITING, _("The audit trail tells of another author of this text.")
    elif detail.get("content_hash", revision.content_hash) != revision.content_hash:
        yield Wrong.WRITING, _("The audit trail tells of another text (content hash) at this revision.")


def _of_revision(wrong: Wrong, words: str, revision: Revision, sign_off: int | None = None) -> Break:
    return Break(wrong, words, revision.article_id, revision.number, revision.title, sign_off)


# ------------------------------------------------------------------------------------------------- sign-offs


def _check_sign_offs(result: Verification, is_over: Until) -> None:
    for batch in _batches(SignOff.objects.select_related("revision").order_by("pk"), is_over):
        signed: dict[Any, tuple[str, str, int | None, dict[str, Any]]] = {}
        for action in _SIGNING:
            for target, actor, detail in _acts((action,), {sign_off.article_id for sign_off in batch}):
                signed.setdefault(detail.get("sign_off"), (action, target, actor, detail))
        for sign_off in batch:
            result.checked["sign_offs"] += 1
            for wrong, words in _sign_off_faults(sign_off, signed.get(sign_off.pk), result.chain.removed_until):
                result.add(_of_revision(wrong, words, sign_off.revision, sign_off.pk))


def _sign_off_faults(
    sign_off: SignOff, act: tuple[str, str, int | None, dict[str, Any]] | None, removed_until: datetime | None
) -> Iterator[tuple[Wrong, str]]:
    whose = {"step": sign_off.get_step_display(), "name": sign_off.signer_name}
    if sign_off.content_hash != sign_off.revision.content_hash:
        yield Wrong.SIGNATURE, _("%(step)s by %(name)s: the hash that was signed is not the revision's.") % whose
    if act is None:
        if removed_until is None or sign_off.signed_at >= removed_until:
            yield Wrong.UNRECORDED, _("%(step)s by %(name)s: the audit trail knows nothing of this signature.") % whose
        return
    action, target, actor, detail = act
    told = (
        target == str(sign_off.article_id),
        _SIGNING[action] == sign_off.verdict,
        actor == sign_off.signer_id,
        detail.get("step") == sign_off.step,
        detail.get("content_hash", sign_off.content_hash) == sign_off.content_hash,
        # rows from before there were seals tell less
        detail["seal"] == seal(sign_off)
        if "seal" in detail
        else detail.get("reason", sign_off.opinion) == sign_off.opinion,
    )
    if not all(told):
        yield Wrong.SIGNATURE, _("%(step)s by %(name)s: the signature is not what the audit trail sealed.") % whose


def _check_missing(result: Verification, is_over: Until) -> None:
    """Signatures that the trail tells of and that are gone. One query."""
    there = SignOff.objects.annotate(number=Cast("pk", TextField())).filter(
        number=KeyTextTransform("sign_off", OuterRef("detail"))
    )
    gone = AuditEntry.objects.filter(~Exists(there), action__in=_SIGNING, result=AuditEntry.Result.DONE)
    for entry in gone.order_by("pk").iterator(chunk_size=BATCH):
        words = _("%(name)s signed “%(title)s”, says the audit trail, but the signature is gone.") % {
            "name": entry.actor_name,
            "title": entry.target_label,
        }
        article = int(entry.target_id) if entry.target_id.isdecimal() else None
        result.add(Break(Wrong.MISSING, words, article, title=entry.target_label, position=entry.position))


# ----------------------------------------------------------------------------------------- what is public


def _check_published(result: Verification, is_over: Until) -> None:
    articles = Article.objects.published().select_related("published_revision").prefetch_related("sign_offs")
    for batch in _batches(articles.order_by("pk"), is_over):
        published: dict[str, dict[str, Any]] = {
            target: detail for target, _actor, detail in _acts(("article.publish",), {article.pk for article in batch})
        }
        for article in batch:
            result.checked["published"] += 1
            for words in _published_faults(article, published.get(str(article.pk)), result.chain.removed_until):
                assert article.published_revision is not None  # noqa: S101 (published() says so)
                result.add(_of_revision(Wrong.PUBLISHED, words, article.published_revision))


def _published_faults(article: Article, act: dict[str, Any] | None, removed_until: datetime | None) -> Iterator[str]:
    revision = article.published_revision
    assert revision is not None  # noqa: S101 (for the type checker)
    if not _is_signed(article, revision):
        yield _("Readers see this text, but the signatures of its reviews do not stand under it.")
    since = article.corrected_at or article.published_at
    if act is None:
        if removed_until is None or since is None or since >= removed_until:
            yield _("Readers see this text, but no audit row tells that it was published.")
    elif act.get("content_hash") != revision.content_hash:
        yield _("Readers see this text, but the audit trail tells that another was published.")


def _is_signed(article: Article, revision: Revision) -> bool:
    """Whether every step was signed on this text in one round, each by another person and none by its author.

    The grade counts in the article's present round only: a correction in work may have changed it since.
    """
    signed = standing_under(revision, article.sign_offs.all())
    is_present = any(sign_off.review_round == article.review_round for sign_off in signed.values())
    signers = [sign_off.signer_id for sign_off in signed.values()]
    return (
        all(review.step in signed for review in (reviews_for(article.grade) if is_present else REVIEWS))
        and len(set(signers)) == len(signers)
        and revision.author_id not in signers
    )


# ---------------------------------------------------------------------------------------------------- reading


def _batches(rows: QuerySet[M], is_over: Until) -> Iterator[list[M]]:
    """Rows in batches from one cursor, with what they prefetch; ends when the time is over."""
    stream = rows.iterator(chunk_size=BATCH)
    while not is_over() and (batch := list(islice(stream, BATCH))):
        yield batch


def _acts(actions: Iterable[str], articles: set[int]) -> Iterator[tuple[str, int | None, dict[str, Any]]]:
    """The done acts of these kinds on these articles, oldest first: (number of the article, actor, details)."""
    entries = AuditEntry.objects.filter(
        target_type=Article._meta.label_lower,
        target_id__in=[str(number) for number in articles],
        action__in=list(actions),
        result=AuditEntry.Result.DONE,
    )
    for target, actor, detail in entries.order_by("pk").values_list("target_id", "actor_id", "detail"):
        yield target, actor, detail if isinstance(detail, dict) else {}
