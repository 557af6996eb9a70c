"""What the import screen shows, as values: lines, parts of articles, repairs, doubts, boxes on the printed page."""

from __future__ import annotations

from dataclasses import dataclass

from issues.import_drafts.repairing import NamedRepair
from issues.import_drafts.storing import Reading
from issues.importing import PreviewArticle
from issues.models import ImportDraft

SURE = 0.85  # from here on a place is shown as read well
UNSURE = 0.6  # below it the screen asks to look closely


def certainty(value: float) -> str:
    """sure, fair or unsure; the template words it."""
    if value >= SURE:
        return "sure"
    return "fair" if value >= UNSURE else "unsure"


@dataclass(frozen=True)
class Row:
    """A line of the dump, or a part of one."""

    piece: int
    anchor: str
    number: int
    text: str
    role: str
    role_name: str
    opens: bool
    article: int | None  # from 1
    tone: int
    target: str  # the part of an article that it became
    is_left_out: bool
    doubts: tuple[str, ...]
    percent: int
    begins: int | None  # the article, from 1, that begins here in print
    may_move_up: bool = False
    may_move_down: bool = False


@dataclass(frozen=True)
class Segment:
    """A run of text, or a repair proposed or made in it."""

    text: str
    repair: NamedRepair | None = None


@dataclass(frozen=True)
class Part:
    """A headline line, paragraph, byline or attribution of an article, and the lines that it is made of."""

    anchor: str
    role: str
    role_name: str
    pieces: str  # their numbers, with spaces between
    first: str  # anchor of the first line
    lines: str  # their line numbers in print, for people
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class RepairRow:
    """A repair with its box."""

    key: str
    name: str
    before: str
    after: str
    left: str
    right: str
    is_accepted: bool


@dataclass(frozen=True)
class Card:
    """One article as it would be stored."""

    number: int  # from 1
    tone: int
    article: PreviewArticle
    is_chosen: bool
    confidence: float
    head: tuple[Part, ...]
    parts: tuple[Part, ...]
    repairs: tuple[RepairRow, ...]
    accepted: int
    more_repairs: int
    kind: str
    bylines: tuple[str, ...]
    may_open: bool
    is_first: bool
    is_last: bool

    @property
    def index(self) -> int:
        """Its index in the page's order, from 0."""
        return self.number - 1

    @property
    def percent(self) -> int:
        """How sure its least sure place is."""
        return round(100 * self.confidence)

    @property
    def certainty(self) -> str:
        """sure, fair or unsure."""
        return certainty(self.confidence)


@dataclass(frozen=True)
class DoubtRow:
    """A place to look at, least sure first."""

    piece: int
    anchor: str
    number: int
    text: str
    percent: int
    certainty: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """Where a line stands on the printed page, in its points."""

    x: str
    y: str
    width: str
    height: str
    pieces: str
    tone: int


@dataclass(frozen=True)
class Screen:
    """Everything that the preview shows."""

    draft: ImportDraft
    reading: Reading
    rows: tuple[Row, ...]
    cards: tuple[Card, ...]
    doubts: tuple[DoubtRow, ...]
    boxes: tuple[Box, ...]
    siblings: tuple[ImportDraft, ...] = ()
    kinds: tuple[tuple[str, str, int], ...] = ()  # kind of repair, its name, how many are open

    @property
    def chosen_count(self) -> int:
        """How many articles will be stored."""
        return sum(card.is_chosen for card in self.cards)

    @property
    def open_repairs(self) -> int:
        """How many repairs are proposed and not accepted."""
        return sum(not repair.is_accepted for repair in self.reading.repairs)

    @property
    def accepted_repairs(self) -> int:
        """How many repairs are accepted."""
        return len(self.reading.repairs) - self.open_repairs

    @property
    def can_undo(self) -> bool:
        """Whether there is an act to take back."""
        return self.draft.done > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is an act to do again."""
        return self.draft.done < len(self.draft.acts)
