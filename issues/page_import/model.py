"""What a parsed page is made of: the register given in, the articles and doubts given out, and the refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any


class Doubt(StrEnum):
    """Why the importer is not sure; the interface translates the codes."""

    NO_HEADLINE = "no_headline"
    NO_BODY = "no_body"
    NO_SIGNATURE = "no_signature"
    DETACHED_HEADLINE = "detached_headline"
    STACKED_HEADLINES = "stacked_headlines"
    KICKER_GUESSED = "kicker_guessed"
    SUBTITLE_GUESSED = "subtitle_guessed"
    WEAK_BOUNDARY = "weak_boundary"
    TAIL_ELSEWHERE = "tail_elsewhere"
    UNKNOWN_DEPARTMENT = "unknown_department"
    COLUMN_GUESSED = "column_guessed"
    BYLINE_GUESSED = "byline_guessed"
    SIGNATURE_GUESSED = "signature_guessed"
    TORN_PARAGRAPH = "torn_paragraph"
    DOUBLED_AT_TEAR = "doubled_at_tear"
    UNFINISHED_PARAGRAPH = "unfinished_paragraph"
    BREAK_GUESSED = "break_guessed"
    SUBHEAD_GUESSED = "subhead_guessed"
    SHADOW_COPY = "shadow_copy"
    UNREADABLE_CHARACTERS = "unreadable_characters"
    FURNITURE_GUESSED = "furniture_guessed"


Span = tuple[int, int, int]  # line of the dump, first character in it, and the one after the last


class PageImportError(ValueError):
    """The input cannot be a newspaper page; ``code`` and ``params`` let the interface word the reason."""

    def __init__(self, code: str, **params: int) -> None:
        self.code = code
        self.params = params
        details = ", ".join(f"{name}={value}" for name, value in params.items())
        super().__init__(f"{code} ({details})" if details else code)


@dataclass(frozen=True)
class Register:
    """What the caller knows: ``departments`` maps each name and alias to the official name; ``columns`` are names."""

    departments: Mapping[str, str] = field(default_factory=dict)
    columns: frozenset[str] = frozenset()

    @cached_property
    def ends(self) -> frozenset[str]:
        """The last characters of the departments' names, by which a signature is soon told from other lines."""
        return frozenset(name[-1] for name in self.departments if name)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; ``lines`` are in reading order, which at a tear need not be file order."""

    role: str  # body, subhead, note, caption, signature (printed words around the names), shadow (a second copy)
    lines: tuple[int, ...]
    text: str
    confidence: float = 1.0
    doubts: tuple[Doubt, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The paragraph as plain JSON values."""
        return {
            "role": self.role,
            "lines": list(self.lines),
            "text": self.text,
            "confidence": self.confidence,
            "doubts": [str(doubt) for doubt in self.doubts],
        }


@dataclass(frozen=True)
class ImportedArticle:
    """One article of a page, as read from the dump."""

    column: str | None
    kicker: str | None
    title: str | None
    subtitle: str | None
    byline: tuple[str, ...]
    byline_role: str | None
    byline_text: str | None
    attribution: tuple[str, ...]
    continued_from_page: int | None
    kind: str
    lines: tuple[int, ...]
    paragraphs: tuple[Paragraph, ...]
    confidence: float
    doubts: tuple[Doubt, ...]
    spans: tuple[Span, ...] = ()  # the same as ``lines``, by character

    def to_json(self) -> dict[str, Any]:
        """The article as plain JSON values."""
        return {
            "column": self.column,
            "kicker": self.kicker,
            "title": self.title,
            "subtitle": self.subtitle,
            "byline": list(self.byline),
            "byline_role": self.byline_role,
            "byline_text": self.byline_text,
            "attribution": list(self.attribution),
            "continued_from_page": self.continued_from_page,
            "kind": self.kind,
            "lines": list(self.lines),
            "paragraphs": [paragraph.to_json() for paragraph in self.paragraphs],
            "confidence": self.confidence,
            "doubts": [str(doubt) for doubt in self.doubts],
        }


@dataclass(frozen=True)
class PageImport:
    """A whole page: its place in the issue, the lines that belong to no article, and the articles."""

    number: int | None
    name: str | None
    furniture: tuple[int, ...]
    articles: tuple[ImportedArticle, ...]
    doubts: tuple[Doubt, ...]
    furniture_spans: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The page in the form that the database importer and the scorer read."""
        return {
            "page": {"number": self.number, "name": self.name},
            "furniture": list(self.furniture),
            "articles": [{"id": f"a{i}", **article.to_json()} for i, article in enumerate(self.articles, 1)],
            "doubts": [str(doubt) for doubt in self.doubts],
        }
