"""The review screen: its margin, what changed, what it offers, and what it says when somebody was faster."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import comments, handling, workflow
from articles.content import Credit, Picture, Source
from articles.errors import NotPermitted
from articles.models import Article, SignOff
from newsroom.desk.articles import reviewing
from newsroom.desk.articles.findings import Checked, Finding
from newsroom.desk.articles.paragraphs import blocks, marked
from tests.desk.test_articles_acts import act, audited, state_of
from tests.factories import Team, make_article, make_column, make_content, make_grid_area, make_photo

pytestmark = pytest.mark.django_db
State, Step, Grade = Article.State, SignOff.Step, Article.Grade
BODY = "<p>第一段说停车。</p><h3>小标题</h3><ul><li>甲</li><li>乙</li></ul><blockquote><p>引文</p></blockquote>"


def screen(client: Client, by: Any, article: Article, **asked: str) -> Any:
    client.force_login(by)
    return client.get(reverse("desk:article_review", args=[article.pk]), asked)


# ---------------------------------------------------------------------------------------------- paragraphs


def test_paragraphs_are_numbered_in_reading_order() -> None:
    found = [p for block in blocks(BODY) for p in block.paragraphs]
    assert [(p.number, p.text) for p in found] == [
        (1, "第一段说停车。"),
        (2, "小标题"),
        (3, "甲"),
        (4, "乙"),
        (5, "引文"),
    ]


def test_what_stands_inside_a_paragraph_belongs_to_it() -> None:
    table = "<table><tbody><tr><td><p>甲</p></td><td>乙</td></tr><tr><td>丙</td></tr></tbody></table>"
    nested = "<ul><li>外<ul><li>内</li></ul></li></ul>"
    assert [p.text for block in blocks(table + nested) for p in block.paragraphs] == ["甲 乙", "丙", "外内"]


@pytest.mark.parametrize("html", [BODY, "光有字", "光有字<p>一段</p>尾巴", "<p>a &lt; b</p>", "", "<p>断<br>行</p>"])
def test_numbering_loses_nothing_of_a_body(html: str) -> None:
    import re

    written = "".join(block.html for block in blocks(html))
    assert re.sub(r' id="p\d+" data-paragraph="\d+"', "", written) == html


def test_marking_keeps_to_the_text_and_out_of_attributes() -> None:
    html = '<p><img alt="停车"><a href="/停车">别处</a>这里停车</p>'
    assert str(marked(html, "停车", "m")) == (
        '<p><img alt="停车"><a href="/停车">别处</a>这里<mark class="passage" id="m">停车</mark></p>'
    )
    assert str(marked("<p>一<b>半</b></p>", "一半", "m")) == "<p>一<b>半</b></p>"
    assert "<mark" in marked("<p>a &lt; b</p>", "a < b", "m")


# --------------------------------------------------------------------------------------------- the margin


def test_a_finding_stands_beside_its_words_and_nothing_shows_without_one(
    client: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article(team, make_content(body="<p>第一段。</p><p>第二段有错字。</p>"))
    plain = screen(client, team.editor, article)
    assert not plain.context["margin"].has_notes
    assert "note--finding" not in plain.content.decode() and "card--margin" not in plain.content.decode()
    found = [Finding("错字", quote="错字"), Finding("缺摘要"), Finding("句号", quote="。", place="有错字。")]
    monkeypatch.setattr(reviewing, "check", lambda article, revision: Checked(found))
    page = screen(client, team.editor, article)
    beside = [[f.words for f in piece.findings] for piece in page.context["margin"].pieces]
    assert beside == [[], ["错字", "句号"]]
    assert [f.words for f in page.context["margin"].findings] == ["缺摘要"]
    assert page.content.decode().count("note--finding") == 3


# ------------------------------------------------------------------------------------------- what changed


def changed_by_editor(team: Team) -> Article:
    """Signed by the section head, commented on by the leader, then changed by the editor and signed again."""
    article = make_article(team, make_content("旧题", body="<p>旧的话。</p>"), state=State.SECOND_REVIEW)
    comments.comment(article, by=team.leader, expected_revision=1, words="请核实。")
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content("新题", body="<p>新的话。</p>"))
    workflow.approve(article, by=team.section_head, expected_revision=2, step=Step.FIRST)
    return Article.objects.get(pk=article.pk)


def test_changes_are_shown_since_the_person_last_dealt_with_it(client: Client, team: Team) -> None:
    article = changed_by_editor(team)
    page = screen(client, team.leader, article)
    assert (page.context["base"].key, page.context["base"].revision.number) == ("seen", 1)
    assert page.context["comparison"].characters_in == 2
    assert page.context["unchanged_since"].signer == team.section_head


def test_a_first_look_is_compared_with_what_was_signed_last(client: Client, team: Team) -> None:
    article = changed_by_editor(team)
    workflow.revise(article, by=team.editor, expected_revision=2, content=make_content("又改", body="<p>又改。</p>"))
    page = screen(client, team.chief_editor, article)
    assert (page.context["base"].key, page.context["base"].revision.number) == ("signed", 2)
    assert page.context["unchanged_since"] is None
    assert screen(client, team.chief_editor, article, since="before").context["base"].key == "signed"  # the same text
    chosen = screen(client, team.leader, article, since="signed", show="columns")
    assert chosen.context["base"].key == "signed" and "diff__columns" in chosen.content.decode()


def test_a_correction_is_compared_with_what_readers_see(client: Client, team: Team) -> None:
    article = make_article(team, state=State.PUBLISHED)
    content = make_content("改正的题", correction_note="人数有误。")
    workflow.correct(article, by=team.editor, expected_revision=1, content=content)
    page = screen(client, team.leader, article, since="published")
    keys = [base.key for base in page.context["bases"]]
    assert keys[0] == "signed"  # the same text as the published one, named once
    assert len({base.revision.pk for base in page.context["bases"]}) == len(keys)
    assert "人数有误。" in page.content.decode()


def test_a_first_text_has_nothing_to_compare_with(client: Client, team: Team) -> None:
    page = screen(client, team.editor, make_article(team))
    assert page.context["comparison"] is None and page.context["bases"] == []


def test_any_two_revisions_are_compared(client: Client, team: Team) -> None:
    article = changed_by_editor(team)
    client.force_login(team.contributor)
    address = reverse("desk:article_compare", args=[article.pk])
    page = client.get(address)
    assert (page.context["older"].number, page.context["newer"].number) == (1, 2)
    turned = client.get(address, {"old": "2", "new": "1", "show": "columns"})
    assert (turned.context["older"].number, turned.context["newer"].number) == (2, 1)
    for nonsense in ({"old": "9"}, {"new": "99999999999999999999"}, {"old": "x", "new": "7"}):
        assert client.get(address, nonsense).status_code in (200, 404)
    assert client.get(address, {"old": "9"}).status_code == 404
    history = client.get(reverse("desk:article_history", args=[article.pk])).content.decode()
    assert 'name="old"' in history and address in history


# ------------------------------------------------------------------------------------- grade, day, claim


def test_grade_is_set_and_asks_for_a_second_final_reader(client: Client, team: Team) -> None:
    article = make_article(team, state=State.APPROVED)
    act(client, team.editor, "grade", article, grade="B")
    assert state_of(article) == State.SECOND_FINAL_REVIEW
    assert len(screen(client, team.leader, article).context["steps"]) == 4
    assert act(client, team.editor, "grade", article, grade="A").status_code == 403  # fewer signatures
    assert act(client, team.editor, "grade", article, grade="X").status_code == 400
    assert audited("article.grade") and audited("article.grade", "refused")


def test_due_day_is_set_taken_away_and_shown_when_overdue(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    assert act(client, team.editor, "due", article, due_on="2020-01-31").status_code == 400  # over already
    Article.objects.filter(pk=article.pk).update(due_on="2020-01-31")
    assert "due--late" in screen(client, team.contributor, article).content.decode()
    answer = act(client, team.editor, "due", article, due_on="31. Januar")
    assert answer.status_code == 400 and "31. Januar" in answer.content.decode()
    act(client, team.editor, "due", article, due_on="")
    article.refresh_from_db()
    assert article.due_on is None


def test_claim_is_shown_to_others_and_taken_over_only_on_purpose(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    act(client, team.section_head, "claim", article)
    page = screen(client, team.editor, article)
    assert page.context["claimed_by"] == team.section_head
    assert act(client, team.editor, "claim", article).status_code == 409
    assert act(client, team.editor, "claim", article, take_over="1").status_code == 302
    assert screen(client, team.editor, article).context["claimed_by_me"]
    act(client, team.editor, "release", article)
    assert screen(client, team.section_head, article).context["claimed_by"] is None


def test_the_department_reminds_once_a_day(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    assert act(client, team.contributor, "remind", article).status_code == 302
    assert act(client, team.contributor, "remind", article).status_code == 409


# ----------------------------------------------------------------------------------------------- returns


def test_the_screen_offers_each_earlier_step_and_says_whose_signature_ends(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    page = screen(client, team.chief_editor, article)
    assert [t["step"] for t in page.context["targets"]] == [Step.FIRST, Step.SECOND]
    act(client, team.chief_editor, "send_back", article, words="请再核日期。", to="second")
    assert state_of(article) == State.SECOND_REVIEW
    again = screen(client, team.editor, article)
    assert again.context["returned"].opinion == "请再核日期。" and not again.context["to_mend"]
    assert [bool(step["sign_off"]) for step in again.context["steps"]] == [True, False, False]


@pytest.mark.parametrize("to", ["final", "second_final", "king", "\x00"])
def test_a_return_to_a_later_or_unknown_step_is_refused(client: Client, team: Team, to: str) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    answer = act(client, team.editor, "send_back", article, words="理由写了很久", to=to)
    assert answer.status_code in (400, 409)
    assert "理由写了很久" in answer.content.decode()
    assert state_of(article) == State.SECOND_REVIEW


def test_the_screen_says_what_editing_costs_before_it_is_done(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    cost = screen(client, team.chief_editor, article).context["cost"]
    assert team.section_head.name in cost and team.editor.name in cost
    assert screen(client, team.contributor, make_article(team)).context["cost"] == ""


# ----------------------------------------------------------------------------------------- stale tabs


def test_a_stale_tab_is_told_who_changed_the_text_and_what(client: Client, team: Team) -> None:
    article = make_article(team, make_content(body="<p>旧的话。</p>"), state=State.FIRST_REVIEW)
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content(body="<p>新的话。</p>"))
    answer = act(client, team.section_head, "approve", article, step="first", words="同意")
    assert answer.status_code == 409
    assert team.editor.name in answer.context["errors"][0]
    assert answer.context["base"].revision.number == 1  # compared with what she had read
    assert answer.context["comparison"].places > 0


def test_a_stale_tab_is_told_who_signed_already(client: Client, team: Team) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    answer = act(client, team.editor, "approve", article, step="first", words="这句话别丢")
    assert answer.status_code == 409
    assert team.section_head.name in answer.context["errors"][0]
    assert "这句话别丢" in answer.content.decode()


def test_words_outlive_the_form_that_is_gone(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    answer = act(client, team.editor, "approve", article, step="second", words="这句话别丢")
    assert not answer.context["verbs"]["approve"]
    assert answer.context["kept"] == "这句话别丢" and "这句话别丢" in answer.content.decode()


def test_a_stale_tab_is_told_who_withdrew_it(client: Client, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    workflow.withdraw(article, by=team.contributor, expected_revision=1, reason="不发了")
    answer = act(client, team.section_head, "send_back", article, words="理由")
    assert team.contributor.name in answer.context["errors"][0] and answer.context["kept"] == "理由"


# --------------------------------------------------------------------------------------------- publishing


def test_the_question_says_that_it_is_the_first_publication(client: Client, team: Team) -> None:
    article = make_article(team, state=State.APPROVED)
    client.force_login(team.chief_editor)
    address = reverse("desk:article_publish", args=[article.pk])
    question = client.get(address)
    assert question.context["published"] is None and question.context["problems"] == []
    assert state_of(article) == State.APPROVED
    client.post(address, {"expected_revision": 1})
    assert state_of(article) == State.PUBLISHED and audited("article.publish")


def test_the_question_shows_what_a_correction_replaces(client: Client, team: Team) -> None:
    article = make_article(team, state=State.PUBLISHED)
    content = make_content("改正的题", correction_note="人数有误。")
    workflow.correct(article, by=team.contributor, expected_revision=1, content=content)
    for step, signer in zip((Step.FIRST, Step.SECOND, Step.FINAL), team.signers, strict=True):
        workflow.approve(article, by=signer, expected_revision=2, step=step)
    client.force_login(team.chief_editor)
    address = reverse("desk:article_publish", args=[article.pk])
    question = client.get(address)
    assert question.context["published"].number == 1 and question.context["comparison"].places
    assert "人数有误。" in question.content.decode()
    client.post(address, {"expected_revision": 2})
    article.refresh_from_db()
    assert article.corrected_at is not None


def test_publishing_a_text_that_changed_meanwhile_is_refused(client: Client, team: Team) -> None:
    article = make_article(team, state=State.APPROVED)
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content())
    client.force_login(team.chief_editor)
    answer = client.post(reverse("desk:article_publish", args=[article.pk]), {"expected_revision": 1})
    assert answer.status_code == 409 and team.editor.name in answer.context["errors"][0]
    assert state_of(article) == State.FIRST_REVIEW


# ------------------------------------------------------------------------------------------------- queries


def test_the_fullest_review_screen_takes_at_most_twenty_queries(
    client: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    def content(number: int) -> Any:
        return make_content(
            f"第{number}稿",
            body=f"<p>第一段第{number}稿。</p>" + "<p>不变的一段话。</p>" * 8,
            column_id=column,
            bylines=(Credit("某", "correspondent"), Credit("某某", "photographer")),
            attributions=(Source("甲", team.department.pk), Source("乙", None)),
            grid_area_ids=areas,
            photos=photos,
        )

    column, areas = make_column().pk, tuple(sorted((make_grid_area().pk, make_grid_area().pk)))
    photos = tuple(Picture(make_photo(team.contributor).pk, alternative_text="图") for _n in range(3))
    article = make_article(team, content(1))
    handling.set_grade(article, by=team.editor, expected_revision=1, grade=Grade.IMPORTANT)
    for number in range(1, 8):
        workflow.revise(article, by=team.contributor, expected_revision=number, content=content(number + 1))
    workflow.submit(article, by=team.contributor, expected_revision=8)
    workflow.approve(article, by=team.section_head, expected_revision=8, step=Step.FIRST)
    workflow.approve(article, by=team.editor, expected_revision=8, step=Step.SECOND)
    workflow.send_back(article, by=team.leader, expected_revision=8, reason="再改")
    workflow.revise(article, by=team.contributor, expected_revision=8, content=content(9))
    workflow.revise(article, by=team.contributor, expected_revision=9, content=content(10))
    workflow.submit(article, by=team.contributor, expected_revision=10)
    workflow.approve(article, by=team.section_head, expected_revision=10, step=Step.FIRST)
    workflow.approve(article, by=team.editor, expected_revision=10, step=Step.SECOND)
    workflow.approve(article, by=team.chief_editor, expected_revision=10, step=Step.FINAL)
    handling.claim(article, by=team.leader, expected_revision=10)
    for number in range(10):
        thread = comments.comment(
            article, by=team.leader, expected_revision=10, words="请核实", quote="不变的", paragraph=number
        )
        comments.reply(thread, by=team.editor, words="好的")
    assert article.revisions.count() == 10 and article.sign_offs.count() == 6 and article.comments.count() == 20
    client.force_login(team.chief_editor)
    address = reverse("desk:article_review", args=[article.pk])
    with django_assert_max_num_queries(20):
        page = client.get(address, {"since": "signed", "queue": f"{article.pk}-1-2"})
    assert page.context["comparison"].places and page.context["run"].is_on


# ------------------------------------------------------------------------------------------ other refusals


def test_a_writer_is_told_that_her_approved_article_is_approved(client: Client, team: Team) -> None:
    approved, reviewed = (make_article(team, state=state) for state in (State.APPROVED, State.SECOND_REVIEW))
    client.force_login(team.contributor)
    told = [client.get(reverse("desk:article_edit", args=[a.pk])).context["errors"][0] for a in (approved, reviewed)]
    assert told[0] != told[1]
    with pytest.raises(NotPermitted) as refused:
        workflow.revise(approved, by=team.contributor, expected_revision=1, content=make_content())
    assert str(refused.value) == told[0]
