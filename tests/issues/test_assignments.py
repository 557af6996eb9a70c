"""Commissioning: an idea, asked of a department, accepted or declined, filed as an article."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from accounts.models import AuditEntry, Notification
from articles.errors import Incomplete, NotPermitted, Stale, WrongState
from articles.models import Article
from issues.assignments import workflow
from issues.assignments.workflow import Wish
from issues.models import Assignment, WantedIssue
from tests.factories import Team, make_article, make_department, make_issue, make_published_issue

pytestmark = pytest.mark.django_db
State = Assignment.State
DUE = date(2026, 12, 1)


def wish(team: Team, **changes: object) -> Wish:
    return replace(Wish("夜间停车怎么办", department=team.department, due_on=DUE), **changes)  # type: ignore[arg-type]


@pytest.fixture
def asked(team: Team) -> Assignment:
    """An assignment that waits for the department's answer."""
    idea = workflow.propose(by=team.editor, wish=wish(team))
    return workflow.assign(idea, by=team.editor, expected_version=1)


def test_an_idea_is_asked_accepted_and_filed(team: Team, asked: Assignment) -> None:
    issue = make_issue()
    asked = workflow.change(
        asked,
        by=team.editor,
        expected_version=asked.version,
        wish=wish(team, issue=issue, brief="写一写居民怎么商量。"),
    )
    taken = workflow.accept(asked, by=team.contributor, expected_version=asked.version)
    assert (taken.state, taken.assignee) == (State.ACCEPTED, team.contributor)
    article = make_article(team)
    filed = workflow.file_article(taken, by=team.contributor, expected_version=taken.version, article=article)
    assert (filed.state, filed.article) == (State.FILED, article)
    assert WantedIssue.objects.get().issue == issue
    kinds = list(Notification.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds.count("assignment.filed") == 1
    assert set(kinds) == {
        *("assignment.assigned", "assignment.changed", "assignment.accepted", "assignment.filed"),
    }


def test_only_the_asked_department_hears_of_it(team: Team, asked: Assignment) -> None:
    told = set(Notification.objects.values_list("recipient_id", flat=True))
    assert told == {team.contributor.pk, team.section_head.pk}
    assert list(Assignment.objects.visible_to(team.outsider)) == []
    assert list(Assignment.objects.visible_to(team.contributor)) == [asked]
    idea = workflow.propose(by=team.editor, wish=wish(team))
    assert idea not in Assignment.objects.visible_to(team.contributor)
    assert idea in Assignment.objects.visible_to(team.editor)


def test_a_department_declines_with_a_reason_and_may_be_asked_again(team: Team, asked: Assignment) -> None:
    with pytest.raises(Incomplete):
        workflow.decline(asked, by=team.section_head, expected_version=asked.version, reason=" ")
    no = workflow.decline(asked, by=team.section_head, expected_version=asked.version, reason="人手不够。")
    assert (no.state, no.reason) == (State.DECLINED, "人手不够。")
    again = workflow.assign(no, by=team.editor, expected_version=no.version)
    assert (again.state, again.reason) == (State.ASSIGNED, "")


def test_another_department_being_asked_answers_anew(team: Team, asked: Assignment) -> None:
    taken = workflow.accept(asked, by=team.contributor, expected_version=asked.version)
    other = make_department()
    moved = workflow.change(
        taken, by=team.editor, expected_version=taken.version, wish=wish(team, department=other, assignee=None)
    )
    assert (moved.state, moved.department, moved.assignee) == (State.ASSIGNED, other, None)


def test_nobody_is_asked_without_department_and_day(team: Team) -> None:
    for incomplete in (wish(team, department=None), wish(team, due_on=None)):
        idea = workflow.propose(by=team.editor, wish=incomplete)
        with pytest.raises(Incomplete):
            workflow.assign(idea, by=team.editor, expected_version=1)
    for unfit in (wish(team, title=" "), wish(team, title="长" * 81), wish(team, assignee=team.outsider)):
        with pytest.raises(Incomplete):
            workflow.propose(by=team.editor, wish=unfit)


def test_roles_and_versions_are_held_to(team: Team, asked: Assignment) -> None:
    for who in (team.contributor, team.section_head, team.leader, team.layout_editor):
        with pytest.raises(NotPermitted):
            workflow.propose(by=who, wish=wish(team))
    with pytest.raises(NotPermitted):
        workflow.accept(asked, by=team.outsider, expected_version=asked.version)
    with pytest.raises(Stale):
        workflow.accept(asked, by=team.contributor, expected_version=1)
    with pytest.raises(WrongState):
        workflow.assign(asked, by=team.editor, expected_version=asked.version)
    assert AuditEntry.objects.filter(action__startswith="assignment.", result="refused").count() == 7


def test_an_article_answers_one_assignment_of_its_own_department(team: Team, asked: Assignment) -> None:
    article = make_article(team)
    workflow.file_article(asked, by=team.contributor, expected_version=asked.version, article=article)
    second = workflow.assign(workflow.propose(by=team.editor, wish=wish(team)), by=team.editor, expected_version=1)
    with pytest.raises(WrongState):
        workflow.file_article(second, by=team.contributor, expected_version=second.version, article=article)
    other = Team()
    with pytest.raises(Incomplete):
        workflow.file_article(second, by=team.contributor, expected_version=second.version, article=make_article(other))


def test_cancelling_needs_a_reason_and_ends_it(team: Team, asked: Assignment) -> None:
    with pytest.raises(Incomplete):
        workflow.cancel(asked, by=team.editor, expected_version=asked.version, reason="")
    ended = workflow.cancel(asked, by=team.editor, expected_version=asked.version, reason="活动取消。")
    assert ended.state == State.CANCELLED
    with pytest.raises(WrongState):
        workflow.accept(ended, by=team.contributor, expected_version=ended.version)


def test_a_wish_names_an_issue_that_is_still_made(team: Team) -> None:
    article, issue = make_article(team), make_issue()
    workflow.want_issue(article, by=team.contributor, issue=issue)
    workflow.want_issue(article, by=team.contributor, issue=issue)
    assert AuditEntry.objects.filter(action="article.want").count() == 1
    workflow.want_issue(article, by=team.contributor, issue=None)
    assert not WantedIssue.objects.exists()
    with pytest.raises(WrongState):
        workflow.want_issue(article, by=team.contributor, issue=make_published_issue(team))
    with pytest.raises(NotPermitted):
        workflow.want_issue(article, by=team.outsider, issue=issue)
    with pytest.raises(WrongState):
        public = make_article(team, state=Article.State.PUBLISHED)
        workflow.want_issue(public, by=team.contributor, issue=issue)
