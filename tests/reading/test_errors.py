"""Pages for what went wrong."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils.translation import gettext as _

from reading import querysets
from reading.views import errors
from tests.reading.paper import Paper


@pytest.fixture
def nowhere() -> object:
    """A request for an address that is not there."""
    return RequestFactory().get("/nowhere/")


def test_missing_page_offers_search_and_the_current_issue(client: Client, paper: Paper) -> None:
    response = client.get("/nowhere/")
    text = response.content.decode()
    assert response.status_code == 404
    assert 'action="/search/"' in text and paper.issue.get_absolute_url() in text
    assert 'content="noindex"' in text


def test_missing_page_is_ours_while_debugging_too(client: Client, paper: Paper, settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    assert 'action="/search/"' in client.get("/nowhere/").content.decode()


def test_missing_page_can_do_without_the_database(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> None:
        raise OperationalError("the server is away")

    monkeypatch.setattr(querysets, "current_issue", away)
    response = client.get("/nowhere/")
    assert response.status_code == 404 and 'action="/search/"' in response.content.decode()
    assert "the server is away" in caplog.text


@pytest.mark.parametrize(
    ("view", "status"), [(errors.bad_request, 400), (errors.forbidden, 403), (errors.server_error, 500)]
)
def test_other_error_pages_ask_no_database(view: object, status: int, nowhere: object) -> None:
    # no database is set up for this test: a query would fail it
    response = view(nowhere)  # type: ignore[operator]
    text = response.content.decode()
    assert response.status_code == status and response.is_our_page
    assert "<h1" in text and 'lang="zh-Hans"' in text and "reading.css" in text


def test_failing_view_answers_with_the_server_error_page(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(querysets, "current_issue", fail)
    client = Client(raise_request_exception=False)
    response = client.get("/about/")
    assert response.status_code == 500 and _("Something went wrong here") in response.content.decode()


def test_error_pages_are_not_cached(client: Client, paper: Paper) -> None:
    assert "public" not in client.get("/nowhere/").headers.get("Cache-Control", "")
