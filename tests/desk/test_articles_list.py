"""The list: who sees what, what the filters find, and how many queries it takes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import workflow
from articles.content import Credit, Picture, Source
from articles.models import Article
from tests.factories import (
    Team,
    make_article,
    make_column,
    make_content,
    make_grid_area,
    make_photo,
    make_published_issue,
)

pytestmark = pytest.mark.django_db
LIST = "/desk/articles/article/"
State = Article.State


def titles(client: Client, **asked: Any) -> list[str]:
    """The titles that the list shows."""
    answer = client.get(LIST, asked)
    assert answer.status_code == 200
    return [article.current_revision.title for article, _next in answer.context["rows"]]


def test_contributor_sees_her_own_department_alone(client: Client, team: Team) -> None:
    make_article(team, make_content("我们的"))
    elsewhere = team.outsider.department
    assert elsewhere is not None
    workflow.create(by=team.outsider, department=elsewhere, content=make_content("别处的"))
    client.force_login(team.contributor)
    assert titles(client) == ["我们的"]
    assert titles(client, department=elsewhere.pk) == ["我们的"]  # she has no such filter
    client.force_login(team.editor)
    assert titles(client, department=elsewhere.pk) == ["别处的"]


def test_filters_find_by_state_kind_column_words_and_person(client: Client, team: Team) -> None:
    column = make_column()
    make_article(team, make_content("花坛", body="<p>石榴树下</p>", kind="brief", column_id=column.pk))
    make_article(team, make_content("晾衣架"), state=State.FIRST_REVIEW)
    workflow.create(by=team.editor, department=team.department, content=make_content("编辑代录"))
    client.force_login(team.section_head)
    assert titles(client, state="first_review") == ["晾衣架"]
    assert titles(client, kind="brief") == ["花坛"]
    assert titles(client, column=column.pk) == ["花坛"]
    assert titles(client, q="石榴 花坛") == ["花坛"]
    assert titles(client, q="100%") == []
    assert titles(client, whose="waiting") == ["晾衣架"]
    assert titles(client, whose="mine") == []
    client.force_login(team.editor)
    assert titles(client, whose="mine") == ["编辑代录"]
    assert titles(client, since="2199-01-01") == []
    assert len(titles(client, until="2199-01-01")) == 3


@pytest.mark.parametrize(
    "asked",
    [
        {"state": "king"},
        {"column": "abc"},
        {"column": "9" * 30},
        {"since": "yesterday"},
        {"q": "a\x00b"},
        {"q": "长" * 200},
        {"page": "-5"},
        {"page": "abc"},
    ],
)
def test_nonsense_in_the_address_is_no_error_of_the_server(client: Client, team: Team, asked: dict[str, str]) -> None:
    make_article(team)
    client.force_login(team.editor)
    assert client.get(LIST, asked).status_code == 200


def test_empty_list_says_what_to_do(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    assert reverse("desk:article_add") in client.get(LIST).content.decode()
    client.force_login(team.proofreader)
    assert reverse("desk:article_add") not in client.get(LIST).content.decode()


def test_list_takes_few_queries_with_many_articles(
    client: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    column = make_column()
    for state in (State.FIRST_REVIEW, State.SECOND_REVIEW, State.FINAL_REVIEW, State.APPROVED, State.SENT_BACK):
        for _n in range(11):
            make_article(team, make_content(column_id=column.pk), state=state)
    client.force_login(team.editor)
    with django_assert_max_num_queries(12):
        answer = client.get(LIST)
    assert len(answer.context["rows"]) == 50
    assert answer.context["shown"].paginator.count == 55
    with django_assert_max_num_queries(12):
        assert client.get(f"{LIST}?whose=waiting&q=小区&page=2").status_code == 200


def test_review_screen_takes_few_queries(client: Client, team: Team, django_assert_max_num_queries: Any) -> None:
    content = make_content(
        column_id=make_column().pk,
        bylines=(Credit("某", "correspondent"), Credit("某某", "photographer")),
        attributions=(Source("甲", team.department.pk), Source("乙", None)),
        grid_area_ids=tuple(sorted((make_grid_area().pk, make_grid_area().pk))),
        photos=tuple(Picture(make_photo(team.contributor).pk, alternative_text="图") for _n in range(4)),
    )
    article = make_article(team, content, state=State.SENT_BACK)
    for number in range(1, 7):
        workflow.revise(article, by=team.contributor, expected_revision=number, content=make_content(f"第{number}改"))
    for name, arguments in (
        ("article_review", [article.pk]),
        ("article_history", [article.pk]),
        ("article_revision", [article.pk, 1]),
        ("article_edit", [article.pk]),
    ):
        client.force_login(team.contributor)
        with django_assert_max_num_queries(20):
            assert client.get(reverse(f"desk:{name}", args=arguments)).status_code == 200


def test_published_article_names_its_page_and_leads_to_the_readers(client: Client, team: Team) -> None:
    issue = make_published_issue(team, pages=1, articles=1)
    placement = issue.placements.select_related("page").get()
    client.force_login(team.contributor)
    page = client.get(reverse("desk:article_review", args=[placement.article_id])).content.decode()
    assert f"{issue}" in page and f"{placement.page}" in page
    assert f'href="{reverse("reading:article", args=[placement.article_id])}"' in page
    assert f'href="{placement.page.get_absolute_url()}"' in page
