"""Shortening the audit trail: by whom, how far at most, and that the chain goes on to hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts import audit, clock
from accounts.chain import TRIMMED, Fault, check_chain
from accounts.models import AuditEntry, User
from accounts.retention import RetentionError, plan, trim
from accounts.roles import Role
from tests.factories import Team, make_user
from tests.tampering import link_chain, tamper

pytestmark = pytest.mark.django_db
YOUNG, OLD = timedelta(days=100), timedelta(days=400)


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with override("en"):
        yield


def ago(age: timedelta) -> datetime:
    """A moment in the past."""
    return timezone.now() - age


def write(age: timedelta, rows: int = 1) -> None:
    """Rows of this age at the end of the trail."""
    with clock.at(ago(age)):
        for n in range(rows):
            audit.record("photo.upload", by=None, n=n)
    link_chain()


@pytest.fixture
def trail(team: Team) -> User:
    """Five rows of 400 days, three of 300, two of 100; answers the audit administrator."""
    write(OLD, 5)
    write(timedelta(days=300), 3)
    write(YOUNG, 2)
    return team.audit_admin


def test_old_rows_go_and_a_row_says_so(trail: User) -> None:
    last = AuditEntry.objects.get(position=5)
    before = ago(timedelta(days=350))
    cut = trim(by=trail, before=before)
    link_chain()
    assert cut is not None
    assert (cut.rows, cut.last_position, cut.last_hash) == (5, 5, last.hash)
    row = AuditEntry.objects.get(action=TRIMMED)
    assert (row.actor, row.detail) == (
        trail,
        {"before": before.isoformat(), "rows": 5, "last_position": 5, "last_hash": last.hash},
    )
    report = check_chain()
    assert (report.faults, report.first, report.removed, report.removed_until) == ([], 6, 5, before)


def test_a_second_run_explains_the_new_beginning(trail: User) -> None:
    trim(by=trail, before=ago(timedelta(days=350)))
    link_chain()
    trim(by=trail, before=ago(timedelta(days=200)))
    link_chain()
    report = check_chain()
    assert (report.faults, report.first, report.removed) == ([], 9, 8)
    assert trim(by=trail, before=ago(timedelta(days=200))) is None


def test_only_the_beginning_goes_even_where_older_rows_stand_later(trail: User) -> None:
    write(OLD, 2)  # an archive replayed today
    cut = trim(by=trail, before=ago(timedelta(days=200)))
    link_chain()
    assert cut is not None
    assert cut.rows == 8
    assert AuditEntry.objects.filter(at__lt=ago(timedelta(days=350))).count() == 2
    assert check_chain().faults == []


@pytest.mark.parametrize("days", [0, 30, 150, 179])
def test_nothing_younger_than_six_months_goes(trail: User, days: int) -> None:
    write(timedelta(days=days), 1)
    with pytest.raises(RetentionError, match="six months"):
        trim(by=trail, before=ago(timedelta(days=days)))
    refused = AuditEntry.objects.get(action=TRIMMED)
    assert (refused.result, refused.detail["reason"]) == (AuditEntry.Result.REFUSED, "too_young")
    assert AuditEntry.objects.filter(action="photo.upload").count() == 11


def test_nobody_else_shortens_the_trail(trail: User, team: Team) -> None:
    former = make_user(Role.AUDIT_ADMIN, is_active=False)
    for person in [*(p for name, p in team.everyone.items() if name != "audit_admin"), former]:
        with pytest.raises(RetentionError, match="audit administrator"):
            trim(by=person, before=ago(timedelta(days=350)))
    assert AuditEntry.objects.filter(action="photo.upload").count() == 10


def test_broken_chain_is_left_alone(trail: User) -> None:
    tamper("UPDATE accounts_auditentry SET actor_name = '别人' WHERE position = 2")
    with pytest.raises(RetentionError, match="broken"):
        trim(by=trail, before=ago(timedelta(days=350)))
    assert AuditEntry.objects.filter(action="photo.upload").count() == 10


def test_planning_removes_nothing(trail: User) -> None:
    cut = plan(by=trail, before=ago(timedelta(days=350)))
    assert cut is not None
    assert cut.rows == 5
    assert AuditEntry.objects.count() == 10


# ------------------------------------------------------------------------------- what the database itself refuses


def delete_as_the_command_does(position: int) -> None:
    """The command's own statement."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL newsroom.audit_retention = 'on'")
        cursor.execute("DELETE FROM accounts_auditentry WHERE position = %s", [position])


def test_database_refuses_the_command_a_row_younger_than_six_months(trail: User) -> None:
    with pytest.raises(IntegrityError, match="written once"):
        delete_as_the_command_does(9)


def test_database_refuses_an_old_row_to_everybody_but_the_command(trail: User) -> None:
    with (
        pytest.raises(IntegrityError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM accounts_auditentry WHERE position = 1")


def test_rows_removed_without_the_commands_row_are_a_break(trail: User) -> None:
    delete_as_the_command_does(1)
    assert [(found.fault, found.missing) for found in check_chain().faults] == [(Fault.REMOVED, 1)]


def test_run_that_tells_of_another_end_is_a_break(trail: User) -> None:
    delete_as_the_command_does(1)
    for detail in ({"last_position": 3, "last_hash": "0" * 64, "before": ago(OLD).isoformat()}, {"nonsense": 1}):
        audit.record(TRIMMED, by=trail, **detail)
        link_chain()
        assert Fault.TRIM_IN_DOUBT in [found.fault for found in check_chain().faults]


# -------------------------------------------------------------------------------------------------- command


def run(*arguments: str) -> str:
    """What the command says."""
    out = StringIO()
    call_command("trim_audit", *arguments, stdout=out)
    return out.getvalue()


def test_command_tells_how_many_and_removes_them(trail: User) -> None:
    day = f"{timezone.localtime(ago(timedelta(days=350))):%Y-%m-%d}"
    answer = run("--before", day, "--by", trail.username, "--yes")
    assert "5 audit rows up to position 5" in answer
    assert "5 audit rows were removed." in answer


def test_command_asks_first(trail: User, monkeypatch: pytest.MonkeyPatch) -> None:
    day = f"{timezone.localtime(ago(timedelta(days=350))):%Y-%m-%d}"
    monkeypatch.setattr("builtins.input", lambda words: "yes")
    assert "Nothing was removed." in run("--before", day, "--by", trail.username)
    monkeypatch.setattr("builtins.input", lambda words: "5")
    assert "5 audit rows were removed." in run("--before", day, "--by", trail.username)


@pytest.mark.parametrize(
    ("before", "by", "words"),
    [
        ("2020-02-31", "{admin}", "wants a day"),
        ("yesterday", "{admin}", "wants a day"),
        ("2020-01-01", "nobody-at-all", "no account"),
        ("2999-01-01", "{admin}", "six months"),
        ("2020-01-01", "{editor}", "audit administrator"),
    ],
)
def test_command_refuses_nonsense(trail: User, team: Team, before: str, by: str, words: str) -> None:
    by = by.format(admin=trail.username, editor=team.editor.username)
    with pytest.raises(CommandError, match=words):
        run("--before", before, "--by", by, "--yes")
    assert AuditEntry.objects.filter(action="photo.upload").count() == 10


def test_command_says_when_there_is_nothing_to_remove(trail: User) -> None:
    assert "begins later" in run("--before", "2020-01-01", "--by", trail.username, "--yes")
