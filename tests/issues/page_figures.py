"""How well pages were read, by character, so that pages of one line can be judged as pages of many.

The figures follow the scorer that stands beside the real dumps; there a line, here a character is the unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

from issues.page_import import PageImport

from .damaged_pages import DamagedPage

Count = tuple[float, float]
MARKS = str.maketrans(
    {**dict.fromkeys("“”„", '"'), **dict.fromkeys("‘’", "'"), **dict.fromkeys("—–―─━−", "-"), "。": "."}
)
APPARATUS = ("column", "byline_role", "byline_text", "continued_from_page")


def squash(text: str | None) -> str:
    """A headline or a name without space, in one width, without doubled marks or dashes at its ends."""
    plain = "".join(unicodedata.normalize("NFKC", text or "").translate(MARKS).split())
    return re.sub(r"(\W)\1+", r"\1", plain).strip("-")


def bag(text: str) -> Counter[str]:
    """The letters, figures and Han characters of a text."""
    return Counter(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def claims(page: DamagedPage, result: PageImport) -> tuple[list[set[int]], set[int]]:
    """The offsets of the characters that each article of a result claims, and those of the furniture."""
    starts = [0]
    for line in page.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def offsets(spans: Iterable[tuple[int, int, int]]) -> list[int]:
        return [i for n, a, b in spans for i in range(starts[n - 1] + a, starts[n - 1] + b) if page.text[i].isalnum()]

    return [set(offsets(article.spans)) for article in result.articles], set(offsets(result.furniture_spans))


def figures(page: DamagedPage, result: PageImport) -> dict[str, Count]:
    """(right, considered) of each figure; for splits, merges, lost and doubled (their number, 1)."""
    gold = [set[int]() for _ in page.gold["articles"]]
    for start, end, owner, _ in page.spans:
        if owner is not None:
            gold[owner].update(i for i in range(start, end) if page.text[i].isalnum())
    mine, furniture = claims(page, result)
    candidates = sorted(
        ((len(a & b) / len(a | b), g, p) for g, a in enumerate(gold) for p, b in enumerate(mine) if a & b),
        key=lambda c: (-c[0], c[1], c[2]),
    )
    pairs: dict[int, tuple[int, float]] = {}
    for share, g, p in candidates:
        if g not in pairs and all(p != other for other, _ in pairs.values()):
            pairs[g] = p, share
    sizes = float(len(gold) + len(mine))
    starts = [{min(own) for own in side if own} for side in (gold, mine)]
    counts: dict[str, Count] = {
        "articles": (2.0 * sum(share >= 0.95 for _, share in pairs.values()), sizes),
        "boundaries": (2.0 * len(starts[0] & starts[1]), float(len(starts[0]) + len(starts[1]))),
    }
    answers = result.to_json()["articles"]
    found = {g: answers[p] for g, (p, share) in pairs.items() if share >= 0.5}
    for name, keys in (
        ("headline", ("title",)),
        ("kicker_subtitle", ("kicker", "subtitle")),
        ("byline", ("byline",)),
        ("attribution", ("attribution",)),
    ):
        right = considered = 0
        for g, article in enumerate(page.gold["articles"]):
            ours, theirs = (
                [sorted(map(squash, v)) if isinstance(v := side.get(k), list) else squash(v) for k in keys]
                for side in (article, found.get(g, {}))
            )
            empty = all(not value for value in (*ours, *theirs))
            considered += not empty
            allowed = [article, *(reading for reading in article.get("alternatives", ()) if keys[0] in reading)]
            readings = [[squash(reading[k]) for k in keys] for reading in allowed[1:]]
            right += not empty and g in found and (ours == theirs or theirs in readings)
        counts[name] = float(right), float(considered)
    texts = [
        Counter(
            "".join(p["text"].split())
            for a in side
            for p in a["paragraphs"]
            if p.get("role", "body") in ("body", "subhead")
        )
        for side in (page.gold["articles"], answers)
    ]
    counts["paragraphs"] = 2.0 * (texts[0] & texts[1]).total(), float(texts[0].total() + texts[1].total())
    links = [
        (g, p) for g, a in enumerate(gold) for p, b in enumerate(mine) if len(a & b) >= 0.25 * min(len(a), len(b)) > 0
    ]
    for name, side in (("splits", 0), ("merges", 1)):
        counts[name] = float(sum(n - 1 for n in Counter(link[side] for link in links).values())), 1.0
    lost, doubled = balance(page, answers, mine, furniture)
    return counts | {"lost": (float(lost), 1.0), "doubled": (float(doubled), 1.0)}


def balance(
    page: DamagedPage, answers: list[dict[str, Any]], mine: list[set[int]], furniture: set[int]
) -> tuple[int, int]:
    """Characters lost and doubled: claimed by none or several, or missing from or surplus in an article's text."""
    claimed = Counter(i for own in (*mine, furniture) for i in own)
    lost = sum(char.isalnum() and not claimed[i] for i, char in enumerate(page.text))
    doubled = sum(n - 1 for n in claimed.values())
    for article, own in zip(answers, mine, strict=True):
        printed = bag("".join(page.text[i] for i in own))
        headline = "".join(article[key] or "" for key in ("kicker", "title", "subtitle"))
        text = bag(headline + "".join(p["text"] for p in article["paragraphs"]))
        apparatus = "".join(str(article[key] or "") for key in APPARATUS)
        extra = bag("".join([*article["byline"], *article["attribution"], apparatus]))
        lost += (printed - text - extra).total()
        doubled += (text - printed).total()
    return lost, doubled
