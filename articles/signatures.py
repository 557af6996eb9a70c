"""Which signatures stand under an article, and writing one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from articles.errors import FourEyes, Stale
from articles.locking import current
from articles.models import Article, Revision, SignOff
from articles.steps import ALL_REVIEWS, Review, reviews_for

_ORDER = [review.step for review in ALL_REVIEWS]


def standing(sign_offs: Iterable[SignOff], *, review_round: int, content_hash: str) -> dict[str, SignOff]:
    """The approvals that count, by step, from rows in the order of signing.

    They are of this round and on this text. Sending back to the department ends all of them, sending back to a step
    ends that step's and those after it.
    """
    found: dict[str, SignOff] = {}
    for sign_off in sign_offs:
        if sign_off.review_round != review_round:
            continue
        if sign_off.verdict == SignOff.Verdict.SENT_BACK:
            ended = _ORDER[_ORDER.index(SignOff.Step(sign_off.returned_to)) :] if sign_off.returned_to else _ORDER
            for step in ended:
                found.pop(step, None)
        elif sign_off.content_hash == content_hash:
            found[sign_off.step] = sign_off
    return found


def standing_on(article: Article) -> dict[str, SignOff]:
    """The approvals that count for an article's current text; asks its ``sign_offs``, which may be prefetched."""
    return standing(
        article.sign_offs.all(), review_round=article.review_round, content_hash=current(article).content_hash
    )


def standing_under(revision: Revision, sign_offs: Iterable[SignOff]) -> dict[str, SignOff]:
    """The approvals under a revision that is public, from the round in which most of them stood, the latest first.

    A correction in work, or one that was withdrawn, has begun another round since.
    """
    rows = list(sign_offs)
    rounds = {row.review_round for row in rows if row.content_hash == revision.content_hash}
    found = [
        standing(rows, review_round=review_round, content_hash=revision.content_hash)
        for review_round in sorted(rounds, reverse=True)
    ]
    return max(found, key=len, default={})


def signature_problems(article: Article) -> list[str]:
    """Why the current revision may not be published, in words; empty when every signature stands on its text.

    Asks the article's own ``current_revision`` and ``sign_offs``, so that a caller with many articles may prefetch.
    """
    revision = current(article)
    if revision.content().hash() != revision.content_hash:
        return [_("“%(title)s”: the text does not match its content hash.") % {"title": revision.title}]
    signed = standing_on(article)
    problems = [
        _("“%(title)s”: the signature of the %(step)s is missing.")
        % {"title": revision.title, "step": review.step.label}
        for review in reviews_for(article.grade)
        if review.step not in signed
    ]
    if len({sign_off.signer_id for sign_off in signed.values()}) < len(signed):
        problems.append(_("“%(title)s”: one person signed two steps.") % {"title": revision.title})
    if revision.author_id in {sign_off.signer_id for sign_off in signed.values()}:
        problems.append(_("“%(title)s”: its last editor signed it.") % {"title": revision.title})
    return problems


def signed_another_step(sign_offs: Iterable[SignOff], user: Any, article: Article, step: str) -> bool:
    """Whether a person approved another step of the article in this round, whether or not it still counts."""
    return any(
        sign_off.signer_id == user.pk
        and sign_off.review_round == article.review_round
        and sign_off.verdict == SignOff.Verdict.APPROVED
        and sign_off.step != step
        for sign_off in sign_offs
    )


def require_four_eyes(article: Article, by: User, step: str) -> None:
    """Refuse whoever wrote the text last, or signed another step of it."""
    if current(article).author_id == by.pk or signed_another_step(article.sign_offs.all(), by, article, step):
        raise FourEyes


def sign(
    article: Article, review: Review, verdict: SignOff.Verdict, *, by: User, opinion: str, returned_to: str = ""
) -> SignOff:
    """Write a signature under the current revision of a locked article, after its text was hashed once more."""
    revision = current(article)
    stored = Revision.objects.with_parts().get(pk=revision.pk).content()
    if stored.hash() != revision.content_hash:
        raise Stale(_("The stored text does not match its content hash: it was changed outside the newsroom system."))
    returns = article.sign_offs.filter(review_round=article.review_round).exclude(returned_to="").count()
    return SignOff.objects.create(
        article=article,
        revision=revision,
        content_hash=revision.content_hash,
        review_round=article.review_round,
        attempt=returns + 1,
        step=review.step,
        verdict=verdict,
        signer=by,
        signer_name=by.name,
        signer_post=by.post,
        opinion=opinion.strip(),
        returned_to=returned_to,
    )
