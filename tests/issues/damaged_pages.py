"""Dumps of invented pages in the states in which real ones come, with the right answer for free.

``damaged_page(seed, state)`` lays some invented articles out at random and damages them as one of three tools would:
``markdown`` marks headlines and tears paragraphs, ``wrapped`` keeps the printed lines with column breaks and headlines
that left their text, ``recognised`` has half-width punctuation, spaces at the printed line ends and torn lines.
Even seeds are for tuning, odd seeds for reporting.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .invented_articles import ARTICLES, Invented

STATES = ("markdown", "wrapped", "recognised")
HALF_WIDTH = str.maketrans("，：；？！（）“”‘’", ",:;?!()\"\"''")
CLOSING = "，。、；：！？”）》」"


@dataclass
class Sheet:
    """A dump in the making: its lines, and which of them belong where."""

    rng: random.Random
    lines: list[str] = field(default_factory=list)
    furniture: list[int] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)

    def put(self, text: str, article: dict[str, Any] | None = None) -> int:
        """Append a line, claimed by an article or by the furniture; its number."""
        self.lines.append(text)
        number = len(self.lines)
        (self.furniture if article is None else article["lines"]).append(number)
        return number

    def blank(self, count: int = 1) -> None:
        """Append blank lines."""
        self.lines.extend([""] * count)

    def start(self, source: Invented) -> dict[str, Any]:
        """Open the answer for one article."""
        article: dict[str, Any] = {
            "kicker": source.kicker or None,
            "title": "".join(source.title),
            "subtitle": source.subtitle or None,
            "byline": list(source.names),
            "attribution": list(source.signed),
            "lines": [],
            "paragraphs": [],
        }
        self.articles.append(article)
        return article


def wrap(text: str, column: float, indent: float = 2.0) -> list[str]:
    """Set a text in lines of ``column`` characters, no line beginning with closing punctuation."""
    lines, line, size = [], "", indent
    for char in text:
        wide = 0.5 if char.isascii() else 1.0
        if size + wide > column and char not in CLOSING and not (char.isascii() and line[-1:].isascii()):
            lines.append(line)
            line, size = "", 0.0
        line += char
        size += wide
    return [*lines, line]


def tear(rng: random.Random, text: str, doubled: float) -> tuple[str, str]:
    """Tear a paragraph in two between Han characters; at times the character at the tear is printed twice."""
    places = [i for i in range(6, len(text) - 4) if text[i - 1].isalpha() and text[i].isalpha()]
    if not places:
        return text, ""
    cut = rng.choice(places)
    return text[:cut], (text[cut - 1] if rng.random() < doubled else "") + text[cut:]


def markdown(sheet: Sheet, sources: Sequence[Invented]) -> None:
    """Headlines marked with ``#`` or ``**``, one paragraph a line, some torn; a tail may stand before its head."""
    rng = sheet.rng
    bold = rng.random() < 0.3
    stray: tuple[dict[str, Any], Invented, int] | None = None
    for place, source in enumerate(sources):
        if source.column:
            sheet.put(f"## {source.column}")
            sheet.blank()
        article = sheet.start(source)
        level = rng.choice((1, 2, 2, 3))

        def mark(text: str, depth: int) -> str:
            return f"**{text}**" if bold else f"{'#' * depth} {text}"

        if source.kicker:
            sheet.put(source.kicker if bold else mark(source.kicker, level + 1), article)
            sheet.blank()
        sheet.put(mark(" ".join(source.title), level), article)
        sheet.blank()
        if source.subtitle:
            sheet.put(f"——{source.subtitle}" if bold else mark(f"——{source.subtitle}", level + 1), article)
            sheet.blank()
        if source.byline:
            sheet.put(source.byline, article)
            sheet.blank()
        if source.note:
            sheet.put(source.note, article)
            sheet.blank()
        cut = 0
        # the last article may be torn, its tail printed after the first signature of the page, as columns are misread
        if place == len(sources) - 1 and source.signed and stray is None and len(source.text) >= 3:
            cut = len(source.text) - 1
        for i, (role, text) in enumerate(source.text):
            if cut and i >= cut:
                break
            if role == "subhead":
                number = [sheet.put(mark(text, level + 2), article)]
            elif rng.random() < 0.25 and len(text) > 30:
                first, second = tear(rng, text, 0.3)
                number = [sheet.put(first, article)]
                sheet.blank()
                number.append(sheet.put(second, article))
                text = first + second
            else:
                number = [sheet.put(text, article)]
            article["paragraphs"].append({"role": role, "lines": number, "text": text})
            sheet.blank()
        if cut:
            stray = article, source, cut
        elif source.signed:
            sheet.put(f"({'、'.join(source.signed)})", article)
            sheet.blank()
    if stray is not None:
        move_tail(sheet, *stray)


def move_tail(sheet: Sheet, article: dict[str, Any], source: Invented, cut: int) -> None:
    """Print the last paragraphs of an article after the first signature of the page, torn within a sentence."""
    ends = [a["lines"][-1] for a in sheet.articles if a is not article and a["attribution"]]
    role, text = source.text[cut]
    first, second = tear(sheet.rng, text, 0.0)
    number = sheet.put(first, article)
    tail = ["", second, "", f"({'、'.join(source.signed)})"]
    at = ends[0] if ends else 0
    if not at or not second:
        sheet.lines[number - 1] = text
        article["paragraphs"].append({"role": role, "lines": [number], "text": text})
        sheet.blank()
        sheet.put(f"({'、'.join(source.signed)})", article)
        return
    sheet.lines[at:at] = tail

    def moved(line: int) -> int:
        return line + len(tail) if line > at else line

    sheet.furniture = [moved(line) for line in sheet.furniture]
    for other in sheet.articles:
        other["lines"] = [moved(line) for line in other["lines"]]
        for paragraph in other["paragraphs"]:
            paragraph["lines"] = [moved(line) for line in paragraph["lines"]]
    article["lines"] += [at + 2, at + 4]
    article["paragraphs"].append({"role": role, "lines": [moved(number), at + 2], "text": first + second})


def wrapped(sheet: Sheet, sources: Sequence[Invented]) -> None:
    """Printed lines: column breaks as blank lines, page furniture, headlines gathered above, below or in a stack."""
    rng = sheet.rng
    for text in (
        f"0{rng.randint(1, 8)}",
        "梧岚··",
        "",
        rng.choice(("社区新闻", "综合新闻", "民生")),
        "",
        "COMMUNITY",
        "",
    ):
        if text:
            sheet.put(text)
        else:
            sheet.blank()
    marked = [s for s in sources if s.byline.startswith("□")]
    briefs = [s for s in sources if s.text[0][1].startswith("本报讯")]
    others = [s for s in sources if s not in marked and s not in briefs]
    lone = others[:1] if marked and rng.random() < 0.6 else []  # its headline is stacked on another's, its text follows
    answers = {id(s): sheet.start(s) for s in sources}
    if lone:
        headline(sheet, lone[0], answers[id(lone[0])])
        for source in marked:
            below = source is marked[-1] and len(marked) > 1
            if not below:
                headline(sheet, source, answers[id(source)])
                sheet.blank()
            column_text(sheet, source, answers[id(source)])
            if below:
                headline(sheet, source, answers[id(source)])
                sheet.blank()
        column_text(sheet, lone[0], answers[id(lone[0])])
    rest = [s for s in sources if s not in lone and (not lone or s not in marked)]
    for source in rest:
        if source.column:
            sheet.put(source.column)
            sheet.blank()
        headline(sheet, source, answers[id(source)])
        if rng.random() < 0.4:
            sheet.blank()
        column_text(sheet, source, answers[id(source)])


def headline(sheet: Sheet, source: Invented, article: dict[str, Any]) -> None:
    """A headline as its printed lines."""
    if source.kicker:
        sheet.put(source.kicker, article)
        sheet.blank()
    for text in source.title:
        sheet.put(text, article)
    if source.subtitle:
        sheet.put(f"———{source.subtitle}", article)


def column_text(sheet: Sheet, source: Invented, article: dict[str, Any]) -> None:
    """A text as the lines of a column; the line that opens a paragraph is often set off by a blank line."""
    rng = sheet.rng
    column = rng.choice((16, 17, 18, 20))
    if source.byline:
        sheet.put(source.byline, article)
        sheet.blank()
    if source.note:
        sheet.put(source.note, article)
    for role, text in source.text:
        numbers = []
        pieces = wrap(text, column) if role == "body" else [text]
        for i, piece in enumerate(pieces):
            numbers.append(sheet.put(piece, article))
            if (i == 0 and len(pieces) > 1 and rng.random() < 0.85) or rng.random() < 0.04:
                sheet.blank()
        article["paragraphs"].append({"role": role, "lines": numbers, "text": text})
    if source.signed:
        sheet.blank()
        sheet.put(f"（{'、'.join(source.signed)}）", article)
    sheet.blank()


def recognised(sheet: Sheet, sources: Sequence[Invented]) -> None:
    """Character recognition: half-width marks, spaces at printed line ends, torn lines, a signature in the text."""
    rng = sheet.rng
    for source in sources:
        article = sheet.start(source)
        if source.column:
            sheet.put(f"【{source.column}】", article)
            sheet.blank()
        article["title"] = article["title"].translate(HALF_WIDTH)
        if source.kicker:
            sheet.put(source.kicker.translate(HALF_WIDTH), article)
            sheet.blank()
        dashed = f"——{source.subtitle}".translate(HALF_WIDTH)
        one_line = bool(source.subtitle) and rng.random() < 0.3
        title = " ".join(source.title).translate(HALF_WIDTH)
        sheet.put(title + (dashed if one_line else ""), article)
        sheet.blank()
        if source.subtitle and not one_line:
            sheet.put(dashed, article)
            sheet.blank()
        for extra in (source.byline, source.note):
            if extra:
                sheet.put(extra, article)
                sheet.blank()
        for i, (role, text) in enumerate(source.text):
            text = text.translate(HALF_WIDTH)
            if role == "body" and rng.random() < 0.3:
                text = " ".join(wrap(text, 19))
            last = i == len(source.text) - 1
            if role == "body" and rng.random() < 0.2 and len(text) > 40:
                first, second = tear(rng, text, 0.0)
                numbers = [sheet.put(first, article)]
                sheet.blank()
                text = first + second
            else:
                numbers, second = [], text
            inline = last and bool(source.signed) and rng.random() < 0.3
            numbers.append(sheet.put(second + (f" ({'、'.join(source.signed)})" if inline else ""), article))
            article["paragraphs"].append({"role": role, "lines": numbers, "text": text})
            sheet.blank(2 if rng.random() < 0.05 else 1)
            if last and source.signed and not inline:
                sheet.put(f"({'、'.join(source.signed)})", article)
                sheet.blank()


def damaged_page(seed: int, state: str) -> tuple[str, dict[str, Any]]:
    """A dump and its right answer; the same seed gives the same page."""
    rng = random.Random(f"{seed}/{state}")
    sources = rng.sample(ARTICLES, rng.randint(4, 9))
    sheet = Sheet(rng)
    {"markdown": markdown, "wrapped": wrapped, "recognised": recognised}[state](sheet, sources)
    return "\n".join(sheet.lines), {"furniture": sheet.furniture, "articles": sheet.articles}


# ------------------------------------------------------------------------------------------------ figures


def squash(text: str | None) -> str:
    """A text without space, in one width, without marks at its ends."""
    return re.sub(r"[\s—-]+", "", unicodedata.normalize("NFKC", text or ""))


def figures(text: str, gold: dict[str, Any], page: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """(right, considered) for articles, headline parts, bylines, signatures, paragraphs and lines."""
    weight = {n: sum(c.isalnum() for c in line) for n, line in enumerate(text.split("\n"), 1)}
    pairs: dict[int, int] = {}
    exact = 0
    for g, article in enumerate(gold["articles"]):
        own = set(article["lines"])
        best = (0.0, -1)
        for p, other in enumerate(page["articles"]):
            union = sum(weight[n] for n in own | set(other["lines"]))
            best = max(best, (sum(weight[n] for n in own & set(other["lines"])) / union if union else 0.0, p))
        if best[0] >= 0.5:
            pairs[g] = best[1]
        exact += best[0] >= 0.95
    result = {"articles": (2.0 * exact, float(len(gold["articles"]) + len(page["articles"])))}
    for name, keys in (
        ("title", ("title",)),
        ("kicker_subtitle", ("kicker", "subtitle")),
        ("byline", ("byline",)),
        ("attribution", ("attribution",)),
    ):
        right = considered = 0
        for g, article in enumerate(gold["articles"]):
            other = page["articles"][pairs[g]] if g in pairs else {}
            ours = [squash("|".join(article[k]) if isinstance(article[k], list) else article[k]) for k in keys]
            theirs = [squash("|".join(v) if isinstance(v := other.get(k) or "", list) else v) for k in keys]
            if any(ours) or any(theirs):
                considered += 1
                right += ours == theirs
        result[name] = (float(right), float(considered))
    sides = [
        Counter(
            squash(p["text"]) for a in side["articles"] for p in a["paragraphs"] if p["role"] in ("body", "subhead")
        )
        for side in (gold, page)
    ]
    result["paragraphs"] = (2.0 * (sides[0] & sides[1]).total(), float(sides[0].total() + sides[1].total()))
    claims = Counter(n for unit in (page["furniture"], *(a["lines"] for a in page["articles"])) for n in unit)
    printed = [n for n, size in weight.items() if size]
    result["lines_claimed_once"] = (float(sum(claims[n] == 1 for n in printed)), float(len(printed)))
    return result
