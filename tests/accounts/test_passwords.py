"""Changing passwords: the history that refuses old ones, initial ones, their age, and who may set whose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts import clock, passwords
from accounts.errors import AccountError
from accounts.models import AuditEntry, Notification, PasswordRecord, User
from accounts.roles import Role
from tests.factories import PASSWORD, Team, make_user

pytestmark = pytest.mark.django_db


def is_accepted(password: str, user: User) -> bool:
    try:
        validate_password(password, user)
    except ValidationError:
        return False
    return True


def test_the_last_five_passwords_are_refused_and_only_their_hashes_kept() -> None:
    person = make_user(Role.EDITOR)
    words = [PASSWORD, *(f"Kettle-{number}-Baltic" for number in range(1, 6))]
    for password in words[1:]:
        passwords.change_own(person, password)
    fresh = User.objects.get(pk=person.pk)
    assert [is_accepted(password, fresh) for password in words] == [True, False, False, False, False, False]
    assert PasswordRecord.objects.filter(user=person).count() == 4
    assert not any(word in record.hash for word in words for record in PasswordRecord.objects.all())
    assert AuditEntry.objects.filter(action="account.change_password", actor=person).count() == 5


def test_an_initial_password_has_to_be_changed_and_its_person_is_told(team: Team) -> None:
    passwords.set_initial(team.editor, "Kettle-47-Baltic", by=team.system_admin)
    fresh = User.objects.get(pk=team.editor.pk)
    assert (fresh.must_change_password, fresh.needs_release) == (True, False)
    assert Notification.objects.get(recipient=fresh).kind == "account.password_set"
    passwords.change_own(fresh, "Baltic-48-Kettle")
    assert not User.objects.get(pk=fresh.pk).must_change_password


def test_password_of_who_signs_last_waits_for_the_security_administrator(team: Team) -> None:
    passwords.set_initial(team.chief_editor, "Kettle-47-Baltic", by=team.system_admin)
    account = User.objects.get(pk=team.chief_editor.pk)
    assert account.needs_release
    assert Notification.objects.get(recipient=team.security_admin).kind == "account.waits_for_release"
    with pytest.raises(AccountError):
        passwords.release(account, by=team.system_admin)
    passwords.release(account, by=team.security_admin)
    assert not User.objects.get(pk=account.pk).needs_release
    acts = AuditEntry.objects.filter(target_id=str(account.pk), action__in=("account.set_password", "account.release"))
    assert list(acts.order_by("pk").values_list("action", "actor")) == [
        ("account.set_password", team.system_admin.pk),
        ("account.release", team.security_admin.pk),
    ]


def test_nobody_sets_the_password_of_the_only_security_administrator(team: Team) -> None:
    with pytest.raises(AccountError, match="regain_access"):
        passwords.set_initial(team.security_admin, "Kettle-47-Baltic", by=team.system_admin)
    assert User.objects.get(pk=team.security_admin.pk).check_password(PASSWORD)
    second = make_user(Role.SECURITY_ADMIN)
    passwords.set_initial(second, "Kettle-47-Baltic", by=team.system_admin)
    with pytest.raises(AccountError):  # not even herself
        passwords.release(second, by=second)
    passwords.release(second, by=team.security_admin)


def test_only_the_system_administrator_sets_passwords(team: Team) -> None:
    for person in (team.security_admin, team.audit_admin, team.chief_editor):
        with pytest.raises(AccountError):
            passwords.set_initial(team.contributor, "Kettle-47-Baltic", by=person)
    assert not AuditEntry.objects.filter(action="account.set_password").exists()


def test_a_password_grows_old_by_the_setting(settings: Any) -> None:
    person = User(date_joined=clock.now() - timedelta(days=400), password_changed_at=clock.now() - timedelta(days=91))
    settings.PASSWORD_DAYS = 90
    assert passwords.is_too_old(person)
    person.is_demo = True
    assert not passwords.is_too_old(person)
    person.is_demo, settings.PASSWORD_DAYS = False, 0
    assert not passwords.is_too_old(person)
