"""Findings in a real browser: accepted, dismissed and put on a register by keyboard, and found while somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Response, expect

from articles.models import Article
from departments.models import Appointment
from issues.models import DismissedFinding
from proofreading import proofread
from tests.barriers import barriers
from tests.conftest import log_in
from tests.factories import Team, make_article, make_content, make_publication

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "<p>居民区书记何建苹说，12月32日,大家坐下来商量。</p>"


def address(live_server: Any, name: str, article: Article) -> str:
    return f"{live_server.url}{reverse(f'desk:{name}', args=[article.pk])}"


@contextmanager
def asked_about(page: Page, words: str) -> Iterator[None]:
    """What is typed within has been looked through afterwards, up to these words, and its findings are shown.

    On a slow machine a question goes out for every pause between two words, and each answer draws the findings anew.
    """

    def is_about(answer: Response) -> bool:
        sent = parse_qs(answer.request.post_data or "") if answer.url.endswith("/findings/") else {}
        return any(words in value for values in sent.values() for value in values)

    with page.expect_response(is_about):
        yield
    expect(page.locator("#findings:not(.htmx-request)")).to_be_attached()


def test_findings_are_accepted_dismissed_and_registered_and_come_while_typing(
    page: Page, live_server: Any, team: Team
) -> None:
    make_publication()
    Appointment.objects.create(person="何建萍", post="书记")
    article = make_article(team, make_content("停车的办法", body=BODY))
    proofread(BODY)  # reads the word list, so that no browser waits for that on a busy machine
    log_in(page, live_server, team.chief_editor.username)

    # on the review screen: accept with the keyboard, dismiss with a reason, add to a register
    page.goto(address(live_server, "article_review", article))
    comma = page.locator("[data-finding='half-width-mark']")
    comma.get_by_role("button").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[data-finding='half-width-mark']")).to_have_count(0)
    expect(page.locator("[data-text]")).to_contain_text("12月32日，大家")
    day = page.locator("[data-finding='impossible-date']")
    day.locator("summary").click()
    day.locator("input[name=reason]").fill("引用旧报原文")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[data-finding='impossible-date']")).to_have_count(0)
    assert DismissedFinding.objects.get().rule == "impossible-date"
    page.locator("[data-finding='name-register'] a").click()
    expect(page.locator("[name=name]")).to_have_value("何建苹")
    page.locator("[name=post]").fill("书记")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[data-text]")).to_be_visible()
    expect(page.locator("[data-finding='name-register']")).to_have_count(0)
    assert Appointment.objects.filter(person="何建苹").count() == 1
    judge = page.context.new_page()  # the judge sets styles of its own, which the page's policy would complain of
    judge.goto(page.url)
    assert barriers(judge) == []
    judge.close()

    # in the form: found in the background, accepted into the editor and into a line, nothing saved by it
    page.goto(address(live_server, "article_edit", article))
    editor = page.locator(".ck-editor__editable")
    with asked_about(page, "第二段说,大家同意了。"):
        editor.click()
        page.keyboard.press("Control+End")
        page.keyboard.type("第二段说,大家同意了。")
    note = page.locator("#findings-body [data-typed]").filter(has_text="“,”")
    expect(note).to_have_count(1)
    note.locator("[name=accept]").click()
    expect(editor).to_contain_text("第二段说，大家同意了。")
    title = page.locator("#id_title")
    with asked_about(page, "停车的办法,定了"):
        title.fill("停车的办法,定了")
    titled = page.locator("#findings-title [name=accept]")
    expect(titled).to_have_count(1)
    titled.focus()
    page.keyboard.press("Enter")
    expect(title).to_have_value("停车的办法，定了")
    expect(title).to_be_focused()
    assert Article.objects.get(pk=article.pk).revisions.count() == 2

    # dismissed with a reason by keyboard, and put on a register in another tab, without leaving the text
    summary = page.locator("#id_summary")
    with asked_about(page, "13月1日见。"):
        summary.fill("居民区书记何建平说，13月1日见。")
    day = page.locator("#findings-summary [data-typed]").filter(has_text="13月1日")
    expect(day).to_have_count(1)
    day.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(day.locator("input")).to_be_focused()
    page.keyboard.type("照抄旧报")
    page.keyboard.press("Enter")
    expect(day).to_have_count(0)
    expect(summary).to_have_value("居民区书记何建平说，13月1日见。")
    assert DismissedFinding.objects.filter(reason="照抄旧报").count() == 1
    name = page.locator("#findings-summary [data-typed]").filter(has_text="何建平")
    with page.context.expect_page() as opened:
        name.locator("a").click()
    register = opened.value
    expect(register.locator("[name=name]")).to_have_value("何建平")
    register.locator(".toolbar .btn-primary").click()
    expect(register.locator("[data-text]")).to_be_visible()
    register.close()
    with asked_about(page, "下个月见。"):
        summary.fill("居民区书记何建平说，下个月见。")
    expect(name).to_have_count(0)
    page.locator("button[name=save]").click()
    expect(page.locator("[data-text]")).to_contain_text("第二段说，大家同意了。")
