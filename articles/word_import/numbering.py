"""Automatic numbers as a reader sees them: Chinese and composed ones become text, plain ones stay a list."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass

from articles.word_import.names import full, value

_DIGITS = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PLAIN_PATTERN = re.compile(r"^[（(]?%\d[.．、)）]?$")
_CHINESE = re.compile(r"chinese|japanese|taiwanese|korean|ideographDigital|ideographLegal", re.IGNORECASE)


@dataclass(frozen=True)
class Level:
    """One level of a numbering."""

    form: str = "decimal"
    pattern: str = "%1."
    start: int = 1

    @property
    def is_bullet(self) -> bool:
        """Whether it draws a sign and no number."""
        return self.form in ("bullet", "none") or "%" not in self.pattern

    @property
    def is_plain(self) -> bool:
        """Whether an HTML list says the same."""
        return self.form == "decimal" and bool(_PLAIN_PATTERN.match(self.pattern))


class Numbering:
    """The numberings of a document, and how far each has counted."""

    def __init__(self, root: ET.Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for element in root if root is not None else ():
            if element.tag == full("w:abstractNum"):
                key = element.get(full("w:abstractNumId")) or ""
                self._levels[key] = dict(map(_level, element.iter(full("w:lvl"))))
            elif element.tag == full("w:num"):
                number = element.get(full("w:numId")) or ""
                self._lists[number] = value(element, "w:abstractNumId")
                self._restarts[number] = {
                    _number(override.get(full("w:ilvl"))): _number(value(override, "w:startOverride"))
                    for override in element.iter(full("w:lvlOverride"))
                    if value(override, "w:startOverride")
                }

    def level(self, number: str, depth: int) -> Level | None:
        """The level of a list, or None where the file defines none, as with number 0."""
        return self._levels.get(self._lists.get(number, ""), {}).get(depth)

    def count(self, number: str, depth: int) -> str:
        """Count one item on and yield its number as printed, such as （二） or 1.2."""
        levels = self._levels[self._lists[number]]
        counts = self._counts.setdefault(self._lists[number], {})
        restart = self._restarts[number].pop(depth, None)
        start = restart if restart is not None else levels[depth].start
        counts[depth] = counts[depth] + 1 if depth in counts and restart is None else start
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        return re.sub(
            r"%(\d)",
            lambda found: _written(levels, int(found[1]) - 1, counts.get(int(found[1]) - 1)),
            levels[depth].pattern,
        )


def _written(levels: dict[int, Level], depth: int, count: int | None) -> str:
    level = levels.get(depth, Level())
    return written(level.start if count is None else count, level.form)


def _level(element: ET.Element) -> tuple[int, Level]:
    return _number(element.get(full("w:ilvl"))), Level(
        value(element, "w:numFmt") or "decimal",
        value(element, "w:lvlText"),
        _number(value(element, "w:start") or "1"),
    )


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else 0


def written(count: int, form: str) -> str:
    """A number in one of Word's number formats."""
    if _CHINESE.search(form):
        return chinese(count)
    if form in ("ideographTraditional", "ideographZodiac"):
        row = _STEMS if form == "ideographTraditional" else _BRANCHES
        return row[(count - 1) % len(row)]
    if form.startswith("decimalEnclosedCircle") and 1 <= count <= len(_CIRCLED):
        return _CIRCLED[count - 1]
    if form in ("upperLetter", "lowerLetter") and count >= 1:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman") and 1 <= count < 40:
        return _roman(count).upper() if form == "upperRoman" else _roman(count)
    return str(count)


def _roman(count: int) -> str:
    result = ""
    for size, letters in _ROMAN:
        while count >= size:
            result, count = result + letters, count - size
    return result


def chinese(count: int) -> str:
    """一 to 九千九百九十九; other numbers in figures."""
    if not 0 < count < 10_000:
        return str(count)
    result, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // size % 10
        if digit:
            result += ("零" if gap and result else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return result.removeprefix("一") if 10 <= count < 20 else result


def interrupted(numbers: list[tuple[str, int] | None]) -> frozenset[str]:
    """Lists that other text interrupts: as HTML each piece would count from one again.

    ``numbers`` holds list and depth of each paragraph of the document, None for one without.
    """
    pieces: Counter[str] = Counter()
    before = ""
    for item in numbers:
        number = item[0] if item else ""
        if number and number != before:
            pieces[number] += 1
        before = number
    return frozenset(number for number, count in pieces.items() if count > 1)
