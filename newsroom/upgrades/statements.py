"""What SQL written by hand does to the previous release: told by its statements, without texts and function bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsroom.upgrades.known import Known

_HIDDEN = re.compile(r"\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_NAME = r'(?:IF (?:NOT )?EXISTS )?(?:ONLY )?"?(?:public"?\."?)?(?P<table>\w+)"?'
_ALTER = re.compile(rf"^ALTER TABLE {_NAME} (?P<rest>.*)", re.IGNORECASE)
_DROP_COLUMN = re.compile(r'\bDROP COLUMN (?:IF EXISTS )?"?(?P<column>\w+)', re.IGNORECASE)
_ADD_COLUMN = re.compile(r'\bADD COLUMN (?:IF NOT EXISTS )?"?(?P<column>\w+)"? (?P<rest>[^,]*)', re.IGNORECASE)
_ALTER_COLUMN = re.compile(r"\bALTER (?:COLUMN )?\S+ (?P<what>SET NOT NULL|(?:SET DATA )?TYPE)\b", re.IGNORECASE)
_RENAME = re.compile(r"^ALTER (?:TABLE|VIEW|SEQUENCE) .*\bRENAME\b(?! CONSTRAINT)", re.IGNORECASE)
_DROP_TABLE = re.compile(rf"^(?:DROP TABLE|TRUNCATE(?: TABLE)?) {_NAME}", re.IGNORECASE)
_DROP_CODE = re.compile(rf"^DROP (?P<kind>FUNCTION|VIEW|TYPE|SEQUENCE) {_NAME}", re.IGNORECASE)
_REPLACE_CODE = re.compile(r'^CREATE OR REPLACE (?:FUNCTION|VIEW) "?(?:public"?\."?)?(?P<name>\w+)', re.IGNORECASE)
_CREATE_INDEX = re.compile(rf"^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*?\bON {_NAME}", re.IGNORECASE)


def statements(sql: str) -> list[str]:
    """The statements of a script, texts, bodies and comments blanked out."""
    plain = _HIDDEN.sub(lambda found: " " if found[0].startswith(("--", "/*")) else "''", sql)
    return [said for each in plain.split(";") if (said := _SPACE.sub(" ", each).strip())]


def breaking(sql: str, known: Known, *, is_contract: bool = False) -> Iterator[str]:
    """What the previous release would not survive."""
    said = statements(sql)
    whole = " ".join(said)
    for each in said:
        if found := _DROP_TABLE.match(each):
            if found["table"] in known.tables:
                yield f"the previous release uses the table {found['table']}"
        elif found := _DROP_CODE.match(each):
            again = rf'\bCREATE (?:OR REPLACE )?{found["kind"]} "?(?:public"?\."?)?{found["table"]}\b'
            if not is_contract and not re.search(again, whole, re.IGNORECASE):
                yield f"the previous release may call {found['table']}: let it go in a migration named contract"
        elif _RENAME.match(each):
            yield "a renamed table or column is gone for the previous release"
        elif found := _ALTER.match(each):
            yield from _of_columns(found["table"], found["rest"], known, is_contract)


def disturbing(sql: str, known: Known) -> Iterator[str]:
    """What keeps everybody waiting while it works, or gives the previous release other answers."""
    for each in statements(sql):
        if found := _REPLACE_CODE.match(each):
            yield f"the previous release calls {found['name']} too: give the new one a name of its own"
        if (found := _CREATE_INDEX.match(each)) and found["table"] in known.tables:
            yield f"building an index holds all writing to {found['table']} up: CREATE INDEX CONCURRENTLY"


def _of_columns(table: str, rest: str, known: Known, is_contract: bool) -> Iterator[str]:
    for found in _DROP_COLUMN.finditer(rest):
        if (table, found["column"]) in known.columns:
            yield f"the previous release uses the column {found['column']} of {table}"
    if table not in known.tables:
        return
    for found in _ADD_COLUMN.finditer(rest):
        if re.search(r"\bNOT NULL\b", found["rest"], re.IGNORECASE) and not re.search(
            r"\b(?:DEFAULT|GENERATED)\b", found["rest"], re.IGNORECASE
        ):
            yield f"the previous release cannot write rows of {table} without {found['column']}"
    for found in _ALTER_COLUMN.finditer(rest):
        if is_contract and found["what"].upper() == "SET NOT NULL":
            continue
        yield f"{found['what'].upper()} on {table}, which the previous release writes to"
