"""The verbs that change an article. Every entrance (desk, command, importer) calls these and nothing else does.

Each verb takes keywords only, names who acts (``by``) and which revision that person saw (``expected_revision``, its
number), runs in one transaction with the article's row locked, checks permission, department, state and four eyes,
and writes its audit row in that transaction. A refusal leaves nothing behind but an audit row that says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, Scope, allows, scope_of
from articles import notices
from articles.content import Content
from articles.errors import Incomplete, NotPermitted, WrongState
from articles.gates import Gate, gate_problems
from articles.locking import current, lock, move, record, require
from articles.models import Article, Photo, Revision, SignOff
from articles.revisions import prepare, store_revision
from articles.seals import seal
from articles.signatures import require_four_eyes, sign, signature_problems, standing_on
from articles.steps import (
    IN_REVIEW,
    REVIEWS,
    SUBMITTABLE,
    WRITABLE,
    Review,
    review_due,
    review_of,
    state_after,
    steps_before,
)
from articles.submission import submission_problems
from articles.verbs import verb
from departments.models import Department

State = Article.State


def _require_photos(by: User, content: Content, revision: Revision | None) -> None:
    """Refuse photos that the person could not see; those the article has already stay."""
    wanted = {picture.photo_id for picture in content.photos}
    if revision is not None:
        wanted -= set(revision.photo_uses.values_list("photo_id", flat=True))
    if wanted and Photo.objects.visible_to(by).filter(pk__in=wanted).count() < len(wanted):
        raise NotPermitted(_("One of the photos does not exist or belongs to another department."))


def _require_correction_note(article: Article, content: Content) -> None:
    if article.published_revision_id is not None and not content.correction_note:
        raise Incomplete([_("Say what is corrected: readers will see it with the date.")])


# ------------------------------------------------------------------------------------------------ writing


@verb("article.create")
def create(
    *,
    by: User,
    department: Department,
    content: Content,
    import_key: str | None = None,
    archived: bool = False,
) -> Article:
    """A new draft of a department with its first revision; ``archived`` marks a story imported from an old issue."""
    require(by, Permission.WRITE_ARTICLES, department)
    content = prepare(content)
    _require_photos(by, content, None)
    article = Article.objects.create(department=department, created_by=by, import_key=import_key)
    article.current_revision = store_revision(article, content, author=by)
    move(article, State.ARCHIVED_IMPORT if archived else State.DRAFT, by=by)
    content_hash = article.current_revision.content_hash
    record("article.create", article, by, imported=import_key is not None, content_hash=content_hash)
    return article


@verb("article.revise")
def revise(
    article: Article, *, by: User, expected_revision: int, content: Content, expected_state: str = ""
) -> Revision:
    """Save changed content as a new revision; the same content again makes none.

    Writers of the department change drafts. Text in review or approved is changed only by those who may write for
    all departments or review it; that voids every signature and begins the reviews anew. ``expected_state`` is the
    state that the person saw: an edit does not void a signature that was given after she opened the form.
    """
    article = lock(article, expected_revision)
    require(by, Permission.WRITE_ARTICLES, article.department_id)
    if expected_state and article.state != expected_state:
        raise WrongState(
            _("The article has moved on since you opened it (now: %(state)s). Nothing is lost: look at it and decide.")
            % {"state": article.get_state_display()}
        )
    if article.state in (State.PUBLISHED, State.RETRACTED):
        raise WrongState(_("The article is published. A published text changes only by a correction."))
    if article.state not in WRITABLE and not may_edit_in_review(by, article):
        raise NotPermitted(closed_to_writers(article))
    content = prepare(content)
    _require_correction_note(article, content)
    before = current(article)
    _require_photos(by, content, before)
    if content.hash() == before.content_hash:
        if article.state == State.WITHDRAWN:
            move(article, State.DRAFT, by=by)  # taken up again as it was
            record("article.revise", article, by, content_hash=before.content_hash, signatures_voided=0)
        return before
    voided = list(standing_on(article).values())
    revision = store_revision(article, content, author=by)
    article.current_revision = revision
    if article.state in WRITABLE:
        keeps = article.state in (State.SENT_BACK, State.ARCHIVED_IMPORT)
        move(article, State(article.state) if keeps else State.DRAFT, by=by)
    else:
        article.review_round += 1
        move(article, State.FIRST_REVIEW, by=by)
        notices.voided(article, by=by, signatures=voided)
    record("article.revise", article, by, content_hash=revision.content_hash, signatures_voided=len(voided))
    return revision


def closed_to_writers(article: Article) -> str:
    """What a writer is told of a text in review or approved, which she may no longer change herself."""
    if article.state == State.APPROVED:
        return _("The article is approved; withdraw it first, or ask an editor to change it.")
    return _("The article is in review; withdraw it first, or ask an editor to change it.")


def may_edit_in_review(by: User, article: Article) -> bool:
    """Whether a person may change this text while it is in review or approved."""
    return scope_of(by, Permission.WRITE_ARTICLES) is Scope.ALL or (
        allows(by, Permission.WRITE_ARTICLES, article.department_id)
        and allows(by, Permission.FIRST_REVIEW, article.department_id)
        and article.state == State.FIRST_REVIEW
    )


@verb("article.submit")
def submit(article: Article, *, by: User, expected_revision: int) -> Article:
    """Hand a draft in for the first review."""
    article = lock(article, expected_revision)
    require(by, Permission.WRITE_ARTICLES, article.department_id)
    if article.state in IN_REVIEW:
        raise WrongState(_("The article is handed in already and waits for its review."))
    if article.state not in SUBMITTABLE:
        raise WrongState
    text = current(article)
    if problems := submission_problems(text) or gate_problems(article, text, Gate.SUBMIT):
        raise Incomplete(problems)
    article.review_round += 1
    move(article, State.FIRST_REVIEW, by=by)
    record("article.submit", article, by, content_hash=current(article).content_hash)
    notices.waiting(article, by=by)
    return article


@verb("article.withdraw")
def withdraw(article: Article, *, by: User, expected_revision: int, reason: str = "") -> Article:
    """Take an article out of the newsroom's work before it is published. Saving it again makes it a draft.

    Of an article that is public only the correction in work is withdrawn: what readers see stays, and counts again.
    """
    article = lock(article, expected_revision)
    require(by, Permission.WRITE_ARTICLES, article.department_id)
    if article.state in (State.PUBLISHED, State.WITHDRAWN, State.RETRACTED):
        raise WrongState
    before, withdrawn = article.state, current(article).number
    if article.published_revision_id is not None:
        article.current_revision = article.published_revision
        move(article, State.PUBLISHED, by=by)
    else:
        move(article, State.WITHDRAWN, by=by)
    record("article.withdraw", article, by, reason=reason.strip(), before=before, withdrawn=withdrawn)
    return article


# ------------------------------------------------------------------------------------------------ reviewing


@verb("article.approve")
def approve(
    article: Article, *, by: User, expected_revision: int, step: str, opinion: str = "", doubts_seen: str = ""
) -> Article:
    """Sign the review step that is due, on the revision that was read, and pass the article on.

    ``doubts_seen`` is the mark of the proofreader's doubts that the person says she has looked at.
    """
    article = lock(article, expected_revision)
    review = review_due(article.state)
    if review is None or review.step != step:
        raise WrongState
    require(by, review.permission, article.department_id)
    require_four_eyes(article, by, step)
    if problems := gate_problems(article, current(article), Gate.APPROVE, seen=doubts_seen):
        raise Incomplete(problems)
    signature = sign(article, review, SignOff.Verdict.APPROVED, by=by, opinion=opinion)
    move(article, state_after(step, article.grade), by=by)
    signed = {"sign_off": signature.pk, "content_hash": signature.content_hash, "seal": seal(signature)}
    record("article.approve", article, by, step=step, doubts_seen=doubts_seen, **signed)
    if article.state == State.APPROVED:
        notices.approved(article, by=by)
    else:
        notices.waiting(article, by=by)
    return article


@verb("article.send_back")
def send_back(article: Article, *, by: User, expected_revision: int, reason: str, to: str = "") -> Article:
    """Return an article with a reason: to its department, or ``to`` an earlier review step, whose signature ends.

    Who may sign the step that is due may send back; an approved article is sent back by those who sign last.
    """
    article = lock(article, expected_revision)
    review: Review | None = REVIEWS[-1] if article.state == State.APPROVED else review_due(article.state)
    if review is None:
        raise WrongState
    require(by, review.permission, article.department_id)
    if not reason.strip():
        raise Incomplete([_("Say why the article goes back, so that the department can mend it.")])
    target = review_of(to)
    if to and (target is None or target.step not in steps_before(article.state, article.grade)):
        raise WrongState(_("The article cannot go back to this step; choose an earlier one, or its department."))
    told = notices.concerned_by_return(article)
    signature = sign(article, review, SignOff.Verdict.SENT_BACK, by=by, opinion=reason, returned_to=to)
    move(article, target.state if target else State.SENT_BACK, by=by)
    signed = {"sign_off": signature.pk, "content_hash": signature.content_hash, "seal": seal(signature)}
    record("article.send_back", article, by, step=review.step, to=to, reason=reason.strip(), **signed)
    notices.sent_back(article, by=by, people=told, reason=reason.strip(), to=to)
    return article


# ------------------------------------------------------------------------------- publishing and afterwards


@verb("article.publish")
def publish(article: Article, *, by: User, expected_revision: int, at: datetime | None = None) -> Article:
    """Show the approved revision to readers, after every signature was checked against the text once more.

    For an article that is public already this replaces the text by its correction. ``at`` is the moment of its issue,
    from which on readers see it; without it, that is now.
    """
    article = lock(article, expected_revision)
    require(by, Permission.PUBLISH_ISSUES, article.department_id)
    if article.state != State.APPROVED:
        raise WrongState
    if problems := signature_problems(article):
        raise Incomplete(problems)
    corrects = article.published_revision_id is not None
    article.published_revision = article.current_revision
    if corrects:
        article.corrected_at = clock.now()
    else:
        article.published_at = at or clock.now()
    move(article, State.PUBLISHED, by=by)
    record("article.publish", article, by, content_hash=current(article).content_hash, corrects=corrects)
    notices.published(article, by=by, corrects=corrects)
    return article


@verb("article.take_back")
def take_back(article: Article, *, by: User, expected_revision: int) -> Article:
    """Take a public text off with its issue, which is withdrawn; its signatures stand, and it waits once more.

    A correction in work stays in review; it is then what comes out with the issue.
    """
    article = lock(article, expected_revision)
    require(by, Permission.PUBLISH_ISSUES, article.department_id)
    if article.published_revision_id is None:
        raise WrongState(_("Only what is public can be taken back."))
    article.published_revision = article.published_at = article.corrected_at = None
    move(article, State.APPROVED if article.state == State.PUBLISHED else State(article.state), by=by)
    record("article.take_back", article, by, content_hash=current(article).content_hash)
    return article


@verb("article.correct")
def correct(article: Article, *, by: User, expected_revision: int, content: Content) -> Revision:
    """Propose a correction of a public text: a new revision that goes through every review while the old one stays.

    ``content.correction_note`` says to readers what was wrong.
    """
    article = lock(article, expected_revision)
    require(by, Permission.WRITE_ARTICLES, article.department_id)
    if article.state != State.PUBLISHED:
        raise WrongState(_("Only a published article is corrected."))
    content = prepare(content)
    _require_correction_note(article, content)
    before = current(article)
    _require_photos(by, content, before)
    if replace(content, correction_note=before.correction_note).hash() == before.content_hash:
        raise Incomplete([_("Nothing is changed yet.")])  # a note alone corrects nothing
    revision = store_revision(article, content, author=by)
    if problems := submission_problems(revision) or gate_problems(article, revision, Gate.SUBMIT):
        raise Incomplete(problems)
    article.current_revision = revision
    article.review_round += 1
    move(article, State.FIRST_REVIEW, by=by)
    record("article.correct", article, by, content_hash=revision.content_hash, note=content.correction_note)
    notices.waiting(article, by=by)
    return revision


@verb("article.retract")
def retract(article: Article, *, by: User, expected_revision: int, reason: str, public_note: str = "") -> Article:
    """Take a public text down at once and for good. The reason stays in the house; readers see ``public_note``."""
    article = lock(article, expected_revision)
    require(by, Permission.RETRACT, article.department_id)
    if article.published_revision_id is None:
        raise WrongState(_("Only what is public can be retracted."))
    if not reason.strip():
        raise Incomplete([_("Say why the article is retracted; the reason stays in the audit trail.")])
    public_note = " ".join(public_note.split())
    limit = Article._meta.get_field("retraction_note").max_length or 0
    if len(public_note) > limit:
        raise Incomplete([_("What readers are told has at most %(limit)d characters.") % {"limit": limit}])
    retracted = article.published_revision
    article.published_revision = article.published_at = article.corrected_at = None
    article.retracted_at, article.retraction_note = clock.now(), public_note
    move(article, State.RETRACTED, by=by)
    record(
        "article.retract",
        article,
        by,
        reason=reason.strip(),
        public_note=public_note,
        content_hash=retracted.content_hash if retracted else "",
    )
    notices.retracted(article, by=by, reason=reason.strip())
    return article
