"""What the registers share: reading rows, finding, ending and saving an entry, names of departments, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from departments.models import Department
from issues.registers.changes import Change, Values
from issues.registers.columns import Column


def shown(value: Any) -> str:
    """A stored value as a cell has it."""
    return "" if value is None else str(value)


def rows_of(query: Any, columns: tuple[Column, ...], **paths: str) -> list[dict[str, str]]:
    """The entries of a query by column; ``paths`` are the columns that stand elsewhere."""
    names = [column.name for column in columns]
    rows = query.values_list(*(paths.get(name, name) for name in names))
    return [dict(zip(names, map(shown, row), strict=True)) for row in rows]


def no_problem(values: Values, known: Mapping[str, Any]) -> str:
    """For registers that take whatever their columns take."""
    return ""


def knows_nothing() -> Mapping[str, Any]:
    """For registers whose entries are judged by themselves."""
    return {}


def has_ended(values: Values, today: date) -> bool:
    """Whether an entry with days needs no end any more, or would end before it began."""
    until, begin = values.get("valid_until", ""), values.get("valid_from", "")
    yesterday = (today - timedelta(days=1)).isoformat()
    return bool(until and until <= yesterday) or begin > yesterday


def departments_by_name() -> dict[str, Department]:
    """Departments by their full and their short names; one query."""
    found = dict[str, Department]()
    for department in Department.objects.all():
        found |= {name: department for name in (department.short_name, department.name) if name}
    return found


def fresh_slug(words: str, taken: set[str]) -> str:
    """An address from the sound of a name, one that nobody has."""
    from pypinyin import Style, pinyin  # half a second to read, which no command should wait for

    syllables = [row[0] for row in pinyin(words, style=Style.NORMAL, errors="ignore")]
    base = "".join(char for char in "".join(syllables).lower() if char.isascii() and char.isalnum())[:50] or "x"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    taken.add(slug)
    return slug


def find_entry(model: Any, change: Change, key: tuple[str, ...], **paths: str) -> Any:
    """The stored entry that a change means."""
    wanted: dict[str, Any] = {}
    for name, value in zip(key, change.key, strict=True):
        path = paths.get(name, name)
        if not value and (name.startswith("valid_") or name == "department"):
            wanted[f"{path.split('__')[0]}__isnull"] = True
        else:
            wanted[path] = value
    return model.objects.get(**wanted)


def end_entry(entry: Any, today: date) -> None:
    """End an entry with yesterday; it is not deleted."""
    entry.valid_until = today - timedelta(days=1)
    entry.full_clean()
    entry.save(update_fields=["valid_until"])


def save_entry(entry: Any, fields: Mapping[str, Any]) -> None:
    """Store an entry with these fields, checked as a form checks it."""
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.full_clean()
    entry.save()


def knows_departments() -> Mapping[str, Any]:
    """What the names of departments in a file are compared with."""
    return departments_by_name()


def unknown_department(values: Values, known: Mapping[str, Any]) -> str:
    """What is wrong with the department that a line names."""
    name = values["department"]
    if name and (name not in known or known[name].name != name):
        return _("There is no department “%(name)s”; write its full name.") % {"name": name}
    return ""


def never(values: Values, today: date) -> bool:
    """For registers whose entries a file takes away."""
    return False


def always(values: Values, today: date) -> bool:
    """A grid area has its stories and its public page, so no file takes it away."""
    return True
