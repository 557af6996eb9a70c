"""What the database said, as it came: to be compared at once, and made into rows only where somebody wants to see them.

A prepared statement whose connection is in no transaction and watched by nobody is asked through libpq itself, which
takes a tenth of the time of a cursor. Everything else (a transaction, a test that counts queries, a broken connection)
goes the ordinary way.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

from psycopg import OperationalError
from psycopg.adapt import Transformer
from psycopg.pq import ConnStatus, ExecStatus

T = TypeVar("T")

_given: ContextVar[Mapping[Any, Answer[Any]]] = ContextVar("given_answers", default={})  # noqa: B039  never written to


class Answer(Generic[T]):
    """The answer to one prepared query. ``rows`` are what the queryset would give."""

    def __init__(
        self,
        key: tuple[Any, ...],
        connection: Any,
        read: Callable[[list[Any], Any], list[T]],
        found: Any,
        *,
        is_whole: bool = True,
    ) -> None:
        self.key = key  # the query and its parameters
        self.is_whole = is_whole  # as the database sent it; else made into rows already, and not to be compared
        self._connection, self._read, self._found = connection, read, found

    def __len__(self) -> int:
        return len(self._found[1]) if isinstance(self._found, tuple) else int(self._found.ntuples)

    @cached_property
    def rows(self) -> list[T]:
        """The rows: model instances, dictionaries or tuples."""
        if isinstance(self._found, tuple):
            values = self._found[1]
        else:
            reader = Transformer.from_context(self._connection.connection)
            reader.set_pgresult(self._found)
            values = reader.load_rows(0, self._found.ntuples, tuple)
        return self._read(values, self._connection)

    @property
    def content(self) -> bytes:
        """Everything that the database said: two answers with the same content have the same rows."""
        if isinstance(self._found, tuple):
            return repr(self._found[1]).encode()
        found = self._found
        columns = range(found.nfields)
        # format 2 writes equal values equally
        return marshal.dumps([found.get_value(row, at) for row in range(found.ntuples) for at in columns], 2)

    def numbers(self, name: str) -> list[int]:
        """The whole numbers in a column, row by row, without making rows."""
        if not self.is_whole:
            return [row[name] for row in self._found[1]]
        if isinstance(self._found, tuple):
            names, values = self._found
            place = names.index(name)
            return [row[place] for row in values]
        place = next(at for at in range(self._found.nfields) if self._found.fname(at) == name.encode())
        return [int(self._found.get_value(row, place)) for row in range(self._found.ntuples)]


def given() -> Mapping[Any, Answer[Any]]:
    """The answers that are there already, by query and parameters."""
    return _given.get()


@contextmanager
def giving(answers: Sequence[Answer[Any]]) -> Iterator[None]:
    """Whoever puts one of these questions meanwhile gets the answer without asking the database again."""
    token = _given.set({answer.key: answer for answer in answers})
    try:
        yield
    finally:
        _given.reset(token)


def ask_directly(connection: Any, name: str, parameters: Sequence[Any]) -> Any:
    """The result of a statement that this connection has prepared; None where it has to be asked the ordinary way."""
    raw = connection.connection
    if (
        connection.in_atomic_block
        or connection.execute_wrappers
        or connection.queries_logged
        or not raw.autocommit
        or connection.errors_occurred
    ):
        return None
    try:
        values = [_encoded(value) for value in parameters]
    except UnicodeEncodeError:
        return None
    if any(b"\0" in value for value in values):
        return None  # refused in words by the ordinary way; C would take it for the end
    try:
        result = raw.pgconn.exec_prepared(name.encode(), values)
    except OperationalError:  # it was broken before, by something that did not ask through Django
        connection.close()
        return None
    if result.status == ExecStatus.TUPLES_OK:
        return result
    if raw.pgconn.status == ConnStatus.BAD:
        connection.close()  # the ordinary way opens another
    return None


def _encoded(value: Any) -> bytes:
    """A parameter as PostgreSQL reads it: a number, a list of numbers, a text, a day or a moment."""
    if isinstance(value, list):
        return b"{%s}" % b",".join(str(number).encode() for number in value)
    return (value.isoformat() if isinstance(value, date) else str(value)).encode()
