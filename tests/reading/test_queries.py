"""How many queries each page makes: the same for a small paper and a large one."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.content import Credit, Picture, Source
from articles.models import Article
from issues.publishing import publish_issue
from tests.factories import (
    make_article,
    make_content,
    make_department,
    make_grid_area,
    make_issue,
    make_photo,
    make_placement,
    make_released,
)
from tests.reading.paper import Paper

# Current issue with publication 1; issue 1, pages 1, placements 1, photos 1, neighbours 1; and so on.
QUERIES = {
    "home": 8,
    "issue": 5,
    "page": 5,
    "article": 5,
    "columns": 2,
    "column": 5,
    "departments": 2,
    "department": 7,
    "grid areas": 2,
    "grid area": 6,
    "authors": 2,
    "author": 5,
    "topics": 4,
    "archive": 5,
    "archive of a year": 5,
    "archive of a month": 5,
    "search": 7,
    "search with hits": 4,
    "search with filters": 4,
    "search without hits": 8,
    "about": 1,
    "corrections": 2,
    "feed": 6,
    "sitemap": 2,
    "robots": 0,
}


@pytest.fixture
def large_paper(paper: Paper) -> Paper:
    """The same paper whose current issue has 24 more stories with every part, on more pages."""
    team = paper.team
    issue = make_issue(12, date=date(2026, 8, 1), number=8, total_number=108)
    areas = [paper.area, make_grid_area(boundary=paper.area.boundary)]
    departments = [team.department, make_department()]
    for number, page in enumerate(list(issue.pages.all()) * 2):
        content = make_content(
            column_id=paper.column.pk,
            bylines=tuple(Credit(f"某{n}", "correspondent") for n in range(3)),
            attributions=tuple(Source(one.name, one.pk) for one in departments),
            grid_area_ids=tuple(area.pk for area in areas),
            photos=(Picture(make_photo(team.contributor, (64, 48)).pk, alternative_text="一张照片"),),
            body="<p>车位的事说了又说。</p>",
        )
        article = make_article(team, content, state=Article.State.APPROVED)
        make_placement(team, page, article, prominence=1 + number % 5)
        paper.public.append(article)
    paper.issue = publish_issue(make_released(issue, team), by=team.chief_editor)
    paper.lead = paper.public[-2]
    return paper


def counted(client: Client, addresses: dict[str, str]) -> dict[str, int]:
    """How many queries each page made, asked for the first time."""
    counts = {}
    for name, address in addresses.items():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, name
        counts[name] = len(queries)
    return counts


def test_queries_of_a_large_paper(client: Client, large_paper: Paper) -> None:
    addresses = large_paper.addresses | large_paper.machine_addresses
    addresses["archive of a month"] = addresses["archive of a month"].replace("/2026/2/", "/2026/8/")
    assert counted(client, addresses) == QUERIES


def test_queries_of_a_small_paper_are_no_more(client: Client, paper: Paper) -> None:
    counts = counted(client, paper.addresses | paper.machine_addresses)
    assert {name: count for name, count in counts.items() if count > QUERIES[name]} == {}


def test_front_pages_and_articles_stay_within_six_queries() -> None:
    assert max(QUERIES[name] for name in ("issue", "page", "article")) <= 6
