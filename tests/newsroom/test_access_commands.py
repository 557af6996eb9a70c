"""The commands of the technician: accounts nobody uses, the way back in, the first administrators."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import clock
from accounts.models import AuditEntry, User
from accounts.roles import Role
from tests.accounts.test_second_factor import set_up
from tests.factories import Team, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "Kettle-47-Baltic"


def run(*words: str, typed: str = "", monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    """The output of a command, with what stands on its standard input."""
    if monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def long_unused(*roles: Role, days: int = 100, **fields: Any) -> User:
    moment = clock.now() - timedelta(days=days)
    return make_user(*roles, date_joined=moment - timedelta(days=1), last_login=moment, **fields)


def test_unused_accounts_are_disabled_and_the_trail_says_why() -> None:
    gone, present, never = long_unused(Role.EDITOR), make_user(Role.EDITOR), make_user()
    User.objects.filter(pk=never.pk).update(date_joined=clock.now() - timedelta(days=200))
    back = long_unused(Role.EDITOR, active_since=clock.now() - timedelta(days=5))
    rehearsal = run("disable_inactive", "--dry-run")
    assert gone.username in rehearsal and never.username in rehearsal and back.username not in rehearsal
    assert User.objects.filter(is_active=False).count() == 0
    run("disable_inactive")
    assert set(User.objects.filter(is_active=False)) == {gone, never}
    assert User.objects.get(pk=present.pk).is_active
    entries = AuditEntry.objects.filter(action="account.disable")
    assert [entry.detail for entry in entries] == [{"why": "inactive", "days": 90}] * 2
    assert "0" in run("disable_inactive")


def test_the_last_administrator_of_a_kind_stays() -> None:
    first, last = long_unused(Role.SECURITY_ADMIN, days=300), long_unused(Role.SECURITY_ADMIN, days=100)
    run("disable_inactive")
    assert not User.objects.get(pk=first.pk).is_active
    assert User.objects.get(pk=last.pk).is_active
    with pytest.raises(CommandError):
        run("disable_inactive", "--days", "5")


def test_the_only_technician_gets_back_in(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(team.system_admin)
    name = team.system_admin.username
    User.objects.filter(pk=team.system_admin.pk).update(is_active=False)
    AccessAttempt.objects.create(
        username=name, ip_address="203.0.113.1", failures_since_start=9, attempt_time=timezone.now()
    )
    with pytest.raises(CommandError):
        run("regain_access", name)
    with pytest.raises(CommandError):
        run("regain_access", "nobody-here", "--unlock")
    with pytest.raises(CommandError):
        run("regain_access", name, "--password", typed="short\n", monkeypatch=monkeypatch)
    steps = ("--password", "--second-factor", "--unlock", "--activate")
    run("regain_access", name, *steps, typed=f"{PASSWORD}\n", monkeypatch=monkeypatch)
    fresh = User.objects.get(username=name)
    assert fresh.check_password(PASSWORD) and fresh.is_active and fresh.must_change_password
    assert not fresh.needs_release and fresh.second_factor_since is None
    assert not AccessAttempt.objects.filter(username=name).exists()
    entry = AuditEntry.objects.get(action="account.regain")
    assert (entry.actor, entry.detail["steps"]) == (None, ["password", "second_factor", "unlock", "activate"])
    assert fresh.roles == [Role.SYSTEM_ADMIN]
    with pytest.raises(CommandError, match="regain_access"):
        run("changepassword", name)  # Django's would leave no trace


def test_the_first_administrators_are_made_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("system", "security", "audit"):
        run("create_administrator", kind, f"{kind}-1", "某某", typed=f"{PASSWORD}\n", monkeypatch=monkeypatch)
        with pytest.raises(CommandError):
            run("create_administrator", kind, f"{kind}-2", "某某", typed=f"{PASSWORD}\n", monkeypatch=monkeypatch)
    made = User.objects.order_by("pk")
    assert [user.roles for user in made] == [["system_admin"], ["security_admin"], ["audit_admin"]]
    assert all(user.must_change_password for user in made)
