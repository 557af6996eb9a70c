"""Searching the public stories."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.utils.translation import gettext as _

from reading import matching
from reading.nearest import Name, nearest, syllables
from reading.passages import EXCERPT, excerpt, mark
from reading.suggestions import Suggestion
from reading.terms import LONGEST_QUERY, Query
from tests.factories import Team
from tests.reading.paper import Paper, write_on
from tests.reading.test_topics import publish_many


def found(client: Client, **query: str) -> str:
    response = client.get("/search/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_title_kicker_subtitle_and_text_are_searched(client: Client, paper: Paper) -> None:
    for words in ("车位是谈", "小区里的难事", "定下十二个", "坐了三十个人", "议事厅 车位"):
        text = found(client, q=words)
        assert paper.lead.get_absolute_url() in text and "<mark>" in text, words


def test_every_word_must_occur(client: Client, paper: Paper) -> None:
    assert "story-list" not in found(client, q="车位 查无此词")


def test_letters_are_found_in_either_case(client: Client, team: Team) -> None:
    publish_many(team, 1, title="社区Wi-Fi开通")
    assert "story-list" in found(client, q="WI-FI")


@pytest.mark.parametrize("wildcard", ["%车位", "车_位", "车\\位"])
def test_signs_that_mean_something_to_the_database_are_taken_literally(
    client: Client, paper: Paper, wildcard: str
) -> None:
    assert "story-list" not in found(client, q=wildcard)


def test_filters_narrow_the_search_and_work_without_words(client: Client, paper: Paper) -> None:
    department = paper.team.department
    for query in ({"column": paper.column.slug}, {"department": department.slug}, {"grid": paper.area.slug}):
        text = found(client, **query)
        assert paper.lead.get_absolute_url() in text, query
        assert paper.public[2].get_absolute_url() not in text, query
    assert "story-list" not in found(client, q="车位", since="2100-01-01")
    assert "story-list" in found(client, q="车位", since="2000-01-01", until="2100-01-01")


def test_filter_with_a_wrong_date_says_so_and_still_searches(client: Client, paper: Paper) -> None:
    text = found(client, q="车位", since="昨天")
    assert "field__error" in text and "story-list" in text


def test_before_a_question_is_asked_the_page_helps(client: Client, paper: Paper) -> None:
    text = found(client)
    assert _("What are you looking for?") in text and "story-list" not in text
    assert f'href="{paper.column.get_absolute_url()}"' in text


def test_nothing_found_suggests_what_to_try_and_where_to_begin(client: Client, paper: Paper) -> None:
    text = found(client, q="查无此事")
    assert _("Nothing was found.") in text and _("How to ask") in text and _("Perhaps you meant") not in text
    for way in (paper.column.get_absolute_url(), paper.issue.get_absolute_url(), "/letters/", "tel:000-11112222"):
        assert f'href="{way}"' in text, way
    assert _("How to ask") not in found(client, q="车位")


def test_name_that_was_mistyped_leads_to_the_name_that_is_known(client: Client, paper: Paper) -> None:
    paper.area.name = "柳桥综合网格"
    paper.area.save()
    connection.check_constraints()  # what happens when the transaction commits: names are kept until then
    sounding = found(client, q="流乔综合网阁").partition(_("Perhaps you meant"))[2]
    assert f'<a href="{paper.area.get_absolute_url()}"><span>柳桥综合网格</span>' in sounding


def test_names_are_near_by_look_or_by_sound() -> None:
    among = [
        Name(Suggestion(text, "", f"/{text}/"), text, syllables(text)) for text in ("柳桥居民区", "文化站", "陈晓禾")
    ]
    for asked, nearest_name in (("柳桥居委会", "柳桥居民区"), ("陈小河", "陈晓禾"), ("问画站 灯会", "文化站")):
        assert [one.text for one in nearest(Query.parse(asked), among)] == [nearest_name], asked
    assert nearest(Query.parse("羽毛球"), among) == [] and nearest(Query.parse("柳"), among) == []


def test_field_may_be_indexed_and_its_answers_may_not(client: Client, paper: Paper) -> None:
    noindex = '<meta name="robots" content="noindex">'
    assert noindex not in found(client) and noindex in found(client, q="车位") and noindex in found(client, page="2")


@pytest.mark.parametrize("marks", ['""', "“”", "‘’", "「」", "『』"])
def test_quotation_marks_hold_words_together_and_are_not_searched_for(client: Client, paper: Paper, marks: str) -> None:
    assert paper.lead.get_absolute_url() in found(client, q=f"{marks[0]}车位{marks[1]}是谈出来的")
    assert Query.parse(f"{marks[0]}车位 议事{marks[1]} 桥").spellings == ("车位议事", "桥")


@pytest.mark.parametrize("signs", ["%", "_", "__ %", "“”", "，。"])
def test_signs_alone_get_help_instead_of_an_empty_result(client: Client, paper: Paper, signs: str) -> None:
    assert _("There is nothing to search for in these signs.") in found(client, q=signs)


HOSTILE = [
    "\x00",
    "车\x00位",
    "，。！？",
    "%%%",
    "'; DROP TABLE articles_article; --",
    "车" * 10_000,
    " ".join("abcdefghijklmnopqrstuvwxyz" * 20),
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "‮​\u0600",
    "<script>alert(1)</script>",
    "((((((((((",
    "\\",
]


@pytest.mark.parametrize("field", ["q", "column", "department", "grid", "since", "until"])
def test_hostile_questions_get_a_page(client: Client, paper: Paper, field: str) -> None:
    for hostile in HOSTILE:
        response = client.get("/search/", {field: hostile})
        assert response.status_code == 200, hostile
        assert "<script>alert" not in response.content.decode(), hostile
        assert "\x00" not in response.content.decode(), hostile


def test_broken_query_strings_get_a_page(client: Client, paper: Paper) -> None:
    for query in ("q=%ff%fe", "q=%ed%a0%80", "q", "=&&=", "q[]=1", "q=车位&q=%00"):
        assert client.get(f"/search/?{query}").status_code == 200, query


def test_hostile_page_numbers_are_not_found(client: Client, paper: Paper) -> None:
    assert client.get("/search/?q=车位&page=\x00").status_code == 404


def test_query_is_cut_and_cleaned() -> None:
    query = Query.parse("车" * 500)
    assert len(query.text) == LONGEST_QUERY and query.was_cut
    assert Query.parse(" 车位\x00　车位\t议事 ").spellings == ("车位", "议事")
    assert Query.parse("，。").is_unsearchable and not Query.parse("  ").is_unsearchable
    assert len(Query.parse("a b c d e f g h i j").terms) == 6


def test_excerpt_shows_the_first_hit_and_is_bounded() -> None:
    passages = excerpt("前" * 300 + "议事厅" + "后" * 300, ("议事",))
    assert [passage.text for passage in passages if passage.is_hit] == ["议事"]
    assert len("".join(passage.text for passage in passages)) <= EXCERPT + 4
    assert excerpt("短文", ("无",)) == mark("短文", ())


def test_long_results_are_counted_to_a_cap(client: Client, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_many(team, 4, body="<p>同一句话</p>")
    monkeypatch.setattr(matching, "MOST_HITS", 3)
    text = found(client, q="同一句话")
    assert "3+" in text and text.count('class="row"') == 3


def test_links_to_further_pages_keep_the_question(client: Client, team: Team) -> None:
    publish_many(team, 21, body="<p>同一句话</p>")
    assert "?q=%E5%90%8C%E4%B8%80&amp;page=2" in found(client, q="同一")


def test_search_reads_the_published_text_alone(client: Client, paper: Paper) -> None:
    write_on(paper.lead, body="<p>只在新稿里的话</p>")
    assert "story-list" not in found(client, q="只在新稿里的话")
    assert "story-list" in found(client, q="坐了三十个人")
