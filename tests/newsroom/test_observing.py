"""Request ids, logs, numbers and mails: there for the technician, and without anybody's data."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError
from django.test import Client, RequestFactory

from newsroom.observing import metrics
from newsroom.observing.logs import JSONFormatter, PlainFormatter, request_id
from newsroom.observing.mails import TechnicianMailHandler
from newsroom.observing.scrubbing import frames, route_of, scrubbed
from newsroom.observing.server import HEADER, observed
from reading.replicas import Standing

PERSONAL = (
    "张小明",
    "zhang@example.com",
    "13800138000",
    "310101199001011234",
    "192.168.10.7",
    "geheimes-wort",
    "3f2a9b7c1d",
)
TROUBLE = 'duplicate key value violates unique constraint "user_name"\nDETAIL:  Key (username)=(geheimes-wort) exists\n'


def answering(status: str = "200 OK") -> Callable[..., Any]:
    """A WSGI application that answers so."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response(status, [("Content-Type", "text/plain")])
        logging.getLogger("newsroom.test").warning("inside")
        return [request_id.get().encode()]

    return application


def ask(application: Any, path: str = "/", **environ: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of an answer."""
    started: list[Any] = []
    request = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "q=geheimes-wort", **environ}
    body = b"".join(application(request, lambda *told: started.extend(told)))
    return dict(started[1]), body


def test_each_request_has_a_number_that_answer_and_log_share(settings: Any) -> None:
    headers, body = ask(observed(answering()))
    other, _body = ask(observed(answering()), HTTP_X_REQUEST_ID="given-by-nobody")
    assert headers[HEADER].encode() == body and len(body) == 16
    assert other[HEADER] not in (headers[HEADER], "given-by-nobody")
    assert request_id.get() == ""
    settings.TRUSTED_PROXIES = 1
    assert ask(observed(answering()), HTTP_X_REQUEST_ID="given-by-the-proxy")[1] == b"given-by-the-proxy"
    assert ask(observed(answering()), HTTP_X_REQUEST_ID="x\r\nSet-Cookie: y")[1] != b"x\r\nSet-Cookie: y"


def test_line_of_a_request_is_json_and_names_the_pattern_alone(settings: Any, caplog: Any) -> None:
    settings.LOG_REQUESTS = True
    with caplog.at_level(logging.INFO, "newsroom.requests"):
        ask(observed(answering("404 Not Found")), "/preview/3f2a9b7c1d/")
    line = json.loads(JSONFormatter().format(caplog.records[-1]))
    assert (line["method"], line["route"], line["status"]) == ("GET", "/preview/<str:token>/", 404)
    assert not any(word in json.dumps(line, ensure_ascii=False) for word in PERSONAL)


def record_of(message: str, *arguments: Any, problem: BaseException | None = None) -> logging.LogRecord:
    """A record as a logger makes it."""
    told = (type(problem), problem, problem.__traceback__) if problem is not None else None
    return logging.LogRecord("some.library", logging.ERROR, __file__, 1, message, arguments, told)


def failing(name: str) -> ValueError:
    """An error with somebody's data in its message and in its caller's variables."""
    try:
        try:
            raise RuntimeError(TROUBLE)
        except RuntimeError as error:
            raise ValueError(f"{name} <zhang@example.com> 13800138000 at 192.168.10.7") from error
    except ValueError as error:
        return error


@pytest.mark.parametrize("formatter", [JSONFormatter(), PlainFormatter()], ids=["json", "plain"])
def test_lines_about_errors_hold_the_place_and_nobodys_data(formatter: logging.Formatter) -> None:
    problem = failing("张小明")
    line = formatter.format(record_of("Mail to %s (%s) failed: %s", *PERSONAL[:2], problem, problem=problem))
    assert "failing" in line and "ValueError" in line and "RuntimeError" in line and "duplicate key value" in line
    assert [word for word in PERSONAL if word in line] == []


@pytest.mark.parametrize("word", PERSONAL[:6])
def test_scrubbing_takes_out_what_could_be_personal(word: str) -> None:
    assert word not in scrubbed(
        f"could not take '{word}'" if word.isascii() and "-" in word else f"could not take {word}!"
    )
    assert scrubbed("the disk is 91 % full on /srv/media") == "the disk is 91 % full on /srv/media"


def test_routes_name_no_secret_and_unknown_addresses_nothing() -> None:
    assert route_of("/preview/3f2a9b7c1d/") == "/preview/<str:token>/"
    assert route_of("/张小明/13800138000/") == "?"
    assert frames(failing("张小明"))[-1].endswith(" failing")


def test_error_is_mailed_once_in_ten_minutes_and_scrubbed(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ERROR_MAIL_TO = ["technician@example.com"]
    monkeypatch.setattr("newsroom.observing.mails.threading.Thread", _AtOnce)
    handler = TechnicianMailHandler()
    for _ in range(3):
        problem = failing("张小明")
        handler.emit(record_of("Failed for %s: %s", "张小明", problem, problem=problem))
    handler.emit(record_of("Something else"))
    assert len(mail.outbox) == 2 and mail.outbox[0].to == ["technician@example.com"]
    whole = f"{mail.outbox[0].subject}\n{mail.outbox[0].body}"
    assert "failing" in whole and [word for word in PERSONAL if word in whole] == []


class _AtOnce:
    """A thread that needs none."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...], daemon: bool) -> None:
        self._run = lambda: target(*args)

    def start(self) -> None:
        """Do it now."""
        self._run()


@pytest.mark.django_db
def test_numbers_are_for_who_has_the_token_alone(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.METRICS_FOLDER = tmp_path
    for token, given in (("", "Bearer "), ("t" * 20, ""), ("t" * 20, "Bearer wrong")):
        settings.METRICS_TOKEN = token
        assert client.get("/health/metrics", headers={"authorization": given}).status_code == 404
    answer = client.get("/health/metrics", headers={"authorization": f"Bearer {'t' * 20}"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "newsroom_database_up 1.0" in text and 'newsroom_disk_free_bytes{place="media"}' in text


@pytest.mark.django_db
def test_lag_of_the_copy_is_told_where_there_is_one_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Standing:
        raise OperationalError("connection refused")

    def told() -> dict[str, float]:
        samples = [sample for family in metrics.SiteCollector().collect() for sample in family.samples]
        assert ("newsroom_database_up", 1) in [(sample.name, sample.value) for sample in samples]
        return {sample.name: sample.value for sample in samples if "replica" in sample.name}

    assert told() == {}
    monkeypatch.setattr(metrics, "standing", away)
    assert told() == {"newsroom_replica_up": 0}
    monkeypatch.setattr(metrics, "standing", lambda: Standing(False, True, 0, 0.0))
    assert told() == {"newsroom_replica_up": 0}  # it takes writes of its own: no copy
    monkeypatch.setattr(metrics, "standing", lambda: Standing(True, False, 4096, 1.5))
    lag = {"current": 0, "lag_bytes": 4096, "lag_seconds": 1.5}
    assert told() == {"newsroom_replica_up": 1, **{f"newsroom_replica_{name}": value for name, value in lag.items()}}


def test_areas_are_few_whatever_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    metrics.count("/desk/articles/", "200", 0.01)
    metrics.count("/a-thousand-others/1", "404", 0.01)
    areas = {sample.labels["area"] for family in metrics._requests().collect() for sample in family.samples}
    assert areas == {"desk", "public"}


def test_requests_of_django_are_told_by_their_pattern() -> None:
    record = record_of("Internal Server Error: %s", "/preview/3f2a9b7c1d/")
    record.request = RequestFactory().get("/preview/3f2a9b7c1d/")
    line = JSONFormatter().format(record)
    assert "3f2a9b7c1d" not in line and "/preview/<str:token>/" in line
