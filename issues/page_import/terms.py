"""Shared rare terms: how much of one text's vocabulary another text takes up."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Set
from itertools import chain, pairwise

RUNS = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9]{2,}")


def pair_terms(text: str) -> frozenset[str]:
    """Character pairs of the Han runs, and Latin words or numbers whole."""
    found: list[str] = []
    for run in RUNS.findall(text):
        if run.isascii():
            found.append(run.lower())
        else:
            found += [a + b for a, b in pairwise(run)]
    return frozenset(found)


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
        # zero, nearly, for a term that all texts use, and growing with rarity
        by_count = {n: max(0.05, math.log((size + 1) / (n + 0.5))) for n in set(counts.values())}
        self.weights = Rarities({term: by_count[n] for term, n in counts.items()})
        self.weights.rarest = max(0.05, math.log((size + 1) / 0.5))

    def mass(self, part: Set[str]) -> float:
        """The weight of a set of terms."""
        return sum(map(self.weights.__getitem__, part))

    def coverage(self, part: Set[str], whole: Set[str]) -> float:
        """The share, 0 to 1, of the weight of ``part`` that ``whole`` takes up."""
        return self.mass(part & whole) / self.mass(part) if part else 0.0
