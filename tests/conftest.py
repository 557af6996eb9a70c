"""Fixtures for all tests: a team, and a real browser whose pages fail on any script error or policy violation."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, TransactionTestCase
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

from accounts.models import User
from tests.distributing import longest_first, scheduler
from tests.emptying import empty_tables
from tests.factories import PASSWORD, Team
from tests.requirements import CHROMIUM, CHROMIUM_FLAGS

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

# Playwright's synchronous API runs an event loop in this thread, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


TransactionTestCase._fixture_teardown = empty_tables  # type: ignore[attr-defined]

# What a page may take to show something, in milliseconds: a machine may be slow, and nothing here measures time.
SLOWEST = 30_000
expect.set_options(timeout=SLOWEST)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What one test has cached, no other finds: keys hold counters that begin anew with each test's data."""
    cache.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    longest_first(items)


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay to the end: the garbage collector need not look at them again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """How ``--dist loadfile`` hands out files here."""
    return scheduler(config, log)


@pytest.fixture(autouse=True)
def _media_apart(settings: Any, tmp_path: Path) -> None:
    """Photos of a test go into a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def team(db: None) -> Team:
    """One person for each role."""
    return Team()


@pytest.fixture
def shared() -> Path:
    """The folder of real pages and schemas; tests skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with the real pages is absent")
    return SHARED


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for the whole run."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


# htmx logs a question that a page takes back for a newer one; where an answer fails it has other words.
TAKEN_BACK = ("htmx:afterRequest", "htmx:sendAbort")


class Watch:
    """Collects what a page complains of: script errors, failed requests and content-policy violations."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def console(self, message: ConsoleMessage) -> None:
        """Take a console message."""
        # the answer's status is what tests look at
        expected = "Failed to load resource" in message.text or message.text.startswith(TAKEN_BACK)
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(f"{message.type}: {message.text}")

    def attach(self, page: Page) -> Page:
        """Listen to a page."""
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        return page


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the pages of this test complained of; the test fails when there is anything."""
    watching = Watch()
    yield watching
    assert watching.complaints == []


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """A fresh page, without cookies, that fails the test on errors and policy violations."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(SLOWEST)
    yield watch.attach(context.new_page())
    context.close()


def log_in(page: Page, live_server: Any, username: str) -> None:
    """Give a browser a person's session, as if she had logged in before."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def follow(control: Locator) -> None:
    """Click what leads to another page or loads this one anew, and wait until that is there with styles and scripts.

    A click alone comes back while the answer may be on its way: what the server did is then not in the database yet,
    the page has no styles to measure and no script to hear a key.
    """
    with control.page.expect_navigation():
        control.click()


def log_in_by_form(page: Page, live_server: Any, username: str, password: str = PASSWORD) -> None:
    """Log a person in as she does it herself, up to her desk's first page."""
    page.goto(f"{live_server.url}/desk/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("[type=submit]")
    page.wait_for_url(f"{live_server.url}/desk/")
