"""What a person does about a finding: accepts it as an edit, dismisses it with a reason, or puts it on a register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Permission, allows
from articles import workflow
from articles.content import Content
from articles.errors import Incomplete, NotPermitted, Stale, WrongState
from articles.mending import mended_body, mended_line
from articles.models import Article, Revision
from articles.verbs import verb
from departments.models import Appointment, Department, DepartmentAlias
from issues.models import DismissedFinding, KnownWord
from issues.proofreading.findings import Doubt, doubts
from issues.proofreading.values import article_context
from proofreading import registry

LINES = ("kicker", "title", "subtitle", "summary")  # in the order of ``article_text``


def may_dismiss(by: User, article: Article) -> bool:
    """Whoever reviews a text, or proofs its page, says what may stay in it."""
    may = (Permission.FIRST_REVIEW, Permission.SECOND_REVIEW, Permission.FINAL_REVIEW, Permission.PROOF_PAGES)
    return any(allows(by, permission, article.department_id) for permission in may)


@verb("article.dismiss_finding")
def dismiss_finding(article: Article, *, by: User, rule: str, quote: str, reason: str) -> DismissedFinding:
    """Remember that a finding is no fault, and why; it comes back when the words around it change."""
    if not may_dismiss(by, article):
        raise NotPermitted(_("Whoever reviews a text dismisses findings in it."))
    if rule not in {each.name for each in registry.rules()} or len(quote) > 200:
        raise Incomplete([_("There is no such finding.")])
    reason = " ".join(reason.split())
    if not reason:
        raise Incomplete([_("Say why the words may stay.")])
    if len(reason) > 200:
        raise Incomplete([_("The reason has at most %(limit)d characters.") % {"limit": 200}])
    dismissed, _made = DismissedFinding.objects.get_or_create(
        article=article, rule=rule, quote=quote, defaults={"reason": reason, "dismissed_by": by}
    )
    audit.record("article.dismiss_finding", by=by, target=article, rule=rule, quote=quote, reason=reason)
    return dismissed


# ---------------------------------------------------------------------------------------------------- accepting


@dataclass(frozen=True)
class Wanted:
    """Which finding a person accepts: its rule, its words with what stands around them, and what she saw suggested."""

    rule: str
    quote: str
    suggestion: str


@verb("article.accept_finding")
def accept_finding(
    article: Article, *, by: User, expected_revision: int, wanted: Wanted, expected_state: str = ""
) -> Revision:
    """Make the suggestion of a finding the next revision, by the verb of every edit: it voids signatures as one."""
    revision = Revision.objects.with_parts().filter(article=article, number=expected_revision).first()
    if revision is None:
        raise Stale
    doubt = find_doubt(doubts(revision, article_context(article, revision, revision.created_at.date())), wanted)
    if doubt is None:
        raise WrongState(_("This finding is no longer there: the text or a register has changed. Look at it again."))
    content = mended(revision.content(), doubt)
    saved = workflow.revise(
        article, by=by, expected_revision=expected_revision, expected_state=expected_state, content=content
    )
    audit.record(
        "article.accept_finding",
        by=by,
        target=article,
        rule=doubt.finding.rule,
        why=doubt.finding.message,
        before=doubt.words,
        after=wanted.suggestion,
        quote=doubt.quote,
        revision=saved.number,
    )
    return saved


def find_doubt(found: list[Doubt], wanted: Wanted) -> Doubt | None:
    """The finding that is meant, as long as it still says the same."""
    named = (wanted.rule, wanted.quote, wanted.suggestion)
    return next((each for each in found if (each.finding.rule, each.quote, each.finding.suggestion) == named), None)


def mended(content: Content, doubt: Doubt) -> Content:
    """The content with the suggestion in place of the words; raises WrongState where that cannot be done for sure."""
    finding, suggestion = doubt.finding, doubt.finding.suggestion
    if suggestion is None or (finding.start == finding.end and not suggestion):
        raise WrongState(_("The proofreader makes no suggestion here. Edit the text yourself."))
    line = finding.line - 1
    for name in LINES:
        text: str = getattr(content, name)
        if not text:
            continue
        if line == 0:
            changed = mended_line(text, finding.start, finding.end, suggestion)
            return replace(content, **{name: changed})  # type: ignore[arg-type]
        line -= 2  # the line itself and the blank one after it
    body = mended_body(content.body, line, finding.start, finding.end, suggestion)
    if body is None:
        raise WrongState(_("The suggestion cannot be put in place by itself here. Edit the text yourself."))
    return replace(content, body=body)


# ----------------------------------------------------------------------------------------------------- registers


class Kind(StrEnum):
    """What a finding's words are, when they are right."""

    PERSON = "person"
    UNIT = "unit"
    PLACE = "place"
    TERM = "term"


# What the words of a rule most likely are.
_KINDS = {
    "name-variant": Kind.PERSON,
    "name-register": Kind.PERSON,
    "post": Kind.PERSON,
    "issue-name": Kind.PERSON,
    "unit-variant": Kind.UNIT,
    "unit-lapsed": Kind.UNIT,
    "place-register": Kind.PLACE,
}


def kind_of(rule: str) -> Kind | None:
    """What the words of a finding would be on a register; None where no register answers its rule."""
    return _KINDS.get(rule) or (Kind.TERM if rule in registry.DOUBTS_OF_WORDS else None)


@verb("register.add")
def add_to_register(
    article: Article,
    *,
    by: User,
    kind: Kind,
    name: str,
    post: str = "",
    department: Department | None = None,
    valid_from: date | None = None,
    note: str = "",
) -> Model:
    """Put a person, a unit's name, a place or a term on its register, so that no text with it is doubted for it."""
    if not allows(by, Permission.EDIT_REGISTERS):
        raise NotPermitted(_("Whoever keeps the registers adds to them."))
    name, post, note = (" ".join(words.split()) for words in (name, post, note))
    thing = _entry(kind, name, post, department, valid_from, note)
    audit.record("register.add", by=by, target=thing, kind=str(kind), name=name, post=post, article=article.pk)
    return thing


def _entry(
    kind: Kind, name: str, post: str, department: Department | None, valid_from: date | None, note: str
) -> Model:
    model: type[Model] = {Kind.PERSON: Appointment, Kind.UNIT: DepartmentAlias}.get(kind, KnownWord)
    field = "person" if kind is Kind.PERSON else "name" if kind is Kind.UNIT else "word"
    limit = getattr(model._meta.get_field(field), "max_length", 0)
    if not 2 <= len(name) <= limit:
        raise Incomplete([_("The name has 2 to %(limit)d characters.") % {"limit": limit}])
    if len(post) > 40 or len(note) > 200:
        raise Incomplete([_("The post has at most 40 characters, the note at most 200.")])
    if kind is Kind.PERSON:
        entry, made = Appointment.objects.get_or_create(
            person=name, post=post, department=department, valid_from=valid_from
        )
        return _fresh(entry, made)
    if kind is Kind.UNIT:
        if department is None:
            raise Incomplete([_("Say which department bears this name.")])
        alias, made = DepartmentAlias.objects.get_or_create(
            name=name, valid_from=valid_from, defaults={"department": department}
        )
        return _fresh(alias, made)
    stored = KnownWord.Kind.PLACE if kind is Kind.PLACE else KnownWord.Kind.TERM
    word, made = KnownWord.objects.get_or_create(word=name, kind=stored, defaults={"note": note})
    if not made and not word.is_active:
        word.is_active, word.note = True, note or word.note
        word.save(update_fields=["is_active", "note"])
        return word
    return _fresh(word, made)


def _fresh(entry: Model, made: bool) -> Model:
    if not made:
        raise Incomplete([_("“%(name)s” is on the register already.") % {"name": entry}])
    return entry
