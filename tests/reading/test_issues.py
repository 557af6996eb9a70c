"""The home page, issues and their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.utils.translation import gettext as _

from articles.models import Article, Photo, PhotoUse, Revision
from articles.photos import choose_focus
from issues.models import Page, Placement
from issues.publishing import publish_issue
from reading.models import public_state
from reading.sheets import arrange
from reading.stories import Picture, Story
from tests.factories import (
    Team,
    make_article,
    make_content,
    make_issue,
    make_placement,
    make_published_issue,
    make_released,
)
from tests.reading.paper import Paper


def story(pk: int, *, kind: str = "report", prominence: int = 3) -> Story:
    """A story for arranging."""
    return Story(pk, pk, f"标题{pk}", "", "", "", kind, "", published_at=None, prominence=prominence)  # type: ignore[arg-type]


def test_issue_shows_its_pages_with_headlines_by_rank(client: Client, paper: Paper) -> None:
    text = client.get(paper.issue.get_absolute_url()).content.decode().partition("<main")[2]
    lead, major, brief = (text.index(part) for part in ("车位是谈出来的", "七分钟到空地", "图书室延长开放"))
    assert lead < major < brief < text.index("桥上的灯")
    assert "story--lead" in text[:lead] and 'class="briefs"' in text[:brief]


def test_issue_announces_stories_under_the_title_that_was_signed(client: Client, paper: Paper) -> None:
    for address in ("/", paper.issue.get_absolute_url(), f"{paper.issue.get_absolute_url()}1/"):
        assert "车位是谈出来的" in client.get(address).content.decode(), address


def test_issue_leads_to_its_neighbours_of_the_same_publication(client: Client, paper: Paper) -> None:
    latest = make_published_issue(paper.team, date=date(2026, 2, 15), number=4, total_number=104)
    text = client.get(paper.issue.get_absolute_url()).content.decode()
    assert f'rel="prev" href="{paper.older.get_absolute_url()}"' in text
    assert f'rel="next" href="{latest.get_absolute_url()}"' in text


def test_focus_of_a_photo_shows_wherever_it_is_cropped(client: Client, paper: Paper) -> None:
    address = paper.column.get_absolute_url()
    photo = Photo.objects.get(uses__revision__published_article=paper.lead, uses__inline=False)
    connection.check_constraints()
    before = public_state()
    assert "focus-" not in client.get(address).content.decode()
    choose_focus(photo, by=paper.team.editor, x=0.26, y=1)
    connection.check_constraints()  # what happens when the transaction commits
    assert public_state() != before
    for page in ("/", paper.issue.get_absolute_url(), address):
        assert '<img class="focus-x-3 focus-y-10" src="' in client.get(page).content.decode(), page


def test_photo_without_a_focus_keeps_its_middle_or_what_is_above_it() -> None:
    def crop(**values: Any) -> str:
        return Picture.of(PhotoUse(photo=Photo(file="photos/a.jpg", **values))).crop

    assert crop(width=3, height=2) == "" and crop(width=2, height=3) == "upright"
    assert crop(width=2, height=3, focus_x=0.5, focus_y=0.5) == "focus-x-5 focus-y-5"


def test_briefs_say_more_where_nothing_else_stands_beside_the_lead() -> None:
    photo = Picture("/a.jpg", 3, 2, "桥")
    lead, brief = replace(story(1, prominence=1), picture=photo), story(2, kind="brief")
    assert arrange(Page(sequence=1), [lead, brief]).tells_briefs
    assert not arrange(Page(sequence=1), [story(1, prominence=1), brief]).tells_briefs
    assert not arrange(Page(sequence=1), [lead, brief, story(3)]).tells_briefs


def test_page_shows_its_own_stories_and_leads_to_the_next_page(client: Client, paper: Paper) -> None:
    base = paper.issue.get_absolute_url()
    text = client.get(f"{base}1/").content.decode()
    own = text[text.index('<section class="epaper-stories"') :].partition("</section>")[0]
    assert "七分钟到空地" in own and "桥上的灯" not in own
    assert f'rel="next" href="{base}2/"' in text
    assert f'rel="prev" href="{base}1/"' in client.get(f"{base}2/").content.decode()


def test_page_or_issue_that_does_not_exist_is_not_found(client: Client, paper: Paper) -> None:
    assert client.get("/issues/ceshi/2026/2/").status_code == 200
    for wrong in (
        "ceshi/2026/2/3/",
        "ceshi/2026/2/0/",
        f"ceshi/2026/2/{'9' * 30}/",
        "ceshi/2025/2/",
        "ceshi/2026/99999999999999999999/",
        "ceshi/0000/2/",
        "other/2020/2/",
        "ceshi/2026/2/x/",
    ):
        assert client.get(f"/issues/{wrong}").status_code == 404, wrong


def test_home_shows_the_latest_issue_of_the_own_paper_by_date(client: Client, paper: Paper) -> None:
    text = client.get("/").content.decode()
    assert paper.issue.get_absolute_url() in text
    assert text.index("车位是谈出来的") < text.index(paper.older.get_absolute_url())
    for part in (paper.column.name, paper.area.theme, paper.publication.permit_number, "000-11112222"):
        assert part in text


def test_home_says_what_will_come_before_the_first_issue(client: Client, team: Team) -> None:
    make_issue(1)
    assert _("The first issue is in the making.") in client.get("/").content.decode()


def test_lead_is_the_highest_rank_and_never_a_brief_beside_other_stories() -> None:
    page = Page(sequence=1, name="要闻")
    brief, normal, major = story(1, kind="brief", prominence=1), story(2), story(3, prominence=2)
    sheet = arrange(page, [brief, normal, major])
    assert (sheet.lead, sheet.majors, sheet.others, sheet.briefs) == (major, [], [normal], [brief])
    assert arrange(page, [brief]).lead == brief
    assert arrange(page, []).is_empty


def test_every_story_of_a_sheet_is_shown_exactly_once() -> None:
    kinds = list(Revision.Kind.values)
    stories = [story(n, kind=kinds[n % len(kinds)], prominence=1 + n % 5) for n in range(40)]
    sheet = arrange(Page(sequence=1, name="要闻"), stories)
    shown = [sheet.lead, *sheet.side, *sheet.below, *sheet.briefs]
    assert sorted(one.pk for one in shown if one) == list(range(40))


def test_story_is_shown_even_where_its_placement_has_the_lowest_rank(client: Client, team: Team) -> None:
    issue = make_issue(1, date=date(2026, 5, 1))
    article = make_article(team, make_content("最小的一条"), state=Article.State.APPROVED)
    make_placement(team, issue.pages.get(), prominence=Placement.Prominence.LEAD)
    make_placement(team, issue.pages.get(), article, prominence=Placement.Prominence.SMALL)
    publish_issue(make_released(issue, team), by=team.chief_editor)
    assert "最小的一条" in client.get(issue.get_absolute_url()).content.decode()
