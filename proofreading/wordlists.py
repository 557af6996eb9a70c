"""Wording lists: words with severity, reason and source, as data that an editor changes."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

from django.utils.translation import gettext as _

from proofreading.findings import Severity

FIELDS = ("word", "kind", "severity", "suggestion", "not_in", "reason", "source")


class WordlistError(ValueError):
    """A wording list cannot be used; the message names the row."""


@dataclass(frozen=True)
class Entry:
    """A word not to be printed as it stands; ``not_in`` are longer words in which it is right."""

    word: str
    kind: str
    severity: Severity
    suggestion: str | None
    not_in: tuple[str, ...]
    reason: str
    source: str


def from_csv(text: str) -> tuple[Entry, ...]:
    """A list from CSV with the columns of ``FIELDS``; raises WordlistError."""
    reader = csv.DictReader(StringIO(text))
    if missing := set(FIELDS) - set(reader.fieldnames or ()):
        raise WordlistError(_("Columns are missing: %(names)s.") % {"names": ", ".join(sorted(missing))})
    entries = []
    for number, row in enumerate(reader, 2):
        word, severity = (row["word"] or "").strip(), (row["severity"] or "").strip()
        if not word or severity not in set(Severity):
            raise WordlistError(_("Row %(number)d needs a word and one of error, warning, info.") % {"number": number})
        entries.append(
            Entry(
                word,
                row["kind"] or "",
                Severity(severity),
                row["suggestion"] or None,
                tuple(part for part in (row["not_in"] or "").split("|") if part),
                row["reason"] or "",
                row["source"] or "",
            )
        )
    return tuple(entries)


def to_csv(entries: Iterable[Entry]) -> str:
    """The list as CSV, as ``from_csv`` reads it."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for entry in entries:
        writer.writerow(
            [
                entry.word,
                entry.kind,
                entry.severity.value,
                entry.suggestion or "",
                "|".join(entry.not_in),
                entry.reason,
                entry.source,
            ]
        )
    return out.getvalue()


@cache
def shipped() -> tuple[Entry, ...]:
    """The list that comes with the software."""
    return from_csv(files("proofreading").joinpath("data", "wording.csv").read_text(encoding="utf-8"))
