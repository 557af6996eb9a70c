"""The importer's speed from text, and how well it reads damaged invented pages that nothing was tuned on."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable

from issues.page_import import Register, parse_page
from newsroom.demo import content
from tests.issues.damaged_pages import damaged_page
from tests.issues.invented_articles import SPLITS
from tests.issues.page_figures import Count, figures

WIDTH = 20  # characters of a column
PAGES = 200
NAMES = (
    "articles",
    "boundaries",
    "headline",
    "kicker_subtitle",
    "byline",
    "attribution",
    "paragraphs",
    "splits",
    "merges",
    "lost",
    "doubled",
)


def dump() -> str:
    """A page of the demo paper as a hard-wrapped dump."""
    lines = []
    for row in content.read(content.issue_files()[0])["pages"][0]["articles"]:
        lines.append(row["title"])
        for paragraph in row["body"].split("\n"):
            text = f"　　{paragraph}" if paragraph else ""
            lines += [text[i : i + WIDTH] for i in range(0, len(text), WIDTH)]
        lines += ["（街道党政办）", ""]
    return "\n".join(lines)


def best(times: int, act: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds of one core: what others do on the machine does not count."""
    shortest = float("inf")
    for _ in range(times):
        start = time.process_time()
        act()
        shortest = min(shortest, time.process_time() - start)
    return shortest


def speed() -> None:
    """Print characters and pages a second."""
    text = dump()
    parsing = best(15, lambda: parse_page(text))
    print(f"Page import of a demo page of {len(text)} characters:")
    print(f"  {len(text) / parsing:,.0f} characters a second and core, {1 / parsing:.0f} pages a second and core")
    pages = [damaged_page(number, SPLITS[1]) for number in range(PAGES)]

    def all_pages(register: bool) -> Callable[[], object]:
        return lambda: [parse_page(page.text, page.register if register else Register()) for page in pages]

    size = sum(len(page.text) for page in pages) // PAGES
    rate = PAGES / best(3, all_pages(True))
    print(f"  {rate:.0f} pages a second and core over {PAGES} damaged pages of {size} characters on average")


def quality() -> None:
    """Print the figures of the held-out pages: all, by the state of the dump, by the order of its parts."""
    totals: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    counts: dict[str, int] = defaultdict(int)
    for number in range(PAGES):
        page = damaged_page(number, SPLITS[1])
        found: dict[str, Count] = figures(page, parse_page(page.text, page.register))
        for key in ("all", page.style, f"({page.layout})"):
            counts[key] += 1
            for name, (right, considered) in found.items():
                totals[key][name][0] += right
                totals[key][name][1] += considered
    print(f"Figures of {PAGES} held-out pages; splits, merges, lost and doubled characters are numbers a page:")
    print(f"  {'':14}{'pages':>6}" + "".join(f"{name[:11]:>12}" for name in NAMES))
    for key, row in sorted(totals.items()):
        rates = "".join(f"{row[name][0] / row[name][1] if row[name][1] else 1.0:12.3f}" for name in NAMES)
        print(f"  {key:14}{counts[key]:6}{rates}")


def main() -> None:
    """Print speed and quality."""
    speed()
    quality()
