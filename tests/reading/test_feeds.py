"""Atom feeds: the whole paper, columns, departments, grid areas."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.test import Client

from articles.models import Article
from issues.publishing import publish_issue
from reading import feeds
from tests.factories import Team, make_content, make_issue, make_placement, make_published_issue, make_released
from tests.reading.paper import Paper, publish_correction, take_down
from tests.reading.test_topics import publish_many

ATOM = "{http://www.w3.org/2005/Atom}"
NumQueries = Callable[[int], AbstractContextManager[Any]]


def parsed(client: Client, address: str) -> Any:
    """A feed that is sound by feedparser's reading and by the rules of RFC 4287 that feedparser forgives."""
    response = client.get(address)
    assert response.status_code == 200 and response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    tree = ElementTree.fromstring(response.content)  # noqa: S314 -- our own answer
    for element in (tree, *tree.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, (address, name)
    assert tree.find(f"{ATOM}author/{ATOM}name") is not None
    own = [link.get("href", "") for link in tree.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert [urlsplit(link).path for link in own] == [address]
    ids = [element.text for element in tree.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    found = feedparser.parse(response.content)
    assert not found.bozo and found.version == "atom10", address
    return found


def topic_feeds(paper: Paper) -> dict[str, str]:
    """The feed of each sort of list."""
    pages = (paper.column, paper.team.department, paper.area)
    return {page.get_absolute_url(): f"{page.get_absolute_url()}feed/" for page in pages}


def test_feed_is_valid_and_holds_the_latest_two_issues_newest_first(
    client: Client, paper: Paper, settings: Any
) -> None:
    feed = parsed(client, "/feed/")
    assert feed.feed.title and feed.feed.updated_parsed and feed.feed.id
    lead, brief, major, inner = (article.get_absolute_url() for article in paper.public)
    older = paper.older.placements.get().article.get_absolute_url()
    links = [entry.link.removeprefix(settings.SITE_URL) for entry in feed.entries]
    assert links == [lead, major, brief, inner, older]
    for entry in feed.entries:
        assert entry.title and entry.summary and entry.id == entry.link and entry.published_parsed and entry.content
    assert feed.entries[0].title == "车位是谈出来的"


def test_entry_holds_the_whole_text_with_photos_people_and_subjects(
    client: Client, paper: Paper, settings: Any
) -> None:
    entry = parsed(client, "/feed/").entries[0]
    text = entry.content[0].value
    assert "议事厅里坐了三十个人" in text and "先商量，再动手。" in text
    assert text.count(f'src="{settings.SITE_URL}/media/photos/') == 2
    assert "图为议事厅" in text and "图为新车位" in text and 'alt="几个人围着圆桌"' in text
    assert [author.name for author in entry.authors] == ["甲一", "乙二", "丙三"]
    assert {tag.term for tag in entry.tags} == {"要闻", paper.column.name, paper.area.name}


def test_feed_keeps_its_title_and_leaves_out_the_third_issue(client: Client, paper: Paper) -> None:
    before = parsed(client, "/feed/")
    latest = make_published_issue(paper.team, articles=2, date=date(2026, 2, 15), number=4, total_number=104)
    after = parsed(client, "/feed/")
    assert before.feed.title == after.feed.title == paper.publication.name
    newest = {placement.article.get_absolute_url() for placement in latest.placements.all()}
    links = [urlsplit(entry.link).path for entry in after.entries]
    assert set(links[: len(newest)]) == newest
    assert links[len(newest) :] == [urlsplit(entry.link).path for entry in before.entries[:4]]


def test_feed_names_a_story_of_both_issues_once_and_holds_no_more_than_its_bound(
    client: Client, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = make_issue(1, date=date(2026, 4, 1), number=5, total_number=105)
    make_placement(paper.team, again.pages.get(), paper.lead)
    publish_issue(make_released(again, paper.team), by=paper.team.chief_editor)
    links = [entry.link for entry in parsed(client, "/feed/").entries]
    assert len(links) == len(set(links)) == len(paper.public)
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 3)
    assert len(parsed(client, "/feed/").entries) == 3


def test_feed_is_valid_without_an_issue_and_with_awkward_titles(client: Client, team: Team) -> None:
    assert not parsed(client, "/feed/").entries
    paper = Paper(team)
    type(paper.publication).objects.update(name="甲<乙>&\x07丙")
    publish_correction(team, paper.lead, title="</title>&<b>题", body="<p>a &lt; b &amp; c ]]&gt;</p>", summary="<i>&")
    feed = parsed(client, "/feed/")
    assert feed.feed.title == "甲<乙>&丙"
    assert feed.entries[0].title == "</title>&<b>题" and feed.entries[0].summary == "&lt;i&gt;&amp;"


def test_topic_feeds_hold_their_own_stories_latest_first(client: Client, paper: Paper, settings: Any) -> None:
    for page, address in topic_feeds(paper).items():
        feed = parsed(client, address)
        assert feed.feed.id == f"{settings.SITE_URL}{page}" and paper.publication.name in feed.feed.title
        moments = [entry.published_parsed for entry in feed.entries]
        assert moments == sorted(moments, reverse=True)
    titles = {entry.title for entry in parsed(client, f"{paper.column.get_absolute_url()}feed/").entries}
    assert titles == {"车位是谈出来的", "图书室延长开放"}
    assert client.get("/columns/no-such-column/feed/").status_code == 404


def test_topic_feed_is_bounded_and_empty_topics_have_a_valid_one(client: Client, team: Team) -> None:
    paper = Paper(team)
    publish_many(team, feeds.MOST_OF_TOPIC + 2, column_id=paper.column.pk)
    assert len(parsed(client, f"{paper.column.get_absolute_url()}feed/").entries) == feeds.MOST_OF_TOPIC
    Article.objects.update(published_at=None, published_revision=None, corrected_at=None, state="approved")
    for address in topic_feeds(paper).values():
        assert parsed(client, address).entries == []


def test_correction_moves_the_time_of_its_entry_and_of_the_feed(client: Client, paper: Paper) -> None:
    before = parsed(client, "/feed/")
    publish_correction(paper.team, paper.public[1], title=make_content().title)
    after = parsed(client, "/feed/")
    assert after.feed.updated > before.feed.updated
    moved = [entry for entry in after.entries if entry.updated != entry.published]
    assert [urlsplit(entry.link).path for entry in moved] == [paper.public[1].get_absolute_url()]


def test_retracted_story_leaves_every_feed(client: Client, paper: Paper) -> None:
    take_down(paper.lead)
    for address in ("/feed/", *topic_feeds(paper).values()):
        assert "车位是谈出来的" not in [entry.title for entry in parsed(client, address).entries]


def test_feeds_ask_as_often_for_many_stories_as_for_few(
    client: Client, paper: Paper, django_assert_num_queries: NumQueries
) -> None:
    column = topic_feeds(paper)[paper.column.get_absolute_url()]
    entries = list[int]()
    for _round in range(2):
        with django_assert_num_queries(6):
            assert client.get("/feed/").status_code == 200
        with django_assert_num_queries(6):
            response = client.get(column)
        entries.append(response.content.count(b"<entry>"))
        publish_many(paper.team, 8, column_id=paper.column.pk)
    assert entries[1] == entries[0] + 8
