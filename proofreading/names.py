"""Where names of people stand in a text: surnames, posts, and the words that follow a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from proofreading.document import HAN

_WORDS = files("proofreading").joinpath("data")


@cache
def _list(name: str) -> tuple[str, ...]:
    text = _WORDS.joinpath(name).read_text(encoding="utf-8")
    return tuple(word for row in text.splitlines() for word in row.split("#")[0].split())


@cache
def surnames() -> frozenset[str]:
    """Surnames of one and of two characters."""
    return frozenset(_list("surnames.txt"))


@cache
def posts() -> tuple[str, ...]:
    """Posts, longest first."""
    return tuple(sorted(_list("posts.txt"), key=len, reverse=True))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    family = "|".join(sorted(surnames(), key=len, reverse=True))
    name = rf"(?:{family})[{HAN}]{{1,2}}"
    acts = "指出|强调|表示|说|介绍|一行|主持|出席|参加|带队|要求|认为|陪同|详细|在|为|来|调研|告诉|回忆|坦言|感慨|笑|先|听取|走访|同志|老师"  # noqa: E501
    after_post = re.compile(rf"(?:{'|'.join(posts())})(?=({name}))")
    before_act = re.compile(rf"(?:^|[，。、；：！？“”（）\s])(?=({name})(?:{acts}))")
    return after_post, before_act


def names_in(text: str) -> Iterator[tuple[int, str]]:
    """Candidate names with their places; a name of two characters may hide in one of three."""
    for pattern in _patterns():
        for found in pattern.finditer(text):
            at, name = found.start(1), found[1]
            yield at, name
            if len(name) == 3:
                yield at, name[:2]


def likely(text: str) -> Counter[str]:
    """How often each candidate name stands in the text as a whole, whatever precedes it."""
    candidates = Counter(name for _at, name in names_in(text))
    return Counter({name: text.count(name) for name in candidates})
