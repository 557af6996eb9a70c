"""Authors, topics, corrections, related stories, the map and the calendar: what they show, and what never."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import workflow
from articles.content import Credit
from articles.models import Article
from issues.models import Publication
from reading import authors, keywords, nearest, notices
from reading.authors import author_url
from reading.calendars import months
from reading.related import pairs, related, scores
from tests.factories import Team, make_article, make_column, make_content, make_grid_area, make_published_issue
from tests.reading.paper import HIDDEN_STATES, SECRET, Paper, publish_correction, take_down, write_on
from tests.reading.test_topics import publish_many

Queries = Callable[[int], AbstractContextManager[Any]]
NEW_PAGES = {"authors": "/authors/", "author": "/authors/甲一/", "topics": "/topics/", "corrections": "/corrections/"}
QUERIES = {"authors": 2, "author": 5, "topics": 6, "corrections": 3}


@pytest.fixture(autouse=True)
def _no_topics_kept() -> None:
    cache.clear()


def main_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode().partition("<main")[2]


def test_new_pages_have_one_heading_a_canonical_address_and_few_queries(
    client: Client, paper: Paper, django_assert_max_num_queries: Queries
) -> None:
    for name, address in NEW_PAGES.items():
        with django_assert_max_num_queries(QUERIES[name]):
            text = client.get(address).content.decode()
        assert text.count("<h1") == 1, name
        assert '<link rel="canonical" href="http' in text, name


def test_new_pages_say_so_when_there_is_nothing(client: Client, db: None) -> None:
    for address in ("/authors/", "/topics/", "/corrections/"):
        assert "empty__title" in main_of(client, address), address


# ------------------------------------------------------------------------------------------------- authors


def test_author_has_the_stories_that_name_her_and_the_articles_lead_there(client: Client, paper: Paper) -> None:
    text = main_of(client, "/authors/甲一/")
    assert "车位是谈出来的" in text and "七分钟到空地" not in text
    assert f'href="{author_url("甲一")}"' in main_of(client, paper.lead.get_absolute_url())
    assert f'href="{author_url("丙三")}"' in main_of(client, "/authors/")


def test_people_are_known_within_the_very_transaction_that_changes_what_is_public(team: Team) -> None:
    def story(*names: str, state: Article.State) -> Article:
        credits = tuple(Credit(name, "correspondent") for name in names)
        return make_article(team, make_content(bylines=credits), state=state)

    def people() -> tuple[list[str], bool]:
        near = any(name.text == "乙二" for name in nearest.known().names)
        return [f"{one.name}{one.story_count}" for one in authors.foremost()], near

    first = story("甲一", state=Article.State.PUBLISHED)
    second = story("乙二", "甲一", "..", state=Article.State.APPROVED)
    assert people() == (["甲一1"], False)
    workflow.publish(second, by=team.chief_editor, expected_revision=1)
    assert people() == (["甲一2", "乙二1"], True)  # and nobody whose name cannot stand in an address
    take_down(second)
    assert people() == (["甲一1"], False)
    publish_correction(team, first, bylines=(Credit("乙二", "correspondent"),))
    assert people() == (["乙二1"], True)


def test_author_of_hidden_stories_alone_does_not_exist(client: Client, paper: Paper, team: Team) -> None:
    for state in HIDDEN_STATES:
        make_article(team, make_content(bylines=(Credit(f"隐{state}", "correspondent"),)), state=state)
        assert client.get(f"/authors/隐{state}/").status_code == 404, state
    assert "隐" not in main_of(client, "/authors/")


def test_author_with_stray_spaces_is_moved_to_her_address(client: Client, paper: Paper) -> None:
    response = client.get("/authors/ 甲一 /")
    assert response.status_code == 301 and response.headers["Location"] == author_url("甲一")
    assert client.get("/authors/查无此人/").status_code == 404


@pytest.mark.parametrize("name", ["", ".", "..", "/", "../x/", "./"])
def test_name_that_cannot_stand_in_an_address_has_none(name: str) -> None:
    assert author_url(name) == ""


def test_name_with_a_slash_is_found(client: Client, team: Team) -> None:
    publish_many(team, 1, bylines=(Credit("甲/乙", "pen_name"),))
    assert client.get(author_url("甲/乙")).status_code == 200


# -------------------------------------------------------------------------------------------------- topics


def test_topics_are_rare_nouns_that_several_stories_are_about(team: Team, client: Client) -> None:
    for title in ("电梯装上了", "等了三年的电梯", "修表的师傅", "菜场里的早晨", "一条路通了", "桥边看花", "读书会招人"):
        publish_many(team, 1, title=title, body="<p>大家都说这是一件好事，工作要继续做。</p>")
    found = {topic.term: topic for topic in keywords.topics()}
    assert found["电梯"].story_count == 2
    assert not {"师傅", "工作", "大家"} & set(found)
    text = main_of(client, "/topics/电梯/")
    assert "等了三年的电梯" in text and "修表的师傅" not in text


def test_topic_of_hidden_stories_does_not_exist(client: Client, paper: Paper, hidden: list[Article]) -> None:
    assert SECRET not in main_of(client, "/topics/")
    assert client.get(f"/topics/{SECRET[:4]}/").status_code == 404


@pytest.mark.parametrize("term", ["车", "车位是谈出来的", "ab", "%25%25", "车 位", "１２"])
def test_what_is_no_term_is_no_topic(client: Client, paper: Paper, term: str) -> None:
    assert client.get(f"/topics/{term}/").status_code == 404


def test_topics_follow_what_is_taken_down(team: Team, client: Client) -> None:
    first, second = (publish_many(team, 1, title=title)[0] for title in ("电梯装上了", "等了三年的电梯"))
    for n in range(8):
        publish_many(team, 1, title=f"别的事{n}")
    assert "电梯" in [topic.term for topic in keywords.topics()]
    take_down(first)
    assert "电梯" not in [topic.term for topic in keywords.topics()]
    take_down(second)
    assert client.get("/topics/电梯/").status_code == 404


def test_no_stories_have_no_topics() -> None:
    assert keywords.extract([]) == [] and keywords.extract([("Latin only", "123")]) == []


# --------------------------------------------------------------------------------------------- corrections


def test_corrections_and_retractions_stand_in_one_list_latest_first(client: Client, paper: Paper, team: Team) -> None:
    publish_correction(team, paper.lead, "应为十三个车位。", title="车位又多了一个")
    gone = paper.public[-1]
    take_down(gone, "当事人的住址写得太细。")
    text = main_of(client, "/corrections/")
    assert text.index("当事人的住址写得太细。") < text.index("应为十三个车位。")
    assert "车位又多了一个" in text and "桥上的灯" not in text  # its title went with it
    assert gone.get_absolute_url() not in text
    assert "应为十三个车位。" in main_of(client, "/")


def test_correction_in_work_is_in_no_list(client: Client, paper: Paper) -> None:
    write_on(paper.lead, "还没有定的更正。")
    for address in ("/corrections/", "/"):
        assert "还没有定的更正。" not in main_of(client, address)
    assert notices.latest(3) == []


# ------------------------------------------------------------------------------------------------- related


def test_pairs_of_a_text() -> None:
    assert pairs("加装电梯，12345热线 Wi-Fi") == {"加装", "装电", "电梯", "热线", "12345", "wi", "fi"}


def test_rare_pairs_count_and_those_that_all_share_do_not() -> None:
    story = pairs("小区电梯")
    rare, common = scores(story, [pairs("小区装电梯"), pairs("小区种花")])
    assert rare > 0 and common == 0


def test_related_stories_share_words_area_or_column_and_are_public(team: Team, paper: Paper) -> None:
    column, area = make_column(), make_grid_area()
    parts = {"column_id": column.pk, "grid_area_ids": (area.pk,), "body": "<p>井道装好了。</p>"}
    story = publish_many(team, 1, title="老楼加装电梯", **parts)[0]
    near = publish_many(team, 1, title="电梯通了，老楼不再难爬")[0]
    beside = publish_many(team, 1, title="桂花开了", grid_area_ids=(area.pk,))[0]
    same = publish_many(team, 1, title="晚风里的合唱", column_id=column.pk)[0]
    make_article(team, make_content("老楼加装电梯的内情", column_id=column.pk), state=Article.State.APPROVED)
    loaded = Article.objects.select_related("published_revision").get(pk=story.pk)
    found = [one.pk for one in related(loaded, [area.pk])]
    assert found[0] == near.pk and {beside.pk, same.pk} <= set(found)
    assert story.pk not in found and len(found) == len(set(found))
    assert set(found) <= set(Article.objects.published().values_list("pk", flat=True))


def test_article_page_links_related_stories(client: Client, paper: Paper) -> None:
    text = main_of(client, paper.lead.get_absolute_url())
    assert 'id="related"' in text and "桥上的灯" in text.partition('id="related"')[2]


# -------------------------------------------------------------------------------------- map, calendar, moved


def test_map_links_each_area_with_theme_and_number_of_stories(client: Client, paper: Paper, hidden: object) -> None:
    text = main_of(client, "/grid/")
    svg = text[text.index("<svg") : text.index("</svg>")]
    assert f'href="{paper.area.get_absolute_url()}"' in svg and paper.area.theme in svg
    assert "2" in svg.partition('aria-label="')[2].partition('aria-label="')[2].split('"')[0]  # not the hidden ones
    assert "drawing__area--4" in svg  # the most of all


def test_grid_area_is_found_by_its_number(client: Client, paper: Paper) -> None:
    response = client.get(f"/grid/{paper.area.number}/")
    assert response.status_code == 301 and response.headers["Location"] == paper.area.get_absolute_url()
    assert client.get("/grid/99/").status_code == 404


def test_issue_of_a_renamed_paper_is_moved(client: Client, paper: Paper) -> None:
    old = paper.issue.get_absolute_url()
    Publication.objects.update(slug="renamed")
    response = client.get(old)
    assert response.status_code == 301 and "/renamed/" in response.headers["Location"]
    assert client.get(old.replace("/2026/", "/2020/")).status_code == 404


def test_calendar_has_whole_weeks_and_the_issues_on_their_days(client: Client, paper: Paper, hidden: object) -> None:
    shown = months([paper.older, paper.issue])
    assert [month.first_day for month in shown] == [date(2025, 12, 1), date(2026, 2, 1)]
    assert all(len(week) == 7 for month in shown for week in month.weeks)
    assert [day.issues for week in shown[1].weeks for day in week if day.issues] == [(paper.issue,)]
    text = main_of(client, "/archive/2026/")
    assert text.count('class="calendar"') == 1
    assert text.count(f'href="{paper.issue.get_absolute_url()}"') == 2  # on its day and on its card
    assert "/2026/3/" not in text  # the issue in the making


def test_columns_do_not_count_what_is_published_for_a_later_hour(client: Client, team: Team) -> None:
    column = make_column(name="空等的栏目")
    article = publish_many(team, 1, column_id=column.pk)[0]
    Article.objects.filter(pk=article.pk).update(published_at=timezone.now() + timedelta(days=1))
    item = main_of(client, "/columns/").partition("空等的栏目")[2].partition("</li>")[0]
    assert _("No stories yet") in item
    assert client.get(article.get_absolute_url()).status_code == 404


def test_archive_has_a_card_and_a_day_for_each_issue(client: Client, team: Team) -> None:
    make_published_issue(team, articles=1, date=date(2024, 5, 6), number=1, total_number=1)
    text = main_of(client, "/archive/2024/5/")
    assert text.count('class="issue-card"') == 1 and text.count("<td><a") == 1
