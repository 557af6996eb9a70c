"""Shared rare terms: how much of one text's vocabulary another text takes up."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from itertools import accumulate, chain

HAN_PAIRS = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
LATIN = re.compile(r"[A-Za-z0-9]{2,}")


def pair_terms(text: str) -> frozenset[str]:
    """Character pairs of the Han runs, and Latin words or numbers whole."""
    found: list[str] = HAN_PAIRS.findall(text)
    if LATIN.search(text):
        found += map(str.lower, LATIN.findall(text))
    return frozenset(found)


def rarity(count: int, size: int) -> float:
    """The weight of a term that ``count`` of ``size`` texts use: nearly zero if all do, and growing with rarity."""
    return max(0.05, math.log((size + 1) / (count + 0.5)))


class Rarities(dict[str, float]):
    """The weight of each term; one that no text uses weighs as much as the rarest."""

    rarest = 0.05

    def __missing__(self, term: str) -> float:
        return self.rarest


class Vocabulary:
    """How rare each term is among the texts of the page."""

    def __init__(self, texts: Iterable[Set[str]]) -> None:
        parts = list(texts)
        size = len(parts)
        counts = Counter(chain.from_iterable(parts))
        by_count = {n: rarity(n, size) for n in set(counts.values())}
        self.weights = Rarities(zip(counts, map(by_count.__getitem__, counts.values()), strict=True))
        self.weights.rarest = rarity(0, size)

    def mass(self, part: Set[str]) -> float:
        """The weight of a set of terms."""
        return sum(map(self.weights.__getitem__, part))

    def coverage(self, part: Set[str], whole: Set[str]) -> float:
        """The share, 0 to 1, of the weight of ``part`` that ``whole`` takes up."""
        return self.mass(part & whole) / self.mass(part) if part else 0.0


class Passages:
    """The terms of any run of a page's lines. A term of a single line is common to no two runs: such terms are most,
    and only need counting.
    """

    def __init__(self, lines: Sequence[Set[str]]) -> None:
        size = len(lines)
        counts = Counter(chain.from_iterable(lines))
        by_count = {n: rarity(n, size) for n in set(counts.values())}
        self.weights = {term: by_count[n] for term, n in counts.items() if n > 1}
        again = set(self.weights)
        self.lines = [line & again for line in lines]
        single = rarity(1, size)
        alone = [len(line) - len(common) for line, common in zip(lines, self.lines, strict=True)]
        self.singles = [0.0, *accumulate([single * count for count in alone])]  # before each line, their weight

    def common(self, low: int, high: int) -> set[str]:
        """The terms of the lines from ``low`` to before ``high`` that stand on other lines of the page as well."""
        return set().union(*self.lines[low:high])

    def mass(self, common: Set[str]) -> float:
        """The weight of such terms."""
        return sum(map(self.weights.__getitem__, common))

    def whole(self, low: int, high: int, common: Set[str]) -> float:
        """The weight of all terms of the lines from ``low`` to before ``high``, ``common`` among them."""
        return self.singles[high] - self.singles[low] + self.mass(common)
