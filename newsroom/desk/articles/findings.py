"""What checks say about a text, beside the lines they mean. Each check adds a source; without one, nothing shows.

A source takes a revision that was loaded with its parts and answers its findings. It must ask the database nothing
that grows with the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from articles.models import Revision


@dataclass(frozen=True)
class Finding:
    """One remark of a check on a passage: the words meant, and what is the matter with them."""

    words: str
    quote: str = ""
    paragraph: int | None = None  # as in ``paragraphs``; found by the quote where it is not known
    source: str = ""  # the name of the check, in the person's language


Source = Callable[[Revision], Iterable[Finding]]
SOURCES: list[Source] = []


def findings_on(revision: Revision) -> list[Finding]:
    """Everything that the sources find."""
    return [finding for source in SOURCES for finding in source(revision)]
