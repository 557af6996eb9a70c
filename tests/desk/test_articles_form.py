"""The article form: every field survives, nothing that was typed is lost, and hostile input gets a message."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from articles import workflow
from articles.content import Content, Credit, Picture, Source
from articles.models import Article
from articles.submission import submission_problems
from tests.desk.browserless import ADD, edit_url, form_data, logged_in
from tests.factories import (
    Team,
    make_article,
    make_column,
    make_content,
    make_department,
    make_grid_area,
    make_photo,
)

pytestmark = pytest.mark.django_db


def full_content(team: Team) -> Content:
    """Content that uses every field of the form."""
    elsewhere = make_department("街道平安办公室", short_name="平安办")
    photo, inline = make_photo(team.contributor), make_photo(team.contributor)
    address = f"/media/{inline.file.name}"
    return make_content(
        "楼道里的一张公约",
        body=f'<p>第一段。</p><h3>小题</h3><figure class="image"><img src="{address}" alt="楼道"></figure><p>末。</p>',
        kicker="居民自己定",
        subtitle="从吵架到点头",
        summary="一栋楼商量出的办法。",
        kind="feature",
        column_id=make_column().pk,
        bylines=(
            Credit("赵某", "correspondent", "整理报道"),
            Credit("钱某", "photographer"),
            Credit("远山", "pen_name"),
        ),
        attributions=(
            Source("街道商会", None),
            Source(elsewhere.label, elsewhere.pk),
            Source("居委会", team.department.pk),
        ),
        grid_area_ids=tuple(sorted((make_grid_area().pk, make_grid_area().pk))),
        photos=(
            Picture(photo.pk, "图为楼道", "钱某 摄", "三个人站在楼道里", True, True, "家长赵某 3月5日书面同意"),
            Picture(inline.pk, "", "", "楼道", inline=True),
        ),
    )


def test_form_keeps_every_field_and_makes_no_revision_of_unchanged_content(client: Client, team: Team) -> None:
    article = make_article(team, full_content(team))
    logged_in(client, team.contributor)
    before = AuditEntry.objects.count()
    page = client.get(edit_url(article))
    answer = client.post(edit_url(article), form_data(page) | {"save": "1"})
    assert answer.status_code == 302
    assert article.revisions.count() == 1
    assert not AuditEntry.objects.filter(pk__gt=before, action="article.revise").exists()


def test_form_changes_what_was_changed_and_nothing_else(client: Client, team: Team) -> None:
    article = make_article(team, full_content(team))
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article))) | {"subtitle": "从吵架到握手"}
    client.post(edit_url(article), data)
    article.refresh_from_db()
    first, second = (article.revisions.with_parts().get(number=n).content() for n in (1, 2))
    assert second.subtitle == "从吵架到握手"
    assert {name for name in vars(first) if getattr(first, name) != getattr(second, name)} == {"subtitle"}


def test_order_numbers_and_removal_rule_the_rows(client: Client, team: Team) -> None:
    article = make_article(team, full_content(team))
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article)))
    data |= {"attributions-0-ORDER": "3", "attributions-2-ORDER": "1", "bylines-1-DELETE": "on"}
    client.post(edit_url(article), data)
    saved = article.revisions.with_parts().get(number=2).content()
    assert [source.printed_name for source in saved.attributions] == ["居委会", "平安办", "街道商会"]
    assert [credit.name for credit in saved.bylines] == ["赵某", "远山"]


def test_new_article_is_preset_with_own_department_and_name(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD))
    assert data["attributions-0-department"] == [str(team.department.pk)]
    assert data["bylines-0-name"] == [team.contributor.name]
    assert "department" not in data
    answer = client.post(ADD, data | {"title": "雨后的花坛", "body": "第一行\n\n第二行 5<6", "save": "1"})
    article = Article.objects.get()
    assert answer["Location"] == reverse("desk:article_review", args=[article.pk])
    assert (article.department, article.state) == (team.department, Article.State.DRAFT)
    assert article.current_revision is not None
    assert article.current_revision.body == "<p>第一行</p><p>第二行 5&lt;6</p>"
    assert [a.printed_name for a in article.current_revision.attributions.all()] == [team.department.label]


def test_editor_chooses_the_department_and_contributor_cannot(client: Client, team: Team) -> None:
    other = make_department()
    logged_in(client, team.editor)
    data = form_data(client.get(ADD)) | {"title": "代录稿", "body": "正文"}
    assert client.post(ADD, data | {"department": ""}).status_code == 400
    assert client.post(ADD, data | {"department": str(other.pk)}).status_code == 302
    assert Article.objects.get().department == other
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "换单位", "body": "正文", "department": str(other.pk)}
    client.post(ADD, data)
    assert Article.objects.latest("pk").department == team.department


def test_typed_department_is_looked_up_in_the_register(client: Client, team: Team) -> None:
    known = make_department("桐树居民区")
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "署名", "body": "正文"}
    data |= {"attributions-1-printed_name": "桐树居民区", "attributions-2-printed_name": "热心商户"}
    client.post(ADD, data)
    revision = Article.objects.get().current_revision
    assert revision is not None
    assert [(a.printed_name, a.department_id) for a in revision.attributions.all()][1:] == [
        ("桐树居民区", known.pk),
        ("热心商户", None),
    ]


def test_save_and_hand_in_does_both(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    client.post(ADD, form_data(client.get(ADD)) | {"title": "完整的稿", "body": "正文", "submit": "1"})
    assert Article.objects.get().state == Article.State.FIRST_REVIEW


def test_incomplete_text_is_saved_but_not_handed_in(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    answer = client.post(ADD, form_data(client.get(ADD)) | {"title": "没有正文", "submit": "1"}, follow=True)
    article = Article.objects.get()
    assert article.state == Article.State.DRAFT
    assert answer.redirect_chain[-1][0] == edit_url(article)
    problem = submission_problems(article.current_revision)[0]  # type: ignore[arg-type]
    assert f'<a href="#id_body">{problem}</a>' in answer.content.decode()


# ---------------------------------------------------------------------------------------------- conflicts


def test_conflict_shows_both_texts_and_saves_on_top_knowingly(client: Client, team: Team) -> None:
    article = make_article(team, make_content("原来的题", body="<p>原来的话</p>"))
    logged_in(client, team.contributor)
    mine = form_data(client.get(edit_url(article))) | {"title": "我改的题", "body": "<p>我写的话</p>"}
    workflow.revise(
        article, by=team.editor, expected_revision=1, content=make_content("编辑改的题", body="<p>编辑写的话</p>")
    )
    answer = client.post(edit_url(article), mine | {"save": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert form_data(answer)["title"] == ["我改的题"] and "我写的话" in form_data(answer)["body"][0]
    assert "编辑改的题" in page and "编辑写的话" in page and team.editor.name in page
    # the same again is refused again; with the newer number it is saved on top
    assert client.post(edit_url(article), form_data(answer)).status_code == 409
    assert article.revisions.count() == 2
    assert client.post(edit_url(article), form_data(answer) | {"over_revision": "2"}).status_code == 302
    article.refresh_from_db()
    assert article.current_revision is not None
    assert (article.current_revision.number, article.current_revision.title) == (3, "我改的题")


def test_conflict_names_only_what_was_touched(client: Client, team: Team) -> None:
    article = make_article(team, make_content("原来的题", body="<p>原来的话<strong>重点</strong></p>"))
    logged_in(client, team.contributor)
    mine = form_data(client.get(edit_url(article))) | {
        "title": "我改的题",
        "body": "<p>&nbsp;原来的话<b>重点</b></p><p>&nbsp;</p>",  # as an editor writes it
    }
    newer = make_content("编辑改的题", body="<p>原来的话<strong>重点</strong></p>")
    workflow.revise(article, by=team.editor, expected_revision=1, content=newer)
    conflict = client.post(edit_url(article), mine | {"save": "1"}).context["conflict"]
    assert [(choice.name, choice.theirs_only) for choice in conflict.choices] == [("title", False)]


def test_saving_on_top_without_the_tick_says_that_the_tick_is_needed(client: Client, team: Team) -> None:
    article = make_article(team)
    logged_in(client, team.contributor)
    mine = form_data(client.get(edit_url(article))) | {"title": "我改的题"}
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content("编辑改的题"))
    first = client.post(edit_url(article), mine | {"save": "1"})
    assert 'href="#over"' not in first.content.decode()
    again = client.post(edit_url(article), form_data(first) | {"save": "1"})
    assert again.status_code == 409 and 'href="#over"' in again.content.decode()


@pytest.mark.parametrize("number", ["", "abc", "0", "7", "-3", "9" * 25])
def test_tampered_revision_number_saves_nothing(client: Client, team: Team, number: str) -> None:
    article = make_article(team)
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article))) | {"title": "改", "expected_revision": number}
    assert client.post(edit_url(article), data).status_code in (400, 409)
    assert article.revisions.count() == 1


def test_edit_of_a_text_in_review_warns_that_signatures_are_voided(client: Client, team: Team) -> None:
    article = make_article(team, state=Article.State.FINAL_REVIEW)
    logged_in(client, team.editor)
    page = client.get(edit_url(article))
    assert page.context["voids"]
    client.post(edit_url(article), form_data(page) | {"title": "终审前改题"})
    article.refresh_from_db()
    assert article.state == Article.State.FIRST_REVIEW


def test_edit_of_an_approved_text_says_that_it_is_approved(client: Client, team: Team) -> None:
    article = make_article(team, state=Article.State.APPROVED)
    logged_in(client, team.editor)
    assert "稿件已审定，修改后要重新审核，3 个签审作废。" in client.get(edit_url(article)).content.decode()


def test_withdrawn_article_is_taken_up_again_unchanged(client: Client, team: Team) -> None:
    article = make_article(team, state=Article.State.WITHDRAWN)
    logged_in(client, team.contributor)
    client.post(edit_url(article), form_data(client.get(edit_url(article))))
    article.refresh_from_db()
    assert (article.state, article.revisions.count()) == (Article.State.DRAFT, 1)


@pytest.mark.parametrize(
    ("state", "status"), [(Article.State.SECOND_REVIEW, 403), (Article.State.APPROVED, 403), (Article.State.DRAFT, 200)]
)
def test_form_opens_only_where_the_verb_would_save(
    client: Client, team: Team, state: Article.State, status: int
) -> None:
    article = make_article(team, state=state)
    logged_in(client, team.contributor)
    assert client.get(edit_url(article)).status_code == status
    assert client.post(edit_url(article), {"title": "硬改"}).status_code == (400 if status == 200 else status)
    assert article.revisions.count() == 1
