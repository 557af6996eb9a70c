"""Across the stories of one issue: names of people and things that stand one way in one story, another in the next.

Of each story an inventory is taken once, in time proportional to its length; stories are compared by their inventories,
so that a change in one of them costs that one's inventory and no other's text is read again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from proofreading.document import HAN, read
from proofreading.families.consistency import differs_as_slip, quoted
from proofreading.families.people import relatives
from proofreading.lexicon import general
from proofreading.names import likely
from proofreading.register import Register, open_patterns
from proofreading.similar import are_alike

KEPT = 64  # inventories of texts as they are typed; what stands in issues is kept by its hash
SHORTEST = 4  # characters of a quoted name that are compared
NAME = 3  # characters of a name that are compared; one of two has too many neighbours that are people
# What a unit's name ends with where it stands by itself: between marks, as in signatures and enumerations.
_UNIT = re.compile(
    rf"(?<![{HAN}])([{HAN}]{{2,10}}(?:居民区|街道|党支部|党总支|办公室|办|所|站|中心|委员会|公司|学校|协会|基金会|医院|小区))(?![{HAN}])"
)


@dataclass(frozen=True)
class Inventory:
    """What a story names, and how often: people, units, and things in quotation marks."""

    title: str
    people: Counter[str] = field(default_factory=Counter)
    things: Counter[str] = field(default_factory=Counter)
    related: frozenset[str] = frozenset()  # people who are told to be somebody's relative


@dataclass(frozen=True)
class Difference:
    """Words of one story, and those that another story of the issue has for what seems the same."""

    words: str
    other: str
    title: str  # of the other story
    times: int  # that the other words stand in the other stories
    person: bool
    suggestion: str | None  # None where either may be right


@lru_cache(maxsize=KEPT)
def inventory(title: str, text: str) -> Inventory:
    """The inventory of a story; kept by the very words."""
    people = Counter({name: n for name, n in likely(text).items() if len(name) == NAME and _is_whole(name, text)})
    document = read(text)
    things = Counter(bare for *_place, bare in quoted(document, SHORTEST))
    things.update(found[1] for found in _UNIT.finditer(text))
    return Inventory(title, people, things, frozenset(relatives(text, people)))


def _is_whole(name: str, text: str) -> bool:
    """Whether three characters are a name to its end, and not one of two with the beginning of what follows."""
    following = [text[at + NAME - 1 : at + NAME + 3] for at in _places(name, text)]
    if text.count(name[:2]) > text.count(name):
        return False
    # the last character with what comes after it: a word would begin there if the name ended before
    return not any(len(after) > 1 and general().words(after)[0].end > 1 for after in following)


def _places(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def differences(own: Inventory, others: Sequence[Inventory], register: Register) -> Iterator[Difference]:
    """What a story names in another way than the issue's other stories; people first."""
    yield from _of_people(own, others, register)
    yield from _of_things(own, others, register)


def _of_people(own: Inventory, others: Sequence[Inventory], register: Register) -> Iterator[Difference]:
    near = dict[str, set[str]]()
    for other in others:
        for name in other.people:
            for pattern in open_patterns(name):
                near.setdefault(pattern, set()).add(name)
    for name, times in own.people.items():
        found = {known for pattern in open_patterns(name) for known in near.get(pattern, ())}
        if name in found or name in register.people or name in own.related:
            continue  # another story has the same name, or it is known
        for known in sorted(found - set(own.people)):
            if any(are_alike(a, b) for a, b in zip(name, known, strict=True) if a != b):
                yield from _told(name, times, known, others, register.people, person=True)


def _of_things(own: Inventory, others: Sequence[Inventory], register: Register) -> Iterator[Difference]:
    elsewhere = Counter[str]()
    for other in others:
        elsewhere.update(other.things)
    by_length = dict[int, list[str]]()
    for thing in elsewhere:
        by_length.setdefault(len(thing), []).append(thing)
    for thing, times in own.things.items():
        if thing in elsewhere or thing in register.names:
            continue
        for size in (len(thing) - 1, len(thing), len(thing) + 1):
            for known in sorted(by_length.get(size, ())):
                if known not in own.things and differs_as_slip(thing, known, often=False):
                    yield from _told(thing, times, known, others, register.names, person=False)


def _told(
    words: str, times: int, other: str, others: Sequence[Inventory], registered: frozenset[str], *, person: bool
) -> Iterator[Difference]:
    """The difference, told in the story that has the rarer form; in both where they are equally frequent."""
    counted = [(each.people if person else each.things)[other] for each in others]
    total = sum(counted)
    right = other in registered
    if times > total and not right:
        return
    title = next(each.title for each, count in zip(others, counted, strict=True) if count)
    yield Difference(words, other, title, total, person, other if right or total > times else None)
