"""The proofreader at work on the newsroom's texts: registers and articles as its values, findings as they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import Incomplete, NotPermitted
from articles.models import Article, Revision
from articles.verbs import verb
from departments.models import Department, DepartmentAlias, GridArea
from issues.models import DismissedFinding, Publication
from proofreading import Context, Facts, Finding, Identity, PhotoFacts, proofread, registry
from proofreading.archive import Archive
from proofreading.register import Register, UnitName


def register() -> Register:
    """Departments with their dated names, and grid areas (three queries)."""
    units = list[UnitName]()
    for department in Department.objects.all():
        for name in {department.name, department.short_name} - {""}:
            units.append(UnitName(name, "", department.valid_from, department.valid_until))
    for alias in DepartmentAlias.objects.select_related("department"):
        units.append(UnitName(alias.name, alias.department.name, alias.valid_from, alias.valid_until))
    return Register(units=tuple(units), places=tuple(area.name for area in GridArea.objects.all()))


def identity() -> Identity | None:
    """What the publication lawfully is; None before one is set up."""
    publication = Publication.objects.first()
    return Identity(publication.identity) if publication else None


def facts(revision: Revision) -> Facts:
    """What a revision has beside its text (two queries)."""
    return Facts(
        title=revision.title,
        subtitle=revision.subtitle,
        summary=revision.summary,
        attributed=revision.attributions.exists(),
        photos=tuple(
            PhotoFacts(use.caption, use.credit, use.alternative_text, use.people_shown, bool(use.consent))
            for use in revision.photo_uses.all()
        ),
    )


def article_text(revision: Revision) -> str:
    """What is proofread of a revision: its headline lines, its summary and its body, a line for each block.

    Blank lines part them, so that a headline is not taken for a paragraph that breaks off.
    """
    parts = [revision.kicker, revision.title, revision.subtitle, revision.summary, revision.text]
    return "\n\n".join(part for part in parts if part)


def archive(*, apart_from: int | None = None) -> Archive:
    """Statistics of everything published; an article under review does not vouch for itself."""
    statistics = Archive()
    published = Revision.objects.filter(published_article__isnull=False)
    if apart_from is not None:
        published = published.exclude(article_id=apart_from)
    for title, text in published.values_list("title", "text").iterator():
        statistics.add(f"{title}\n{text}")
    return statistics


def article_context(article: Article, revision: Revision, day: date) -> Context:
    """Everything an article is checked against."""
    return Context(
        day=day,
        identity=identity(),
        register=register(),
        archive=archive(apart_from=article.pk),
        facts=facts(revision),
    )


# ---------------------------------------------------------------------------------------------- findings

AROUND = 6  # characters before and after the words of a finding that tell its place from others


@dataclass(frozen=True)
class Doubt:
    """A finding in a revision, with the words it means and how its place is known again."""

    finding: Finding
    words: str
    quote: str


def doubts(revision: Revision, context: Context, families: Iterable[str] | None = None) -> list[Doubt]:
    """What the proofreader finds in a revision, in reading order; nothing is asked of the database."""
    text = article_text(revision)
    lines = text.split("\n")
    found = []
    for finding in proofread(text, context, families):
        line = lines[finding.line - 1]
        start, end = max(0, finding.start - AROUND), finding.end + AROUND
        found.append(Doubt(finding, line[finding.start : finding.end], line[start:end][:200]))
    return found


def without_dismissed(found: Iterable[Doubt], dismissed: Iterable[DismissedFinding]) -> list[Doubt]:
    """Those that nobody has dismissed; ``dismissed`` are the article's."""
    known = {(each.rule, each.quote) for each in dismissed}
    return [doubt for doubt in found if (doubt.finding.rule, doubt.quote) not in known]


def blocking(revisions: Sequence[Revision], publication: Publication, day: date) -> list[tuple[Revision, Doubt]]:
    """Findings that hold an issue of this day back, by the rules that the publication names.

    The register is read once; of rules whose family needs the archive, none is worth holding an issue for.
    """
    chosen = set(publication.blocking_rules)
    families = {rule.family for rule in registry.rules() if rule.name in chosen}
    if not families or not revisions:
        return []
    context = Context(day=day, identity=Identity(publication.identity), register=register())
    dismissed = list(DismissedFinding.objects.filter(article__in=[revision.article_id for revision in revisions]))
    found = []
    for revision in revisions:
        mine = [each for each in dismissed if each.article_id == revision.article_id]
        for doubt in without_dismissed(doubts(revision, context, families), mine):
            if doubt.finding.rule in chosen:
                found.append((revision, doubt))
    return found


def may_dismiss(by: User, article: Article) -> bool:
    """Whoever reviews a text, or proofs its page, says what may stay in it."""
    may = (Permission.FIRST_REVIEW, Permission.SECOND_REVIEW, Permission.FINAL_REVIEW, Permission.PROOF_PAGES)
    return any(allows(by, permission, article.department_id) for permission in may)


@verb("article.dismiss_finding")
def dismiss_finding(article: Article, *, by: User, rule: str, quote: str, reason: str) -> DismissedFinding:
    """Remember that a finding is no fault, and why; it comes back when the words around it change."""
    if not may_dismiss(by, article):
        raise NotPermitted(_("Whoever reviews a text dismisses findings in it."))
    if rule not in {each.name for each in registry.rules()} or len(quote) > 200:
        raise Incomplete([_("There is no such finding.")])
    reason = " ".join(reason.split())
    if not reason:
        raise Incomplete([_("Say why the words may stay.")])
    if len(reason) > 200:
        raise Incomplete([_("The reason has at most %(limit)d characters.") % {"limit": 200}])
    dismissed, _made = DismissedFinding.objects.get_or_create(
        article=article, rule=rule, quote=quote, defaults={"reason": reason, "dismissed_by": by}
    )
    audit.record("article.dismiss_finding", by=by, target=article, rule=rule, quote=quote, reason=reason)
    return dismissed
