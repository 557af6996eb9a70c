"""Issues in a real browser: accessible at phone and desktop width, by keyboard, without scripts, within the policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from articles import workflow
from articles.models import Article
from issues.models import Issue, Placement
from tests.barriers import barriers
from tests.conftest import follow, log_in
from tests.factories import (
    Team,
    make_article,
    make_content,
    make_issue,
    make_placement,
    make_published_issue,
    make_released,
)

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (360, 1280)
SMALLEST_TARGET = 44  # CSS pixels


@pytest.fixture
def issue(team: Team) -> Issue:
    """An issue with something of everything: full and empty pages, a changed article, articles that wait."""
    made = make_issue()
    first = make_placement(team, made.pages.get(sequence=1), prominence=1)
    make_placement(team, made.pages.get(sequence=1), print_headline="见报的短标题")
    make_placement(team, made.pages.get(sequence=2))
    workflow.revise(first.article, by=team.editor, expected_revision=1, content=make_content("改过的标题"))
    for _ in range(2):
        make_article(team, state=Article.State.APPROVED)
    return made


def small_targets(page: Page) -> list[str]:
    """Buttons and button-like links in the main part that are smaller than a finger."""
    return page.eval_on_selector_all(
        "main button, main .btn, main select, main .tabs a",
        f"""all => all.filter(e => e.checkVisibility() && (e.getBoundingClientRect().height < {SMALLEST_TARGET - 0.5}
            || e.getBoundingClientRect().width < {SMALLEST_TARGET - 0.5})).map(e => e.outerHTML.slice(0, 120))""",
    )


@pytest.fixture
def bare_page(browser: Browser) -> Iterator[Page]:
    """A page for axe, which sets styles while it looks: not watched, and without the site's content policy."""
    context = browser.new_context(bypass_csp=True, locale="zh-CN")
    yield context.new_page()
    context.close()


def walk(page: Page, live_server: Any, team: Team, issue: Issue) -> Iterator[str]:
    """Open every page of the issues' desk, everything on it unfolded."""
    published = make_published_issue(team)
    ready = make_issue(1, total_number=1_000_000)
    make_placement(team, ready.pages.get())
    make_released(ready, team)
    log_in(page, live_server, team.chief_editor.username)
    for name, args in (
        ("issue_list", []),
        ("issue_add", []),
        ("issue_plan", [issue.pk]),
        ("issue_plan", [published.pk]),
        ("issue_edit", [issue.pk]),
        ("issue_edit", [published.pk]),
        ("issue_checklist", [issue.pk]),
        ("issue_checklist", [published.pk]),
        ("issue_publish", [ready.pk]),
        ("issue_withdraw", [published.pk]),
        ("page_import", []),
    ):
        address = reverse(f"desk:{name}", args=args)
        answer = page.goto(live_server.url + address)
        assert answer is not None and answer.status == 200
        assert page.url == live_server.url + address  # not sent elsewhere
        for fold in page.locator("main details > summary").all():
            fold.click()
        yield address


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_the_window_and_the_finger_within_the_policy(
    page: Page, live_server: Any, team: Team, issue: Issue, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for address in walk(page, live_server, team, issue):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert small_targets(page) == [], address


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing(
    bare_page: Page, live_server: Any, team: Team, issue: Issue, width: int, scheme: Any
) -> None:
    bare_page.set_viewport_size({"width": width, "height": 900})
    bare_page.emulate_media(color_scheme=scheme)
    for address in walk(bare_page, live_server, team, issue):
        assert barriers(bare_page) == [], address


def test_page_is_planned_by_keyboard_alone(page: Page, live_server: Any, team: Team, issue: Issue) -> None:
    log_in(page, live_server, team.layout_editor.username)
    page.goto(live_server.url + reverse("desk:issue_plan", args=[issue.pk]))
    second = issue.placements.get(page__sequence=1, order=2)
    page.locator(f"#placement-{second.pk} .story__moves button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**#placement-{second.pk}")
    second.refresh_from_db()
    assert second.order == 1
    # after the jump back, the next stop of the Tab key is in the card that was moved
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.activeElement.closest('#placement-{second.pk}') !== null")


def test_issue_is_made_planned_and_published_without_scripts(browser: Browser, live_server: Any, team: Team) -> None:
    make_published_issue(team)
    waiting = make_article(team, state=Article.State.APPROVED)
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    log_in(page, live_server, team.chief_editor.username)
    page.goto(live_server.url + reverse("desk:issue_add"))
    follow(page.locator("button[name=save]").first)
    made = Issue.objects.get(state=Issue.State.PLANNED)
    follow(page.locator(".pooled .pagebuttons button").first)
    placement = Placement.objects.get(issue=made)
    assert placement.article == waiting
    card = page.locator(f"#placement-{placement.pk}")
    card.locator("summary").click()
    card.locator("input[name=print_headline]").fill("短标题")
    follow(card.locator("form[action$='/adjust/'] button"))
    expect(page.locator(".story__headline").first).to_have_text("短标题")
    make_released(made, team)
    page.goto(live_server.url + reverse("desk:issue_publish", args=[made.pk]))
    follow(page.locator(".confirm button").first)
    made.refresh_from_db()
    assert made.is_published
    context.close()
