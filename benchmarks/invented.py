"""Invented Chinese articles in bulk, from a seed: a newspaper's mix of stock phrases, new combinations and names.

Words come by their frequency from jieba's dictionary. Two thirds and more of the clauses are stock phrases, few of
them frequent and many rare; each article has words and people of its own that return. Measured against a month of a
real daily, these texts hold somewhat more different pairs of characters, so an index over them is rather too large.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import jieba

from benchmarks.proofreading import FAMILY_NAMES, GIVEN

PHRASES = 40_000
PEOPLE = 3_000
STOCK = 0.85  # of the clauses
SHORTEST, LONGEST = 300, 900  # characters


@dataclass(frozen=True, slots=True)
class Invented:
    """One article: headline, text and the person who signs it."""

    title: str
    text: str
    author: str


class Writer:
    """Writes articles; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.words, counts = _words()
        self.frequencies = list(accumulate(counts))
        self.phrases = ["".join(self._some(self.dice.randint(2, 4))) for _phrase in range(PHRASES)]
        self.ranks = list(accumulate(1 / (rank + 20) for rank in range(PHRASES)))
        family = [self.dice.choice(FAMILY_NAMES) for _person in range(PEOPLE)]
        self.people = [one + "".join(self.dice.sample(GIVEN, self.dice.choice((1, 2, 2)))) for one in family]

    def _some(self, number: int) -> list[str]:
        return self.dice.choices(self.words, cum_weights=self.frequencies, k=number)

    def articles(self, number: int) -> Iterator[Invented]:
        """That many articles."""
        dice = self.dice
        for _article in range(number):
            own = [*self._some(8), *dice.sample(self.people, 2)]
            size, wanted, clauses = 0, dice.randint(SHORTEST, LONGEST), list[str]()
            while size < wanted:
                stock = dice.random() < STOCK
                parts = dice.choices(self.phrases, cum_weights=self.ranks, k=2) if stock else self._some(4)
                if dice.random() < 0.8:
                    parts.insert(dice.randrange(3), dice.choice(own))
                clauses.append("".join(parts) + dice.choice("，，，，。。、："))
                size += len(clauses[-1])
                if dice.random() < 0.03:
                    clauses.append("\n")
            yield Invented("".join(self._some(4)) + own[0], "".join(clauses), own[-1])


def _words() -> tuple[list[str], list[int]]:
    words, counts = list[str](), list[int]()
    with jieba.dt.get_dict_file() as lines:
        for line in lines:
            word, count, *_rest = line.decode("utf-8").split(" ")
            if len(word) <= 4 and all("\u4e00" <= sign <= "\u9fff" for sign in word):
                words.append(word)
                counts.append(int(count))
    return words, counts
