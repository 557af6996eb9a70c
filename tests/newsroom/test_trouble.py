"""What happens when database, cache or disk are away: words, and nothing lost of what was typed."""

from __future__ import annotations

import errno
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.cache.backends.redis import RedisCacheClient
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.db import DataError, InterfaceError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django_tasks_db.models import DBTaskResult
from redis.exceptions import ConnectionError as RedisAway

from accounts.mailing import send_waiting
from accounts.models import User
from accounts.notifications import notify
from accounts.roles import Role
from articles.models import Photo
from newsroom import trouble
from newsroom.backup.snapshot import address
from newsroom.cache import ForgivingRedisCache
from newsroom.postgres import base
from newsroom.trouble import Trouble, trouble_of
from newsroom.working import take_up
from reading.querysets import latest_own_issue
from tests.factories import Team, image_bytes, make_user

ADD = "/desk/articles/article/add/"
TYPED = {
    "title": "写到一半的稿子",
    "body": "<p>第一段</p>\n<p>第二段“引号”</p>",
    "csrfmiddlewaretoken": "t",
    "password": "geheim",
}


def caused(by: Exception, problem: Exception) -> Exception:
    """An error as Django wraps the driver's."""
    problem.__cause__ = by
    return problem


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (OperationalError("connection refused"), Trouble.DATABASE_AWAY),
        (InterfaceError("connection is closed"), Trouble.DATABASE_AWAY),
        (caused(psycopg.errors.QueryCanceled(), OperationalError("timeout")), Trouble.DATABASE_SLOW),
        (caused(psycopg.errors.DiskFull(), OperationalError("no space")), Trouble.DISK_FULL),
        (psycopg.OperationalError("consuming input failed: server closed the connection"), Trouble.DATABASE_AWAY),
        (psycopg.errors.QueryCanceled(), Trouble.DATABASE_SLOW),
        (OSError(errno.ENOSPC, "No space left on device"), Trouble.DISK_FULL),
        (OSError(errno.EACCES, "Permission denied"), None),
        (ValueError("a mistake of ours"), None),
    ],
)
def test_trouble_is_told_from_mistakes(problem: Exception, expected: Trouble | None) -> None:
    assert trouble_of(problem) == expected


@pytest.mark.django_db
def test_characters_that_no_row_holds_are_the_senders_fault(client: Client, rf: RequestFactory) -> None:
    """As a field of ours, in JSON, and in the cookie that names a session, which may bear them in quotes."""
    middleware = trouble.TroubleMiddleware(lambda request: HttpResponse())
    for query, sent in (("SELECT %s::text", "a\x00"), ("SELECT %s::jsonb", r'"\u0000"')):
        with pytest.raises(DataError) as problem, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, [sent])
        answer = middleware.process_exception(rf.post(ADD), problem.value)
        assert answer is not None and answer.status_code == 400
    assert middleware.process_exception(rf.post(ADD), DataError("value too long")) is None
    name = settings.SESSION_COOKIE_NAME
    assert client.get("/desk/login/", headers={"cookie": f'{name}="\\000aaaaaaaaaa"'}).status_code == 200


def test_form_in_hand_comes_back_without_secrets_and_is_sent_again_by_one_button(rf: RequestFactory) -> None:
    answer = trouble.answer(rf.post(f"{ADD}?next=1", TYPED), Trouble.DATABASE_AWAY, OperationalError("gone"))
    page = answer.content.decode()
    assert answer.status_code == 503 and answer["Retry-After"] and "no-store" in answer["Cache-Control"]
    assert f'action="{ADD}?next=1"' in page and TYPED["title"] in page
    assert (
        "&lt;p&gt;第二段“引号”&lt;/p&gt;" in page
        and "第二段“引号”</p>" in page
        and 'name="csrfmiddlewaretoken" value="t"' in page
    )
    assert "geheim" not in page and "<script" not in page and "style=" not in page
    machine = trouble.answer(rf.post(ADD, TYPED, headers={"accept": "application/json"}), Trouble.DISK_FULL, OSError())
    assert machine.status_code == 503 and machine.content == b"disk-full\n"


@pytest.mark.django_db
def test_desk_says_what_happened_when_the_database_goes_and_takes_the_form_when_it_is_back(
    client: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(team.contributor)

    def away(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("the server closed the connection unexpectedly")

    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr("newsroom.desk.articles.editing.workflow.create", away)
        patched.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
        answer = client.post(ADD, TYPED)
    assert answer.status_code == 503 and TYPED["title"] in answer.content.decode()
    assert client.get(ADD).status_code == 200


@pytest.mark.django_db
def test_statement_that_takes_too_long_is_given_up_in_words(
    rf: RequestFactory, monkeypatch: Any, settings: Any
) -> None:
    with connection.cursor() as cursor, pytest.raises(OperationalError) as slow:
        cursor.execute("SET LOCAL statement_timeout = 20")
        cursor.execute("SELECT pg_sleep(5)")
    assert trouble_of(slow.value) == Trouble.DATABASE_SLOW


@pytest.mark.django_db(transaction=True)
def test_connection_that_broke_outside_of_django_is_replaced_by_the_next_question() -> None:
    """A cursor that is closed on a dead connection fails in the driver's words, and Django does not note it."""
    assert latest_own_issue.first() is None  # asked once, so that it is prepared
    raw = connection.connection
    with psycopg.connect(address(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [raw.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        raw.execute("SELECT 1")
    assert not connection.errors_occurred and latest_own_issue.first() is None
    assert connection.connection is not raw


@pytest.mark.django_db(transaction=True)
def test_serving_process_bounds_its_statements_and_commands_do_not(settings: Any, monkeypatch: Any) -> None:
    def limit() -> str:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])

    assert limit() == "0"
    monkeypatch.setattr(base, "_statements_are_bounded", True)
    settings.DATABASE_STATEMENT_SECONDS = 7
    assert limit() == "7s"
    monkeypatch.setattr(base, "_statements_are_bounded", False)
    assert limit() == "0"


@pytest.mark.django_db
def test_disk_that_fills_up_while_a_photo_is_stored_leaves_neither_file_nor_row(
    client: Client, team: Team, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client.force_login(team.contributor)

    def full(source: object, target: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    upload = io.BytesIO(image_bytes())
    upload.name = "photo.jpg"
    with monkeypatch.context() as patched:
        patched.setattr("newsroom.storage.os.link", full)
        answer = client.post("/desk/articles/article/photos/upload/", {"upload": upload})
    assert answer.status_code == 503 and answer["X-Newsroom-Notice"] == "disk-full"
    assert not Photo.objects.exists() and [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_file_never_takes_the_place_of_another() -> None:
    first = default_storage.save("photos/a.jpg", ContentFile(b"first"))
    second = default_storage.save("photos/a.jpg", ContentFile(b"second"))
    assert first == "photos/a.jpg" and second != first
    assert default_storage.open(first).read() == b"first" and default_storage.open(second).read() == b"second"


def test_cache_that_is_away_is_empty_and_not_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def away(name: str) -> Callable[..., Any]:
        def fail(*args: Any, **kwargs: Any) -> Any:
            asked.append(name)
            raise RedisAway("connection refused")

        return fail

    for name in ("get", "set", "add", "incr", "delete", "get_many", "set_many", "has_key", "touch", "clear"):
        monkeypatch.setattr(RedisCacheClient, name, away(name))
    cache = ForgivingRedisCache("redis://127.0.0.1:1/0", {})
    cache.set("a", 1)
    assert cache.get("b", 5) == 5 and cache.add("trouble", 1) and cache.incr("trouble") == 2 and not cache.has_key("a")
    assert cache.get_many(["a"]) == {} and cache.set_many({"a": 1}) == ["a"] and not cache.touch("a")
    assert cache.get_or_set("b", lambda: 3) == 3 and not cache.delete("a")
    cache.clear()
    assert asked == ["set"]


@pytest.mark.django_db(transaction=True)
def test_second_scheduler_leaves_the_mails_that_the_first_has_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_user(Role.EDITOR, email="reader@example.test", mail_preference=User.MailPreference.DAILY)
    notify([person], "article.approved", by=None)
    others: list[int] = []

    def second() -> None:
        try:
            others.append(send_waiting(User.MailPreference.DAILY).sent)
        finally:
            connection.close()

    def send(mail: EmailMessage, fail_silently: bool = False) -> int:
        scheduler = threading.Thread(target=second)
        scheduler.start()
        scheduler.join()
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    assert send_waiting(User.MailPreference.DAILY).sent == 1 and others == [0]


@pytest.mark.django_db
def test_task_of_a_killed_worker_waits_again_twice_and_is_then_given_up() -> None:
    task = DBTaskResult.objects.create(
        status="RUNNING",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="x.y",
        backend_name="default",
        run_after="2026-01-01T00:00:00Z",
        exception_class_path="",
        traceback="",
        worker_ids=["first"],
    )
    states = []
    for worker in ("second", "third", "fourth"):
        take_up(task)
        task.refresh_from_db()
        states.append(task.status)
        task.claim(worker)
    assert states == ["READY", "READY", "FAILED"]
