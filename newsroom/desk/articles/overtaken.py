"""What overtook a person: who did what, and when, while her tab stood open."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import User
from articles.errors import FourEyes, Stale, WorkflowError, WrongState
from articles.models import Article, SignOff
from articles.steps import review_due
from newsroom.desk.articles.access import current_revision, problems_of


def refusal_in_words(error: WorkflowError, article: Article, by: User, *, read: int | None, step: str) -> list[str]:
    """What to tell a person whose act was refused: what happened meanwhile where that is why, else the verb's words.

    ``article`` is fresh, with its ``sign_offs``; ``read`` is the number of the revision that the person had before
    her, ``step`` the review that she meant to sign.
    """
    if isinstance(error, Stale) and _is_plain(error):
        return [_changed(article, read), str(_("Nothing was overwritten, and what you typed is still here."))]
    if isinstance(error, WrongState | FourEyes) and step and (signed := _signed_already(article, step)) is not None:
        return [_signed(signed, by), str(_("What you typed is still here."))]
    if isinstance(error, WrongState) and _is_plain(error):
        return [_moved(article, by), str(_("What you typed is still here."))]
    return problems_of(error)


def _is_plain(error: WorkflowError) -> bool:
    return str(error) == str(type(error).message)


def _changed(article: Article, read: int | None) -> str:
    revision = current_revision(article)
    words = {"name": revision.author.name, "when": at(revision.created_at), "number": revision.number, "read": read}
    if read is None or read == revision.number:
        return _("The form did not say which text you read. Look at revision %(number)d and try again.") % words
    return _("%(name)s changed the text at %(when)s: it is revision %(number)d now, you had revision %(read)d.") % words


def _signed_already(article: Article, step: str) -> SignOff | None:
    """The approval of this step on the current text, where the step is no longer due."""
    due = review_due(article.state)
    if due is not None and due.step == step:
        return None
    current = current_revision(article)
    rows = [s for s in article.sign_offs.all() if s.step == step and s.revision_id == current.pk]
    return rows[-1] if rows else None


def _signed(sign_off: SignOff, by: User) -> str:
    words = {"step": sign_off.get_step_display(), "name": sign_off.signer_name, "when": at(sign_off.signed_at)}
    if sign_off.verdict == SignOff.Verdict.SENT_BACK:
        return _("%(name)s sent it back from the %(step)s at %(when)s.") % words
    if sign_off.signer_id == by.pk:
        return _("You signed the %(step)s already, at %(when)s.") % words
    return _("%(name)s signed the %(step)s already, at %(when)s.") % words


def _moved(article: Article, by: User) -> str:
    moved = article.transitions.select_related("by").last()
    if moved is None:
        return str(WrongState.message)
    words = {"name": moved.by.name, "when": at(moved.at), "state": article.get_state_display()}
    if moved.by_id == by.pk:
        return _("You acted on it already, at %(when)s: it stands at “%(state)s” now.") % words
    return _("%(name)s acted on it at %(when)s: it stands at “%(state)s” now.") % words


def at(when: datetime) -> str:
    """A moment by the clock, with its day where that is not today."""
    local = timezone.localtime(when)
    today = timezone.localdate(clock.now())
    return local.strftime("%H:%M" if local.date() == today else "%Y-%m-%d %H:%M")
