"""The register of department names: what the paper prints, resolved to the department that is meant on a day."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from departments.models import Department, DepartmentAlias

# Signatures put the street before the unit ("街道党政办"); the register may hold either form.
STREET_PREFIX = "街道"


def normalise(name: str) -> str:
    """A name without spaces and width, so that printed variants compare equal."""
    return "".join(unicodedata.normalize("NFKC", name).split())


@dataclass(frozen=True)
class _Entry:
    department: Department
    valid_from: date | None
    valid_until: date | None

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class DepartmentRegister:
    """All names of all departments, read once (two queries) and asked often."""

    def __init__(self) -> None:
        self._entries: dict[str, list[_Entry]] = {}
        for department in Department.objects.all():
            for name in {department.name, department.short_name} - {""}:
                self._add(name, _Entry(department, department.valid_from, department.valid_until))
        for alias in DepartmentAlias.objects.select_related("department"):
            self._add(alias.name, _Entry(alias.department, alias.valid_from, alias.valid_until))

    def _add(self, name: str, entry: _Entry) -> None:
        self._entries.setdefault(normalise(name), []).append(entry)

    @property
    def names(self) -> Iterable[str]:
        """Every name, normalised."""
        return self._entries.keys()

    def resolve(self, printed: str, on: date) -> Department | None:
        """The department that a printed name means on a day; None where no valid one, or several, bear it."""
        name = normalise(printed)
        variants = [name, name.removeprefix(STREET_PREFIX), STREET_PREFIX + name]
        for variant in variants:
            found = {e.department.pk: e.department for e in self._entries.get(variant, ()) if e.valid_on(on)}
            if len(found) == 1:
                return next(iter(found.values()))
            if found:
                return None
        return None
