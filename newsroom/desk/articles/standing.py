"""Where an article stands and what comes next, in plain words, with the names of those who can do it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import allows, holders
from articles.models import Article, SignOff
from articles.steps import REVIEWS, Review, review_due

NAMES_SHOWN = 3
State = Article.State


class Reviewers:
    """Everybody who signs reviews, read once (one query) and asked for each article."""

    @cached_property
    def _people(self) -> list[User]:
        wanted = Q()
        for review in REVIEWS:
            wanted |= Q(roles__overlap=holders(review.permission))
        return list(User.objects.filter(wanted, is_active=True).order_by("pk"))

    def of(self, article: Article, review: Review, signed: Iterable[SignOff]) -> list[User]:
        """Who can sign this review now, the article's own department first."""
        barred = {s.signer_id for s in signed if s.review_round == article.review_round}
        if article.current_revision is not None:
            barred.add(article.current_revision.author_id)
        able = [p for p in self._people if p.pk not in barred and allows(p, review.permission, article.department_id)]
        return sorted(able, key=lambda p: p.department_id != article.department_id)


def next_in_words(article: Article, reviewers: Reviewers) -> str:
    """One sentence on who does what next. Load ``sign_offs`` and ``current_revision`` with the article."""
    review = review_due(article.state)
    if review is None:
        return {
            State.DRAFT: _("The department finishes it and hands it in."),
            State.SENT_BACK: _("The department mends it and hands it in again."),
            State.APPROVED: _("It waits to be placed on a page."),
            State.PUBLISHED: _("Residents can read it."),
            State.WITHDRAWN: _("It rests, unless somebody takes it up again."),
        }[State(article.state)]
    able = reviewers.of(article, review, article.sign_offs.all())
    if not able:
        return _("%(step)s: nobody is left who may sign; the accounts need another reviewer.") % {
            "step": review.step.label
        }
    own = [p for p in able if p.department_id == article.department_id] or able
    names = _(", ").join(p.name for p in own[:NAMES_SHOWN])
    others = len(able) - len(own[:NAMES_SHOWN])
    if others:
        return ngettext(
            "%(step)s by %(names)s or %(count)d other.", "%(step)s by %(names)s or %(count)d others.", others
        ) % {"step": review.step.label, "names": names, "count": others}
    return _("%(step)s by %(names)s.") % {"step": review.step.label, "names": names}


def steps(article: Article, signed: Iterable[SignOff]) -> list[dict[str, object]]:
    """The three reviews in a row: label, the signature that stands, and whether it is the one due."""
    standing = {s.step: s for s in signed if stands(s, article)}
    due = review_due(article.state)
    return [
        {"label": review.step.label, "sign_off": standing.get(review.step), "is_due": review is due}
        for review in REVIEWS
    ]


def is_void(sign_off: SignOff, article: Article) -> bool:
    """Whether an approval was overtaken by a changed text or a return."""
    return sign_off.verdict == SignOff.Verdict.APPROVED and not stands(sign_off, article)


def stands(sign_off: SignOff, article: Article) -> bool:
    """Whether an approval still counts: of this round, on the current text, and not returned since."""
    return (
        sign_off.verdict == SignOff.Verdict.APPROVED
        and sign_off.review_round == article.review_round
        and article.current_revision is not None
        and sign_off.content_hash == article.current_revision.content_hash
        and article.state not in (State.DRAFT, State.SENT_BACK, State.WITHDRAWN)
    )
