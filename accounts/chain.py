"""Checking the audit trail's chain of hashes: every row is hashed anew and compared with what the database linked.

The digest is that of the SQL function ``newsroom_audit_digest`` (migration accounts 0004), written a second time, so
that a check does not trust the database it checks. One query, one pass, constant memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import CharField, F, Func, TextField, Value
from django.db.models.functions import Cast, Coalesce

from accounts.models import AuditEntry

TRIMMED = "audit.trim"  # the act of accounts.retention, whose row explains why the chain begins late
CHUNK = 2000  # rows fetched at once
_MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US'


class Fault(StrEnum):
    """What can be wrong with a row of the chain."""

    ALTERED = "altered"  # its words do not give its hash: changed, moved, or put there by hand
    REMOVED = "removed"  # positions are missing before it
    DISCONNECTED = "disconnected"  # it does not carry the hash of the row before it
    UNLINKED = "unlinked"  # it stands outside the chain: put there past the trigger
    SHORT = "short"  # the chain does not hold the row that was noted earlier
    TRIM_IN_DOUBT = "trim_in_doubt"  # a row of the retention command tells of another end of what was removed


@dataclass(frozen=True)
class ChainFault:
    """One break: which row (``entry`` is its number; None where it is gone) and at which position."""

    fault: Fault
    position: int | None
    entry: int | None = None
    missing: int = 0  # how many rows are gone, for REMOVED


@dataclass(frozen=True)
class Anchor:
    """A row of the chain noted outside the database: its position and the beginning of its hash (or all of it)."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"

    @classmethod
    def parse(cls, words: str) -> Anchor:
        """From ``POSITION:HASH`` with at least 16 hex digits of the hash; ValueError for anything else."""
        position, _colon, digits = words.strip().lower().partition(":")
        if not position.isdecimal() or not 16 <= len(digits) <= 64 or set(digits) - set("0123456789abcdef"):
            raise ValueError(words)
        return cls(int(position), digits)


@dataclass
class ChainReport:
    """What a pass over the chain found. ``removed_until`` is the day before which rows may be gone lawfully."""

    rows: int = 0
    first: int | None = None
    last: Anchor | None = None
    removed: int = 0  # rows the retention command took off the beginning, all times together
    removed_until: datetime | None = None
    faults: list[ChainFault] = field(default_factory=list)
    is_whole: bool = True  # False where the pass was stopped before the end


def digest(previous_hash: str, parts: Iterable[str | None]) -> str:
    """The SHA-256, in hex, of a row: each part with its length in bytes before it, so that no two rows run together.

    ``parts`` are position, id, time, actor, actor's name, act, result, kind, number and label of the thing, details
    and address, all as PostgreSQL writes them; a part that is None is left out, as ``string_agg`` does.
    """
    encoded = [part.encode() for part in (previous_hash, *parts) if part is not None]
    return hashlib.sha256(b",".join([b"%d:%s" % (len(data), data) for data in encoded])).hexdigest()


def _as_text(name: str) -> Cast:
    return Cast(F(name), TextField())


def _rows() -> Iterator[tuple[Any, ...]]:
    """Every row in the chain's order, the unlinked ones last, with its hashes and the parts of the digest as text."""
    moment: Func = Func(
        Func(Value("UTC"), F("at"), function="timezone"), Value(_MOMENT), function="to_char", output_field=CharField()
    )
    nothing = Value("", output_field=TextField())
    address = Coalesce(Func(F("address"), function="host", output_field=TextField()), nothing)
    actor = Coalesce(_as_text("actor_id"), nothing)
    return (
        AuditEntry.objects.order_by(F("position").asc(nulls_last=True), "pk")
        .values_list(
            *("position", "pk", "previous_hash", "hash"),
            *(_as_text("position"), _as_text("pk"), moment, actor, "actor_name", "action", "result"),
            *("target_type", "target_id", "target_label", _as_text("detail"), address),
        )
        .iterator(chunk_size=CHUNK)
    )


def check_chain(anchor: Anchor | None = None, *, until: Any = None) -> ChainReport:
    """Walk the whole chain and report every break in it.

    ``anchor`` is a row that somebody noted earlier: it must still stand there. Only such a note shows that the latest
    rows were cut off, or that all of a chain was computed anew. ``until`` is asked after each row and ends the pass
    when it answers True.
    """
    report = ChainReport()
    before: tuple[int, str] | None = None
    start: tuple[int, str] | None = None  # what the first row says of the rows before it
    anchored = anchor is None
    for position, pk, previous_hash, stored, *parts in _rows():
        if until is not None and until():
            report.is_whole = False
            break
        report.rows += 1
        if position is None or not stored:
            report.faults.append(ChainFault(Fault.UNLINKED, position, pk))
            if position is None:
                continue
        if stored and digest(previous_hash, parts) != stored:
            report.faults.append(ChainFault(Fault.ALTERED, position, pk))
        if before is None:
            start, report.first = (position - 1, previous_hash), position
        elif position != before[0] + 1:
            report.faults.append(ChainFault(Fault.REMOVED, position, pk, missing=position - before[0] - 1))
        elif previous_hash != before[1]:
            report.faults.append(ChainFault(Fault.DISCONNECTED, position, pk))
        if anchor is not None and position == anchor.position:
            anchored = stored.startswith(anchor.hash)
        before = (position, stored)
    if before is not None:
        report.last = Anchor(*before)
    _explain_the_start(report, start)
    if anchor is not None and report.is_whole and anchor.position > report.removed and not anchored:
        report.faults.append(ChainFault(Fault.SHORT, anchor.position))
    return report


def _explain_the_start(report: ChainReport, start: tuple[int, str] | None) -> None:
    """A chain begins at 1, or where the latest row of the retention command says that it cut."""
    trim = (
        AuditEntry.objects.filter(action=TRIMMED, result=AuditEntry.Result.DONE, position__isnull=False)
        .order_by("-position")
        .first()
    )
    removed, last_hash = start or (0, "")
    cut = _cut_of(trim) if trim else None
    if trim is None and removed:
        report.faults.insert(0, ChainFault(Fault.REMOVED, removed + 1, missing=removed))
    elif trim is None and last_hash:
        report.faults.insert(0, ChainFault(Fault.DISCONNECTED, 1))
    elif trim is not None and (cut is None or cut[:2] != (removed, last_hash)):
        report.faults.insert(0, ChainFault(Fault.TRIM_IN_DOUBT, trim.position, trim.pk, missing=removed))
    elif cut is not None:
        report.removed, _hash, report.removed_until = cut


def _cut_of(trim: AuditEntry) -> tuple[int, str, datetime] | None:
    """The last position that was removed, its hash, and the moment before which rows went; None for garbled words."""
    try:
        told = dict(trim.detail)
        return int(told["last_position"]), str(told["last_hash"]), datetime.fromisoformat(str(told["before"]))
    except (KeyError, TypeError, ValueError):
        return None


def last_link() -> Anchor | None:
    """The end of the chain as it is now: what a printed sheet notes down. One query."""
    row = AuditEntry.objects.filter(position__isnull=False).order_by("-position").only("position", "hash").first()
    return Anchor(row.position, row.hash) if row and row.position else None
