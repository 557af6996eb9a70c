"""The register of people and their posts, as a table."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from departments.models import Appointment
from issues.registers.changes import Changes, Values
from issues.registers.columns import Column, day_of
from issues.registers.entries import (
    departments_by_name,
    end_entry,
    find_entry,
    has_ended,
    knows_departments,
    rows_of,
    save_entry,
    unknown_department,
)
from issues.registers.kind import FROM, HIGHEST, UNTIL, RegisterKind

PEOPLE_COLUMNS = (
    Column("person", gettext_lazy("person"), limit=20, needed=True),
    Column("post", gettext_lazy("post"), limit=40),
    Column("department", gettext_lazy("department")),
    Column("rank", gettext_lazy("place in the order of leaders"), "number", HIGHEST),
    Column("other_names", gettext_lazy("other names")),
    FROM,
    UNTIL,
)
PEOPLE_KEY = ("person", "post", "department", "valid_from")


def _people() -> list[dict[str, str]]:
    return rows_of(Appointment.objects.order_by("person", "pk"), PEOPLE_COLUMNS, department="department__name")


def _store_people(changes: Changes, today: date) -> None:
    departments = departments_by_name()

    def fields(values: Values) -> dict[str, Any]:
        return {
            **{name: values[name] for name in ("person", "post", "other_names")},
            "department": departments.get(values["department"]),
            "rank": int(values["rank"]),
            "valid_from": day_of(values["valid_from"]),
            "valid_until": day_of(values["valid_until"]),
        }

    Appointment.objects.bulk_create(Appointment(**fields(change.after)) for change in changes.added if change.after)
    for change in changes.changed:
        entry = find_entry(Appointment, change, PEOPLE_KEY, department="department__name")
        save_entry(entry, fields(change.after or {}))
    for change in changes.removed:
        end_entry(find_entry(Appointment, change, PEOPLE_KEY, department="department__name"), today)


PEOPLE = RegisterKind(
    "people",
    gettext_lazy("People and posts"),
    gettext_lazy("Who holds which post in which unit between which days; leaders with their order."),
    PEOPLE_COLUMNS,
    PEOPLE_KEY,
    _people,
    _store_people,
    unknown_department,
    knows_departments,
    has_ended,
)
