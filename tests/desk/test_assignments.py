"""Assignments at the desk: the board, the calendar, asking, answering, and filing what was asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts import clock
from articles.models import Article
from issues.assignments import workflow
from issues.assignments.workflow import Wish
from issues.models import Assignment
from tests.conftest import Watch, follow, log_in
from tests.factories import Team, make_article, make_grid_area, make_issue, make_placement

DAY = date(2026, 12, 1)


def asked(team: Team, title: str = "夜间停车怎么办", **wish: Any) -> Assignment:
    """A story asked of the team's department."""
    fields: dict[str, Any] = {"department": team.department, "due_on": DAY}
    idea = workflow.propose(by=team.editor, wish=Wish(title, **(fields | wish)))
    return workflow.assign(idea, by=team.editor, expected_version=1)


@pytest.mark.django_db
def test_every_story_stands_in_the_column_of_its_step(team: Team, client: Client) -> None:
    workflow.propose(by=team.editor, wish=Wish("一个点子"))
    asked(team, "被派的题目")
    titles = {
        "filed": make_article(team, state=Article.State.SENT_BACK),
        "in_review": make_article(team, state=Article.State.SECOND_FINAL_REVIEW),
        "approved": make_article(team, state=Article.State.APPROVED),
        "placed": make_placement(team, make_issue(pages=1).pages.get()).article,
    }
    make_article(team, state=Article.State.PUBLISHED)
    client.force_login(team.editor)
    columns = {column.key: column for column in client.get(reverse("desk:assignment_board")).context["columns"]}
    assert [card.title for card in columns["idea"].cards] == ["一个点子"]
    assert [card.title for card in columns["assigned"].cards] == ["被派的题目"]
    for key, article in titles.items():
        assert [card.title for card in columns[key].cards] == [str(article)]


@pytest.mark.django_db
def test_the_board_narrows_to_issue_department_and_grid_area(team: Team, client: Client) -> None:
    issue, area, other = make_issue(), make_grid_area(), Team()
    asked(team, "为这一期", issue=issue)
    asked(team, "写这个网格", grid_area=area)
    asked(other, "别的单位")
    client.force_login(team.editor)

    def shown(**query: Any) -> list[str]:
        context = client.get(reverse("desk:assignment_board"), query).context
        return [card.title for column in context["columns"] for card in column.cards]

    assert shown(issue=issue.pk) == ["为这一期"]
    assert shown(grid_area=area.pk) == ["写这个网格"]
    assert shown(department=other.department.pk) == ["别的单位"]
    assert len(shown(issue="x")) == 3


@pytest.mark.django_db
def test_what_is_late_is_said(team: Team, client: Client) -> None:
    asked(team, "还早")
    with clock.at(datetime(2026, 12, 3, 4, tzinfo=UTC)):
        client.force_login(team.contributor)
        answer = client.get(reverse("desk:assignment_board"))
        assert answer.context["overdue"] == 1
        month = client.get(reverse("desk:assignment_calendar"), {"month": "2026-12"})
        asked_for = client.get(reverse("desk:index")).context["board"]["asked"]
    assert [one.title for one in asked_for] == ["还早"]
    days = {day.date: day for week in month.context["weeks"] for day in week}
    assert [card.is_overdue for card in days[DAY].cards] == [True]
    assert days[date(2026, 12, 3)].is_today


@pytest.mark.django_db
@pytest.mark.parametrize("month", ["2026-13", "x", "0001-01", "9999-12", "%00"])
def test_a_month_that_is_none_is_not_there(team: Team, client: Client, month: str) -> None:
    client.force_login(team.editor)
    assert client.get(f"{reverse('desk:assignment_calendar')}?month={month}").status_code == 404


@pytest.mark.django_db
def test_board_and_calendar_ask_a_fixed_number_of_queries(
    team: Team, client: Client, django_assert_max_num_queries: Any
) -> None:
    issue = make_issue(pages=1)
    for number in range(8):
        asked(team, f"题目{number}", issue=issue)
        make_article(team, state=Article.State.FIRST_REVIEW)
        make_placement(team, issue.pages.get())
    client.force_login(team.chief_editor)
    for name in ("assignment_board", "assignment_calendar"):
        with django_assert_max_num_queries(12):
            assert client.get(reverse(f"desk:{name}")).status_code == 200


@pytest.mark.django_db
def test_a_form_that_lacks_something_keeps_what_was_typed(team: Team, client: Client) -> None:
    client.force_login(team.editor)
    path = reverse("desk:assignment_add")
    answer = client.post(path, {"title": "", "brief": "先问问居民"})
    assert answer.status_code == 400
    assert "先问问居民" in answer.content.decode()
    answer = client.post(path, {"title": "只有题目", "assign": "1"}, follow=True)
    assert Assignment.objects.get().state == Assignment.State.IDEA
    assert "只有题目" in answer.content.decode()


@pytest.mark.django_db
def test_a_stale_page_is_told_and_changes_nothing(team: Team, client: Client) -> None:
    one = asked(team)
    client.force_login(team.contributor)
    workflow.change(
        one, by=team.editor, expected_version=2, wish=Wish("换了题目", department=team.department, due_on=DAY)
    )
    answer = client.post(reverse("desk:assignment_accept", args=[one.pk]), {"version": "2"})
    assert answer.status_code == 409
    assert Assignment.objects.get().state == Assignment.State.ASSIGNED
    for version in ("", "x", "9" * 30):
        assert client.post(reverse("desk:assignment_accept", args=[one.pk]), {"version": version}).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a_story_is_commissioned_accepted_and_written(
    browser: Browser, watch: Watch, live_server: Any, team: Team
) -> None:
    desk = watch.attach(browser.new_context(locale="zh-CN").new_page())
    log_in(desk, live_server, team.editor.username)
    desk.goto(f"{live_server.url}{reverse('desk:assignment_add')}")
    desk.fill("#id_title", "菜场早市")
    desk.select_option("#id_department", str(team.department.pk))
    desk.fill("#id_due_on", (date.today() + timedelta(days=5)).isoformat())
    desk.click("button[name=assign]")
    expect(desk.locator(".state--assigned")).to_be_visible()
    page = watch.attach(browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740}).new_page())
    log_in(page, live_server, team.contributor.username)
    page.goto(f"{live_server.url}{reverse('desk:assignment_board')}")
    follow(page.get_by_text("菜场早市").first)
    follow(page.locator("form[action$='/accept/'] button"))
    expect(page.locator(".state--accepted")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("a.btn-primary")
    expect(page.locator("#id_title")).to_be_visible()
    for each in (desk, page):  # the form would ask on while the database is emptied
        each.context.close()
