"""The dashboard: what waits, what stands where, how full the issue is, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import audit, clock
from accounts.roles import Role
from articles.models import Article
from issues.models import Issue
from tests.factories import (
    Team,
    make_article,
    make_content,
    make_issue,
    make_placement,
    make_published_issue,
    make_user,
)

pytestmark = pytest.mark.django_db
State = Article.State
MOST_QUERIES = 15


def board_of(client: Client, user: Any) -> dict[str, Any]:
    """What the dashboard shows a person, in English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user)
    board: dict[str, Any] = client.get(reverse("desk:index")).context["board"]
    return board


def days_ago(days: int) -> Any:
    """Live some days ago for a while."""
    return clock.at(timezone.now() - timedelta(days=days))


# ---------------------------------------------------------------------------------------- what waits for me


def test_reviews_wait_longest_first_and_say_since_when(client: Client, team: Team) -> None:
    with days_ago(1):
        later = make_article(team, state=State.FIRST_REVIEW)
    with days_ago(4):
        earlier = make_article(team, state=State.FIRST_REVIEW)
    now = make_article(team, state=State.FIRST_REVIEW)
    waiting = board_of(client, team.section_head)["waiting"]
    assert waiting["count"] == 3
    assert [(row.article, row.words, row.is_long) for row in waiting["rows"]] == [
        (earlier, "for 4 days", True),
        (later, "for 1 day", False),
        (now, "since today", False),
    ]


def test_only_what_the_person_may_sign_waits_for_her(client: Client, team: Team) -> None:
    first = make_article(team, state=State.FIRST_REVIEW)
    final = make_article(team, state=State.FINAL_REVIEW)
    make_article(team, state=State.DRAFT)
    other = make_user(Role.SECTION_HEAD, department=team.outsider.department)
    assert [row.article for row in board_of(client, team.section_head)["waiting"]["rows"]] == [first]
    assert [row.article for row in board_of(client, team.leader)["waiting"]["rows"]] == [final]
    assert board_of(client, other)["waiting"]["rows"] == []
    assert board_of(client, team.contributor)["waiting"] is None


def test_a_long_list_is_cut_and_counted(client: Client, team: Team) -> None:
    for _ in range(10):
        make_article(team, state=State.FIRST_REVIEW)
    waiting = board_of(client, team.section_head)["waiting"]
    assert (waiting["count"], len(waiting["rows"])) == (10, 8)


# ------------------------------------------------------------------------------------------ what is mine


def test_own_articles_show_what_asks_for_work_first(client: Client, team: Team) -> None:
    published = make_published_issue(team, articles=1, number=7, total_number=4007).placements.get().article
    approved = make_article(team, state=State.APPROVED)
    with days_ago(2):
        waiting = make_article(team, state=State.SECOND_REVIEW)
    draft = make_article(team)
    back = make_article(team, state=State.SENT_BACK)
    make_article(team, state=State.WITHDRAWN)
    rows = board_of(client, team.contributor)["mine"]["rows"]
    assert [(row.article, row.words) for row in rows] == [
        (back, "Sent back: please mend it and hand it in again"),
        (draft, "A draft, not handed in yet"),
        (waiting, "Waiting for the second review for 2 days"),
        (approved, "Approved, waiting for a place on a page"),
        (published, "Published in No. 7, page 1"),
    ]


def test_sent_back_article_shows_its_reason_and_who_gave_it(client: Client, team: Team) -> None:
    make_article(team, state=State.SENT_BACK)
    board_of(client, team.contributor)
    page = client.get(reverse("desk:index")).content.decode()
    assert "请补充数字。" in page
    assert team.section_head.name in page


def test_placed_article_says_where(client: Client, team: Team) -> None:
    make_placement(team, make_issue(1, number=9, total_number=4009).pages.get())
    (row,) = board_of(client, team.contributor)["mine"]["rows"]
    assert row.words == "Approved, placed in No. 9, page 1"


def test_articles_of_others_are_not_mine(client: Client, team: Team) -> None:
    make_article(team)
    assert board_of(client, team.outsider)["mine"]["rows"] == []
    assert board_of(client, team.proofreader)["mine"] is None


# ------------------------------------------------------------------------------------------ the next issue


def test_next_issue_shows_how_full_its_pages_are(client: Client, team: Team) -> None:
    today = timezone.localdate()
    make_issue(1, date=today + timedelta(days=20))
    issue = make_issue(2, date=today + timedelta(days=6))
    first, second = issue.pages.all()
    article = make_article(team, make_content(body="<p>一二三四五</p>"), state=State.APPROVED)
    make_placement(team, first, article)
    panel = board_of(client, team.layout_editor)["issue"]
    assert (panel["issue"], panel["days_left"], panel["placements"], panel["empty_pages"]) == (issue, 6, 1, 1)
    assert [(page, page.stories, page.characters) for page in panel["pages"]] == [(first, 1, 5), (second, 0, 0)]


def test_newsroom_without_a_planned_issue_says_so(client: Client, team: Team) -> None:
    board = board_of(client, team.chief_editor)
    assert board["issue"]["issue"] is None
    assert "No issue is in the making." in client.get(reverse("desk:index")).content.decode()


def test_contributors_see_no_issue(client: Client, team: Team) -> None:
    make_issue()
    assert board_of(client, team.contributor)["issue"] is None


def test_approved_articles_without_a_place_wait_for_who_places(client: Client, team: Team) -> None:
    unplaced = make_article(team, state=State.APPROVED)
    make_article(team, state=State.FINAL_REVIEW)
    make_placement(team, make_issue().pages.first())  # type: ignore[arg-type]
    panel = board_of(client, team.layout_editor)["unplaced"]
    assert (panel["count"], [row.article for row in panel["rows"]]) == (1, [unplaced])
    assert board_of(client, team.editor)["unplaced"] is None


# -------------------------------------------------------------------------------------- administrators


def test_system_administrator_sees_accounts_by_role(client: Client, team: Team) -> None:
    make_user(Role.EDITOR, is_active=False)
    make_user()
    accounts = board_of(client, team.system_admin)["administration"]["accounts"]
    assert {role: people for role, _label, people in accounts["by_role"]}["contributor"] == 2
    assert (accounts["disabled"], accounts["without_role"]) == (1, 1)


def test_security_administrator_sees_who_waits_for_a_role(client: Client, team: Team) -> None:
    newcomer = make_user()
    make_user(is_active=False)
    administration = board_of(client, team.security_admin)["administration"]
    assert administration["without_role"] == [newcomer]
    assert "recent" not in administration


def test_audit_administrator_sees_acts_and_failed_log_ins(client: Client, team: Team) -> None:
    make_article(team)
    with days_ago(8):
        audit.record(audit.LOGIN_FAILED, by=None, username="long-ago")
    for _ in range(2):
        client.post(reverse("desk:login"), {"username": "stranger", "password": "x"})
    administration = board_of(client, team.audit_admin)["administration"]
    assert [(row["detail__username"], row["times"]) for row in administration["failures"]] == [("stranger", 2)]
    assert "Began an article" in [row["act"] for row in administration["recent"]]


def test_nobody_else_has_panels_of_administration(client: Client, team: Team) -> None:
    for name, user in team.everyone.items():
        assert bool(board_of(client, user)["administration"]) == name.endswith("_admin")


# ------------------------------------------------------------------------------------------- actions, cost

ACTIONS = {
    "contributor": ["article_add", "page_import"],
    "section_head": ["article_add", "page_import"],
    "editor": ["article_add", "page_import", "issue_plan"],
    "chief_editor": ["article_add", "page_import", "issue_plan"],
    "layout_editor": ["issue_plan"],
    "proofreader": ["issue_plan"],
    "leader": ["issue_plan"],
    "system_admin": ["accounts_user_add"],
    "security_admin": [],
    "audit_admin": [],
}


@pytest.mark.parametrize("role", sorted(ACTIONS))
def test_quick_actions_are_what_the_person_may_begin(client: Client, team: Team, role: str) -> None:
    issue = make_issue()
    actions = board_of(client, team.everyone[role])["actions"]
    wanted = [reverse(f"desk:{name}", args=[issue.pk] if name == "issue_plan" else []) for name in ACTIONS[role]]
    assert [action.url for action in actions] == wanted
    assert all(client.get(url).status_code == 200 for url in wanted)


def test_who_edits_issues_is_offered_a_new_one_when_none_is_planned(client: Client, team: Team) -> None:
    assert board_of(client, team.layout_editor)["actions"][0].url == reverse("desk:issue_add")
    assert board_of(client, team.proofreader)["actions"] == []


@pytest.mark.parametrize("role", sorted(ACTIONS))
def test_dashboard_costs_the_same_whatever_the_size(
    client: Client, team: Team, role: str, django_assert_max_num_queries: Any
) -> None:
    def fill(issue: Issue) -> None:
        for state in (State.DRAFT, State.SENT_BACK, State.FIRST_REVIEW, State.SECOND_REVIEW, State.FINAL_REVIEW):
            make_article(team, state=state)
        for page in issue.pages.all():
            make_placement(team, page)
        make_article(team, state=State.APPROVED)
        make_user()

    def cost() -> int:
        with django_assert_max_num_queries(MOST_QUERIES) as captured:
            assert client.get(reverse("desk:index")).status_code == 200
        return len(captured)

    issue = make_issue(2)
    fill(issue)
    client.force_login(team.everyone[role])
    small = cost()
    for _ in range(2):
        fill(issue)
    assert cost() == small
