"""Grades decide how many sign; an article goes back to a named step; claims, days and reminders around it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts import clock
from accounts.models import AuditEntry, Notification
from accounts.roles import Role
from articles import handling, workflow
from articles.errors import FourEyes, Incomplete, NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article, SignOff, Transition
from articles.signatures import signature_problems, standing_on
from tests.factories import Team, make_article, make_content, make_user

pytestmark = pytest.mark.django_db
State, Step, Grade = Article.State, SignOff.Step, Article.Grade


def approve(article: Article, who: object, step: str) -> Article:
    return workflow.approve(article, by=who, expected_revision=1, step=step)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------- grades


@pytest.mark.parametrize("grade", [Grade.IMPORTANT, Grade.SENSITIVE])
def test_important_and_sensitive_stories_have_a_second_final_reader(team: Team, grade: Article.Grade) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    article = handling.set_grade(article, by=team.editor, expected_revision=1, grade=grade)
    article = approve(article, team.chief_editor, Step.FINAL)
    assert article.state == State.SECOND_FINAL_REVIEW
    assert signature_problems(article)
    with pytest.raises(WrongState):
        workflow.publish(article, by=team.chief_editor, expected_revision=1)
    with pytest.raises(FourEyes):
        approve(article, team.chief_editor, Step.SECOND_FINAL)
    article = approve(article, team.leader, Step.SECOND_FINAL)
    assert article.state == State.APPROVED
    assert len(standing_on(article)) == 4
    assert signature_problems(article) == []


def test_an_approved_story_that_turns_important_waits_for_its_second_reader(team: Team) -> None:
    article = make_article(team, state=State.APPROVED)
    article = handling.set_grade(article, by=team.editor, expected_revision=1, grade=Grade.SENSITIVE)
    assert article.state == State.SECOND_FINAL_REVIEW
    assert article in Article.objects.waiting_for(team.leader)
    assert article not in Article.objects.waiting_for(team.chief_editor)
    article = handling.set_grade(article, by=team.chief_editor, expected_revision=1, grade=Grade.ORDINARY)
    assert article.state == State.APPROVED


def test_between_important_and_sensitive_nothing_is_lost(team: Team) -> None:
    article = make_article(team, state=State.APPROVED)
    handling.set_grade(article, by=team.editor, expected_revision=1, grade=Grade.IMPORTANT)
    article = handling.set_grade(article, by=team.editor, expected_revision=1, grade=Grade.SENSITIVE)
    assert len(standing_on(article)) == 3
    article = approve(article, team.leader, Step.SECOND_FINAL)
    assert article.state == State.APPROVED


def test_only_those_who_sign_last_lower_a_grade(team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    article = handling.set_grade(article, by=team.editor, expected_revision=1, grade=Grade.IMPORTANT)
    with pytest.raises(NotPermitted):
        handling.set_grade(article, by=team.editor, expected_revision=1, grade=Grade.ORDINARY)
    for who in (team.contributor, team.section_head, team.layout_editor, team.leader):
        with pytest.raises(NotPermitted):
            handling.set_grade(article, by=who, expected_revision=1, grade=Grade.SENSITIVE)
    with pytest.raises(WorkflowError):
        handling.set_grade(article, by=team.editor, expected_revision=1, grade="D")
    assert AuditEntry.objects.filter(action="article.grade", result="refused").count() == 6


# ------------------------------------------------------------------------------------- back to a named step


def test_back_to_a_step_ends_its_signature_and_those_after_it(team: Team) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    article = workflow.send_back(
        article, by=team.chief_editor, expected_revision=1, reason="请复审核对数字。", to=Step.SECOND
    )
    assert article.state == State.SECOND_REVIEW
    assert set(standing_on(article)) == {Step.FIRST}
    assert article in Article.objects.waiting_for(team.editor), "who signed the step signs it again"
    article = approve(article, team.editor, Step.SECOND)
    article = approve(article, team.chief_editor, Step.FINAL)
    assert article.state == State.APPROVED
    assert signature_problems(article) == []
    assert {row.attempt for row in standing_on(article).values()} == {1, 2}


def test_back_to_the_first_step_ends_every_signature(team: Team) -> None:
    article = make_article(team, state=State.APPROVED)
    article = workflow.send_back(article, by=team.leader, expected_revision=1, reason="重新审。", to=Step.FIRST)
    assert article.state == State.FIRST_REVIEW
    assert standing_on(article) == {}
    with pytest.raises(FourEyes):
        make_two_hats = make_user(Role.SECTION_HEAD, Role.EDITOR, department=team.department)
        approve(article, make_two_hats, Step.FIRST)
        approve(article, make_two_hats, Step.SECOND)


def test_who_signed_one_step_signs_no_other_after_a_return(team: Team) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    article = workflow.send_back(article, by=team.chief_editor, expected_revision=1, reason="核对。", to=Step.FIRST)
    with pytest.raises(FourEyes):
        approve(article, team.editor, Step.FIRST)


@pytest.mark.parametrize("to", [Step.FINAL, Step.SECOND_FINAL, "nonsense"])
def test_an_article_goes_back_to_earlier_steps_only(team: Team, to: str) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    with pytest.raises(WrongState):
        workflow.send_back(article, by=team.chief_editor, expected_revision=1, reason="核对。", to=to)


def test_a_later_rejection_is_told_to_the_earlier_signers(team: Team) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    workflow.send_back(article, by=team.leader, expected_revision=1, reason="不够具体。")
    told = set(Notification.objects.filter(kind="article.sent_back").values_list("recipient_id", flat=True))
    assert told == {team.contributor.pk, team.section_head.pk, team.editor.pk}


# ------------------------------------------------------------------------------------------------ handling


def test_a_claim_is_seen_and_can_be_taken_over(team: Team) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    colleague = make_user(Role.EDITOR)
    article = handling.claim(article, by=team.editor, expected_revision=1)
    assert handling.claimed_by_other(article, colleague) == team.editor
    assert handling.claimed_by_other(article, team.editor) is None
    with pytest.raises(WorkflowError):
        handling.claim(article, by=colleague, expected_revision=1)
    article = handling.claim(article, by=colleague, expected_revision=1, take_over=True)
    with pytest.raises(WrongState):
        handling.release(article, by=team.editor, expected_revision=1)
    article = approve(article, team.editor, Step.SECOND)
    assert article.claimed_by is None, "a step forward ends the claim"


def test_a_claim_runs_out(team: Team) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    article = handling.claim(article, by=team.editor, expected_revision=1)
    colleague = make_user(Role.EDITOR)
    with clock.at(clock.now() + handling.CLAIM_LASTS + timedelta(minutes=1)):
        assert handling.claimed_by_other(article, colleague) is None
        article = handling.claim(article, by=colleague, expected_revision=1)
    assert article.claimed_by == colleague


def test_only_reviewers_of_the_due_step_claim(team: Team) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    for who in (team.contributor, team.section_head, team.editor):
        with pytest.raises(NotPermitted):
            handling.claim(article, by=who, expected_revision=1)
    with pytest.raises(WrongState):
        handling.claim(make_article(team), by=team.editor, expected_revision=1)


def test_editors_give_a_day_and_take_it_away(team: Team) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    article = handling.set_due(article, by=team.editor, expected_revision=1, due_on=date(2026, 12, 1))
    assert article.due_on == date(2026, 12, 1)
    assert handling.set_due(article, by=team.editor, expected_revision=1, due_on=None).due_on is None
    with pytest.raises(NotPermitted):
        handling.set_due(article, by=team.contributor, expected_revision=1, due_on=date(2026, 12, 1))
    with pytest.raises(Stale):
        handling.set_due(article, by=team.editor, expected_revision=7, due_on=None)


def test_reviewers_are_reminded_once_a_day(team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    article = handling.remind(article, by=team.contributor, expected_revision=1)
    assert Notification.objects.get(kind="article.reminder").recipient == team.section_head
    with pytest.raises(WorkflowError):
        handling.remind(article, by=team.contributor, expected_revision=1)
    with clock.at(clock.now() + timedelta(days=1)):
        handling.remind(article, by=team.contributor, expected_revision=1)
    with pytest.raises(WrongState):
        handling.remind(make_article(team), by=team.contributor, expected_revision=1)
    with pytest.raises(NotPermitted):
        handling.remind(article, by=team.outsider, expected_revision=1)


def test_every_change_of_state_is_noted_for_the_figures(team: Team) -> None:
    article = make_article(team, state=State.APPROVED)
    states = list(Transition.objects.filter(article=article).values_list("state", flat=True))
    assert states == ["draft", "first_review", "second_review", "final_review", "approved"]


def test_a_submitted_article_says_that_it_waits_already(team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    with pytest.raises(WrongState) as refusal:
        workflow.submit(article, by=team.contributor, expected_revision=1)
    approved = make_article(team, state=State.APPROVED)
    with pytest.raises(WrongState) as other:
        workflow.submit(approved, by=team.contributor, expected_revision=1)
    assert str(refusal.value) != str(other.value)


def test_an_archived_import_goes_through_every_review(team: Team) -> None:
    article = workflow.create(by=team.contributor, department=team.department, content=make_content(), archived=True)
    assert article.state == State.ARCHIVED_IMPORT
    with pytest.raises(WrongState):
        workflow.publish(article, by=team.chief_editor, expected_revision=1)
    revised = workflow.revise(article, by=team.contributor, expected_revision=1, content=make_content())
    assert Article.objects.get(pk=article.pk).state == State.ARCHIVED_IMPORT
    article = workflow.submit(article, by=team.contributor, expected_revision=revised.number)
    assert article.state == State.FIRST_REVIEW


def test_a_return_without_reason_is_refused(team: Team) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    with pytest.raises(Incomplete):
        workflow.send_back(article, by=team.chief_editor, expected_revision=1, reason=" ", to=Step.FIRST)
