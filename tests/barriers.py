"""What axe finds on a page, asked in one way by every test that asks."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# a colour on its way from one to the other is neither: what moves is brought to its end before anything is judged
_SETTLE = """document.getAnimations().filter(moving => moving.effect?.getComputedTiming().endTime !== Infinity)
  .forEach(moving => moving.finish())"""


def barriers(page: Page, context: str | None = None, options: dict[str, Any] | None = None) -> list[str]:
    """The violations of a page, or of the part that `context` selects: rule, element and what to mend, a line each."""
    page.wait_for_load_state()
    page.evaluate(_SETTLE)
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]
