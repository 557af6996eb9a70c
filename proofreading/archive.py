"""How often each short run of characters was printed before: counts of runs of two to six, added to, never rebuilt.

The counts stand in one table of fixed size (a count-min sketch with two rows): memory does not grow with the archive,
adding a text takes time in proportion to that text, and a count may be too high by a collision but never too low, so
that a run reported as rare is rare. Text that was added can be taken out again (a story retracted or corrected).
"""

from __future__ import annotations

import re
import struct
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator
from typing import Protocol

SHORTEST, LONGEST = 3, 6
CELLS = 1 << 23  # of each row; two bytes a cell
HIGHEST = 65_535
_MAGIC = b"PRA1"
_HEAD = struct.Struct("<4sIQ")
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{3,}")


class ArchiveError(ValueError):
    """Stored statistics cannot be read."""


class Statistics(Protocol):
    """What a check asks of an archive."""

    @property
    def characters(self) -> int:
        """How many Han characters were counted."""

    def count(self, run: str) -> int:
        """How often a run of at least three Han characters was printed."""


class Archive:
    """Counts of runs of characters over all published text."""

    def __init__(self, cells: int = CELLS) -> None:
        if cells < 1 << 10 or cells & (cells - 1):
            raise ValueError("the number of cells must be a power of two, at least 1024")
        self.cells = cells
        self.characters = 0
        self._rows = [array("H", bytes(2 * cells)) for _row in range(2)]

    def add(self, text: str) -> None:
        """Count a text in."""
        self._change(text, 1)

    def remove(self, text: str) -> None:
        """Count a text out that was counted in before."""
        self._change(text, -1)

    def _change(self, text: str, by: int) -> None:
        first, second = self._rows
        mask = self.cells - 1
        crc, adler = zlib.crc32, _mix
        for run in _RUN.finditer(text):
            chars = run[0]
            data = chars.encode("utf-16-le")
            size = len(data)
            self.characters = max(0, self.characters + by * len(chars))
            for start in range(0, size - 2 * SHORTEST + 2, 2):
                for end in range(start + 2 * SHORTEST, min(start + 2 * LONGEST, size) + 1, 2):
                    key = crc(data[start:end])
                    one, two = key & mask, adler(key) & mask
                    # a full cell is left as it is, upwards and downwards: what it counted is unknown
                    if 0 < first[one] + by < HIGHEST or (by > 0 and first[one] < HIGHEST):
                        first[one] += by
                    elif by < 0 and first[one] == 1:
                        first[one] = 0
                    if 0 < second[two] + by < HIGHEST or (by > 0 and second[two] < HIGHEST):
                        second[two] += by
                    elif by < 0 and second[two] == 1:
                        second[two] = 0

    def count(self, run: str) -> int:
        """How often a run of 3 to 6 Han characters was printed; for a longer one, its rarest part."""
        if len(run) < SHORTEST:
            raise ValueError(f"runs have at least {SHORTEST} characters")
        if len(run) > LONGEST:
            return min(self.count(part) for part in _parts(run))
        key = zlib.crc32(run.encode("utf-16-le"))
        mask = self.cells - 1
        return min(self._rows[0][key & mask], self._rows[1][_mix(key) & mask])

    def to_bytes(self) -> bytes:
        """The statistics for a file or a column of a database."""
        rows = self._rows
        if sys.byteorder == "big":
            rows = [array("H", row) for row in rows]
            for row in rows:
                row.byteswap()
        body = zlib.compress(b"".join(row.tobytes() for row in rows), 1)
        return _HEAD.pack(_MAGIC, self.cells, self.characters) + body

    @classmethod
    def from_bytes(cls, data: bytes) -> Archive:
        """The statistics from ``to_bytes``; raises ArchiveError on anything else."""
        try:
            magic, cells, characters = _HEAD.unpack_from(data)
            if magic != _MAGIC or cells > 1 << 28:
                raise ArchiveError("these are no statistics of an archive")
            archive = cls(cells)
            unpacker = zlib.decompressobj()
            body = unpacker.decompress(data[_HEAD.size :], 4 * cells + 1)
        except (struct.error, zlib.error, ValueError) as error:
            raise ArchiveError("these are no statistics of an archive") from error
        if len(body) != 4 * cells or not unpacker.eof:
            raise ArchiveError("the statistics are not whole")
        for number, row in enumerate(archive._rows):
            fresh = array("H")
            fresh.frombytes(body[2 * cells * number : 2 * cells * (number + 1)])
            if sys.byteorder == "big":
                fresh.byteswap()
            row[:] = fresh
        archive.characters = characters
        return archive


class Apart:
    """An archive as it would be without one of its texts, which does not vouch for itself; the archive itself stays."""

    def __init__(self, archive: Statistics, text: str) -> None:
        self._archive = archive
        runs = [found[0] for found in _RUN.finditer(text)]
        self.characters = max(0, archive.characters - sum(map(len, runs)))
        self._own = Counter(
            run[start : start + size]
            for run in runs
            for size in range(SHORTEST, LONGEST + 1)
            for start in range(len(run) - size + 1)
        )

    def count(self, run: str) -> int:
        """How often the other texts have a run; for one longer than six characters, its rarest part."""
        if len(run) > LONGEST:
            return min(self.count(part) for part in _parts(run))
        return max(0, self._archive.count(run) - self._own[run])


def _mix(key: int) -> int:
    """A second, unrelated number from the first."""
    key = ((key ^ (key >> 16)) * 0x45D9F3B) & 0xFFFFFFFF
    return key ^ (key >> 15)


def _parts(run: str) -> Iterator[str]:
    return (run[start : start + LONGEST] for start in range(len(run) - LONGEST + 1))
