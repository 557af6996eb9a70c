"""The registers that go to files and come back: columns, what tells entries apart, what is stored, how it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pypinyin import Style, pinyin

from departments.models import Appointment, Department, DepartmentAlias, GridArea
from issues.models import KnownWord, WordingEntry
from issues.proofreading.values import LIST_MARK, parts_of
from issues.registers.changes import Change, Changes, Key, Values
from issues.registers.columns import Column, day_of
from proofreading.wordlists import shipped

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


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _rows(query: Any, columns: tuple[Column, ...], **paths: str) -> list[dict[str, str]]:
    names = [column.name for column in columns]
    rows = query.values_list(*(paths.get(name, name) for name in names))
    return [dict(zip(names, map(_text, row), strict=True)) for row in rows]


def _nothing(values: Values, known: Mapping[str, Any]) -> str:
    return ""


def _knows_nothing() -> Mapping[str, Any]:
    return {}


def _ended(values: Values, today: date) -> bool:
    """Whether an entry with days needs no end any more, or would end before it began."""
    until, begin = values.get("valid_until", ""), values.get("valid_from", "")
    yesterday = (today - timedelta(days=1)).isoformat()
    return bool(until and until <= yesterday) or begin > yesterday


def _departments() -> dict[str, Department]:
    found = dict[str, Department]()
    for department in Department.objects.all():
        found |= {name: department for name in (department.short_name, department.name) if name}
    return found


def _slug(words: str, taken: set[str]) -> str:
    """An address from the sound of a name, one that nobody has."""
    syllables = [row[0] for row in pinyin(words, style=Style.NORMAL, errors="ignore")]
    base = "".join(char for char in "".join(syllables).lower() if char.isascii() and char.isalnum())[:50] or "x"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    taken.add(slug)
    return slug


def _find(model: Any, change: Change, key: tuple[str, ...], **paths: str) -> Any:
    wanted: dict[str, Any] = {}
    for name, value in zip(key, change.key, strict=True):
        path = paths.get(name, name)
        if not value and (name.startswith("valid_") or name == "department"):
            wanted[f"{path.split('__')[0]}__isnull"] = True
        else:
            wanted[path] = value
    return model.objects.get(**wanted)


def _end(entry: Any, today: date) -> None:
    entry.valid_until = today - timedelta(days=1)
    entry.full_clean()
    entry.save(update_fields=["valid_until"])


# ------------------------------------------------------------------------------------------------ appointments

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
    return _rows(Appointment.objects.order_by("person", "pk"), PEOPLE_COLUMNS, department="department__name")


def _knows_departments() -> Mapping[str, Any]:
    return _departments()


def _unknown_department(values: Values, known: Mapping[str, Any]) -> str:
    name = values["department"]
    if name and (name not in known or known[name].name != name):
        return _("There is no department “%(name)s”; write its full name.") % {"name": name}
    return ""


def _store_people(changes: Changes, today: date) -> None:
    departments = _departments()

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
        entry = _find(Appointment, change, PEOPLE_KEY, department="department__name")
        _save(entry, fields(change.after or {}))
    for change in changes.removed:
        _end(_find(Appointment, change, PEOPLE_KEY, department="department__name"), today)


def _save(entry: Any, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.full_clean()
    entry.save()


# ------------------------------------------------------------------------------------- departments and aliases

DEPARTMENT_COLUMNS = (
    Column("name", gettext_lazy("name"), needed=True),
    Column("short_name", gettext_lazy("short name"), limit=30),
    Column("kind", gettext_lazy("kind"), "choice", choices=dict(Department.Kind.choices)),
    FROM,
    UNTIL,
)


def _units() -> list[dict[str, str]]:
    return _rows(Department.objects.order_by("-kind", "name"), DEPARTMENT_COLUMNS)


def _store_units(changes: Changes, today: date) -> None:
    taken = set(Department.objects.values_list("slug", flat=True))
    for change in (*changes.added, *changes.changed):
        values = change.after or {}
        known = Department.objects.filter(name=values["name"]).first()
        entry = known or Department(slug=_slug(values["short_name"] or values["name"], taken))
        days = {name: day_of(values[name]) for name in ("valid_from", "valid_until")}
        _save(entry, {**{name: values[name] for name in ("name", "short_name", "kind")}, **days})
    for change in changes.removed:
        _end(_find(Department, change, ("name",)), today)


ALIAS_COLUMNS = (
    Column("name", gettext_lazy("name"), needed=True),
    Column("department", gettext_lazy("department"), needed=True),
    FROM,
    UNTIL,
)
ALIAS_KEY = ("name", "valid_from")


def _aliases() -> list[dict[str, str]]:
    return _rows(DepartmentAlias.objects.order_by("name", "pk"), ALIAS_COLUMNS, department="department__name")


def _store_aliases(changes: Changes, today: date) -> None:
    departments = _departments()
    for change in (*changes.added, *changes.changed):
        values = change.after or {}
        entry = DepartmentAlias() if change.before is None else _find(DepartmentAlias, change, ALIAS_KEY)
        days = {name: day_of(values[name]) for name in ("valid_from", "valid_until")}
        _save(entry, {"name": values["name"], "department": departments[values["department"]], **days})
    for change in changes.removed:
        _end(_find(DepartmentAlias, change, ALIAS_KEY), today)


# --------------------------------------------------------------------------------------------------- grid areas

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
        values = {column.name: _text(getattr(area, column.name)) for column in AREA_COLUMNS[:-1]}
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
            if (problem := _unknown_department({"department": name}, known))
        ),
        "",
    )


def _store_areas(changes: Changes, today: date) -> None:
    departments, taken = _departments(), set(GridArea.objects.values_list("slug", flat=True))
    for change in (*changes.added, *changes.changed):
        values = change.after or {}
        known = GridArea.objects.filter(number=int(values["number"])).first()
        entry = known or GridArea(number=int(values["number"]), slug=_slug(values["name"], taken))
        _save(entry, {name: values[name] for name in ("name", "theme", "known_for", "boundary_words")})
        entry.departments.set([departments[name] for name in parts_of(values["departments"])])


def _always(values: Values, today: date) -> bool:
    """A grid area has its stories and its public page, so no file takes it away."""
    return True


# -------------------------------------------------------------------------------------------------------- words

WORD_COLUMNS = (
    Column("kind", gettext_lazy("kind"), "choice", choices=dict(KnownWord.Kind.choices)),
    Column("word", gettext_lazy("word"), limit=40, needed=True),
    Column("note", gettext_lazy("note"), limit=200),
)


def _known_words() -> list[dict[str, str]]:
    return _rows(KnownWord.objects.filter(is_active=True), WORD_COLUMNS)


def _word_problem(values: Values, known: Mapping[str, Any]) -> str:
    return "" if len(values["word"]) > 1 else _("A known word has at least two characters.")


def _store_words(changes: Changes, today: date) -> None:
    for change in (*changes.added, *changes.changed):
        values = change.after or {}
        KnownWord.objects.update_or_create(
            kind=values["kind"], word=values["word"], defaults={"note": values["note"], "is_active": True}
        )
    for change in changes.removed:
        KnownWord.objects.filter(kind=change.key[0], word=change.key[1]).update(is_active=False)


WORDING_COLUMNS = (
    Column("word", gettext_lazy("word"), limit=40, needed=True),
    Column("kind", gettext_lazy("kind"), limit=30),
    Column("severity", gettext_lazy("severity"), "choice", choices=dict(WordingEntry.Severity.choices)),
    Column("suggestion", gettext_lazy("suggestion"), limit=40),
    Column("not_in", gettext_lazy("right inside"), limit=200),
    Column("reason", gettext_lazy("reason"), limit=200, needed=True),
    Column("source", gettext_lazy("source"), limit=120),
)


def _wording() -> list[dict[str, str]]:
    """The list in force: what comes with the software, with the newsroom's own entries in place of it."""
    own = set(WordingEntry.objects.values_list("word", flat=True))
    found = [
        {
            "word": entry.word,
            "kind": entry.kind,
            "severity": str(entry.severity),
            "suggestion": entry.suggestion or "",
            "not_in": LIST_MARK.join(entry.not_in),
            "reason": entry.reason,
            "source": entry.source,
        }
        for entry in shipped()
        if entry.word not in own
    ]
    return [*found, *_rows(WordingEntry.objects.filter(is_active=True), WORDING_COLUMNS)]


def _store_wording(changes: Changes, today: date) -> None:
    for change, is_active in [
        *((change, True) for change in (*changes.added, *changes.changed)),
        *((change, False) for change in changes.removed),
    ]:
        values = dict(change.after or change.before or {})
        WordingEntry.objects.update_or_create(word=values.pop("word"), defaults={**values, "is_active": is_active})


def _never(values: Values, today: date) -> bool:
    return False


def _all(kinds: Iterable[RegisterKind]) -> dict[str, RegisterKind]:
    return {kind.name: kind for kind in kinds}


REGISTERS = _all(
    [
        RegisterKind(
            "people",
            gettext_lazy("People and posts"),
            gettext_lazy("Who holds which post in which unit between which days; leaders with their order."),
            PEOPLE_COLUMNS,
            PEOPLE_KEY,
            _people,
            _store_people,
            _unknown_department,
            _knows_departments,
            _ended,
        ),
        RegisterKind(
            "departments",
            gettext_lazy("Departments"),
            gettext_lazy("Who submits articles. A department ends by its last day, it is not deleted."),
            DEPARTMENT_COLUMNS,
            ("name",),
            _units,
            _store_units,
            _nothing,
            _knows_nothing,
            _ended,
        ),
        RegisterKind(
            "aliases",
            gettext_lazy("Other names of departments"),
            gettext_lazy("Earlier and short names, with the days between which the paper printed them."),
            ALIAS_COLUMNS,
            ALIAS_KEY,
            _aliases,
            _store_aliases,
            _unknown_department,
            _knows_departments,
            _ended,
        ),
        RegisterKind(
            "areas",
            gettext_lazy("Grid areas"),
            gettext_lazy("The grid areas by which residents read. A file adds and changes them, and removes none."),
            AREA_COLUMNS,
            ("number",),
            _areas,
            _store_areas,
            _area_problem,
            _knows_departments,
            _always,
        ),
        RegisterKind(
            "words",
            gettext_lazy("Places, terms and right doublings"),
            gettext_lazy("Words that are right although the proofreader would doubt them."),
            WORD_COLUMNS,
            ("kind", "word"),
            _known_words,
            _store_words,
            _word_problem,
            _knows_nothing,
            _never,
        ),
        RegisterKind(
            "wording",
            gettext_lazy("Wording list"),
            gettext_lazy("Words not to be printed as they stand, each with its weight, its reason and its source."),
            WORDING_COLUMNS,
            ("word",),
            _wording,
            _store_wording,
            _nothing,
            _knows_nothing,
            _never,
        ),
    ]
)
