"""Feed, sitemap, robots.txt and the headers for caches."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.test import Client
from django.urls import resolve

from articles.models import Article
from departments.models import Department
from issues.publishing import publish_issue
from reading import feeds, sitemaps
from tests.factories import Team, make_content, make_issue, make_placement, make_published_issue, make_released
from tests.reading.paper import Paper, take_down
from tests.reading.test_topics import publish_many

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    tree = ElementTree.fromstring(response.content)  # noqa: S314 -- our own answer
    return [element.text or "" for element in tree.iter(f"{NAMESPACE}loc")]


def test_feed_is_valid_and_holds_the_latest_two_issues_newest_first(
    client: Client, paper: Paper, settings: Any
) -> None:
    response = client.get("/feed/")
    parsed = feedparser.parse(response.content)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not parsed.bozo and parsed.version == "atom10"
    assert parsed.feed.title and parsed.feed.updated_parsed and parsed.feed.id
    lead, brief, major, inner = (article.get_absolute_url() for article in paper.public)
    older = paper.older.placements.get().article.get_absolute_url()
    links = [entry.link.removeprefix(settings.SITE_URL) for entry in parsed.entries]
    assert links == [lead, major, brief, inner, older]
    for entry in parsed.entries:
        assert entry.title and entry.summary and entry.id == entry.link and entry.published_parsed
    assert parsed.entries[0].title == "车位是谈出来的"


def test_feed_keeps_its_title_and_leaves_out_the_third_issue(client: Client, paper: Paper) -> None:
    before = feedparser.parse(client.get("/feed/").content)
    latest = make_published_issue(paper.team, articles=2, date=date(2026, 2, 15), number=4, total_number=104)
    after = feedparser.parse(client.get("/feed/").content)
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
    links = [entry.link for entry in feedparser.parse(client.get("/feed/").content).entries]
    assert len(links) == len(set(links)) == len(paper.public)
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 3)
    assert len(feedparser.parse(client.get("/feed/").content).entries) == 3


def test_feed_is_valid_without_an_issue_and_with_awkward_titles(client: Client, team: Team) -> None:
    assert not feedparser.parse(client.get("/feed/").content).bozo
    paper = Paper(team)
    type(paper.publication).objects.update(name="甲<乙>&\x07丙")
    parsed = feedparser.parse(client.get("/feed/").content)
    assert not parsed.bozo and parsed.feed.title == "甲<乙>&丙"


def test_sitemap_holds_every_public_address_and_only_those(client: Client, paper: Paper, settings: Any) -> None:
    take_down(paper.public[1])
    found = [location.removeprefix(settings.SITE_URL) for location in locations(client, "/sitemap.xml")]
    articles = set(Article.objects.published())
    assert {one for one in found if one.startswith("/articles/")} == {one.get_absolute_url() for one in articles}
    issue, older = paper.issue.get_absolute_url(), paper.older.get_absolute_url()
    assert {one for one in found if one.startswith("/issues/")} == {
        *(issue, f"{issue}1/", f"{issue}2/"),
        *(older, f"{older}1/"),
    }
    assert len(found) == len(set(found))
    for address in found:
        assert resolve(address) and client.get(address).status_code == 200, address
    assert {one.get_absolute_url() for one in Department.objects.all()} <= set(found)


def test_sitemap_is_parted_when_one_file_could_not_hold_it(
    client: Client, team: Team, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    articles = publish_many(team, 5)
    monkeypatch.setattr(sitemaps, "PER_FILE", 2)
    parts = [location.removeprefix(settings.SITE_URL) for location in locations(client, "/sitemap.xml")]
    assert parts == ["/sitemap-0.xml", "/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"]
    found = [location for part in parts for location in locations(client, part)]
    assert sum("/articles/" in location for location in found) == len(articles)
    assert client.get("/sitemap-4.xml").status_code == 404


def test_robots_point_at_the_sitemap_and_away_from_the_desk(client: Client, settings: Any) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in text and f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text


def test_public_pages_may_be_cached_for_a_minute_and_answer_conditionally(client: Client, paper: Paper) -> None:
    for address in (paper.addresses | paper.machine_addresses).values():
        response = client.get(address)
        assert response.headers["Cache-Control"] == "public, max-age=60, must-revalidate", address
        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304 and not again.content, address


def test_changed_page_answers_in_full(client: Client, paper: Paper) -> None:
    address = paper.column.get_absolute_url()
    tag = client.get(address).headers["ETag"]
    publish_many(paper.team, 1, column_id=paper.column.pk, title=make_content("刚刚公开").title)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_public_pages_are_only_read(client: Client, paper: Paper) -> None:
    for address in (paper.addresses | paper.machine_addresses).values():
        assert client.post(address).status_code == 405, address
        head = client.head(address)
        assert head.status_code == 200 and not head.content, address
