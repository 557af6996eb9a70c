"""Widths and coverage of the fonts, read from the font files themselves (``cmap`` and ``hmtx`` of OpenType)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

PACKAGED = {"Noto Serif SC": serif_path, "Noto Sans SC": sans_path}
# Characters for which the fonts substitute another glyph in Chinese text, with that glyph's width in ems. A test
# compares every character of the packaged fonts with what Typst sets.
SUBSTITUTED = {
    "Noto Serif SC": {'"': 0.392, "'": 0.205, "ʻ": 0.268, "‚": 0.268, "„": 0.465}
    | {"‼": 0.609, "⁇": 0.823, "⁈": 0.727, "⁉": 0.706, "—": 1.0, "⸺": 2.0, "⸻": 3.0},
    "Noto Sans SC": {'"': 0.475, "„": 0.475, "⁇": 0.912, "⁈": 0.759, "⁉": 0.759, "—": 1.0, "⸺": 2.0, "⸻": 3.0},
}
GETA = "〓"  # the sign printed for a character that the font does not have


class Font:
    """One font file: which characters it has and how wide they are."""

    def __init__(self, path: Path, substituted: dict[str, float]) -> None:
        data = path.read_bytes()
        tables = {}
        for index in range(struct.unpack_from(">H", data, 4)[0]):
            tag, _sum, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
            tables[tag] = (offset, length)
        self._units = struct.unpack_from(">H", data, tables[b"head"][0] + 18)[0]
        metrics = struct.unpack_from(">H", data, tables[b"hhea"][0] + 34)[0]
        self._advances = struct.unpack_from(f">{metrics * 2}H", data, tables[b"hmtx"][0])[::2]
        self._starts, self._groups = _groups(data, tables[b"cmap"][0])
        self._widths = dict(substituted)

    def glyph(self, character: str) -> int:
        """The number of the character's glyph; 0 when the font has none."""
        code = ord(character)
        index = bisect_right(self._starts, code) - 1
        if index < 0:
            return 0
        start, end, glyph = self._groups[index]
        return glyph + code - start if code <= end else 0

    def has(self, character: str) -> bool:
        """Whether the font can show the character."""
        return self.glyph(character) != 0

    def width(self, character: str) -> float:
        """The advance width of a character in ems."""
        width = self._widths.get(character)
        if width is None:
            glyph = min(self.glyph(character), len(self._advances) - 1)
            width = self._widths[character] = self._advances[glyph] / self._units
        return width


def _groups(data: bytes, cmap: int) -> tuple[list[int], list[tuple[int, int, int]]]:
    """The (first, last, first glyph) groups of the font's full Unicode table (format 12)."""
    for index in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        _platform, _encoding, offset = struct.unpack_from(">HHL", data, cmap + 4 + 8 * index)
        if struct.unpack_from(">H", data, cmap + offset)[0] == 12:
            count = struct.unpack_from(">L", data, cmap + offset + 12)[0]
            values = struct.unpack_from(f">{count * 3}L", data, cmap + offset + 16)
            groups = list(zip(values[::3], values[1::3], values[2::3], strict=True))
            return [group[0] for group in groups], groups
    raise ValueError("the font has no full Unicode table")


@cache
def packaged(family: str) -> Font:
    """The packaged font of a family; unknown families are measured as the serif, whose Han characters are as wide."""
    known = family if family in PACKAGED else "Noto Serif SC"
    return Font(PACKAGED[known](), SUBSTITUTED[known])


def missing(text: str, family: str) -> list[str]:
    """The characters of a text that the family cannot show, each once, white space aside."""
    font = packaged(family)
    return sorted({c for c in text if not c.isspace() and not font.has(c)})
