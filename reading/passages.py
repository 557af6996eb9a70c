"""Texts in passages, with what was searched for set apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from reading.terms import folded, form

EXCERPT = 90  # characters


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text, and whether it is what was searched for."""

    text: str
    is_hit: bool


def hits(text: str, spellings: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the spellings stand in a text, as (start, end) in its own characters, in order, none overlapping.

    The text is compared in its form, so every character of the form remembers where it came from.
    """
    if not spellings:
        return []
    letters, places = list[str](), list[int]()
    for place, letter in enumerate(text):
        for small in unicodedata.normalize("NFKC", letter).lower():
            letters.append(small)
            places.append(place)
    compared, kept = "".join(letters), list[int]()
    if " " in compared or "\t" in compared:
        spaced = re.finditer(r"(?<![a-z0-9])[ \t]+|[ \t]+(?![a-z0-9])", compared)
        needless = {place for space in spaced for place in range(*space.span())}
        kept = [place for place in range(len(compared)) if place not in needless]
        compared = "".join(compared[place] for place in kept)
        places = [places[place] for place in kept]
    pattern = "|".join(re.escape(folded(one)) for one in sorted(spellings, key=len, reverse=True))
    return [(places[hit.start()], places[hit.end() - 1] + 1) for hit in re.finditer(pattern, folded(compared))]


def mark(text: str, spellings: tuple[str, ...]) -> list[Passage]:
    """The text in passages, hits apart. Templates escape each passage, so nothing here is HTML."""
    passages, rest = list[Passage](), 0
    for start, end in hits(text, spellings):
        if start > rest:
            passages.append(Passage(text[rest:start], False))
        if end > max(start, rest):
            passages.append(Passage(text[max(start, rest) : end], True))
        rest = max(rest, end)
    if text[rest:]:
        passages.append(Passage(text[rest:], False))
    return passages


def holds(text: str, spellings: tuple[str, ...]) -> bool:
    """Whether a text holds any of the spellings."""
    compared = folded(form(text))
    return any(folded(one) in compared for one in spellings)


def excerpt(text: str, spellings: tuple[str, ...]) -> list[Passage]:
    """About EXCERPT characters of a text around its first hit, or from its beginning, hits apart."""
    flat = " ".join(text.split())
    first = next(iter(hits(flat, spellings)), (0, 0))[0]
    start = max(0, first - EXCERPT // 3)
    piece = flat[start : start + EXCERPT]
    before = "……" if start else ""
    after = "……" if start + EXCERPT < len(flat) else ""
    return mark(f"{before}{piece}{after}", spellings)
