"""The demo paper's articles as sources for damaged pages: prose as a newsroom writes it, beside what a grammar makes.

The articles with even places in the demo are for tuning and those with odd places for the held-out pages, for good.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from .invented_articles import SPLITS, Invented, World

FOLDER = Path(__file__).resolve().parents[2] / "newsroom" / "demo"
ROLES = {"correspondent": ("本报记者", "通讯员", "□特约记者", "□", ""), "photographer": ("□", "摄影 ")}


@lru_cache(maxsize=1)
def read() -> tuple[list[dict[str, Any]], dict[str, str]]:
    """All articles of the demo's files, and the departments' names by their slugs."""
    issues = [tomllib.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "issues").glob("*.toml"))]
    found = [article for issue in issues for page in issue["pages"] for article in page["articles"]]
    found += tomllib.loads((FOLDER / "pool.toml").read_text("utf-8"))["articles"]
    paper = tomllib.loads((FOLDER / "paper.toml").read_text("utf-8"))
    return found, {row["slug"]: row["name"] for row in paper["departments"]}


def text_of(body: str) -> tuple[tuple[str, str], ...]:
    """A body in the demo's light markup as (role, text) pairs; pictures and tables are left out."""
    result = []
    for line in map(str.strip, body.splitlines()):
        if not line or line.startswith(("[photo", "|")):
            continue
        if line.startswith("### "):
            result.append(("subhead", line[4:]))
        else:
            result.append(("body", line.removeprefix("> ").removeprefix("- ")))
    return tuple(result)


def sample(world: World, count: int) -> list[Invented]:
    """Some of the demo's articles, signed in the manner of the page's paper."""
    rng = world.rng
    articles, departments = read()
    result = []
    for row in rng.sample(articles[SPLITS.index(world.split) :: 2], count):
        signed = tuple(departments[slug] for slug in row["attributions"])
        if rng.random() < 0.7:
            signed = signed[:1]  # as most are
        units, signature = world.printed(signed) if rng.random() < 0.85 else ((), "")
        people = [person for person in row["bylines"] if len(person["name"]) <= 4]
        byline, names = "", tuple[str, ...]()
        if people and (not units or rng.random() < 0.2):
            names = tuple(person["name"] for person in people)
            role = rng.choice(ROLES.get(people[0]["role"], ("□", "作者：", "□ ")))
            byline = f"{role}{'' if not role or role[-1] in '：□ ' else ' '}{' '.join(names)}"
        result.append(
            Invented(
                title=(row["title"],),
                text=text_of(row["body"]),
                kicker=row.get("kicker", ""),
                subtitle=row.get("subtitle", ""),
                byline=byline,
                names=names,
                signed=units,
                signature=signature,
                form=row["kind"],
            )
        )
    return result
