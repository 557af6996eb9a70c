"""The verbs: each with its success, its refusals, its audit row and what it answers to a stale view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from accounts.roles import Role
from articles import comments, handling, sharing, workflow
from articles.content import Picture
from articles.errors import FourEyes, Incomplete, NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article, Revision, SignOff
from articles.offers import available_verbs
from articles.signatures import signature_problems, standing_on
from tests.factories import Team, make_article, make_content, make_department, make_photo, make_user

State = Article.State
pytestmark = pytest.mark.django_db


def last_audit() -> AuditEntry:
    entry = AuditEntry.objects.first()
    assert entry is not None
    return entry


def at_review(team: Team, state: Article.State) -> tuple[Article, str, User]:
    """An article waiting for a review, the step, and who signs it."""
    index = [State.FIRST_REVIEW, State.SECOND_REVIEW, State.FINAL_REVIEW].index(state)
    return make_article(team, state=state), list(SignOff.Step)[index], team.signers[index]


# ------------------------------------------------------------------------------------------- create and revise


def test_contributor_creates_a_draft_with_its_first_revision(team: Team) -> None:
    article = make_article(team)
    assert article.state == State.DRAFT
    assert article.current_revision is not None
    assert (article.current_revision.number, article.current_revision.author) == (1, team.contributor)
    assert last_audit().action == "article.create"
    assert last_audit().actor == team.contributor


@pytest.mark.parametrize("role", ["layout_editor", "leader", "proofreader", "system_admin", "audit_admin", "outsider"])
def test_who_may_not_write_creates_nothing(team: Team, role: str) -> None:
    with pytest.raises(NotPermitted):
        workflow.create(by=team.everyone[role], department=team.department, content=make_content())
    assert not Article.objects.exists()
    assert (last_audit().action, last_audit().result) == ("article.create", AuditEntry.Result.REFUSED)


def test_saving_the_same_content_makes_no_revision(team: Team) -> None:
    content = make_content()
    article = make_article(team, content)
    audited = AuditEntry.objects.count()
    revision = workflow.revise(article, by=team.contributor, expected_revision=1, content=content)
    assert revision.number == 1
    assert AuditEntry.objects.count() == audited


def test_every_part_of_the_content_is_kept_and_hashed(team: Team) -> None:
    photo = make_photo(team.contributor)
    content = make_content(
        kicker="引题", subtitle="副题", summary="提要", photos=(Picture(photo.pk, "说明", "摄影者", "一棵树"),)
    )
    revision = make_article(team, content).current_revision
    assert revision is not None
    stored = Revision.objects.with_parts().get(pk=revision.pk)
    assert stored.content() == content
    assert stored.content_hash == content.hash()
    for change in ({"kicker": "引提"}, {"body": content.body.replace("车", "東")}, {"photos": ()}):
        assert replace(content, **change).hash() != content.hash()


def test_stale_save_is_refused_and_overwrites_nothing(team: Team) -> None:
    article = make_article(team)
    workflow.revise(article, by=team.contributor, expected_revision=1, content=make_content("新标题"))
    with pytest.raises(Stale):
        workflow.revise(article, by=team.contributor, expected_revision=1, content=make_content("旧窗口里的标题"))
    article.refresh_from_db()
    assert str(article) == "新标题"


def test_contributor_of_another_department_is_refused(team: Team) -> None:
    article = make_article(team)
    with pytest.raises(NotPermitted):
        workflow.revise(article, by=team.outsider, expected_revision=1, content=make_content())
    assert last_audit().result == AuditEntry.Result.REFUSED


def test_contributor_cannot_change_text_in_review(team: Team) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    with pytest.raises(NotPermitted):
        workflow.revise(article, by=team.contributor, expected_revision=1, content=make_content())


@pytest.mark.parametrize("state", [State.SECOND_REVIEW, State.FINAL_REVIEW, State.APPROVED])
def test_one_changed_character_voids_every_signature(team: Team, state: Article.State) -> None:
    content = make_content(body="<p>小区保洁时间</p>")
    article = make_article(team, content, state=state)
    assert len(standing_on(article)) > 0
    changed = replace(content, body="<p>小区保扫时间</p>")
    workflow.revise(article, by=team.editor, expected_revision=1, content=changed)
    article.refresh_from_db()
    assert article.state == State.FIRST_REVIEW
    assert len(standing_on(article)) == 0
    assert last_audit().detail["signatures_voided"] > 0


def test_changing_back_does_not_bring_signatures_back(team: Team) -> None:
    content = make_content()
    article = make_article(team, content, state=State.APPROVED)
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content())
    workflow.revise(article, by=team.editor, expected_revision=2, content=content)
    article.refresh_from_db()
    assert signature_problems(article)


def test_overlong_headline_is_refused_in_words(team: Team) -> None:
    with pytest.raises(Incomplete) as refusal:
        make_article(team, make_content("长" * 121))
    assert "121" in str(refusal.value)
    assert not Article.objects.exists()


def test_photo_of_another_department_cannot_be_attached(team: Team) -> None:
    photo = make_photo(team.outsider)
    with pytest.raises(NotPermitted):
        make_article(team, make_content(photos=(Picture(photo.pk),)))


def test_photo_in_the_body_is_listed_with_its_alternative_text(team: Team) -> None:
    photo = make_photo(team.contributor)
    body = f'<figure class="image"><img src="/media/{photo.file.name}" alt="一座桥"></figure><p>桥</p>'
    revision = make_article(team, make_content(body=body)).current_revision
    assert revision is not None
    use = revision.photo_uses.get()
    assert (use.photo, use.inline, use.alternative_text) == (photo, True, "一座桥")


# --------------------------------------------------------------------------------------------------- submit


def test_submit_begins_the_first_review(team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    assert (article.state, article.review_round) == (State.FIRST_REVIEW, 1)
    assert last_audit().action == "article.submit"


def test_article_without_text_is_not_submitted(team: Team) -> None:
    article = make_article(team, make_content(body="<p> </p>"))
    with pytest.raises(Incomplete):
        workflow.submit(article, by=team.contributor, expected_revision=1)


def test_photo_without_alternative_text_or_of_minors_without_consent_is_not_submitted(team: Team) -> None:
    photo = make_photo(team.contributor)
    article = make_article(team, make_content(photos=(Picture(photo.pk, minors_shown=True),)))
    with pytest.raises(Incomplete) as refusal:
        workflow.submit(article, by=team.contributor, expected_revision=1)
    assert len(refusal.value.problems) == 2


def test_stale_submit_is_refused(team: Team) -> None:
    article = make_article(team)
    workflow.revise(article, by=team.contributor, expected_revision=1, content=make_content())
    with pytest.raises(Stale):
        workflow.submit(article, by=team.contributor, expected_revision=1)


def test_outsider_cannot_submit(team: Team) -> None:
    with pytest.raises(NotPermitted):
        workflow.submit(make_article(team), by=team.outsider, expected_revision=1)


# -------------------------------------------------------------------------------------------------- approve


def test_three_people_approve_and_each_row_names_hash_and_post(team: Team) -> None:
    article = make_article(team, state=State.APPROVED)
    rows = list(article.sign_offs.all())
    assert [row.step for row in rows] == ["first", "second", "final"]
    assert [row.signer for row in rows] == team.signers
    assert article.current_revision is not None
    assert {row.content_hash for row in rows} == {article.current_revision.content_hash}
    assert all(row.signer_post for row in rows)
    assert signature_problems(article) == []
    assert last_audit().action == "article.approve"


@pytest.mark.parametrize("state", [State.FIRST_REVIEW, State.SECOND_REVIEW, State.FINAL_REVIEW])
def test_each_step_is_signed_only_by_its_roles(team: Team, state: Article.State) -> None:
    article, step, _signer = at_review(team, state)
    allowed = {
        State.FIRST_REVIEW: {"section_head", "editor"},
        State.SECOND_REVIEW: {"editor", "chief_editor"},
        State.FINAL_REVIEW: {"chief_editor", "leader"},
    }[state]
    for name, person in team.everyone.items():
        if name not in allowed:
            with pytest.raises(NotPermitted):
                workflow.approve(article, by=person, expected_revision=1, step=step)
    article.refresh_from_db()
    assert article.state == state


def test_section_head_signs_only_her_own_department(team: Team) -> None:
    article, step, _signer = at_review(team, State.FIRST_REVIEW)
    stranger = make_user(Role.SECTION_HEAD, department=make_department())
    with pytest.raises(NotPermitted):
        workflow.approve(article, by=stranger, expected_revision=1, step=step)


def test_editor_cannot_approve_own_article(team: Team) -> None:
    article = workflow.create(by=team.editor, department=team.department, content=make_content())
    workflow.submit(article, by=team.editor, expected_revision=1)
    with pytest.raises(FourEyes):
        workflow.approve(article, by=team.editor, expected_revision=1, step="first")
    assert last_audit().result == AuditEntry.Result.REFUSED


def test_nobody_signs_two_steps(team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    workflow.approve(article, by=team.editor, expected_revision=1, step="first")
    with pytest.raises(FourEyes):
        workflow.approve(article, by=team.editor, expected_revision=1, step="second")


def test_a_step_is_approved_once(team: Team) -> None:
    article, step, signer = at_review(team, State.SECOND_REVIEW)
    workflow.approve(article, by=signer, expected_revision=1, step=step)
    with pytest.raises(WrongState):
        workflow.approve(article, by=make_user(Role.EDITOR), expected_revision=1, step=step)


def test_approval_of_a_changed_text_is_refused(team: Team) -> None:
    article, step, signer = at_review(team, State.SECOND_REVIEW)
    workflow.revise(article, by=make_user(Role.EDITOR), expected_revision=1, content=make_content())
    with pytest.raises(Stale):
        workflow.approve(article, by=signer, expected_revision=1, step=step)


# ------------------------------------------------------------------------------------- send back and withdraw


@pytest.mark.parametrize("state", [State.FIRST_REVIEW, State.SECOND_REVIEW, State.FINAL_REVIEW])
def test_reviewer_sends_back_with_a_reason(team: Team, state: Article.State) -> None:
    article, _step, signer = at_review(team, state)
    article = workflow.send_back(article, by=signer, expected_revision=1, reason="数字请核实。")
    assert article.state == State.SENT_BACK
    row = article.sign_offs.last()
    assert row is not None
    assert (row.verdict, row.opinion) == (SignOff.Verdict.SENT_BACK, "数字请核实。")
    assert last_audit().detail["reason"] == "数字请核实。"


def test_sending_back_needs_a_reason(team: Team) -> None:
    article, _step, signer = at_review(team, State.FIRST_REVIEW)
    with pytest.raises(Incomplete):
        workflow.send_back(article, by=signer, expected_revision=1, reason="  ")


def test_contributor_cannot_send_back(team: Team) -> None:
    article, _step, _signer = at_review(team, State.FIRST_REVIEW)
    with pytest.raises(NotPermitted):
        workflow.send_back(article, by=team.contributor, expected_revision=1, reason="不行")


def test_resubmitted_article_needs_all_signatures_anew(team: Team) -> None:
    article, _step, signer = at_review(team, State.FINAL_REVIEW)
    workflow.send_back(article, by=signer, expected_revision=1, reason="再改改。")
    article = workflow.submit(article, by=team.contributor, expected_revision=1)
    assert article.review_round == 2
    assert len(standing_on(article)) == 0
    workflow.approve(article, by=team.section_head, expected_revision=1, step="first")  # the same person, a new round


def test_withdrawn_article_becomes_a_draft_when_saved(team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    article = workflow.withdraw(article, by=team.contributor, expected_revision=1, reason="活动取消")
    assert article.state == State.WITHDRAWN
    assert last_audit().detail == {
        "reason": "活动取消",
        "before": "first_review",
        "withdrawn": 1,
        "revision": 1,
        "state": "withdrawn",
    }
    workflow.revise(article, by=team.contributor, expected_revision=1, content=make_content())
    article.refresh_from_db()
    assert article.state == State.DRAFT


def test_outsider_and_stale_view_withdraw_nothing(team: Team) -> None:
    article = make_article(team)
    with pytest.raises(NotPermitted):
        workflow.withdraw(article, by=team.outsider, expected_revision=1)
    with pytest.raises(Stale):
        workflow.withdraw(article, by=team.contributor, expected_revision=7)


# -------------------------------------------------------------------------------------------------- publish


def test_approved_article_is_published(team: Team) -> None:
    article = workflow.publish(make_article(team, state=State.APPROVED), by=team.chief_editor, expected_revision=1)
    assert article.published_revision == article.current_revision
    assert article.published_at is not None
    assert list(Article.objects.published()) == [article]


@pytest.mark.parametrize("state", [s for s in State if s not in (State.APPROVED, State.PUBLISHED)])
def test_what_was_not_signed_is_never_published(team: Team, state: Article.State) -> None:
    article = make_article(team, state=state)
    with pytest.raises(WorkflowError):
        workflow.publish(article, by=team.chief_editor, expected_revision=1)
    assert not Article.objects.published().exists()


def test_forged_state_without_signatures_is_not_published(team: Team) -> None:
    article = make_article(team)
    Article.objects.filter(pk=article.pk).update(state=State.APPROVED)
    with pytest.raises(Incomplete):
        workflow.publish(article, by=team.chief_editor, expected_revision=1)


@pytest.mark.parametrize("name", ["contributor", "section_head", "editor", "layout_editor", "leader", "system_admin"])
def test_only_the_chief_editor_publishes(team: Team, name: str) -> None:
    article = make_article(team, state=State.APPROVED)
    with pytest.raises(NotPermitted):
        workflow.publish(article, by=team.everyone[name], expected_revision=1)


def test_published_text_is_not_revised(team: Team) -> None:
    article = workflow.publish(make_article(team, state=State.APPROVED), by=team.chief_editor, expected_revision=1)
    acts: list[Callable[[], Any]] = [
        lambda: workflow.revise(article, by=team.chief_editor, expected_revision=1, content=make_content()),
        lambda: workflow.withdraw(article, by=team.contributor, expected_revision=1),
        lambda: workflow.publish(article, by=team.chief_editor, expected_revision=1),
    ]
    for act in acts:
        with pytest.raises(WrongState):
            act()


# ---------------------------------------------------------------------------------------------- what is offered


def test_offered_verbs_are_those_that_would_succeed(team: Team) -> None:
    """What the desk offers agrees with what the verbs do, for every role and state."""
    acts: dict[str, Callable[[Article, User], Any]] = {
        "revise": lambda a, u: workflow.revise(a, by=u, expected_revision=1, content=make_content()),
        "submit": lambda a, u: workflow.submit(a, by=u, expected_revision=1),
        "withdraw": lambda a, u: workflow.withdraw(a, by=u, expected_revision=1),
        "approve": lambda a, u: workflow.approve(a, by=u, expected_revision=1, step=a.state.removesuffix("_review")),
        "send_back": lambda a, u: workflow.send_back(a, by=u, expected_revision=1, reason="请改。"),
        "publish": lambda a, u: workflow.publish(a, by=u, expected_revision=1),
        "correct": lambda a, u: workflow.correct(
            a, by=u, expected_revision=1, content=make_content(correction_note="人数有误。")
        ),
        "retract": lambda a, u: workflow.retract(a, by=u, expected_revision=1, reason="失实。"),
        "claim": lambda a, u: handling.claim(a, by=u, expected_revision=1),
        "grade": lambda a, u: handling.set_grade(a, by=u, expected_revision=1, grade=Article.Grade.SENSITIVE),
        "due": lambda a, u: handling.set_due(a, by=u, expected_revision=1, due_on=None),
        "remind": lambda a, u: handling.remind(a, by=u, expected_revision=1),
        "comment": lambda a, u: comments.comment(a, by=u, expected_revision=1, words="请核对。"),
        "share": lambda a, u: sharing.share(a, by=u, expected_revision=1, reader="某主任", days=3),
    }
    from django.db import transaction

    for state in State:
        article = make_article(team, state=state)
        for name, person in team.everyone.items():
            for verb, offered in available_verbs(article, person).items():
                succeeded = True
                try:
                    with transaction.atomic():
                        acts[verb](article, person)
                        transaction.set_rollback(True)
                except WorkflowError:
                    succeeded = False
                assert offered == succeeded, (state, name, verb)


def test_queue_holds_what_a_person_may_sign_now(team: Team) -> None:
    first = make_article(team, state=State.FIRST_REVIEW)
    second = make_article(team, state=State.SECOND_REVIEW)
    assert list(Article.objects.waiting_for(team.section_head)) == [first]
    assert list(Article.objects.waiting_for(team.editor)) == [first, second]
    assert list(Article.objects.waiting_for(team.contributor)) == []
    workflow.approve(first, by=team.editor, expected_revision=1, step="first")
    assert list(Article.objects.waiting_for(team.editor)) == [second]
