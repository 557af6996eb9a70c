"""Two people save one article: each part says who changed it, parts are taken over and put back, nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles import workflow
from articles.content import Credit, Source
from articles.models import Article, SignOff, WorkingCopy
from tests.desk.browserless import edit_url, form_data, logged_in
from tests.factories import Team, make_article, make_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(team: Team) -> Article:
    return make_article(
        team,
        make_content(
            "原题",
            kicker="原引题",
            subtitle="原副题",
            body="<p>原来的话。</p>",
            bylines=(Credit("甲", "correspondent"),),
            attributions=(Source("甲单位"),),
        ),
    )


@pytest.fixture
def met(client: Client, team: Team, article: Article) -> Any:
    """The contributor changed title and body, the editor title, subtitle and byline; the editor was faster."""
    logged_in(client, team.contributor)
    mine = form_data(client.get(edit_url(article))) | {"title": "我的题", "body": "<p>我的话。</p>"}
    theirs = make_content(
        "编辑的题",
        kicker="原引题",
        subtitle="编辑的副题",
        body="<p>原来的话。</p>",
        bylines=(Credit("甲", "correspondent"), Credit("乙", "photographer")),
        attributions=(Source("甲单位"),),
    )
    workflow.revise(article, by=team.editor, expected_revision=1, content=theirs)
    return client.post(edit_url(article), mine | {"save": "1"})


def test_each_part_says_who_changed_it(met: Any) -> None:
    choices = {choice.name: choice.theirs_only for choice in met.context["conflict"].choices}
    assert choices == {"title": False, "subtitle": True, "body": False, "bylines": True}
    assert met.status_code == 409
    page = met.content.decode()
    assert "编辑的副题"[:3] in page and form_data(met)["title"] == ["我的题"]


def test_parts_are_taken_over_and_put_back(client: Client, article: Article, met: Any) -> None:
    taken = client.post(
        edit_url(article), form_data(met) | {"take": ["title", "subtitle", "bylines"], "take_over": "1"}
    )
    data = form_data(taken)
    assert (data["title"], data["subtitle"], data["body"]) == (["编辑的题"], ["编辑的副题"], ["<p>我的话。</p>"])
    assert [data[f"bylines-{n}-name"] for n in (0, 1)] == [["甲"], ["乙"]]
    assert [choice.name for choice in taken.context["conflict"].choices] == ["body"]
    back = form_data(client.post(edit_url(article), data | {"put_back": "1"}))
    assert (back["title"], back["subtitle"], back["bylines-1-name"]) == (["我的题"], ["原副题"], [""])
    assert article.revisions.count() == 2


def test_brought_together_the_text_is_saved_on_top(client: Client, article: Article, met: Any) -> None:
    taken = client.post(edit_url(article), form_data(met) | {"take": ["subtitle", "bylines"], "take_over": "1"})
    assert client.post(edit_url(article), form_data(taken) | {"save": "1"}).status_code == 409  # not ticked
    done = client.post(edit_url(article), form_data(taken) | {"over_revision": "2", "save": "1"})
    assert done.status_code == 302
    saved = article.revisions.with_parts().get(number=3).content()
    assert (saved.title, saved.subtitle, saved.body) == ("我的题", "编辑的副题", "<p>我的话。</p>")
    assert [credit.name for credit in saved.bylines] == ["甲", "乙"]
    assert article.revisions.get(number=2).title == "编辑的题"  # stays in the history


def test_own_text_is_discarded_only_on_request(client: Client, article: Article, met: Any) -> None:
    copied = client.post(f"{edit_url(article)[:-5]}working-copy/", form_data(met))
    assert copied.status_code == 200 and WorkingCopy.objects.exists()
    client.post(edit_url(article), form_data(met) | {"discard": "1"})
    assert not WorkingCopy.objects.exists()
    assert form_data(client.get(edit_url(article)))["title"] == ["编辑的题"]
    assert article.revisions.count() == 2


def test_a_third_revision_asks_again(client: Client, team: Team, article: Article, met: Any) -> None:
    workflow.revise(article, by=team.editor, expected_revision=2, content=make_content("第三稿"))
    answer = client.post(edit_url(article), form_data(met) | {"over_revision": "2", "save": "1"})
    assert answer.status_code == 409 and answer.context["conflict"].newer.number == 3
    assert article.revisions.count() == 3


@pytest.mark.parametrize(
    "given_up", ["", "{", "[]", '{"parts": 3, "sent": {}}', '{"parts": ["x"], "sent": {"title": 1}}']
)
def test_damaged_undo_changes_nothing(client: Client, article: Article, met: Any, given_up: str) -> None:
    data = form_data(met) | {"given_up": given_up, "put_back": "1"}
    assert form_data(client.post(edit_url(article), data))["title"] == ["我的题"]


def test_an_edit_does_not_void_a_signature_given_meanwhile_unless_its_writer_says_so(
    client: Client, team: Team
) -> None:
    article = make_article(team, state=Article.State.SECOND_REVIEW)
    logged_in(client, team.chief_editor)
    fields = form_data(client.get(edit_url(article))) | {"title": "改过的标题"}
    workflow.approve(article, by=team.editor, expected_revision=1, step=SignOff.Step.SECOND)
    answer = client.post(edit_url(article), fields)
    assert answer.status_code == 409
    assert "改过的标题" in answer.content.decode()
    assert article.revisions.count() == 1
    assert article.sign_offs.count() == 2
    assert client.post(edit_url(article), form_data(answer)).status_code == 302
    assert article.revisions.count() == 2
