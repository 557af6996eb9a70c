"""Every kind of page in a real browser: axe, no script errors, no policy violations, no sideways scrolling."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reading.views import errors
from tests.barriers import barriers
from tests.conftest import SLOWEST
from tests.factories import Team
from tests.reading.paper import Paper
from tests.reading.test_topics import publish_many

PHONE, DESKTOP = (360, 740), (1280, 900)
LOOKS: list[tuple[tuple[int, int], Any]] = [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
TARGET = 44  # CSS pixels

# Links, buttons and fields that are lower than a fingertip; a link within a sentence may be as high as its line,
# and an area of a map or of a printed page is as large as what it shows: the list beside it leads there too.
LOW_TARGETS = """target => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter(element => !element.closest('.body p, .body li, .skip, svg'))
  .map(element => [element.getBoundingClientRect(), element.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width && box.height < target - 0.5)
  .map(([box, html]) => `${box.height}: ${html}`)"""

PLACE_OF_TEXT = "document.querySelector('.body').getBoundingClientRect().top"
HEADING_LEVELS = """() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))"""


LINES_OF_HEADLINE = """() => {
  const text = document.querySelector('h1').firstChild, lines = [], range = document.createRange();
  for (let place = 0; place < text.length; place++) {
    range.setStart(text, place); range.setEnd(text, place + 1);
    const top = range.getBoundingClientRect().top;
    if (!lines.length || top - lines.at(-1).top > 9) lines.push({top, text: ''});
    lines.at(-1).text += text.data[place];
  }
  return lines.map(line => line.text) }"""


def until(condition: str) -> str:
    """A script that waits for a condition; the page's policy forbids Playwright's own, which evaluates a string."""
    return f"""async () => {{
      for (const end = performance.now() + {4 * SLOWEST}; !({condition});) {{
        if (performance.now() > end) throw new Error('in vain');
        await new Promise(resolve => setTimeout(resolve, 100));
      }} }}"""


def addresses_of(paper: Paper) -> dict[str, str]:
    """All pages, and the one for a missing page."""
    return paper.addresses | {"missing page": "/nowhere/", "unsearchable": "/search/?q=%EF%BC%8C"}


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_pages_are_accessible(live_server: Any, page: Page, team: Team, size: tuple[int, int], scheme: Any) -> None:
    paper = Paper(team)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    for name, address in addresses_of(paper).items():
        page.goto(f"{live_server.url}{address}")
        assert barriers(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name
        assert page.evaluate(LOW_TARGETS, TARGET) == [], name
        levels = page.evaluate(HEADING_LEVELS)
        assert levels.count(1) == 1, name
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), name


@pytest.mark.parametrize("view", [errors.bad_request, errors.forbidden, errors.server_error])
def test_error_pages_are_accessible(live_server: Any, page: Page, rf: Any, view: Any) -> None:
    shown = view(rf.get("/")).content
    page.route("**/broken/", lambda route: route.fulfill(body=shown, content_type="text/html; charset=utf-8"))
    for size, scheme in LOOKS:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{live_server.url}/broken/")
        assert barriers(page) == []
        assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"  # the stylesheet was found
        assert page.evaluate(LOW_TARGETS, TARGET) == []


def test_text_is_large_enough_and_lines_are_neither_short_nor_long(live_server: Any, page: Page, team: Team) -> None:
    paper = Paper(team)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.goto(f"{live_server.url}{paper.lead.get_absolute_url()}")
    size, width, leading = page.evaluate(
        """() => { const p = document.querySelector('.body p'), style = getComputedStyle(p);
        return [parseFloat(style.fontSize), p.clientWidth, parseFloat(style.lineHeight)] }"""
    )
    assert size >= 18 and 30 <= width / size <= 38 and leading / size >= 1.8
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('main p, main a, main li, main time')]
        .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
    )
    assert smallest >= 16


def test_skip_link_is_the_first_stop_and_leads_to_the_content(live_server: Any, page: Page, team: Team) -> None:
    Paper(team)
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_photos_keep_their_place_while_they_load(live_server: Any, page: Page, team: Team) -> None:
    paper = Paper(team)
    photos = "**/media/photos/**"
    held: list[Any] = []
    page.route(photos, lambda route: held.append(route))
    with page.expect_request(photos):
        page.goto(f"{live_server.url}{paper.lead.get_absolute_url()}", wait_until="domcontentloaded")
    page.evaluate(until("getComputedStyle(document.body).marginTop === '0px'"))  # the stylesheet is there
    before = page.evaluate(PLACE_OF_TEXT)
    page.route(photos, lambda route: route.continue_())  # what is asked for from now on is not held
    for route in held:
        route.continue_()
    page.evaluate(until("document.querySelector('img').naturalWidth > 0"))
    assert page.evaluate(PLACE_OF_TEXT) == before
    assert page.evaluate("document.querySelector('img').currentSrc").endswith(".avif")


def test_search_works_by_keyboard_and_without_scripts(live_server: Any, browser: Any, team: Team) -> None:
    paper = Paper(team)
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/search/")
    page.fill("#q", "车位")
    page.press("#q", "Enter")
    assert page.locator(".story-list a").first.get_attribute("href") == paper.lead.get_absolute_url()
    context.close()


def test_printed_article_leaves_out_navigation(live_server: Any, page: Page, team: Team) -> None:
    paper = Paper(team)
    page.goto(f"{live_server.url}{paper.lead.get_absolute_url()}")
    page.emulate_media(media="print")
    assert not page.locator(".navigation").is_visible()
    assert page.locator(".body").is_visible()


def test_long_headline_leaves_no_character_alone_on_a_line_of_a_phone(live_server: Any, page: Page, team: Team) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    for title in ("一张公告写到看得懂为止", "国庆假期，这些便民窗口照常开", "河边多了六把老人椅和一盏路灯"):
        article = publish_many(team, 1, title=title)[0]
        page.goto(f"{live_server.url}{article.get_absolute_url()}")
        lines = page.evaluate(LINES_OF_HEADLINE)
        assert "".join(lines) == title and len(lines) > 1
        assert min(map(len, lines)) > 2, lines


def test_printed_issue_is_a_list_of_contents_without_photos(live_server: Any, page: Page, team: Team) -> None:
    paper = Paper(team)
    page.goto(f"{live_server.url}{paper.issue.get_absolute_url()}")
    assert page.locator(".story--lead img").first.is_visible()
    page.emulate_media(media="print")
    assert not page.locator("main img").first.is_visible()
    assert page.locator(".story--lead .headline__title").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.sheet')).columnCount") == "2"
