"""The frame in a real browser: accessible, without sideways scrolling, and of use without JavaScript and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts import audit
from articles.models import Article
from tests.barriers import barriers
from tests.conftest import follow, log_in
from tests.factories import Team, make_article, make_grid_area, make_issue, make_placement, make_publication, make_user

pytestmark = pytest.mark.django_db(transaction=True)
State = Article.State
SMALLEST_TARGET = 44  # CSS pixels
CONTROLS = (
    "button, select, summary, nav a, .btn, .object-tools a, .card__head > a, "
    "input:not([type=hidden], [type=checkbox], [type=radio])"
)
ROLES = ("contributor", "chief_editor", "system_admin", "security_admin", "audit_admin")


@pytest.fixture
def newsroom(team: Team) -> Team:
    """A newsroom with something on every panel."""
    make_publication()
    for state in (State.DRAFT, State.SENT_BACK, State.FIRST_REVIEW, State.FINAL_REVIEW, State.APPROVED):
        make_article(team, state=state)
    issue = make_issue(2)
    make_placement(team, issue.pages.first())  # type: ignore[arg-type]
    make_grid_area(boundary_words="东至河", theme="最亲水").departments.add(team.department)
    team.department.aliases.create(name="从前的名称")
    make_user(name="还没有角色的人")
    audit.record(audit.LOGIN_FAILED, by=None, username="stranger")
    audit.record("photo.upload", by=team.editor, target=team.department, width=640)
    return team


def pages_of(team: Team) -> dict[str, list[str]]:
    """The frame's pages by who looks at them."""
    department, area = team.department.pk, team.department.grid_areas.get().pk
    entry = team.editor.audit_entries.latest("pk")
    return {
        "contributor": [reverse("desk:index"), reverse("desk:password_change")],
        "chief_editor": [
            reverse("desk:index"),
            reverse("desk:departments_department_changelist"),
            reverse("desk:departments_department_change", args=[department]),
            reverse("desk:departments_gridarea_changelist"),
            reverse("desk:departments_gridarea_change", args=[area]),
            reverse("desk:articles_column_changelist"),
            reverse("desk:articles_column_add"),
            reverse("desk:issues_publication_change", args=[make_publication().pk]),
        ],
        "system_admin": [
            reverse("desk:index"),
            reverse("desk:accounts_user_changelist") + "?role=editor",
            reverse("desk:accounts_user_add"),
            reverse("desk:accounts_user_change", args=[team.editor.pk]),
            reverse("desk:accounts_user_password", args=[team.editor.pk]),
        ],
        "security_admin": [reverse("desk:index"), reverse("desk:accounts_user_change", args=[team.editor.pk])],
        "audit_admin": [
            reverse("desk:index"),
            reverse("desk:accounts_auditentry_changelist"),
            reverse("desk:accounts_auditentry_change", args=[entry.pk]),
        ],
    }


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def small_targets(page: Page) -> list[str]:
    """Controls and navigation that are lower than a finger; links within sentences and table cells are exempt."""
    found: list[str] = page.evaluate(
        """([controls, smallest]) => [...document.querySelectorAll(controls)]
          .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < smallest)
          .map(e => e.outerHTML.slice(0, 120))""",
        [CONTROLS, SMALLEST_TARGET],
    )
    return found


@pytest.fixture
def bare_page(browser: Browser) -> Iterator[Page]:
    """A page for axe, which sets styles while it looks: not watched, and without the site's content policy."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("role", ROLES)
def test_pages_fit_the_window_and_the_finger(
    page: Page, live_server: Any, newsroom: Team, role: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, live_server, newsroom.everyone[role].username)
    for path in pages_of(newsroom)[role]:
        page.goto(live_server.url + path)
        assert sideways(page) == 0, path
        assert small_targets(page) == [], path


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
@pytest.mark.parametrize("role", ROLES)
def test_axe_finds_nothing(
    bare_page: Page, live_server: Any, newsroom: Team, role: str, width: int, scheme: Any
) -> None:
    bare_page.set_viewport_size({"width": width, "height": 800})
    bare_page.emulate_media(color_scheme=scheme)
    log_in(bare_page, live_server, newsroom.everyone[role].username)
    for path in pages_of(newsroom)[role]:
        bare_page.goto(live_server.url + path)
        assert barriers(bare_page) == [], path


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_log_in_page(bare_page: Page, live_server: Any, newsroom: Team, width: int) -> None:
    bare_page.set_viewport_size({"width": width, "height": 800})
    bare_page.goto(live_server.url + reverse("desk:login"))
    assert barriers(bare_page) == []
    bare_page.fill("input[name=username]", "stranger")
    bare_page.fill("input[name=password]", "wrong")
    follow(bare_page.locator("button.btn-primary").first)
    expect(bare_page.locator("[role=alert]")).to_be_visible()
    assert barriers(bare_page) == []
    assert sideways(bare_page) == 0
    assert small_targets(bare_page) == []


def test_menu_opens_on_a_phone_without_javascript(browser: Browser, live_server: Any, newsroom: Team) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    log_in(page, live_server, newsroom.chief_editor.username)
    page.goto(live_server.url + reverse("desk:index"))
    link = page.get_by_role("navigation").locator(f"a[href='{reverse('desk:departments_department_changelist')}']")
    assert link.locator("visible=true").count() == 0
    page.locator("details.fold > summary").click()
    link.locator("visible=true").click()
    page.wait_for_url(live_server.url + reverse("desk:departments_department_changelist"))
    page.locator("details.pick > summary").first.click()
    page.locator("details.pick a >> visible=true").nth(1).click()
    page.wait_for_url("**kind__exact=office**")
    context.close()


def test_skip_link_comes_first_and_leads_past_the_menu(page: Page, live_server: Any, newsroom: Team) -> None:
    log_in(page, live_server, newsroom.editor.username)
    page.goto(live_server.url + reverse("desk:index"))
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#content-start"
    box = focused.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#content-start")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_keyboard_focus_is_visible(page: Page, live_server: Any, newsroom: Team) -> None:
    log_in(page, live_server, newsroom.editor.username)
    page.goto(live_server.url + reverse("desk:index"))
    for _ in range(8):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(s => [s.outlineStyle, parseFloat(s.outlineWidth)])(getComputedStyle(document.activeElement))"
        )
        assert style == ["solid", 3]


def test_language_switch_works_in_the_header(page: Page, live_server: Any, newsroom: Team) -> None:
    log_in(page, live_server, newsroom.editor.username)
    page.goto(live_server.url + reverse("desk:index"))
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    page.locator("button[name=language] >> visible=true").click()
    page.wait_for_selector("html[lang=en]")
    assert page.url == live_server.url + reverse("desk:index")


def test_role_is_given_by_hand_from_dashboard_to_trail(page: Page, live_server: Any, newsroom: Team) -> None:
    newcomer = make_user(name="新来的人")
    log_in(page, live_server, newsroom.security_admin.username)
    page.goto(live_server.url + reverse("desk:index"))
    page.get_by_role("link", name=newcomer.name).click()
    page.check("input[name=roles][value=contributor]")
    page.click("button[name=_save]")
    page.wait_for_selector(".messagelist .success")
    newcomer.refresh_from_db()
    assert newcomer.roles == ["contributor"]
