"""The IIIF manifest of an issue and the collection of issues, checked with the models of iiif-prezi3."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import iiif_prezi3
from django.conf import settings
from django.test import Client

from issues.models import Region, SetPage
from tests.factories import make_published_issue
from tests.reading.paper import Paper, take_down

MANIFEST = "/issues/ceshi/2026/2/manifest.json"


def load(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200
    found: dict[str, Any] = json.loads(response.content)
    return found


def words(value: dict[str, list[str]]) -> str:
    assert set(value) == {"zh-Hans"}
    return "".join(value["zh-Hans"])


def test_manifest_is_valid_and_open_to_viewers_elsewhere(client: Client, paper: Paper) -> None:
    response = client.get(MANIFEST)
    assert response.headers["Content-Type"].startswith("application/ld+json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    read = iiif_prezi3.Manifest.model_validate_json(response.content)
    assert read.id == f"{settings.SITE_URL}{MANIFEST}"
    assert json.loads(read.json())["items"] == json.loads(response.content)["items"]  # nothing was unknown to it


def test_each_page_is_a_canvas_with_its_image_and_pdf(client: Client, paper: Paper) -> None:
    found = load(client, MANIFEST)
    base = f"{settings.SITE_URL}{paper.issue.get_absolute_url()}"
    assert words(found["label"]) == str(paper.issue)
    assert [canvas["id"] for canvas in found["items"]] == [f"{base}{number}/canvas" for number in (1, 2)]
    canvas = found["items"][0]
    painting = canvas["items"][0]["items"][0]
    assert (canvas["width"], canvas["height"]) == (1600, 2250)
    assert painting["target"] == canvas["id"] and painting["motivation"] == "painting"
    assert painting["body"]["id"] == f"{base}1/page-480.webp"
    assert painting["body"]["height"] / painting["body"]["width"] == canvas["height"] / canvas["width"]
    assert canvas["rendering"][0]["id"] == f"{base}1/page.pdf"
    assert found["rendering"][0]["id"] == f"{base}issue.pdf"
    for address in (painting["body"]["id"], canvas["rendering"][0]["id"], found["rendering"][0]["id"]):
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200, address


def test_each_story_is_a_range_over_its_regions_on_every_page(client: Client, paper: Paper) -> None:
    placement = paper.lead.placements.get()
    Region.objects.filter(placement=placement).update(x=0.25, y=0.5, width=0.5, height=0.25)
    second = SetPage.objects.get(printed_page__issue=paper.issue, page__sequence=2)
    Region.objects.create(set_page=second, placement=placement, part=1, order=90, x=0.5, y=0.8, width=0.25, height=0.1)
    found = load(client, MANIFEST)
    pages = found["structures"][0]["items"]
    stories = [item for page in pages for item in page["items"] if item["type"] == "Range"]
    assert sorted(words(story["label"]) for story in stories) == sorted(
        ["车位是谈出来的", "图书室延长开放", "七分钟到空地", "桥上的灯"]
    )
    lead = next(story for story in stories if words(story["label"]) == "车位是谈出来的")
    first, other = (canvas["id"] for canvas in found["items"])
    assert [item["id"] for item in lead["items"]] == [
        f"{first}#xywh=400,1125,800,563",
        f"{other}#xywh=800,1800,400,225",
    ]
    assert lead["homepage"][0]["id"] == f"{settings.SITE_URL}{paper.lead.get_absolute_url()}"
    ids = [story["id"] for story in stories] + [page["id"] for page in pages]
    assert len(set(ids)) == len(ids)


def test_rights_and_facts_stand_in_the_manifest(client: Client, paper: Paper) -> None:
    found = load(client, MANIFEST)
    assert "测试街道宣传办公室" in words(found["requiredStatement"]["value"])
    facts = "".join(words(pair["value"]) for pair in found["metadata"])
    assert "测内资准字第0001号" in facts and "102" in facts and "2026年2月1日" in facts


def test_manifest_leads_to_the_issues_before_and_after(client: Client, paper: Paper) -> None:
    later = make_published_issue(paper.team, date=date(2026, 3, 1), number=3, total_number=103)
    links = [link["id"] for link in load(client, MANIFEST)["seeAlso"]]
    assert links == [f"{settings.SITE_URL}{issue.get_absolute_url()}manifest.json" for issue in (paper.older, later)]
    later.pages.update(printed=None)
    assert len(load(client, MANIFEST)["seeAlso"]) == 1


def test_withheld_page_is_left_out_with_its_stories(client: Client, paper: Paper) -> None:
    take_down(paper.lead)
    found = load(client, MANIFEST)
    iiif_prezi3.Manifest(**found)
    text = json.dumps(found, ensure_ascii=False)
    assert len(found["items"]) == 1 and "/2/1/" not in text and "issue.pdf" not in text
    assert "车位是谈出来的" not in text and "七分钟到空地" not in text


def test_issue_without_page_images_has_no_manifest(client: Client, paper: Paper) -> None:
    paper.issue.pages.update(printed=None)
    assert client.get(MANIFEST).status_code == 404
    assert "manifest.json" not in client.get("/issues/ceshi/2026/2/1/").content.decode()


def test_collection_lists_the_issues_that_have_a_manifest(client: Client, paper: Paper) -> None:
    response = client.get("/issues/ceshi/collection.json")
    read = iiif_prezi3.Collection.model_validate_json(response.content)
    listed = [item.id for item in read.items or []]
    assert listed == [
        f"{settings.SITE_URL}{issue.get_absolute_url()}manifest.json" for issue in (paper.issue, paper.older)
    ]
    paper.older.pages.update(printed=None)
    assert len(load(client, "/issues/ceshi/collection.json")["items"]) == 1
    assert client.get("/issues/other/collection.json").status_code == 404
