"""Issues, pages, columns, departments and grid areas as the API tells them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import F
from django.urls import reverse

from articles.models import Column
from departments.models import Department, GridArea
from issues.models import Issue, Page, Placement, Publication
from reading import querysets
from reading.metadata import absolute
from reading.metadata.graph import moment

Thing = dict[str, Any]


def article_address(pk: int) -> str:
    """Where the API tells a story."""
    return absolute(reverse("reading:api_article", args=[pk]))


def issue_address(issue: Issue) -> str:
    """Where the API tells an issue."""
    return absolute(reverse("reading:api_issue", args=_names(issue)))


def page_address(issue: Issue, page: Page) -> str:
    """Where the API tells a page."""
    return absolute(reverse("reading:api_page", args=[*_names(issue), page.sequence]))


def _names(issue: Issue) -> list[Any]:
    return [issue.publication.slug, issue.date.year, issue.number]


def issue_summary(issue: Issue) -> Thing:
    """An issue in a list (its ``publication`` loaded)."""
    return {
        "uri": absolute(issue.get_absolute_url()),
        "api": issue_address(issue),
        "title": str(issue),
        "publication": publication(issue.publication),
        "year": issue.date.year,
        "number": issue.number,
        "total_number": issue.total_number,
        "date": issue.date.isoformat(),
        "published_at": moment(issue.published_at) if issue.published_at else None,
    }


def publication(paper: Publication) -> Thing:
    """A paper by its names."""
    return {"slug": paper.slug, "name": paper.name}


def issue_in_full(issue: Issue) -> Thing:
    """An issue with its pages and the stories on them."""
    return issue_summary(issue) | {"pages": pages_in_full(issue, querysets.pages_of(issue))}


def pages_in_full(issue: Issue, pages: list[Page]) -> list[Thing]:
    """Pages (of ``querysets.pages_of``) with their stories in printed order, and how they were printed. Two queries."""
    stories, regions = stories_by_page(pages), regions_by_set_page(pages)
    return [
        {
            "uri": absolute(page.get_absolute_url()),
            "api": page_address(issue, page),
            "issue": issue_address(issue),
            "sequence": page.sequence,
            "name": page.name,
            "articles": stories[page.pk],
            "printed": _printed(issue, page, regions),
        }
        for page in pages
    ]


def _printed(issue: Issue, page: Page, regions: dict[int, list[Thing]]) -> Thing | None:
    """The page as it was printed; None without an image, or where it shows something that is not public any more."""
    if page.printed is None or page.is_withheld:  # type: ignore[attr-defined]  # annotated by pages_of
        return None
    names = [*_names(issue), page.sequence]
    return {
        "pdf": absolute(reverse("reading:page_pdf", args=names)),
        "image": absolute(reverse("reading:page_png", args=names)),
        "width": page.printed.width,
        "height": page.printed.height,
        "regions": regions[page.printed.pk],
    }


def regions_by_set_page(pages: list[Page]) -> dict[int, list[Thing]]:
    """Where public stories stand on the images of these pages, in reading order; fractions 0..1 of the page."""
    found: dict[int, list[Thing]] = defaultdict(list)
    rows = querysets.printed_regions().filter(set_page__in=[page.printed_id for page in pages if page.printed_id])
    extent = ("x", "y", "width", "height")
    for set_page, article, part, *place in rows.values_list("set_page_id", "placement__article_id", "part", *extent):
        found[set_page].append(
            {"article": article_address(article), "part": part, **dict(zip(extent, place, strict=True))}
        )
    return found


def stories_by_page(pages: list[Page]) -> dict[int, list[Thing]]:
    """The public stories of these pages in printed order, by the page's key. One query."""
    rows = (
        querysets.published_placements()
        .filter(page__in=[page.pk for page in pages])
        .order_by("page_id", "order")
        .values("page_id", "article_id", "prominence", "order", shown=F(querysets.PUBLIC_TITLE))
    )
    found: dict[int, list[Thing]] = defaultdict(list)
    for row in rows:
        found[row["page_id"]].append(
            {
                "uri": absolute(reverse("reading:article", args=[row["article_id"]])),
                "api": article_address(row["article_id"]),
                "title": row["shown"],
                "order": row["order"],
                "prominence": Placement.Prominence(row["prominence"]).name.lower(),
            }
        )
    return found


def column(found: Column) -> Thing:
    """A column (栏目)."""
    return _topic("column", found) | {"description": found.description, "is_active": found.is_active}


def department(found: Department) -> Thing:
    """A department with its former names (``aliases`` loaded)."""
    return _topic("department", found) | {
        "short_name": found.short_name,
        "kind": found.kind,
        "valid_from": found.valid_from.isoformat() if found.valid_from else None,
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "other_names": [
            {
                "name": alias.name,
                "valid_from": alias.valid_from.isoformat() if alias.valid_from else None,
                "valid_until": alias.valid_until.isoformat() if alias.valid_until else None,
            }
            for alias in found.aliases.all()
        ],
    }


def grid_area(found: GridArea) -> Thing:
    """A grid area (``departments`` loaded); its boundary is GeoJSON, None where none is drawn."""
    return _topic("grid_area", found) | {
        "number": found.number,
        "theme": found.theme,
        "known_for": found.known_for,
        "boundary_words": found.boundary_words,
        "boundary": found.boundary,
        "departments": [{"slug": one.slug, "name": one.name} for one in found.departments.all()],
    }


def _topic(kind: str, found: Column | Department | GridArea) -> Thing:
    filters = {"column": "column", "department": "department", "grid_area": "grid"}
    return {
        "uri": absolute(found.get_absolute_url()),
        "api": absolute(reverse(f"reading:api_{kind}", args=[found.slug])),
        "slug": found.slug,
        "name": found.name,
        "feed": absolute(reverse(f"reading:{kind}_feed", args=[found.slug])),
        "articles": absolute(f"{reverse('reading:api_articles')}?{filters[kind]}={found.slug}"),
    }
