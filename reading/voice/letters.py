"""The verbs of readers' letters: received from readers, answered, taken up or dismissed by editors."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import User
from accounts.notifications import notify
from accounts.roles import Permission, allows, people_with
from articles import body, workflow
from articles.body import without_controls
from articles.content import Content, Credit
from articles.errors import Incomplete, NotPermitted, WrongState
from articles.models import Article, Byline, Column, Revision
from articles.verbs import verb
from departments.models import Department
from reading.models import ReaderLetter

State, Kind = ReaderLetter.State, ReaderLetter.Kind
LONGEST_REPORT, LONGEST_LETTER = 1000, 2000  # characters


def _clean(text: str, limit: int, what: str) -> str:
    """Text as it may be stored: no control characters, lines kept; refuses what is empty or too long."""
    lines = [" ".join(without_controls(line).split()) for line in text.replace("\r", "").split("\n")]
    cleaned = "\n".join(line for line in lines if line)
    if not cleaned:
        raise Incomplete([_("%(what)s is empty.") % {"what": what}])
    if len(cleaned) > limit:
        raise Incomplete([_("%(what)s has at most %(limit)d characters.") % {"what": what, "limit": limit}])
    return cleaned


def _line(text: str, limit: int) -> str:
    return " ".join(without_controls(text).split())[:limit]


# A reader's own acts leave no audit row, which would keep her address: the letter itself is the record.


@transaction.atomic
def report_error(article: Article, *, text: str, passage: str = "") -> ReaderLetter:
    """A reader found an error in a public article."""
    public = Article.objects.published().select_related("published_revision").filter(pk=article.pk).first()
    if public is None or public.published_revision is None:
        raise WrongState(_("This story is no longer public."))
    letter = ReaderLetter.objects.create(
        kind=Kind.REPORT,
        article=public,
        revision_number=public.published_revision.number,
        text=_clean(text, LONGEST_REPORT, _("The report")),
        passage=_line(passage, 200),
        token=secrets.token_urlsafe(32),
    )
    notify(people_with(Permission.ANSWER_READERS), "reader.wrote", by=None, target=letter)
    return letter


@transaction.atomic
def write_letter(*, text: str, pen_name: str = "") -> ReaderLetter:
    """A reader wrote to the paper."""
    letter = ReaderLetter.objects.create(
        kind=Kind.LETTER,
        text=_clean(text, LONGEST_LETTER, _("The letter")),
        pen_name=_line(pen_name, 20),
        token=secrets.token_urlsafe(32),
    )
    notify(people_with(Permission.ANSWER_READERS), "reader.wrote", by=None, target=letter)
    return letter


def _locked(letter: ReaderLetter, by: User) -> ReaderLetter:
    if not allows(by, Permission.ANSWER_READERS):
        raise NotPermitted(_("Your role does not answer readers."))
    locked = ReaderLetter.objects.select_for_update(of=("self",)).select_related("article").get(pk=letter.pk)
    if locked.state != State.NEW:
        raise WrongState(_("Somebody has answered this already."))
    return locked


def _close(letter: ReaderLetter, state: ReaderLetter.State, by: User, answer: str = "") -> ReaderLetter:
    letter.state, letter.answer = state, answer
    letter.answered_by, letter.answered_at = by, clock.now()
    letter.save(update_fields=["state", "answer", "answered_by", "answered_at", "made"])
    return letter


@verb("reader.answer")
def answer(letter: ReaderLetter, *, by: User, words: str) -> ReaderLetter:
    """Answer a reader; she finds the words at the address she was given."""
    letter = _close(_locked(letter, by), State.ANSWERED, by, _clean(words, 1000, _("The answer")))
    audit.record("reader.answer", by=by, target=letter)
    return letter


@verb("reader.dismiss")
def dismiss(letter: ReaderLetter, *, by: User, reason: str) -> ReaderLetter:
    """Put aside what is no letter (advertising, insults); the reason stays in the audit trail."""
    if not reason.strip():
        raise Incomplete([_("Say why it is put aside; the reason stays in the audit trail.")])
    letter = _close(_locked(letter, by), State.DISMISSED, by)
    audit.record("reader.dismiss", by=by, target=letter, reason=reason.strip()[:300])
    return letter


@verb("reader.take_up")
def take_up(letter: ReaderLetter, *, by: User, department: Department, column: Column | None) -> Article:
    """Make a draft of a letter, signed with its pen name; it goes through the reviews like any other text."""
    letter = _locked(letter, by)
    if letter.kind != Kind.LETTER:
        raise WrongState(_("Only a letter becomes an article; an error is answered with a correction."))
    content = Content(
        title=_("A letter from a reader"),
        body=body.from_paragraphs([("body", line) for line in letter.text.split("\n")]),
        kind=Revision.Kind.LETTER,
        column_id=column.pk if column else None,
        bylines=(Credit(letter.pen_name, Byline.Role.PEN_NAME),) if letter.pen_name else (),
    )
    letter.made = workflow.create(by=by, department=department, content=content)
    _close(letter, State.TAKEN_UP, by)
    audit.record("reader.take_up", by=by, target=letter, article=letter.made.pk)
    return letter.made
