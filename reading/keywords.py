"""Topics by keyword: the nouns that several of the latest stories are about and that are rare elsewhere.

Texts are cut into words by the word list that proofreading uses too (the package ``jieba-py``); it is read as a stream
and kept only where a story has the word, so that no server process holds the whole list. The result is kept in the
cache under what it was made of: a story that is published, corrected or taken down makes the next reader's list anew.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from django.core.cache import cache

from articles.models import Column
from departments.models import Department, GridArea
from proofreading.lexicon import Lexicon
from reading import querysets

LATEST_STORIES = 300
MOST_TOPICS = 48
SHORTEST, LONGEST = 2, 4  # characters of a term
LEAST_STORIES = 2  # that are about a term, which has its name in the headline or says it twice
LARGEST_SHARE = 0.3  # of the stories; what more of them are about is no topic but the paper's own language
COMMONEST_SHARE = 1e-4  # of general Chinese: the likes of 问题 and 工作 lead nowhere
KEPT_FOR = 24 * 3600  # seconds

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_WORD = 8
_NOUNS = ("n", "nz", "nt", "ns", "vn")
_NUMBERS = frozenset("一二两三四五六七八九十百千万几半")


@dataclass(frozen=True, slots=True)
class Topic:
    """A term and how many of the latest stories are about it; ``rank`` is 1 to 3, the foremost third of all first."""

    term: str
    story_count: int
    rank: int = 3


def extract(stories: Sequence[tuple[str, str]], *, without: str = "", most: int = MOST_TOPICS) -> list[Topic]:
    """The terms that make good topics of these stories, given as (headline, text), best first.

    A term is worth the number of stories that are about it times its rarity in general Chinese. What stands within
    ``without`` is left out.
    """
    lexicon, total = _lexicon_of(stories)
    if not total:
        return []
    about: Counter[str] = Counter()
    for headline, text in stories:
        in_text = Counter(_terms(text, lexicon))
        in_headline = set(_terms(headline, lexicon))
        about.update(in_headline | {term for term, count in in_text.items() if count >= 2})
    largest = max(LEAST_STORIES, LARGEST_SHARE * len(stories))
    rarity = {term: -math.log(lexicon.count(term) / total) for term in about}
    rare = -math.log(COMMONEST_SHARE)
    chosen = [
        term
        for term, count in about.items()
        if LEAST_STORIES <= count <= largest and rarity[term] >= rare and term not in without
    ]
    chosen.sort(key=lambda term: (-math.log(about[term]) * rarity[term], term))
    kept = chosen[:most]
    return [Topic(term, about[term], 1 + 3 * place // len(kept)) for place, term in enumerate(kept)]


def _lexicon_of(stories: Sequence[tuple[str, str]]) -> tuple[Lexicon, float]:
    """The words of the list that these texts can hold, and the list's whole count."""
    possible: set[str] = set()
    for story in stories:
        for run in _HAN.findall("\n".join(story)):
            for at in range(len(run)):
                possible.update(run[at:end] for end in range(at + 1, min(len(run), at + _LONGEST_WORD) + 1))
    counts: dict[str, float] = {}
    tags: dict[str, str] = {}
    total = 0.0
    if possible:
        with files("jieba").joinpath("_data", "dict.txt").open(encoding="utf-8") as rows:
            for row in rows:
                word, count, tag = row.split()
                total += float(count)
                if word in possible:
                    counts[word], tags[word] = max(1.0, float(count)), tag
    return Lexicon(counts, tags), total


def _terms(text: str, lexicon: Lexicon) -> list[str]:
    """The nouns of a text that can stand as topics, in their order."""
    terms = []
    for run in _HAN.findall(text):
        for word in lexicon.words(run):
            term = run[word.start : word.end]
            fits = SHORTEST <= len(term) <= LONGEST and word.known and term[0] not in _NUMBERS
            if fits and lexicon.tag(term) in _NOUNS:
                terms.append(term)
    return terms


def _own_names() -> str:
    """The names of departments, grid areas and columns, which have pages of their own."""
    names = [model._default_manager.order_by().values_list("name") for model in (Department, GridArea, Column)]
    return "\n".join(sorted(name for (name,) in names[0].union(*names[1:])))


def topics() -> list[Topic]:
    """The topics of the latest public stories; three queries, one while nothing has changed."""
    revisions = list(querysets.stories().values_list("published_revision_id", flat=True)[:LATEST_STORIES])
    key = f"reading.topics:{hashlib.sha256(repr(revisions).encode()).hexdigest()[:32]}"
    kept = cache.get(key)
    if kept is None:
        texts = querysets.stories().filter(published_revision__in=revisions)
        parts = ("kicker", "title", "subtitle", "text")
        rows = texts.values_list(*(f"published_revision__{part}" for part in parts))
        kept = extract([("\n".join(headline), text) for *headline, text in rows], without=_own_names())
        cache.set(key, kept, KEPT_FOR)
    return kept
