"""What a table would change in a register: values against values, nothing asked of the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

Values = Mapping[str, str]  # by column; empty where there is nothing
Key = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One entry: before and after, None where it is added or removed; ``number`` is its line."""

    key: Key
    before: Values | None
    after: Values | None
    number: int = 0

    @property
    def differing(self) -> list[tuple[str, str, str]]:
        """Column, old and new words of what differs."""
        old, new = self.before or {}, self.after or {}
        return [(name, old.get(name, ""), new[name]) for name in new if new[name] != old.get(name, "")]


@dataclass(frozen=True)
class Refused:
    """A line that cannot be taken, and why."""

    number: int
    words: str
    reason: str


@dataclass(frozen=True)
class Changes:
    """What would be done."""

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    removed: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be stored."""
        return not (self.added or self.changed or self.removed)

    @cached_property
    def mark(self) -> str:
        """A mark of exactly these changes: what is confirmed is what was shown."""
        parts = [[dict(c.before or {}), dict(c.after or {})] for c in (*self.added, *self.changed, *self.removed)]
        form = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(form.encode()).hexdigest()


def compare(
    stored: Mapping[Key, Values],
    lines: Iterable[tuple[int, Values]],
    *,
    key_of: Callable[[Values], Key],
    problem_of: Callable[[Values], str],
    whole: bool = False,
    stays: Callable[[Values], bool] = lambda values: False,
) -> Changes:
    """Added, changed, removed and refused entries; ``whole`` says that what is missing in the lines is removed.

    An entry for which ``stays`` holds is not removed: it ended before, or ends elsewhere.
    """
    found = Changes()
    lines_of = dict[Key, int]()
    unchanged = 0
    for number, values in lines:
        words = " ".join(word for word in values.values() if word)
        if problem := problem_of(values):
            found.refused.append(Refused(number, words, problem))
            continue
        key = key_of(values)
        if key in lines_of:
            reason = _("It stands in line %(number)d already.") % {"number": lines_of[key]}
            found.refused.append(Refused(number, words, reason))
            continue
        lines_of[key] = number
        before = stored.get(key)
        if before is None:
            found.added.append(Change(key, None, values, number))
        elif any(before.get(name, "") != value for name, value in values.items()):
            found.changed.append(Change(key, before, values, number))
        else:
            unchanged += 1
    if whole:
        missing = [Change(key, values, None) for key, values in stored.items() if key not in lines_of]
        found.removed.extend(change for change in missing if not stays(change.before or {}))
    return Changes(found.added, found.changed, found.removed, found.refused, unchanged)
