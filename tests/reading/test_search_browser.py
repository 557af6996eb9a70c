"""The search page in a real browser: suggestions by keyboard alone, and nothing for axe to complain of."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.barriers import barriers
from tests.factories import Team
from tests.reading.paper import Paper
from tests.reading.test_browser import DESKTOP, LOW_TARGETS, PHONE, TARGET


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_suggestions_are_reached_by_keyboard_and_are_accessible(
    live_server: Any, page: Page, team: Team, size: tuple[int, int], scheme: Any
) -> None:
    paper = Paper(team)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{live_server.url}/search/")
    field = page.locator("#q")
    field.focus()
    assert field.get_attribute("role") == "combobox" and field.get_attribute("aria-expanded") == "false"
    page.keyboard.insert_text("车位")
    options = page.locator("[role=option]")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    assert active and page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate(LOW_TARGETS, TARGET) == []
    page.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false" and field.input_value() == "车位"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{paper.lead.get_absolute_url()}")


def test_nothing_found_and_filters_in_use_are_accessible(live_server: Any, page: Page, team: Team) -> None:
    paper = Paper(team)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for query in (f"q=车位&column={paper.column.slug}&since=2020-01-01", f"q=车位 查无&column={paper.column.slug}"):
        page.goto(f"{live_server.url}/search/?{query}")
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert page.evaluate(LOW_TARGETS, TARGET) == []
