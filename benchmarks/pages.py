"""Public pages against a bare Django view on the same server."""

from __future__ import annotations

import re
import urllib.request

from benchmarks.server import rate, serving


def addresses(site: str) -> dict[str, str]:
    """One address of each kind, found by following links from the front page."""
    home = _get(f"{site}/")
    issue = _first(r'href="(/issues/[\w-]+/\d+/\d+/)"', home)
    article = _first(r'href="(/articles/\d+/)"', home)
    return {
        "home": "/",
        "issue": issue,
        "page": f"{issue}1/",
        "article": article,
        "archive": "/archive/",
        "search": "/search/?q=%E7%94%B5%E6%A2%AF",
    }


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
        text: str = answer.read().decode()
        return text


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if not found:
        raise SystemExit(f"the front page has no link like {pattern}")
    return found[1]


def main() -> None:
    """Print the ratios."""
    with serving() as site:
        bare = rate(f"{site}/bare/")
        print("Public pages, rate relative to a bare view through the same middleware (1.00):")
        for name, path in addresses(site).items():
            print(f"  {name:<10} {rate(site + path) / bare:.2f}")
