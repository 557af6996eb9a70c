"""Comparing a table with a register, and storing what was shown and confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import Incomplete, NotPermitted, WrongState
from articles.verbs import verb
from issues.registers.changes import Changes, Refused, Values, compare
from issues.registers.kind import RegisterKind
from issues.registers.tables import Table, TableError

NAMED = 100  # entries that the audit row names; the rest is counted
_LOCK = 0x72656773  # one import at a time


def values_of(kind: RegisterKind, table: Table) -> tuple[list[tuple[int, dict[str, str]]], list[Refused]]:
    """The lines as values by column, and the lines that are formulas; raises TableError where a column is missing."""
    places = dict[str, int]()
    for place, heading in enumerate(table.heading):
        for column in kind.columns:
            if heading.casefold() in column.labels:
                places.setdefault(column.name, place)
    if missing := [str(column.label) for column in kind.columns if column.name not in places and column.needed]:
        raise TableError(_("Columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    found, refused = [], []
    for line in table.lines:
        if line.has_formula:
            words = " ".join(cell for cell in line.cells if cell)
            refused.append(Refused(line.number, words, _("A formula: paste its value in place of it.")))
            continue
        cells = {name: line.cells[place] if place < len(line.cells) else "" for name, place in places.items()}
        found.append((line.number, {column.name: column.read(cells.get(column.name, "")) for column in kind.columns}))
    return found, refused


def preview(
    kind: RegisterKind, lines: Iterable[tuple[int, Values]], *, whole: bool, refused: Iterable[Refused] = ()
) -> Changes:
    """What the lines would change in the register as it is stored now."""
    stored: Mapping[tuple[str, ...], Values] = {kind.key_of(values): values for values in kind.stored()}
    known, today = kind.known(), timezone.localdate(clock.now())
    found = compare(
        stored,
        lines,
        key_of=kind.key_of,
        problem_of=lambda values: kind.problem_of(values, known),
        whole=whole,
        stays=lambda values: kind.stays(values, today),
    )
    found.refused.extend(refused)
    found.refused.sort(key=lambda each: each.number)
    return found


@verb("register.import")
def import_register(
    kind: RegisterKind, lines: Iterable[tuple[int, Values]], *, by: User, whole: bool, expected: str
) -> Changes:
    """Store what the lines change, all or nothing; refuses where that is not what was shown (``expected``, a mark)."""
    if not allows(by, Permission.EDIT_REGISTERS):
        raise NotPermitted(_("Whoever keeps the registers imports them."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    changes = preview(kind, lines, whole=whole)
    if changes.mark != expected:
        raise WrongState(_("The register has changed since these changes were shown. Look at them again."))
    if changes.is_empty:
        raise Incomplete([_("The file changes nothing.")])
    try:
        with transaction.atomic():
            kind.store(changes, timezone.localdate(clock.now()))
    except ValidationError as error:
        raise Incomplete(error.messages) from error
    except IntegrityError as error:
        raise Incomplete([_("Two entries contradict each other; nothing was stored.")]) from error
    named = [" ".join(part for part in change.key if part) for change in (*changes.added, *changes.changed)]
    audit.record(
        "register.import",
        by=by,
        register=kind.name,
        added=len(changes.added),
        changed=len(changes.changed),
        removed=len(changes.removed),
        refused=len(changes.refused),
        entries=named[:NAMED],
        removed_entries=[" ".join(part for part in change.key if part) for change in changes.removed][:NAMED],
    )
    return changes
