"""Which findings hold back which step: a setting of the publication, asked by the verbs of articles, pages, issues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from articles.gates import Gate
from articles.models import Article, Revision
from issues.models import DismissedFinding, Publication
from issues.proofreading.findings import Doubt, doubts, seen_mark, without_dismissed
from issues.proofreading.values import article_context, register, with_words
from proofreading import Context, Identity, Severity, TextError, registry

MOST_NAMED = 8  # findings that a refusal names; the rest stands beside the text


def blocking(
    revisions: Sequence[Revision], publication: Publication, day: date, rules: Iterable[str] | None = None
) -> list[tuple[Revision, Doubt]]:
    """Errors that hold revisions of this day back, by the rules named: without, those that hold an issue back.

    The register is read once; of rules whose family needs the archive, none is worth holding an issue for.
    """
    chosen = set(publication.blocking_rules if rules is None else rules)
    families = {rule.family for rule in registry.rules() if rule.name in chosen}
    if not families or not revisions:
        return []
    context = Context(day=day, identity=Identity(publication.identity), register=register())
    if "wording-list" in chosen:
        context = with_words(context)
    dismissed = list(DismissedFinding.objects.filter(article__in=[revision.article_id for revision in revisions]))
    found = []
    for revision in revisions:
        mine = [each for each in dismissed if each.article_id == revision.article_id]
        for doubt in without_dismissed(_readable(revision, context, families), mine):
            if doubt.finding.rule in chosen and doubt.finding.severity is Severity.ERROR:
                found.append((revision, doubt))
    return found


def _readable(revision: Revision, context: Context, families: Iterable[str] | None = None) -> list[Doubt]:
    """Findings in a revision; none in one too long to be proofread, of which the screen says so to every reviewer."""
    try:
        return doubts(revision, context, families)
    except TextError:
        return []


def named(found: Iterable[Doubt]) -> list[str]:
    """Findings in words, each once, for a refusal."""
    words = [
        _("%(what)s (“%(words)s”)") % {"what": doubt.finding.message, "words": doubt.words or doubt.quote}
        for doubt in found
    ]
    return list(dict.fromkeys(words))[:MOST_NAMED]


def step_problems(article: Article, revision: Revision, gate: Gate, seen: str) -> list[str]:
    """What holds a submission or a signature back; ``seen`` is the mark of the doubts that the person has seen."""
    publication = Publication.objects.first()
    if publication is None:
        return []
    signs = gate is Gate.APPROVE
    chosen = publication.approval_rules if signs else publication.submission_rules
    held = blocking([revision], publication, revision.created_at.date(), chosen)
    if held:
        return [
            _("The proofreader holds this back: mend it, or have it dismissed with a reason."),
            *named(doubt for _revision, doubt in held),
        ]
    if not signs or not publication.doubts_are_seen:
        return []
    context = article_context(article, revision, revision.created_at.date())
    found = without_dismissed(_readable(revision, context), DismissedFinding.objects.filter(article=article))
    if seen == seen_mark(revision, found):
        return []
    return [_("Doubts of the proofreader stand beside the text. Look at them and tick that you have, before you sign.")]
