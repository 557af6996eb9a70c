"""The board in a real browser: by mouse, by finger, by keyboard, with a second editor, accessible at every width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from issues.board import verbs
from issues.layout.geometry import Rect
from issues.models import Block, Issue
from tests.barriers import barriers
from tests.conftest import Watch, follow, log_in
from tests.factories import Team, make_issue, make_placement
from tests.issues.test_board import block_at, page, story

pytestmark = pytest.mark.django_db(transaction=True)

Spot = Callable[[], tuple[float, float]]  # a point of the window, looked up when it is needed
SMALLEST_TARGET = 44  # CSS pixels


@pytest.fixture(autouse=True)
def _previews_apart(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def issue(team: Team) -> Issue:
    """Two blocks side by side on page 2, one on page 3, a placed story and an approved one that wait."""
    made = make_issue()
    block_at(team, made, Rect(0, 3, 6, 20), title="左边的稿件")
    block_at(team, made, Rect(6, 3, 6, 24), title="右边的稿件", paragraphs=8)
    block_at(team, made, Rect(0, 3, 6, 20), sequence=3, title="三版的稿件")
    make_placement(team, page(made, 3), story(team, title="等位置的稿件"))
    story(team, title="等上版的稿件")
    return made


def block(issue: Issue, title: str) -> Block:
    return Block.objects.select_related("page").get(issue=issue, placement__revision__title=title)


def place_of(issue: Issue, title: str) -> tuple[int, int, int, int, int]:
    found = block(issue, title)
    return (found.page.sequence, found.x, found.y, found.width, found.height)


def open_board(page: Page, live_server: Any, team: Team, issue: Issue, person: str = "layout_editor") -> None:
    log_in(page, live_server, getattr(team, person).username)
    page.goto(live_server.url + reverse("desk:issue_board", args=[issue.pk]))
    expect(page.locator(".board--live")).to_be_visible()


def piece(page: Page, title: str) -> Locator:
    return page.locator("[data-block]").filter(has_text=title)


def settle(page: Page) -> None:
    """Wait until no act waits for its answer, no key's move is held back, and the checker's findings are in.

    Findings stand below their page and push the next one down: a point looked up before they came is another after.
    """
    expect(page.locator("#board:not([data-busy])")).to_be_attached()
    expect(page.locator("[data-findings-of].is-old")).to_have_count(0)


def middle(target: Locator) -> tuple[float, float]:
    """The point of the window over the middle of something; a piece may be drawn anew while one looks at it."""
    deadline = monotonic() + 15
    while True:
        box = target.evaluate(
            """thing => {
              thing.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
              const box = thing.getBoundingClientRect();
              return thing.isConnected ? [box.left + box.width / 2, box.top + box.height / 2] : null;
            }"""
        )
        if box is not None:
            return box[0], box[1]
        assert monotonic() < deadline, "it is drawn anew all the time"


def drag(page: Page, start: Spot, end: Spot) -> None:
    """Drag from one spot to another; each is looked up when the mouse goes there, since pages scroll along."""
    settle(page)
    hold(page, start)
    at = None
    while at != (at := end()):
        page.mouse.move(*at, steps=6)
    with page.expect_response(lambda answer: "/board/do/" in answer.url) as answer:
        page.mouse.up()
    assert answer.value.status == 200, answer.value.text()
    settle(page)


def hold(page: Page, start: Spot) -> None:
    """Take something up with the mouse."""
    x, y = start()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 2)
    expect(page.locator(".is-dragged")).to_have_count(1)


def press(page: Page, key: str) -> None:
    """A key that ends in an act, and its answer."""
    with page.expect_response(lambda answer: "/board/do/" in answer.url) as answer:
        page.keyboard.press(key)
    assert answer.value.status == 200, answer.value.text()
    settle(page)


def over(target: Locator) -> Spot:
    """The middle of something."""
    return lambda: middle(target)


def cell(page: Page, sequence: int, x: float, y: float) -> Spot:
    """A grid cell of a page."""
    return lambda: cell_now(page, sequence, x, y)


def cell_now(page: Page, sequence: int, x: float, y: float) -> tuple[float, float]:
    """The point of the window over a grid cell of a page."""
    left, top = page.evaluate(
        """([sequence, x, y]) => {
          const { grid } = window.planBoard;
          const paper = window.planBoard.leaf(sequence).querySelector(".leaf__paper");
          paper.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
          const frame = paper.getBoundingClientRect();
          return [frame.left + frame.width * (grid.left + x * (grid.column + grid.gutter)),
                  frame.top + frame.height * (grid.top + y * grid.row)];
        }""",
        [sequence, x, y],
    )
    return left, top


# -------------------------------------------------------------------------------------------------- mouse


@pytest.fixture
def desk(page: Page, live_server: Any, team: Team, issue: Issue) -> Page:
    """The layout editor's board, large enough to show all pages."""
    page.set_viewport_size({"width": 1280, "height": 1700})
    open_board(page, live_server, team, issue)
    return page


def test_a_block_is_moved_resized_swapped_and_sent_with_the_mouse(desk: Page, issue: Issue) -> None:
    drag(desk, cell(desk, 2, 3, 13), cell(desk, 2, 3, 43))
    assert place_of(issue, "左边的稿件") == (2, 0, 33, 6, 20)
    expect(piece(desk, "左边的稿件")).to_have_class("piece piece--free is-chosen")
    drag(desk, over(piece(desk, "左边的稿件").locator(".handle--s")), cell(desk, 2, 3, 47.9))
    assert place_of(issue, "左边的稿件")[:4] == (2, 0, 33, 6)
    assert place_of(issue, "左边的稿件")[4] < 20
    drag(desk, cell(desk, 2, 3, 36), cell(desk, 2, 9, 10))
    assert place_of(issue, "右边的稿件")[:3] == (2, 0, 33)
    assert place_of(issue, "左边的稿件")[:4] == (2, 6, 3, 6)
    drag(desk, cell(desk, 2, 9, 10), cell(desk, 4, 9, 20))
    assert place_of(issue, "左边的稿件")[0] == 4
    expect(desk.locator("#page-4 [data-block]")).to_have_count(1)


def test_waiting_stories_are_dragged_to_a_page_and_over_a_block(desk: Page, issue: Issue) -> None:
    def waiting(title: str) -> Locator:
        return desk.locator("[data-story]").filter(has_text=title)

    drag(desk, over(waiting("等位置的稿件").locator(".meta")), cell(desk, 4, 2, 12))
    assert place_of(issue, "等位置的稿件")[0] == 4
    drag(desk, over(waiting("等上版的稿件").locator(".meta")), cell(desk, 3, 3, 10))
    assert place_of(issue, "等上版的稿件") == (3, 0, 3, 6, 20)
    expect(waiting("三版的稿件")).to_be_visible()


def test_a_drop_over_part_of_a_neighbour_is_refused_with_its_name(desk: Page, issue: Issue) -> None:
    settle(desk)
    hold(desk, cell(desk, 2, 2, 13))
    desk.mouse.move(*cell_now(desk, 2, 5, 13), steps=5)
    expect(desk.locator(".ghost--bad")).to_be_visible()
    desk.mouse.up()
    expect(desk.locator("#board-says")).to_contain_text("右边的稿件")
    assert place_of(issue, "左边的稿件") == (2, 0, 3, 6, 20)


def test_escape_gives_a_drag_up(desk: Page, issue: Issue) -> None:
    settle(desk)
    hold(desk, cell(desk, 2, 3, 13))
    desk.mouse.move(*cell_now(desk, 2, 3, 40), steps=5)
    expect(desk.locator(".ghost")).to_have_count(1)
    desk.keyboard.press("Escape")
    expect(desk.locator(".ghost")).to_have_count(0)
    desk.mouse.up()
    assert place_of(issue, "左边的稿件") == (2, 0, 3, 6, 20)


def test_a_finger_chooses_first_and_then_drags(
    browser: Browser, watch: Watch, live_server: Any, team: Team, issue: Issue
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    phone = watch.attach(context.new_page())
    open_board(phone, live_server, team, issue)
    expect(phone.locator(".leaf:visible")).to_have_count(1)
    phone.locator("[data-page-tab='2']").tap()
    piece(phone, "左边的稿件").locator("a").tap()
    expect(piece(phone, "左边的稿件").locator(".handle--e")).to_be_visible()
    phone.locator("[data-close]").scroll_into_view_if_needed()
    handle = piece(phone, "左边的稿件").locator(".handle--n")
    settle(phone)
    touch = context.new_cdp_session(phone)
    x, y = middle(handle)
    # whether a touch scrolls is judged by what was drawn last: the handle stands there only after a frame
    phone.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn())))")
    finger = [{"x": x, "y": y}]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": finger})
    for step in range(1, 8):
        finger = [{"x": x, "y": y + step * 6}]
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": finger})
    with phone.expect_response(lambda answer: "/board/do/move/" in answer.url) as answer:
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert answer.value.status == 200
    now = place_of(issue, "左边的稿件")
    assert now[2] > 3
    assert now[2] + now[4] == 23
    context.close()


# ----------------------------------------------------------------------------------------------- keyboard


def test_a_block_is_moved_resized_swapped_pinned_sent_and_taken_off_by_keys(desk: Page, issue: Issue) -> None:
    piece(desk, "左边的稿件").locator("a").focus()
    desk.keyboard.press("ArrowDown")
    press(desk, "ArrowDown")
    assert place_of(issue, "左边的稿件") == (2, 0, 5, 6, 20)
    desk.keyboard.press("Shift+ArrowLeft")
    press(desk, "Shift+ArrowDown")
    assert place_of(issue, "左边的稿件") == (2, 0, 5, 5, 21)
    press(desk, "Alt+ArrowRight")
    assert place_of(issue, "左边的稿件") == (2, 6, 3, 6, 24)
    press(desk, "p")
    assert block(issue, "左边的稿件").pinned
    expect(piece(desk, "左边的稿件").locator(".piece__pin")).to_be_visible()
    press(desk, "4")
    assert place_of(issue, "左边的稿件")[0] == 4
    expect(piece(desk, "左边的稿件").locator("a")).to_be_focused()
    press(desk, "Delete")
    assert not Block.objects.filter(issue=issue, placement__revision__title="左边的稿件").exists()
    press(desk, "Control+z")
    assert place_of(issue, "左边的稿件")[0] == 4
    press(desk, "Control+z")
    assert place_of(issue, "左边的稿件") == (2, 6, 3, 6, 24)
    press(desk, "Control+Shift+Z")
    assert place_of(issue, "左边的稿件")[0] == 4


def test_every_change_is_announced_with_its_fit(desk: Page, issue: Issue) -> None:
    piece(desk, "左边的稿件").locator("a").focus()
    for _ in range(3):
        desk.keyboard.press("Shift+ArrowUp")
    press(desk, "Shift+ArrowUp")
    expect(desk.locator("#board-says")).not_to_be_empty()
    words = piece(desk, "左边的稿件").locator(".fit").first.inner_text()
    expect(desk.locator("#board-says")).to_contain_text(words)


def test_an_arrow_over_a_neighbour_is_said_and_given_up_by_escape(desk: Page, issue: Issue) -> None:
    piece(desk, "左边的稿件").locator("a").focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.locator(".ghost--bad")).to_be_visible()
    expect(desk.locator("#board-says")).to_contain_text("右边的稿件")
    desk.keyboard.press("Escape")
    expect(desk.locator(".ghost")).to_have_count(0)
    assert place_of(issue, "左边的稿件") == (2, 0, 3, 6, 20)


def test_help_lists_the_keys(desk: Page) -> None:
    piece(desk, "左边的稿件").locator("a").focus()
    desk.keyboard.press("h")
    expect(desk.locator("#board-help")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#board-help")).to_be_hidden()
    desk.locator("[data-board-help]").click()
    expect(desk.locator("#board-help")).to_be_visible()


# ------------------------------------------------------------------------------------------- panel, compose


def test_the_panel_sets_a_block(desk: Page, issue: Issue) -> None:
    piece(desk, "左边的稿件").locator("a").click()
    panel = desk.locator("#panel")
    expect(panel).to_be_visible()
    panel.locator("#set-level").select_option("2")
    with desk.expect_response(lambda answer: "/board/do/set/" in answer.url):
        panel.locator("form[data-act=set] button").click()
    settle(desk)  # the answer draws the panel anew
    expect(desk.locator("#set-level")).to_have_value("2")
    assert block(issue, "左边的稿件").headline_level == 2
    desk.locator("[data-close]").click()
    expect(panel).to_have_count(0)


def test_composed_pages_are_kept_and_adjusted(desk: Page, team: Team, issue: Issue) -> None:
    piece(desk, "右边的稿件").locator("a").focus()
    press(desk, "p")
    before = place_of(issue, "右边的稿件")
    for number in range(6):
        story(team, 4 + number)
    follow(desk.locator(".board__tools a.btn-primary"))
    expect(desk.locator(".draft__list li").first).to_be_visible()
    follow(desk.locator("main form button.btn-primary"))
    expect(desk.locator(".board--live")).to_be_visible()
    assert place_of(issue, "右边的稿件") == before
    chosen = desk.locator("[data-block]:not(.is-pinned)").first
    pk = int(chosen.get_attribute("data-block") or 0)
    seen = Block.objects.get(pk=pk)
    chosen.locator("a").focus()
    press(desk, "Shift+ArrowUp")
    after = Block.objects.get(pk=pk)
    assert (after.height, after.version) == (seen.height - 1, seen.version + 1)
    press(desk, "Control+z")
    assert Block.objects.get(pk=pk).height == seen.height


def test_findings_stand_beside_the_page_and_light_their_blocks(desk: Page, team: Team, issue: Issue) -> None:
    block_at(team, issue, Rect(6, 3, 6, 12), sequence=4, title="太长的一篇", paragraphs=20)
    desk.reload()
    settle(desk)
    finding = desk.locator("#page-4 .finding__show").filter(has_text="太长的一篇")
    finding.click()
    expect(piece(desk, "太长的一篇")).to_have_class("piece piece--over is-lit")


# -------------------------------------------------------------------------------------------- two editors


def test_a_second_editors_change_is_shown(desk: Page, team: Team, issue: Issue) -> None:
    moved = block(issue, "三版的稿件")
    verbs.move(moved, by=team.chief_editor, seen=moved.version, rect=Rect(0, 30, 6, 20))
    desk.evaluate("window.planBoard.look()")
    expect(desk.locator("#board-news")).to_contain_text(team.chief_editor.name)
    expect(piece(desk, "三版的稿件")).to_have_attribute("data-y", "30")


def test_a_second_editors_change_is_never_overwritten(desk: Page, team: Team, issue: Issue) -> None:
    theirs = block(issue, "左边的稿件")
    desk.route("**/board/version/*", lambda route: route.abort())  # the board has not heard of it when the key comes
    verbs.move(theirs, by=team.chief_editor, seen=theirs.version, rect=Rect(0, 40, 6, 18))
    piece(desk, "左边的稿件").locator("a").focus()
    desk.keyboard.press("ArrowDown")
    refusal = desk.locator("#board-refusal")
    expect(refusal).to_be_visible()
    expect(refusal).to_contain_text(team.chief_editor.name)
    assert place_of(issue, "左边的稿件") == (2, 0, 40, 6, 18)
    refusal.locator(".btn-primary").click()
    expect(piece(desk, "左边的稿件")).to_have_attribute("data-y", "40")
    piece(desk, "左边的稿件").locator("a").focus()
    press(desk, "ArrowUp")
    assert place_of(issue, "左边的稿件") == (2, 0, 39, 6, 18)


# ------------------------------------------------------------------------------------------ accessibility


@pytest.fixture
def bare_page(browser: Browser) -> Iterator[Page]:
    """A page for axe, which sets styles while it looks: without the site's content policy."""
    context = browser.new_context(bypass_csp=True, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing(
    bare_page: Page, live_server: Any, team: Team, issue: Issue, width: int, scheme: Any
) -> None:
    bare_page.set_viewport_size({"width": width, "height": 900})
    bare_page.emulate_media(color_scheme=scheme)
    open_board(bare_page, live_server, team, issue)
    expect(bare_page.locator(".findings").first).to_be_attached()
    bare_page.locator("[data-page-tab='2']").evaluate("tab => tab.click()")
    piece(bare_page, "左边的稿件").locator("a").click()
    expect(bare_page.locator("#panel")).to_be_visible()
    settle(bare_page)
    for fold in bare_page.locator("main details > summary:visible").all():
        fold.click()
    assert barriers(bare_page) == []
    assert bare_page.evaluate("document.documentElement.scrollWidth") <= width
    small = bare_page.eval_on_selector_all(
        "main button:not(.finding__show), main .btn, main select, main input:not([type=checkbox])",
        f"""all => all.filter(e => e.checkVisibility() && e.type !== "hidden"
            && (e.getBoundingClientRect().height < {SMALLEST_TARGET - 0.5}
            || e.getBoundingClientRect().width < {SMALLEST_TARGET - 0.5})).map(e => e.outerHTML.slice(0, 120))""",
    )
    assert small == []
    bare_page.goto(live_server.url + reverse("desk:board_compose", args=[issue.pk]))
    assert barriers(bare_page) == []


def test_the_board_works_without_a_script(browser: Browser, live_server: Any, team: Team, issue: Issue) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    plain = context.new_page()
    log_in(plain, live_server, team.layout_editor.username)
    plain.goto(live_server.url + reverse("desk:issue_board", args=[issue.pk]))
    follow(plain.locator(".piece a").filter(has_text="左边的稿件"))
    plain.locator(".panel__more summary").first.click()
    plain.fill("#move-y", "31")
    follow(plain.locator("form[data-act=move] button"))
    assert place_of(issue, "左边的稿件") == (2, 0, 30, 6, 20)
    plain.locator(".panel__more summary").nth(1).click()
    plain.select_option("#swap-other", label="右边的稿件")
    follow(plain.locator("form[data-act=swap] button"))
    assert place_of(issue, "左边的稿件") == (2, 6, 3, 6, 24)
    follow(plain.locator("form[data-act=undo] button"))
    assert place_of(issue, "左边的稿件") == (2, 0, 30, 6, 20)
    context.close()
