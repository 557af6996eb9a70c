"""What readers may see, as querysets: every view of the site starts here, and each of these with ``published()``.

Stories are read as plain rows (dictionaries), not as model instances: a front page needs a dozen fields of thirty
stories and none of their bodies.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Left

from articles.models import Article, Attribution, Column, PhotoUse, Revision, RevisionGridArea, Transition
from departments.models import Department, GridArea
from issues.models import Issue, Page, Placement, Publication

OPENING_CHARACTERS = 1200  # of the HTML of a story without a summary: tags and all, enough for its first paragraphs
PUBLIC_TITLE = "article__published_revision__title"  # the signed one: the print headline is typed after the reviews

Rows = QuerySet[Any, Any]  # of dictionaries


# --------------------------------------------------------------------------------------------------- issues


def published_issues() -> QuerySet[Issue]:
    """Every published issue with its publication, latest first."""
    return Issue.objects.published().select_related("publication").order_by("-date", "-pk")


def current_issue() -> Issue | None:
    """The latest published issue of the site's own paper, which is the publication entered first."""
    own = Publication.objects.order_by("pk").values("pk")[:1]
    return published_issues().filter(publication=Subquery(own)).first()


def latest_issues(publication: Publication, most: int) -> list[Issue]:
    """The latest published issues of a publication, latest first."""
    return list(published_issues().filter(publication=publication)[:most])


def neighbours(issue: Issue) -> tuple[Issue | None, Issue | None]:
    """The published issues before and after one, in one query."""
    same = Issue.objects.published().filter(publication=issue.publication_id)
    before = same.filter(total_number__lt=issue.total_number).order_by("-total_number")[:1]
    after = same.filter(total_number__gt=issue.total_number).order_by("total_number")[:1]
    found = list(before.union(after))
    for other in found:
        other.publication = issue.publication
    earlier = next((other for other in found if other.total_number < issue.total_number), None)
    later = next((other for other in found if other.total_number > issue.total_number), None)
    return earlier, later


def with_lead_headline(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """Issues with ``lead_headline``: the first headline by rank on their first page, None where there is none."""
    lead = (
        published_placements()
        .filter(issue=OuterRef("pk"))
        .order_by("page__sequence", "prominence", "order")
        .values(PUBLIC_TITLE)[:1]
    )
    return issues.annotate(lead_headline=Subquery(lead, output_field=CharField()))


# ------------------------------------------------------------------------------------------------- stories


def published_placements() -> QuerySet[Placement]:
    """Placements that readers may see: of a published issue, and of an article that is public (still)."""
    return Placement.objects.filter(issue__in=Issue.objects.published(), article__in=Article.objects.published())


def _story_fields(prefix: str = "") -> dict[str, Any]:
    revision = f"{prefix}published_revision__"
    return {
        "story_pk": F(f"{prefix}pk"),
        "story_revision": F(f"{prefix}published_revision_id"),
        "story_published_at": F(f"{prefix}published_at"),
        "story_corrected_at": F(f"{prefix}corrected_at"),
        "story_kind": F(f"{revision}kind"),
        "story_kicker": F(f"{revision}kicker"),
        "story_title": F(f"{revision}title"),
        "story_subtitle": F(f"{revision}subtitle"),
        "story_summary": F(f"{revision}summary"),
        "story_opening": Case(
            When(**{f"{revision}summary": "", "then": Left(f"{revision}body", OPENING_CHARACTERS)}), default=Value("")
        ),
        "story_column": F(f"{revision}column__name"),
    }


def placed_stories(placements: QuerySet[Placement]) -> Rows:
    """Rows of stories as an issue prints them, in reading order."""
    return placements.order_by("page__sequence", "order").values("page_id", "prominence", **_story_fields("article__"))


def stories_of(issues: list[Issue]) -> Rows:
    """Rows of the stories of several issues, latest issue first, in each by page and rank."""
    placements = published_placements().filter(issue__in=issues)
    return placements.order_by("-issue__date", "-issue_id", "page__sequence", "prominence", "order").values(
        "page__name", **_story_fields("article__")
    )


def stories() -> QuerySet[Article]:
    """Public articles, latest first."""
    return Article.objects.published().order_by("-published_at", "-pk")


def story_rows(articles: QuerySet[Article], *more: str) -> Rows:
    """Rows of stories from articles; ``more`` names further fields."""
    return articles.values(*more, **_story_fields())


def in_column(column: Column) -> QuerySet[Article]:
    """Stories whose public text stands in a column."""
    return stories().filter(published_revision__column=column)


def attributed_to(department: Department) -> QuerySet[Article]:
    """Stories whose public text names a department as its source (供稿单位)."""
    named = Attribution.objects.filter(revision=OuterRef("published_revision"), department=department)
    return stories().filter(Exists(named))


def about_area(area: GridArea) -> QuerySet[Article]:
    """Stories whose public text is about a grid area."""
    named = RevisionGridArea.objects.filter(revision=OuterRef("published_revision"), grid_area=area)
    return stories().filter(Exists(named))


def retracted_article(pk: int) -> Article | None:
    """A story that readers once could see and that was taken down for good; its text is not loaded."""
    retracted = Article.objects.filter(pk=pk, state=Article.State.RETRACTED)
    return retracted.only("retracted_at", "retraction_note").first()


def corrections(article: Article) -> QuerySet[Revision]:
    """The corrections of a public story that readers have seen, latest first, each with ``shown_at``.

    A correction in work is not among them: only what took its place before the readers counts.
    """
    shown = Transition.objects.filter(
        article=article, state=Article.State.PUBLISHED, revision_number=OuterRef("number")
    ).order_by("pk")
    return (
        Revision.objects.filter(article=article)
        .exclude(correction_note="")
        .annotate(shown_at=Subquery(shown.values("at")[:1]))
        .filter(shown_at__isnull=False)
        .only("number", "correction_note", "article_id")
        .order_by("-number")
    )


def first_photo_uses(revision_ids: list[int]) -> QuerySet[PhotoUse]:
    """The first photo of each of these public revisions, with its file."""
    public = Revision.objects.published().filter(pk__in=revision_ids)
    return (
        PhotoUse.objects.filter(revision__in=public)
        .select_related("photo")
        .order_by("revision_id", "order")
        .distinct("revision_id")
    )


def newest_placement(article: Article) -> Placement | None:
    """Where a public article stands in print: its newest published placement, with page, issue and publication."""
    newest = (
        published_placements()
        .filter(article=article)
        .select_related("page", "issue__publication")
        .order_by("-issue__date", "-issue_id")
        .first()
    )
    if newest:
        newest.page.issue = newest.issue  # the page's address asks for it
    return newest


def placements_beside(placement: Placement) -> tuple[Rows, Rows]:
    """The story before and the story after one in its issue, as querysets of at most one row each."""
    page, order = placement.page.sequence, placement.order
    same = published_placements().filter(issue=placement.issue_id)
    before = same.filter(Q(page__sequence__lt=page) | Q(page__sequence=page, order__lt=order))
    after = same.filter(Q(page__sequence__gt=page) | Q(page__sequence=page, order__gt=order))

    def row(found: QuerySet[Placement], *order_by: str) -> Rows:
        return found.order_by(*order_by).values("article_id", "page__sequence", "order", shown=F(PUBLIC_TITLE))[:1]

    return row(before, "-page__sequence", "-order"), row(after, "page__sequence", "order")


def pages_of(issue: Issue) -> list[Page]:
    """The pages of an issue in reading order, each knowing its issue."""
    return list(issue.pages.order_by("sequence"))
