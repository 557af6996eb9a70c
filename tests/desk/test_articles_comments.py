"""Comments on passages: where they stand, also after the text changed; answers, resolving, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import comments, workflow
from articles.models import Article, Comment
from tests.desk.test_articles_acts import act, audited
from tests.factories import Team, make_article, make_content

pytestmark = pytest.mark.django_db
State = Article.State
BODY = "<p>居民代表坐下来商量停车的办法。</p><p>会上定了三条规矩，写在楼道的黑板上。</p><p>下周再碰一次头。</p>"


@pytest.fixture
def article(team: Team) -> Article:
    """An article of three paragraphs in its first review."""
    return make_article(team, make_content("商量停车", body=BODY), state=State.FIRST_REVIEW)


def answer_to(client: Client, by: Any, name: str, found: Comment, **data: str) -> Any:
    client.force_login(by)
    return client.post(reverse(f"desk:comment_{name}", args=[found.article_id, found.pk]), data)


def beside(client: Client, by: Any, article: Article) -> Any:
    """The margin that the screen shows."""
    client.force_login(by)
    return client.get(reverse("desk:article_review", args=[article.pk])).context["margin"]


def places(margin: Any) -> list[list[tuple[str, str]]]:
    return [[(thread.comment.words, thread.place.value) for thread in piece.threads] for piece in margin.pieces]


def test_a_comment_on_selected_words_stands_beside_them(client: Client, team: Team, article: Article) -> None:
    act(client, team.editor, "comment", article, words="哪三条？", quote="三条规矩", paragraph="2")
    margin = beside(client, team.contributor, article)
    assert places(margin) == [[], [("哪三条？", "here")], []]
    assert '<mark class="passage"' in margin.pieces[1].html
    assert audited("comment.add")


def test_a_paragraph_chosen_from_the_list_is_found_by_its_first_words(
    client: Client, team: Team, article: Article
) -> None:
    act(client, team.editor, "comment", article, words="时间？", paragraph="3")
    found = Comment.objects.get()
    assert found.quote == "下周再碰一次头。"
    moved = "<p>新加的一段。</p>" + BODY
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content(body=moved))
    assert places(beside(client, team.editor, article))[3] == [("时间？", "here")]


def test_a_comment_follows_words_that_were_edited_and_says_so(client: Client, team: Team, article: Article) -> None:
    comments.comment(
        article, by=team.editor, expected_revision=1, words="哪三条？", quote="会上定了三条规矩", paragraph=2
    )
    body = BODY.replace("三条规矩", "四条规矩")
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content(body=body))
    assert places(beside(client, team.editor, article))[1] == [("哪三条？", "changed")]


def test_a_comment_on_words_that_left_the_text_is_kept_below(client: Client, team: Team, article: Article) -> None:
    comments.comment(article, by=team.editor, expected_revision=1, words="哪三条？", quote="三条规矩", paragraph=2)
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content(body="<p>全部重写了。</p>"))
    margin = beside(client, team.editor, article)
    assert places(margin) == [[]]
    assert [thread.comment.words for thread in margin.gone] == ["哪三条？"]


def test_comments_on_the_headline_and_on_the_whole_have_their_places(
    client: Client, team: Team, article: Article
) -> None:
    act(client, team.leader, "comment", article, words="题太长", paragraph="0")
    act(client, team.leader, "comment", article, words="不错", paragraph="")
    margin = beside(client, team.leader, article)
    assert [thread.comment.words for thread in margin.headline.threads] == ["题太长"]
    assert [thread.comment.words for thread in margin.whole] == ["不错"]
    assert margin.open_count == 2


def test_comments_are_answered_resolved_and_opened_again(client: Client, team: Team, article: Article) -> None:
    thread = comments.comment(article, by=team.editor, expected_revision=1, words="哪三条？")
    done = answer_to(client, team.contributor, "reply", thread, words="见附件。")
    assert done["Location"].endswith(f"#comment-{thread.pk}")
    answer_to(client, team.editor, "resolve", thread)
    assert beside(client, team.editor, article).open_count == 0
    assert answer_to(client, team.contributor, "resolve", thread).status_code == 409
    answer_to(client, team.contributor, "reopen", thread)
    assert beside(client, team.editor, article).open_count == 1
    assert all(audited(f"comment.{name}") for name in ("reply", "resolve", "reopen"))


def test_an_answer_to_a_resolved_comment_keeps_its_words(client: Client, team: Team, article: Article) -> None:
    thread = comments.comment(article, by=team.editor, expected_revision=1, words="哪三条？")
    comments.resolve(thread, by=team.editor)
    refused = answer_to(client, team.contributor, "reply", thread, words="写了很久的回复")
    assert refused.status_code == 409 and "写了很久的回复" in refused.content.decode()


@pytest.mark.parametrize("words", ["", "   ", "长" * 2001])
def test_an_empty_or_overlong_comment_is_refused_and_stays(
    client: Client, team: Team, article: Article, words: str
) -> None:
    refused = act(client, team.editor, "comment", article, words=words, quote="三条规矩", paragraph="2")
    assert refused.status_code == 400 and not Comment.objects.exists()
    assert "三条规矩" in refused.context["acts"]["comment"]["quote"].value()
    if words.strip():
        assert words in refused.content.decode()


@pytest.mark.parametrize("paragraph", ["-1", "abc", "9" * 20, "\x00"])
def test_a_tampered_paragraph_is_no_error_of_the_server(
    client: Client, team: Team, article: Article, paragraph: str
) -> None:
    assert act(client, team.editor, "comment", article, words="批", paragraph=paragraph).status_code == 400


def test_a_comment_on_a_changed_text_is_refused_and_stays(client: Client, team: Team, article: Article) -> None:
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content(body="<p>新的。</p>"))
    refused = act(client, team.leader, "comment", article, words="写了一半的批注", paragraph="2")
    assert refused.status_code == 409 and "写了一半的批注" in refused.content.decode()
    assert team.editor.name in refused.context["errors"][0]


def test_comments_of_another_article_cannot_be_reached_through_this_one(
    client: Client, team: Team, article: Article
) -> None:
    other = comments.comment(make_article(team), by=team.editor, expected_revision=1, words="别处的")
    client.force_login(team.editor)
    for number in (other.pk, 2**70):
        path = reverse("desk:comment_resolve", args=[article.pk, number])
        assert client.post(path).status_code == 404


def test_who_may_not_comment_is_refused(client: Client, team: Team, article: Article) -> None:
    thread = comments.comment(article, by=team.editor, expected_revision=1, words="哪三条？")
    assert act(client, team.layout_editor, "comment", article, words="排不下").status_code == 403
    assert answer_to(client, team.layout_editor, "resolve", thread).status_code == 403
    assert answer_to(client, team.outsider, "reply", thread, words="看看").status_code == 404


def test_hostile_words_are_shown_as_words(client: Client, team: Team, article: Article) -> None:
    comments.comment(
        article, by=team.editor, expected_revision=1, words="<script>1</script>", quote='"><img src=x>', paragraph=1
    )
    client.force_login(team.editor)
    page = client.get(reverse("desk:article_review", args=[article.pk])).content.decode()
    assert "<script>1" not in page and "<img src=x" not in page
