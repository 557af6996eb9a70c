"""What a text is checked against, all of it values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from proofreading.archive import Statistics
from proofreading.register import Register
from proofreading.wordlists import Entry, shipped

if TYPE_CHECKING:
    from proofreading.across import Inventory


class Identity(StrEnum):
    """What the publication lawfully is; it decides what the publication may call itself."""

    INTERNAL = "internal"
    NEWSPAPER = "newspaper"


@dataclass(frozen=True)
class PhotoFacts:
    """What is known of one photo of an article."""

    caption: str = ""
    credit: str = ""
    alternative_text: str = ""
    people_shown: bool = False
    consent: bool = False
    minors_shown: bool = False


@dataclass(frozen=True)
class Facts:
    """What an article has beside its text."""

    title: str = ""
    subtitle: str = ""
    summary: str = ""
    attributed: bool = True
    photos: tuple[PhotoFacts, ...] = ()


@dataclass(frozen=True)
class Context:
    """Everything a check may ask; ``facts`` is None for a page's text, where only the words are known."""

    day: date | None = None
    identity: Identity | None = None
    register: Register = field(default_factory=Register)
    archive: Statistics | None = None
    wordlist: tuple[Entry, ...] = field(default_factory=shipped)
    facts: Facts | None = None
    terms: frozenset[str] = frozenset()  # words that are right although a check on words doubts them
    companions: tuple[Inventory, ...] = ()  # what the other stories of the issue name
    doublings: frozenset[str] = frozenset()  # words that are right twice in a row, besides the shipped ones
