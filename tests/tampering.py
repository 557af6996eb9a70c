"""What somebody with the database's password could do: SQL past the application, its triggers switched off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

TABLES = (
    "accounts_auditentry",
    "articles_revision",
    "articles_byline",
    "articles_attribution",
    "articles_photouse",
    "articles_revisiongridarea",
    "articles_signoff",
    "issues_pagesignoff",
)


def link_chain() -> None:
    """Do what a commit does: let the deferred trigger link the audit rows that the test has written so far."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def triggers_off() -> Iterator[Any]:
    """A cursor for SQL that no trigger of ours sees; what was written before is linked first."""
    link_chain()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        link_chain()  # what foreign keys still wait to look at
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def tamper(sql: str, *parameters: Any) -> int:
    """Run one statement past the triggers; answers how many rows it changed, which must be some."""
    with triggers_off() as cursor:
        cursor.execute(sql, parameters)
        changed: int = cursor.rowcount
    assert changed > 0, sql
    return changed
