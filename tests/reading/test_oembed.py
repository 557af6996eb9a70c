"""oEmbed: articles and issues by their addresses, for other sites."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client

from tests.reading.paper import Paper, publish_correction, take_down

REFUSED = [
    ("", 400),
    ("no address", 400),
    ("/articles/1/", 400),
    ("https://example.org/articles/1/", 400),
    ("javascript:alert(1)", 400),
    ("http://[broken/", 400),
    ("{site}:99999/articles/1/", 400),
    ("{site}.example.org/articles/1/", 400),
    ("{site}/columns/", 400),
    ("{site}/desk/", 400),
    ("{site}/nowhere/", 404),
    ("{site}/articles/999999/", 404),
    ("{site}/articles/99999999999999999999999999/", 404),
    ("{site}/issues/ceshi/2026/77/", 404),
    ("{site}/" + "a" * 3000, 400),
]


def parse_xml(text: str) -> ElementTree.Element:
    """Our own answer as a tree."""
    return ElementTree.fromstring(text)  # noqa: S314


def ask(client: Client, url: str, **more: str) -> Any:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return client.get(f"/oembed?url={quote(url, safe='')}{query}")


@pytest.fixture
def lead(paper: Paper, settings: Any) -> str:
    """The whole address of the lead."""
    return f"{settings.SITE_URL}{paper.lead.get_absolute_url()}"


def test_article_is_a_quotation_with_link_people_and_picture(client: Client, paper: Paper, lead: str) -> None:
    members = json.loads(ask(client, lead).content)
    assert (members["version"], members["type"], members["title"]) == ("1.0", "rich", "车位是谈出来的")
    assert members["author_name"] == "甲一、乙二、丙三" and members["provider_name"] == "测试社区"
    assert f'<a href="{lead}">车位是谈出来的</a>' in members["html"] and "<script" not in members["html"]
    assert isinstance(members["width"], int) and isinstance(members["height"], int)
    assert (members["thumbnail_width"], members["thumbnail_height"]) == (600, 400)
    picture: Any = client.get(urlsplit(members["thumbnail_url"]).path)
    assert picture.status_code == 200


def test_issue_can_be_embedded(client: Client, paper: Paper, settings: Any) -> None:
    url = f"{settings.SITE_URL}{paper.issue.get_absolute_url()}"
    members = json.loads(ask(client, url).content)
    assert members["title"] == str(paper.issue) and "车位是谈出来的" in members["html"]


def test_xml_says_the_same(client: Client, lead: str) -> None:
    response = ask(client, lead, format="xml")
    assert response.headers["Content-Type"].startswith("text/xml")
    root = parse_xml(response.content.decode())
    members = json.loads(ask(client, lead, format="json").content)
    assert root.tag == "oembed" and {one.tag: one.text for one in root} == {k: str(v) for k, v in members.items()}


def test_bounds_are_kept(client: Client, lead: str) -> None:
    members = json.loads(ask(client, lead, maxwidth="500", maxheight="350").content)
    assert members["width"] <= 500 and members["height"] <= 350
    assert (members["thumbnail_width"], members["thumbnail_height"]) == (480, 320)
    assert "thumbnail_url" not in json.loads(ask(client, lead, maxwidth="100").content)


def test_markup_in_a_title_stays_text(client: Client, paper: Paper, lead: str) -> None:
    publish_correction(paper.team, paper.lead, title="<script>alert(1)</script>\"'&", body="<p>&lt;b&gt;字</p>")
    members = json.loads(ask(client, lead).content)
    assert members["title"] == "<script>alert(1)</script>\"'&"
    assert "<script" not in members["html"] and "<b>" not in members["html"]
    assert parse_xml(ask(client, lead, format="xml").content.decode()).findtext("title") == members["title"]


def test_bad_address_is_refused_in_words(client: Client, paper: Paper, settings: Any) -> None:
    for url, status in REFUSED:
        for form in ("json", "xml"):
            response = ask(client, url.replace("{site}", settings.SITE_URL), format=form)
            assert response.status_code == status, url
            text = response.content.decode()
            words = json.loads(text)["error"] if form == "json" else parse_xml(text)[0].text
            assert words and len(words) > 5, url


def test_other_bad_parameters_are_refused(client: Client, lead: str) -> None:
    for more, status in (({"format": "yaml"}, 501), ({"maxwidth": "wide"}, 400), ({"maxheight": "0"}, 400)):
        response = ask(client, lead, **more)
        assert response.status_code == status and json.loads(response.content)["error"], more


def test_retracted_article_cannot_be_embedded(client: Client, paper: Paper, lead: str) -> None:
    take_down(paper.lead)
    response = ask(client, lead)
    assert response.status_code == 404 and "车位" not in response.content.decode()
