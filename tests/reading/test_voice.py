"""What readers write: received without a trace of them, answered at the desk, found again at a secret address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, Notification
from articles import workflow
from articles.errors import Incomplete, NotPermitted, WrongState
from articles.models import Article
from reading.models import ReaderLetter, ReadingCount
from reading.views import voice
from reading.voice import counts, letters
from tests.factories import Team, make_article, make_column

pytestmark = pytest.mark.django_db
State = ReaderLetter.State


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def story(team: Team) -> Article:
    """A public story."""
    return make_article(team, state=Article.State.PUBLISHED)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms may be answered at once."""
    monkeypatch.setattr(voice, "QUICKEST", 0)
    monkeypatch.setattr(voice, "_age", lambda opened: 60.0)


def report_url(article: Article) -> str:
    return reverse("reading:report_error", args=[article.pk])


# ------------------------------------------------------------------------------------------------ the readers


def test_an_error_is_reported_without_saying_who_one_is(
    client: Client, team: Team, story: Article, unhurried: None
) -> None:
    answer = client.post(report_url(story), {"text": "第二段的“洁”字应为“扫”。", "passage": "打洁卫生"})
    letter = ReaderLetter.objects.get()
    assert answer.status_code == 302 and letter.token in answer["Location"]
    assert (letter.kind, letter.article, letter.revision_number, letter.state) == ("report", story, 1, "new")
    assert letter.passage == "打洁卫生"
    assert not AuditEntry.objects.filter(target_type="reading.readerletter").exists()  # it would keep the address
    assert {row.recipient for row in Notification.objects.filter(kind="reader.wrote")} == {
        team.editor,
        team.chief_editor,
    }


def test_a_letter_is_written_and_its_answer_found_at_its_address(client: Client, team: Team, unhurried: None) -> None:
    client.post(reverse("reading:write_letter"), {"text": "路灯坏了。\r\n\r\n请修一修。", "pen_name": "老街坊"})
    letter = ReaderLetter.objects.get()
    assert letter.text == "路灯坏了。\n请修一修。"
    url = reverse("reading:letter", args=[letter.token])
    assert "路灯坏了" in client.get(url).content.decode()
    letters.answer(letter, by=team.editor, words="已转市政，周五修。")
    page = client.get(url)
    assert "已转市政，周五修。" in page.content.decode()
    assert team.editor.name not in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer" and "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("token", ["nobody", "x" * 500, "../../etc", "%00"])
def test_an_address_that_was_not_given_shows_nothing(client: Client, token: str) -> None:
    assert client.get(f"/letters/{token}/").status_code == 404


@pytest.mark.parametrize("state", [Article.State.DRAFT, Article.State.APPROVED, Article.State.RETRACTED])
def test_what_is_not_public_cannot_be_reported(client: Client, team: Team, state: Article.State) -> None:
    article = make_article(team, state=state)
    assert client.get(report_url(article)).status_code == 404
    assert client.post(report_url(article), {"text": "错"}).status_code == 404


def test_a_program_is_thanked_and_nothing_is_kept(client: Client, story: Article, unhurried: None) -> None:
    answer = client.post(report_url(story), {"text": "buy", "website": "http://spam.example"})
    assert answer.status_code == 302 and not ReaderLetter.objects.exists()


def test_a_form_answered_in_no_time_or_never_opened_is_refused_with_its_words_kept(
    client: Client, story: Article
) -> None:
    opened = re.search(r'name="opened" value="([^"]+)"', client.get(report_url(story)).content.decode())
    assert opened is not None
    for form in ({"opened": opened[1]}, {"opened": "made up"}, {}):
        answer = client.post(report_url(story), {"text": "数字有误", **form})
        assert answer.status_code == 422 and "数字有误" in answer.content.decode()
    assert not ReaderLetter.objects.exists()


def test_a_form_that_was_open_for_a_while_is_taken(
    client: Client, story: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = re.search(r'name="opened" value="([^"]+)"', client.get(report_url(story)).content.decode())
    assert opened is not None
    import time

    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 30)
    assert client.post(report_url(story), {"text": "数字有误", "opened": opened[1]}).status_code == 302


def test_one_connection_writes_only_so_much(client: Client, story: Article, unhurried: None) -> None:
    statuses = [client.post(report_url(story), {"text": f"第{n}处"}).status_code for n in range(voice.MOST_LETTERS + 2)]
    assert statuses == [302] * voice.MOST_LETTERS + [422] * 2
    other = client.post(report_url(story), {"text": "另一处"}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 302


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "长" * 1001])
def test_empty_and_endless_reports_are_refused_in_words(
    client: Client, story: Article, unhurried: None, text: str
) -> None:
    assert client.post(report_url(story), {"text": text}).status_code == 422
    assert not ReaderLetter.objects.exists()


def test_what_readers_type_is_shown_as_they_typed_it(client: Client, team: Team, unhurried: None) -> None:
    evil = "<script>alert(1)</script>{{ 7|add:7 }}"
    client.post(reverse("reading:write_letter"), {"text": evil, "pen_name": "<b>x</b>"})
    letter = ReaderLetter.objects.get()
    client.force_login(team.editor)
    for url in (reverse("reading:letter", args=[letter.token]), reverse("desk:reader_letter", args=[letter.pk])):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page and "<b>x</b>" not in page and "{{ 7|add:7 }}" in page


# ---------------------------------------------------------------------------------------------------- the desk


def test_a_letter_becomes_a_draft_signed_with_its_pen_name(team: Team) -> None:
    column = make_column()
    letter = letters.write_letter(text="第一段。\n第二段。", pen_name="老街坊")
    made = letters.take_up(letter, by=team.editor, department=team.department, column=column)
    letter.refresh_from_db()
    assert (letter.state, letter.made) == (State.TAKEN_UP, made)
    revision = made.current_revision
    assert made.state == Article.State.DRAFT and revision is not None
    assert revision.text == "第一段。\n第二段。"
    assert [str(byline) for byline in revision.bylines.all()] == ["老街坊"]
    assert AuditEntry.objects.filter(action="reader.take_up", result="done").count() == 1


def test_a_letter_is_settled_once(team: Team) -> None:
    letter = letters.write_letter(text="你好。")
    letters.dismiss(letter, by=team.editor, reason="广告")
    with pytest.raises(WrongState):
        letters.answer(letter, by=team.chief_editor, words="谢谢。")
    assert AuditEntry.objects.filter(action="reader.answer", result="refused").count() == 1


def test_only_editors_answer_and_never_without_words(team: Team) -> None:
    letter = letters.write_letter(text="你好。")
    for person in (team.contributor, team.layout_editor, team.leader, team.system_admin):
        with pytest.raises(NotPermitted):
            letters.answer(letter, by=person, words="谢谢。")
    with pytest.raises(Incomplete):
        letters.answer(letter, by=team.editor, words=" ")
    with pytest.raises(Incomplete):
        letters.dismiss(letter, by=team.editor, reason="")
    letter.refresh_from_db()
    assert letter.state == State.NEW


def test_a_report_of_an_error_becomes_no_article(team: Team, story: Article) -> None:
    with pytest.raises(WrongState):
        letters.take_up(letters.report_error(story, text="错"), by=team.editor, department=team.department, column=None)


def test_the_database_keeps_half_an_answer_out(team: Team) -> None:
    letter = letters.write_letter(text="你好。")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReaderLetter.objects.filter(pk=letter.pk).update(state=State.ANSWERED)


def test_the_desk_shows_a_report_beside_its_article_and_answers_it(client: Client, team: Team, story: Article) -> None:
    letter = letters.report_error(story, text="年份写错了。")
    client.force_login(team.editor)
    assert "年份写错了。" in client.get(reverse("desk:article_review", args=[story.pk])).content.decode()
    assert "年份写错了。" in client.get(reverse("desk:index")).content.decode()
    url = reverse("desk:reader_letter", args=[letter.pk])
    assert reverse("desk:article_correct", args=[story.pk]) in client.get(url).content.decode()
    assert client.post(url, {"act": "answer", "words": ""}).status_code == 422
    assert client.post(url, {"act": "answer", "words": "谢谢，已更正。"}).status_code == 302
    assert client.post(url, {"act": "dismiss", "reason": "重复"}).status_code == 422  # settled already
    assert client.post(url, {"act": "burn"}).status_code == 404


def test_the_list_of_letters_takes_the_same_queries_whatever_its_length(
    client: Client, team: Team, story: Article, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        letter = letters.report_error(story, text=f"第{n}处")
        if n % 2:
            letters.answer(letter, by=team.editor, words="谢谢。")
    client.force_login(team.editor)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("desk:reader_letters")).status_code == 200


# ------------------------------------------------------------------------------------------------------ counts


def test_a_reading_is_a_number_and_nothing_else(client: Client, team: Team, story: Article) -> None:
    url = reverse("reading:count_reading", args=[story.pk])
    answers = [client.post(url) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {204} and not any(answer.cookies for answer in answers)
    assert ReadingCount.objects.get().count == 3
    assert counts.most_read(30, 5)[0].count == 3
    assert counts.by_day(30)[-1][1] == 3 and len(counts.by_day(30)) == 30


def test_readings_of_what_is_not_public_or_from_elsewhere_are_not_counted(
    client: Client, team: Team, story: Article
) -> None:
    draft = make_article(team)
    assert client.post(reverse("reading:count_reading", args=[draft.pk])).status_code == 404
    url = reverse("reading:count_reading", args=[story.pk])
    for origin in ("https://elsewhere.example", "null", "http://["):
        assert client.post(url, headers={"origin": origin}).status_code == 403
    assert client.get(url).status_code == 405
    assert not ReadingCount.objects.exists()


def test_a_retracted_story_is_not_among_the_most_read(team: Team, story: Article) -> None:
    counts.count_reading(story.pk)
    workflow.retract(story, by=team.chief_editor, expected_revision=1, reason="失实。")
    assert counts.most_read(30, 5) == []
    with clock.at(clock.now() + timedelta(days=40)):
        assert counts.by_day(30)[0][1] == 0
