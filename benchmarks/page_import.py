"""The importer's speed on a page of invented text, relative to Python's own splitting and joining of the same text."""

from __future__ import annotations

import time

from issues.page_import import parse_page
from newsroom.demo import content

WIDTH = 20  # characters of a column


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


def best(times: int, act: object) -> float:
    """The shortest of several runs, in seconds."""
    shortest = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        act()  # type: ignore[operator]
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def main() -> None:
    """Print characters a second and the ratio."""
    text = dump()
    parsing = best(15, lambda: parse_page(text))
    trivial = best(15, lambda: "\n".join(line.strip() for line in text.split("\n")))
    print(f"Page import of {len(text)} characters:")
    print(f"  {len(text) / parsing:,.0f} characters a second here, {1 / parsing:.0f} pages a second")
    print(f"  {parsing / trivial:,.0f} times as long as splitting, stripping and joining the lines")
