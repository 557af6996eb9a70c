"""People: names that differ by one character, in the text and against the register; posts and the order of leaders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from proofreading.context import Context
from proofreading.document import HAN, Document, Draft
from proofreading.findings import Severity
from proofreading.lexicon import general
from proofreading.names import likely, names_in, posts, surnames
from proofreading.register import Register, open_patterns
from proofreading.registry import rule
from proofreading.similar import are_alike

FREQUENT = 2  # a name this often in the text is no slip itself
MANY = 5  # beside a name this often, one other character is a slip even where it is not alike
WHOLE_NAME = 0.66  # a name of two characters goes on differently each time
_KIN = re.compile(
    "(?:女儿|儿子|哥哥|弟弟|姐姐|妹妹|丈夫|妻子|爱人|父亲|母亲|爸爸|妈妈|孙子|孙女|兄弟|姐妹|徒弟|师傅|大哥|大姐)$"
)
_HAN_RUN = re.compile(rf"[{HAN}]{{2,}}")
_LIST = re.compile(rf"(?:[{HAN}]{{2,3}}、)+[{HAN}]{{2,3}}")


@rule("name-variant", Severity.ERROR)
def name_variant(document: Document, context: Context) -> Iterator[Draft]:
    """A name that stands once and differs by one character from a name the text has several times."""
    message = _("This name differs by one character from “%(name)s”, which the text has %(count)d times.")
    text = document.text
    counts = likely(text)
    frequent = {
        name: n
        for name, n in counts.items()
        if len(name) == 3 and n >= FREQUENT and n >= WHOLE_NAME * text.count(name[:2])
    }
    if not frequent:
        return
    near = dict[str, str]()
    for name in sorted(frequent, key=lambda name: frequent[name]):
        for pattern in open_patterns(name):
            near[pattern] = name
    lengths = {len(name) for name in frequent}
    for block in document.blocks:
        for run in _HAN_RUN.finditer(block.text):
            for size in lengths:
                for at in range(run.start(), run.end() - size + 1):
                    name = block.text[at : at + size]
                    right = next((near[p] for p in open_patterns(name) if p in near), None)
                    if (
                        right is None
                        or right == name
                        or name in context.register.people
                        or not _is_slip(name, right, text, block.text, at, counts)
                    ):
                        continue
                    yield block.draft(at, at + size, message % {"name": right, "count": text.count(right)}, right)


def relatives(text: str, names: Iterable[str]) -> Iterator[str]:
    """Names that a text gives to somebody's relative: 女儿李文婧."""
    for name in names:
        if any(_KIN.search(text, max(0, at - 4), at) for at in _starts(name, text)):
            yield name


def _starts(name: str, text: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def _is_slip(name: str, right: str, text: str, line: str, at: int, counts: dict[str, int]) -> bool:
    """Whether a rare near-name stands where a name stands, and is not made of other words."""
    if len(name) < 3 or text.count(name) * 2 > text.count(right):
        return False
    if _KIN.search(line, max(0, at - 4), at) or f"{right}、{name}" in text or f"{name}、{right}" in text:
        return False  # a relative, or somebody named beside the other
    as_name = name in counts
    differing = next(n for n, (a, b) in enumerate(zip(name, right, strict=True)) if a != b)
    if differing == 0 and name[0] in surnames() and not are_alike(name[0], right[0]):
        return False  # another family's child
    if as_name:
        return are_alike(name[differing], right[differing]) or text.count(right) >= MANY
    around = line[max(0, at - 3) : at + len(name) + 3]
    begin = at - max(0, at - 3)
    edges = {word.start for word in general().words(around)} | {len(around)}
    return (
        are_alike(name[differing], right[differing])
        and begin in edges
        and begin + len(name) in edges
        and name not in general()
    )


@rule("name-register", Severity.ERROR)
def name_register(document: Document, context: Context) -> Iterator[Draft]:
    """A name beside a post that nobody in the register bears, one character from a name that somebody does."""
    register = context.register
    if not register.people:
        return
    message = _("Nobody of this name is in the register; “%(name)s” is, and sounds or looks alike.")
    plain = _("Nobody of this name is in the register; “%(name)s” is.")
    for block in document.blocks:
        places = dict.fromkeys(names_in(block.text))
        for at, name in [*places, *_listed(block.text, register)]:
            if name in register.people or any(
                known.startswith(name) and block.text.startswith(known, at)
                for known in register.people & _longer(block.text, at)
            ):
                continue
            near = _nearest(name, register)
            if near is None or (len(name) == 2 and not _fits_post(block.text, at, near, register)):
                continue
            alike = any(are_alike(a, b) for a, b in zip(name, near, strict=True) if a != b)
            if not alike and not _fits_post(block.text, at, near, register):
                continue
            yield block.draft(at, at + len(name), (message if alike else plain) % {"name": near}, near)


def _longer(text: str, at: int) -> frozenset[str]:
    return frozenset(text[at : at + size] for size in (2, 3, 4))


def _listed(text: str, register: Register) -> Iterator[tuple[int, str]]:
    """Names in an enumeration in which others are in the register."""
    for found in _LIST.finditer(text):
        parts, at = found[0].split("、"), found.start()
        if sum(part in register.people for part in parts) >= 1:
            for part in parts:
                if part[:1] in surnames():
                    yield at, part
                at += len(part) + 1


def _nearest(name: str, register: Register) -> str | None:
    near = {known for pattern in open_patterns(name) for known in register.near_people.get(pattern, ())} - {name}
    if not near:
        return None
    same_family = {known for known in near if known[0] == name[0] or are_alike(known[0], name[0])}
    best = sorted(
        same_family, key=lambda known: (not any(are_alike(a, b) for a, b in zip(name, known, strict=True)), known)
    )
    return best[0] if best else None


def _fits_post(text: str, at: int, name: str, register: Register) -> bool:
    """Whether the post printed before the name is one the register gives to that person."""
    before = text[max(0, at - 12) : at]
    return any(held.post and before.endswith(held.post) for held in register.by_person.get(name, ()))


def _printed_post(text: str, at: int) -> str:
    before = text[max(0, at - 12) : at]
    return next((post for post in posts() if before.endswith(post)), "")


@rule("post", Severity.WARNING)
def post(document: Document, context: Context) -> Iterator[Draft]:
    """A post that the person does not hold on the issue's day."""
    register, day = context.register, context.day
    if not register.people:
        return
    wrong = _("The register has another post for this person: %(posts)s.")
    lapsed = _("On this day the person no longer holds this post, or not yet; the register has: %(posts)s.")
    for block in document.blocks:
        for at, name in dict.fromkeys(names_in(block.text)):
            appointments = [held for held in register.by_person.get(name, ()) if held.post]
            printed = _printed_post(block.text, at)
            if (
                not appointments
                or not printed
                or printed in ("老师", "代表", "党员", "居民", "志愿者", "负责人", "干部")
            ):
                continue
            if (
                block.text[max(0, at - 14) : at].count("原")
                and "原" in re.split("[，。、；]", block.text[max(0, at - 14) : at])[-1]
            ):
                continue
            now = [held for held in appointments if day is None or held.valid_on(day)]
            if any(held.post.endswith(printed) for held in now):
                continue
            past = any(held.post.endswith(printed) for held in appointments)
            known = "、".join(held.unit + held.post for held in (now or appointments))
            right = next((held.post for held in now), None)
            start = at - len(printed)
            yield block.draft(
                start, at, (lapsed if past else wrong) % {"posts": known}, right if right and len(now) == 1 else None
            )


@rule("leaders-order", Severity.WARNING)
def leaders_order(document: Document, context: Context) -> Iterator[Draft]:
    """Leaders named in another order than the register's."""
    register = context.register
    if not any(held.rank for held in register.appointments):
        return
    message = _("Leaders are named in the order of the register: %(names)s.")
    for block in document.blocks:
        for found in _LIST.finditer(block.text):
            people = found[0].split("、")
            ranks = [_rank(name, context) for name in people]
            if len(people) >= 2 and all(ranks) and ranks != sorted(ranks):
                right = "、".join(name for _r, name in sorted(zip(ranks, people, strict=True)))
                yield block.draft(found.start(), found.end(), message % {"names": right}, right)


def _rank(name: str, context: Context) -> int:
    day = context.day
    held = [
        one.rank for one in context.register.by_person.get(name, ()) if one.rank and (day is None or one.valid_on(day))
    ]
    return min(held, default=0)
