"""Shared rare terms: how much of one text's vocabulary another text takes up."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

RUNS = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9]{2,}")


def terms(text: str) -> set[str]:
    """Character pairs and triples of the Han runs, and Latin words or numbers whole."""
    found: set[str] = set()
    for run in RUNS.findall("".join(text.split())):
        if run.isascii():
            found.add(run.lower())
            continue
        found.update(map("".join, pairwise(run)))
        found.update(map("".join, zip(run, run[1:], run[2:], strict=False)))
    return found


def pair_terms(text: str) -> set[str]:
    """The same without the triples: half the work, where many short texts are compared."""
    found: set[str] = set()
    for run in RUNS.findall(text):
        if run.isascii():
            found.add(run.lower())
        else:
            found.update(map("".join, pairwise(run)))
    return found


class Vocabulary:
    """How rare each term is among the texts of the page."""

    def __init__(self, texts: Iterable[set[str]]) -> None:
        counts: Counter[str] = Counter()
        size = 0
        for text in texts:
            counts.update(text)
            size += 1
        # zero, nearly, for a term that all texts use, and growing with rarity
        by_count = {n: max(0.05, math.log((size + 1) / (n + 0.5))) for n in set(counts.values())}
        self.weights = {term: by_count[n] for term, n in counts.items()}
        self.rarest = max(0.05, math.log((size + 1) / 0.5))

    def mass(self, part: set[str]) -> float:
        """The weight of a set of terms."""
        weights, rarest = self.weights, self.rarest
        return sum([weights.get(term, rarest) for term in part])

    def coverage(self, part: set[str], whole: set[str]) -> float:
        """The share, 0 to 1, of the weight of ``part`` that ``whole`` takes up."""
        return self.mass(part & whole) / self.mass(part) if part else 0.0
