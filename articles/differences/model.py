"""What a comparison finds, as values that a template can show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.differences.passages import PARAGRAPH, Form


class Mark(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    OUT = "out"
    IN = "in"
    SET = "set"  # the same words, set otherwise


class Fate(StrEnum):
    """What became of a passage as a whole."""

    SAME = "same"
    CHANGED = "changed"
    OUT = "out"
    IN = "in"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; ``place`` is the number of the changed place that begins here, or 0."""

    mark: Mark
    text: str
    note: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A passage, or one line of a field, in both versions; ``place`` numbers a change of the whole row."""

    fate: Fate
    spans: tuple[Span, ...]
    form: Form = PARAGRAPH  # of the newer version, or of the older where it is gone
    label: str = ""
    notes: tuple[str, ...] = ()
    place: int = 0
    picture: str = ""  # address of the picture that the row speaks of
    picture_words: str = ""  # its alternative text
    twin: int = 0  # of a moved passage: the place that is its other end

    @property
    def is_same(self) -> bool:
        """Whether nothing changed here."""
        return self.fate is Fate.SAME

    @property
    def before(self) -> tuple[Span, ...]:
        """The older version: what stayed and what went."""
        return () if self.fate is Fate.MOVED_HERE else tuple(s for s in self.spans if s.mark is not Mark.IN)

    @property
    def after(self) -> tuple[Span, ...]:
        """The newer version: what stayed and what came."""
        if self.fate is Fate.MOVED_AWAY:
            return ()
        kept = (span for span in self.spans if span.mark is not Mark.OUT)
        if self.fate is Fate.MOVED_HERE:
            return tuple(kept)
        # the place of words that were set otherwise is numbered where the reader comes first, in the older version
        return tuple(replace(span, place=0) if span.mark is Mark.SET else span for span in kept)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring rows that are all changed, or all the same and worth folding."""

    rows: tuple[Row, ...]
    folds: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a story: its title, its body, its photos."""

    name: str
    label: str
    rows: tuple[Row, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing changed here."""
        return all(row.is_same for row in self.rows)

    def stretches(self) -> Iterator[Stretch]:
        """The rows for showing: long runs of unchanged ones can be folded, but for one beside each change."""
        kept = {n + step for n, row in enumerate(self.rows) if not row.is_same for step in (-1, 0, 1)}
        run: list[Row] = []
        folds = False
        for number, row in enumerate(self.rows):
            if run and folds != (number not in kept):
                yield Stretch(tuple(run), folds and len(run) >= FOLDED)
                run = []
            folds = number not in kept
            run.append(row)
        if run:
            yield Stretch(tuple(run), folds and len(run) >= FOLDED)


FOLDED = 3  # unchanged passages in a row from which on they are folded


@dataclass(frozen=True)
class Differences:
    """Two contents compared: every part that either has, in the order of reading."""

    parts: tuple[Part, ...]
    places: int
    characters_out: int
    characters_in: int

    @property
    def is_empty(self) -> bool:
        """Whether the two are the same for every reader."""
        return self.places == 0

    def shown_parts(self) -> list[Part]:
        """The body, and the other parts in which something changed."""
        return [part for part in self.parts if part.name == "body" or not part.is_same]

    def summary(self) -> str:
        """The sentence that says how much changed."""
        if self.is_empty:
            return _("Nothing changed.")
        return ngettext(
            "%(places)d place changed: %(out)s out, %(in)s in.",
            "%(places)d places changed: %(out)s out, %(in)s in.",
            self.places,
        ) % {"places": self.places, "out": _characters(self.characters_out), "in": _characters(self.characters_in)}


def _characters(count: int) -> str:
    return ngettext("%(count)d character", "%(count)d characters", count) % {"count": count}


@dataclass
class Counter:
    """Numbers the changed places and counts what went and came, while the rows are made in reading order."""

    places: int = 0
    out: int = 0
    into: int = 0

    def next(self) -> int:
        """The number of the next place."""
        self.places += 1
        return self.places

    def count(self, spans: Iterable[Span]) -> None:
        """Add the characters of the spans; blanks do not count, as everywhere in the paper."""
        for span in spans:
            size = len("".join(span.text.split()))
            if span.mark is Mark.OUT:
                self.out += size
            elif span.mark is Mark.IN:
                self.into += size
