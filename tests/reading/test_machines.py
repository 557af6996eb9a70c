"""Sitemaps, robots.txt and the headers for caches."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from articles.models import Article
from departments.models import Department
from reading import sitemaps
from tests.factories import Team, make_content
from tests.reading.paper import Paper, take_down
from tests.reading.public_addresses import asked_about, subject_of
from tests.reading.test_topics import publish_many

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def locations(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    tree = ElementTree.fromstring(response.content)  # noqa: S314 -- our own answer
    return [element.text or "" for element in tree.iter(f"{NAMESPACE}loc")]


def parts(client: Client, settings: Any) -> list[str]:
    """The paths of the sitemaps that the index names."""
    return [location.removeprefix(settings.SITE_URL) for location in locations(client, "/sitemap.xml")]


def test_sitemaps_hold_every_public_address_once_and_only_those(client: Client, paper: Paper, settings: Any) -> None:
    take_down(paper.public[1])
    files = parts(client, settings)
    assert files == ["/sitemap-news.xml", "/sitemap-pages-1.xml", "/sitemap-issues-1.xml", "/sitemap-articles-1.xml"]
    found = [one.removeprefix(settings.SITE_URL) for file in files[1:] for one in locations(client, file)]
    articles = set(Article.objects.published())
    assert {one for one in found if one.startswith("/articles/")} == {one.get_absolute_url() for one in articles}
    issue, older = paper.issue.get_absolute_url(), paper.older.get_absolute_url()
    assert {one for one in found if one.startswith("/issues/")} == {
        *(issue, f"{issue}1/", f"{issue}2/"),
        *(older, f"{older}1/"),
    }
    assert len(found) == len(set(found))
    for address in found:
        assert resolve(unquote(address)) and client.get(unquote(address)).status_code == 200, address
    assert {one.get_absolute_url() for one in Department.objects.all()} <= set(found)
    assert quote("/authors/甲一/") in found and "/archive/2026/2/" in found


def test_every_indexed_page_of_the_site_stands_in_a_sitemap(client: Client, paper: Paper, settings: Any) -> None:
    files = parts(client, settings)[1:]
    found = {unquote(one.removeprefix(settings.SITE_URL)) for file in files for one in locations(client, file)}
    subject = subject_of(paper)
    for name, addresses in asked_about(paper, subject).items():
        for address in addresses:
            response: Any = client.get(address)
            is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
            if is_page and 'content="noindex"' not in response.content.decode() and name != "reading:topic":
                assert unquote(address) in found, address


def test_sitemaps_are_what_the_protocol_asks(client: Client, paper: Paper, settings: Any) -> None:
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 -- our own answer
    assert index.tag == f"{NAMESPACE}sitemapindex" and len(index)
    assert all([child.tag for child in one] == [f"{NAMESPACE}loc"] for one in index)
    for address in parts(client, settings):
        tree = ElementTree.fromstring(client.get(address).content)  # noqa: S314 -- our own answer
        assert tree.tag == f"{NAMESPACE}urlset" and 0 < len(tree) <= 50_000
        for url in tree:
            tags = [child.tag for child in url]
            assert url.tag == f"{NAMESPACE}url" and tags[0] == f"{NAMESPACE}loc"
            assert set(tags[1:]) <= {f"{NAMESPACE}lastmod", f"{NEWS}news"} and len(tags) == len(set(tags))
            changed = url.findtext(f"{NAMESPACE}lastmod")
            assert changed is None or datetime.fromisoformat(changed).tzinfo


def test_articles_and_issues_are_parted_when_one_file_could_not_hold_them(
    client: Client, team: Team, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    articles = publish_many(team, 5)
    monkeypatch.setattr(sitemaps, "ARTICLES_PER_FILE", 2)
    files = parts(client, settings)
    assert files[1:] == ["/sitemap-pages-1.xml", *(f"/sitemap-articles-{number}.xml" for number in (1, 2, 3))]
    found = [location for file in files for location in locations(client, file) if "/articles/" in location]
    assert set(found) == {f"{settings.SITE_URL}{article.get_absolute_url()}" for article in articles}
    for missing in ("articles-4", "articles-0", "issues-1", "pages-2", "others-1"):
        assert client.get(f"/sitemap-{missing}.xml").status_code == 404, missing


def test_news_sitemap_holds_two_days_and_is_valid_when_nothing_is_new(client: Client, paper: Paper) -> None:
    tree = ElementTree.fromstring(client.get("/sitemap-news.xml").content)  # noqa: S314 -- our own answer
    titles = [element.text for element in tree.iter(f"{NEWS}title")]
    assert set(titles) >= {"车位是谈出来的", "桥上的灯"}
    for news in tree.iter(f"{NEWS}news"):
        assert [child.tag for child in news] == [f"{NEWS}publication", f"{NEWS}publication_date", f"{NEWS}title"]
        assert news.findtext(f"{NEWS}publication/{NEWS}name") == paper.publication.name
        assert news.findtext(f"{NEWS}publication/{NEWS}language") == "zh-cn"
    Article.objects.update(published_at=timezone.now() - timedelta(days=3))
    assert len(locations(client, "/sitemap-news.xml")) == 1


def test_robots_point_at_the_sitemap_and_away_from_the_desk(client: Client, settings: Any) -> None:
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").content.decode().splitlines())
    assert rules.site_maps() == [f"{settings.SITE_URL}/sitemap.xml"]
    for closed in (
        "/desk/",
        "/desk/articles/",
        "/preview/x/",
        "/search/?q=x",
        "/search/suggestions/?q=x",
        "/api/v1/articles/",
        "/oembed?url=x",
    ):
        assert not rules.can_fetch("*", closed), closed
    for opened in (
        "/",
        "/articles/1/",
        "/feed/",
        "/media/photos/x.jpg",
        "/static/x.css",
        "/api/",
        "/topics/",
        "/search/",
    ):
        assert rules.can_fetch("*", opened), opened


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
