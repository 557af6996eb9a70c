"""The look of the public site in a browser: narrow, enlarged, dark, plain; by keyboard; without scripts or images."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.barriers import barriers
from tests.factories import Team
from tests.reading.paper import Paper, draw_pages
from tests.reading.test_browser import LOW_TARGETS, TARGET, until

KINDS = (
    "home",
    "issue",
    "article",
    "column",
    "department",
    "author",
    "grid areas",
    "archive",
    "corrections",
    "about",
    "search without hits",
)
# width of the window, scheme, mode; 320 pixels is also what a window of 1280 shows at 400 %
LOOKS: list[tuple[int, Any, str]] = [
    (320, "light", "standard-100"),
    (320, "dark", "standard-200"),
    (360, "light", "plain-125"),
    (1280, "dark", "plain-125"),
    (320, "light", "plain-200"),
]
# what makes a page wider than the window, if it is
TOO_WIDE = """width => document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > width && !element.closest('.table'))
  .map(element => `${element.getBoundingClientRect().right}: ${element.outerHTML.slice(0, 120)}`)"""
AAA = {"rules": {"color-contrast-enhanced": {"enabled": True}}}
SHIFTS = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value }))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve(sum), 300) })"""
LAID_OUT = """[...document.querySelectorAll('main *')]
  .every(element => getComputedStyle(element).contentVisibility === 'visible')"""
# images that say something beside which no words stand: a link that would be empty without them
UNNAMED = """() => [...document.querySelectorAll('a:has(img), figure')]
  .filter(element => !element.textContent.trim() && ![...element.querySelectorAll('img')].some(image => image.alt))
  .map(element => element.outerHTML.slice(0, 120))"""
FOCUSED = "document.activeElement.getAttribute('href')"
VOICE = """
window.spoken = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text };
Object.defineProperty(window, 'speechSynthesis', {value: {
  getVoices: () => [{lang: 'zh-CN'}], addEventListener() {},
  cancel() {}, speak(words) { window.spoken.push(words) },
}});
"""


def addresses_of(paper: Paper) -> dict[str, str]:
    """One address of each kind of page of this design."""
    return {**paper.addresses, "author": "/authors/甲一/", "corrections": "/corrections/", "topics": "/topics/"}


@pytest.mark.parametrize(("width", "scheme", "mode"), LOOKS)
def test_pages_are_accessible_in_every_look(
    live_server: Any, page: Page, team: Team, width: int, scheme: Any, mode: str
) -> None:
    addresses = addresses_of(Paper(team))
    page.set_viewport_size({"width": width, "height": 700})
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies([{"name": "reading", "value": mode, "url": live_server.url}])
    for name in KINDS:
        page.goto(f"{live_server.url}{addresses[name]}")
        assert mode.split("-")[0] in page.evaluate("document.documentElement.className"), name
        assert barriers(page, options=AAA if mode.startswith("plain") else None) == [], name
        assert page.evaluate(TOO_WIDE, width) == [], name
        assert page.evaluate(LOW_TARGETS, TARGET) == [], name


def test_large_text_is_large(live_server: Any, page: Page, team: Team) -> None:
    paper = Paper(team)
    size = "parseFloat(getComputedStyle(document.querySelector('.body p')).fontSize)"
    page.goto(f"{live_server.url}{paper.lead.get_absolute_url()}")
    ordinary = page.evaluate(size)
    assert ordinary >= 18
    page.locator(".tools__mode").click()
    assert page.evaluate(size) >= 1.25 * ordinary - 0.1
    for _step in range(2):
        page.locator(".tools__size--larger").click()
    assert page.evaluate(size) == pytest.approx(2 * ordinary, abs=0.1)
    page.goto(f"{live_server.url}/columns/")  # remembered
    assert page.evaluate("document.documentElement.className") == "plain size-200"
    page.locator(".tools__mode").click()
    assert page.evaluate("document.documentElement.className") == "standard size-100"
    assert page.context.cookies() == []


def test_plain_mode_works_without_scripts_and_keeps_the_page(live_server: Any, browser: Browser, team: Team) -> None:
    paper = Paper(team)
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    address = f"{live_server.url}{paper.column.get_absolute_url()}"
    page.goto(address)
    page.locator(".tools__mode").click()
    expect(page.locator("html.plain.size-125")).to_have_count(1)
    assert page.url == address
    assert page.locator(".aloud").count() == 0
    page.locator(".story-list a").first.click()
    expect(page.locator("html.plain .body")).to_be_visible()
    expect(page.locator(".aloud")).to_be_hidden()
    assert [cookie["name"] for cookie in context.cookies()] == ["reading"]
    context.close()


def test_article_is_found_and_read_with_the_keyboard_alone(live_server: Any, page: Page, team: Team) -> None:
    paper = Paper(team)
    page.goto(live_server.url)
    wanted = [paper.column.get_absolute_url(), paper.lead.get_absolute_url()]
    for address in ("/columns/", *wanted):
        for _step in range(60):
            page.keyboard.press("Tab")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            if page.evaluate(FOCUSED) == address:
                break
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{address}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    before = page.evaluate("scrollY")
    page.keyboard.press("End")
    page.evaluate(until(f"scrollY > {before}"))
    assert page.locator(".body").is_visible()


def test_pages_say_the_same_without_images(live_server: Any, page: Page, team: Team) -> None:
    paper = Paper(team)
    page.route("**/*", lambda route: route.abort() if route.request.resource_type == "image" else route.continue_())
    for address, needed in (("/", ".story--lead a"), (f"{paper.issue.get_absolute_url()}1/", ".epaper-stories a")):
        page.goto(f"{live_server.url}{address}")
        assert page.locator(needed).first.is_visible(), address
        assert page.evaluate(UNNAMED) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto(f"{live_server.url}{paper.lead.get_absolute_url()}")
    assert page.get_by_role("img", name="几个人围着圆桌").count() == 1
    assert page.locator(".headline__title").is_visible() and page.locator(".body").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_pages_load(live_server: Any, page: Page, team: Team, width: int) -> None:
    paper = Paper(team)
    for issue in (paper.issue, paper.older):
        draw_pages(issue)
    addresses = addresses_of(paper)
    page.set_viewport_size({"width": width, "height": 700})
    page.add_init_script(VOICE)
    for name in ("home", "issue", "article", "grid areas", "archive"):
        page.goto(f"{live_server.url}{addresses[name]}", wait_until="load")
        assert page.evaluate(SHIFTS) == 0, name
        page.keyboard.press("Shift")  # the reader is there: what lies below is laid out, still without a shift
        page.evaluate(until(LAID_OUT))
        assert page.evaluate(SHIFTS) == 0, name


def test_story_is_read_aloud_sentence_by_sentence(live_server: Any, page: Page, team: Team) -> None:
    paper = Paper(team)
    address = f"{live_server.url}{paper.lead.get_absolute_url()}"
    page.goto(address)
    assert page.locator(".aloud").is_hidden()  # this browser has no voice
    page.add_init_script(VOICE)
    page.goto(address)
    page.locator(".aloud__play").click()
    said = page.evaluate("() => { const last = spoken.at(-1); last.onend(); return [last.text, spoken.at(-1).text] }")
    assert said == ["小区里的难事", "车位是谈出来的"]
    assert page.evaluate("[...CSS.highlights.get('aloud')].map(String)") == ["车位是谈出来的"]
    page.locator(".aloud select").select_option("1.35")
    assert page.evaluate("[spoken.at(-1).text, spoken.at(-1).rate]") == ["车位是谈出来的", 1.35]
    page.locator(".aloud__play").click()  # pause
    count = page.evaluate("spoken.length")
    page.evaluate("spoken.at(-1).onend()")  # what a browser tells of a voice that was cut off
    assert page.evaluate("spoken.length") == count
    page.locator(".aloud__play").click()
    assert page.evaluate("spoken.at(-1).text") == "车位是谈出来的"
    page.locator(".aloud__stop").click()
    assert page.evaluate("CSS.highlights.has('aloud')") is False


def test_scripts_and_stylesheet_are_few_and_small(live_server: Any, page: Page, team: Team) -> None:
    paper = Paper(team)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{live_server.url}{paper.lead.get_absolute_url()}", wait_until="networkidle")
    weights = {answer.url: len(answer.body()) for answer in answers}
    assert all(url.startswith(live_server.url) for url in weights)
    assert sum(url.endswith(".css") for url in weights) == 1
    assert sum(weight for url, weight in weights.items() if url.endswith(".js")) <= 15_000
