"""The register as a value: who holds which post when, what units are called when, which places there are.

Loaded from the database by an adapter of a higher room, or from a JSON file. Dates may be open at either end.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _


class RegisterError(ValueError):
    """A register file cannot be used; the message names the row."""


@dataclass(frozen=True)
class Appointment:
    """任职: a person's post in a unit between two days; ``rank`` orders leaders (1 first), 0 where it does not matter.

    ``aliases`` are other names of the same person (又名, pen names) that are right in print.
    """

    person: str
    post: str
    unit: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    rank: int = 0
    aliases: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Whether the person holds the post on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True)
class UnitName:
    """One name of a department or unit, with the days between which it is right; ``now`` is the name that follows."""

    name: str
    now: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the name is right on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True)
class Register:
    """Everything names are checked against."""

    appointments: tuple[Appointment, ...] = ()
    units: tuple[UnitName, ...] = ()
    places: tuple[str, ...] = ()

    @cached_property
    def by_person(self) -> dict[str, list[Appointment]]:
        """Appointments by every name of the person."""
        found = defaultdict[str, list[Appointment]](list)
        for appointment in self.appointments:
            for name in (appointment.person, *appointment.aliases):
                found[name].append(appointment)
        return dict(found)

    @cached_property
    def people(self) -> frozenset[str]:
        """All names of people, pen names included."""
        return frozenset(self.by_person)

    @cached_property
    def unit_names(self) -> dict[str, list[UnitName]]:
        """Names of units by themselves."""
        found = defaultdict[str, list[UnitName]](list)
        for unit in self.units:
            found[unit.name].append(unit)
        return dict(found)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that is right at some time."""
        return self.people | frozenset(self.unit_names) | frozenset(self.places)

    @cached_property
    def near_people(self) -> dict[str, frozenset[str]]:
        """Names of people under each pattern with one character left open."""
        return _open_patterns(self.people)

    @cached_property
    def near_places(self) -> dict[str, frozenset[str]]:
        """Names of units and places under each pattern with one character left open."""
        return _open_patterns(frozenset(self.unit_names) | frozenset(self.places))


def open_patterns(name: str) -> list[str]:
    """A name with each character in turn left open."""
    return [f"{name[:n]}\0{name[n + 1 :]}" for n in range(len(name))]


def _open_patterns(names: Iterable[str]) -> dict[str, frozenset[str]]:
    found = defaultdict[str, set[str]](set)
    for name in names:
        for pattern in open_patterns(name):
            found[pattern].add(name)
    return {pattern: frozenset(known) for pattern, known in found.items()}


def _day(row: Mapping[str, Any], key: str, where: str) -> date | None:
    value = row.get(key)
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise RegisterError(_("%(where)s: “%(value)s” is not a date.") % {"where": where, "value": value}) from error


def _rows(data: Mapping[str, Any], key: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    rows = data.get(key, [])
    if not isinstance(rows, list):
        raise RegisterError(_("“%(key)s” must be a list.") % {"key": key})
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise RegisterError(_("%(key)s, row %(number)d: an object is expected.") % {"key": key, "number": number})
        yield f"{key} {number}", row


def _text(row: Mapping[str, Any], key: str, where: str, *, needed: bool = False) -> str:
    value = row.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise RegisterError(_("%(where)s: “%(key)s” is missing or is not text.") % {"where": where, "key": key})
    return value.strip()


def from_json(text: str) -> Register:
    """A register from JSON: objects ``appointments``, ``units`` and the list ``places``; raises RegisterError."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RegisterError(_("The register is not JSON: %(reason)s.") % {"reason": error}) from error
    if not isinstance(data, dict):
        raise RegisterError(_("The register must be an object with appointments, units and places."))
    appointments = []
    for where, row in _rows(data, "appointments"):
        aliases, rank = row.get("aliases", []), row.get("rank", 0)
        if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
            raise RegisterError(_("%(where)s: “aliases” must be a list of names.") % {"where": where})
        if not isinstance(rank, int):
            raise RegisterError(_("%(where)s: “rank” must be a number.") % {"where": where})
        appointments.append(
            Appointment(
                _text(row, "person", where, needed=True),
                _text(row, "post", where),
                _text(row, "unit", where),
                _day(row, "valid_from", where),
                _day(row, "valid_until", where),
                rank,
                tuple(aliases),
            )
        )
    units = [
        UnitName(
            _text(row, "name", where, needed=True),
            _text(row, "now", where),
            _day(row, "valid_from", where),
            _day(row, "valid_until", where),
        )
        for where, row in _rows(data, "units")
    ]
    places = data.get("places", [])
    if not isinstance(places, list) or not all(isinstance(place, str) for place in places):
        raise RegisterError(_("“places” must be a list of names."))
    return Register(tuple(appointments), tuple(units), tuple(places))
