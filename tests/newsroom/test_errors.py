"""Refusals and missing pages in the desk's frame, and in the paper's for everybody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from newsroom import errors
from newsroom.desk.site import desk
from tests.factories import Team, make_user

pytestmark = pytest.mark.django_db
NOWHERE = "/desk/nowhere/"


def is_desk_page(answer: Any) -> bool:
    """Whether the page stands in the desk's frame and leads back to the person's own desk."""
    page = answer.content.decode()
    return 'class="menu"' in page and f'class="btn btn-primary" href="{reverse("desk:index")}"' in page


@pytest.mark.parametrize("debugging", [False, True])
def test_missing_page_of_the_desk_keeps_its_frame(client: Client, team: Team, settings: Any, debugging: bool) -> None:
    settings.DEBUG = debugging
    client.force_login(team.contributor)
    for address in (NOWHERE, "/desk/articles/article/987654321/"):
        answer = client.get(address)
        assert answer.status_code == 404 and is_desk_page(answer), address
        assert "no-store" in answer["Cache-Control"]


def test_refusal_keeps_the_frame_and_says_whom_to_ask(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    answer = client.get(reverse("desk:accounts_user_changelist"))
    assert answer.status_code == 403 and is_desk_page(answer)


def test_readers_and_people_without_a_role_get_the_papers_page(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    assert not is_desk_page(client.get("/nowhere/"))
    client.force_login(make_user())
    assert not is_desk_page(client.get(NOWHERE))


@pytest.mark.parametrize(("view", "status"), [(errors.forbidden, 403), (errors.not_found, 404)])
def test_pages_can_do_without_the_database(
    rf: Any, team: Team, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, view: Any, status: int
) -> None:
    def away(request: object) -> bool:
        raise OperationalError("the server is away")

    monkeypatch.setattr(desk, "has_permission", away)
    request = rf.get(NOWHERE)
    request.user = team.contributor
    answer = view(request)
    assert answer.status_code == status and answer.is_our_page and not is_desk_page(answer)
    assert "the server is away" in caplog.text
