"""The desk of articles in a real browser: from a clerk's first sentence to the third signature."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from articles import workflow
from articles.content import Credit, Picture, Source
from articles.models import Article
from articles.steps import REVIEWS
from tests.barriers import barriers
from tests.conftest import SLOWEST, Watch, follow, log_in
from tests.desk.test_browser_findings import asked_about
from tests.desk.test_browser_form import opened, opened_and_read
from tests.factories import PASSWORD, Team, image_bytes, make_article, make_content, make_grid_area, make_photo

pytestmark = pytest.mark.django_db(transaction=True)
ARTICLES = "/desk/articles/article/"


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Two photos on the clerk's disk."""
    paths = [tmp_path / "楼道.jpg", tmp_path / "花坛.png"]
    paths[0].write_bytes(image_bytes((1200, 800)))
    paths[1].write_bytes(image_bytes((600, 900), "PNG"))
    return paths


def as_person(browser: Browser, watch: Watch, live_server: Any, person: User, **options: Any) -> Page:
    """A page of this person's own browser."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    context.set_default_timeout(SLOWEST)
    page = watch.attach(context.new_page())
    log_in(page, live_server, person.username)
    return page


def test_a_story_goes_from_the_clerk_to_the_third_signature(
    browser: Browser, watch: Watch, live_server: Any, team: Team, pictures: list[Path]
) -> None:
    page = as_person(browser, watch, live_server, team.contributor)
    page.goto(f"{live_server.url}{ARTICLES}")
    follow(page.locator("main a.btn-primary").first)
    page.fill("#id_title", "三楼的花坛")
    editable = page.locator(".ck-content")
    editable.click()
    editable.press_sequentially("居民在三楼平台种下二十盆花。")
    page.set_input_files("#photos-chosen", pictures)
    expect(page.locator(".focus__frame img")).to_have_count(len(pictures))
    for number in range(len(pictures)):
        page.fill(f"#id_photos-{number}-alternative_text", f"第{number + 1}张照片上有花")
    page.click("button[name=submit]")
    expect(page.locator(".state--first_review")).to_be_visible()
    expect(page.locator(".story__photo img")).to_have_count(2)
    review = page.url
    page.context.close()

    for signer, state in zip(team.signers, ("second_review", "final_review", "approved"), strict=True):
        page = as_person(browser, watch, live_server, signer)
        page.goto(review)
        page.locator(".act-fold summary.btn-primary").press("Enter")
        page.fill("#opinion", "同意")
        page.locator(".act-fold[open] button").press("Enter")
        expect(page.locator(f".standing .state--{state}")).to_be_visible()
        page.context.close()

    article = Article.objects.get()
    assert article.state == Article.State.APPROVED
    assert article.current_revision is not None
    assert article.current_revision.body == "<p>居民在三楼平台种下二十盆花。</p>"
    assert article.sign_offs.count() == 3


def test_the_editor_uploads_a_picture_into_the_body(
    page: Page, live_server: Any, team: Team, pictures: list[Path]
) -> None:
    log_in(page, live_server, team.contributor.username)
    page.goto(f"{live_server.url}{ARTICLES}add/")
    page.fill("#id_title", "带图的稿")
    page.locator(".ck-content").click()
    page.set_input_files(".ck-editor__top input[type=file]", pictures[0])
    expect(page.locator(".ck-content img[src*='/media/photos/']")).to_be_visible()
    page.click("button[name=save]")
    expect(page.locator(".story__body img")).to_be_visible()
    assert Article.objects.get().current_revision.photo_uses.get().inline  # type: ignore[union-attr]


def test_saving_untouched_text_makes_no_revision(page: Page, live_server: Any, team: Team) -> None:
    photo = make_photo(team.contributor)
    body = (
        '<p>第一段<strong>重点</strong>，<a href="https://example.org/" rel="noopener noreferrer">链接</a>。</p>'
        '<h3>小标题</h3><p class="align-right">右边</p><ul><li>一</li><li>二</li></ul>'
        "<blockquote><p>引文</p></blockquote>"
        f'<figure class="image"><img src="/media/{photo.file.name}" alt="楼道"><figcaption>图说</figcaption></figure>'
        '<figure class="table"><table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table></figure>'
    )
    article = make_article(
        team,
        make_content(
            body=body,
            bylines=(Credit("某", "correspondent"), Credit("某某", "photographer")),
            attributions=(Source("商会"), Source(team.department.label, team.department.pk)),
            grid_area_ids=(make_grid_area().pk,),
            photos=(Picture(make_photo(team.contributor).pk, "说明", "某 摄", "替代", True, True, "家长同意"),),
        ),
    )
    log_in(page, live_server, team.contributor.username)
    page.goto(f"{live_server.url}{ARTICLES}{article.pk}/edit/")
    expect(page.locator(".ck-content")).to_be_visible()
    page.click("button[name=save]")
    page.wait_for_url(f"**{ARTICLES}{article.pk}/")
    assert article.revisions.count() == 1


def test_rows_are_moved_with_the_keyboard(page: Page, live_server: Any, team: Team) -> None:
    article = make_article(team, make_content(attributions=(Source("甲单位"), Source("乙单位"), Source("丙单位"))))
    log_in(page, live_server, team.contributor.username)
    page.goto(f"{live_server.url}{ARTICLES}{article.pk}/edit/")
    page.locator("#attributions-rows [data-row]").nth(2).locator(".row-tools__move").first.press("Enter")
    page.click("#attributions-rows [data-add]")
    page.keyboard.press("Tab")
    page.keyboard.type("丁单位")
    page.click("button[name=save]")
    page.wait_for_url(f"**{ARTICLES}{article.pk}/")
    names = [a.printed_name for a in article.revisions.get(number=2).attributions.all()]
    assert names == ["甲单位", "丙单位", "乙单位", "丁单位"]


def test_leaving_with_unsaved_text_asks_first(page: Page, live_server: Any, team: Team) -> None:
    log_in(page, live_server, team.contributor.username)
    page.goto(f"{live_server.url}{ARTICLES}add/")
    page.fill("#id_title", "还没存")
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.click(".save-bar a.btn")
    assert asked.value.type == "beforeunload"
    assert page.input_value("#id_title") == "还没存"


def test_text_outlives_the_session(page: Page, live_server: Any, team: Team) -> None:
    log_in(page, live_server, team.contributor.username)
    opened(page, live_server, "add/")
    with asked_about(page, "写到一半下班了"):  # or the question meets the moment of the next log-in, with the old token
        page.fill("#id_title", "写到一半下班了")
    Session.objects.all().delete()
    page.click("button[name=save]")
    expect(page.locator("#logged-out")).to_be_visible()
    with page.context.expect_page() as beside:
        page.click("#logged-out a")
    other = beside.value
    other.fill("input[name=username]", team.contributor.username)
    other.fill("input[name=password]", PASSWORD)
    follow(other.locator("[type=submit]").first)
    expect(other).to_have_url(f"{live_server.url}{ARTICLES}")
    other.close()
    page.click("button[name=save]")
    expect(page.locator(".state--draft")).to_be_visible()
    assert Article.objects.get().current_revision.title == "写到一半下班了"  # type: ignore[union-attr]


def test_everything_works_without_javascript(
    browser: Browser, watch: Watch, live_server: Any, team: Team, pictures: list[Path]
) -> None:
    page = as_person(browser, watch, live_server, team.contributor, java_script_enabled=False)
    page.goto(f"{live_server.url}{ARTICLES}add/")
    expect(page.locator("[data-add]").first).to_be_hidden()
    page.fill("#id_title", "没有脚本")
    page.fill("#id_body", "第一段\n第二段")
    page.set_input_files("#id_photos-0-file", pictures[0])
    page.fill("#id_photos-0-alternative_text", "楼道")
    page.fill("#id_bylines-1-name", "第二作者")
    page.click("button[name=submit]")
    expect(page.locator(".state--first_review")).to_be_visible()
    address = page.url
    page.context.close()
    page = as_person(browser, watch, live_server, team.section_head, java_script_enabled=False)
    page.goto(address)
    page.click(".act-fold summary.btn-primary")
    page.click(".act-fold[open] button")
    expect(page.locator(".standing .state--second_review")).to_be_visible()
    page.context.close()
    article = Article.objects.get()
    assert article.current_revision is not None
    assert article.current_revision.body == "<p>第一段</p><p>第二段</p>"
    assert article.current_revision.bylines.count() == 2


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_pages_have_no_accessibility_violations(
    browser: Browser, live_server: Any, team: Team, width: int, scheme: Any
) -> None:
    # axe sets styles of its own while it looks, so this page is not watched for policy violations
    inline = make_photo(team.contributor)
    body = (
        "<p>第一段。</p><h3>小标题</h3><blockquote><p>引文</p></blockquote><ul><li>一</li></ul>"
        f'<figure class="image"><img src="/media/{inline.file.name}"></figure>'
        '<figure class="table"><table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table></figure>'
    )
    # not opened in the form: there the picture waits for the words that the person is asked for
    pictured = make_article(team, make_content(body=body))
    draft = make_article(team, make_content(photos=(Picture(make_photo(team.contributor).pk, "图说"),)))
    signed = make_article(team, state=Article.State.FIRST_REVIEW)
    workflow.approve(
        signed, by=team.section_head, expected_revision=1, step=REVIEWS[0].step, opinion="同意，请编辑核实数字。"
    )
    returned = make_article(team, state=Article.State.SENT_BACK)
    waiting = make_article(team, state=Article.State.FIRST_REVIEW)
    page = as_person(
        browser, Watch(), live_server, team.section_head, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    for path in (
        "",
        "?state=withdrawn",
        "add/",
        f"{draft.pk}/",
        f"{draft.pk}/edit/",
        f"{pictured.pk}/",
        f"{pictured.pk}/history/1/",
        f"{signed.pk}/",
        "987654321/",
        f"{returned.pk}/edit/",
        f"{waiting.pk}/",
        f"{waiting.pk}/history/",
        f"{waiting.pk}/history/1/",
    ):
        if "edit" in path:
            opened_and_read(page, live_server, path)
        elif path == "add/":
            opened(page, live_server, path)
        else:
            page.goto(f"{live_server.url}{ARTICLES}{path}")
        for fold in page.locator("details.act-fold").all():
            fold.evaluate("fold => { fold.open = true }")
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    page.context.close()
