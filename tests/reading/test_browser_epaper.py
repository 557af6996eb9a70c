"""The e-paper in a real browser: on a phone, by keyboard alone, zoomed in every way, and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import gettext as _
from playwright.sync_api import Browser, Page, expect

from issues.models import Region
from tests.barriers import barriers
from tests.conftest import Watch
from tests.reading.paper import Paper, draw_pages
from tests.reading.test_browser import LOOKS, PHONE, until

SCALE = "Number.parseInt(document.querySelector('[data-scale]').value)"
PLACE = "() => { const s = document.querySelector('[data-stage]'); return [s.scrollLeft, s.scrollTop] }"
FOCUSED_STORY = "() => document.activeElement.dataset.story || ''"
# Links and buttons lower than a fingertip; those on the page image are as high as their stories, and each of them has
# its like in the list beneath.
LOW = """() => [...document.querySelectorAll('main a, main button')]
  .filter(element => !(element instanceof SVGElement))
  .filter(element => { const box = element.getBoundingClientRect(); return box.width && box.height < 43.5 })
  .map(element => element.outerHTML.slice(0, 160))"""
PINCH = """([from, to]) => {
  const stage = document.querySelector('[data-stage]'), box = stage.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const send = (kind, apart) => {
    const touches = kind === 'touchend' ? [] : [-1, 1].map((side, identifier) => new Touch(
      {identifier, target: stage, clientX: x + side * apart / 2, clientY: y}));
    const event = new TouchEvent(kind, {touches, bubbles: true, cancelable: true});
    stage.dispatchEvent(event);
    return event.defaultPrevented;
  };
  send('touchstart', from);
  const taken = send('touchmove', to);
  send('touchend', 0);
  return taken }"""


@pytest.fixture
def paper(paper: Paper) -> Paper:
    """A paper whose page images are of real proportions, with the lead's place and jump known."""
    draw_pages(paper.issue)
    return paper


def page_address(live_server: Any, paper: Paper, number: int = 1) -> str:
    return f"{live_server.url}{paper.issue.get_absolute_url()}{number}/"


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_printed_page_is_accessible(
    live_server: Any, page: Page, paper: Paper, size: tuple[int, int], scheme: Any
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    for address in (page_address(live_server, paper), f"{live_server.url}{paper.lead.get_absolute_url()}"):
        page.goto(address)
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.evaluate(LOW) == []


@pytest.mark.parametrize(("width", "choice"), [(360, "plain-200"), (360, "standard-150"), (1280, "plain-125")])
def test_large_text_needs_no_sideways_scrolling(
    live_server: Any, page: Page, paper: Paper, width: int, choice: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies([{"name": "reading", "value": choice, "url": live_server.url}])
    for address in (page_address(live_server, paper), f"{live_server.url}{paper.issue.get_absolute_url()}"):
        page.goto(address)
        assert choice.partition("-")[0] in (page.locator("html").get_attribute("class") or "")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(page_address(live_server, paper))
    side = page.locator(".epaper__side").bounding_box()
    assert side is not None and side["width"] >= 280


def test_page_is_read_by_keyboard_alone(live_server: Any, page: Page, paper: Paper) -> None:
    page.goto(page_address(live_server, paper))
    order = Region.objects.filter(set_page__printed_page__issue=paper.issue, set_page__page__sequence=1)
    expected = [str(pk) for pk in order.order_by("order").values_list("placement__article_id", flat=True)]
    page.locator("h1").evaluate("h1 => { h1.tabIndex = -1; h1.focus() }")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[data-stage]')")
    reached = []
    for _number in expected:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED_STORY))
        strokes = page.evaluate(
            "[...document.activeElement.children].slice(1).map(r => getComputedStyle(r).strokeWidth)"
        )
        assert set(strokes) == {"4px"}  # the focus is seen
    assert reached == expected
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[data-by]')")  # the list beneath is no second round
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/articles/{expected[-1]}/")
    page.go_back()
    page.get_by_role("link", name="下一版").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{paper.issue.get_absolute_url()}2/")


def test_names_of_the_places_are_the_stories(live_server: Any, page: Page, paper: Paper) -> None:
    page.goto(page_address(live_server, paper))
    drawing = page.locator("svg.regions")
    for title in ("车位是谈出来的", "七分钟到空地", "图书室延长开放"):
        assert drawing.get_by_role("link", name=title, exact=True).count() == 1
    assert page.get_by_role("link", name="七分钟到空地").count() == 1  # read once: the list beneath is left out


def test_keys_zoom_and_move_the_page(live_server: Any, page: Page, paper: Paper) -> None:
    page.goto(page_address(live_server, paper))
    page.locator("[data-stage]").focus()
    place = page.locator("[data-stage]").bounding_box()
    for _press in range(4):
        page.keyboard.press("+")
    assert page.evaluate(SCALE) == 506
    assert page.locator("[data-stage]").bounding_box() == place  # nothing on the page moves
    before = page.evaluate(PLACE)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    after = page.evaluate(PLACE)
    assert after[0] == before[0] + 80 and after[1] == before[1] + 80
    page.keyboard.press("-")
    assert page.evaluate(SCALE) == 338
    page.keyboard.press("0")
    assert page.evaluate(SCALE) == 100 and page.evaluate(PLACE) == [0, 0]
    page.keyboard.press("-")
    assert page.evaluate(SCALE) == 100
    for _press in range(20):
        page.keyboard.press("=")
    assert page.evaluate(SCALE) == 600
    page.locator("h1").evaluate("h1 => { h1.tabIndex = -1; h1.focus() }")
    page.keyboard.press("0")
    assert page.evaluate(SCALE) == 600  # elsewhere on the page the keys are the reader's own


def test_focus_comes_into_view_on_the_enlarged_page(live_server: Any, page: Page, paper: Paper) -> None:
    region = Region.objects.filter(set_page__printed_page__issue=paper.issue, set_page__page__sequence=1).last()
    assert region is not None
    Region.objects.filter(pk=region.pk).update(x=0.8, y=0.9, width=0.1, height=0.05)
    page.goto(page_address(live_server, paper))
    page.locator("[data-stage]").focus()
    for _press in range(6):
        page.keyboard.press("+")
    page.locator(f"#story-{region.placement.article_id}").focus()
    stage = page.locator("[data-stage]").bounding_box()
    story = page.locator(f"#story-{region.placement.article_id} rect").bounding_box()
    assert stage is not None and story is not None
    assert stage["x"] - 1 <= story["x"] and story["x"] + story["width"] <= stage["x"] + stage["width"] + 1
    assert stage["y"] - 1 <= story["y"] and story["y"] + story["height"] <= stage["y"] + stage["height"] + 1


def test_wheel_with_ctrl_zooms_at_the_pointer_and_alone_scrolls(live_server: Any, page: Page, paper: Paper) -> None:
    page.goto(page_address(live_server, paper))
    box = page.locator("[data-stage]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.wheel(0, 120)
    page.evaluate(until("scrollY > 0"))
    assert page.evaluate(SCALE) == 100
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    page.evaluate(until(f"{SCALE} > 100"))
    scale = page.locator("[data-sheet]").evaluate("sheet => sheet.offsetWidth / sheet.parentElement.clientWidth")
    assert page.evaluate(PLACE) == pytest.approx([200 * (scale - 1), 100 * (scale - 1)], abs=2)


def test_mouse_drags_the_enlarged_page_without_following_a_link(live_server: Any, page: Page, paper: Paper) -> None:
    address = page_address(live_server, paper)
    page.goto(address)
    for _press in range(5):
        page.locator("[data-by=in]").click()
    page.locator("[data-stage]").scroll_into_view_if_needed()
    before = page.evaluate(PLACE)
    box = page.locator("[data-stage]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, max(box["y"], 0) + 200
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 90, y - 60, steps=4)
    page.mouse.up()
    assert page.evaluate(PLACE) == pytest.approx([before[0] + 90, before[1] + 60], abs=2)
    assert page.url == address


def test_page_is_read_on_a_phone(live_server: Any, browser: Browser, watch: Watch, paper: Paper) -> None:
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        device_scale_factor=3,
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
    )
    page = watch.attach(context.new_page())
    page.goto(page_address(live_server, paper))
    picture = page.locator(".stage img")
    box = picture.bounding_box()
    assert box is not None and box["y"] < PHONE[1] * 0.7 and box["x"] + box["width"] <= PHONE[0]
    assert page.evaluate(PINCH, [100, 250]) is True
    assert page.evaluate(SCALE) == 250
    assert all(place > 0 for place in page.evaluate(PLACE))  # the middle stayed in the middle
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    assert page.locator(".stage source").get_attribute("sizes") != "100vw"
    page.evaluate(PINCH, [250, 50])
    assert page.evaluate(SCALE) == 100
    page.locator(f"#story-{paper.lead.pk}").tap()
    page.wait_for_url(f"**{paper.lead.get_absolute_url()}")
    page.locator(".in-print a").first.tap()
    page.wait_for_url(f"**/1/#story-{paper.lead.pk}")
    lit = page.locator(f"#story-{paper.lead.pk} rect").first.evaluate("r => getComputedStyle(r).fillOpacity")
    assert float(lit) > 0.2
    page.locator(".epaper-stories a").first.tap()
    page.wait_for_url("**/articles/**")
    context.close()


def test_page_works_without_scripts(live_server: Any, browser: Browser, paper: Paper) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(page_address(live_server, paper))
    assert not page.locator("[data-zoom]").is_visible() and not page.locator("[data-hint]").is_visible()
    assert page.get_by_role("link", name=_("Large image")).get_attribute("href") == (
        f"{paper.issue.get_absolute_url()}1/page-480.webp"
    )
    page.locator(f"#story-{paper.lead.pk}").click()
    page.wait_for_url(f"**{paper.lead.get_absolute_url()}")
    page.locator(".in-print a").first.click()
    page.wait_for_url(f"**/1/#story-{paper.lead.pk}")
    context.close()


def test_page_image_keeps_its_place_while_it_loads(live_server: Any, page: Page, paper: Paper) -> None:
    images = "**/page*"
    held: list[Any] = []
    page.route(images, lambda route: held.append(route))
    with page.expect_request(images):
        page.goto(page_address(live_server, paper), wait_until="domcontentloaded")
    page.evaluate(until("getComputedStyle(document.body).marginTop === '0px'"))
    place = "document.querySelector('.viewer-tools').getBoundingClientRect().top"
    before = page.evaluate(place)
    assert before > 500
    page.route(images, lambda route: route.continue_())  # what is asked for from now on is not held
    for route in held:
        route.continue_()
    page.evaluate(until("document.querySelector('.stage img').naturalWidth > 0"))
    assert page.evaluate(place) == before


def test_story_lights_up_on_the_page_and_in_the_list_together(live_server: Any, page: Page, paper: Paper) -> None:
    page.goto(page_address(live_server, paper))
    page.locator(f".epaper-stories a[data-story='{paper.lead.pk}']").hover()
    lit = page.locator(".is-lit")
    expect(lit).to_have_count(2)
    assert page.locator(f"#story-{paper.lead.pk}.is-lit").count() == 1
    page.mouse.move(2, 2)
    expect(lit).to_have_count(0)
    page.locator(f"#story-{paper.public[1].pk}").focus()
    expect(lit).to_have_count(2)
    assert page.locator(f".epaper-stories .is-lit[data-story='{paper.public[1].pk}']").count() == 1
