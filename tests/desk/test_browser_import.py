"""An imported page corrected in a real browser: by keyboard, by mouse, on a phone, without barriers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from articles.models import Article
from tests.barriers import barriers
from tests.conftest import SLOWEST, follow, log_in
from tests.desk.test_import import TYPED
from tests.desk.test_import_hostile import pdf_of
from tests.factories import Team
from tests.issues.printed_pages import printed_page

pytestmark = pytest.mark.django_db(transaction=True)


def send(page: Page, live_server: Any, team: Team, *, file: bytes = b"") -> None:
    """Log in and hand over a page."""
    log_in(page, live_server, team.contributor.username)
    page.goto(live_server.url + reverse("desk:page_import"))
    if file:
        page.set_input_files("input[name=file]", {"name": "1版.pdf", "mimeType": "application/pdf", "buffer": file})
    else:
        page.fill("textarea[name=text]", TYPED)
    follow(page.locator("form.import button").first)
    expect(page.locator("#import-page.is-live")).to_be_visible()


def row(page: Page, text: str) -> Locator:
    """The line that holds a text."""
    return page.locator(".row", has_text=text)


def settled(page: Page) -> None:
    """Nothing is on its way any more."""
    expect(page.locator("#import-page:not([data-busy])")).to_be_attached()


def test_page_is_corrected_by_keyboard_alone(page: Page, live_server: Any, team: Team) -> None:
    send(page, live_server, team)
    line = row(page, "居民小组长")
    page.locator("#dump").focus()
    page.keyboard.press("ArrowDown")
    while not line.locator("input").is_checked():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("s")  # a new article begins here
    expect(page.locator(".story-card")).to_have_count(3)
    expect(line.locator("input")).to_be_focused()
    page.keyboard.press("2")  # and this is its title
    expect(line.locator(".row__role")).to_contain_text("2 ·")
    expect(page.locator("#a2 .part--title")).to_contain_text("居民小组长")
    page.keyboard.press("]")  # refused: said in words, nothing changed
    settled(page)
    page.keyboard.press("z")
    expect(page.locator("#a2 .part--title")).to_have_count(0)
    page.keyboard.press("m")
    expect(page.locator(".story-card")).to_have_count(2)
    page.keyboard.press("x")  # cut within the line: the caret says where
    expect(page.locator("#cut-words")).to_be_focused()
    page.keyboard.press("Home")
    for _ in range(len("居民小组长说，")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(row(page, "搬绳子前开了两次会").locator(".row__text")).to_have_text(
        "搬绳子前开了两次会，连晒被子的日子都排了表。"
    )
    page.keyboard.press("n")
    first = page.locator(".doubt").first.get_attribute("data-goes")
    expect(page.locator(f"#p{first}")).to_be_focused()
    count = page.locator(".doubt").count()
    page.keyboard.press("c")
    expect(page.locator(".doubt")).to_have_count(count - 1)
    page.locator("[data-store]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rows__title")).to_have_count(2)
    assert Article.objects.count() == 2


def test_page_is_corrected_by_mouse_alone(page: Page, live_server: Any, team: Team) -> None:
    send(page, live_server, team)
    line = row(page, "居民小组长")
    line.locator("label").click()
    part = page.locator(f".part[data-pieces='{line.get_attribute('data-piece')}']")
    expect(part).to_have_class("part part--body is-linked")  # both sides are lit
    row(page, "（松风居民区）").locator("label").click(modifiers=["Shift"])
    expect(page.locator(".row input:checked")).to_have_count(2)
    page.locator("button[value='role:furniture']").click()
    expect(line.locator("a.row__role")).to_have_count(0)
    page.locator("button[value=undo]").click()
    expect(line.locator("a.row__role")).to_have_count(1)
    settled(page)
    handle = page.locator(".cutline__name").nth(1)
    handle.scroll_into_view_if_needed()
    handle.hover()
    page.mouse.down()
    line.hover()
    page.mouse.up()
    expect(line.locator(".row__role")).to_contain_text("2 ·")  # the second article begins here now
    page.locator(".fixes > summary").first.click()
    box = page.locator(".fixes__list input[type=checkbox]").first
    box.check()
    expect(page.locator(".fix--made")).to_have_count(1)
    expect(page.locator("#a1 .fixes[open] input:checked, #a2 .fixes[open] input:checked")).to_have_count(1)
    page.locator("button[value='leave:0']").click()
    expect(page.locator(".story-card--out")).to_have_count(1)
    settled(page)
    page.locator("[data-store]").click()
    expect(page.locator(".rows__title")).to_have_count(1)
    assert Article.objects.count() == 1


@pytest.fixture
def bare_page(browser: Browser) -> Iterator[Page]:
    """A page for axe, which sets styles while it looks: without the site's content policy."""
    context = browser.new_context(bypass_csp=True, locale="zh-CN")
    context.set_default_timeout(SLOWEST)
    yield context.new_page()
    context.close()


def test_screen_has_no_barriers_and_fits_phone_and_desk(bare_page: Page, live_server: Any, team: Team) -> None:
    send(bare_page, live_server, team, file=pdf_of(printed_page(1)[0]))
    expect(bare_page.locator(".facsimile")).to_be_visible()
    for fold in bare_page.locator(".fixes > summary").all()[:1]:
        fold.click()
    for width, scheme in ((1600, "light"), (1280, "dark"), (360, "light")):
        bare_page.set_viewport_size({"width": width, "height": 900})
        bare_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        bare_page.locator(".row input").first.check()
        assert bare_page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert barriers(bare_page) == []
        small = bare_page.eval_on_selector_all(
            "main button, main .btn, main select",
            """all => all.filter(e => e.checkVisibility() && (e.getBoundingClientRect().height < 43.5
                || e.getBoundingClientRect().width < 43.5)).map(e => e.outerHTML.slice(0, 120))""",
        )
        assert small == [], width
    bare_page.locator(".work-tabs a[data-side=articles]").click()
    expect(bare_page.locator("#dump")).to_be_hidden()
    expect(bare_page.locator("#articles")).to_be_visible()
