"""Hostile and broken input to the article form: a message each time, never an error of the server."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from articles.models import Article
from tests.desk.browserless import ADD, form_data, logged_in
from tests.factories import Team, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["kicker", "title", "subtitle", "summary"])
def test_overlong_line_gets_a_message_and_stays_in_the_form(client: Client, team: Team, field: str) -> None:
    logged_in(client, team.contributor)
    long = "长" * 401
    answer = client.post(ADD, form_data(client.get(ADD)) | {"title": "题", "body": "正文", field: long})
    assert answer.status_code == 400
    assert form_data(answer)[field] == [long]


def test_control_characters_are_dropped(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "空\x00题\x0b", "body": "正\x00文", "bylines-0-name": "某\x00某"}
    assert client.post(ADD, data).status_code == 302
    revision = Article.objects.get().current_revision
    assert revision is not None
    assert (revision.title, revision.text, revision.bylines.get().name) == ("空题", "正文", "某某")


def test_body_beyond_the_limit_gets_a_message(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    answer = client.post(ADD, form_data(client.get(ADD)) | {"title": "题", "body": "字" * 300_001})
    assert answer.status_code == 400
    assert not Article.objects.exists()


def test_ten_megabytes_get_a_friendly_page(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    answer = client.post(ADD, {"title": "题", "body": "x" * 10_000_000})
    assert answer.status_code == 400
    assert "desk/articles/too_big.html" in [template.name for template in answer.templates]


def test_form_demands_the_csrf_token(team: Team) -> None:
    strict = logged_in(Client(enforce_csrf_checks=True), team.contributor)
    assert strict.post(ADD, {"title": "跨站"}).status_code == 403
    assert not Article.objects.exists()


@pytest.mark.parametrize("total", ["", "abc", "-1", "100000", "999999999999"])
def test_tampered_number_of_rows_is_no_error_of_the_server(client: Client, team: Team, total: str) -> None:
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "题", "body": "正文", "photos-TOTAL_FORMS": total}
    assert client.post(ADD, data).status_code in (302, 400)


@pytest.mark.parametrize(
    "tampered",
    [
        {"kind": "novel"},
        {"column": "999999"},
        {"grid_areas": ["999999"]},
        {"attributions-0-department": "999999"},
        {"attributions-0-department": "abc"},
        {"bylines-0-role": "king"},
        {"bylines-0-ORDER": "first"},
    ],
)
def test_unknown_choice_is_refused_with_a_message(client: Client, team: Team, tampered: dict[str, Any]) -> None:
    logged_in(client, team.contributor)
    answer = client.post(ADD, form_data(client.get(ADD)) | {"title": "题", "body": "正文"} | tampered)
    assert answer.status_code == 400
    assert answer.context["mistakes"]
    assert not Article.objects.exists()


def test_scripts_in_the_body_are_not_stored(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    body = '<p onclick="a()">话</p><script>alert(1)</script><img src="https://elsewhere.example/x.png">'
    client.post(ADD, form_data(client.get(ADD)) | {"title": "题", "body": body})
    revision = Article.objects.get().current_revision
    assert revision is not None and revision.body == "<p>话</p>"


def test_person_without_a_department_gets_no_form(client: Client, team: Team) -> None:
    logged_in(client, make_user(Role.CONTRIBUTOR))
    assert client.get(ADD).status_code == 403
