"""Talking about a text: a comment on a passage, answers, resolved and opened again."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, Notification
from articles import comments, workflow
from articles.errors import Incomplete, NotPermitted, Stale, WrongState
from articles.models import Article, Comment
from tests.factories import Team, make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def remark(team: Team) -> Comment:
    """An editor's comment on a passage of an article in review."""
    article = make_article(team, state=Article.State.SECOND_REVIEW)
    return comments.comment(
        article, by=team.editor, expected_revision=1, words="这个数字请核实。", quote="停车的办法", paragraph=1
    )


def test_a_comment_keeps_its_passage_and_tells_the_writers(team: Team, remark: Comment) -> None:
    assert (remark.quote, remark.paragraph, remark.revision.number) == ("停车的办法", 1, 1)
    told = set(Notification.objects.filter(kind="article.comment").values_list("recipient_id", flat=True))
    assert told == {team.contributor.pk, team.section_head.pk}
    assert AuditEntry.objects.filter(action="comment.add", target_id=str(remark.article_id)).count() == 1


def test_answers_join_the_thread(team: Team, remark: Comment) -> None:
    answer = comments.reply(remark, by=team.contributor, words="已核实，是三十二户。")
    again = comments.reply(answer, by=team.editor, words="好。")
    assert again.parent == remark
    thread = Comment.objects.threads().get()
    assert [row.words for row in thread.replies.all()] == ["已核实，是三十二户。", "好。"]


def test_a_resolved_thread_rests_until_it_is_opened_again(team: Team, remark: Comment) -> None:
    comments.resolve(remark, by=team.contributor)
    with pytest.raises(WrongState):
        comments.reply(remark, by=team.editor, words="还有一处。")
    with pytest.raises(WrongState):
        comments.resolve(remark, by=team.editor)
    reopened = comments.reopen(remark, by=team.editor)
    assert reopened.resolved_by is None
    with pytest.raises(WrongState):
        comments.reopen(remark, by=team.editor)
    comments.reply(remark, by=team.editor, words="还有一处。")


def test_comments_outlive_the_revision_they_were_made_on(team: Team, remark: Comment) -> None:
    article = Article.objects.get(pk=remark.article_id)
    content = remark.revision.content()
    workflow.revise(
        article, by=team.editor, expected_revision=1, content=type(content)(title="新的标题", body="<p>新的正文。</p>")
    )
    assert Comment.objects.filter(article=article).get().revision.number == 1
    with pytest.raises(Stale):
        comments.comment(article, by=team.editor, expected_revision=1, words="旧稿上的话。")


@pytest.mark.parametrize("words", ["", "   ", "字" * 2001])
def test_words_that_are_no_comment_are_refused(team: Team, remark: Comment, words: str) -> None:
    with pytest.raises(Incomplete):
        comments.comment(remark.article, by=team.editor, expected_revision=1, words=words)
    with pytest.raises(Incomplete):
        comments.reply(remark, by=team.editor, words=words)


def test_only_those_who_may_read_the_article_talk_about_it(team: Team, remark: Comment) -> None:
    for act in (
        lambda: comments.comment(remark.article, by=team.outsider, expected_revision=1, words="我来说。"),
        lambda: comments.reply(remark, by=team.outsider, words="我来说。"),
        lambda: comments.resolve(remark, by=team.outsider),
        lambda: comments.comment(remark.article, by=team.system_admin, expected_revision=1, words="我来说。"),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert list(Comment.objects.visible_to(team.outsider)) == []
    assert list(Comment.objects.visible_to(team.leader)) == [remark]
    assert AuditEntry.objects.filter(action__startswith="comment.", result="refused").count() == 4


def test_the_passage_is_kept_short_and_clean(team: Team, remark: Comment) -> None:
    made = comments.comment(
        remark.article, by=team.editor, expected_revision=1, words="太长。", quote="\x00 引 文\n" + "长" * 500
    )
    assert made.quote.startswith("引 文 长")
    assert len(made.quote) == 300


def test_the_database_keeps_a_resolution_whole(team: Team, remark: Comment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=remark.pk).update(resolved_by=team.editor)


def test_a_retracted_article_is_talked_about_no_more(team: Team) -> None:
    article = make_article(team, state=Article.State.PUBLISHED)
    remark = comments.comment(article, by=team.editor, expected_revision=1, words="请核实。")
    workflow.retract(article, by=team.chief_editor, expected_revision=1, reason="失实。")
    for act in (
        lambda: comments.comment(article, by=team.editor, expected_revision=1, words="还有。"),
        lambda: comments.reply(remark, by=team.editor, words="还有。"),
        lambda: comments.resolve(remark, by=team.editor),
        lambda: comments.reopen(remark, by=team.editor),
    ):
        with pytest.raises(WrongState):
            act()
