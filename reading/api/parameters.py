"""Parameters of the API: how each is written, read and refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reading.api.problems import Problem

LONGEST_VALUE = 200  # characters
EARLIEST, LATEST = 1900, 2999  # years
Words = str | Promise


@dataclass(frozen=True)
class Parameter:
    """One parameter: its schema for OpenAPI, and ``read``, which raises ValueError with words that help."""

    name: str
    what: Words
    schema: dict[str, Any]
    read: Callable[[str], Any] = field(repr=False)
    place: str = "query"
    example: str = ""


def read_slug(raw: str) -> str:
    """A short name as it stands in addresses."""
    if not re.fullmatch(r"[-a-zA-Z0-9_]{1,60}", raw):
        raise ValueError(_("Give a short name as it stands in addresses: letters, digits and hyphens."))
    return raw


def read_day(raw: str) -> date:
    """A day of the calendar."""
    try:
        day = parse_date(raw) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw) else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day.year <= LATEST:
        raise ValueError(_("Give a day of the calendar as YYYY-MM-DD, such as 2026-03-01."))
    return day


def read_moment(raw: str) -> datetime:
    """A moment with its offset from universal time."""
    try:
        found = parse_datetime(raw.replace(" ", "+"))  # an unescaped "+" arrives as a blank
        # in universal time: Python reads offsets of a whole day, PostgreSQL of less than sixteen hours
        moment = None if found is None or timezone.is_naive(found) else found.astimezone(UTC)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise ValueError(_("Give a moment with its offset, such as 2026-03-01T08:00:00+08:00 (write + as %2B)."))
    return moment


def read_number(lowest: int, highest: int) -> Callable[[str], int]:
    """Reads a whole number within bounds, both included."""

    def read(raw: str) -> int:
        sound = raw.isascii() and raw.isdecimal() and len(raw) <= 9
        if not sound or not lowest <= int(raw) <= highest:
            bounds = {"lowest": lowest, "highest": highest}
            raise ValueError(_("Give a whole number from %(lowest)d to %(highest)d.") % bounds)
        return int(raw)

    return read


def read_choice(*choices: str) -> Callable[[str], str]:
    """Reads one of a few words."""

    def read(raw: str) -> str:
        if raw not in choices:
            raise ValueError(_("Give one of: %(choices)s.") % {"choices": "、".join(choices)})
        return raw

    return read


def read_all(data: QueryDict, parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The values of a request by name; raises a Problem (400) that names the first that cannot be read."""
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    for name, raws in data.lists():
        if name not in known:
            names = "、".join(known)
            mend = _("This address takes: %(names)s.") % {"names": names} if names else _("This address takes none.")
            raise refused(name, _("There is no such parameter. %(mend)s") % {"mend": mend})
        if len(raws) > 1:
            raise refused(name, _("Give this parameter once."))
        if len(raws[0]) > LONGEST_VALUE:
            raise refused(name, _("The value is longer than %(limit)d characters.") % {"limit": LONGEST_VALUE})
        try:
            values[name] = known[name].read(raws[0].strip())
        except ValueError as error:
            raise refused(name, str(error)) from error
    return values


def refused(name: str, detail: str) -> Problem:
    """400 for one parameter."""
    shown = name[:LONGEST_VALUE]
    return Problem(400, _("A parameter cannot be used: %(name)s") % {"name": shown}, detail, {"parameter": shown})
