"""The whole main job in a browser, as five people of the newsroom and a resident, each refused what is not hers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.roles import Role
from articles.models import Article, SignOff
from issues.models import Issue
from newsroom.demo.press import print_issue
from tests.conftest import SHARED, SLOWEST, Watch, log_in_by_form
from tests.factories import Team, make_issue, make_user

pytestmark = pytest.mark.django_db(transaction=True)

# Stands in for the real page where the folder ../shared is absent.
INVENTED_PAGE = """社区快讯

三号楼前添了两张长椅
本报讯 11月12日，清水居民区在三号楼前的香樟树下装好两张长椅，老人买菜回来可以歇歇脚。
长椅的位置由居民投票选定，椅背上留了挂拐杖的槽。
（街道社区办）

阅览室延长到晚上八点
本报讯 从11月15日起，社区阅览室平日开放到晚上八点，下班的居民也能来坐一坐。
管理员说，晚上来的人里，一半是带着孩子的家长。
（街道文化中心）

楼道灯换成了声控的
本报讯 清水居民区上周把六个楼组的楼道灯换成声控灯，每层一盏，夜里上楼不再摸黑。
（街道房管办）
"""


class Desk:
    """One person at the desk, in a browser of her own."""

    def __init__(self, browser: Browser, live_server: Any, watch: Watch, user: User) -> None:
        self.site, self.user = live_server.url, user
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(SLOWEST)
        self.page: Page = watch.attach(context.new_page())
        log_in_by_form(self.page, live_server, user.username)

    def opens(self, path: str) -> int:
        """The status that an address answers with."""
        answer = self.page.goto(self.site + path)
        assert answer is not None
        return answer.status

    def posts(self, path: str, **fields: str) -> int:
        """The status of a form sent past the interface, with a valid token."""
        self.page.goto(f"{self.site}/desk/")
        token = self.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        answer = self.page.request.post(
            self.site + path,
            form={"csrfmiddlewaretoken": token, **fields},
            headers={"Referer": f"{self.site}/desk/"},
            max_redirects=0,
        )
        return answer.status

    def approves(self, article: Article) -> None:
        """Sign the review that is due, on the article's screen."""
        self.opens(f"/desk/articles/article/{article.pk}/")
        form = self.page.locator("form[action$='/approve/']")
        self.page.locator("details:has(form[action$='/approve/']) > summary").click()
        form.locator("button").click()
        expect(self.page.locator("form[action$='/approve/']")).to_have_count(0)


def test_a_page_comes_in_is_reviewed_placed_published_and_read(
    browser: Browser, live_server: Any, watch: Watch, page: Page, tmp_path: Path
) -> None:
    team = Team()
    issue = make_issue(pages=1, date=date(2026, 11, 30))
    clerk, head, editor, chief, layout = (
        Desk(browser, live_server, watch, user)
        for user in (team.contributor, team.section_head, team.editor, team.chief_editor, team.layout_editor)
    )

    articles = _clerk_imports(clerk, tmp_path)
    _resident_finds_nothing(page, live_server, articles)

    assert [clerk.opens("/desk/issues/issue/"), clerk.posts(f"/desk/issues/issue/{issue.pk}/publish/")] == [403, 404]
    first = articles[0]
    approve = f"/desk/articles/article/{first.pk}/approve/"
    for article in articles:
        _clerk_hands_in(clerk, article)
    assert clerk.posts(approve, expected_revision="1", step="first") == 403
    assert layout.posts(approve, expected_revision="1", step="first") == 403
    for article in articles:
        head.approves(article)
    assert head.posts(approve, expected_revision="1", step="second") == 403
    for article in articles:
        editor.approves(article)
    assert editor.posts(approve, expected_revision="1", step="final") == 403
    for article in articles:
        chief.approves(article)
    first.refresh_from_db()
    assert first.state == Article.State.APPROVED
    assert list(SignOff.objects.filter(article=first).values_list("signer", flat=True)) == [
        *(person.user.pk for person in (head, editor, chief)),
    ]

    place = f"/desk/issues/issue/{issue.pk}/place/"
    assert editor.posts(place, article=str(first.pk), page=str(issue.pages.get().pk), revision="1") == 403
    _layout_editor_places(layout, issue, len(articles))
    for person in (layout, editor):
        assert person.posts(f"/desk/issues/issue/{issue.pk}/publish/") == 403
    _resident_finds_nothing(page, live_server, articles)

    print_issue(
        issue,
        {
            Role.LAYOUT_EDITOR: [team.layout_editor],
            Role.PROOFREADER: [team.proofreader],
            Role.EDITOR: [team.editor, make_user(Role.EDITOR)],
            Role.CHIEF_EDITOR: [team.chief_editor],
        },
    )
    _chief_editor_publishes(chief, issue)
    _resident_reads(page, live_server, issue, articles)


def _clerk_imports(clerk: Desk, folder: Path) -> list[Article]:
    """Send the dump, look at the preview, store; three of its stories go on."""
    dumps = sorted((SHARED / "pages").glob("001_*.txt"))
    dump = dumps[0] if dumps else folder / "page.txt"
    if not dumps:
        dump.write_text(INVENTED_PAGE, encoding="utf-8")
    clerk.opens("/desk/issues/issue/import/")
    clerk.page.set_input_files("input[name=file]", dump)
    clerk.page.locator("form:has(input[name=file]) button").click()
    expect(clerk.page.locator("[data-store]")).to_be_visible()
    clerk.page.wait_for_load_state()
    found = clerk.page.locator(".story-card:not(.story-card--out)").count()
    assert not Article.objects.exists()
    clerk.page.locator("[data-store]").click()
    expect(clerk.page.locator(".rows__title")).to_have_count(found)
    drafts = list(Article.objects.order_by("pk"))
    assert len(drafts) == found >= 3
    assert {article.state for article in drafts} == {Article.State.DRAFT}
    return drafts[:3]


def _clerk_hands_in(clerk: Desk, article: Article) -> None:
    clerk.opens(f"/desk/articles/article/{article.pk}/")
    clerk.page.locator("form[action$='/submit/'] button").click()
    expect(clerk.page.locator(".state--first_review").first).to_be_visible()


def _layout_editor_places(layout: Desk, issue: Issue, count: int) -> None:
    for placed in range(count):
        layout.opens(f"/desk/issues/issue/{issue.pk}/plan/")
        pooled = layout.page.locator("form[action$='/place/']")
        expect(pooled).to_have_count(count - placed)
        with layout.page.expect_navigation():
            pooled.first.locator("button[name=page]").first.click()
    assert issue.placements.count() == count


def _chief_editor_publishes(chief: Desk, issue: Issue) -> None:
    chief.opens(f"/desk/issues/issue/{issue.pk}/checklist/")
    chief.page.locator("a[href$='/publish/']").last.click()
    chief.page.wait_for_url("**/publish/")
    with chief.page.expect_navigation():
        chief.page.locator("main form button.btn-primary").click()
    issue.refresh_from_db()
    assert issue.is_published


def _resident_finds_nothing(page: Page, live_server: Any, articles: list[Article]) -> None:
    for article in articles:
        answer = page.goto(live_server.url + article.get_absolute_url())
        assert answer is not None
        assert answer.status == 404
    page.goto(live_server.url)
    for article in articles:
        expect(page.get_by_text(str(article), exact=True)).to_have_count(0)


def _resident_reads(page: Page, live_server: Any, issue: Issue, articles: list[Article]) -> None:
    page.goto(live_server.url)
    for article in articles:
        revision = article.revisions.get()
        page.goto(live_server.url + issue.get_absolute_url())
        page.locator(f"a[href='{article.get_absolute_url()}']").first.click()
        page.wait_for_url(f"**{article.get_absolute_url()}")  # the whole of it
        expect(page.locator("h1")).to_contain_text(revision.title)
        shown = "".join(page.locator("main").inner_text().split())
        for line in revision.text.split("\n"):
            assert "".join(line.split()) in shown
