"""The second factor: codes of a phone, recovery codes that work once, and who may take it off."""

from __future__ import annotations

from typing import Any

import pytest
from django_otp.oath import totp

from accounts import sealing, second_factor
from accounts.errors import AccountError
from accounts.models import AuditEntry, Phone, RecoveryCode, User
from accounts.roles import Role
from tests.factories import Team, make_user

pytestmark = pytest.mark.django_db


def code_of(account: User, *, later: int = 0) -> str:
    """What the phone shows, so many steps of half a minute later."""
    device = Phone.objects.get(user=account)
    return f"{totp(device.bin_key, t0=-30 * later):06d}"


def wrong_code(account: User) -> str:
    """A code that fits neither now nor nearby."""
    right = {code_of(account, later=step) for step in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in right)


def set_up(account: User) -> list[str]:
    """Switch the second factor on; the recovery codes."""
    second_factor.begin(account)
    codes = second_factor.confirm(account, code_of(account))
    Phone.objects.update(last_t=-1)  # as if it was a while ago: a code counts once
    return codes


def acts(account: User) -> list[str]:
    return list(AuditEntry.objects.filter(target_id=str(account.pk)).order_by("pk").values_list("action", flat=True))


def test_it_is_on_only_after_a_right_code_and_shows_codes_once() -> None:
    person = make_user(Role.EDITOR)
    second_factor.begin(person)
    with pytest.raises(AccountError):
        second_factor.confirm(person, wrong_code(person))
    assert User.objects.get(pk=person.pk).second_factor_since is None
    Phone.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    codes = second_factor.confirm(person, code_of(person))
    fresh = User.objects.get(pk=person.pk)
    assert fresh.second_factor_since is not None and fresh.session_round == 1
    assert len(set(codes)) == 10 and all(len(code.replace("-", "")) == 12 for code in codes)
    stored = set(RecoveryCode.objects.values_list("hash", flat=True))
    assert not stored & {code.replace("-", "") for code in codes}
    assert acts(person) == ["account.second_factor_on"]


def test_a_code_of_the_phone_counts_once() -> None:
    person = make_user(Role.EDITOR)
    set_up(person)
    code = code_of(person)
    assert second_factor.verify(person, f" {code[:3]} {code[3:]} ")
    assert not second_factor.verify(person, code)


def test_wrong_codes_make_the_next_wait_and_are_on_the_trail() -> None:
    person = make_user(Role.EDITOR)
    set_up(person)
    assert not second_factor.verify(person, wrong_code(person))
    with pytest.raises(AccountError):
        second_factor.verify(person, code_of(person))
    assert acts(person)[-1] == "account.second_factor_failed"


def test_a_recovery_code_works_once_however_it_is_typed() -> None:
    person = make_user(Role.EDITOR)
    codes = set_up(person)
    assert second_factor.verify(person, codes[0].upper().replace("-", " "))
    assert second_factor.codes_left(person) == 9
    assert not second_factor.verify(person, codes[0])
    Phone.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    fresh_codes = second_factor.renew_codes(person)
    assert not second_factor.verify(person, codes[1])
    Phone.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert second_factor.verify(person, fresh_codes[1])
    assert acts(person).count("account.recovery_code_used") == 2


def test_somebody_elses_codes_do_not_fit() -> None:
    person, other = make_user(Role.EDITOR), make_user(Role.EDITOR)
    codes = set_up(other)
    Phone.objects.filter(user=other).delete()
    set_up(person)
    assert not second_factor.verify(person, codes[0])


def test_it_is_prescribed_by_role_where_the_setting_says_so(team: Team, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    assert not any(second_factor.is_required(person) for person in team.everyone.values())
    settings.REQUIRE_SECOND_FACTOR = True
    required = {name for name, person in team.everyone.items() if second_factor.is_required(person)}
    assert required == {"chief_editor", "leader", "system_admin", "security_admin", "audit_admin"}
    set_up(team.leader)
    with pytest.raises(AccountError):
        second_factor.switch_off(team.leader)


def test_only_another_person_the_security_administrator_takes_it_off(team: Team) -> None:
    for person in (team.chief_editor, team.security_admin):
        set_up(person)
        for by in (team.system_admin, team.audit_admin, person):
            with pytest.raises(AccountError):
                second_factor.reset(person, by=by)
    second_factor.reset(team.chief_editor, by=team.security_admin)
    assert User.objects.get(pk=team.chief_editor.pk).second_factor_since is None
    assert {device.user_id for device in Phone.objects.all()} == {team.security_admin.pk}
    assert {code.user_id for code in RecoveryCode.objects.all()} == {team.security_admin.pk}


def test_the_picture_holds_no_style_and_the_key_can_be_typed() -> None:
    person = make_user(Role.EDITOR)
    device = second_factor.begin(person)
    picture = second_factor.picture(device)
    assert picture.startswith("<svg ") and "style" not in picture and "script" not in picture
    assert second_factor.begin(person) == device
    key = second_factor.typed_key(device)
    assert set(map(len, key.split())) == {4}


def test_the_secret_is_sealed_for_its_owner_and_survives_a_change_of_the_sites_key(settings: Any) -> None:
    person, other = make_user(Role.EDITOR), make_user(Role.EDITOR)
    codes = set_up(person)
    phone = Phone.objects.get(user=person)
    secret, first = phone.bin_key, settings.SECRET_KEY
    assert len(secret) == 20 and secret.hex() not in phone.key
    with pytest.raises(sealing.SealError):
        sealing.opened(phone.key, owner=other.pk)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key of the site, long enough to be one", [first]
    assert second_factor.verify(person, code_of(person))
    settings.SECRET_KEY_FALLBACKS = []
    assert Phone.objects.get(user=person).bin_key == secret  # a right code sealed it under the new key
    Phone.objects.update(key=secret.hex())  # as an earlier release wrote it
    assert [second_factor.seal_all(), second_factor.seal_all()] == [(1, 0), (0, 0)]
    assert AuditEntry.objects.filter(action="account.secrets_sealed").count() == 1
    settings.SECRET_KEY = "yet another key, and nobody kept the one before it"
    assert second_factor.seal_all() == (0, 1)
    with pytest.raises(AccountError, match=r"备用码|recovery|secret key"):
        second_factor.verify(person, "123456")
    assert second_factor.verify(person, codes[0])
    assert len(second_factor.begin(other).bin_key) == 20
