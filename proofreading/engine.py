"""Runs the checks over a text, in bounded time and memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from proofreading import registry
from proofreading.context import Context
from proofreading.document import HAN, Document, read
from proofreading.findings import Finding, Severity

# A page has some 5,000 characters and a whole issue 40,000; what is longer by far is no text of a paper.
MAX_CHARACTERS = 1_000_000
MAX_FINDINGS_OF_A_RULE = 1_000
# Checks that weigh words look at no line longer than this: such a line is data, not writing.
MAX_LINE = 200_000

__all__ = ["HAN", "MAX_CHARACTERS", "TextError", "error_rate", "proofread"]


class TextError(ValueError):
    """The text cannot be proofread; the message says why and how to mend it."""


def proofread(
    text: str,
    context: Context | None = None,
    families: Iterable[str] | None = None,
    *,
    document: Document | None = None,
) -> list[Finding]:
    """Findings in reading order; raises TextError where the text is no text of a paper."""
    refuse_unreadable(text)
    context = context or Context()
    document = document or read(text)
    found = list[Finding]()
    for rule in registry.rules(families):
        for draft in islice(rule.check(document, context), MAX_FINDINGS_OF_A_RULE):
            severity = Severity(draft.severity) if draft.severity else rule.severity
            found.append(
                Finding(draft.line, draft.start, draft.end, rule.name, str(draft.message), draft.suggestion, severity)
            )
    return _settled(_without_terms(found, document, context.terms))


def refuse_unreadable(text: str) -> None:
    """Raise TextError where a text is too long or is not text at all."""
    if len(text) > MAX_CHARACTERS:
        raise TextError(
            _("The text has %(size)d characters; at most %(limit)d can be proofread at once. Divide it.")
            % {"size": len(text), "limit": MAX_CHARACTERS}
        )
    if "\x00" in text:
        raise TextError(_("This is not text: it contains zero bytes. Save it as plain text in UTF-8."))
    if max((len(line) for line in text.split("\n")), default=0) > MAX_LINE:
        raise TextError(
            _("A line has more than %(limit)d characters. Divide the text into paragraphs.") % {"limit": MAX_LINE}
        )


def _without_terms(found: list[Finding], document: Document, terms: frozenset[str]) -> list[Finding]:
    """Findings without the doubts of words that lie inside a term that is known to be right."""
    if not terms or not found:
        return found
    pattern = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))
    known = dict[int, list[tuple[int, int]]]()
    kept = []
    for finding in found:
        if finding.rule in registry.DOUBTS_OF_WORDS and finding.start < finding.end:
            line = document.lines[finding.line - 1]
            places = known.setdefault(finding.line, [match.span() for match in pattern.finditer(line)])
            if any(start < finding.end and finding.start < end for start, end in places):
                continue
        kept.append(finding)
    return kept


def _settled(found: list[Finding]) -> list[Finding]:
    """In reading order, each place once for each suggestion, and no weak doubt where a strong one stands."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    kept = dict[tuple[int, int, int, str | None, str], Finding]()
    for finding in sorted(found, key=lambda f: rank[f.severity]):
        # points of the whole text (a missing summary, a photo without credit) differ only in their words
        words = str(finding.message) if finding.start == finding.end else ""
        kept.setdefault((finding.line, finding.start, finding.end, finding.suggestion, words), finding)
    return sorted(kept.values(), key=lambda f: (f.line, f.start, f.end, rank[f.severity], f.rule))


def error_rate(
    findings: Sequence[Finding], characters: int, severities: Iterable[Severity] = (Severity.ERROR,)
) -> float:
    """差错率: findings of these severities in 10,000 characters (white space is not counted); 0 for an empty text."""
    wanted = set(severities)
    return 10_000 * sum(finding.severity in wanted for finding in findings) / characters if characters else 0.0
