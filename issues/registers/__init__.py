"""Registers and word lists as tables: written to CSV and XLSX, read from them, compared with what is stored, stored."""

from issues.registers.changes import Change, Changes, Refused, compare
from issues.registers.kind import RegisterKind
from issues.registers.kinds import REGISTERS
from issues.registers.storing import import_register, preview
from issues.registers.tables import TableError, read_table, write_xlsx

__all__ = [
    "REGISTERS",
    "Change",
    "Changes",
    "Refused",
    "RegisterKind",
    "TableError",
    "compare",
    "import_register",
    "preview",
    "read_table",
    "write_xlsx",
]
