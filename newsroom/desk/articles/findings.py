"""What the proofreader says about a text, beside the lines it means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy

from articles.models import Article, Revision
from issues.models import DismissedFinding, Publication
from issues.proofreading import Doubt, doubts, facts, newsroom_context, seen_mark, without_dismissed
from issues.proofreading.acting import kind_of
from proofreading import Severity, TextError, error_rate

MOST = 40  # shown beside one text; a text with more is sent back, not proofread

SEVERITIES = {
    Severity.ERROR: gettext_lazy("Error"),
    Severity.WARNING: gettext_lazy("Doubt"),
    Severity.INFO: gettext_lazy("Note"),
}
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True)
class Finding:
    """One remark on a passage: the words meant, what is the matter with them, and how its place is known again."""

    words: str
    quote: str = ""
    paragraph: int | None = None  # as in ``paragraphs``; found by the quote where it is not known
    source: str = ""  # its severity, in the person's language
    suggestion: str | None = None
    rule: str = ""
    place: str = ""
    severity: str = ""
    kind: str = ""  # what its words would be on a register; empty where none answers it

    @property
    def is_acceptable(self) -> bool:
        """Whether its suggestion can be put in place of its words."""
        return self.suggestion is not None and bool(self.quote or self.suggestion)


@dataclass(frozen=True)
class Checked:
    """What the proofreader says of a revision. ``seen_mark`` is what whoever signs says she has seen, if anything."""

    findings: list[Finding] = field(default_factory=list)
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    rate: float = 0.0  # errors in 10,000 characters
    seen_mark: str = ""

    @property
    def doubts(self) -> int:
        """Errors and doubts together."""
        return self.errors + self.warnings

    def without_notes(self) -> Checked:
        """The same without what may be hidden."""
        return replace(self, findings=[each for each in self.findings if each.severity != Severity.INFO])


def check(article: Article, revision: Revision) -> Checked:
    """What the proofreader finds and nobody has dismissed; at most nine queries, whatever the text."""
    publication = Publication.objects.first()
    if publication is None:
        return Checked()
    context = replace(newsroom_context(publication, revision.created_at.date(), article), facts=facts(revision))
    try:
        found = doubts(revision, context)
    except TextError as error:
        return Checked([Finding(str(error))])
    shown = without_dismissed(found, DismissedFinding.objects.filter(article=revision.article_id))
    counts = {severity: sum(each.finding.severity is severity for each in shown) for severity in Severity}
    return Checked(
        shown_findings(shown),
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        infos=counts[Severity.INFO],
        rate=error_rate([each.finding for each in shown], revision.characters),
        seen_mark=seen_mark(revision, shown) if publication.doubts_are_seen else "",
    )


def shown_findings(found: Sequence[Doubt]) -> list[Finding]:
    """Findings as they are shown, in reading order; of very many the worst."""
    worst = worst_of(found)
    return [
        Finding(
            words=str(doubt.finding.message),
            quote=doubt.words,
            source=str(SEVERITIES[doubt.finding.severity]),
            suggestion=doubt.finding.suggestion,
            rule=doubt.finding.rule,
            place=doubt.quote,
            severity=str(doubt.finding.severity),
            kind=str(kind_of(doubt.finding.rule) or ""),
        )
        for doubt in worst
    ]


def worst_of(found: Iterable[Doubt]) -> list[Doubt]:
    """The worst findings, in reading order."""
    numbered = sorted(enumerate(found), key=lambda each: (_RANK[each[1].finding.severity], each[0]))[:MOST]
    return [doubt for _number, doubt in sorted(numbered, key=lambda each: each[0])]
