"""What happens to a column when a field comes, changes or goes, as the previous release meets it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Field, GeneratedField, ManyToManyField, TextField


def column(name: str, field: Field[Any, Any]) -> str:
    """The column of a field that no model holds yet."""
    return field.db_column or (f"{name}_id" if field.remote_field else name)


def pair_table(table: str, name: str, field: ManyToManyField[Any, Any]) -> str:
    """The table of pairs that Django makes for a field of many to many."""
    own: str | None = getattr(field, "db_table", None)
    return own or f"{table}_{name}"


def fills_itself(field: Field[Any, Any]) -> bool:
    """Whether a row that does not name the column can be written: by a release that does not know it."""
    return isinstance(field, ManyToManyField) or field.null or field.has_db_default()


def coming(field: Field[Any, Any]) -> Iterator[str]:
    """What speaks against a new column in a table that the previous release writes to."""
    if isinstance(field, ManyToManyField):
        return
    if isinstance(field, GeneratedField):
        yield "a stored generated column writes the whole table anew under a lock; fill a plain column instead"
    elif not fills_itself(field):
        yield "the previous release cannot write rows without it: let it be null, or give it a db_default"
    elif field.unique and not field.null:
        yield "a second row of the previous release would repeat the default: let a unique column be null"


def changing(name: str, old: Field[Any, Any], new: Field[Any, Any], *, is_contract: bool) -> Iterator[str]:
    """What speaks against another form of a column that the previous release uses."""
    if column(name, old) != column(name, new):
        yield "its column gets another name: add a second column, and let the old one go a release later"
    if old.null and not new.null and not is_contract:
        yield "the previous release may leave it empty: forbid that a release later, in a migration named contract"
    if not old.unique and new.unique and not is_contract:
        yield "the previous release may write duplicates: forbid them a release later, in a migration named contract"
    if old.has_db_default() and not new.has_db_default() and not new.null:
        yield "the previous release relies on the db_default"
    if _form(old) != _form(new) and not _is_wider(old, new):
        yield "its type changes, which writes the table anew under a lock: add a second column and copy in pieces"


def _form(field: Field[Any, Any]) -> tuple[str, dict[str, Any]]:
    """Class and arguments of a field that decide its column's type."""
    _name, path, args, kwargs = field.deconstruct()
    told = {"null", "unique", "default", "db_default", "db_index", *field.non_db_attrs}
    form = {key: value for key, value in kwargs.items() if key not in told}
    base = form.pop("base_field", None)
    return path, {**form, "args": args, **({"base": _form(base)} if base is not None else {})}


def _is_wider(old: Field[Any, Any], new: Field[Any, Any]) -> bool:
    """Whether the new form takes all of the old one without a row being touched."""
    if not isinstance(old, CharField) or not isinstance(new, (CharField, TextField)):
        return False
    if isinstance(new, TextField) or new.max_length is None:
        return True
    return old.max_length is not None and new.max_length >= old.max_length
