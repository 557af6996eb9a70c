"""The article form in a real browser: Word files, photos, pasting, working copies, two windows."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Route, expect

from accounts.models import User
from articles import workflow, working_copies
from articles.content import Picture
from articles.models import Article, WorkingCopy
from tests.barriers import barriers
from tests.conftest import SLOWEST, Watch, follow, log_in
from tests.factories import PASSWORD, Team, image_bytes, make_article, make_content, make_photo
from tests.word_files import TEXT, paragraph, picture, word_file

pytestmark = pytest.mark.django_db(transaction=True)
ARTICLES = "/desk/articles/article/"
DROP = """([selector, files]) => {
  const transfer = new DataTransfer();
  for (const { name, type, data } of files) {
    transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name, { type }));
  }
  const target = document.querySelector(selector);
  for (const kind of ["dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}"""
PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  const target = document.querySelector(".ck-content");
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def as_person(browser: Browser, watch: Watch, live_server: Any, person: User, **options: Any) -> Page:
    """A page of this person's own browser."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    context.set_default_timeout(SLOWEST)
    page = watch.attach(context.new_page())
    log_in(page, live_server, person.username)
    return page


def file_of(name: str, kind: str, data: bytes) -> dict[str, str]:
    """A file as the page's script makes one."""
    return {"name": name, "type": kind, "data": base64.b64encode(data).decode()}


def word_story() -> bytes:
    """A story of two paragraphs, a table and two pictures."""
    return word_file(
        paragraph("桐溪社区清扫楼道", align="center", size=22, bold=True),
        paragraph("□特约记者 王小明", align="center"),
        paragraph(TEXT),
        paragraph("先扫楼道", bold=True),
        paragraph(TEXT),
        paragraph(inner=picture("rId-a", description="几位居民在扫地")),
        paragraph("图为居民清扫楼道。（李丽 摄）", align="center"),
        paragraph(inner=picture("rId-b")),
        paragraph("图为老人领到新扫帚 摄影：张伟"),
        media={"a.jpg": image_bytes((1200, 800)), "b.jpg": image_bytes((600, 900))},
    )


def opened(page: Page, live_server: Any, path: str) -> None:
    """Open a form and wait for its editor."""
    page.goto(f"{live_server.url}{ARTICLES}{path}")
    expect(page.locator(".ck-content")).to_be_visible()


def opened_and_read(page: Page, live_server: Any, path: str) -> None:
    """Open the form of a text, and wait for the findings in it, which move what stands below them."""
    with page.expect_response("**/findings/"):
        opened(page, live_server, path)
    expect(page.locator("#findings:not(.htmx-request)")).to_be_attached()


@contextmanager
def copied(page: Page, words: str) -> Iterator[None]:
    """What is typed within is on the server as a working copy afterwards, with these words in it.

    On a slow machine a copy goes out for every pause between two words.
    """
    with page.expect_response(
        lambda answer: "/working-cop" in answer.url and answer.ok and words in (answer.request.post_data or "")
    ):
        yield


def test_a_clerk_files_from_a_word_file_with_two_pictures(page: Page, live_server: Any, team: Team) -> None:
    log_in(page, live_server, team.contributor.username)
    opened(page, live_server, "add/")
    page.evaluate(DROP, ["#word-form", [file_of("稿件.docx", "application/octet-stream", word_story())]])
    page.wait_for_url("**copy=*")
    expect(page.locator(".word-notes")).to_contain_text("稿件.docx")
    expect(page.locator("#id_title")).to_have_value("桐溪社区清扫楼道")
    expect(page.locator(".focus__frame img")).to_have_count(2)
    assert not Article.objects.exists()
    page.fill("#id_photos-1-alternative_text", "老人手里拿着新扫帚")
    page.click("button[name=submit]")
    expect(page.locator(".state--first_review").first).to_be_visible()
    saved = Article.objects.get().revisions.with_parts().get().content()
    assert saved.body == f"<p>{TEXT}</p><h3>先扫楼道</h3><p>{TEXT}</p>"
    assert [photo.credit for photo in saved.photos] == ["李丽", "张伟"]


def test_word_file_is_chosen_without_scripts(
    browser: Browser, watch: Watch, live_server: Any, team: Team, tmp_path: Path
) -> None:
    file = tmp_path / "稿件.docx"
    file.write_bytes(word_story())
    page = as_person(browser, watch, live_server, team.contributor, java_script_enabled=False)
    page.goto(f"{live_server.url}{ARTICLES}add/")
    page.set_input_files("#id_word", file)
    page.click("#word-form button")
    expect(page.locator("#id_title")).to_have_value("桐溪社区清扫楼道")
    page.click("button[name=save]")
    expect(page.locator(".state--draft").first).to_be_visible()
    page.context.close()


def test_something_else_on_the_word_box_is_refused_in_words(page: Page, live_server: Any, team: Team) -> None:
    log_in(page, live_server, team.contributor.username)
    opened(page, live_server, "add/")
    page.evaluate(DROP, ["#word-form", [file_of("照片.jpg", "image/jpeg", image_bytes())]])
    expect(page.locator("[data-drop-problem]")).to_be_visible()
    assert "copy=" not in page.url


def test_photos_are_dropped_ordered_by_dragging_and_by_keyboard(page: Page, live_server: Any, team: Team) -> None:
    log_in(page, live_server, team.contributor.username)
    opened(page, live_server, "add/")
    page.fill("#id_title", "三张照片")
    sizes = {"甲.jpg": (1200, 800), "乙.jpg": (800, 600), "丙.jpg": (600, 900)}
    files = [file_of(name, "image/jpeg", image_bytes(size)) for name, size in sizes.items()]
    page.evaluate(DROP, ["#photos-rows", [*files, file_of("坏.jpg", "image/jpeg", b"no picture")]])
    rows = page.locator("#photos-rows > [data-row]:visible")
    expect(rows.locator(".focus__frame img")).to_have_count(3)
    expect(rows.nth(3).locator(".field__error")).to_contain_text("坏.jpg")
    rows.nth(3).locator("[name$=-DELETE]").check()
    rows.nth(2).locator(".row-tools__move").first.press("Enter")  # 丙 before 乙
    names = rows.locator(".photo-row__name")
    expect(names).to_have_text(["甲.jpg", "丙.jpg", "乙.jpg"])
    page.set_viewport_size({"width": 1280, "height": 3600})
    rows.nth(0).locator(".row-tools__drag").hover()
    box = rows.nth(1).bounding_box()
    assert box is not None
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + box["height"] - 20, steps=4)
    page.mouse.up()
    expect(names).to_have_text(["丙.jpg", "甲.jpg", "乙.jpg"])
    expect(page.locator(".is-dragged")).to_have_count(0)
    for n in range(3):
        rows.nth(n).locator("[name$=-alternative_text]").fill(f"第{n + 1}张")
    page.click("button[name=save]")
    expect(page.locator(".state--draft").first).to_be_visible()
    uses = Article.objects.get().current_revision.photo_uses.select_related("photo")  # type: ignore[union-attr]
    assert [(use.photo.original_name, use.alternative_text) for use in uses] == [
        ("丙.jpg", "第1张"),
        ("甲.jpg", "第2张"),
        ("乙.jpg", "第3张"),
    ]


def test_paste_from_word_and_from_a_page_comes_out_clean(browser: Browser, live_server: Any, team: Team) -> None:
    page = as_person(browser, Watch(), live_server, team.contributor)  # the policy complains of the pasted handler
    opened(page, live_server, "add/")
    page.fill("#id_title", "粘贴来的")
    page.locator(".ck-content").click()
    word = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name="Generator" '
        'content="Microsoft Word 15">'
        "<style>p.MsoNormal{color:red}</style></head><body><!--StartFragment-->"
        '<h1>各家出主意</h1><p class="MsoNormal" style="text-indent:21pt;font-family:宋体"><span lang="EN-US" '
        'style="color:red;background:yellow">　　居民<b>都来</b>了<o:p></o:p></span></p>'
        '<p class="MsoNormal"><o:p>&nbsp;</o:p></p><!--EndFragment--></body></html>'
    )
    page.evaluate(PASTE, word)
    web = (
        '<div style="font-size:18px"><section><span style="color:#888">第二天又开了会</span></section>'
        '<script>alert(1)</script><p onclick="x()">大家点了头<img src="https://example.org/track.gif"></p></div>'
    )
    page.evaluate(PASTE, web)
    page.click("button[name=save]")
    expect(page.locator(".state--draft").first).to_be_visible()
    body = Article.objects.get().current_revision.body  # type: ignore[union-attr]
    for gone in (
        "style",
        "span",
        "class",
        "Mso",
        "o:p",
        "script",
        "example.org",
        "onclick",
        "h1",
        "div",
        "&nbsp;",
        "　",
    ):
        assert gone not in body, body
    assert "<h3>各家出主意</h3>" in body and "<p>居民<strong>都来</strong>了</p>" in body
    assert "第二天又开了会" in body and "大家点了头" in body
    page.context.close()


def test_draft_is_kept_while_somebody_types_and_taken_up_again(page: Page, live_server: Any, team: Team) -> None:
    log_in(page, live_server, team.contributor.username)
    opened(page, live_server, "add/")
    with copied(page, "停电了"):
        page.fill("#id_title", "写到一半")
        page.locator(".ck-content").click()
        page.keyboard.type("停电了")
    expect(page.locator("#copy-status:not(.is-problem)")).not_to_be_empty()
    assert WorkingCopy.objects.get().data["body"] == ["<p>停电了</p>"]
    assert not Article.objects.exists()
    kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "写到一半" not in kept and "停电了" not in kept  # nothing of the story stays on a shared computer
    page.on("dialog", lambda dialog: dialog.accept())
    opened(page, live_server, "add/")
    page.click(".copies .btn-primary")
    expect(page.locator("#id_title")).to_have_value("写到一半")
    expect(page.locator(".ck-content")).to_contain_text("停电了")


def test_form_says_when_the_copy_cannot_be_kept_and_goes_on_by_itself(
    browser: Browser, live_server: Any, team: Team
) -> None:
    page = as_person(browser, Watch(), live_server, team.contributor)
    opened(page, live_server, "add/")
    page.context.set_offline(True)
    page.fill("#id_title", "没有网")
    expect(page.locator("#copy-status.is-problem")).to_be_visible()
    with copied(page, "没有网"):
        page.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#copy-status.is-problem")).to_have_count(0)
    assert WorkingCopy.objects.get().data["title"] == ["没有网"]
    Session.objects.all().delete()
    page.fill("#id_title", "登录也过期了")
    expect(page.locator("#copy-status.is-problem")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{live_server.url}/desk/login/")
    other.fill("input[name=username]", team.contributor.username)
    other.fill("input[name=password]", PASSWORD)
    follow(other.locator("[type=submit]").first)
    expect(other).to_have_url(f"{live_server.url}/desk/")
    other.close()
    with copied(page, "又登录了"):
        page.fill("#id_title", "又登录了")
    expect(page.locator("#copy-status.is-problem")).to_have_count(0)
    assert WorkingCopy.objects.get().data["title"] == ["又登录了"]
    page.context.close()


def test_a_conflict_between_two_tabs_ends_with_nothing_lost(page: Page, live_server: Any, team: Team) -> None:
    article = make_article(team, make_content("原题", subtitle="原副题", body="<p>原来的话。</p>"))
    log_in(page, live_server, team.contributor.username)
    other = page.context.new_page()
    for tab in (page, other):
        opened(tab, live_server, f"{article.pk}/edit/")
    page.fill("#id_title", "第一窗的题")
    page.fill("#id_subtitle", "第一窗的副题")
    page.click("button[name=save]")
    page.wait_for_url(f"**/article/{article.pk}/")
    other.fill("#id_title", "第二窗的题")
    other.locator(".ck-content").click()
    other.keyboard.press("End")
    other.keyboard.type("第二窗的话。")
    other.click("button[name=save]")
    expect(other.locator(".conflict")).to_contain_text("第一窗的题")
    expect(other.locator("#id_title")).to_have_value("第二窗的题")
    expect(other.locator("#take-subtitle")).to_be_checked()  # only the first tab changed it
    expect(other.locator("#take-title")).not_to_be_checked()
    other.click("button[name=take_over]")
    expect(other.locator("#id_subtitle")).to_have_value("第一窗的副题")
    expect(other.locator("#id_title")).to_have_value("第二窗的题")
    other.click("button[name=save]")
    expect(other.locator("#mistakes a[href='#over']")).to_be_visible()
    other.check("#over")
    other.click("button[name=save]")
    other.wait_for_url(f"**/article/{article.pk}/")
    revisions = article.revisions.order_by("number").values_list("title", "subtitle", "body")
    assert list(revisions) == [
        ("原题", "原副题", "<p>原来的话。</p>"),
        ("第一窗的题", "第一窗的副题", "<p>原来的话。</p>"),
        ("第二窗的题", "第一窗的副题", "<p>原来的话。第二窗的话。</p>"),
    ]
    other.close()


def test_click_on_a_photo_says_what_its_crops_keep(page: Page, live_server: Any, team: Team) -> None:
    photo = make_photo(team.contributor)
    draft = make_article(team, make_content(photos=(Picture(photo.pk, "图说", alternative_text="桥"),)))
    log_in(page, live_server, team.contributor.username)
    opened_and_read(page, live_server, f"{draft.pk}/edit/")
    picture = page.locator(".focus__frame img")
    box = picture.bounding_box()
    assert box is not None and page.locator(".focus__cross").is_hidden()
    picture.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    expect(page.locator(".focus__cross")).to_be_visible()
    expect(page.locator("#id_photos-0-focus_x")).to_have_value("25")
    expect(page.locator("#id_photos-0-focus_y")).to_have_value("75")
    assert barriers(page, context="#photos-rows") == []
    page.fill("#id_photos-0-focus_y", "")
    expect(page.locator(".focus__cross")).to_be_hidden()  # half a point is none


def test_save_waits_for_photos_on_their_way(page: Page, live_server: Any, team: Team) -> None:
    log_in(page, live_server, team.contributor.username)
    opened(page, live_server, "add/")
    page.fill("#id_title", "慢慢传")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route("**/photos/upload/", hold)
    with page.expect_request(lambda request: request.method == "POST" and "/photos/upload/" in request.url):
        page.evaluate(DROP, ["#photos-rows", [file_of("慢.jpg", "image/jpeg", image_bytes((640, 480)))]])
    expect(page.locator("progress")).to_be_visible()
    page.click("button[name=save]")
    expect(page.locator("[data-drop-status]:not(.visually-hidden)")).to_be_visible()  # it says why it waits
    assert page.url.endswith("/add/") and not Article.objects.exists()
    held[0].continue_()
    expect(page.locator(".focus__frame img")).to_be_visible()
    page.click("button[name=save]")
    expect(page.locator(".state--draft").first).to_be_visible()
    assert Article.objects.get().current_revision.photo_uses.count() == 1  # type: ignore[union-attr]


def test_length_hint_is_heard_with_the_field(page: Page, live_server: Any, team: Team) -> None:
    log_in(page, live_server, team.contributor.username)
    opened(page, live_server, "add/")
    page.fill("#id_title", "楼道里的公约")
    hint = page.locator("#id_title_length")
    expect(hint).to_contain_text("6")
    assert "id_title_length" in (page.get_attribute("#id_title", "aria-describedby") or "")
    expect(hint).to_have_attribute("data-level", "one")
    page.fill("#id_title", "一" * 40)
    expect(hint).to_have_attribute("data-level", "long")


def test_editor_speaks_the_language_of_the_desk(page: Page, live_server: Any, team: Team) -> None:
    log_in(page, live_server, team.contributor.username)
    opened(page, live_server, "add/")
    expect(page.locator(".ck-toolbar [data-cke-tooltip-text^='加粗']")).to_be_visible()
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    opened(page, live_server, "add/")
    expect(page.locator(".ck-toolbar [data-cke-tooltip-text^='Bold']")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_pages_have_no_accessibility_violations(
    browser: Browser, live_server: Any, team: Team, width: int, scheme: Any
) -> None:
    # axe sets styles of its own while it looks, so this page is not watched for policy violations
    draft = make_article(team, make_content(photos=(Picture(make_photo(team.contributor).pk, "图说"),)))
    public = make_article(team, state=Article.State.PUBLISHED)
    make_article(team, state=Article.State.SECOND_REVIEW)
    working_copies.keep(team.contributor, draft, form_key="", based_on=1, data={"title": ["改了一半"]})
    working_copies.keep(team.contributor, None, form_key="k1", based_on=0, data={"title": ["写了一半"]})
    met = make_article(team, make_content("原题"))
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = as_person(browser, Watch(), live_server, team.contributor, **options)
    look = {
        "add/": True,
        "mine/": False,
        "working-copies/k1/": False,
        f"{draft.pk}/edit/": True,
        f"{draft.pk}/working-copy/": False,
        f"{public.pk}/correct/": True,
    }

    def check(name: str) -> None:
        assert barriers(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name

    for path, edits in look.items():
        if edits and path != "add/":
            opened_and_read(page, live_server, path)
        elif edits:
            opened(page, live_server, path)
        else:
            page.goto(f"{live_server.url}{ARTICLES}{path}")
        check(path)
    opened_and_read(page, live_server, f"{met.pk}/edit/")
    workflow.revise(met, by=team.editor, expected_revision=1, content=make_content("编辑的题"))
    page.fill("#id_title", "我的题")
    with page.expect_navigation():
        page.click("button[name=save]")
    expect(page.locator(".conflict")).to_be_visible()
    expect(page.locator(".ck-content")).to_be_visible()
    check("conflict")
    page.context.close()
    page = as_person(browser, Watch(), live_server, team.chief_editor, **options)
    page.goto(f"{live_server.url}{ARTICLES}{public.pk}/retract/")
    check("retract")
    page.context.close()
