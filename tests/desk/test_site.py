"""The frame of the desk: who may enter, what the menu shows, the language switch, log-in and log-out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from newsroom.desk.menu import MENU
from newsroom.desk.site import desk
from tests.factories import PASSWORD, Team, make_column, make_department, make_grid_area, make_publication, make_user

pytestmark = pytest.mark.django_db

EVERYONE = frozenset(
    {
        *("contributor", "section_head", "editor", "chief_editor", "layout_editor", "proofreader", "leader"),
        *("system_admin", "security_admin", "audit_admin", "outsider"),
    }
)
REGISTERS = frozenset({"chief_editor", "system_admin"})
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})

# The frame's pages and who opens them; everybody else gets 403. ``*`` stands for the number of a row.
PAGES: dict[str, frozenset[str]] = {
    "index": EVERYONE,
    "password_change": EVERYONE,
    "password_change_done": EVERYONE,
    "departments_department_changelist": REGISTERS,
    "departments_department_add": REGISTERS,
    "departments_department_change *": REGISTERS,
    "departments_gridarea_changelist": REGISTERS,
    "departments_gridarea_add": REGISTERS,
    "departments_gridarea_change *": REGISTERS,
    "articles_column_changelist": REGISTERS,
    "articles_column_change *": REGISTERS,
    "issues_publication_changelist": REGISTERS,
    "issues_publication_change *": REGISTERS,
    "accounts_user_changelist": ADMINISTRATORS,
    "accounts_user_add": frozenset({"system_admin"}),
    "accounts_user_change *": ADMINISTRATORS,
    "log_in_locks": ADMINISTRATORS,
    "my_security": EVERYONE,
    "second_factor_set_up": EVERYONE,
    "accounts_user_password *": frozenset({"system_admin"}),
    "accounts_auditentry_changelist": frozenset({"audit_admin"}),
    "accounts_auditentry_change *": frozenset({"audit_admin"}),
}
# What Django's admin would offer and nobody gets here.
CLOSED = ("accounts_auditentry_add", "accounts_user_delete *", "departments_department_delete *")


class Things:
    """One row of everything the pages show."""

    def __init__(self, team: Team) -> None:
        self.rows: dict[str, Any] = {
            "departments_department": make_department(),
            "departments_gridarea": make_grid_area(boundary_words="东至河"),
            "articles_column": make_column(),
            "issues_publication": make_publication(),
            "accounts_user": team.contributor,
        }

    def url(self, page: str) -> str:
        """The address of a page of the table."""
        name, _space, wants_row = page.partition(" ")
        if not wants_row:
            return reverse(f"desk:{name}")
        kind = name.rpartition("_")[0]
        row = AuditEntry.objects.latest("pk") if kind == "accounts_auditentry" else self.rows[kind]
        return reverse(f"desk:{name}", args=[row.pk])


@pytest.fixture
def english(client: Client) -> Client:
    """A client that reads English, so that tests do not depend on the catalogue."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_role_opens_exactly_its_pages(client: Client, team: Team, role: str) -> None:
    things = Things(team)
    client.force_login(team.everyone[role])
    answers = {page: client.get(things.url(page)).status_code for page in PAGES}
    assert answers == {page: 200 if role in may else 403 for page, may in PAGES.items()}


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_nobody_deletes_and_nobody_writes_the_trail_by_hand(client: Client, team: Team, role: str) -> None:
    things = Things(team)
    client.force_login(team.everyone[role])
    assert {client.post(things.url(page), {"post": "yes"}).status_code for page in CLOSED} == {403}


def test_anonymous_is_sent_to_log_in_and_back(client: Client, team: Team) -> None:
    things = Things(team)
    client.force_login(team.audit_admin)
    urls = [things.url(page) for page in (*PAGES, *CLOSED)]
    client.logout()
    for url in urls:
        assert client.get(url).headers["Location"] == f"{reverse('desk:login')}?next={url}"


@pytest.mark.parametrize("page", ["departments_department", "departments_gridarea", "accounts_user"])
def test_django_history_of_a_thing_is_not_there(client: Client, team: Team, page: str) -> None:
    things = Things(team)
    client.force_login(team.system_admin)
    assert client.get(things.url(f"{page}_history *")).status_code == 404


def test_nothing_is_looked_up_by_type_and_number(client: Client, team: Team) -> None:
    client.force_login(team.chief_editor)
    assert client.get(f"{reverse('desk:index')}r/1/1/").status_code == 404


# ----------------------------------------------------------------------------------------------- menu

READING = ("index", "article_list", "assignment_board")
FIGURES = ("figures", "error_rates")
MENU_OF: dict[str, set[str]] = {
    **{role: {*READING, "article_mine", "page_import", *FIGURES} for role in ("contributor", "outsider")},
    "section_head": {*READING, "article_mine", "page_import", *FIGURES, "article_queue"},
    "editor": {*READING, "article_mine", "page_import", *FIGURES, "article_queue", "issue_list", "reader_letters"},
    "chief_editor": {entry.url_name for _heading, entries in MENU for entry in entries}
    - {"accounts_user_changelist", "accounts_auditentry_changelist", "log_in_locks"},
    **{role: {*READING, "issue_list"} for role in ("proofreader", "layout_editor")},
    "leader": {*READING, "issue_list", *FIGURES, "article_queue"},
    "system_admin": {
        *("index", "departments_department_changelist", "departments_gridarea_changelist"),
        *("articles_column_changelist", "issues_publication_changelist", "accounts_user_changelist", "log_in_locks"),
        *("departments_appointment_changelist", "issues_wordingentry_changelist", "issues_knownword_changelist"),
        "register_files",
    },
    "security_admin": {"index", "accounts_user_changelist", "log_in_locks"},
    "audit_admin": {"index", "accounts_user_changelist", "log_in_locks", "accounts_auditentry_changelist"},
}


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_menu_shows_only_what_the_person_may_use(client: Client, team: Team, role: str) -> None:
    client.force_login(team.everyone[role])
    shown = client.get(reverse("desk:index")).context["menu"]
    urls = {entry["url"] for group in shown for entry in group["entries"]}
    assert urls == {reverse(f"desk:{name}") for name in MENU_OF[role] | {"notification_list"}}


def test_menu_opens_for_whoever_sees_it(client: Client, team: Team) -> None:
    make_publication()
    for user in team.everyone.values():
        client.force_login(user)
        for group in client.get(reverse("desk:index")).context["menu"]:
            for entry in group["entries"]:
                assert client.get(entry["url"]).status_code == 200, (user.roles, entry["url"])


@pytest.mark.parametrize(
    ("page", "current"), [("index", "index"), ("departments_department_add", "departments_department_changelist")]
)
def test_menu_marks_the_place_the_page_belongs_to(client: Client, team: Team, page: str, current: str) -> None:
    client.force_login(team.chief_editor)
    menu = client.get(reverse(f"desk:{page}")).context["menu"]
    marked = [entry["url"] for group in menu for entry in group["entries"] if entry["is_current"]]
    assert marked == [reverse(f"desk:{current}")]


def test_page_import_is_marked_rather_than_the_issues_above_it(client: Client, team: Team) -> None:
    client.force_login(team.chief_editor)
    menu = client.get(reverse("desk:page_import")).context["menu"]
    marked = [entry["url"] for group in menu for entry in group["entries"] if entry["is_current"]]
    assert marked == [reverse("desk:page_import")]


def test_header_names_paper_person_role_and_department(english: Client, team: Team) -> None:
    make_publication(name="测试社区")
    english.force_login(team.contributor)
    page = english.get(reverse("desk:index")).content.decode()
    for words in ("测试社区", team.contributor.name, "Contributor", team.department.label):
        assert words in page


# ------------------------------------------------------------------------------------------ log-in, log-out


def test_log_in_page_bears_the_name_of_the_paper(client: Client) -> None:
    make_publication(name="测试社区")
    answer = client.get(reverse("desk:login"))
    assert "测试社区" in answer.content.decode()
    assert '<html lang="zh-hans"' in answer.content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_log_in_never_leads_to_another_site(client: Client, team: Team, wanted: str) -> None:
    sent = {"username": team.editor.username, "password": PASSWORD, "next": wanted}
    assert client.post(reverse("desk:login"), sent).headers["Location"] == reverse("desk:index")


def test_log_in_leads_to_the_wanted_page_of_the_desk(client: Client, team: Team) -> None:
    wanted = reverse("desk:password_change")
    sent = {"username": team.editor.username, "password": PASSWORD, "next": wanted}
    assert client.post(reverse("desk:login"), sent).headers["Location"] == wanted


@pytest.mark.parametrize("fields", [{"roles": []}, {"is_active": False}])
def test_account_without_role_or_disabled_does_not_enter(client: Client, fields: dict[str, Any]) -> None:
    roles = fields.pop("roles", [Role.EDITOR])
    person = make_user(*roles, **fields)
    answer = client.post(reverse("desk:login"), {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_losing_the_last_role_ends_the_stay_at_once(client: Client, team: Team) -> None:
    client.force_login(team.editor)
    team.editor.roles = []
    team.editor.save()
    answer = client.get(reverse("desk:index"))
    assert answer.headers["Location"].startswith(reverse("desk:login"))
    assert team.editor.name in client.get(answer.headers["Location"]).content.decode()


def test_wrong_password_is_told_without_saying_which_part_was_wrong(english: Client, team: Team) -> None:
    wrong = english.post(reverse("desk:login"), {"username": team.editor.username, "password": "x"})
    unknown = english.post(reverse("desk:login"), {"username": "nobody-here", "password": "x"})
    for answer in (wrong, unknown):
        assert [str(error) for error in answer.context["form"].non_field_errors()] == [
            "User name and password do not match. Both tell capital letters from small ones; after several failures, "
            "ask the system administrator for a new password."
        ]


def test_log_out_takes_a_post_and_says_goodbye(english: Client, team: Team) -> None:
    english.force_login(team.editor)
    assert english.get(reverse("desk:logout")).status_code == 405
    page = english.post(reverse("desk:logout")).content.decode()
    assert "You are logged out" in page
    assert reverse("desk:password_change") not in page
    assert english.get(reverse("desk:index")).status_code == 302


# ------------------------------------------------------------------------------------------ own password


def test_own_password_changes_with_the_old_one_and_is_on_the_trail(client: Client, team: Team) -> None:
    client.force_login(team.editor)
    new = "another-long-password"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = client.post(reverse("desk:password_change"), sent)
    assert answer.headers["Location"] == reverse("desk:password_change_done")
    team.editor.refresh_from_db()
    assert team.editor.check_password(new)
    entry = AuditEntry.objects.get(action="account.change_password")
    assert (entry.actor, entry.target_id, entry.detail) == (team.editor, str(team.editor.pk), {})
    assert client.get(reverse("desk:index")).status_code == 200


def test_own_password_stays_without_the_old_one(client: Client, team: Team) -> None:
    client.force_login(team.editor)
    sent = {"old_password": "wrong", "new_password1": "another-long-password", "new_password2": "another-long-password"}
    assert client.post(reverse("desk:password_change"), sent).status_code == 200
    team.editor.refresh_from_db()
    assert team.editor.check_password(PASSWORD)
    assert not AuditEntry.objects.filter(action="account.change_password").exists()


# ---------------------------------------------------------------------------------------- language switch


def test_language_switch_sets_the_cookie_for_the_desk_and_returns(client: Client) -> None:
    wanted = reverse("desk:login") + "?next=/desk/"
    answer = client.post(reverse("desk:language"), {"language": "en", "next": wanted})
    assert answer.headers["Location"] == wanted
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["path"], cookie["httponly"], cookie["samesite"]) == ("en", "/desk/", True, "Lax")
    assert '<html lang="en"' in client.get(reverse("desk:login")).content.decode()


def test_language_switch_leads_back_to_chinese(english: Client, team: Team) -> None:
    english.force_login(team.editor)
    english.post(reverse("desk:language"), {"language": "zh-hans", "next": "/desk/"})
    assert '<html lang="zh-hans"' in english.get(reverse("desk:index")).content.decode()


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/desk/", "//evil.example/desk/", "/\\evil.example", "javascript:alert(1)", "/", "", "/desk"],
)
def test_language_switch_leads_nowhere_but_the_desk(client: Client, wanted: str) -> None:
    answer = client.post(reverse("desk:language"), {"language": "en", "next": wanted})
    assert answer.headers["Location"] == reverse("desk:index")


def test_unknown_language_is_not_remembered(client: Client) -> None:
    answer = client.post(reverse("desk:language"), {"language": "tlh", "next": "/desk/login/"})
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert answer.headers["Location"] == "/desk/login/"


def test_language_switch_takes_only_posts_from_our_own_pages(client: Client) -> None:
    assert client.get(reverse("desk:language")).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("desk:language"), {"language": "en", "next": "/desk/"}).status_code == 403


# ------------------------------------------------------------------------------------------- house rules


FORBIDDEN = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|https?://")


def test_pages_hold_nothing_that_the_content_policy_forbids(client: Client, team: Team) -> None:
    things = Things(team)
    for role in ("chief_editor", "system_admin", "security_admin", "audit_admin"):
        client.force_login(team.everyone[role])
        for page, may in PAGES.items():
            if role in may:
                html = client.get(things.url(page)).content.decode()
                assert not FORBIDDEN.search(html), page


def test_every_registered_kind_of_thing_is_in_the_menu(team: Team) -> None:
    named = {entry.url_name for _heading, entries in MENU for entry in entries}
    own_lists = {
        "articles_article_changelist": "article_list",
        "issues_issue_changelist": "issue_list",
        "accounts_notification_changelist": "notification_list",
    }
    for model in desk._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert own_lists.get(name, name) in named


@pytest.mark.parametrize("room", ["articles", "issues", "departments", "accounts"])
def test_shortened_address_leads_to_the_desk(client: Client, team: Team, room: str) -> None:
    client.force_login(team.contributor)
    answer = client.get(f"/desk/{room}/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk:index"))
