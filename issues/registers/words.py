"""The registers of words, those that are right and those not to print as they stand, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.models import KnownWord, WordingEntry
from issues.proofreading.values import LIST_MARK
from issues.registers.changes import Changes, Values
from issues.registers.columns import Column
from issues.registers.entries import (
    knows_nothing,
    never,
    no_problem,
    rows_of,
)
from issues.registers.kind import RegisterKind
from proofreading.wordlists import shipped

WORD_COLUMNS = (
    Column("kind", gettext_lazy("kind"), "choice", choices=dict(KnownWord.Kind.choices)),
    Column("word", gettext_lazy("word"), limit=40, needed=True),
    Column("note", gettext_lazy("note"), limit=200),
)


def _known_words() -> list[dict[str, str]]:
    return rows_of(KnownWord.objects.filter(is_active=True), WORD_COLUMNS)


def _word_problem(values: Values, known: Mapping[str, Any]) -> str:
    return "" if len(values["word"]) > 1 else _("A known word has at least two characters.")


def _store_words(changes: Changes, today: date) -> None:
    for change in (*changes.added, *changes.changed):
        values = change.after or {}
        KnownWord.objects.update_or_create(
            kind=values["kind"], word=values["word"], defaults={"note": values["note"], "is_active": True}
        )
    for change in changes.removed:
        KnownWord.objects.filter(kind=change.key[0], word=change.key[1]).update(is_active=False)


WORDING_COLUMNS = (
    Column("word", gettext_lazy("word"), limit=40, needed=True),
    Column("kind", gettext_lazy("kind"), limit=30),
    Column("severity", gettext_lazy("severity"), "choice", choices=dict(WordingEntry.Severity.choices)),
    Column("suggestion", gettext_lazy("suggestion"), limit=40),
    Column("not_in", gettext_lazy("right inside"), limit=200),
    Column("reason", gettext_lazy("reason"), limit=200, needed=True),
    Column("source", gettext_lazy("source"), limit=120),
)


def _wording() -> list[dict[str, str]]:
    """The list in force: what comes with the software, with the newsroom's own entries in place of it."""
    own = set(WordingEntry.objects.values_list("word", flat=True))
    found = [
        {
            "word": entry.word,
            "kind": entry.kind,
            "severity": str(entry.severity),
            "suggestion": entry.suggestion or "",
            "not_in": LIST_MARK.join(entry.not_in),
            "reason": entry.reason,
            "source": entry.source,
        }
        for entry in shipped()
        if entry.word not in own
    ]
    return [*found, *rows_of(WordingEntry.objects.filter(is_active=True), WORDING_COLUMNS)]


def _store_wording(changes: Changes, today: date) -> None:
    for change, is_active in [
        *((change, True) for change in (*changes.added, *changes.changed)),
        *((change, False) for change in changes.removed),
    ]:
        values = dict(change.after or change.before or {})
        WordingEntry.objects.update_or_create(word=values.pop("word"), defaults={**values, "is_active": is_active})


WORDS = RegisterKind(
    "words",
    gettext_lazy("Places, terms and right doublings"),
    gettext_lazy("Words that are right although the proofreader would doubt them."),
    WORD_COLUMNS,
    ("kind", "word"),
    _known_words,
    _store_words,
    _word_problem,
    knows_nothing,
    never,
)


WORDING = RegisterKind(
    "wording",
    gettext_lazy("Wording list"),
    gettext_lazy("Words not to be printed as they stand, each with its weight, its reason and its source."),
    WORDING_COLUMNS,
    ("word",),
    _wording,
    _store_wording,
    no_problem,
    knows_nothing,
    never,
)
