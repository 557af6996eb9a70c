"""Proofs in a real browser: marks by mouse, by keys and without scripts; three proofs, release, and what voids them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, FloatRect, Page, expect

from accounts.models import User
from issues.models import Issue, Placement, ProofMark, SetPage
from issues.proofs.marks import mark, resolve_mark
from issues.proofs.pulling import pull_proof
from tests.barriers import barriers
from tests.conftest import follow, log_in
from tests.factories import Team
from tests.issues.planned_pages import page_of, planned_issue, readers, sign_three

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (360, 1280)
SMALLEST_TARGET = 44  # CSS pixels


@pytest.fixture
def issue(team: Team) -> Issue:
    """An issue of one planned page with two stories."""
    return planned_issue(team)


@pytest.fixture
def proof(issue: Issue, team: Team) -> SetPage:
    """Its pulled proof."""
    return pull_proof(page_of(issue), by=team.layout_editor)


@pytest.fixture
def bare_page(browser: Browser) -> Iterator[Page]:
    """A page for axe, which sets styles while it looks: not watched, and without the site's content policy."""
    context = browser.new_context(bypass_csp=True, locale="zh-CN")
    yield context.new_page()
    context.close()


def open_proof(page: Page, live_server: Any, issue: Issue, person: User) -> None:
    """The first page of an issue in proof, as a person sees it."""
    log_in(page, live_server, person.username)
    page.goto(live_server.url + reverse("desk:page_proof", args=[issue.pk, 1]))


def other_person(page: Page, live_server: Any, issue: Issue, person: User) -> None:
    """The same page in the same browser as somebody else."""
    page.context.clear_cookies()
    open_proof(page, live_server, issue, person)


def sheet_box(page: Page) -> FloatRect:
    """Where the page image stands on the screen."""
    box = page.locator("[data-sheet]").bounding_box()
    assert box is not None
    return box


def test_a_mark_is_drawn_with_the_mouse(page: Page, live_server: Any, issue: Issue, proof: SetPage, team: Team) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    open_proof(page, live_server, issue, team.proofreader)
    page.click("[data-marking]")
    box = sheet_box(page)
    region = proof.regions.all()[0]
    left, top = box["x"] + (region.x + 0.02) * box["width"], box["y"] + (region.y + 0.02) * box["height"]
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + 0.2 * box["width"], top + 0.03 * box["height"], steps=4)
    page.mouse.up()
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("“居民代表”前漏了“昨天”。")
    page.locator("[data-mark-form] button").click()
    page.wait_for_url("**#mark-*")
    made = ProofMark.objects.get()
    assert made.placement_id == region.placement_id
    assert made.x == pytest.approx(region.x + 0.02, abs=0.01) and made.width == pytest.approx(0.2, abs=0.01)
    pin = page.locator(f"[data-pin='{made.pk}'] circle.proof-pin__dot")
    pinned, sheet = pin.bounding_box(), sheet_box(page)
    assert pinned is not None
    assert pinned["x"] + pinned["width"] / 2 == pytest.approx(sheet["x"] + made.x * sheet["width"], abs=3)


def test_a_click_makes_a_mark_without_extent(
    page: Page, live_server: Any, issue: Issue, proof: SetPage, team: Team
) -> None:
    open_proof(page, live_server, issue, team.proofreader)
    page.click("[data-marking]")
    box = sheet_box(page)
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.3 * box["height"])
    page.fill("#id_text", "这里多一个空格")
    page.locator("[data-mark-form] button").click()
    page.wait_for_url("**#mark-*")
    made = ProofMark.objects.get()
    assert (made.width, made.height) == (0, 0) and made.x == pytest.approx(0.5, abs=0.01)


def test_a_mark_is_made_with_the_keyboard_alone(
    page: Page, live_server: Any, issue: Issue, proof: SetPage, team: Team
) -> None:
    open_proof(page, live_server, issue, team.proofreader)
    page.locator("[data-window]").focus()
    page.keyboard.press("m")
    told = page.locator("[data-told]")
    expect(told).not_to_be_empty()
    before = told.inner_text()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(told).not_to_have_text(before)
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("人名与名录不符")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#mark-*")
    made = ProofMark.objects.get()
    assert made.width == pytest.approx(0.02, abs=0.001) and made.height == pytest.approx(0.005, abs=0.001)


def test_escape_ends_marking_and_keys_size_the_page(
    page: Page, live_server: Any, issue: Issue, proof: SetPage, team: Team
) -> None:
    open_proof(page, live_server, issue, team.proofreader)
    frame = page.locator("[data-window]")
    frame.focus()
    page.keyboard.press("m")
    page.keyboard.press("Escape")
    expect(page.locator("[data-marking]")).to_have_attribute("aria-pressed", "false")
    narrow = sheet_box(page)["width"]
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert sheet_box(page)["width"] == pytest.approx(narrow * 1.5, rel=0.02)
    page.reload()  # the page opens again where it was
    assert sheet_box(page)["width"] == pytest.approx(narrow * 1.5, rel=0.02)
    frame.focus()
    page.keyboard.press("0")
    assert sheet_box(page)["width"] == pytest.approx(narrow, rel=0.02)


def test_a_mark_needs_no_script(browser: Browser, live_server: Any, issue: Issue, proof: SetPage, team: Team) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    open_proof(page, live_server, issue, team.proofreader)
    page.locator("[data-new] > summary").click()
    page.select_option("#id_where", "story-2")
    page.fill("#id_text", "署名漏了")
    follow(page.locator("[data-mark-form] button"))
    made = ProofMark.objects.get()
    assert made.placement_id == proof.regions.all()[1].placement_id
    expect(page.locator(f"#mark-{made.pk}")).to_contain_text("署名漏了")
    assert page.locator("[data-zoom]").first.is_hidden()
    context.close()


def test_proofs_are_pulled_signed_released_and_void_after_a_change(
    page: Page, live_server: Any, issue: Issue, team: Team
) -> None:
    log_in(page, live_server, team.layout_editor.username)
    page.goto(live_server.url + reverse("desk:issue_proofs", args=[issue.pk]))
    follow(page.locator("[data-pull-all] button"))
    expect(page.locator(".proof-card img")).to_have_js_property("complete", True)
    assert page.locator(".proof-card img").evaluate("picture => picture.naturalWidth") > 0
    for person in readers(team):
        other_person(page, live_server, issue, person)
        page.fill("#sign-opinion", "已核")
        follow(page.locator(".proof-sign .btn-primary"))
        expect(page.locator(".proof-steps .is-done").last).to_contain_text(person.name)
    other_person(page, live_server, issue, team.chief_editor)
    page.set_viewport_size({"width": 360, "height": 740})  # on a phone, on the way
    follow(page.locator(".proof-sign .btn-primary"))
    expect(page.locator(".proof-head .state--published")).to_be_visible()
    Placement.objects.filter(issue=issue, order=1).update(print_headline="临时换题")
    page.reload()
    expect(page.locator(".notice--warn").first).to_contain_text(team.proofreader.name)
    expect(page.locator(".proof-steps .is-done")).to_have_count(0)
    assert page.locator(".proof-sign").count() == 0


def test_what_changed_is_shown_framed_and_blinks(
    page: Page, live_server: Any, issue: Issue, proof: SetPage, team: Team
) -> None:
    Placement.objects.filter(issue=issue, order=1).update(print_headline="换成新的题目")
    pull_proof(page_of(issue), by=team.layout_editor)
    open_proof(page, live_server, issue, team.proofreader)
    follow(page.locator("#settings-title + a"))
    expect(page.locator(".proof__changed").first).to_be_attached()
    expect(page.locator(".diff")).to_contain_text("换成新的题目")
    page.click("[data-blink]")
    expect(page.locator(".proof-pair__page:visible")).to_have_count(1)
    page.click("[data-blink]")
    expect(page.locator(".proof-pair__page:visible")).to_have_count(2)


@pytest.mark.parametrize("width", WIDTHS)
def test_proofs_are_accessible_and_large_enough(
    bare_page: Page, live_server: Any, issue: Issue, proof: SetPage, team: Team, width: int
) -> None:
    page = bare_page
    page.set_viewport_size({"width": width, "height": 900})
    mark(proof, by=team.editor, x=0.2, y=0.2, width=0.1, height=0.05, text="开着的批注")
    done = mark(proof, by=team.proofreader, x=0.5, y=0.4, text="答复过的批注")
    resolve_mark(done, by=team.layout_editor, state="declined", answer="不改")
    Placement.objects.filter(issue=issue, order=2).update(print_headline="换成新的题目")
    newer = pull_proof(page_of(issue), by=team.layout_editor)
    mark(newer, by=team.proofreader, x=0.5, y=0.5, text="新样上的批注")
    log_in(page, live_server, team.chief_editor.username)
    urls = [
        reverse("desk:issue_proofs", args=[issue.pk]),
        reverse("desk:page_proof", args=[issue.pk, 1]),
        reverse("desk:page_proof_changes", args=[issue.pk, 1]),
        reverse("desk:page_sheet", args=[issue.pk, 1]),
        reverse("desk:index"),
    ]
    for scheme, url in [(scheme, url) for scheme in ("light", "dark") for url in urls]:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        answer = page.goto(live_server.url + url)
        assert answer is not None and answer.status == 200, url
        page.eval_on_selector_all(
            "main details", "all => all.forEach(e => { e.removeAttribute('name'); e.open = true; })"
        )
        assert barriers(page) == [], (url, scheme)
        small = page.eval_on_selector_all(
            "main button, main .btn, main select",
            f"""all => all.filter(e => e.checkVisibility()
                && e.getBoundingClientRect().height < {SMALLEST_TARGET - 0.5}).map(e => e.outerHTML.slice(0, 120))""",
        )
        assert small == [], url
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, url


def test_a_page_released_by_its_three_readers_shows_them_on_the_overview(
    page: Page, live_server: Any, issue: Issue, proof: SetPage, team: Team
) -> None:
    sign_three(proof, readers(team))
    log_in(page, live_server, team.chief_editor.username)
    page.goto(live_server.url + reverse("desk:issue_proofs", args=[issue.pk]))
    page.locator("main form[action$='proofs/release/'] button").click()
    expect(page.locator(".proof-steps .is-done")).to_have_count(4)
