"""Shared rare terms: how much of one text's vocabulary another text takes up."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

RUNS = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9]{2,}")


def terms(text: str) -> set[str]:
    """Character pairs and triples of the Han runs, and Latin words or numbers whole."""
    found: set[str] = set()
    for run in RUNS.findall("".join(text.split())):
        if run.isascii():
            found.add(run.lower())
            continue
        found.update(run[i : i + 2] for i in range(len(run) - 1))
        found.update(run[i : i + 3] for i in range(len(run) - 2))
    return found


class Vocabulary:
    """How rare each term is among the texts of the page."""

    def __init__(self, texts: Iterable[set[str]]) -> None:
        self.counts: Counter[str] = Counter()
        self.size = 0
        for text in texts:
            self.counts.update(text)
            self.size += 1

    def weight(self, term: str) -> float:
        """Zero for a term that all texts use, and growing with rarity."""
        return math.log((self.size + 1) / (self.counts[term] + 0.5))

    def coverage(self, part: set[str], whole: set[str]) -> float:
        """The share, 0 to 1, of the weight of ``part`` that ``whole`` takes up."""
        total = sum(max(0.05, self.weight(term)) for term in part)
        if not total:
            return 0.0
        return sum(max(0.05, self.weight(term)) for term in part & whole) / total
