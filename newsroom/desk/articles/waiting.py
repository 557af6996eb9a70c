"""How long an article has waited, for whom, in one sentence that its department understands."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock
from articles.models import Article
from articles.steps import review_due
from newsroom.desk.articles.standing import NAMES_SHOWN, Reviewers, next_in_words


def for_how_long(since: datetime) -> str:
    """The time since a moment: hours on the same day, calendar days from then on."""
    passed = clock.now() - since
    days = (timezone.localdate(clock.now()) - timezone.localdate(since)).days
    if passed < timedelta(hours=1):
        return _("less than an hour")
    if days < 1:
        hours = int(passed / timedelta(hours=1))
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def waiting_in_words(article: Article, reviewers: Reviewers) -> str:
    """Where the article stands. Load ``sign_offs``, ``current_revision`` and ``claimed_by`` with it."""
    review = review_due(article.state)
    if review is None:
        return next_in_words(article, reviewers)
    able = reviewers.of(article, review, article.sign_offs.all())
    if not able:
        return next_in_words(article, reviewers)
    own = [person for person in able if person.department_id == article.department_id] or able
    names = _(", ").join(person.name for person in own[:NAMES_SHOWN])
    if len(able) > len(own[:NAMES_SHOWN]):
        names = _("%(names)s or others") % {"names": names}
    words = {"step": review.step.label, "names": names, "time": for_how_long(article.state_since)}
    if article.claimed_by is not None:
        words["person"] = article.claimed_by.name
        return _("%(person)s is at the %(step)s; waiting for %(time)s.") % words
    return _("Waiting for the %(step)s by %(names)s, for %(time)s.") % words
