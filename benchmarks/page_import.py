"""The importer's speed from text, and how well it reads pages that nothing was tuned on.

``python -m benchmarks page_import`` prints the averages of 240 damaged pages of the held-out split, by the state of the
dump and by the order of its parts, and the worst pages; with the real pages beside the checkout, each of them as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from issues.page_import import Register, parse_page
from newsroom.demo import content
from tests.issues.damaged_pages import damaged_page
from tests.issues.invented_articles import SPLITS
from tests.issues.page_figures import Count, figures

REAL = Path(__file__).resolve().parents[2] / "shared" / "pages"
WIDTH = 20  # characters of a column
PAGES = 240
WORST = 12
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


def show(rows: dict[str, dict[str, Count]], counts: dict[str, int]) -> None:
    """A table of rates."""
    print(f"  {'':22}{'pages':>6}" + "".join(f"{name[:11]:>12}" for name in NAMES))
    for key, row in rows.items():
        rates = "".join(f"{row[name][0] / row[name][1] if row[name][1] else 1.0:12.3f}" for name in NAMES)
        print(f"  {key:22}{counts[key]:6}{rates}")


def quality() -> None:
    """Print the figures of the held-out pages: all, by the state of the dump, by the order of its parts, the worst."""
    totals: dict[str, dict[str, Count]] = defaultdict(lambda: defaultdict(lambda: (0.0, 0.0)))
    counts: dict[str, int] = defaultdict(int)
    single: dict[str, dict[str, Count]] = {}
    for number in range(PAGES):
        page = damaged_page(number, SPLITS[1])
        found = figures(page, parse_page(page.text, page.register))
        for key in ("all", page.style, f"({page.layout})"):
            counts[key] += 1
            for name, (right, considered) in found.items():
                old = totals[key][name]
                totals[key][name] = old[0] + right, old[1] + considered
        single[f"{number} {page.style}, {page.layout}"] = found
    print(f"Figures of {PAGES} held-out pages; splits, merges, lost and doubled characters are numbers a page:")
    show(dict(sorted(totals.items())), counts)
    worst = sorted(single, key=lambda key: single[key]["articles"][0] / single[key]["articles"][1])[:WORST]
    print(f"The {WORST} worst of them:")
    show({key: single[key] for key in worst}, dict.fromkeys(worst, 1))


def real() -> None:
    """Print what the scorer beside the real pages says of each."""
    print("The real pages beside the checkout, by their own scorer:")
    for source in sorted(REAL.glob("[0-9]*_*.txt")):
        gold = REAL / "gold" / f"import_{source.name[:3]}.json"
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(parse_page(source.read_text(encoding="utf-8")).to_json(), file, ensure_ascii=False)
            file.flush()
            command = [sys.executable, str(REAL / "score_import.py"), str(gold), file.name, "--source", str(source)]
            told = json.loads(subprocess.run([*command, "--json"], check=True, capture_output=True).stdout)
        del told["counts"]
        shown = ", ".join(
            f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}" for key, value in told.items()
        )
        print(f"  {source.name[:3]}: {shown}")


def main() -> None:
    """Print speed and quality."""
    speed()
    quality()
    if REAL.is_dir():
        real()
