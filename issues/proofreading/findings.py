"""Findings in a revision, each with its words and with how its place is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from articles.content import Content
from articles.models import Revision
from issues.models import DismissedFinding
from issues.proofreading.values import article_text
from proofreading import Context, Finding, Severity, proofread
from proofreading.document import Document, read
from proofreading.engine import refuse_unreadable

AROUND = 6  # characters before and after the words of a finding that tell its place from others
# What the archive says depends on when a process looked, what the issue says on the other stories; nobody is asked to
# see a doubt that comes and goes.
COMES_AND_GOES = frozenset({"archive-variant", "issue-name", "issue-variant"})


@dataclass(frozen=True)
class Doubt:
    """A finding in a revision, with the words it means and how its place is known again."""

    finding: Finding
    words: str
    quote: str


def doubts(revision: Revision, context: Context, families: Iterable[str] | None = None) -> list[Doubt]:
    """What the proofreader finds in a revision, in reading order; nothing is asked of the database."""
    return doubts_in(article_text(revision), context, families, headings=headings_of(revision))


def headings_of(lines: Revision | Content) -> int:
    """How many headline lines a story's text begins with."""
    return sum(bool(line) for line in (lines.kicker, lines.title, lines.subtitle))


def article_document(text: str, headings: int) -> Document:
    """A story's text read, its first lines known as its headline: they are no paragraphs that lack an end."""
    document = read(text)
    for block in document.blocks[:headings]:
        block.heading = True
    return document


def doubts_in(text: str, context: Context, families: Iterable[str] | None = None, *, headings: int = 0) -> list[Doubt]:
    """What the proofreader finds in a text that begins with some headline lines."""
    lines = text.split("\n")
    found = []
    refuse_unreadable(text)
    for finding in proofread(text, context, families, document=article_document(text, headings)):
        line = lines[finding.line - 1]
        start, end = max(0, finding.start - AROUND), finding.end + AROUND
        found.append(Doubt(finding, line[finding.start : finding.end], line[start:end][:200]))
    return found


def without_dismissed(found: Iterable[Doubt], dismissed: Iterable[DismissedFinding]) -> list[Doubt]:
    """Those that nobody has dismissed; ``dismissed`` are the article's."""
    known = {(each.rule, each.quote) for each in dismissed}
    return [doubt for doubt in found if (doubt.finding.rule, doubt.quote) not in known]


def seen_mark(revision: Revision, found: Iterable[Doubt]) -> str:
    """A mark of the errors and doubts that whoever signs has before her; empty where there are none.

    It changes with the text and with every finding that comes, goes or is dismissed.
    """
    weighty = sorted(
        (doubt.finding.rule, doubt.quote)
        for doubt in found
        if doubt.finding.severity is not Severity.INFO and doubt.finding.rule not in COMES_AND_GOES
    )
    if not weighty:
        return ""
    return hashlib.sha256(repr((revision.content_hash, weighty)).encode()).hexdigest()[:16]
