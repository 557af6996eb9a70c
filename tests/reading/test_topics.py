"""Columns, departments, grid areas and the archive."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import workflow
from articles.models import Article
from departments.models import GridArea
from reading.outlines import WIDTH, draw
from tests.factories import (
    Team,
    make_article,
    make_column,
    make_content,
    make_department,
    make_published_issue,
)
from tests.reading.paper import SQUARE, Paper


def publish_many(team: Team, count: int, **fields: object) -> list[Article]:
    """Articles published without an issue."""
    articles = [make_article(team, make_content(**fields), state=Article.State.APPROVED) for _ in range(count)]  # type: ignore[arg-type]
    return [workflow.publish(article, by=team.chief_editor, expected_revision=1) for article in articles]


@pytest.mark.parametrize("name", ["column", "department", "grid area"])
def test_topic_shows_its_stories_and_no_others(client: Client, paper: Paper, name: str) -> None:
    text = client.get(paper.addresses[name]).content.decode()
    assert "车位是谈出来的" in text and "七分钟到空地" not in text


def test_topic_that_does_not_exist_is_not_found(client: Client, paper: Paper) -> None:
    for address in ("/columns/none/", "/departments/none/", "/grid/none/", "/archive/1999/"):
        assert client.get(address).status_code == 404, address


def test_lists_are_paged_in_a_stable_order(client: Client, team: Team) -> None:
    column = make_column()
    articles = publish_many(team, 23, column_id=column.pk)
    moment = articles[0].published_at
    Article.objects.update(published_at=moment)  # all at once: only the tie-breaker keeps them apart
    first, second = (client.get(f"{column.get_absolute_url()}?page={n}").content.decode() for n in (1, 2))
    shown = [[one.pk for one in articles if f'"{one.get_absolute_url()}"' in text] for text in (first, second)]
    assert len(shown[0]) == 20 and len(shown[1]) == 3 and not set(shown[0]) & set(shown[1])
    assert 'rel="next" href="?page=2"' in first and 'rel="prev" href="?page=1"' in second


@pytest.mark.parametrize(
    "name", ["column", "department", "grid area", "archive", "archive of a year", "search with hits"]
)
def test_page_number_that_does_not_exist_is_not_found(client: Client, paper: Paper, name: str) -> None:
    address = paper.addresses[name]
    for number in ("0", "2", "-1", "abc", "", "1.0", "９", "1%00", "9" * 5000):
        joined = f"{address}{'&' if '?' in address else '?'}page={number}"
        assert client.get(joined).status_code == 404, joined


def test_topic_without_stories_says_so(client: Client, db: None) -> None:
    column, department = make_column(), make_department()
    for topic in (column, department):
        assert "empty__title" in client.get(topic.get_absolute_url()).content.decode()


def test_columns_tell_how_many_stories_and_since_when(client: Client, paper: Paper) -> None:
    empty = make_column(name="空栏目")
    text = client.get("/columns/").content.decode().partition("<main")[2]
    items = {name: text[text.index(name) :].split("</li>")[0] for name in (paper.column.name, empty.name)}
    assert ngettext("%(n)s story", "%(n)s stories", 2) % {"n": 2} in items[paper.column.name]
    assert _("No stories yet") in items[empty.name]


def test_closed_column_keeps_its_stories_and_leaves_the_list_when_empty(client: Client, paper: Paper) -> None:
    empty = make_column(name="停办的空栏目", is_active=False)
    type(paper.column).objects.filter(pk=paper.column.pk).update(is_active=False)
    text = client.get("/columns/").content.decode()
    assert empty.name not in text and paper.column.name in text
    assert (
        _("This column has ended; its stories stay here.")
        in client.get(paper.column.get_absolute_url()).content.decode()
    )


def test_department_that_is_no_more_stands_apart_with_its_stories(client: Client, paper: Paper) -> None:
    gone = make_department("已撤的科室", valid_until=date.today() - timedelta(days=400))
    text = client.get("/departments/").content.decode()
    assert text.index(_("Former names and departments")) < text.index(gone.name)
    assert "旧居民区" in client.get(paper.team.department.get_absolute_url()).content.decode()


def test_grid_area_tells_theme_fame_and_boundary(client: Client, paper: Paper) -> None:
    text = client.get(paper.area.get_absolute_url()).content.decode()
    for part in (paper.area.theme, "议事厅多", "东至东路", "<svg", paper.team.department.name):
        assert part in text


def test_drawing_fits_its_frame_and_places_numbers_inside() -> None:
    crescent = [[0, 0], [10, 0], [10, 10], [9, 10], [9, 1], [0, 1], [0, 0]]
    areas = [
        GridArea(pk=1, number=1, boundary={"type": "Polygon", "coordinates": [crescent]}),
        GridArea(
            pk=2, number=2, boundary={"type": "MultiPolygon", "coordinates": [[[[0, 2], [4, 2], [4, 9], [0, 2]]]]}
        ),
        GridArea(pk=3, number=3),
    ]
    drawing = draw(areas)
    assert drawing is not None and [shape.area.number for shape in drawing.shapes] == [1, 2]
    numbers = [
        float(n)
        for shape in drawing.shapes
        for n in shape.path.replace("M", " ").replace("L", " ").replace("Z", " ").split()
    ]
    assert max(numbers) <= max(WIDTH, drawing.height) and min(numbers) >= 0
    # the crescent's centre of gravity lies in its hollow; its number does not
    hollow = drawing.shapes[0]
    assert hollow.x > 0.85 * drawing.width or hollow.y > 0.85 * drawing.height


def test_theme_stands_under_the_number_only_where_no_boundary_crosses_it() -> None:
    def area(pk: int, wide: float, theme: str) -> GridArea:
        west = 10.0 * pk
        ring = [[west, 0], [west + wide, 0], [west + wide, 9], [west, 9], [west, 0]]
        return GridArea(pk=pk, number=pk, theme=theme, boundary={"type": "Polygon", "coordinates": [ring]})

    drawing = draw([area(0, 6, "最亲水"), area(1, 1, "最亲水"), area(2, 6, "一个长得放不下的主题")])
    assert drawing is not None and [shape.has_room for shape in drawing.shapes] == [True, False, False]
    narrow = draw([area(0, 2.5, "最亲水"), area(1, 6, "最亲水")])
    assert narrow is not None
    upright, level = narrow.shapes
    assert [upright.has_room, upright.is_upright, level.is_upright] == [True, True, False]  # it runs downwards
    assert upright.number_y < upright.y < upright.theme_y and level.number_y < level.y < level.theme_y


def test_nothing_is_drawn_without_boundaries_and_a_point_does_not_divide_by_zero() -> None:
    assert draw([GridArea(pk=1, number=1)]) is None
    flat = {"type": "Polygon", "coordinates": [[[5, 5], [5, 5], [5, 5], [5, 5]]]}
    assert draw([GridArea(pk=1, number=1, boundary=flat)]) is not None


def test_grid_area_beyond_the_drawing_is_found_by_its_address(client: Client, db: None) -> None:
    GridArea.objects.bulk_create(
        GridArea(number=n, name=f"网格{n}", slug=f"area-{n}", boundary=SQUARE) for n in range(1, 205)
    )
    assert client.get("/grid/area-204/").status_code == 200


def test_archive_goes_by_year_and_month(client: Client, paper: Paper) -> None:
    current, older = paper.issue.get_absolute_url(), paper.older.get_absolute_url()
    everything, year, month = (
        client.get(a).content.decode() for a in ("/archive/", "/archive/2026/", "/archive/2026/02/")
    )
    assert current in everything and older in everything
    assert current in year and older not in year
    assert current in month and "车位是谈出来的" in month
    assert client.get("/archive/2026/3/").status_code == 404
    for address in ("/archive/2026/13/", "/archive/2026/0/", "/archive/99999/", "/archive/0000/"):
        assert client.get(address).status_code == 404, address


def test_archive_is_paged(client: Client, team: Team) -> None:
    for n in range(1, 27):
        make_published_issue(team, articles=1, date=date(2024, 1, 1) + timedelta(days=n), number=n, total_number=n)
    assert 'rel="next" href="?page=2"' in client.get("/archive/2024/").content.decode()
    assert client.get("/archive/2024/?page=2").content.decode().count('class="issue-card"') == 2
