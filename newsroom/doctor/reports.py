"""What a check says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it is."""

    SOUND = "sound"
    DOUBTFUL = "doubtful"  # works, and wants looking after
    ILL = "ill"  # something is broken, or is about to be


@dataclass(frozen=True)
class Report:
    """One sentence about one thing, and how to mend it where it is not sound."""

    check: str
    level: Level
    words: str
    cure: str = ""


@dataclass(frozen=True)
class Scope:
    """How deep to look: ``quick`` leaves out what reads every file or every row."""

    quick: bool = False


Check = Callable[[Scope], Iterator[Report]]
