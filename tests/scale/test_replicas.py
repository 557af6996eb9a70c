"""Where a public page is read: the replica while it has all that is public, the primary in every other case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection, connections
from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory

from reading import replicas
from reading.models import public_state
from tests.factories import Team, make_article, make_published_issue

pytestmark = pytest.mark.django_db(transaction=True)

READING = "newsroom-reading"
# The connections of an application but for the one that asks, and for those of tests that run beside this one.
OTHERS = (
    "FROM pg_stat_activity WHERE application_name = %s AND datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def replica(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A second way into the test's own database, which stands for a replica that has everything."""
    former = connections["default"].settings_dict
    told = {**former, "OPTIONS": {**former["OPTIONS"], "application_name": READING, "connect_timeout": 60}}
    monkeypatch.setitem(django_settings.DATABASES, "replica", told)
    monkeypatch.setattr(replicas, "_rest", replicas._Rest())
    with connection.cursor() as cursor:
        cursor.execute("SELECT newsroom_raise_public_version()")
    ours: Any = connections.create_connection("replica")
    ours.alias = "default"  # Django's tests let no thread connect to any other
    connections["replica"] = ours
    yield ours
    ours.close()
    del connections["replica"]


@pytest.fixture
def behind(replica: Any) -> Iterator[Any]:
    """The same, of a version that has been overtaken: it finds another row where the version stands."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA behind")
        cursor.execute("CREATE TABLE behind.reading_publicversion AS SELECT gen_random_uuid() AS token")
    replica.settings_dict["OPTIONS"]["options"] = "-c search_path=behind,public"
    yield replica
    replica.close()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA behind CASCADE")


def reader(**cookies: str) -> HttpRequest:
    """A request of somebody."""
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    return request


def asked(request: HttpRequest | None = None, before: Callable[[int], None] = lambda turn: None) -> list[str]:
    """Who was asked, each time that the page was made; ``before`` happens first."""
    names: list[str] = []

    def work() -> list[str]:
        before(len(names))
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('application_name')")
            names.append("replica" if cursor.fetchone()[0] == READING else "primary")
        return names

    return replicas.reads(request or reader(), work)


def test_readers_are_answered_by_the_replica_and_whoever_is_logged_in_by_the_primary(replica: Any) -> None:
    assert asked() == ["replica"]
    assert asked(reader(**{django_settings.SESSION_COOKIE_NAME: "x"})) == ["primary"]
    assert connections["default"] is not replica

    def missing() -> None:
        raise Http404

    with pytest.raises(Http404):
        replicas.reads(reader(), missing)
    assert asked() == ["replica"]

    issue = make_published_issue(Team())
    answer = Client().get(issue.get_absolute_url())
    assert answer.status_code == 200
    titles = issue.placements.values_list("article__published_revision__title", flat=True)
    assert titles and all(title in answer.content.decode() for title in titles)
    with psycopg.connect(**replica.get_connection_params()) as other:
        last = f"SELECT query {OTHERS}"
        assert other.execute(last, [READING]).fetchall() == [("COMMIT",)]  # the page was read there, and is over


def test_replica_that_lags_behind_is_passed_over_until_it_has_caught_up(behind: Any) -> None:
    assert asked() == ["primary"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE behind.reading_publicversion SET token = (SELECT token FROM reading_publicversion)")
    assert asked() == ["replica"]
    before = public_state()
    make_published_issue(Team())
    assert public_state() != before
    assert asked() == ["primary"]


def test_page_whose_replica_fails_meanwhile_is_made_again_by_the_primary(replica: Any) -> None:
    def cut(turn: int) -> None:
        if turn == 0 and connection.settings_dict["OPTIONS"].get("application_name") == READING:
            with psycopg.connect(**replica.get_connection_params()) as other:
                other.execute(f"SELECT pg_terminate_backend(pid) {OTHERS}", [READING])

    assert asked(before=cut) == ["primary"]
    assert asked() == ["replica"]  # the connection that was cut is replaced at once

    def writes(turn: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS written_by_a_reader ()")
            cursor.execute("DROP TABLE written_by_a_reader")

    assert asked(before=writes) == ["primary"]  # the replica refuses


def test_statement_that_takes_too_long_is_not_put_to_the_primary_as_well(replica: Any) -> None:
    turns: list[int] = []

    def slow() -> None:
        turns.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 10")
            cursor.execute("SELECT pg_sleep(5)")

    with pytest.raises(OperationalError):
        replicas.reads(reader(), slow)
    assert turns == [1]


def test_replica_that_is_away_is_looked_for_once_and_found_when_it_is_back(
    replica: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    looked: list[str] = []
    connect = type(replica).get_new_connection

    def counting(wrapper: Any, parameters: dict[str, Any]) -> Any:
        if wrapper is replica:
            looked.append(parameters["host"])
        return connect(wrapper, parameters)

    monkeypatch.setattr(type(replica), "get_new_connection", counting)
    there = replica.settings_dict
    replica.settings_dict = {**there, "HOST": str(tmp_path)}
    assert [asked() for _ in range(3)] == [["primary"]] * 3
    assert looked == [str(tmp_path)]
    replica.settings_dict = there
    monkeypatch.setattr(replicas, "_rest", replicas._Rest())  # the time of rest is over
    assert asked() == ["replica"]


def test_without_a_replica_nothing_more_is_asked(django_assert_num_queries: Any) -> None:
    make_article(Team())
    with django_assert_num_queries(1):
        assert asked() == ["primary"]
