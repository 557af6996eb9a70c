"""Lists in parts: a cursor names the last row given, so that a list that grows meanwhile neither skips nor repeats."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

MOST_ROWS = 100
ROWS = 20
LARGEST = 2**63 - 1
_READERS: dict[str, Callable[[str], Any]] = {"moment": parse_datetime, "day": parse_date, "text": str, "number": int}


@dataclass(frozen=True)
class Order:
    """A total order of rows: fields with the kind of their values, the last of them unique."""

    fields: tuple[tuple[str, str], ...]
    falling: bool = False

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in this order."""
        return rows.order_by(*(f"-{name}" if self.falling else name for name, _kind in self.fields))

    def after(self, rows: QuerySet[Any], cursor: tuple[Any, ...]) -> QuerySet[Any]:
        """The rows behind the one that a cursor names."""
        beyond = "lt" if self.falling else "gt"
        behind, same = Q(), Q()
        for (name, _kind), value in zip(self.fields, cursor, strict=True):
            behind |= same & Q(**{f"{name}__{beyond}": value})
            same &= Q(**{name: value})
        first = self.fields[0][0]
        # said twice, so that the index of the first field can be used
        return rows.filter(behind, **{f"{first}__{beyond}e": cursor[0]})

    def cursor(self, row: Any) -> str:
        """The cursor that names a row: opaque, safe in addresses."""
        values = [getattr(row, name) for name, _kind in self.fields]
        plain = [value.isoformat() if isinstance(value, (date, datetime)) else value for value in values]
        text = json.dumps([self.fields[0][0], *plain], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read(self, raw: str) -> tuple[Any, ...]:
        """The values that a cursor holds; ValueError for anything that is no cursor of this order."""
        wrong = ValueError(_("Take the cursor from the link “next” of an earlier answer, or leave it out."))
        try:
            plain = json.loads(base64.b64decode(raw + "=" * (-len(raw) % 4), altchars=b"-_", validate=True))
            if not isinstance(plain, list) or plain[:1] != [self.fields[0][0]]:
                raise wrong
            values = tuple(_value(kind, value) for (_name, kind), value in zip(self.fields, plain[1:], strict=True))
        except (TypeError, ValueError, RecursionError, OverflowError):
            raise wrong from None
        return values


def _value(kind: str, plain: Any) -> Any:
    if kind == "number":
        if type(plain) is not int or not 0 <= plain <= LARGEST:
            raise ValueError
        return plain
    if not isinstance(plain, str) or "\x00" in plain:
        raise ValueError
    plain.encode()  # half of a pair of surrogates is no text: a ValueError like the others
    value = _READERS[kind](plain)
    if value is None or (kind == "moment" and value.tzinfo is None):
        raise ValueError
    return value.astimezone(UTC) if kind == "moment" else value  # PostgreSQL knows fewer offsets than Python


def take(rows: QuerySet[Any], order: Order, cursor: tuple[Any, ...] | None, limit: int) -> tuple[list[Any], str]:
    """At most ``limit`` rows behind the cursor, and the cursor of the next ones, empty at the end. One query."""
    ordered = order.of(rows if cursor is None else order.after(rows, cursor))
    found = list(ordered[: limit + 1])
    following = order.cursor(found[limit - 1]) if len(found) > limit else ""
    return found[:limit], following
