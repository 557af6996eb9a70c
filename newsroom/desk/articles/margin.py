"""The margin of a text: findings and comments beside the paragraphs they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.safestring import SafeString
from rapidfuzz import fuzz

from articles.models import Comment, Revision
from newsroom.desk.articles.findings import Finding
from newsroom.desk.articles.paragraphs import HEADLINE, Block, Paragraph, blocks, marked, squeezed

ALIKE = 70  # of 100: from here on a changed passage is taken for the one that was meant


class Place(StrEnum):
    """Where a remark stands in the text that is shown."""

    HERE = "here"
    CHANGED = "changed"  # beside its passage, whose words changed since
    GONE = "gone"  # its passage is no longer there
    WHOLE = "whole"  # on the article as a whole


@dataclass(frozen=True)
class Thread:
    """A comment with its answers, and where it stands; ``number`` is its paragraph."""

    comment: Comment
    place: Place
    number: int | None = None

    @property
    def is_resolved(self) -> bool:
        """Whether it is done with."""
        return self.comment.resolved_at is not None


@dataclass(frozen=True)
class Piece:
    """A block of the body with what stands beside it."""

    html: SafeString
    threads: list[Thread] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def has_notes(self) -> bool:
        """Whether anything stands beside it."""
        return bool(self.threads or self.findings)


@dataclass(frozen=True)
class Margin:
    """A text with its margin, and the comments that stand below it."""

    headline: Piece
    pieces: list[Piece]
    paragraphs: list[Paragraph]
    whole: list[Thread]
    gone: list[Thread]
    open_count: int
    findings: list[Finding]  # those of no passage

    @property
    def has_notes(self) -> bool:
        """Whether the margin holds anything at all."""
        return any(piece.has_notes for piece in (self.headline, *self.pieces))


def margin(body: str, revision: Revision, comments: Sequence[Comment], findings: Iterable[Finding] = ()) -> Margin:
    """The margin of a rendered body; ``comments`` are threads with their replies loaded."""
    parts = blocks(body)
    paragraphs = [Paragraph(HEADLINE, squeezed(revision.headline)), *(p for part in parts for p in part.paragraphs)]
    threads = [_placed(comment, paragraphs, revision) for comment in comments]
    located = [(finding, _located(finding, paragraphs)) for finding in findings]
    return Margin(
        headline=_piece(Block(SafeString(""), (paragraphs[0],)), threads, located),
        pieces=[_piece(part, threads, located) for part in parts],
        paragraphs=paragraphs,
        whole=[thread for thread in threads if thread.place is Place.WHOLE],
        gone=[thread for thread in threads if thread.place is Place.GONE],
        open_count=sum(not thread.is_resolved for thread in threads),
        findings=[finding for finding, number in located if number is None],
    )


def _piece(block: Block, threads: Iterable[Thread], findings: Iterable[tuple[Finding, int | None]]) -> Piece:
    numbers = {paragraph.number for paragraph in block.paragraphs}
    beside = [thread for thread in threads if thread.number in numbers]
    html = block.html
    for thread in beside:
        if thread.place is Place.HERE and not thread.is_resolved:
            html = marked(html, thread.comment.quote, f"passage-{thread.comment.pk}")
    return Piece(html, beside, [finding for finding, number in findings if number in numbers])


def _placed(comment: Comment, paragraphs: Sequence[Paragraph], revision: Revision) -> Thread:
    """Where a comment stands now: beside its words where they still are, or where they most likely became others."""
    if comment.paragraph is None and not comment.quote:
        return Thread(comment, Place.WHOLE)
    holding = [p for p in paragraphs if comment.quote and comment.quote in p.text]
    if holding:
        return Thread(comment, Place.HERE, _nearest(holding, comment.paragraph))
    by_number = {p.number: p for p in paragraphs}
    if comment.paragraph in by_number and (comment.revision_id == revision.pk or comment.paragraph == HEADLINE):
        return Thread(comment, Place.HERE, comment.paragraph)
    scored = [
        (fuzz.partial_ratio(comment.quote, p.text), p) for p in paragraphs if len(p.text) * 2 > len(comment.quote)
    ]
    best = max((score for score, _p in scored), default=0.0)
    if best < ALIKE:
        return Thread(comment, Place.GONE)
    return Thread(comment, Place.CHANGED, _nearest([p for score, p in scored if score == best], comment.paragraph))


def _nearest(paragraphs: Sequence[Paragraph], number: int | None) -> int:
    return min((p.number for p in paragraphs), key=lambda found: abs(found - (number or 0)))


def _located(finding: Finding, paragraphs: Sequence[Paragraph]) -> int | None:
    """The paragraph of a finding; None where its words are nowhere."""
    if finding.paragraph is not None and any(p.number == finding.paragraph for p in paragraphs):
        return finding.paragraph
    # a comma stands in every paragraph, but with these words around it in one
    for words in (finding.place, finding.quote):
        holding = [p for p in paragraphs if words.strip() and squeezed(words) in p.text]
        if holding:
            return holding[0].number
    return None
