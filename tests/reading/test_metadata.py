"""What every public page says of itself to programs: META of government sites, JSON-LD, Open Graph, links."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page as Tab

from articles.models import Article
from issues.models import Publication
from reading.metadata import Head, build
from reading.metadata.footer import footer_lines
from reading.metadata.graph import as_script
from tests.factories import Team, make_article, make_content
from tests.reading.paper import Paper, publish_correction, take_down
from tests.reading.public_addresses import asked_about, subject_of

SITE = {"SiteName", "SiteDomain", "SiteIDCode"}
COLUMN = {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
ARTICLE = {"ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Url"}
GOVERNMENT = SITE | COLUMN | ARTICLE | {"Image"}
OTHERS = {"viewport", "color-scheme", "robots", "theme-color"}
DATE = re.compile(r"\d{4}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d")
# Every public address that answers with a page for people; the others are files, feeds, data and forms' targets.
PAGES = {
    f"reading:{name}"
    for name in (
        *("home", "issue", "page", "article", "report_error", "write_letter", "columns", "column", "departments"),
        *("department", "grid_areas", "grid_area", "authors", "author", "topics", "topic", "archive", "archive_year"),
        *("archive_month", "search", "about", "corrections", "api_documentation"),
    )
}
# What schema.org's readers ask of each sort of thing.
ASKED_OF = {
    "WebSite": {"url", "name", "publisher"},
    "NewsMediaOrganization": {"name", "url"},
    "BreadcrumbList": {"itemListElement"},
    "CollectionPage": {"url", "name", "isPartOf"},
    "PublicationIssue": {"issueNumber", "datePublished", "isPartOf"},
    "NewsArticle": {"headline", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage", "isPartOf"},
}


@dataclass
class Parsed(HTMLParser):
    """What a page's markup holds for programs."""

    metas: list[tuple[str, str]] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    images: list[dict[str, str]] = field(default_factory=list)
    headings: int = 0
    titles: list[str] = field(default_factory=list)
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = ""
        if tag == "meta" and "name" in given:
            self.metas.append((given["name"], given["content"]))
        elif tag == "meta" and "property" in given:
            self.properties.append((given["property"], given["content"]))
        elif tag == "link":
            self.links.append(given)
        elif tag == "img":
            self.images.append(given)
        elif tag == "script" and given.get("type") == "application/ld+json":
            self._inside = "data"
        elif tag == "title" and not self.titles:
            self._inside = "title"
        self.headings += tag == "h1"

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "data":
            self.documents.append(data)
        elif self._inside == "title":
            self.titles.append(data)

    def only(self, name: str) -> str:
        """The one meta of this name."""
        found = [content for meta, content in self.metas if meta == name]
        assert len(found) == 1, (name, found)
        return found[0]

    @property
    def graph(self) -> dict[str, dict[str, Any]]:
        """The things of the JSON-LD by their type."""
        assert len(self.documents) == 1
        document = json.loads(self.documents[0])
        assert document["@context"] == "https://schema.org"
        return {thing["@type"]: thing for thing in document["@graph"]}


def parse(markup: str) -> Parsed:
    parsed = Parsed()
    parsed.feed(markup)
    return parsed


def page_of(client: Client, address: str) -> Parsed:
    response = client.get(address)
    assert response.status_code == 200, address
    return parse(response.content.decode())


def pages_of(client: Client, paper: Paper) -> dict[str, dict[str, Parsed]]:
    """Every public address that answers with a page, parsed, by its name and its address."""
    found: dict[str, dict[str, Parsed]] = {}
    for name, addresses in asked_about(paper, subject_of(paper)).items():
        for address in addresses:
            response: Any = client.get(address)
            is_page = response.headers.get("Content-Type", "").startswith("text/html")
            if response.status_code == 200 and is_page:
                found.setdefault(name, {})[address] = parse(response.content.decode())
    return found


def test_every_public_page_is_sound_for_programs(client: Client, paper: Paper, settings: Any) -> None:
    found = pages_of(client, paper)
    assert set(found) == PAGES
    pages = {address: page for by_address in found.values() for address, page in by_address.items()}
    printed = next(iter(found["reading:page"].values())).images[0]
    assert printed["src"].endswith((".webp", ".png")) and "车位是谈出来的" in printed["alt"]
    for address, page in pages.items():
        _names_itself_as_government_sites_do(address, page)
        _has_one_heading_one_address_and_words_for_images(address, page, settings.SITE_URL)
        _holds_sound_json_ld(address, page)
        _can_be_shown_elsewhere_and_leads_to_the_feed(address, page)
    article = pages[paper.lead.get_absolute_url()]
    assert {name for name, _content in article.metas} >= GOVERNMENT


def _names_itself_as_government_sites_do(address: str, page: Parsed) -> None:
    names = [name for name, _content in page.metas]
    assert len(names) == len(set(names)), address
    assert set(names) <= GOVERNMENT | OTHERS, address
    assert all(content.strip() for _name, content in page.metas), address
    assert all(DATE.fullmatch(content) for name, content in page.metas if name == "PubDate"), address
    assert SITE | {"Description", "Keywords", "Url"} <= set(names), address
    assert page.only("SiteName") == "测试社区" and page.only("SiteIDCode") == "0000000001", address
    assert address == "/" or set(names) >= COLUMN, address


def _has_one_heading_one_address_and_words_for_images(address: str, page: Parsed, site: str) -> None:
    assert page.headings == 1 and page.titles[0].strip(), address
    canonical = [link["href"] for link in page.links if link.get("rel") == "canonical"]
    assert len(canonical) == 1 and canonical[0].startswith(f"{site}/"), address
    assert canonical[0] == page.only("Url"), address
    assert unquote(urlsplit(canonical[0]).path) == unquote(urlsplit(address).path), address
    for image in page.images:
        assert "alt" in image and image["width"] and image["height"], (address, image)
        assert image["alt"] or not image["src"].startswith("/media/"), (address, image)


def _holds_sound_json_ld(address: str, page: Parsed) -> None:
    graph = page.graph
    for kind, thing in graph.items():
        assert ASKED_OF[kind] <= set(thing), (address, kind)
    known = {thing["@id"] for thing in graph.values() if "@id" in thing}
    assert set(_references(list(graph.values()))) <= known, address
    if address == "/":
        target = graph["WebSite"]["potentialAction"]["target"]["urlTemplate"]
        assert target.endswith("/search/?q={search_term_string}")
    else:
        steps = graph["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1)), address
        assert steps[-1]["item"] == page.only("Url") and all(step["name"] for step in steps), address


def _references(value: Any) -> list[str]:
    """The names of things that stand apart in the graph."""
    if isinstance(value, dict):
        own = [value["@id"]] if set(value) == {"@id"} else []
        return own + [name for part in value.values() for name in _references(part)]
    if isinstance(value, list):
        return [name for part in value for name in _references(part)]
    return []


def _can_be_shown_elsewhere_and_leads_to_the_feed(address: str, page: Parsed) -> None:
    shown = dict(page.properties)
    assert {"og:type", "og:title", "og:site_name", "og:url", "og:description"} <= set(shown), address
    assert all(shown.values()), address
    feeds = [link for link in page.links if link.get("type") == "application/atom+xml"]
    assert feeds and feeds[0]["href"].endswith("/feed/") and feeds[0]["title"], address


def test_lists_lead_to_their_own_feeds_and_articles_and_issues_to_their_embedding(client: Client, paper: Paper) -> None:
    for address in (paper.column.get_absolute_url(), paper.team.department.get_absolute_url()):
        page = page_of(client, address)
        own = [link["href"] for link in page.links if link["href"].endswith(f"{address}feed/")]
        assert len(own) == 1 and client.get(urlsplit(own[0]).path).status_code == 200
    for address in (paper.lead.get_absolute_url(), paper.issue.get_absolute_url()):
        page = page_of(client, address)
        types = {link["type"]: link["href"] for link in page.links if "oembed" in link.get("type", "")}
        assert set(types) == {"application/json+oembed", "text/xml+oembed"}
        for kind, href in types.items():
            parts = urlsplit(href)
            answer = client.get(f"{parts.path}?{parts.query}")
            assert answer.status_code == 200 and kind.split("+")[0] in answer.headers["Content-Type"]


def test_article_tells_title_time_source_and_authors(client: Client, paper: Paper, settings: Any) -> None:
    page = page_of(client, paper.lead.get_absolute_url())
    article = Article.objects.get(pk=paper.lead.pk)
    assert article.published_at is not None
    local = timezone.localtime(article.published_at)
    assert page.only("ArticleTitle") == "车位是谈出来的"
    assert page.only("PubDate") == f"{local:%Y-%m-%d %H:%M}"
    assert page.only("ContentSource") == f"{paper.team.department.name}、邻里读书会"
    assert page.only("Author") == "甲一、乙二、丙三"
    assert page.only("ColumnName") == paper.column.name and page.only("ColumnDescription") == "小区里的事"
    assert paper.area.name in page.only("Keywords").split(",")
    assert page.only("Image").startswith(f"{settings.SITE_URL}/media/photos/")
    thing = page.graph["NewsArticle"]
    assert (
        thing["headline"] == "车位是谈出来的"
        and thing["alternativeHeadline"] == "小区里的难事　三次议事，定下十二个车位"
    )
    assert [author["name"] for author in thing["author"]] == ["甲一", "乙二", "丙三"]
    assert thing["datePublished"] == local.isoformat(timespec="seconds")
    assert thing["isPartOf"]["@type"] == "PublicationIssue" and thing["isPartOf"]["issueNumber"] == "2"
    assert thing["isPartOf"]["isPartOf"]["identifier"]["value"] == paper.publication.permit_number
    assert thing["printPage"] == "1" and thing["contentLocation"][0]["name"] == paper.area.name
    assert len(thing["image"]) == 2 and thing["image"][0]["caption"] == "几个人围着圆桌"
    assert dict(page.properties)["og:image:width"] == "600"


def test_correction_moves_the_time_of_change_and_is_told_in_words(client: Client, paper: Paper) -> None:
    before = page_of(client, paper.lead.get_absolute_url()).graph["NewsArticle"]
    publish_correction(paper.team, paper.lead, "车位应为十二个。", title="车位是谈出来的")
    after = page_of(client, paper.lead.get_absolute_url()).graph["NewsArticle"]
    assert after["datePublished"] == before["datePublished"] and after["dateModified"] >= before["dateModified"]
    assert after["correction"] == [{"@type": "CorrectionComment", "text": "车位应为十二个。"}]


def test_article_without_column_people_or_issue_still_fills_every_name(client: Client, team: Team) -> None:
    article = make_article(team, make_content("孤零零的一条"), state=Article.State.PUBLISHED)
    page = page_of(client, article.get_absolute_url())
    assert {name for name, _content in page.metas} >= (SITE | COLUMN | ARTICLE) - {"SiteIDCode"}
    assert all(content for _name, content in page.metas)
    assert page.graph["NewsArticle"]["author"]


def test_site_code_that_is_not_entered_leaves_its_name_out(client: Client, paper: Paper) -> None:
    Publication.objects.update(site_code="")
    assert "SiteIDCode" not in dict(page_of(client, "/").metas)


def test_pages_for_what_is_not_there_claim_no_address_and_are_not_indexed(client: Client, paper: Paper) -> None:
    take_down(paper.lead)
    for address, status in (("/nowhere/", 404), (paper.lead.get_absolute_url(), 410)):
        response = client.get(address)
        page = parse(response.content.decode())
        assert response.status_code == status and page.headings == 1
        assert page.only("robots") == "noindex" and not page.documents
        assert not [link for link in page.links if link.get("rel") == "canonical"]
        assert "Url" not in dict(page.metas)


def test_nothing_in_a_value_can_end_the_element_that_holds_it() -> None:
    hostile = "</script><script>alert(1)</script><!-- \u2028 & ]]>"
    text = as_script({"name": hostile})
    assert "<" not in text and ">" not in text and "&" not in text and "\u2028" not in text
    assert json.loads(text) == {"name": hostile}


def test_controls_and_line_breaks_leave_the_values() -> None:
    made = build(Head(title="标\x07题\n下行", path="/x/"), "某\x00社区", None)
    assert dict(made.metas)["ColumnName"] == "标题 下行" and dict(made.metas)["SiteName"] == "某社区"


def test_footer_names_who_is_responsible_and_leads_to_the_registers() -> None:
    publication = Publication(
        sponsor="某街道",
        telephone="000-1111 2222",
        icp_number="测ICP备1号",
        police_number="测公网安备 12345号",
        site_code="1",
    )
    lines = {line.value: line.href for line in footer_lines(publication)}
    assert lines["000-1111 2222"] == "tel:000-11112222" and lines["测公网安备 12345号"].endswith("code=12345")
    assert lines["测ICP备1号"].startswith("https://") and "" not in lines
    assert footer_lines(None) == []


@pytest.mark.django_db(transaction=True)
def test_content_policy_lets_data_blocks_stand(page: Tab, live_server: Any) -> None:
    # the fixture fails the test on any violation that the browser reports
    paper = Paper(Team())
    page.goto(f"{live_server.url}{paper.lead.get_absolute_url()}")
    text = page.evaluate("document.querySelector('script[type=\"application/ld+json\"]').textContent")
    assert json.loads(text)["@graph"]
