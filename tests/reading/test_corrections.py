"""What readers see of a corrected story and of a retracted one, and what machines are told."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts import clock
from articles import workflow
from articles.models import Article, PhotoUse
from tests.reading.paper import Paper, publish_correction, take_down, write_on

LATER = datetime(2099, 3, 1, 2, 0, tzinfo=UTC)
LATER_STILL = datetime(2099, 4, 5, 2, 0, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the newsroom's clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def text_of(client: Client, article: Article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def test_correction_shows_with_its_date_and_note_once_it_is_published(client: Client, paper: Paper, at: Any) -> None:
    at(LATER)
    write_on(paper.lead, "车位数写错了。", title="车位是谈出来的")
    before = text_of(client, paper.lead)
    assert 'id="corrections"' not in before and "车位数写错了" not in before
    paper.lead.refresh_from_db()
    workflow.withdraw(paper.lead, by=paper.team.contributor, expected_revision=2)
    publish_correction(paper.team, paper.lead, "应为十三个车位。", body="<p>车位增加十三个</p>")
    after = text_of(client, paper.lead)
    assert "应为十三个车位。" in after and "车位增加十三个" in after
    assert 'datetime="2099-03-01T10:00:00+08:00"' in after
    assert "车位数写错了" not in after  # withdrawn: readers never saw it


def test_earlier_corrections_stay_listed_latest_first(client: Client, paper: Paper, at: Any) -> None:
    at(LATER)
    publish_correction(paper.team, paper.lead, "第一次改正。")
    at(LATER_STILL)
    publish_correction(paper.team, paper.lead, "第二次<改正>。", title="再改")
    # a correction in work, and one that was withdrawn, leave what readers see as it was
    write_on(paper.lead, "第三次改正。", title="三改")
    paper.lead.refresh_from_db()
    workflow.withdraw(paper.lead, by=paper.team.contributor, expected_revision=4)
    text = text_of(client, paper.lead)
    shown = paper.lead.transitions.filter(state=Article.State.PUBLISHED, revision_number__in=(2, 3))
    days = [timezone.localtime(row.at).isoformat() for row in shown.order_by("pk")[:2]]
    assert text.count("<li><time") == 2 and all(f'<li><time datetime="{day}">' in text for day in days)
    listed = text[text.index('id="corrections"') :]
    assert listed.index(escape("第二次<改正>。")) < listed.index("第一次改正。")
    assert "第三次改正" not in text
    assert '<a class="corrected" href="#corrections">更正 <time datetime="2099-04-05T10:00:00+08:00">' in text


def test_machines_are_told_of_a_correction(client: Client, paper: Paper, at: Any, settings: Any) -> None:
    feed = feedparser.parse(client.get("/feed/").content)
    old_updated = {entry.link: entry.updated_parsed for entry in feed.entries}
    first = client.get(paper.lead.get_absolute_url())
    at(LATER)
    publish_correction(paper.team, paper.lead, title="车位的事")
    again = client.get(paper.lead.get_absolute_url(), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.headers["Last-Modified"] == "Sun, 01 Mar 2099 02:00:00 GMT" != first.headers["Last-Modified"]
    assert 'property="article:modified_time" content="2099-03-01T10:00:00+08:00"' in again.content.decode()
    feed = feedparser.parse(client.get("/feed/").content)
    changed = {entry.link for entry in feed.entries if entry.updated_parsed != old_updated[entry.link]}
    assert {link.removeprefix(settings.SITE_URL) for link in changed} == {paper.lead.get_absolute_url()}
    assert feed.feed.updated.startswith("2099-03-01T")
    tree = ElementTree.fromstring(client.get("/sitemap-articles-1.xml").content)  # noqa: S314 -- our own answer
    days = {url[0].text or "": url[1].text for url in tree if len(url) > 1}
    named = [day for link, day in days.items() if link.endswith(paper.lead.get_absolute_url())]
    assert named == ["2099-03-01T10:00:00+08:00"]


def test_retracted_story_answers_gone_with_the_note_and_none_of_its_text(client: Client, paper: Paper, at: Any) -> None:
    publish_correction(paper.team, paper.lead, "改正一处。", title="车位是谈出来的")
    at(LATER)
    take_down(paper.lead, "文中事实<未经>核实，谨向读者致歉。")
    response = client.get(paper.lead.get_absolute_url())
    text = response.content.decode()
    assert response.status_code == 410
    assert escape("文中事实<未经>核实，谨向读者致歉。") in text and "2099年3月1日" in text
    assert 'action="/search/"' in text and 'href="/"' in text and 'name="robots" content="noindex"' in text
    assert "车位" not in text and "当事人要求撤下" not in text and "改正一处" not in text


def test_retracted_story_leaves_lists_search_feed_sitemap_and_its_photos(client: Client, paper: Paper) -> None:
    photos = [f"/media/{use.photo.file.name}" for use in PhotoUse.objects.filter(revision__article=paper.lead)]
    assert [client.get(photo).status_code for photo in photos] == [200, 200]
    take_down(paper.lead)
    assert [client.get(photo).status_code for photo in photos] == [404, 404]
    address = paper.lead.get_absolute_url()
    for name, path in (paper.addresses | paper.machine_addresses).items():
        if name == "article":
            continue
        text = client.get(path).content.decode()
        assert f'{address}"' not in text and f"{address}<" not in text and "车位是谈出来的" not in text, name


def test_gone_page_is_one_page_for_get_alone(client: Client, paper: Paper) -> None:
    take_down(paper.lead)
    assert client.post(paper.lead.get_absolute_url()).status_code == 405
    assert client.head(paper.lead.get_absolute_url()).status_code == 410
