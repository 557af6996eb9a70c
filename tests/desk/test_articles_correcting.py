"""Correcting and retracting what readers see, from the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from articles import workflow
from articles.content import Source
from articles.models import Article
from articles.steps import REVIEWS
from tests.desk.browserless import edit_url, form_data, logged_in
from tests.factories import Team, make_article, make_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(team: Team) -> Article:
    content = make_content("车位增加十个", body="<p>车位增加十个。</p>", attributions=(Source("某单位"),))
    return make_article(team, content, state=Article.State.PUBLISHED)


def correct_url(article: Article) -> str:
    return reverse("desk:article_correct", args=[article.pk])


def retract_url(article: Article) -> str:
    return reverse("desk:article_retract", args=[article.pk])


def proposed(client: Client, team: Team, article: Article, **changes: Any) -> Any:
    logged_in(client, team.contributor)
    data = form_data(client.get(correct_url(article)))
    data |= {"title": "车位增加十二个", "correction_note": "应为十二个。", "save": "1"} | changes
    return client.post(correct_url(article), data)


def text_of(client: Client, article: Article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def test_correction_goes_to_review_while_the_public_text_stays(client: Client, team: Team, public: Article) -> None:
    assert proposed(client, team, public).status_code == 302
    public.refresh_from_db()
    assert public.state == Article.State.FIRST_REVIEW
    assert "车位增加十个" in text_of(client, public) and "十二个" not in text_of(client, public)


@pytest.mark.parametrize("changes", [{"correction_note": ""}, {"correction_note": "  "}, {"title": "车位增加十个"}])
def test_correction_needs_a_note_and_a_change(
    client: Client, team: Team, public: Article, changes: dict[str, str]
) -> None:
    answer = proposed(client, team, public, **changes)
    assert answer.status_code == 400 and answer.context["entry"].form["correction_note"] is not None
    assert public.revisions.count() == 1


def test_correction_that_was_sent_back_is_mended_with_its_note(client: Client, team: Team, public: Article) -> None:
    proposed(client, team, public)
    workflow.send_back(public, by=team.section_head, expected_revision=2, reason="说明写得不清楚。")
    assert client.get(correct_url(public))["Location"] == edit_url(public)
    data = form_data(client.get(edit_url(public)))
    assert data["correction_note"] == ["应为十二个。"]
    assert client.post(edit_url(public), data | {"correction_note": ""}).status_code == 400
    client.post(edit_url(public), data | {"correction_note": "数字应为十二个。", "submit": "1"})
    public.refresh_from_db()
    assert public.state == Article.State.FIRST_REVIEW
    for review, signer in zip(REVIEWS, team.signers, strict=True):
        workflow.approve(public, by=signer, expected_revision=3, step=review.step)
    workflow.publish(public, by=team.chief_editor, expected_revision=3)
    assert "数字应为十二个。" in text_of(client, public)
    # the next correction does not begin with the words of this one
    assert form_data(client.get(correct_url(public)))["correction_note"] == [""]


def test_two_corrections_at_once_meet(client: Client, team: Team, public: Article) -> None:
    logged_in(client, team.contributor)
    mine = form_data(client.get(correct_url(public))) | {"title": "我的更正", "correction_note": "我的说明。"}
    content = make_content("编辑的更正", correction_note="编辑的说明。")
    workflow.correct(public, by=team.editor, expected_revision=1, content=content)
    answer = client.post(correct_url(public), mine | {"save": "1"})
    assert answer.status_code in (403, 409) and public.revisions.count() == 2
    copy = client.get(reverse("desk:article_copy", args=[public.pk]))
    assert copy.status_code == 200 and copy.context["content"].title == "我的更正"


def test_correction_put_down_as_a_copy_comes_back(client: Client, team: Team, public: Article) -> None:
    logged_in(client, team.contributor)
    data = form_data(client.get(correct_url(public))) | {"title": "改一半", "correction_note": "说明一半", "keep": "1"}
    answer = client.post(correct_url(public), data, follow=True)
    assert (form_data(answer)["title"], form_data(answer)["correction_note"]) == (["改一半"], ["说明一半"])
    assert public.revisions.count() == 1


# ------------------------------------------------------------------------------------------------- retracting


def retract(client: Client, team: Team, article: Article, **changes: Any) -> Any:
    logged_in(client, team.chief_editor)
    data = form_data(client.get(retract_url(article)), "stack-small")
    return client.post(retract_url(article), data | {"reason": "当事人要求。", "public_note": "谨致歉意。"} | changes)


def test_retraction_needs_reason_and_confirmation(client: Client, team: Team, public: Article) -> None:
    for changes in ({}, {"confirmed": "on", "reason": "  "}):
        answer = retract(client, team, public, **changes)
        assert answer.status_code == 400
        assert client.get(public.get_absolute_url()).status_code == 200


def test_preview_shows_what_readers_will_find_and_retracts_nothing(client: Client, team: Team, public: Article) -> None:
    answer = retract(client, team, public, preview="1", confirmed="on", public_note="说明<甲>。")
    assert answer.status_code == 200 and "说明&lt;甲&gt;。" in answer.content.decode()
    public.refresh_from_db()
    assert public.state == Article.State.PUBLISHED


def test_retraction_takes_the_text_down_at_once(client: Client, team: Team, public: Article) -> None:
    assert retract(client, team, public, confirmed="on").status_code == 302
    gone = client.get(public.get_absolute_url())
    assert gone.status_code == 410 and "谨致歉意。" in gone.content.decode()
    entry = AuditEntry.objects.filter(action="article.retract").latest("pk")
    assert entry.detail["reason"] == "当事人要求。"
    assert client.get(retract_url(public)).status_code == 409


def test_retraction_of_a_text_that_changed_meanwhile_asks_again(client: Client, team: Team, public: Article) -> None:
    logged_in(client, team.chief_editor)
    data = form_data(client.get(retract_url(public)), "stack-small")
    content = make_content("更正", correction_note="数字有误。")
    workflow.correct(public, by=team.contributor, expected_revision=1, content=content)
    answer = client.post(retract_url(public), data | {"reason": "事实有误。", "confirmed": "on"})
    assert answer.status_code == 409 and "事实有误。" in answer.content.decode()
    assert client.get(public.get_absolute_url()).status_code == 200
