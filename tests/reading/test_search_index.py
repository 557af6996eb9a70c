"""The index of the public search: what it holds, when it changes, and that it answers exactly."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts import clock
from articles.content import Credit
from articles.models import Article, SearchEntry
from reading import matching
from reading.terms import Query, Term, folded, form, groups, loose_pattern, pieces
from tests.factories import Team, make_article, make_content
from tests.reading.paper import HIDDEN_STATES, SECRET, Paper, publish_correction, take_down, write_on
from tests.reading.test_topics import publish_many

NumQueries = Callable[[int], AbstractContextManager[Any]]


def find(words: str, order: str = matching.DATE) -> list[int]:
    return matching.find(matching.entries(), Query.parse(words).terms, order).articles


def publish(team: Team, title: str, body: str = "", **fields: Any) -> Article:
    content = make_content(title, body=body or "<p>居民坐下来商量。</p>", **fields)
    return make_article(team, content, state=Article.State.PUBLISHED)


def whole_text(article: Article) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT newsroom_search_text(%s)", [article.published_revision_id])
        return str(cursor.fetchone()[0])


def test_every_pair_of_characters_and_every_character_is_found_and_nothing_else(paper: Paper) -> None:
    articles = list(Article.objects.published())
    texts = {article.pk: whole_text(article) for article in articles}
    asked = {text[place : place + length] for text in texts.values() for place in range(len(text)) for length in (1, 2)}
    terms = [term for term in asked if pieces(term) and not set(term) & set(' \n"“”‘’「」『』')]
    assert len(terms) > 200
    for term in terms:
        expected = {pk for pk, text in texts.items() if term in text}
        assert set(find(term)) == expected, term


def test_longer_terms_need_their_characters_side_by_side(team: Team) -> None:
    apart = publish(team, "先后", "<p>河边有灯。灯下有人。边有人走。</p>")
    together = publish(team, "一起", "<p>河边有灯下有人。</p>")
    assert find("河边有灯下") == [together.pk]
    assert find("河边 有人") == [together.pk, apart.pk]


@pytest.mark.parametrize(
    ("printed", "asked"),
    [
        ("停車場", "停車場"),
        ("停车场", "停車場"),
        ("停车场", "停车场"),
        ("停車場", "停车场"),
        ("頭髮發白", "头发发白"),
        ("頭髮發白", "头髮發白"),
        ("國", "国"),
        ("国", "國"),
        ("籃", "篮"),
        ("後天", "后天"),
        ("张　三丰", "张三丰"),
        ("第 12 期", "第12期"),
        ("ＷｉＦｉ信号", "wifi信号"),
        ("Wi-Fi 6 覆盖", "WI-FI"),
        ("24小时热线12345", "12345"),
        ("１２月", "12月"),
        ("open day 活动", '"open day"'),
        ("魃", "魃"),
        ("𠮷野家", "𠮷野"),
        ("“一老一小”服务", "“一老一小"),
    ],
)
def test_spellings_of_one_thing_are_found(team: Team, printed: str, asked: str) -> None:
    article = publish(team, "说明", f"<p>今天说的是{printed}的事。</p>")
    assert find(asked) == [article.pk]


def test_characters_of_the_simplified_standard_are_not_changed(team: Team) -> None:
    assert Term.of("瞭望").spellings == ("瞭望",)
    assert Term.of("臺灣").spellings[-1] == "台湾"
    plain, other = publish(team, "看到了望江路"), publish(team, "瞭望塔")
    assert find("了望") == [plain.pk] and find("瞭望") == [other.pk]
    old = publish(team, "幹部")
    assert find("干部") == [old.pk] and find("乾部") == []


def test_form_and_keys_are_the_same_in_python_and_in_the_database(team: Team) -> None:
    odd = "Ａ　Ｂ，张 三 ab cd①㎡“引”\tＷｉ－Ｆｉ 6 ÉÀ 𠮷x…（括）"
    article = publish(team, "标题", f"<p>{odd}</p>")
    with connection.cursor() as cursor:
        cursor.execute("SELECT newsroom_search_form(%s)", [odd])
        assert cursor.fetchone()[0] == form(odd)
        cursor.execute("SELECT newsroom_search_bag(%s)", [article.published_revision_id])
        bag = set(cursor.fetchone()[0])
    wanted = groups(folded(form(odd)))
    assert len(wanted) > 15 and all(bag.intersection(group) for group in wanted)


def test_text_that_is_not_in_the_form_is_never_passed_over() -> None:
    odd = "Ａ　Ｂ，张 三 ab cd①㎡“引”\tＷｉ－Ｆｉ 6 x…（括）㈱社　區後 面㍻⼀路，國\u3000家[x] ^-]\\"
    compared = folded(form(odd))
    pieces_of_it = {compared[place : place + size] for place in range(len(compared)) for size in (1, 2, 3)}
    patterns = {piece: loose_pattern(piece) for piece in pieces_of_it}
    assert len(patterns) > 100
    for piece, loose in patterns.items():
        assert loose and re.search(loose, odd), piece
    loose = loose_pattern("社区")
    assert loose and not re.search(loose, "社，区里的社") and loose_pattern("é") is None


def test_captions_bylines_and_attributions_are_found_and_shown(client: Client, paper: Paper) -> None:
    for words in ("图为议事厅", "丁四", "乙二", "邻里读书会", "停车的事"):
        text = client.get("/search/", {"q": words}).content.decode()
        assert paper.lead.get_absolute_url() in text and f"<mark>{words}</mark>" in text, words


def test_unpublished_states_are_not_in_the_index(paper: Paper, hidden: list[Article]) -> None:
    assert {article.state for article in hidden} == set(HIDDEN_STATES)
    assert not SearchEntry.objects.filter(article__in=hidden).exists()
    assert find(SECRET) == []


def test_story_published_for_a_later_hour_is_found_from_that_hour_on(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = publish(team, "明天才说")
    later = clock.now() + timedelta(hours=1)
    Article.objects.filter(pk=article.pk).update(published_at=later)
    assert find("明天才说") == []
    monkeypatch.setattr(clock, "now", lambda: later)
    assert find("明天才说") == [article.pk]


def test_story_whose_issue_was_withdrawn_leaves_the_index(team: Team) -> None:
    article = publish(team, "随期撤回")
    assert find("随期撤回") == [article.pk]
    Article.objects.filter(pk=article.pk).update(published_revision=None, published_at=None, state="approved")
    assert find("随期撤回") == [] and not SearchEntry.objects.filter(article=article).exists()


def test_index_follows_correction_and_retraction_in_their_own_transaction(team: Team) -> None:
    article = publish(team, "原来的说法")
    with transaction.atomic():
        write_on(article, title="改正的说法")
        assert find("改正的说法") == [] and find("原来的说法") == [article.pk]
    publish_correction_of = publish(team, "另一篇的说法")
    publish_correction(team, publish_correction_of, title="另一篇改正了")
    assert find("另一篇改正了") == [publish_correction_of.pk] and find("另一篇的说法") == []
    with transaction.atomic():
        take_down(publish_correction_of)
        assert find("另一篇改正了") == []
        transaction.set_rollback(True)
    assert find("另一篇改正了") == [publish_correction_of.pk]


def test_what_was_published_before_the_index_is_filled_in(team: Team) -> None:
    article = publish(team, "早先就有")
    SearchEntry.objects.all().delete()
    assert find("早先就有") == []
    with connection.cursor() as cursor:
        cursor.execute(import_module("articles.migrations.0006_search").FILL)
    assert find("早先就有") == [article.pk]


def test_relevance_puts_headlines_first_then_frequency_then_the_newer(team: Team) -> None:
    headline = publish(team, "桥灯亮了", "<p>无关。</p>")
    often = publish(team, "甲", "<p>桥灯，桥灯，桥灯。</p>")
    older = publish(team, "乙", "<p>桥灯。</p>")
    newer = publish(team, "丙", "<p>桥灯。</p>")
    assert find("桥灯", matching.RELEVANCE) == [headline.pk, often.pk, newer.pk, older.pk]
    assert find("桥灯", matching.DATE) == [newer.pk, older.pk, often.pk, headline.pk]


def test_more_hits_than_are_counted_are_said_to_be_more(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    published = publish_many(team, 4, body="<p>同一句话</p>")
    monkeypatch.setattr(matching, "MOST_HITS", 3)
    matches = matching.find(matching.entries(), Query.parse("同一句话").terms)
    assert matches.is_capped and matches.articles == sorted((one.pk for one in published), reverse=True)[:3]


def test_search_asks_the_database_once_however_much_there_is(team: Team, django_assert_num_queries: NumQueries) -> None:
    publish_many(team, 25, body="<p>同一句话</p>")
    with django_assert_num_queries(1):
        assert len(find("同一句 话", matching.RELEVANCE)) == 25


def test_suggestions_name_columns_areas_people_and_headlines(
    client: Client, paper: Paper, django_assert_num_queries: NumQueries
) -> None:
    publish(paper.team, "乙二说桥", bylines=(Credit("乙二", "correspondent"),))
    address = reverse("reading:search_suggestions")
    with django_assert_num_queries(4):
        found = client.get(address, {"q": "乙二"}).json()["suggestions"]
    assert [one["text"] for one in found] == ["乙二", "乙二说桥"]
    for name, target in ((paper.column.name, paper.column), (paper.area.name, paper.area)):
        first = client.get(address, {"q": name}).json()["suggestions"][0]
        assert (first["text"], first["url"]) == (name, target.get_absolute_url())


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "\x00",
        "，",
        "%",
        "车" * 10_000,
        "'\"\\",
        "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    ],
)
def test_suggestions_answer_anything(client: Client, paper: Paper, raw: str) -> None:
    response = client.get(reverse("reading:search_suggestions"), {"q": raw})
    assert response.status_code == 200 and response.json() == {"suggestions": []}


def test_suggestions_say_nothing_of_what_is_hidden(client: Client, paper: Paper, hidden: list[Article]) -> None:
    assert client.get(reverse("reading:search_suggestions"), {"q": SECRET}).json() == {"suggestions": []}


def test_nothing_found_offers_shorter_questions_and_fewer_filters(client: Client, paper: Paper) -> None:
    text = client.get("/search/", {"q": "车位 查无此事", "column": paper.column.slug}).content.decode()
    assert "story-list" not in text
    assert f"?q=%E8%BD%A6%E4%BD%8D&amp;column={paper.column.slug}" in text  # 车位 alone
    assert '?q=%E8%BD%A6%E4%BD%8D+%E6%9F%A5%E6%97%A0%E6%AD%A4%E4%BA%8B"' in text  # without the filter
