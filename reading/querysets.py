"""What readers may see, as querysets: every view of the site starts here, and each of these with ``published()``.

Stories are read as plain rows (dictionaries), not as model instances: a front page needs a dozen fields of thirty
stories and none of their bodies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import ExtractYear, JSONObject, Left
from django.db.models.lookups import Exact

from articles.models import Article, Attribution, Column, PhotoUse, Revision, RevisionGridArea, Transition
from departments.models import Department, GridArea
from issues.models import Issue, Page, Placement, Publication, Region
from reading.answers import Answer
from reading.prepared import LARGEST, listed, prepared

OPENING_CHARACTERS = 1200  # of the HTML of a story without a summary: tags and all, enough for its first paragraphs
PUBLIC_TITLE = "article__published_revision__title"  # the signed one: the print headline is typed after the reviews

Rows = QuerySet[Any, Any]  # of dictionaries


# --------------------------------------------------------------------------------------------------- issues


def published_issues() -> QuerySet[Issue]:
    """Every published issue with its publication, latest first."""
    return Issue.objects.published().select_related("publication").order_by("-date", "-pk")


@prepared
def latest_own_issue() -> QuerySet[Issue]:
    """The latest published issue of the site's own paper, which is the publication entered first."""
    own = Publication.objects.order_by("pk").values("pk")[:1]
    return published_issues().filter(publication=Subquery(own))[:1]


def current_issue() -> Issue | None:
    """The site's own latest issue, None before the first is out."""
    return latest_own_issue.first()


@prepared
def _issue_at(publication: str, year: int, number: int) -> QuerySet[Issue]:
    # The year as the unique index has it: a range of days would look through all issues of the year.
    in_year = Exact(ExtractYear("date"), year)
    return published_issues().filter(in_year, publication__slug=publication, number=number)[:1]


def ask_for_issue(publication: str, year: int, number: int) -> Answer[Issue] | None:
    """The answer to which issue is published at an address; None where no query is needed to know that none is."""
    if number > LARGEST.small:
        return None
    return _issue_at.ask(publication, year, number)


def issue_at(publication: str, year: int, number: int) -> Issue | None:
    """The published issue at an address."""
    answer = ask_for_issue(publication, year, number)
    return next(iter(answer.rows), None) if answer else None


def issue_of_renamed_paper(slug: str, year: int, number: int) -> Issue | None:
    """The issue that an address meant whose paper has another address now; None where more than one could be meant."""
    if Publication.objects.filter(slug=slug).exists():
        return None
    found = list(published_issues().filter(date__year=year, number=number)[:2])
    return found[0] if len(found) == 1 else None


def latest_issues(publication: Publication, most: int) -> list[Issue]:
    """The latest published issues of a publication, latest first."""
    return list(published_issues().filter(publication=publication)[:most])


def _beside(publication: int, total_number: int, *, with_images: bool) -> QuerySet[Issue]:
    same: QuerySet[Issue] = Issue.objects.published().filter(publication=publication)
    if with_images:
        same = with_page_images(same)
    before = same.filter(total_number__lt=total_number).order_by("-total_number")[:1]
    after = same.filter(total_number__gt=total_number).order_by("total_number")[:1]
    return before.union(after)


@prepared
def issues_beside(publication: int, total_number: int) -> QuerySet[Issue]:
    """The published issues before and after a total number."""
    return _beside(publication, total_number, with_images=False)


@prepared
def _neighbours_with_images(publication: int, total_number: int) -> QuerySet[Issue]:
    return _beside(publication, total_number, with_images=True)


def neighbours(issue: Issue, *, with_images: bool = False) -> tuple[Issue | None, Issue | None]:
    """The published issues before and after one, in one query; ``with_images`` those that have page images."""
    ask = _neighbours_with_images if with_images else issues_beside
    found = ask(issue.publication_id, issue.total_number)
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


@prepared
def stories_placed_in(issue: int) -> Rows:
    """Rows of the stories of an issue, in reading order."""
    return placed_stories(published_placements().filter(issue=issue))


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


def grid_areas() -> QuerySet[Any]:
    """Grid areas by number, each with ``story_count``: how many public stories are about it."""
    public = Q(revisions__published_article__in=Article.objects.published())
    return GridArea.objects.annotate(story_count=Count("revisions", filter=public)).order_by("number")


def columns() -> QuerySet[Any]:
    """Columns in their order, each with ``story_count`` and the moment of its ``latest`` public story."""
    public = Q(revisions__published_article__in=Article.objects.published())
    return Column.objects.annotate(
        story_count=Count("revisions", filter=public),
        latest=Max("revisions__published_article__published_at", filter=public),
    ).order_by("order", "name")


def retracted_article(pk: int) -> Article | None:
    """A story that readers once could see and that was taken down for good; its text is not loaded."""
    retracted = Article.objects.filter(pk=pk, state=Article.State.RETRACTED)
    return retracted.only("retracted_at", "retraction_note").first()


def corrections(article: int | OuterRef) -> QuerySet[Any]:
    """The corrections of a public story (by its key) that readers have seen, latest first, each with ``shown_at``.

    A correction in work is not among them: only what took its place before the readers counts.
    """
    shown = Transition.objects.filter(
        article=OuterRef("article"), state=Article.State.PUBLISHED, revision_number=OuterRef("number")
    ).order_by("pk")
    return (
        Revision.objects.filter(article=article)
        .exclude(correction_note="")
        .annotate(shown_at=Subquery(shown.values("at")[:1]))
        .filter(shown_at__isnull=False)
        .only("number", "correction_note", "article_id")
        .order_by("-number")
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """What readers were told of a mistake, and when."""

    correction_note: str
    shown_at: datetime


def with_corrections(articles: QuerySet[Article]) -> QuerySet[Any]:
    """Public articles with their corrections, for ``corrections_of``, in the same query."""
    rows = corrections(OuterRef("pk")).values(row=JSONObject(note="correction_note", at="shown_at"))
    return articles.annotate(correction_rows=ArraySubquery(rows))


def corrections_of(article: Any) -> list[Correction]:
    """The corrections of an article of ``with_corrections``, latest first."""
    return [Correction(row["note"], datetime.fromisoformat(row["at"])) for row in article.correction_rows]


@prepared
def first_photo_uses(revision_ids: list[int]) -> QuerySet[PhotoUse]:
    """The first photo of each of these public revisions, with its file."""
    public = Revision.objects.published().filter(pk__in=listed(revision_ids))
    return (
        PhotoUse.objects.filter(revision__in=public)
        .select_related("photo")
        .order_by("revision_id", "order")
        .distinct("revision_id")
    )


def _region_rows() -> ArraySubquery:
    page = "set_page__printed_page__"
    regions = printed_regions().filter(placement=OuterRef("pk"))
    fields = {"sequence": f"{page}sequence", "name": f"{page}name"}
    fields |= {"image_width": "set_page__width", "image_height": "set_page__height", "widths": "set_page__widths"}
    return ArraySubquery(regions.values(row=JSONObject(**fields, x="x", y="y", width="width", height="height")))


def _rows_beside() -> tuple[ArraySubquery, ArraySubquery]:
    """The story before and the story after a placement in its issue, each as a list of one dictionary or none."""
    page, order = OuterRef("page__sequence"), OuterRef("order")
    same = published_placements().filter(issue=OuterRef("issue_id"))
    before = same.filter(Q(page__sequence__lt=page) | Q(page__sequence=page, order__lt=order))
    after = same.filter(Q(page__sequence__gt=page) | Q(page__sequence=page, order__gt=order))
    row = JSONObject(article="article_id", shown=PUBLIC_TITLE)
    return (
        ArraySubquery(before.order_by("-page__sequence", "-order").values(row=row)[:1]),
        ArraySubquery(after.order_by("page__sequence", "order").values(row=row)[:1]),
    )


@prepared
def place_in_print(article: int) -> QuerySet[Placement]:
    """The newest published placement of an article, with what ``newest_placement`` gives."""
    placements = published_placements().filter(article=article).select_related("page", "issue__publication")
    before, after = _rows_beside()
    found = placements.annotate(region_rows=_region_rows(), before_rows=before, after_rows=after)
    return found.order_by("-issue__date", "-issue_id")[:1]


def newest_placement(article: Article) -> Placement | None:
    """Where a public article stands in print: its newest published placement, with page, issue and publication.

    ``region_rows`` are its regions on the page images that readers see, ``before_rows`` and ``after_rows`` the stories
    beside it in the issue, all as dictionaries.
    """
    newest = place_in_print.first(article.pk)
    if newest:
        newest.page.issue = newest.issue  # the page's address asks for it
    return newest


# ------------------------------------------------------------------------------------------ pages in print


def _carries_hidden(page: str, set_page: str) -> Q:
    """Whether a page prints an article that is not public (any more).

    ``page`` and ``set_page`` name the columns of the outer query. Both what is placed on the page and what its image
    shows counts, since a story that continues there is placed elsewhere.
    """
    is_public = Article.objects.published().filter(pk=OuterRef("article_id"))
    hidden = Placement.objects.filter(~Exists(is_public))
    # two conditions, each with its index; one with "or" in it would look through every placement
    return Q(Exists(hidden.filter(page=OuterRef(page)))) | Q(
        Exists(hidden.filter(regions__set_page=OuterRef(set_page)))
    )


@prepared
def pages_in(issue: int) -> QuerySet[Page]:
    """The pages of an issue in reading order, each with how it was printed, and ``is_withheld``."""
    pages = Page.objects.filter(issue=issue).select_related("printed").defer("printed__text")
    return pages.annotate(is_withheld=_carries_hidden("pk", "printed")).order_by("sequence")


def pages_of(issue: Issue) -> list[Page]:
    """The same pages, each knowing its issue."""
    found = pages_in(issue.pk)
    for page in found:
        page.issue = issue
    return found


def printed_pages() -> QuerySet[Page]:
    """Pages whose image and PDF readers may see: of a published issue, and with nothing on them that is not public.

    A page that prints a story retracted since shows it for as long as it is not set again, so it is not among them.
    """
    return (
        Page.objects.filter(issue__in=Issue.objects.published(), printed__isnull=False)
        .filter(~_carries_hidden("pk", "printed"))
        .select_related("printed", "issue__publication")
        .defer("printed__text")
    )


def with_page_images(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """Those of the issues that have a page whose image readers may see."""
    return issues.filter(Exists(printed_pages().filter(issue=OuterRef("pk"))))


def issues_with_pdf() -> QuerySet[Issue]:
    """Published issues whose PDF readers may see: it prints nothing that is not public (any more)."""
    hidden = Page.objects.filter(issue=OuterRef("pk")).filter(_carries_hidden("pk", "printed"))
    return published_issues().exclude(pdf_name="").filter(~Exists(hidden))


def printed_regions() -> QuerySet[Region]:
    """Where public stories stand on the page images that readers see, in reading order."""
    return (
        Region.objects.filter(set_page__printed_page__isnull=False, placement__in=published_placements())
        .filter(~_carries_hidden("set_page__printed_page", "set_page"))
        .order_by("set_page__printed_page__sequence", "order")
    )


def issues_around(issue: Issue) -> list[Issue]:
    """The published issues of an issue's year with those before and after it, by total number; one query."""
    same = Issue.objects.published().filter(publication=issue.publication_id)
    before = same.filter(total_number__lt=issue.total_number).order_by("-total_number")[:1]
    after = same.filter(total_number__gt=issue.total_number).order_by("total_number")[:1]
    found = list(same.filter(date__year=issue.date.year).order_by().union(before, after))
    for other in found:
        other.publication = issue.publication
    return sorted(found, key=lambda other: other.total_number)


def withdrawn_issue(publication: str, year: int, number: int) -> Issue | None:
    """An issue that readers could see once and that was withdrawn; None where there is none of this number."""
    withdrawn = Issue.objects.filter(state=Issue.State.PLANNED, withdrawn_at__isnull=False)
    return withdrawn.filter(publication__slug=publication, date__year=year, number=number).first()
