"""Where an article stands and what comes next, in plain words, with the names of those who can do it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock
from accounts.models import User
from accounts.roles import allows, holders
from articles.models import Article, SignOff
from articles.signatures import signed_another_step, standing
from articles.steps import ALL_REVIEWS, IN_REVIEW, Review, review_due, reviews_for, steps_before

NAMES_SHOWN = 3
State = Article.State


class Reviewers:
    """Everybody who signs reviews, read once (one query) and asked for each article."""

    @cached_property
    def _people(self) -> list[User]:
        wanted = Q()
        for review in ALL_REVIEWS:
            wanted |= Q(roles__overlap=holders(review.permission))
        return list(User.objects.filter(wanted, is_active=True).order_by("pk"))

    def of(self, article: Article, review: Review, signed: Iterable[SignOff]) -> list[User]:
        """Who can sign this review now, the article's own department first."""
        rows = list(signed)
        author = article.current_revision.author_id if article.current_revision else None
        able = [
            person
            for person in self._people
            if person.pk != author
            and allows(person, review.permission, article.department_id)
            and not signed_another_step(rows, person, article, review.step)
        ]
        return sorted(able, key=lambda p: p.department_id != article.department_id)


def next_in_words(article: Article, reviewers: Reviewers) -> str:
    """One sentence on who does what next. Load ``sign_offs`` and ``current_revision`` with the article."""
    review = review_due(article.state)
    if review is None:
        return {
            State.DRAFT: _("The department finishes it and hands it in."),
            State.SENT_BACK: _("The department mends it and hands it in again."),
            State.APPROVED: _("The correction waits to be published.")
            if article.published_revision_id
            else _("It waits to be placed on a page."),
            State.PUBLISHED: _("Residents can read it from %(when)s on.")
            % {"when": date_format(timezone.localtime(article.published_at), "Y-m-d H:i")}
            if article.published_at and article.published_at > clock.now()
            else _("Residents can read it."),
            State.WITHDRAWN: _("It rests, unless somebody takes it up again."),
            State.RETRACTED: _("Residents no longer see it; it stays in the audit trail."),
            State.ARCHIVED_IMPORT: _("A story of an old issue: somebody looks it through and hands it in."),
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
    """The reviews of the article's grade in a row: label, the signature that stands, and whether it is the one due."""
    found = standing_of(article, signed)
    due = review_due(article.state)
    return [
        {"label": review.step.label, "sign_off": found.get(review.step), "is_due": review is due}
        for review in reviews_for(article.grade)
    ]


def return_targets(article: Article, signed: Iterable[SignOff]) -> list[dict[str, object]]:
    """The earlier steps that the article can be sent back to, each with the signature that would end."""
    found = standing_of(article, signed)
    return [
        {"step": step.value, "label": step.label, "sign_off": found.get(step)}
        for step in steps_before(article.state, article.grade)
    ]


def cost_of_editing(article: Article, signed: Iterable[SignOff]) -> str:
    """What a change of the text costs while it is in review or approved; empty where it costs nothing."""
    if article.state not in (*IN_REVIEW, State.APPROVED):
        return ""
    ended = standing_of(article, signed).values()
    if not ended:
        return _("No signature stands yet: a change costs none, and the first review is due again.")
    names = _(", ").join(
        _("%(step)s (%(name)s)") % {"step": s.get_step_display(), "name": s.signer_name} for s in ended
    )
    return _("A change ends these signatures: %(names)s. The reviews begin anew with the first.") % {"names": names}


def grades() -> list[dict[str, object]]:
    """The grades with what each asks for."""
    meanings = {
        Article.Grade.ORDINARY: _("Everyday news. Three reviews by three people."),
        Article.Grade.IMPORTANT: _("Policy, figures, leaders' activities. Three reviews and a second final reader."),
        Article.Grade.SENSITIVE: _(
            "Accidents, disputes, minors, anything that may hurt. Three reviews and a second final reader."
        ),
    }
    return [
        {"value": grade.value, "label": grade.label, "meaning": meaning, "signatures": len(reviews_for(grade))}
        for grade, meaning in meanings.items()
    ]


def standing_of(article: Article, signed: Iterable[SignOff]) -> dict[str, SignOff]:
    """The approvals that count, by step; none while the article is with its department."""
    resting = (State.DRAFT, State.SENT_BACK, State.WITHDRAWN, State.ARCHIVED_IMPORT)
    if article.current_revision is None or article.state in resting:
        return {}
    return standing(signed, review_round=article.review_round, content_hash=article.current_revision.content_hash)


def voided(article: Article, signed: Iterable[SignOff]) -> set[int]:
    """The numbers of the approvals that count no more: overtaken by a changed text or a return."""
    rows = list(signed)
    counting = {sign_off.pk for sign_off in standing_of(article, rows).values()}
    return {s.pk for s in rows if s.verdict == SignOff.Verdict.APPROVED and s.pk not in counting}
