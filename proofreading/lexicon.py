"""General Chinese as a word list with frequencies: how natural a stretch of text is, and what its words are.

The list comes from the package ``jieba-py`` (about 349,000 words with a count and a part of speech each). Only its data
file is read; the segmentation here is a plain best path over single word probabilities, because the checks compare two
readings of one short stretch and need its probability, not only its words.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

LONGEST_WORD = 8
# Rarer words and set phrases than these are not offered as what was meant.
WORD_COUNT, PHRASE_COUNT = 30, 8
# A character that no list knows costs as much as one that was counted this often in the list's whole body of text.
UNKNOWN_COUNT = 0.3
# What a word of our own list weighs at least.
MODERN_COUNT = 200.0


@dataclass(frozen=True)
class Word:
    """One word of a best path: where it stands and whether the list knows it as a word of its own."""

    start: int
    end: int
    known: bool


class Lexicon:
    """Words with their natural logarithm of probability and their part of speech."""

    def __init__(self, counts: Mapping[str, float], tags: Mapping[str, str] | None = None) -> None:
        self._total = math.log(sum(counts.values()) or 1.0)
        self.weights = {word: math.log(count) - self._total for word, count in counts.items() if count > 0}
        self.tags = dict(tags or {})
        self.unknown = math.log(UNKNOWN_COUNT) - self._total
        # every beginning of a word, so that the search for words stops where none goes on
        self._beginnings = {word[:n] for word in self.weights if len(word) <= LONGEST_WORD for n in range(1, len(word))}

    def __contains__(self, word: str) -> bool:
        return word in self.weights

    def count(self, word: str) -> float:
        """How often the list's body of text had this word; 0 where it is unknown."""
        weight = self.weights.get(word)
        return 0.0 if weight is None else math.exp(weight + self._total)

    @cached_property
    def near(self) -> dict[str, frozenset[str]]:
        """What may stand in the open place (a zero character) of each pattern of a fairly common word."""
        found = defaultdict[str, set[str]](set)
        for word in self.weights:
            if 2 <= len(word) <= 4 and self.count(word) >= (PHRASE_COUNT if len(word) == 4 else WORD_COUNT):
                for place, char in enumerate(word):
                    found[f"{word[:place]}\0{word[place + 1 :]}"].add(char)
        return {pattern: frozenset(chars) for pattern, chars in found.items()}

    def tag(self, word: str) -> str:
        """The part of speech (n, v, a, d …), empty where unknown."""
        return self.tags.get(word, "")

    def words(self, text: str) -> list[Word]:
        """The best path through a text."""
        return self.path(text)[1]

    def weight(self, text: str) -> float:
        """The logarithm of the probability of the best path; comparable between stretches of like length."""
        return self.path(text)[0]

    def path(self, text: str) -> tuple[float, list[Word]]:
        """Best path and its weight; time in proportion to the length."""
        size = len(text)
        weights, beginnings, unknown = self.weights, self._beginnings, self.unknown
        best = [0.0] * (size + 1)
        onward = [0] * size
        for start in range(size - 1, -1, -1):
            char = text[start]
            top, to = weights.get(char, unknown) + best[start + 1], start + 1
            end, piece = start + 1, char
            while end < size and piece in beginnings:
                end += 1
                piece = text[start:end]
                weight = weights.get(piece)
                if weight is not None and weight + best[end] > top:
                    top, to = weight + best[end], end
            best[start], onward[start] = top, to
        found, at = list[Word](), 0
        while at < size:
            found.append(Word(at, onward[at], text[at : onward[at]] in weights))
            at = onward[at]
        return (best[0] if size else 0.0), found


@cache
def general() -> Lexicon:
    """The list of the package and our own words, read once in a process."""
    counts, tags = dict[str, float](), dict[str, str]()
    with files("jieba").joinpath("_data", "dict.txt").open(encoding="utf-8") as rows:
        for row in rows:
            word, count, tag = row.split()
            counts[word], tags[word] = float(count), tag
    for word in _modern():
        counts[word] = max(counts.get(word, 0.0), MODERN_COUNT)
    return Lexicon(counts, tags)


def _modern() -> Iterator[str]:
    """Words that the list is too old for, or too general."""
    text = files("proofreading").joinpath("data", "modern_words.txt").read_text(encoding="utf-8")
    for row in text.splitlines():
        yield from row.split("#")[0].split()
