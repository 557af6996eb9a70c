"""What the proofreader says about a text, beside the lines it means."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from articles.models import Revision
from issues import proofreading
from issues.models import DismissedFinding, Publication
from proofreading import Context, Identity, Severity, TextError

MOST = 40  # shown beside one text; a text with more is sent back, not proofread

SEVERITIES = {
    Severity.ERROR: gettext_lazy("Error"),
    Severity.WARNING: gettext_lazy("Doubt"),
    Severity.INFO: gettext_lazy("Note"),
}


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


def findings_on(revision: Revision) -> list[Finding]:
    """What the proofreader finds and nobody has dismissed; at most five queries, whatever the text.

    The archive's statistics are left to ``manage.py proofread``: they read everything that was ever published.
    """
    publication = Publication.objects.first()
    if publication is None:
        return []
    context = Context(
        day=revision.created_at.date(),
        identity=Identity(publication.identity),
        register=proofreading.register(),
        facts=proofreading.facts(revision),
    )
    try:
        found = proofreading.doubts(revision, context)
    except TextError as error:
        return [Finding(str(error))]
    dismissed = DismissedFinding.objects.filter(article=revision.article_id)
    shown = proofreading.without_dismissed(found, dismissed)
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    worst = sorted(shown, key=lambda doubt: rank[doubt.finding.severity])[:MOST]
    return [
        Finding(
            words=str(doubt.finding.message),
            quote=doubt.words,
            source=str(SEVERITIES[doubt.finding.severity]),
            suggestion=doubt.finding.suggestion,
            rule=doubt.finding.rule,
            place=doubt.quote,
            severity=str(doubt.finding.severity),
        )
        for doubt in shown
        if doubt in worst
    ]
