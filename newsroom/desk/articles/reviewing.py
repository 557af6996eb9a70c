"""The review screen: the text as it will read with its margin, where it stands, what changed, and the acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import Stale, WorkflowError
from articles.handling import claimed_by_other
from articles.models import Article, Comment, Revision, SignOff
from articles.offers import available_verbs
from articles.steps import WRITABLE, Review, review_due
from articles.submission import submission_problems
from issues.proofreading import may_dismiss
from newsroom.desk.articles.access import current_revision, page, person, problems_of, seen_article, status_of
from newsroom.desk.articles.act_forms import COMMENT_LIMIT
from newsroom.desk.articles.changes import COLUMNS, Base, bases, chosen, difference, last_signed, mode_of, with_parts
from newsroom.desk.articles.findings import check
from newsroom.desk.articles.margin import margin
from newsroom.desk.articles.overtaken import refusal_in_words
from newsroom.desk.articles.queue_run import Run
from newsroom.desk.articles.reading import reading
from newsroom.desk.articles.standing import Reviewers, cost_of_editing, grades, next_in_words, return_targets, steps
from newsroom.desk.articles.trail import trail
from newsroom.desk.readers import letters_about
from reading.querysets import newest_placement

HIDES_NOTES = "hides_notes"  # of the session: whether the proofreader's notes are hidden


@dataclass(frozen=True)
class Refusal:
    """An act that was refused: why, which one, and the form with what the person had typed."""

    error: WorkflowError
    act: str
    form: forms.Form
    comment: int = 0  # the thread that it was about

    @property
    def words(self) -> str:
        """What the person had typed."""
        return str(self.form.data.get("words", ""))

    @property
    def read(self) -> int | None:
        """The number of the revision that the person had before her."""
        read = self.form.cleaned_data.get("expected_revision") if self.form.is_bound else None
        return int(read) if read else None


@require_safe
def article_review(request: HttpRequest, number: int) -> HttpResponse:
    """The screen of one article."""
    return review_screen(request, seen_article(request, number))


def review_screen(
    request: HttpRequest, article: Article, *, error: WorkflowError | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    """The screen; after a refusal with its message, its status, and the words that the person had typed."""
    by = person(request)
    prefetch_related_objects([article], "sign_offs")
    sign_offs = list(article.sign_offs.all())
    revisions = list(article.revisions.select_related("author").defer("body", "text"))
    threads = list(article.comments.threads().defer("revision__body", "revision__text"))
    known = bases(article, by, revisions, sign_offs, threads)
    base = _overtaken(refusal, revisions) or chosen(request, known)
    loaded = with_parts({current_revision(article).pk} | ({base.revision.pk} if base else set()))
    article.current_revision = revision = loaded[current_revision(article).pk]
    read = reading(revision)
    verbs = available_verbs(article, by)
    due = review_due(article.state)
    returned = last_return(article, sign_offs)
    at_home = article.state in WRITABLE
    other = claimed_by_other(article, by)
    checked = check(article, revision)
    hides_notes = bool(request.session.get(HIDES_NOTES))
    beside = checked.without_notes() if hides_notes else checked
    context: dict[str, Any] = {
        "article": article,
        "reading": read,
        "revision": revision,
        "verbs": verbs,
        "run": Run.from_request(request, article.pk),
        "due": due,
        "steps": steps(article, sign_offs),
        "next": next_in_words(article, Reviewers()),
        "missing": submission_problems(revision) if at_home else [],
        "returned": returned,
        "to_mend": at_home and returned is not None and returned.revision_id == revision.pk,
        "targets": return_targets(article, sign_offs),
        "cost": cost_of_editing(article, sign_offs),
        "why_not": _why_not_signing(article, by, due, verbs, sign_offs),
        "claimed_by": other,
        "claimed_by_me": article.claimed_by_id == by.pk,
        "grades": grades(),
        "margin": margin(str(read.body), revision, threads, beside.findings),
        "checked": checked,
        "hides_notes": hides_notes,
        "may_register": allows(by, Permission.EDIT_REGISTERS),
        "may_dismiss": may_dismiss(by, article),
        "comment_limit": COMMENT_LIMIT,
        "bases": known if base is None or base in known else [base, *known],
        "base": base,
        "comparison": difference(loaded[base.revision.pk], revision) if base else None,
        "mode": mode_of(request),
        "columns": COLUMNS,
        "unchanged_since": _unchanged_since(sign_offs, revision),
        "trail": trail(article, revisions, sign_offs),
        "reports": letters_about(article) if allows(by, Permission.ANSWER_READERS) else [],
        "printed": newest_placement(article) if article.state == Article.State.PUBLISHED else None,
        **_refused(article, by, verbs, threads, error, refusal),
    }
    failed = refusal.error if refusal else error
    status = status_of(failed) if failed else 200
    return page(request, "desk/articles/review.html", context, title=str(article), status=status)


def _refused(
    article: Article,
    by: User,
    verbs: Mapping[str, bool],
    threads: Sequence[Comment],
    error: WorkflowError | None,
    refusal: Refusal | None,
) -> dict[str, Any]:
    """What a refusal adds to the screen: its words, the form to open again, and typed words that have no form left."""
    if refusal is None:
        return {"errors": problems_of(error) if error else [], "acts": {}}
    step = str(refusal.form.data.get("step", ""))
    if refusal.act == "reply":
        has_form = any(thread.pk == refusal.comment and thread.resolved_at is None for thread in threads)
    else:
        has_form = verbs.get(refusal.act, False)
    return {
        "errors": refusal_in_words(refusal.error, article, by, read=refusal.read, step=step),
        "acts": {refusal.act: refusal.form},
        "refused_comment": refusal.comment,
        "kept": "" if has_form else refusal.words,
    }


def _overtaken(refusal: Refusal | None, revisions: Sequence[Revision]) -> Base | None:
    """The text that a person had before her when somebody changed it: that is what she wants to compare with."""
    if refusal is None or not isinstance(refusal.error, Stale):
        return None
    before = next((r for r in revisions[:-1] if r.number == refusal.read), None)
    if before is None:
        return None
    label = _("since the text that you had before you (revision %(number)d)") % {"number": before.number}
    return Base("before", label, before)


def _unchanged_since(sign_offs: Sequence[SignOff], revision: Revision) -> SignOff | None:
    """The last approval, where it was given to the very text that is shown."""
    signed = last_signed(sign_offs)
    return signed if signed is not None and signed.content_hash == revision.content_hash else None


def last_return(article: Article, sign_offs: Sequence[SignOff]) -> SignOff | None:
    """The sign-off that sent the article back: to the department while it mends it, to a step until that is signed."""
    if article.state == Article.State.SENT_BACK:
        return next((s for s in reversed(sign_offs) if s.verdict == SignOff.Verdict.SENT_BACK), None)
    last = sign_offs[-1] if sign_offs else None
    if last is None or not last.returned_to or last.review_round != article.review_round:
        return None
    return last if review_due(article.state) is not None else None


def _why_not_signing(
    article: Article, by: User, due: Review | None, verbs: Mapping[str, bool], sign_offs: list[SignOff]
) -> str:
    """Why a person who signs this step as a rule may not sign it here; empty where that is not so."""
    if due is None or verbs["approve"] or not allows(by, due.permission, article.department_id):
        return ""
    if current_revision(article).author_id == by.pk:
        return _("You wrote this revision yourself, so somebody else signs it.")
    return _("You signed an earlier step of this article, so somebody else signs this one.")
