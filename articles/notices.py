"""Who is told of what happens to an article: those whom it concerns, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from accounts.notifications import notify
from accounts.roles import Permission, allows, people_with
from articles.locking import current
from articles.models import Article, SignOff
from articles.signatures import signed_another_step, standing_on
from articles.steps import review_due


def writers(article: Article) -> list[User]:
    """Who filed the article and who wrote its current text."""
    return list(User.objects.filter(pk__in={article.created_by_id, current(article).author_id}))


def signers(article: Article) -> list[User]:
    """Whose approval counts now."""
    return list(User.objects.filter(pk__in={sign_off.signer_id for sign_off in standing_on(article).values()}))


def reviewers(article: Article) -> list[User]:
    """Who may sign the review that is due: whoever claimed it or signed it before, or else all who may.

    For the first review the department's own people come before the editors.
    """
    due = review_due(article.state)
    if due is None:
        return []
    sign_offs = list(article.sign_offs.all())
    fit = [
        person
        for person in people_with(due.permission)
        if allows(person, due.permission, article.department_id)
        and current(article).author_id != person.pk
        and not signed_another_step(sign_offs, person, article, due.step)
    ]
    nearest = {article.claimed_by_id} | {
        sign_off.signer_id for sign_off in sign_offs if sign_off.step == due.step and sign_off.content_hash
    }
    known = [person for person in fit if person.pk in nearest]
    own = [person for person in fit if person.department_id == article.department_id]
    if due.permission is Permission.FIRST_REVIEW:
        return known or own or fit
    return known or fit


def waiting(article: Article, *, by: User) -> None:
    """A review is due."""
    due = review_due(article.state)
    notify(reviewers(article), "article.waiting", by=by, target=article, step=due.step if due else "")


def reminder(article: Article, *, by: User, people: Iterable[User]) -> None:
    """The department asks for its review."""
    due = review_due(article.state)
    notify(people, "article.reminder", by=by, target=article, step=due.step if due else "")


def approved(article: Article, *, by: User) -> None:
    """All reviews are signed."""
    notify(writers(article), "article.approved", by=by, target=article)


def concerned_by_return(article: Article) -> list[User]:
    """Whom a return concerns, asked before it happens: the writers and the earlier signers."""
    return [*writers(article), *signers(article)]


def sent_back(article: Article, *, by: User, people: Iterable[User], reason: str, to: str) -> None:
    """It goes back, to the department or to a step."""
    kind = "article.returned" if to else "article.sent_back"
    notify([*people, *reviewers(article)], kind, by=by, target=article, reason=reason, step=to)


def voided(article: Article, *, by: User, signatures: Iterable[SignOff]) -> None:
    """The text was changed during review: signatures ended, and the first review is due again."""
    notify({s.signer_id: s.signer for s in signatures}.values(), "article.voided", by=by, target=article)
    waiting(article, by=by)


def published(article: Article, *, by: User, corrects: bool) -> None:
    """Readers see it."""
    kind = "article.corrected" if corrects else "article.published"
    notify(writers(article), kind, by=by, target=article)


def retracted(article: Article, *, by: User, reason: str) -> None:
    """Readers see it no more: told to its writers and to everyone who signed what was public."""
    signed = User.objects.filter(sign_offs__article=article, sign_offs__verdict=SignOff.Verdict.APPROVED).distinct()
    notify([*writers(article), *signed], "article.retracted", by=by, target=article, reason=reason)
