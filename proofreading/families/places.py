"""Units and places: names that lapsed, names one character from the register's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from proofreading.context import Context
from proofreading.document import HAN, Document, Draft
from proofreading.findings import Severity
from proofreading.lexicon import general
from proofreading.register import open_patterns
from proofreading.registry import rule
from proofreading.similar import are_alike

_RUN = re.compile(rf"[{HAN}]{{3,}}")
# The sentence itself tells of the change.
_RENAMED = re.compile(r"[^，。；]{0,12}(?:更名|改名|并入|合并|撤销|撤并|改称|改为|划入|现为)|（现")
SHORTEST = 4  # a shorter name has too many neighbours that are words
STREET_SIZE = 3  # except streets and the like, whose last character says what they are
STREETS = ("路", "街", "弄", "巷", "桥", "浜", "村", "里", "园", "湾", "港", "坊")
AROUND = 3  # characters on each side that are weighed for where words begin and end


@rule("unit-lapsed", Severity.WARNING)
def unit_lapsed(document: Document, context: Context) -> Iterator[Draft]:
    """A unit under a name that is not right on the issue's day."""
    day = context.day
    if day is None:
        return
    message = _("The unit does not bear this name on the issue's day; now: %(name)s.")
    lapsed = {
        name: next((unit.now for unit in rows if unit.now), "")
        for name, rows in context.register.unit_names.items()
        if not any(unit.valid_on(day) for unit in rows)
    }
    if not lapsed:
        return
    right_now = [name for name, rows in context.register.unit_names.items() if name not in lapsed and rows]
    pattern = re.compile("|".join(map(re.escape, sorted(lapsed, key=len, reverse=True))))
    for block in document.blocks:
        for found in pattern.finditer(block.text):
            before = block.text[max(0, found.start() - 2) : found.start()]
            inside = any(found[0] in name and name in block.text for name in right_now)
            if before.endswith(("原", "时任")) or inside or _RENAMED.match(block.text, found.end()):
                continue
            now = lapsed[found[0]]
            yield block.draft(found.start(), found.end(), message % {"name": now or "—"}, now or None)


@rule("place-register", Severity.WARNING)
def place_register(document: Document, context: Context) -> Iterator[Draft]:
    """A name of a unit or place that is one alike character away from one in the register."""
    near = context.register.near_places
    if not near:
        return
    known = context.register.names
    lengths = sorted({len(pattern) for pattern in near if len(pattern) >= SHORTEST})
    if any(len(name) == STREET_SIZE and name.endswith(STREETS) for name in known):
        lengths.insert(0, STREET_SIZE)
    message = _("The register has “%(name)s”.")
    for block in document.blocks:
        for run in _RUN.finditer(block.text):
            for size in lengths:
                for at in range(run.start(), run.end() - size + 1):
                    name = block.text[at : at + size]
                    if name in known:
                        continue
                    right = _alike_name(name, near)
                    if (
                        right
                        and name not in general()
                        and (size > STREET_SIZE or _is_street(name, right, run[0], at - run.start()))
                    ):
                        yield block.draft(at, at + size, message % {"name": right}, right)


def _is_street(name: str, right: str, run: str, at: int) -> bool:
    """Whether a short name is a street's, slipped before its last character and standing where a word may stand."""
    if name[-1] != right[-1] or not right.endswith(STREETS):
        return False
    low = max(0, at - AROUND)
    edges = {word.start + low for word in general().words(run[low : at + len(name) + AROUND])}
    return at in edges and (at + len(name) in edges or at + len(name) >= len(run))


def _alike_name(name: str, near: dict[str, frozenset[str]]) -> str | None:
    for position, pattern in enumerate(open_patterns(name)):
        for right in sorted(near.get(pattern, ())):
            if are_alike(name[position], right[position]):
                return right
    return None
