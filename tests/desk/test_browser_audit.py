"""Audit, sheets and notifications in a real browser: accessible, of use on a phone and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from accounts import audit
from accounts.models import Notification
from accounts.notifications import notify
from articles import workflow
from articles.models import Article
from tests.barriers import barriers
from tests.conftest import log_in
from tests.desk.test_browser_frame import bare_page, sideways, small_targets  # noqa: F401 (a fixture)
from tests.factories import Team, make_article, make_content, make_issue, make_placement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def newsroom(team: Team) -> Team:
    """An article with signatures that stand and that are void, a page with a story, notifications, audit rows."""
    article = make_article(team, state=Article.State.FINAL_REVIEW)
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content(body="<p>改过的正文。</p>"))
    workflow.send_back(article, by=team.section_head, expected_revision=2, reason="请核实数字。")
    make_placement(team, make_issue(2).pages.get(sequence=1))
    notify([team.chief_editor], "article.comment", by=team.editor, target=article, words="这里的数字请再核实一次。")
    (read,) = notify([team.chief_editor], "article.approved", by=team.editor, target=article)
    Notification.objects.filter(pk=read.pk).update(read_at=read.created_at)
    audit.record("audit.verify", by=team.audit_admin, breaks=2, is_whole=True)
    return team


def pages_of(team: Team) -> dict[str, list[str]]:
    """The pages by who looks at them."""
    returned = Article.objects.get(state=Article.State.SENT_BACK)
    issue = Article.objects.get(state=Article.State.APPROVED).placements.get().issue_id
    return {
        "chief_editor": [
            reverse("desk:notification_list"),
            reverse("desk:my_settings"),
            reverse("desk:article_sheet", args=[returned.pk]),
            reverse("desk:page_sheet", args=[issue, 1]),
            reverse("desk:page_sheet", args=[issue, 2]),
        ],
        "audit_admin": [
            reverse("desk:accounts_auditentry_changelist") + "?first_day=2026-01-01",
            reverse("desk:audit_check"),
            reverse("desk:notification_list"),
        ],
    }


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
@pytest.mark.parametrize("role", ["chief_editor", "audit_admin"])
def test_axe_finds_nothing_and_pages_fit_window_and_finger(
    bare_page: Page,  # noqa: F811
    live_server: Any,
    newsroom: Team,
    role: str,
    width: int,
    scheme: Any,
) -> None:
    bare_page.set_viewport_size({"width": width, "height": 800})
    bare_page.emulate_media(color_scheme=scheme)
    log_in(bare_page, live_server, newsroom.everyone[role].username)
    for path in pages_of(newsroom)[role]:
        bare_page.goto(live_server.url + path)
        assert barriers(bare_page) == [], path
        assert sideways(bare_page) == 0, path
        assert small_targets(bare_page) == [], path


def test_bell_leads_to_the_list_and_the_list_to_the_article(page: Page, live_server: Any, newsroom: Team) -> None:
    log_in(page, live_server, newsroom.chief_editor.username)
    page.goto(live_server.url + reverse("desk:index"))
    unread = Notification.objects.visible_to(newsroom.chief_editor).unread().count()
    assert unread >= 1
    page.click("a.bell")
    page.click(".notices .is-unread a.rows__title >> nth=0")
    page.wait_for_url("**/desk/articles/article/*/")
    assert Notification.objects.visible_to(newsroom.chief_editor).unread().count() == unread - 1


def test_check_filter_and_marking_work_without_javascript(browser: Browser, live_server: Any, newsroom: Team) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    log_in(page, live_server, newsroom.audit_admin.username)
    page.goto(live_server.url + reverse("desk:audit_check"))
    page.click("main form button.btn-primary")
    page.wait_for_selector(".notice--ok")
    page.goto(live_server.url + reverse("desk:accounts_auditentry_changelist"))
    page.click("details:has(#first-day) > summary")
    page.fill("#first-day", "2020-01-01")
    page.click("details:has(#first-day) button")
    page.wait_for_url("**first_day=2020-01-01*")
    page.context.clear_cookies()
    log_in(page, live_server, newsroom.chief_editor.username)
    page.goto(live_server.url + reverse("desk:notification_list"))
    page.click(".notices__head button")
    page.wait_for_selector(".messagelist .success")
    assert not Notification.objects.visible_to(newsroom.chief_editor).unread().exists()
    context.close()
