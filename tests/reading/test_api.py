"""The JSON API: its answers, errors, paging, validators, and that the description tells the truth about all of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from accounts import clock
from articles.models import Article, Column
from reading.api.description import ENDPOINTS
from reading.api.routing import addresses
from tests.factories import make_column, make_content
from tests.reading.paper import Paper, publish_correction, take_down
from tests.reading.test_topics import publish_many

NumQueries = Callable[[int], AbstractContextManager[Any]]
ROOT = "/api/v1/"
FILTERED = [
    ("column={column}", {"车位是谈出来的", "图书室延长开放"}),
    ("grid={grid}", {"车位是谈出来的", "桥上的灯"}),
    ("since=2000-01-01&until=2001-01-01", set()),
    ("column={column}&grid={grid}", {"车位是谈出来的"}),
    ("changed_since=2999-01-01T00:00:00Z", set()),
]
CURSORS = ["x", "e30", "WzFd", "W251bGwsbnVsbF0", "WyIyMDI2LTAyLTAxIiwgOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "%00", "é"]
REFUSED = [
    ("since=yesterday", "since"),
    ("since=2026-02-30", "since"),
    ("until=0001-01-01", "until"),
    ("changed_since=2026-01-01T00:00:00", "changed_since"),
    ("changed_since=2026-13-01T00:00:00Z", "changed_since"),
    ("limit=0", "limit"),
    ("limit=101", "limit"),
    ("limit=٣", "limit"),
    ("column=没有", "column"),
    ("column=no-such-column", "column"),
    ("department=a'--", "department"),
    ("grid=%00", "grid"),
    ("representation=all", "representation"),
    ("limit=1&limit=2", "limit"),
    ("colum=x", "colum"),
    ("column=" + "a" * 300, "column"),
]
MISSING = (
    *("nothing/", "nothing", "articles/0/", "articles/99999999999999999999999/", "articles/x/", "columns/none/"),
    *("issues/ceshi/2026/99/", "issues/other/2026/2/", "issues/ceshi/2026/2/pages/9/", "issues/ceshi/0001/2/"),
    *("issues/%0Aceshi/2026/2/", "issues/ceshi/2026/99999999999999999999/", "departments/none/", "grid-areas/none/"),
)
QUERIES = [
    ("", 2),
    ("articles/?limit=100", 4),
    ("articles/?limit=100&representation=full", 4),
    ("articles/?limit=100&column={column}&grid={grid}&department={department}", 7),
    ("articles/{pk}/", 4),
    ("retractions/", 2),
    ("issues/", 2),
    ("issues/ceshi/2026/2/", 5),
    ("issues/ceshi/2026/2/pages/1/", 5),
    ("columns/", 2),
    ("departments/", 3),
    ("grid-areas/", 3),
]


def read(client: Client, address: str) -> Any:
    """The document at an address of the API."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.content.decode())
    assert response.headers["Content-Type"] == "application/json"
    return json.loads(response.content)


def refusal(client: Client, address: str, status: int, **more: Any) -> dict[str, Any]:
    """The problem that an address answers."""
    response = client.get(address, **more)
    assert response.status_code == status, (address, response.content.decode())
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*" and "ETag" not in response.headers
    problem = json.loads(response.content)
    assert problem["status"] == status and problem["title"] and problem["detail"] and problem["documentation"]
    return problem


def path_of(address: str) -> str:
    """The part of an address that the test client takes."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def follow(client: Client, address: str) -> Iterator[dict[str, Any]]:
    """Every item of a list, part after part."""
    following: str | None = address
    while following:
        document = read(client, path_of(following))
        yield from document["items"]
        following = document["links"].get("next")


def commit() -> None:
    """What happens to the version of what is public when a transaction commits."""
    connection.check_constraints()


@pytest.fixture
def ninjs(shared: Path) -> Draft202012Validator:
    """IPTC's own schema; the GeoJSON schema that it refers to on the web has a stand-in."""
    schema = json.loads((shared / "schemas" / "ninjs-3.1.schema.json").read_text(encoding="utf-8"))
    geometry = {"type": "object", "required": ["type", "coordinates"]}
    stand_in = Resource.from_contents(geometry, default_specification=DRAFT202012)
    registry = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", stand_in)
    return Draft202012Validator(schema, registry=registry)


# --------------------------------------------------------------------------------------------------- stories


def test_story_is_ninjs_by_iptcs_own_schema(client: Client, paper: Paper, ninjs: Draft202012Validator) -> None:
    publish_correction(paper.team, paper.public[1], "时间应为晚上九点。")
    for representation in ("partial", "full"):
        items = list(follow(client, f"{ROOT}articles/?representation={representation}"))
        assert len(items) == Article.objects.published().count() >= len(paper.public)
        assert [list(ninjs.iter_errors(item)) for item in items] == [[]] * len(items)
    for article in paper.public:
        assert list(ninjs.iter_errors(read(client, f"{ROOT}articles/{article.pk}/"))) == []


def test_ninjs_schema_would_notice_a_wrong_member(client: Client, paper: Paper, ninjs: Draft202012Validator) -> None:
    item = read(client, f"{ROOT}articles/{paper.lead.pk}/")
    assert list(ninjs.iter_errors(item | {"bodies": "text"})) and list(ninjs.iter_errors(item | {"unknown": 1}))


def test_story_carries_headlines_by_rank_bodies_people_places_and_photos(
    client: Client, paper: Paper, settings: Any
) -> None:
    item = read(client, f"{ROOT}articles/{paper.lead.pk}/")
    assert [(line["role"], line["value"]) for line in item["headlines"]] == [
        ("kicker", "小区里的难事"),
        ("title", "车位是谈出来的"),
        ("subtitle", "三次议事，定下十二个车位"),
    ]
    text, html = item["bodies"]
    assert text["contentType"] == "text/plain" and text["value"].startswith("议事厅里坐了三十个人")
    assert html["contentType"] == "text/html" and f'src="{settings.SITE_URL}/media/photos/' in html["value"]
    assert text["charCount"] == len("".join(text["value"].split()))
    assert item["by"] == "通讯员 甲一、乙二；摄影 丙三"
    assert [source["name"] for source in item["infoSources"]][-2:] == [paper.team.department.name, "邻里读书会"]
    assert item["places"][0]["geoJSON"]["type"] == "Polygon" and item["places"][0]["name"] == paper.area.name
    assert item["subjects"][0]["name"] == paper.column.name and item["uri"].endswith(paper.lead.get_absolute_url())
    first, second, printed = item["associations"]
    assert (first["rel"], second["rel"], printed["rel"]) == ("attached", "inline", "printed-in")
    assert {one["role"]: one["value"] for one in first["descriptions"]} == {
        "caption": "图为议事厅",
        "alternative-text": "几个人围着圆桌",
    }
    original, *copies = first["renditions"]
    assert (original["width"], original["height"]) == (600, 400) and original["sizeInBytes"] > 0
    assert [copy["width"] for copy in copies] == [480]
    for rendition in first["renditions"]:
        answer: Any = client.get(path_of(rendition["href"]))
        assert answer.status_code == 200 and answer.headers["Content-Type"] == rendition["contentType"]


def test_partial_story_lacks_bodies_and_boundaries(client: Client, paper: Paper) -> None:
    item = next(one for one in follow(client, f"{ROOT}articles/") if one["title"] == "车位是谈出来的")
    assert item["representationType"] == "partial" and "bodies" not in item and "geoJSON" not in item["places"][0]


def test_correction_raises_the_version_and_is_told(client: Client, paper: Paper) -> None:
    before = read(client, f"{ROOT}articles/{paper.lead.pk}/")
    publish_correction(paper.team, paper.lead, "车位应为十二个。")
    after = read(client, f"{ROOT}articles/{paper.lead.pk}/")
    assert int(after["version"]) > int(before["version"]) and after["firstCreated"] == before["firstCreated"]
    assert {"role": "correction", "contentType": "text/plain", "value": "车位应为十二个。"} in after["descriptions"]


def test_retracted_story_is_gone_and_listed_for_those_who_took_it_over(client: Client, paper: Paper) -> None:
    assert read(client, f"{ROOT}retractions/")["items"] == []
    take_down(paper.lead, "当事人要求撤下。")
    problem = refusal(client, f"{ROOT}articles/{paper.lead.pk}/", 410)
    assert problem["detail"] == "当事人要求撤下。" and problem["retracted_at"]
    (retraction,) = follow(client, f"{ROOT}retractions/")
    assert retraction["uri"].endswith(paper.lead.get_absolute_url()) and retraction["note"] == "当事人要求撤下。"
    assert "车位是谈出来的" not in [item["title"] for item in follow(client, f"{ROOT}articles/")]


def test_filters_narrow_the_list(client: Client, paper: Paper) -> None:
    for query, titles in FILTERED:
        address = f"{ROOT}articles/?{query.format(column=paper.column.slug, grid=paper.area.slug)}"
        assert {item["title"] for item in follow(client, address)} == titles, query


def test_department_and_days_narrow_the_list(client: Client, paper: Paper) -> None:
    found = list(follow(client, f"{ROOT}articles/?department={paper.team.department.slug}"))
    assert "车位是谈出来的" in {item["title"] for item in found} and "桥上的灯" not in {item["title"] for item in found}
    everything = list(follow(client, f"{ROOT}articles/"))
    days = sorted(item["firstCreated"][:10] for item in everything)  # two of them at midnight
    assert list(follow(client, f"{ROOT}articles/?since={days[0]}&until={days[-1]}")) == everything


# ---------------------------------------------------------------------------------------------------- paging


def test_pages_join_to_the_whole_list_without_gap_or_repetition(client: Client, paper: Paper) -> None:
    publish_many(paper.team, 7)
    Article.objects.filter(pk__in=[article.pk for article in paper.public]).update(published_at="2026-02-01T00:00:00Z")
    whole = [item["uri"] for item in follow(client, f"{ROOT}articles/?limit=100")]
    assert len(whole) == len(set(whole)) == Article.objects.published().count()
    for limit in (1, 3, 4):
        assert [item["uri"] for item in follow(client, f"{ROOT}articles/?limit={limit}")] == whole, limit


def test_list_that_grows_meanwhile_neither_skips_nor_repeats(client: Client, paper: Paper) -> None:
    first = read(client, f"{ROOT}articles/?limit=2")
    publish_many(paper.team, 3)
    rest = list(follow(client, path_of(first["links"]["next"])))
    titles = [item["title"] for item in (*first["items"], *rest)]
    assert len(titles) == len(set(titles)) == len(paper.public) + 1


def test_links_stand_in_the_answer_and_in_its_header_and_keep_the_filters(client: Client, paper: Paper) -> None:
    response = client.get(f"{ROOT}articles/?limit=1&column={paper.column.slug}")
    links = json.loads(response.content)["links"]
    assert f"column={paper.column.slug}" in links["next"] and "limit=1" in links["next"]
    assert "cursor" not in links["first"]
    assert f'<{links["next"]}>; rel="next"' in response.headers["Link"]


def test_every_list_can_be_walked_in_parts(client: Client, paper: Paper) -> None:
    make_column(order=Column.objects.get().order)
    for article in paper.public[:2]:
        take_down(article)
    for name in ("issues", "columns", "departments", "grid-areas", "retractions"):
        whole = list(follow(client, f"{ROOT}{name}/?limit=100"))
        assert len(whole) > 1 or name == "grid-areas"
        assert list(follow(client, f"{ROOT}{name}/?limit=1")) == whole, name


def test_cursor_that_was_made_up_is_refused(client: Client, paper: Paper) -> None:
    for cursor in CURSORS:
        assert refusal(client, f"{ROOT}articles/?cursor={cursor}", 400)["parameter"] == "cursor", cursor


def test_offsets_that_no_database_knows_are_read_as_the_moment_they_mean(client: Client, paper: Paper) -> None:
    assert read(client, f"{ROOT}articles/?changed_since=2026-01-01T00:00:00%2B16:41")["items"]
    cursor = base64.urlsafe_b64encode(b'["published_at","2999-01-01T00:00:00-23:59",1]').decode().rstrip("=")
    assert read(client, f"{ROOT}articles/?cursor={cursor}")["items"]
    early = base64.urlsafe_b64encode(b'["published_at","0001-01-01T00:00:00+14:00",1]').decode().rstrip("=")
    assert refusal(client, f"{ROOT}articles/?cursor={early}", 400)["parameter"] == "cursor"
    for edge in ("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"):
        assert refusal(client, f"{ROOT}articles/?changed_since={edge}", 400)["parameter"] == "changed_since"


def test_cursor_with_half_a_character_is_refused(client: Client, paper: Paper) -> None:
    cursor = base64.urlsafe_b64encode(rb'["name","\ud800",1]').decode().rstrip("=")
    assert refusal(client, f"{ROOT}departments/?cursor={cursor}", 400)["parameter"] == "cursor"


def test_cursor_of_another_list_is_refused(client: Client, paper: Paper) -> None:
    cursor = read(client, f"{ROOT}issues/?limit=1")["links"]["next"].rpartition("cursor=")[2]
    assert client.get(f"{ROOT}issues/?cursor={cursor}").status_code == 200
    for name in ("articles", "columns", "departments"):
        assert refusal(client, f"{ROOT}{name}/?cursor={cursor}", 400)["parameter"] == "cursor", name


# ---------------------------------------------------------------------------------------------------- issues


def test_issue_tells_its_pages_with_their_stories_in_printed_order(client: Client, paper: Paper) -> None:
    listed = read(client, f"{ROOT}issues/")["items"]
    assert [one["number"] for one in listed] == [2, 23]
    found = read(client, path_of(listed[0]["api"]))
    assert (found["total_number"], found["date"], found["publication"]["slug"]) == (102, "2026-02-01", "ceshi")
    assert [page["sequence"] for page in found["pages"]] == [1, 2]
    stories = [(one["title"], one["prominence"]) for one in found["pages"][0]["articles"]]
    assert stories == [("车位是谈出来的", "lead"), ("图书室延长开放", "small"), ("七分钟到空地", "major")]
    page = read(client, path_of(found["pages"][0]["api"]))
    assert page == found["pages"][0]


def test_printed_page_tells_its_regions_until_a_story_on_it_is_retracted(client: Client, paper: Paper) -> None:
    address = f"{ROOT}issues/ceshi/2026/2/pages/1/"
    printed = read(client, address)["printed"]
    assert printed["pdf"].endswith("/1/page.pdf") and (printed["width"], printed["height"]) == (1600, 2250)
    lead = f"{ROOT}articles/{paper.lead.pk}/"
    assert lead in {path_of(region["article"]) for region in printed["regions"]}
    assert all(0 <= region["x"] <= 1 and 0 < region["width"] <= 1 for region in printed["regions"])
    take_down(paper.lead)
    assert read(client, address)["printed"] is None


def test_issues_are_filtered_by_publication_year_and_month(client: Client, paper: Paper) -> None:
    for query, numbers in (("year=2026", [2]), ("year=2025&month=12", [23]), ("publication=other", [])):
        assert [one["number"] for one in follow(client, f"{ROOT}issues/?{query}")] == numbers, query
    assert refusal(client, f"{ROOT}issues/?month=2", 400)["parameter"] == "month"


def test_departments_tell_former_names_and_areas_their_boundaries(client: Client, paper: Paper) -> None:
    department = read(client, f"{ROOT}departments/{paper.team.department.slug}/")
    assert department["other_names"] == [{"name": "旧居民区", "valid_from": None, "valid_until": "2020-01-01"}]
    area = read(client, f"{ROOT}grid-areas/{paper.area.slug}/")
    assert area["boundary"]["type"] == "Polygon" and area["departments"][0]["name"] == paper.team.department.name
    assert {item["title"] for item in follow(client, path_of(area["articles"]))} == {"车位是谈出来的", "桥上的灯"}


# ---------------------------------------------------------------------------------------------------- errors


def test_bad_parameter_is_named_with_a_way_to_mend_it(client: Client, paper: Paper) -> None:
    for query, parameter in REFUSED:
        problem = refusal(client, f"{ROOT}articles/?{query}", 400)
        assert problem["parameter"].startswith(parameter) and parameter in problem["title"], query
        assert len(problem["detail"]) > 5, query


def test_unknown_parameter_is_told_which_there_are(client: Client, paper: Paper) -> None:
    assert "column" in refusal(client, f"{ROOT}articles/?colum=x", 400)["detail"]


def test_missing_things_are_missing_in_json(client: Client, paper: Paper) -> None:
    answers = {address: refusal(client, f"{ROOT}{address}", 404)["status"] for address in MISSING}
    assert answers == dict.fromkeys(MISSING, 404)


def test_address_without_its_last_slash_leads_to_the_one_with_it(client: Client, paper: Paper) -> None:
    response = client.get(f"{ROOT}articles?limit=1")
    assert response.status_code == 301 and path_of(response.headers["Location"]) == f"{ROOT}articles/?limit=1"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_nothing_can_be_written(paper: Paper) -> None:
    client = Client(enforce_csrf_checks=True)
    for method in (client.post, client.put, client.patch, client.delete):
        for address in (ROOT, f"{ROOT}articles/", f"{ROOT}articles/{paper.lead.pk}/", f"{ROOT}nothing/"):
            response = method(address)
            assert response.status_code == 405 and response.headers["Allow"] == "GET, HEAD, OPTIONS", address
            assert json.loads(response.content)["status"] == 405


# ------------------------------------------------------------------------------------- origins and validators


def test_every_origin_may_read_the_api_and_nothing_else(client: Client, paper: Paper) -> None:
    for address in (ROOT, f"{ROOT}articles/", f"{ROOT}openapi.json"):
        for method in (client.get, client.head):
            assert method(address).headers["Access-Control-Allow-Origin"] == "*", address
        asked = client.options(
            address, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
        )
        assert asked.status_code == 204 and asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for address in ("/", "/api/", "/feed/", paper.lead.get_absolute_url(), "/desk/login/"):
        assert "Access-Control-Allow-Origin" not in client.get(address).headers, address


def test_head_answers_like_get_without_a_body(client: Client, paper: Paper) -> None:
    got, head = client.get(f"{ROOT}articles/"), client.head(f"{ROOT}articles/")
    assert head.status_code == 200 and not head.content and head.headers["ETag"] == got.headers["ETag"]


def test_unchanged_answer_is_304_after_one_query(
    client: Client, paper: Paper, django_assert_num_queries: NumQueries
) -> None:
    for address in (f"{ROOT}articles/?representation=full", f"{ROOT}issues/ceshi/2026/2/", f"{ROOT}openapi.json"):
        tag = client.get(address).headers["ETag"]
        with django_assert_num_queries(1):
            again = client.get(address, headers={"If-None-Match": f'"other", W/{tag}'})
        assert again.status_code == 304 and not again.content, address
        assert again.headers["ETag"] == tag and again.headers["Access-Control-Allow-Origin"] == "*"
        assert client.get(f"{address}{'&' if '?' in address else '?'}").status_code == 200


def test_every_change_of_what_is_public_changes_the_validator(client: Client, paper: Paper) -> None:
    address = f"{ROOT}articles/"
    changes: list[Callable[[], Any]] = [
        lambda: publish_many(paper.team, 1),
        lambda: publish_correction(paper.team, paper.lead, title=make_content().title),
        lambda: Column.objects.filter(pk=paper.column.pk).update(name="改了名的栏目"),
        lambda: take_down(paper.lead),
    ]
    for number, change in enumerate(changes):
        commit()
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304, number
        change()
        commit()
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200, number


def test_hour_of_what_was_published_for_later_changes_the_validator(client: Client, paper: Paper) -> None:
    later = timezone.now() + timedelta(hours=1)
    Article.objects.filter(pk=paper.lead.pk).update(published_at=later)
    commit()
    tag = client.get(f"{ROOT}articles/").headers["ETag"]
    with clock.at(later + timedelta(minutes=1)):
        response = client.get(f"{ROOT}articles/", headers={"If-None-Match": tag})
    assert response.status_code == 200 and response.headers["ETag"] != tag


# ---------------------------------------------------------------------------------------------------- queries


def test_queries_do_not_grow_with_the_answer(
    client: Client, paper: Paper, django_assert_num_queries: NumQueries
) -> None:
    slugs = {"column": paper.column.slug, "grid": paper.area.slug, "department": paper.team.department.slug}
    lengths = list[int]()
    for _round in range(2):
        for address, queries in QUERIES:
            with django_assert_num_queries(queries):
                response = client.get(f"{ROOT}{address.format(pk=paper.lead.pk, **slugs)}")
            assert response.status_code == 200, address
        lengths.append(len(list(follow(client, f"{ROOT}articles/"))))
        publish_many(paper.team, 6, column_id=paper.column.pk, grid_area_ids=(paper.area.pk,))
    assert lengths[1] == lengths[0] + 6


# ------------------------------------------------------------------------------------------------ description


def examples(paper: Paper) -> dict[str, str]:
    """A value for each part of a path."""
    return {"pk": str(paper.lead.pk), "publication": "ceshi", "year": "2026", "number": "2", "sequence": "1"}


def concrete(paper: Paper, template: str) -> str:
    """A path of the description with real values."""
    slugs = {"columns": paper.column.slug, "departments": paper.team.department.slug, "grid-areas": paper.area.slug}
    slug = next((slug for part, slug in slugs.items() if f"/{part}/" in template), "")
    return template.format(slug=slug, **examples(paper))


def test_description_names_every_address_and_only_those(client: Client, paper: Paper) -> None:
    document = read(client, f"{ROOT}openapi.json")
    assert document["openapi"] == "3.1.0" and document["info"]["version"]
    assert len(document["paths"]) == len(ENDPOINTS)
    served = {pattern.name for pattern in addresses()} - {"api_openapi", "api_nowhere"}
    assert served == {f"api_{operation['get']['operationId']}" for operation in document["paths"].values()}
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_answers_are_what_the_description_says(client: Client, paper: Paper) -> None:
    publish_correction(paper.team, paper.public[1])
    take_down(paper.public[2])
    document = read(client, f"{ROOT}openapi.json")
    registry = Registry().with_resource("urn:api", Resource.from_contents(document, default_specification=DRAFT202012))
    for template, methods in document["paths"].items():
        content = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        inside = json.loads(json.dumps(content).replace('"#/', '"urn:api#/'))
        answer = read(client, concrete(paper, template))
        Draft202012Validator(inside, registry=registry).validate(answer)
        if "items" in answer:
            assert answer["items"], template


def test_described_parameters_are_taken_and_bad_values_refused(client: Client, paper: Paper) -> None:
    document = read(client, f"{ROOT}openapi.json")
    slugs = {"column": paper.column.slug, "department": paper.team.department.slug, "grid": paper.area.slug}
    for template, methods in document["paths"].items():
        for parameter in methods["get"]["parameters"]:
            if parameter["in"] == "path":
                assert f"{{{parameter['name']}}}" in template and parameter["required"]
                continue
            name, schema = parameter["name"], parameter["schema"]
            path = concrete(paper, template)
            assert refusal(client, f"{path}?{name}=!!", 400)["parameter"] == name
            good = {"date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z"}.get(schema.get("format", ""))
            good = good or slugs.get(name) or {"publication": "ceshi", "year": "2026"}.get(name)
            good = good or str(schema.get("default") or schema.get("minimum") or "")
            more = "&year=2026" if name == "month" else ""
            if good:
                assert client.get(f"{path}?{name}={good}{more}").status_code == 200, (path, name)


def test_page_for_people_names_every_address_and_parameter(client: Client, paper: Paper) -> None:
    text = client.get("/api/").content.decode()
    for endpoint in ENDPOINTS:
        assert f"<code>{endpoint.template}</code>" in text
        for parameter in (*endpoint.path, *endpoint.query):
            assert f"<code>{parameter.name}</code>" in text and str(parameter.what) in text
    assert f"{ROOT}openapi.json" in text
