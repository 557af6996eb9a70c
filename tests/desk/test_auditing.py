"""The audit administrator's file and check, and that every act of access leaves its row."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import audit, clock
from accounts.models import AuditEntry
from articles.content import Picture
from articles.models import Article
from newsroom.desk import auditing
from tests.factories import PASSWORD, Team, make_article, make_content, make_photo, make_published_issue, make_user
from tests.tampering import link_chain, tamper

pytestmark = pytest.mark.django_db
LIST = "desk:accounts_auditentry_changelist"
Result = AuditEntry.Result


@pytest.fixture
def client(client: Client, team: Team) -> Client:
    """The audit administrator, reading English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(team.audit_admin)
    return client


def rows_of(response: Any) -> list[list[str]]:
    """The rows of a CSV answer, its header first."""
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


# ---------------------------------------------------------------------------------------------------- filters


def test_list_is_cut_to_days_of_which_both_count(client: Client) -> None:
    noon = timezone.localtime().replace(year=2026, month=3, day=10, hour=12)
    for later in range(4):
        with clock.at(noon + timedelta(days=later)):
            audit.record("photo.upload", by=None, day=10 + later)

    def days(**filters: str) -> list[int]:
        found = client.get(reverse(LIST), filters | {"action": "photo.upload"}).context["cl"].result_list
        return sorted(entry.detail["day"] for entry in found)

    assert days(first_day="2026-03-11", last_day="2026-03-12") == [11, 12]
    assert days(first_day="2026-03-12") == [12, 13]
    assert days(last_day="2026-03-10") == [10]
    assert days(first_day="nonsense", last_day="2026-02-30") == [10, 11, 12, 13]
    assert days(first_day="", last_day="9999-12-31") == [10, 11, 12, 13]


def test_days_carry_the_other_filters_along(client: Client) -> None:
    audit.record("photo.upload", by=None)
    page = client.get(reverse(LIST), {"action": "photo.upload", "first_day": "2026-01-01"}).content.decode()
    assert '<input type="hidden" name="action" value="photo.upload">' in page
    assert 'value="2026-01-01"' in page
    assert re.search(r"action=photo.upload&amp;first_day=2026-01-01|first_day=2026-01-01&amp;action=photo.upload", page)


def test_list_and_entry_show_where_the_row_hangs_in_the_chain(client: Client, team: Team) -> None:
    audit.record("photo.upload", by=team.editor)
    entry = audit.record("photo.upload", by=team.editor)
    link_chain()
    entry.refresh_from_db()
    assert entry.position is not None
    assert f">{entry.position}<" in client.get(reverse(LIST)).content.decode()
    page = client.get(reverse("desk:accounts_auditentry_change", args=[entry.pk])).content.decode()
    assert f"{entry.hash[:8]} {entry.hash[8:16]}" in page
    assert f"{entry.previous_hash[:8]} {entry.previous_hash[8:16]}" in page


# ----------------------------------------------------------------------------------------------------- export


def test_file_holds_what_the_filters_leave_and_more_than_one_page_of_it(client: Client, team: Team) -> None:
    for n in range(60):
        audit.record("photo.upload", by=team.editor, n=n)
    audit.record("issue.place", by=team.editor, result=Result.REFUSED)
    header, *rows = rows_of(client.get(reverse("desk:audit_export"), {"action": "photo.upload"}))
    assert header[:4] == ["position in the chain", "time", "who", "act"]
    assert len(rows) == 60
    assert {row[4] for row in rows} == {"photo.upload"}


def test_file_leaves_a_row_with_its_filters(client: Client, team: Team) -> None:
    audit.record("photo.upload", by=team.editor)
    rows_of(client.get(reverse("desk:audit_export"), {"action": "photo.upload", "q": ""}))
    entry = AuditEntry.objects.get(action="audit.export")
    assert (entry.actor, entry.detail) == (team.audit_admin, {"filters": {"action": ["photo.upload"]}, "rows": 1})


def test_file_makes_formulas_harmless(client: Client) -> None:
    AuditEntry.objects.create(action="x.y", actor_name='=HYPERLINK("x")', target_label="@SUM(A1)")
    row = rows_of(client.get(reverse("desk:audit_export"), {"q": "HYPERLINK"}))[1]
    assert '\'=HYPERLINK("x")' in row
    assert "'@SUM(A1)" in row


def test_file_is_written_in_a_fixed_number_of_queries(
    client: Client, team: Team, django_assert_num_queries: Any
) -> None:
    for n in range(30):
        audit.record("photo.upload", by=team.editor, n=n)
    with django_assert_num_queries(8):  # session, person, the list's filters and counts, own row, the rows
        rows = rows_of(client.get(reverse("desk:audit_export")))
    assert len(rows) >= 30


# ------------------------------------------------------------------------------------------------------ check


def check(client: Client) -> Any:
    """Press “check now”."""
    link_chain()
    return client.post(reverse("desk:audit_check"))


def test_check_of_an_untouched_newsroom_holds_and_is_audited(client: Client, team: Team) -> None:
    make_published_issue(team)
    answer = check(client)
    assert answer.context["result"].holds
    assert "Everything holds" in answer.content.decode()
    entry = AuditEntry.objects.get(action="audit.verify")
    assert (entry.actor, entry.detail["breaks"], entry.detail["is_whole"]) == (team.audit_admin, 0, True)
    assert entry.detail["checked"]["revisions"] == 2


def test_check_names_what_was_changed(client: Client, team: Team) -> None:
    article = make_article(team, state=Article.State.APPROVED)
    tamper("UPDATE articles_revision SET body = replace(body, '停车', '<b>停产')")
    page = check(client).content.decode()
    assert str(article) in page
    assert "<b>停产" not in page
    assert AuditEntry.objects.get(action="audit.verify").detail["breaks"] > 0
    assert 'class="state state--sent_back"' in client.get(reverse("desk:audit_check")).content.decode()


def test_check_that_runs_out_of_time_says_so(client: Client, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    make_article(team)
    monkeypatch.setattr(auditing, "CHECK_SECONDS", 0.0)
    assert "before the end" in check(client).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_checks_do_not_run_at_once(client: Client) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [auditing._ONE_AT_A_TIME])
        answer = client.post(reverse("desk:audit_check"))
        assert answer.status_code == 409
        assert "Somebody is checking already" in answer.content.decode()
        cursor.execute("SELECT pg_advisory_unlock(%s)", [auditing._ONE_AT_A_TIME])  # closing frees it a moment later
    other.close()
    assert client.post(reverse("desk:audit_check")).status_code == 200


# ------------------------------------------------------------------------------- acts of access leave their rows


def latest(action: str) -> AuditEntry:
    """The latest row of an act."""
    entry = AuditEntry.objects.filter(action=action).order_by("-pk").first()
    assert entry is not None, action
    return entry


def post(client: Client, name: str, form: dict[str, str]) -> Any:
    """Send a form from a known address."""
    return client.post(reverse(f"desk:{name}"), form, REMOTE_ADDR="192.0.2.7")


def test_log_in_and_log_out_leave_who_when_from_where(team: Team) -> None:
    client = Client()
    post(client, "login", {"username": team.editor.username, "password": PASSWORD})
    post(client, "logout", {})
    for action in (audit.LOGGED_IN, audit.LOGGED_OUT):
        entry = latest(action)
        assert (entry.actor, entry.address, entry.result) == (team.editor, "192.0.2.7", Result.DONE)
        assert timezone.now() - entry.at < timedelta(minutes=1)


def test_refused_log_ins_leave_a_row_whatever_the_reason(team: Team) -> None:
    make_user(username="gone", is_active=False)
    make_user(username="newcomer")
    tries = [("stranger", "x"), (team.editor.username, "wrong"), ("gone", PASSWORD), ("newcomer", PASSWORD)]
    for username, password in tries:
        post(Client(), "login", {"username": username, "password": password})
        entry = latest(audit.LOGIN_FAILED)
        assert (entry.detail["username"], entry.result, entry.address) == (username, Result.REFUSED, "192.0.2.7")
        assert entry.actor is None
    assert AuditEntry.objects.filter(action=audit.LOGIN_FAILED).count() == len(tries)


@pytest.mark.parametrize("query", ["", "?download"])
def test_unpublished_photo_taken_along_leaves_a_row(team: Team, query: str) -> None:
    photo = make_photo(team.contributor)
    make_article(team, make_content(photos=(Picture(photo.pk, alternative_text="桥"),)))
    client = Client()
    client.force_login(team.editor)
    answer = client.get(f"/media/{photo.name}{query}", REMOTE_ADDR="192.0.2.7")
    assert answer.status_code == 200
    assert ("attachment" in answer.headers["Content-Disposition"]) is bool(query)
    entries = AuditEntry.objects.filter(action="photo.download")
    assert [(e.actor, e.target_id, e.address) for e in entries] == (
        [(team.editor, str(photo.pk), "192.0.2.7")] if query else []
    )
