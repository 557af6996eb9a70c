"""What the newsroom's texts are checked against, as the proofreader's values: registers, word lists, facts, archive.

Register and lists take one query each, whatever their size. What is computed from their rows is kept while these are
the same rows, so that a change counts at once and a text that is checked while somebody types costs little.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from articles.models import Article, Revision
from departments.models import Appointment as StoredAppointment
from departments.models import Department, DepartmentAlias, GridArea
from issues.models import KnownWord, Publication, WordingEntry
from issues.proofreading import statistics
from issues.proofreading.companions import companions
from proofreading import Context, Facts, Identity, PhotoFacts, Severity
from proofreading.archive import Apart
from proofreading.register import Appointment, Register, UnitName
from proofreading.wordlists import Entry, shipped

Rows = tuple[tuple[Any, ...], ...]
LIST_MARK = "、"
_TEXT, _NUMBER = CharField(), IntegerField()
_EMPTY, _ZERO = Value("", output_field=_TEXT), Value(0, output_field=_NUMBER)


def _kind(name: str) -> Value:
    return Value(name, output_field=_TEXT)


def _no_day() -> Cast:
    return Cast(Value(None), DateField())


def _together(parts: Iterable[QuerySet[Any, Any]]) -> Rows:
    first, *others = parts
    return tuple(first.union(*others, all=True))


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a list in one field, as “甲、乙”."""
    return tuple(part.strip() for part in text.split(LIST_MARK) if part.strip())


# --------------------------------------------------------------------------------------------------- registers


def register() -> Register:
    """Appointments, units with their dated names, grid areas and other places: one query."""
    days = ("valid_from", "valid_until")
    people = StoredAppointment.objects.order_by().values_list(
        _kind("person"),
        "person",
        "post",
        Coalesce("department__name", _EMPTY),
        *days,
        Cast("rank", _NUMBER),
        "other_names",
    )
    units = [
        Department.objects.order_by()
        .exclude(**{field: ""})
        .values_list(_kind("unit"), field, _EMPTY, _EMPTY, *days, _ZERO, _EMPTY)
        for field in ("name", "short_name")
    ]
    aliases = DepartmentAlias.objects.order_by().values_list(
        _kind("unit"), "name", F("department__name"), _EMPTY, *days, _ZERO, _EMPTY
    )
    never = (_no_day(), _no_day(), _ZERO, _EMPTY)
    areas = GridArea.objects.order_by().values_list(_kind("place"), "name", _EMPTY, _EMPTY, *never)
    places = (
        KnownWord.objects.filter(kind=KnownWord.Kind.PLACE, is_active=True)
        .order_by()
        .values_list(_kind("place"), "word", _EMPTY, _EMPTY, *never)
    )
    return _register(_together([people, *units, aliases, areas, places]))


@lru_cache(maxsize=4)
def _register(rows: Rows) -> Register:
    people, units, places = list[Appointment](), set[UnitName](), list[str]()
    for kind, name, second, third, valid_from, valid_until, rank, others in sorted(rows, key=str):
        if kind == "person":
            people.append(Appointment(name, second, third, valid_from, valid_until, rank, parts_of(others)))
        elif kind == "unit":
            units.add(UnitName(name, second, valid_from, valid_until))
        else:
            places.append(name)
    ordered = sorted(units, key=lambda unit: (unit.name, unit.now, str(unit.valid_from)))
    return Register(tuple(people), tuple(ordered), tuple(dict.fromkeys(places)))


# ------------------------------------------------------------------------------------------------------- words


def with_words(context: Context) -> Context:
    """A context with the newsroom's own wording list, terms and doublings: one query."""
    own = WordingEntry.objects.order_by().values_list(
        _kind("entry"), "word", "severity", "suggestion", "not_in", "reason", "source", "is_active"
    )
    known = (
        KnownWord.objects.filter(is_active=True)
        .exclude(kind=KnownWord.Kind.PLACE)
        .order_by()
        .values_list("kind", "word", _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, "is_active")
    )
    entries, terms, doublings = _words(_together([own, known]))
    return replace(context, wordlist=entries, terms=terms, doublings=doublings)


@lru_cache(maxsize=4)
def _words(rows: Rows) -> tuple[tuple[Entry, ...], frozenset[str], frozenset[str]]:
    own = [row for row in rows if row[0] == "entry"]
    replaced = {row[1] for row in own}
    entries = [entry for entry in shipped() if entry.word not in replaced]
    for _row, word, severity, suggestion, not_in, reason, source, is_active in sorted(own):
        if is_active:
            entries.append(Entry(word, "", Severity(severity), suggestion or None, parts_of(not_in), reason, source))
    terms = frozenset(row[1] for row in rows if row[0] == KnownWord.Kind.TERM)
    doublings = frozenset(row[1] for row in rows if row[0] == KnownWord.Kind.DOUBLING)
    return tuple(entries), terms, doublings


# ---------------------------------------------------------------------------------------------------- articles


def identity() -> Identity | None:
    """What the publication lawfully is; None before one is set up."""
    publication = Publication.objects.first()
    return Identity(publication.identity) if publication else None


def facts(revision: Revision) -> Facts:
    """What a revision has beside its text (two queries, none where its parts are loaded)."""
    return Facts(
        title=revision.title,
        subtitle=revision.subtitle,
        summary=revision.summary,
        attributed=bool(revision.attributions.all()),
        photos=tuple(
            PhotoFacts(
                use.caption, use.credit, use.alternative_text, use.people_shown, bool(use.consent), use.minors_shown
            )
            for use in revision.photo_uses.all()
        ),
    )


def article_text(revision: Revision) -> str:
    """What is proofread of a revision: its headline lines, its summary and its body, a line for each block.

    Blank lines part them, so that a headline is not taken for a paragraph that breaks off.
    """
    return joined([revision.kicker, revision.title, revision.subtitle, revision.summary, revision.text])


def joined(parts: Iterable[str]) -> str:
    """Headline lines, summary and body as one text; empty ones leave nothing."""
    return "\n\n".join(part for part in parts if part)


def archive_without(article: Article | None) -> statistics.Counted | Apart | None:
    """Statistics of everything published; the public text of an article does not vouch for its next revision."""
    counted = statistics.counted()
    if counted is None or article is None:
        return counted
    number = counted.revisions.get(article.pk)
    if number is None:
        return counted
    title, text = Revision.objects.values_list("title", "text").get(pk=number)
    return Apart(counted, f"{title}\n{text}")


def newsroom_context(publication: Publication | None, day: date, article: Article | None = None) -> Context:
    """Everything a text of the newsroom is checked against but its own facts.

    Two queries, the archive's, and for an article one or two for what stands beside it in its issue.
    """
    return with_words(
        Context(
            day=day,
            identity=Identity(publication.identity) if publication else None,
            register=register(),
            archive=archive_without(article),
            companions=companions(article),
        )
    )


def article_context(article: Article, revision: Revision, day: date) -> Context:
    """Everything a revision is checked against."""
    return replace(newsroom_context(Publication.objects.first(), day, article), facts=facts(revision))
