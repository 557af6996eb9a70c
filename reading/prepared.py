"""Queries of the busiest pages, worked out once: Django writes the SQL, PostgreSQL keeps the plan.

A page of the paper asks five queries whose shape never changes. Building each with the ORM and planning it anew costs
several times what running it does. ``prepared`` keeps both: the function still says in the ORM's words what is asked
(and still begins at ``published()``), but it is called only twice in a process, with sample values that show where each
value stands in the SQL. From then on the values go to a prepared statement, which each connection makes once.

What may be a parameter: whole numbers, lists of them (``listed``), text and days that stand in the SQL as they are
given, and the newsroom's clock, whose moment is put in anew each time. What changes the shape of a query, such as an
optional filter, may not.

``ask`` gives the answer as the database sent it (``reading.answers``), before anything is made of it: whoever only
wants to know whether it still says the same (``reading.kept_pages``) is spared the rest.
"""

from __future__ import annotations

import copy
import hashlib
import inspect
import re
import weakref
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

import psycopg
import psycopg.sql
from django.db import DEFAULT_DB_ALIAS, connections
from django.db import Error as DatabaseError
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from psycopg import errors

from accounts import clock
from reading.answers import Answer, ask_directly, given

T = TypeVar("T")

# Two unlike samples of each kind; small numbers, so that they fit every column.
_SAMPLES: dict[str, tuple[Callable[[int], Any], Callable[[int], Any]]] = {
    "int": (lambda place: 30_101 + place, lambda place: 31_301 + place),
    "str": (lambda place: f"sample-one-{place}", lambda place: f"sample-two-{place}"),
    "list[int]": (lambda place: [30_101 + place], lambda place: [31_301 + place]),
    "date": (lambda place: date(1990, 1, 1 + place), lambda place: date(1991, 2, 1 + place)),
}
_MOMENTS = (datetime(1990, 1, 1, 1, 1, 1, 101, tzinfo=UTC), datetime(1991, 2, 2, 2, 2, 2, 202, tzinfo=UTC))
_NOW = -1  # the place of the clock among the parameters
_PLACEHOLDER = re.compile(r"%[s%]")
# A plan that a change of the tables made useless, or a pooler that gave another connection: asked without it.
_LOST_PLAN = (errors.InvalidSqlStatementName, errors.DuplicatePreparedStatement, errors.FeatureNotSupported)


class LARGEST:
    """The largest numbers that columns hold: what is larger is found nowhere, and PostgreSQL refuses to compare it."""

    small = 2**15 - 1
    big = 2**63 - 1


def listed(numbers: list[int]) -> RawSQL:
    """A list of any length as one parameter, for ``…__in``."""
    return RawSQL("SELECT unnest(%s::bigint[])", [numbers])


_prepared_on: weakref.WeakKeyDictionary[Any, set[str]] = weakref.WeakKeyDictionary()


def prepared(build: Callable[..., QuerySet[Any, T]]) -> Prepared[T]:
    """Make a function that builds a queryset from numbers, texts and days answer with its rows, fast."""
    return Prepared(build)


class Prepared(Generic[T]):
    """A query that is prepared on each connection. Called with its parameters, it gives the rows as a list."""

    def __init__(self, build: Callable[..., QuerySet[Any, T]]) -> None:
        self.build = build
        self.__doc__ = build.__doc__

    def __call__(self, *values: Any) -> list[T]:
        """The rows, as the queryset would give them; one query."""
        return self.ask(*values).rows

    def ask(self, *values: Any) -> Answer[T]:
        """What the database says; one query, none where the answer was given beforehand (``reading.answers.given``)."""
        key = (self, *(tuple(value) if isinstance(value, list) else value for value in values))
        answer: Answer[T] | None = given().get(key)
        return self._asked(key, values) if answer is None else answer

    def _asked(self, key: tuple[Any, ...], values: Sequence[Any]) -> Answer[T]:
        connection = connections[DEFAULT_DB_ALIAS]
        statement = self._statement
        now = clock.now()
        parameters = [now if place == _NOW else values[place] for place in statement.places]
        connection.ensure_connection()
        if statement.name not in _prepared_on.get(connection.connection, ()):
            connection.close_if_health_check_failed()
            connection.ensure_connection()
            with connection.wrap_database_errors:
                self._prepare(connection.connection)
        result = ask_directly(connection, statement.name, parameters)
        if result is not None:
            return Answer(key, connection, statement.read, result)
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        raw = connection.connection
        try:
            if statement.name not in _prepared_on.get(raw, ()):  # the connection was opened anew
                with connection.wrap_database_errors:
                    self._prepare(raw)
            with connection.cursor() as cursor:
                cursor.execute(statement.call, parameters or None)
                names = [column.name for column in cursor.description or ()]
                return Answer(key, connection, statement.read, (names, cursor.fetchall()))
        except DatabaseError as error:
            if not isinstance(error.__cause__, _LOST_PLAN) or connection.in_atomic_block:
                raise
            _prepared_on.pop(raw, None)
            with connection.cursor() as cursor:
                cursor.execute("DEALLOCATE ALL")
            rows = list(self.build(*values))
            return Answer(key, connection, lambda found, _connection: found, ([], rows), is_whole=False)

    def _prepare(self, raw: Any) -> None:
        """Prepare the statement on a connection."""
        known = _prepared_on.setdefault(raw, set())
        with psycopg.Cursor(raw) as once:
            if not known:
                # Planning these takes longer than running them, and no parameter calls for a plan of its own.
                once.execute("SET plan_cache_mode = force_generic_plan", prepare=False)
            try:
                once.execute(self._statement.definition(raw), prepare=False)
            except errors.DuplicatePreparedStatement:
                if not raw.autocommit:
                    raise
        known.add(self._statement.name)

    def first(self, *values: Any) -> T | None:
        """The first row, None where there is none; the query should ask for no more than one."""
        return next(iter(self(*values)), None)

    @cached_property
    def _statement(self) -> _Statement[T]:
        annotations = [parameter.annotation for parameter in inspect.signature(self.build).parameters.values()]
        kinds = [getattr(annotation, "__name__", annotation) for annotation in annotations]
        samples = [[_SAMPLES[kind][turn](place) for place, kind in enumerate(kinds)] for turn in (0, 1)]
        querysets = []
        for moment, values in zip(_MOMENTS, samples, strict=True):
            with clock.at(moment):
                querysets.append(self.build(*values))
        return _Statement(querysets, [[*values, moment] for values, moment in zip(samples, _MOMENTS, strict=True)])


class _Statement(Generic[T]):
    """The SQL of a queryset, and where each parameter stands in it."""

    def __init__(self, querysets: Sequence[QuerySet[Any, T]], samples: Sequence[Sequence[Any]]) -> None:
        self._queryset = querysets[0]
        self._compiler = self._queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._constants = self._compiler.as_sql()
        other_sql, others = querysets[1].query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        if other_sql != self._sql:
            raise ValueError("The query's shape depends on its parameters, so it cannot be prepared.")
        pairs = list(zip(*samples, strict=True))
        self.places: list[int] = []
        self._is_slot = []
        for pair in zip(self._constants, others, strict=True):
            self._is_slot.append(pair[0] != pair[1])
            if self._is_slot[-1]:
                place = pairs.index(pair)
                self.places.append(_NOW if place == len(pairs) - 1 else place)
        self.name = f"reading_{hashlib.sha256(repr((self._sql, self._constants)).encode()).hexdigest()[:16]}"
        arguments = ", ".join(["%s"] * len(self.places))
        self.call = f"EXECUTE {self.name}({arguments})" if arguments else f"EXECUTE {self.name}"

    def definition(self, raw: Any) -> bytes:
        """The statement that prepares it: parameters by number, constants in their place."""
        numbers = iter(range(1, len(self.places) + 1))
        written = (
            f"${next(numbers)}" if is_slot else psycopg.sql.Literal(value).as_string(raw)
            for is_slot, value in zip(self._is_slot, self._constants, strict=True)
        )
        sql = _PLACEHOLDER.sub(lambda found: "%" if found[0] == "%%" else next(written), self._sql)
        return f"PREPARE {self.name} AS {sql}".encode()

    def read(self, rows: list[Any], connection: Any) -> list[T]:
        """Rows as the queryset gives them: model instances, dictionaries or tuples."""
        # A copy for this call: the compiler that wrote the SQL knows how to read its rows, and is not run again.
        compiler = copy.copy(self._compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *args, **kwargs: [rows]
        return list(_Reading(self._queryset, compiler))


class _Reading:
    """Stands in for a queryset before Django's own reader of rows."""

    def __init__(self, queryset: QuerySet[Any, Any], compiler: Any) -> None:
        self._queryset = queryset
        self.db = DEFAULT_DB_ALIAS
        self.query = _Query(queryset.query, compiler)

    def __iter__(self) -> Any:
        readers: Any = self._queryset
        rows: Iterable[Any] = readers._iterable_class(self)
        return iter(rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queryset, name)


class _Query:
    """A query whose compiler has its answer already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        """The compiler with the answer."""
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)
