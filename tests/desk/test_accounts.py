"""Accounts: the system administrator describes, the security administrator gives roles, and the trail tells."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.roles import Role
from newsroom.desk.accounts import AccountAdmin, editable_fields
from tests.factories import PASSWORD, Team, make_department, make_user

pytestmark = pytest.mark.django_db
DESCRIPTION = {"name", "email", "department", "post"}
NEW_PASSWORD = "a-fresh-long-password"


@pytest.fixture
def client(client: Client) -> Client:
    """A client that reads English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def change(client: Client, by: User, account: User, **sent: Any) -> Any:
    """Send the form of an account as a browser does, with everything the form shows and these changes."""
    client.force_login(by)
    url = reverse("desk:accounts_user_change", args=[account.pk])
    form = client.get(url).context["adminform"].form
    values = {name: value for name in form.fields if (value := form.get_initial_for_field(form.fields[name], name))}
    values = {name: value for name, value in (values | sent).items() if value is not False}
    return client.post(url, values)


def trail(*actions: str) -> list[tuple[str, Any]]:
    """The acts of these kinds on the trail, oldest first, with their details."""
    return [(e.action, e.detail) for e in AuditEntry.objects.filter(action__in=actions).order_by("pk")]


ACCOUNT_ACTS = (
    *("account.create", "account.change", "account.roles", "account.disable", "account.reactivate"),
    "account.set_password",
)


# ------------------------------------------------------------------------------------- whose is which field


def test_each_administrator_changes_only_the_own_fields(team: Team) -> None:
    active, disabled = team.editor, make_user(Role.EDITOR, is_active=False)
    assert editable_fields(team.system_admin, active) == DESCRIPTION | {"is_active"}
    assert editable_fields(team.system_admin, disabled) == DESCRIPTION
    assert editable_fields(team.security_admin, active) == {"roles"}
    assert editable_fields(team.security_admin, disabled) == {"roles", "is_active"}
    for name, person in team.everyone.items():
        if name not in ("system_admin", "security_admin"):
            assert editable_fields(person, active) == frozenset()


def test_nobody_changes_own_roles_or_own_access(team: Team) -> None:
    assert editable_fields(team.security_admin, team.security_admin) == frozenset()
    assert editable_fields(team.system_admin, team.system_admin) == DESCRIPTION


def test_form_shows_the_fields_of_the_other_read_only(client: Client, team: Team) -> None:
    url = reverse("desk:accounts_user_change", args=[team.editor.pk])
    for by, fields in ((team.system_admin, DESCRIPTION | {"is_active"}), (team.security_admin, {"roles"})):
        client.force_login(by)
        assert set(client.get(url).context["adminform"].form.fields) == fields


# --------------------------------------------------------------------------------------------- new account


def new_account(client: Client, by: User, **sent: Any) -> Any:
    client.force_login(by)
    values = {"username": "xinren", "name": "新人", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    return client.post(reverse("desk:accounts_user_add"), values | sent)


def test_system_administrator_makes_an_account_without_a_role(client: Client, team: Team) -> None:
    department = make_department()
    answer = new_account(client, team.system_admin, department=department.pk, post="干事", roles=["chief_editor"])
    made = User.objects.get(username="xinren")
    assert answer.status_code == 302
    assert (made.name, made.department, made.post, made.roles, made.is_active) == ("新人", department, "干事", [], True)
    assert made.check_password(NEW_PASSWORD)
    assert trail(*ACCOUNT_ACTS) == [("account.create", {"username": "xinren"})]


@pytest.mark.parametrize(
    "sent",
    [
        {"password2": "something-else-entirely"},
        {"password1": "short", "password2": "short"},
        {"password1": "1234567890123", "password2": "1234567890123"},
        {"username": "zhangsanfeng", "password1": "zhangsanfeng", "password2": "zhangsanfeng"},
        {"username": "two words"},
        {"name": ""},
    ],
)
def test_new_account_with_a_fault_is_not_made(client: Client, team: Team, sent: dict[str, str]) -> None:
    answer = new_account(client, team.system_admin, **sent)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert not User.objects.filter(username=sent.get("username", "xinren")).exists()


def test_a_user_name_is_given_once(client: Client, team: Team) -> None:
    answer = new_account(client, team.system_admin, username=team.editor.username)
    assert answer.context["adminform"].form.errors["username"] == ["Somebody has this user name already."]


def test_security_administrator_makes_no_account(client: Client, team: Team) -> None:
    assert new_account(client, team.security_admin).status_code == 403
    assert not User.objects.filter(username="xinren").exists()


# ------------------------------------------------------------------------------------------------- roles


def test_security_administrator_gives_roles_and_the_trail_tells_before_and_after(client: Client, team: Team) -> None:
    assert change(client, team.security_admin, team.editor, roles=["proofreader", "editor"]).status_code == 302
    team.editor.refresh_from_db()
    assert team.editor.roles == ["editor", "proofreader"]
    assert trail(*ACCOUNT_ACTS) == [("account.roles", {"before": ["editor"], "after": ["editor", "proofreader"]})]


def test_taking_every_role_away_is_possible_and_told(client: Client, team: Team) -> None:
    change(client, team.security_admin, team.editor, roles=[])
    team.editor.refresh_from_db()
    assert team.editor.roles == []
    assert trail(*ACCOUNT_ACTS) == [("account.roles", {"before": ["editor"], "after": []})]


@pytest.mark.parametrize("roles", [["system_admin", "editor"], ["audit_admin", "security_admin"], ["emperor"]])
def test_impossible_roles_are_refused(client: Client, team: Team, roles: list[str]) -> None:
    answer = change(client, team.security_admin, team.editor, roles=roles)
    assert answer.context["adminform"].form.errors["roles"]
    team.editor.refresh_from_db()
    assert team.editor.roles == [Role.EDITOR]
    assert trail(*ACCOUNT_ACTS) == []


def test_forged_fields_of_the_other_administrator_change_nothing(client: Client, team: Team) -> None:
    change(client, team.system_admin, team.editor, roles=["chief_editor"], username="taken-over")
    change(client, team.security_admin, team.editor, name="改名", post="局长", is_active="")
    team.editor.refresh_from_db()
    assert (team.editor.roles, team.editor.is_active) == ([Role.EDITOR], True)
    assert team.editor.name != "改名"
    assert trail(*ACCOUNT_ACTS) == []


def test_forged_own_roles_change_nothing(client: Client, team: Team) -> None:
    client.force_login(team.security_admin)
    url = reverse("desk:accounts_user_change", args=[team.security_admin.pk])
    client.post(url, {"roles": ["chief_editor"], "name": "x", "is_active": "on"})
    team.security_admin.refresh_from_db()
    assert team.security_admin.roles == [Role.SECURITY_ADMIN]


# ----------------------------------------------------------------------------- description and access


def test_system_administrator_describes_a_person(client: Client, team: Team) -> None:
    department = make_department()
    change(client, team.system_admin, team.editor, name="新名字", department=department.pk)
    team.editor.refresh_from_db()
    assert (team.editor.name, team.editor.department) == ("新名字", department)
    assert trail(*ACCOUNT_ACTS) == [("account.change", {"fields": ["name", "department"]})]


def test_saving_without_a_change_leaves_no_trace(client: Client, team: Team) -> None:
    assert change(client, team.system_admin, team.editor).status_code == 302
    assert trail(*ACCOUNT_ACTS) == []


def test_system_administrator_disables_and_security_administrator_activates_again(client: Client, team: Team) -> None:
    editors = Client()
    editors.force_login(team.editor)
    change(client, team.system_admin, team.editor, is_active=False)
    assert editors.get(reverse("desk:index")).status_code == 302
    change(client, team.system_admin, team.editor, is_active="on")
    team.editor.refresh_from_db()
    assert not team.editor.is_active
    change(client, team.security_admin, team.editor, is_active="on")
    team.editor.refresh_from_db()
    assert team.editor.is_active
    assert trail(*ACCOUNT_ACTS) == [("account.disable", {}), ("account.reactivate", {})]


def test_the_last_administrator_of_a_kind_is_not_disabled(client: Client, team: Team) -> None:
    answer = change(client, team.system_admin, team.security_admin, is_active=False)
    assert "last active Security administrator" in str(answer.context["adminform"].form.errors["is_active"])
    make_user(Role.SECURITY_ADMIN)
    change(client, team.system_admin, team.security_admin, is_active=False)
    team.security_admin.refresh_from_db()
    assert not team.security_admin.is_active


def test_two_administrators_at_once_do_not_undo_each_other(
    client: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one saves after this form was read and before it is written."""
    save = AccountAdmin.save_model

    def save_later(admin: AccountAdmin, request: Any, obj: User, form: Any, is_change: bool) -> None:
        User.objects.filter(pk=obj.pk).update(roles=["proofreader"])
        save(admin, request, obj, form, is_change)

    monkeypatch.setattr(AccountAdmin, "save_model", save_later)
    change(client, team.system_admin, team.editor, post="新职务")
    team.editor.refresh_from_db()
    assert (team.editor.roles, team.editor.post) == (["proofreader"], "新职务")


# --------------------------------------------------------------------------------------------- passwords


def set_password(client: Client, by: User, account: User, again: str = NEW_PASSWORD) -> Any:
    client.force_login(by)
    url = reverse("desk:accounts_user_password", args=[account.pk])
    return client.post(url, {"password1": NEW_PASSWORD, "password2": again})


def test_system_administrator_sets_an_initial_password_and_ends_the_sessions(client: Client, team: Team) -> None:
    editors = Client()
    editors.force_login(team.editor)
    assert set_password(client, team.system_admin, team.editor).status_code == 302
    team.editor.refresh_from_db()
    assert team.editor.check_password(NEW_PASSWORD)
    assert editors.get(reverse("desk:index")).status_code == 302
    assert team.editor.must_change_password
    assert trail(*ACCOUNT_ACTS) == [("account.set_password", {"waits_for_release": False})]


def test_unequal_passwords_change_nothing(client: Client, team: Team) -> None:
    assert set_password(client, team.system_admin, team.editor, again="another-password").status_code == 200
    team.editor.refresh_from_db()
    assert team.editor.check_password(PASSWORD)
    assert trail(*ACCOUNT_ACTS) == []


def test_own_password_is_not_set_without_the_old_one(client: Client, team: Team) -> None:
    answer = set_password(client, team.system_admin, team.system_admin)
    assert answer.headers["Location"] == reverse("desk:password_change")
    team.system_admin.refresh_from_db()
    assert team.system_admin.check_password(PASSWORD)


def test_password_of_nobody_is_not_found(client: Client, team: Team) -> None:
    client.force_login(team.system_admin)
    assert client.get(reverse("desk:accounts_user_password", args=[999_999])).status_code == 404


# --------------------------------------------------------------------------------------------- the list


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"role": "editor"}, {"editor"}),
        ({"role": "none"}, {"newcomer"}),
        ({"status": "disabled"}, {"former"}),
        ({"q": "newcomer"}, {"newcomer"}),
        ({"role": "emperor"}, {"editor", "newcomer", "former"}),
    ],
)
def test_list_finds_accounts(client: Client, team: Team, filters: dict[str, str], found: set[str]) -> None:
    make_user(username="newcomer")
    make_user(Role.LEADER, username="former", is_active=False)
    client.force_login(team.security_admin)
    listed = client.get(reverse("desk:accounts_user_changelist"), filters).context["cl"].result_list
    names = {account.username for account in listed}
    assert names & {team.editor.username, "newcomer", "former"} == {
        team.editor.username if name == "editor" else name for name in found
    }


def test_list_costs_the_same_whatever_its_length(
    client: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    client.force_login(team.system_admin)
    url = reverse("desk:accounts_user_changelist")
    with django_assert_max_num_queries(10) as few:
        client.get(url)
    for _ in range(20):
        make_user(Role.CONTRIBUTOR, department=make_department())
    with django_assert_max_num_queries(len(few)):
        assert client.get(url).status_code == 200
