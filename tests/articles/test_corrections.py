"""After publication: a correction goes through every review while the old text stays; a retraction acts at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEntry, Notification
from articles import workflow
from articles.content import Content
from articles.errors import Incomplete, NotPermitted, Stale, WrongState
from articles.models import Article, SignOff
from articles.steps import REVIEWS
from tests.factories import Team, make_article, make_content

pytestmark = pytest.mark.django_db
State = Article.State


@pytest.fixture
def public(team: Team) -> Article:
    """A published article."""
    article = make_article(team, state=State.APPROVED)
    return workflow.publish(article, by=team.chief_editor, expected_revision=1)


def corrected(article: Article, **changes: Any) -> Content:
    """The public content with a changed body and a note for readers."""
    assert article.published_revision is not None
    content = article.published_revision.content()
    return replace(
        content,
        **({"body": "<p>更正后的正文，数字已核实。</p>", "correction_note": "参加人数应为三十二人。"} | changes),
    )


def sign_all(article: Article, team: Team, number: int) -> Article:
    """Every review signed, by the team's three signers."""
    for review, signer in zip(REVIEWS, team.signers, strict=True):
        article = workflow.approve(article, by=signer, expected_revision=number, step=review.step)
    return article


def test_correction_leaves_the_public_text_until_every_review_is_signed(team: Team, public: Article) -> None:
    before = public.published_revision
    workflow.correct(public, by=team.contributor, expected_revision=1, content=corrected(public))
    public.refresh_from_db()
    assert public.state == State.FIRST_REVIEW
    assert public.published_revision == before
    assert public in Article.objects.published()
    approved = sign_all(public, team, 2)
    assert approved.published_revision == before
    out = workflow.publish(approved, by=team.chief_editor, expected_revision=2)
    assert out.published_revision == out.current_revision
    assert out.published_revision is not None
    assert out.published_revision.correction_note == "参加人数应为三十二人。"
    assert out.corrected_at is not None
    assert out.published_at == public.published_at
    assert AuditEntry.objects.filter(action="article.publish", detail__corrects=True).count() == 1


def test_correction_needs_a_note_for_readers_and_a_change(team: Team, public: Article) -> None:
    with pytest.raises(Incomplete):
        workflow.correct(
            public, by=team.contributor, expected_revision=1, content=corrected(public, correction_note=" ")
        )
    workflow.correct(public, by=team.contributor, expected_revision=1, content=corrected(public))
    article = workflow.send_back(public, by=team.section_head, expected_revision=2, reason="请再核对。")
    assert article.state == State.SENT_BACK
    with pytest.raises(Incomplete):
        workflow.revise(
            article, by=team.contributor, expected_revision=2, content=corrected(public, correction_note="")
        )


def test_the_same_text_is_no_correction(team: Team, public: Article) -> None:
    content = corrected(public)
    workflow.correct(public, by=team.contributor, expected_revision=1, content=content)
    out = workflow.publish(
        sign_all(Article.objects.get(pk=public.pk), team, 2), by=team.chief_editor, expected_revision=2
    )
    with pytest.raises(Incomplete):
        workflow.correct(out, by=team.contributor, expected_revision=2, content=content)


def test_only_a_published_text_of_the_own_department_is_corrected(team: Team, public: Article) -> None:
    draft = make_article(team)
    content = make_content(correction_note="更正。")
    with pytest.raises(WrongState):
        workflow.correct(draft, by=team.contributor, expected_revision=1, content=content)
    with pytest.raises(NotPermitted):
        workflow.correct(public, by=team.outsider, expected_revision=1, content=content)
    with pytest.raises(Stale):
        workflow.correct(public, by=team.contributor, expected_revision=9, content=content)
    assert AuditEntry.objects.filter(action="article.correct", result="refused").count() == 3


def test_withdrawn_correction_lets_the_public_text_count_again(team: Team, public: Article) -> None:
    workflow.correct(public, by=team.contributor, expected_revision=1, content=corrected(public))
    back = workflow.withdraw(public, by=team.contributor, expected_revision=2, reason="不需要更正。")
    assert back.state == State.PUBLISHED
    assert back.current_revision == back.published_revision
    again = workflow.correct(back, by=team.contributor, expected_revision=1, content=corrected(back))
    assert again.number == 3


def test_signatures_under_the_public_text_do_not_count_for_its_correction(team: Team, public: Article) -> None:
    workflow.correct(public, by=team.contributor, expected_revision=1, content=corrected(public))
    public.refresh_from_db()
    with pytest.raises(WrongState):
        workflow.publish(public, by=team.chief_editor, expected_revision=2)
    assert SignOff.objects.filter(article=public, review_round=public.review_round).count() == 0


def test_retraction_acts_at_once_and_stays_in_the_trail(team: Team, public: Article) -> None:
    gone = workflow.retract(
        public, by=team.chief_editor, expected_revision=1, reason="当事人要求。", public_note="应当事人要求撤下。"
    )
    assert gone.state == State.RETRACTED
    assert gone not in Article.objects.published()
    assert gone.retraction_note == "应当事人要求撤下。"
    entry = AuditEntry.objects.get(action="article.retract")
    assert entry.detail["reason"] == "当事人要求。"
    told = set(Notification.objects.filter(kind="article.retracted").values_list("recipient_id", flat=True))
    assert told == {team.contributor.pk, team.section_head.pk, team.editor.pk}


def test_retraction_also_ends_a_correction_in_work(team: Team, public: Article) -> None:
    workflow.correct(public, by=team.contributor, expected_revision=1, content=corrected(public))
    gone = workflow.retract(public, by=team.chief_editor, expected_revision=2, reason="失实。")
    assert gone.state == State.RETRACTED
    with pytest.raises(WrongState):
        workflow.approve(gone, by=team.section_head, expected_revision=2, step=SignOff.Step.FIRST)


@pytest.mark.parametrize("who", ["contributor", "section_head", "editor", "leader", "layout_editor", "system_admin"])
def test_only_the_chief_editor_retracts(team: Team, public: Article, who: str) -> None:
    with pytest.raises(NotPermitted):
        workflow.retract(public, by=getattr(team, who), expected_revision=1, reason="撤下。")
    public.refresh_from_db()
    assert public.state == State.PUBLISHED


def test_retraction_wants_a_reason_and_something_public(team: Team, public: Article) -> None:
    with pytest.raises(Incomplete):
        workflow.retract(public, by=team.chief_editor, expected_revision=1, reason="  ")
    with pytest.raises(Incomplete):
        workflow.retract(public, by=team.chief_editor, expected_revision=1, reason="撤", public_note="长" * 301)
    with pytest.raises(WrongState):
        workflow.retract(make_article(team), by=team.chief_editor, expected_revision=1, reason="撤下。")


def test_database_refuses_a_retracted_article_that_is_still_public(public: Article) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET state = 'retracted' WHERE id = %s", [public.pk])
