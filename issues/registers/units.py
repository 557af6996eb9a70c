"""The registers of departments, of their other names and of grid areas, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import Department, DepartmentAlias, GridArea
from issues.proofreading.values import LIST_MARK, parts_of
from issues.registers.changes import Changes, Values
from issues.registers.columns import Column, day_of
from issues.registers.entries import (
    always,
    departments_by_name,
    end_entry,
    find_entry,
    fresh_slug,
    has_ended,
    knows_departments,
    knows_nothing,
    no_problem,
    rows_of,
    save_entry,
    shown,
    unknown_department,
)
from issues.registers.kind import FROM, HIGHEST, UNTIL, RegisterKind

DEPARTMENT_COLUMNS = (
    Column("name", gettext_lazy("name"), needed=True),
    Column("short_name", gettext_lazy("short name"), limit=30),
    Column("kind", gettext_lazy("kind"), "choice", choices=dict(Department.Kind.choices)),
    FROM,
    UNTIL,
)


def _units() -> list[dict[str, str]]:
    return rows_of(Department.objects.order_by("-kind", "name"), DEPARTMENT_COLUMNS)


def _store_units(changes: Changes, today: date) -> None:
    taken = set(Department.objects.values_list("slug", flat=True))
    for change in (*changes.added, *changes.changed):
        values = change.after or {}
        known = Department.objects.filter(name=values["name"]).first()
        entry = known or Department(slug=fresh_slug(values["short_name"] or values["name"], taken))
        days = {name: day_of(values[name]) for name in ("valid_from", "valid_until")}
        save_entry(entry, {**{name: values[name] for name in ("name", "short_name", "kind")}, **days})
    for change in changes.removed:
        end_entry(find_entry(Department, change, ("name",)), today)


ALIAS_COLUMNS = (
    Column("name", gettext_lazy("name"), needed=True),
    Column("department", gettext_lazy("department"), needed=True),
    FROM,
    UNTIL,
)
ALIAS_KEY = ("name", "valid_from")


def _aliases() -> list[dict[str, str]]:
    return rows_of(DepartmentAlias.objects.order_by("name", "pk"), ALIAS_COLUMNS, department="department__name")


def _store_aliases(changes: Changes, today: date) -> None:
    departments = departments_by_name()
    for change in (*changes.added, *changes.changed):
        values = change.after or {}
        entry = DepartmentAlias() if change.before is None else find_entry(DepartmentAlias, change, ALIAS_KEY)
        days = {name: day_of(values[name]) for name in ("valid_from", "valid_until")}
        save_entry(entry, {"name": values["name"], "department": departments[values["department"]], **days})
    for change in changes.removed:
        end_entry(find_entry(DepartmentAlias, change, ALIAS_KEY), today)


AREA_COLUMNS = (
    Column("number", gettext_lazy("number"), "number", HIGHEST),
    Column("name", gettext_lazy("name"), limit=40, needed=True),
    Column("theme", gettext_lazy("theme")),
    Column("known_for", gettext_lazy("known for"), limit=2_000),
    Column("boundary_words", gettext_lazy("boundary in words"), limit=2_000),
    Column("departments", gettext_lazy("departments"), limit=1_000),
)


def _areas() -> list[dict[str, str]]:
    found = []
    for area in GridArea.objects.prefetch_related("departments"):
        values = {column.name: shown(getattr(area, column.name)) for column in AREA_COLUMNS[:-1]}
        values["departments"] = LIST_MARK.join(department.name for department in area.departments.all())
        found.append(values)
    return found


def _area_problem(values: Values, known: Mapping[str, Any]) -> str:
    if values["number"] == "0":
        return _("A grid area has a number from 1 on.")
    return next(
        (
            problem
            for name in parts_of(values["departments"])
            if (problem := unknown_department({"department": name}, known))
        ),
        "",
    )


def _store_areas(changes: Changes, today: date) -> None:
    departments, taken = departments_by_name(), set(GridArea.objects.values_list("slug", flat=True))
    for change in (*changes.added, *changes.changed):
        values = change.after or {}
        known = GridArea.objects.filter(number=int(values["number"])).first()
        entry = known or GridArea(number=int(values["number"]), slug=fresh_slug(values["name"], taken))
        save_entry(entry, {name: values[name] for name in ("name", "theme", "known_for", "boundary_words")})
        entry.departments.set([departments[name] for name in parts_of(values["departments"])])


DEPARTMENTS = RegisterKind(
    "departments",
    gettext_lazy("Departments"),
    gettext_lazy("Who submits articles. A department ends by its last day, it is not deleted."),
    DEPARTMENT_COLUMNS,
    ("name",),
    _units,
    _store_units,
    no_problem,
    knows_nothing,
    has_ended,
)


ALIASES = RegisterKind(
    "aliases",
    gettext_lazy("Other names of departments"),
    gettext_lazy("Earlier and short names, with the days between which the paper printed them."),
    ALIAS_COLUMNS,
    ALIAS_KEY,
    _aliases,
    _store_aliases,
    unknown_department,
    knows_departments,
    has_ended,
)


AREAS = RegisterKind(
    "areas",
    gettext_lazy("Grid areas"),
    gettext_lazy("The grid areas by which residents read. A file adds and changes them, and removes none."),
    AREA_COLUMNS,
    ("number",),
    _areas,
    _store_areas,
    _area_problem,
    knows_departments,
    always,
)
