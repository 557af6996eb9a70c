"""What one register is as a table: its columns, what tells entries apart, and how it reads and stores them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.registers.changes import Changes, Key, Values
from issues.registers.columns import Column

FROM = Column("valid_from", gettext_lazy("valid from"), "day")
UNTIL = Column("valid_until", gettext_lazy("valid until"), "day")
HIGHEST = 32_767


@dataclass(frozen=True)
class RegisterKind:
    """One register as a table."""

    name: str
    label: Any
    words: Any  # what it is, in a sentence
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    stored: Callable[[], list[dict[str, str]]]
    store: Callable[[Changes, date], None]
    problem: Callable[[Values, Mapping[str, Any]], str]
    known: Callable[[], Mapping[str, Any]]  # what ``problem`` compares with, read once
    stays: Callable[[Values, date], bool]

    def key_of(self, values: Values) -> Key:
        """What tells an entry from others."""
        return tuple(values[name] for name in self.key)

    def problem_of(self, values: Values, known: Mapping[str, Any]) -> str:
        """Why a line cannot be taken; empty where it can."""
        for column in self.columns:
            if problem := column.problem(values[column.name]):
                return problem
        begin, end = values.get("valid_from", ""), values.get("valid_until", "")
        if begin and end and end < begin:
            return _("The last day of validity comes before the first.")
        return self.problem(values, known)
