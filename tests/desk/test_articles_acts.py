"""The acts of the review screen: each done once, refused where it must be, and told to the audit trail."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from articles import workflow
from articles.models import Article, SignOff
from articles.submission import submission_problems
from tests.factories import Team, make_article, make_content

pytestmark = pytest.mark.django_db
State = Article.State


def act(client: Client, by: User, name: str, article: Article, *, revision: Any = 1, **data: Any) -> Any:
    """Send the small form of the review screen."""
    client.force_login(by)
    return client.post(reverse(f"desk:article_{name}", args=[article.pk]), {"expected_revision": revision, **data})


def state_of(article: Article) -> str:
    article.refresh_from_db()
    return article.state


def audited(action: str, result: str = "done") -> bool:
    return AuditEntry.objects.filter(action=action, result=result).exists()


# ------------------------------------------------------------------------------------------------ success


def test_an_article_passes_all_reviews_from_the_desk(client: Client, team: Team) -> None:
    article = make_article(team)
    assert act(client, team.contributor, "submit", article).status_code == 302
    assert state_of(article) == State.FIRST_REVIEW
    for step, signer in zip(("first", "second", "final"), team.signers, strict=True):
        answer = act(client, signer, "approve", article, step=step, words="同意")
        assert answer["Location"] == reverse("desk:article_review", args=[article.pk])
    assert state_of(article) == State.APPROVED
    assert [s.opinion for s in article.sign_offs.all()] == ["同意"] * 3
    assert AuditEntry.objects.filter(action="article.approve", result="done").count() == 3
    assert audited("article.submit")


def test_send_back_returns_the_article_with_its_reason(client: Client, team: Team) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    act(client, team.editor, "send_back", article, words="请核对日期。")
    assert state_of(article) == State.SENT_BACK
    assert article.sign_offs.get(verdict=SignOff.Verdict.SENT_BACK).opinion == "请核对日期。"
    assert audited("article.send_back")
    client.force_login(team.contributor)
    assert "请核对日期。" in client.get(reverse("desk:article_review", args=[article.pk])).content.decode()


def test_returned_article_offers_mending_before_handing_in(client: Client, team: Team) -> None:
    article = make_article(team, state=State.SENT_BACK)
    client.force_login(team.contributor)
    review = reverse("desk:article_review", args=[article.pk])
    assert client.get(review).context["to_mend"]
    workflow.revise(article, by=team.contributor, expected_revision=1, content=make_content("补了数字"))
    page = client.get(review)
    assert page.context["returned"] and not page.context["to_mend"]


def test_withdraw_takes_the_article_out_with_its_reason(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    act(client, team.contributor, "withdraw", article, words="活动取消")
    assert state_of(article) == State.WITHDRAWN
    entry = AuditEntry.objects.get(action="article.withdraw", result="done")
    assert entry.detail["reason"] == "活动取消"
    assert "活动取消" in client.get(reverse("desk:article_review", args=[article.pk])).content.decode()


def test_reviewer_is_led_to_the_article_that_waited_longest(client: Client, team: Team) -> None:
    first = make_article(team, state=State.FIRST_REVIEW)
    second = make_article(team, make_content("下一篇等着的"), state=State.FIRST_REVIEW)
    answer = act(client, team.section_head, "approve", first, step="first")
    page = client.get(answer["Location"]).content.decode()
    assert f'<a href="{reverse("desk:article_review", args=[second.pk])}">下一篇等着的</a>' in page


def test_headline_in_the_message_is_escaped(client: Client, team: Team) -> None:
    first = make_article(team, state=State.FIRST_REVIEW)
    make_article(team, make_content("<b>粗</b>"), state=State.FIRST_REVIEW)
    answer = act(client, team.section_head, "approve", first, step="first")
    assert "<b>粗</b>" not in client.get(answer["Location"]).content.decode()


# ------------------------------------------------------------------------------------------------ refusals

FORMS: dict[str, dict[str, str]] = {
    "submit": {},
    "approve": {"step": "first", "words": ""},
    "send_back": {"words": "请补充。"},
    "withdraw": {"words": "不用了。"},
}
STATES = {
    "submit": State.DRAFT,
    "approve": State.FIRST_REVIEW,
    "send_back": State.FIRST_REVIEW,
    "withdraw": State.DRAFT,
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("role", ["proofreader", "layout_editor", "outsider", "system_admin", "audit_admin"])
def test_others_are_refused(client: Client, team: Team, name: str, role: str) -> None:
    article = make_article(team, state=STATES[name])
    person = team.everyone[role]
    sees = Article.objects.visible_to(person).filter(pk=article.pk).exists()
    answer = act(client, person, name, article, **FORMS[name])
    assert answer.status_code == (403 if sees else 404)
    assert state_of(article) == STATES[name]
    assert audited(f"article.{name}", "refused") == sees


def test_contributor_cannot_sign_for_her_department(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    assert act(client, team.contributor, "approve", article, step="first").status_code == 403
    assert not article.sign_offs.exists()


def test_nobody_signs_what_she_wrote_last(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    workflow.revise(article, by=team.section_head, expected_revision=1, content=make_content("主任改过"))
    answer = act(client, team.section_head, "approve", article, revision=2, step="first")
    assert answer.status_code == 403
    assert not article.sign_offs.exists()
    assert audited("article.approve", "refused")
    page = client.get(reverse("desk:article_review", args=[article.pk]))
    assert page.context["why_not"] and not page.context["verbs"]["approve"]


def test_nobody_signs_two_steps(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    act(client, team.editor, "approve", article, step="first")
    assert act(client, team.editor, "approve", article, step="second").status_code == 403
    assert state_of(article) == State.SECOND_REVIEW


@pytest.mark.parametrize("name", FORMS)
def test_stale_revision_is_refused_and_words_stay(client: Client, team: Team, name: str) -> None:
    article = make_article(team, state=STATES[name])
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content("别人改过"))
    by = team.contributor if name in ("submit", "withdraw") else team.section_head
    words = {"words": "写了好一会儿的话"} if FORMS[name].get("words") is not None else {}
    answer = act(client, by, name, article, **(FORMS[name] | words))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人改过" in page  # the fresh screen
    assert state_of(article) == STATES[name]
    assert audited(f"article.{name}", "refused")
    if words:
        assert "写了好一会儿的话" in page


@pytest.mark.parametrize("name", FORMS)
def test_wrong_state_is_refused(client: Client, team: Team, name: str) -> None:
    wrong = {"submit": State.FIRST_REVIEW, "withdraw": State.WITHDRAWN}.get(name, State.DRAFT)
    article = make_article(team, state=wrong)
    by = team.contributor if name in ("submit", "withdraw") else team.section_head
    assert act(client, by, name, article, **FORMS[name]).status_code == 409
    assert state_of(article) == wrong


def test_signing_the_step_that_is_not_due_is_refused(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    assert act(client, team.editor, "approve", article, step="second").status_code == 409
    assert act(client, team.editor, "approve", article, step="\x00").status_code in (400, 409)
    assert not article.sign_offs.exists()


@pytest.mark.parametrize("name", ["send_back", "withdraw"])
def test_reason_is_demanded(client: Client, team: Team, name: str) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    assert act(client, team.section_head, name, article, words="  ").status_code == 400
    assert state_of(article) == State.FIRST_REVIEW


def test_incomplete_article_is_not_handed_in(client: Client, team: Team) -> None:
    article = make_article(team, make_content(body=""))
    answer = act(client, team.contributor, "submit", article)
    assert answer.status_code == 400
    assert submission_problems(article.current_revision)[0] in answer.content.decode()  # type: ignore[arg-type]
    assert state_of(article) == State.DRAFT


def test_overlong_opinion_gets_a_message_and_stays(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    answer = act(client, team.section_head, "send_back", article, words="长" * 1001)
    assert answer.status_code == 400
    assert "长" * 1001 in answer.content.decode()


@pytest.mark.parametrize("revision", ["", "abc", "-1", "0", "9" * 30, "1\x00"])
@pytest.mark.parametrize("name", FORMS)
def test_tampered_revision_changes_nothing(client: Client, team: Team, name: str, revision: str) -> None:
    article = make_article(team, state=STATES[name])
    by = team.contributor if name in ("submit", "withdraw") else team.section_head
    assert act(client, by, name, article, revision=revision, **FORMS[name]).status_code == 409
    assert state_of(article) == STATES[name]


@pytest.mark.parametrize("name", FORMS)
def test_a_look_at_the_address_of_an_act_does_nothing(client: Client, team: Team, name: str) -> None:
    article = make_article(team, state=STATES[name])
    client.force_login(team.editor)
    answer = client.get(reverse(f"desk:article_{name}", args=[article.pk]))
    assert (answer.status_code, state_of(article)) == (302, STATES[name])


@pytest.mark.parametrize("name", FORMS)
def test_acts_demand_the_csrf_token(team: Team, name: str) -> None:
    article = make_article(team, state=STATES[name])
    assert act(Client(enforce_csrf_checks=True), team.editor, name, article, **FORMS[name]).status_code == 403
    assert state_of(article) == STATES[name]


# --------------------------------------------------------------------------------------- screen and history


def test_screen_says_what_is_missing_before_submission(client: Client, team: Team) -> None:
    article = make_article(team, make_content(body=""))
    client.force_login(team.contributor)
    page = client.get(reverse("desk:article_review", args=[article.pk]))
    assert page.context["missing"]
    assert reverse("desk:article_submit", args=[article.pk]) not in page.content.decode()


def test_trail_tells_everything_in_order_and_marks_void_signatures(client: Client, team: Team) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content("改过的题"))
    workflow.approve(article, by=team.section_head, expected_revision=2, step="first", opinion="可以")
    client.force_login(team.contributor)
    page = client.get(reverse("desk:article_review", args=[article.pk]))
    events = page.context["trail"]
    assert [event.revision for event in events] == [1, 1, 1, 2, 2]
    assert [event.void for event in events] == [False, False, True, False, False]
    assert events == sorted(events, key=lambda event: event.at)
    assert events[-1].note == "可以" and team.section_head.post in events[-1].who


def test_history_marks_void_signatures_beside_their_revision(client: Client, team: Team) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content("改过的题"))
    workflow.approve(article, by=team.section_head, expected_revision=2, step="first")
    client.force_login(team.contributor)
    page = client.get(reverse("desk:article_history", args=[article.pk]))
    assert [[each["void"] for each in signed] for _revision, signed in page.context["rows"]] == [[False], [True]]
    assert page.content.decode().count('class="void"') == 2  # beside the revision, and in the trail below


def test_sent_back_article_keeps_no_standing_signature(client: Client, team: Team) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    workflow.send_back(article, by=team.editor, expected_revision=1, reason="再改")
    client.force_login(team.editor)
    page = client.get(reverse("desk:article_review", args=[article.pk]))
    assert not any(step["sign_off"] for step in page.context["steps"])
    assert [event.void for event in page.context["trail"] if event.tone == "done"] == [True]


def test_old_revision_is_shown_as_it_was(client: Client, team: Team) -> None:
    article = make_article(team, make_content("旧的题", body="<p>旧的话</p>"))
    workflow.revise(article, by=team.contributor, expected_revision=1, content=make_content("新的题"))
    client.force_login(team.contributor)
    page = client.get(reverse("desk:article_revision", args=[article.pk, 1])).content.decode()
    assert "旧的话" in page and "<textarea" not in page
    assert client.get(reverse("desk:article_revision", args=[article.pk, 3])).status_code == 404
    assert client.get(reverse("desk:article_revision", args=[article.pk, 2**40])).status_code == 404


def test_screen_names_who_is_next(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    client.force_login(team.contributor)
    page = client.get(reverse("desk:article_review", args=[article.pk]))
    assert team.section_head.name in page.context["next"]
    workflow.revise(article, by=team.section_head, expected_revision=1, content=make_content())
    page = client.get(reverse("desk:article_review", args=[article.pk]))
    assert team.section_head.name not in page.context["next"] and team.editor.name in page.context["next"]
