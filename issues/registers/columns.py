"""The columns of a register's table, and what a cell in each may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


@dataclass(frozen=True)
class Column:
    """A column: its name in files made by programs, its label in files for people, and what it holds."""

    name: str
    label: Any
    kind: str = "text"  # text, day, number or choice
    limit: int = 60  # characters of a text, highest number
    needed: bool = False
    choices: Mapping[str, Any] | None = None  # stored words by labels

    @property
    def labels(self) -> set[str]:
        """How the column may be headed: its name, and its label in each language of the desk."""
        found = {self.name}
        for code, _language in settings.LANGUAGES:
            with translation.override(code):
                found.add(str(self.label))
        return {heading.casefold() for heading in found}

    def read(self, cell: str) -> str:
        """The stored form of a cell as it was typed; as it stands where it has none, for ``problem`` to say why."""
        if self.kind == "day" and (found := _DAY.fullmatch(cell)):
            return f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}"
        if self.kind == "number" and not cell:
            return "0"
        if self.kind == "choice" and self.choices:
            for stored, label in self.choices.items():
                for code, _language in settings.LANGUAGES:
                    with translation.override(code):
                        if cell.casefold() == str(label).casefold():
                            return stored
        return cell

    def shown(self, stored: str) -> str:
        """A stored form for people."""
        return str(self.choices[stored]) if self.choices and stored in self.choices else stored

    def problem(self, value: str) -> str:
        """What is wrong with a value; empty where nothing is."""
        named = {"column": self.label, "value": value[:40], "limit": self.limit}
        if self.needed and not value:
            return _("“%(column)s” is empty.") % named
        if self.kind == "day" and value:
            try:
                date.fromisoformat(value)
            except ValueError:
                return _("“%(column)s”: “%(value)s” is not a day. Write it as 2026-05-01.") % named
        if self.kind == "number" and not (value.isascii() and value.isdigit() and int(value[:9]) <= self.limit):
            return _("“%(column)s”: “%(value)s” is not a number from 0 to %(limit)d.") % named
        if self.kind == "choice" and value not in (self.choices or {}):
            known = ", ".join(str(label) for label in (self.choices or {}).values())
            return _("“%(column)s”: “%(value)s” is none of: %(known)s.") % {**named, "known": known}
        if self.kind == "text" and len(value) > self.limit:
            return _("“%(column)s” has more than %(limit)d characters.") % named
        return ""


def day_of(value: str) -> date | None:
    """The day of a checked value."""
    return date.fromisoformat(value) if value else None
