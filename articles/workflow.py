"""The verbs that change an article. Every entrance (desk, command, importer) calls these and nothing else does.

Each verb takes keywords only, names who acts (``by``) and which revision that person saw (``expected_revision``, its
number), runs in one transaction with the article's row locked, checks permission, department, state and four eyes,
and writes its audit row in that transaction. A refusal leaves nothing behind but an audit row that says so.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import User
from accounts.roles import Permission, Scope, allows, scope_of
from articles.content import Content
from articles.errors import FourEyes, Incomplete, NotPermitted, Stale, WrongState
from articles.models import Article, Photo, Revision, SignOff
from articles.revisions import prepare, store_revision
from articles.steps import REVIEWS, WRITABLE, Review, review_due
from articles.verbs import verb
from departments.models import Department

State = Article.State


def _lock(article: Article, expected_revision: int) -> Article:
    """The article's row, locked and fresh; refuses when the person saw another revision than the current one."""
    locked = Article.objects.select_for_update(of=("self",)).select_related("current_revision").get(pk=article.pk)
    current = locked.current_revision
    if current is None or current.number != expected_revision:
        raise Stale
    return locked


def _require(by: User, permission: Permission, department: Department | int) -> None:
    if not allows(by, permission, department):
        raise NotPermitted


def _require_photos(by: User, content: Content, current: Revision | None) -> None:
    """Refuse photos that the person could not see; those the article has already stay."""
    wanted = {picture.photo_id for picture in content.photos}
    if current is not None:
        wanted -= set(current.photo_uses.values_list("photo_id", flat=True))
    if wanted and Photo.objects.visible_to(by).filter(pk__in=wanted).count() < len(wanted):
        raise NotPermitted(_("One of the photos does not exist or belongs to another department."))


def _current(article: Article) -> Revision:
    if article.current_revision is None:
        raise WrongState
    return article.current_revision


def _move(article: Article, state: Article.State) -> None:
    if article.state != state:
        article.state = state
        article.state_since = clock.now()
    article.save(
        update_fields=[
            *("state", "state_since", "review_round", "current_revision", "published_revision", "published_at")
        ]
    )


def _record(action: str, article: Article, by: User, **detail: Any) -> None:
    audit.record(action, by=by, target=article, revision=_current(article).number, state=article.state, **detail)


# ------------------------------------------------------------------------------------------------ writing


@verb("article.create")
def create(*, by: User, department: Department, content: Content, import_key: str | None = None) -> Article:
    """A new draft of a department with its first revision."""
    _require(by, Permission.WRITE_ARTICLES, department)
    content = prepare(content)
    _require_photos(by, content, None)
    article = Article.objects.create(department=department, created_by=by, import_key=import_key)
    article.current_revision = store_revision(article, content, author=by)
    _move(article, State.DRAFT)
    _record("article.create", article, by, imported=import_key is not None)
    return article


@verb("article.revise")
def revise(article: Article, *, by: User, expected_revision: int, content: Content) -> Revision:
    """Save changed content as a new revision; the same content again makes none.

    Writers of the department change drafts. Text in review or approved is changed only by those who may write for
    all departments or review it; that voids every signature and begins the reviews anew.
    """
    article = _lock(article, expected_revision)
    _require(by, Permission.WRITE_ARTICLES, article.department_id)
    if article.state == State.PUBLISHED:
        raise WrongState(_("The article is published. A published text changes only by a correction."))
    if article.state not in WRITABLE and not may_edit_in_review(by, article):
        raise NotPermitted(_("The article is in review; withdraw it first, or ask an editor to change it."))
    content = prepare(content)
    current = _current(article)
    _require_photos(by, content, current)
    if content.hash() == current.content_hash:
        if article.state == State.WITHDRAWN:
            _move(article, State.DRAFT)  # taken up again as it was
            _record("article.revise", article, by, content_hash=current.content_hash, signatures_voided=0)
        return current
    signatures_voided = valid_sign_offs(article).count()
    revision = store_revision(article, content, author=by)
    article.current_revision = revision
    if article.state in WRITABLE:
        _move(article, State.SENT_BACK if article.state == State.SENT_BACK else State.DRAFT)
    else:
        article.review_round += 1
        _move(article, State.FIRST_REVIEW)
    _record("article.revise", article, by, content_hash=revision.content_hash, signatures_voided=signatures_voided)
    return revision


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
    article = _lock(article, expected_revision)
    _require(by, Permission.WRITE_ARTICLES, article.department_id)
    if article.state not in (State.DRAFT, State.SENT_BACK):
        raise WrongState
    if problems := submission_problems(_current(article)):
        raise Incomplete(problems)
    article.review_round += 1
    _move(article, State.FIRST_REVIEW)
    _record("article.submit", article, by, content_hash=_current(article).content_hash)
    return article


@verb("article.withdraw")
def withdraw(article: Article, *, by: User, expected_revision: int, reason: str = "") -> Article:
    """Take an article out of the newsroom's work before it is published. Saving it again makes it a draft."""
    article = _lock(article, expected_revision)
    _require(by, Permission.WRITE_ARTICLES, article.department_id)
    if article.state in (State.PUBLISHED, State.WITHDRAWN):
        raise WrongState
    before = article.state
    _move(article, State.WITHDRAWN)
    _record("article.withdraw", article, by, reason=reason.strip(), before=before)
    return article


# ------------------------------------------------------------------------------------------------ reviewing


@verb("article.approve")
def approve(article: Article, *, by: User, expected_revision: int, step: str, opinion: str = "") -> Article:
    """Sign the review step that is due, on the revision that was read, and pass the article on."""
    article = _lock(article, expected_revision)
    review = _due(article, step)
    _require(by, review.permission, article.department_id)
    _require_four_eyes(article, by)
    _sign(article, review, SignOff.Verdict.APPROVED, by=by, opinion=opinion)
    _move(article, review.next_state)
    _record("article.approve", article, by, step=step, content_hash=_current(article).content_hash)
    return article


@verb("article.send_back")
def send_back(article: Article, *, by: User, expected_revision: int, reason: str) -> Article:
    """Return an article to its department with a reason; an approved one by those who sign last."""
    article = _lock(article, expected_revision)
    review = REVIEWS[-1] if article.state == State.APPROVED else review_due(article.state)
    if review is None:
        raise WrongState
    _require(by, review.permission, article.department_id)
    if not reason.strip():
        raise Incomplete([_("Say why the article goes back, so that the department can mend it.")])
    _sign(article, review, SignOff.Verdict.SENT_BACK, by=by, opinion=reason)
    _move(article, State.SENT_BACK)
    _record("article.send_back", article, by, step=review.step, reason=reason.strip())
    return article


def _due(article: Article, step: str) -> Review:
    review = review_due(article.state)
    if review is None or review.step != step:
        raise WrongState
    return review


def _require_four_eyes(article: Article, by: User) -> None:
    signed = article.sign_offs.filter(review_round=article.review_round, signer=by).exists()
    if signed or _current(article).author_id == by.pk:
        raise FourEyes


def _sign(article: Article, review: Review, verdict: SignOff.Verdict, *, by: User, opinion: str) -> None:
    revision = _current(article)
    if _content_of(revision).hash() != revision.content_hash:
        raise Stale(_("The stored text does not match its content hash: it was changed outside the newsroom system."))
    SignOff.objects.create(
        article=article,
        revision=revision,
        content_hash=revision.content_hash,
        review_round=article.review_round,
        step=review.step,
        verdict=verdict,
        signer=by,
        signer_name=by.name,
        signer_post=by.post,
        opinion=opinion.strip(),
    )


def _content_of(revision: Revision) -> Content:
    return Revision.objects.with_parts().get(pk=revision.pk).content()


# ----------------------------------------------------------------------------------------------- publishing


@verb("article.publish")
def publish(article: Article, *, by: User, expected_revision: int) -> Article:
    """Show the approved revision to readers, after every signature was checked against the text once more."""
    article = _lock(article, expected_revision)
    _require(by, Permission.PUBLISH_ISSUES, article.department_id)
    if article.state != State.APPROVED:
        raise WrongState
    if problems := signature_problems(article):
        raise Incomplete(problems)
    article.published_revision = article.current_revision
    article.published_at = clock.now()
    _move(article, State.PUBLISHED)
    _record("article.publish", article, by, content_hash=_current(article).content_hash)
    return article


# -------------------------------------------------------------------------------------------------- questions


def valid_sign_offs(article: Article) -> Any:
    """The approvals that stand: of this round, and on the current revision's hash."""
    current = article.current_revision
    return article.sign_offs.filter(
        review_round=article.review_round,
        verdict=SignOff.Verdict.APPROVED,
        content_hash=current.content_hash if current else "",
    )


def signature_problems(article: Article) -> list[str]:
    """Why the current revision may not be published, in words; empty when all three signatures stand on its text.

    Asks the article's own ``current_revision`` and ``sign_offs``, so that a caller with many articles may prefetch.
    """
    revision = _current(article)
    if revision.content().hash() != revision.content_hash:
        return [_("“%(title)s”: the text does not match its content hash.") % {"title": revision.title}]
    signed = [
        sign_off
        for sign_off in article.sign_offs.all()
        if sign_off.review_round == article.review_round
        and sign_off.verdict == SignOff.Verdict.APPROVED
        and sign_off.content_hash == revision.content_hash
    ]
    missing = [review.step.label for review in REVIEWS if review.step not in {s.step for s in signed}]
    problems = [
        _("“%(title)s”: the signature of the %(step)s is missing.") % {"title": revision.title, "step": step}
        for step in missing
    ]
    if len({s.signer_id for s in signed}) < len(signed):
        problems.append(_("“%(title)s”: one person signed two steps.") % {"title": revision.title})
    return problems


def submission_problems(revision: Revision) -> list[str]:
    """What a revision lacks before it can be reviewed, in words."""
    problems = []
    if not revision.text.strip() and not revision.photo_uses.exists():
        problems.append(_("The article has no text yet."))
    for use in revision.photo_uses.all():
        if not use.alternative_text.strip():
            problems.append(
                _(
                    "Photo %(number)d has no alternative text: say in a sentence what it shows, "
                    "for readers who cannot see it."
                )
                % {"number": use.order}
            )
        if use.minors_shown and not use.consent.strip():
            problems.append(
                _("Photo %(number)d shows minors: note who of their guardians agreed, and when.")
                % {"number": use.order}
            )
    return problems


def available_verbs(article: Article, user: User) -> dict[str, bool]:
    """Which verbs the desk offers this person on this article now; the verbs themselves decide again."""
    writes = allows(user, Permission.WRITE_ARTICLES, article.department_id)
    due = review_due(article.state)
    reviews = due is not None and allows(user, due.permission, article.department_id)
    unpublished = article.state not in (State.PUBLISHED, State.WITHDRAWN)
    signed = any(s.signer_id == user.pk and s.review_round == article.review_round for s in article.sign_offs.all())
    wrote_last = article.current_revision is not None and article.current_revision.author_id == user.pk
    return {
        "revise": writes
        and article.state != State.PUBLISHED
        and (article.state in WRITABLE or may_edit_in_review(user, article)),
        "submit": writes and article.state in (State.DRAFT, State.SENT_BACK),
        "withdraw": writes and unpublished,
        "approve": reviews and not signed and not wrote_last,
        "send_back": reviews or (article.state == State.APPROVED and allows(user, Permission.FINAL_REVIEW)),
    }
