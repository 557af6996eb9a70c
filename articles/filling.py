"""What the entry form shows at first, as plain values: from a revision, from a Word file, from a working copy.

The same values can be read back without any check, so that unfinished work can be looked at and compared.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles import body as body_module
from articles.content import Content, Credit, Picture, Source
from articles.forms import ROW_LIMIT, body_from_entry
from articles.models import Byline, Revision

FIELDS = ("department", "kicker", "title", "subtitle", "kind", "column", "summary", "body", "correction_note")
ROWS: dict[str, tuple[str, ...]] = {
    "bylines": ("name", "role", "note"),
    "attributions": ("department", "printed_name"),
    "photos": (
        *("photo", "inline", "caption", "credit", "alternative_text"),
        *("people_shown", "minors_shown", "consent"),
        *("focus_x", "focus_y"),
    ),
}
OF_THE_FILE = ("photo", "focus_x", "focus_y")  # of the photo itself, whatever a revision says of it
TICKS = ("inline", "people_shown", "minors_shown")
_WORDS = ("caption", "credit", "alternative_text", "consent")
_UNTICKED = ("", "False", "false", "0")
_ROW_NAME = re.compile(r"(bylines|attributions|photos)-(\d{1,2})-([a-z_]+|ORDER|DELETE)")
_COUNT_NAME = re.compile(r"(bylines|attributions|photos)-TOTAL_FORMS")

Sent = Mapping[str, Sequence[str]]  # a form as it was sent: lists of strings by name
Row = dict[str, Any]


@dataclass(frozen=True)
class Filling:
    """Values for the form: ``fields`` by name and the rows in their order, each with its ``ORDER``."""

    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in ROWS})


def from_content(content: Content, labels: Mapping[int, str]) -> Filling:
    """The form of a content. ``labels`` are the departments' short names: one that is printed so needs no words."""
    fields = {
        **{name: getattr(content, name) for name in ("kicker", "title", "subtitle", "kind", "summary", "body")},
        "column": content.column_id,
        "grid_areas": list(content.grid_area_ids),
        "correction_note": content.correction_note,
    }
    attributions = [
        {
            "department": source.department_id,
            "printed_name": "" if labels.get(source.department_id or 0) == source.printed_name else source.printed_name,
        }
        for source in content.attributions
    ]
    photos = [{"photo": picture.photo_id, **_words_of(picture)} for picture in content.photos]
    bylines = [{"name": credit.name, "role": credit.role, "note": credit.note} for credit in content.bylines]
    return Filling(fields, _ordered({"bylines": bylines, "attributions": attributions, "photos": photos}))


def _words_of(picture: Picture) -> Row:
    return {name: getattr(picture, name) for name in ROWS["photos"] if name not in OF_THE_FILE}


def _ordered(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return {name: [{**row, "ORDER": n} for n, row in enumerate(rows[name], 1)] for name in ROWS}


# --------------------------------------------------------------------------------------------------- as sent


def known_names(sent: Sent, more: Collection[str] = ()) -> dict[str, list[str]]:
    """Of a form that was sent, what belongs to a story and what ``more`` names; tokens and buttons are left out."""
    kept = {}
    for name, values in sent.items():
        row = _ROW_NAME.fullmatch(name)
        if (
            name in FIELDS
            or name == "grid_areas"
            or name in more
            or _COUNT_NAME.fullmatch(name)
            or (row and (row[3] in ROWS[row[1]] or row[3] in ("ORDER", "DELETE")))
        ):
            kept[name] = [str(value) for value in values]
    return kept


def from_sent(sent: Sent) -> Filling:
    """The form as it was sent, rows in the order that their numbers say, rows that hold nothing left out."""
    fields: dict[str, Any] = {name: sent[name][-1] for name in FIELDS if sent.get(name)}
    fields["grid_areas"] = list(sent.get("grid_areas", ()))
    return Filling(fields, _ordered({name: _rows_sent(sent, name) for name in ROWS}))


def _rows_sent(sent: Sent, prefix: str) -> list[Row]:
    rows = []
    for number in range(min(_number(_last(sent, f"{prefix}-TOTAL_FORMS")) or 0, ROW_LIMIT)):
        if _last(sent, f"{prefix}-{number}-DELETE"):
            continue
        row: Row = {name: _last(sent, f"{prefix}-{number}-{name}") for name in ROWS[prefix]}
        row |= {name: row[name] not in _UNTICKED for name in TICKS if name in row}
        if _holds_something(prefix, row):
            order = _number(_last(sent, f"{prefix}-{number}-ORDER"))
            rows.append((order if order is not None else ROW_LIMIT + 1, number, row))
    return [row for _order, _number_sent, row in sorted(rows, key=lambda each: each[:2])]


def _holds_something(prefix: str, row: Row) -> bool:
    if prefix == "bylines":
        return bool(row["name"] or row["note"])  # a role alone is only the first of the choices
    return any(value for name, value in row.items() if name not in ("inline", "focus_x", "focus_y"))


def as_sent(filling: Filling) -> dict[str, list[str]]:
    """The filling as the form would send it."""
    sent = {name: [_text(filling.fields.get(name))] for name in FIELDS if filling.fields.get(name) is not None}
    sent["grid_areas"] = [str(number) for number in filling.fields.get("grid_areas", ())]
    for prefix, rows in filling.rows.items():
        sent[f"{prefix}-TOTAL_FORMS"] = [str(len(rows))]
        for number, row in enumerate(rows):
            for name in ROWS[prefix]:
                if row.get(name) not in (None, "", False):
                    sent[f"{prefix}-{number}-{name}"] = [_text(row[name])]
            sent[f"{prefix}-{number}-ORDER"] = [str(number + 1)]
    return sent


def _text(value: Any) -> str:
    return "" if value is None else "on" if value is True else str(value)


def _last(sent: Sent, name: str) -> str:
    values = sent.get(name)
    return values[-1] if values else ""


def _number(value: Any) -> int | None:
    text = str(value if value is not None else "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None


# ------------------------------------------------------------------------------------------ read without checks


def to_content(filling: Filling, labels: Mapping[int, str]) -> Content:
    """The content that the filling holds as it stands, unfinished or not: to look at and to compare, not to store."""
    fields = filling.fields

    def line(value: Any) -> str:
        return " ".join(body_module.without_controls(str(value or "")).split())

    return Content(
        title=line(fields.get("title")),
        body=body_module.clean(body_from_entry(str(fields.get("body") or ""))),
        kind=fields["kind"] if fields.get("kind") in Revision.Kind.values else Revision.Kind.REPORT.value,
        kicker=line(fields.get("kicker")),
        subtitle=line(fields.get("subtitle")),
        summary=line(fields.get("summary")),
        column_id=_number(fields.get("column")),
        bylines=tuple(
            Credit(line(row["name"]), row["role"] if row["role"] in Byline.Role.values else "", line(row["note"]))
            for row in filling.rows["bylines"]
        ),
        attributions=tuple(_sources(filling.rows["attributions"], labels)),
        grid_area_ids=tuple(sorted({n for each in fields.get("grid_areas", ()) if (n := _number(each)) is not None})),
        photos=tuple(_pictures(filling.rows["photos"])),
        correction_note=line(fields.get("correction_note")),
    )


def _sources(rows: list[Row], labels: Mapping[int, str]) -> list[Source]:
    sources = []
    for row in rows:
        department, printed = _number(row["department"]), " ".join(str(row["printed_name"] or "").split())
        if name := printed or labels.get(department or 0, ""):
            sources.append(Source(name, department))
    return sources


def _pictures(rows: list[Row]) -> list[Picture]:
    pictures = []
    for row in rows:
        if (number := _number(row["photo"])) is not None:
            caption, credit, alternative_text, consent = (" ".join(str(row[name] or "").split()) for name in _WORDS)
            inline, people_shown, minors_shown = (bool(row[name]) for name in TICKS)
            pictures.append(
                Picture(number, caption, credit, alternative_text, people_shown, minors_shown, consent, inline)
            )
    return pictures
