"""From the database to the values that proofreading takes: the register, the publication's identity, an article."""

from __future__ import annotations

from datetime import date

from articles.models import Article, Revision
from departments.models import Department, DepartmentAlias, GridArea
from issues.models import Publication
from proofreading import Context, Facts, Identity, PhotoFacts
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
    """What is proofread of a revision: its headline lines, its summary and its body, a line for each block."""
    lines = [revision.kicker, revision.title, revision.subtitle, revision.summary, revision.text]
    return "\n".join(line for line in lines if line)


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
