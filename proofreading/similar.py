"""Characters that sound alike (pypinyin) or look alike (four-corner codes and an editable list of look-alikes).

The dictionaries of pypinyin take half a second to read, so they are imported where they are asked: every command and
every test process imports this module, few compare sounds.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files

from proofreading.lexicon import general

# Characters rarer than this in general text are nobody's slip of the keyboard.
COMMON_COUNT = 20
CORNERS = 4  # the fifth figure of a four-corner code only tells apart what looks alike


@cache
def _common() -> frozenset[str]:
    lexicon = general()
    return frozenset(word for word in lexicon.weights if len(word) == 1 and lexicon.count(word) >= COMMON_COUNT)


def _readings(char: str) -> list[str]:
    """The readings of a character without tones, the commonest first."""
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.style import convert

    readings = PINYIN_DICT.get(ord(char), "").split(",")
    return [convert(reading, Style.NORMAL, True) for reading in readings if reading]


@cache
def sounds(char: str) -> frozenset[str]:
    """The readings of a character without tones."""
    return frozenset(_readings(char))


@cache
def reading(text: str) -> tuple[str, ...]:
    """The reading of a text in context, without tones."""
    from pypinyin import Style, pinyin

    return tuple(syllable[0] for syllable in pinyin(text, style=Style.NORMAL))


@cache
def _by_sound() -> dict[str, str]:
    found = defaultdict[str, list[str]](list)
    for char in sorted(_common()):
        # only the first reading: rare readings would make everything sound like everything
        if main := _main_sound(char):
            found[main].append(char)
    return {sound: "".join(chars) for sound, chars in found.items()}


@cache
def _main_sound(char: str) -> str:
    return next(iter(_readings(char)), "")


@cache
def _corner_codes() -> dict[str, str]:
    from four_corner_method import FourCornerMethod

    return dict(FourCornerMethod().data)


@cache
def _by_corners() -> dict[str, str]:
    found = defaultdict[str, list[str]](list)
    codes = _corner_codes()
    for char in sorted(_common()):
        if code := codes.get(char):
            found[code[:CORNERS]].append(char)
    return {code: "".join(chars) for code, chars in found.items()}


@cache
def look_alike_groups() -> tuple[str, ...]:
    """The editable list: one group of look-alikes a line, ``#`` begins a remark."""
    text = files("proofreading").joinpath("data", "look_alikes.txt").read_text(encoding="utf-8")
    return tuple(line for row in text.splitlines() if (line := row.split("#")[0].strip()))


@cache
def _by_list() -> dict[str, frozenset[str]]:
    found = defaultdict[str, set[str]](set)
    for group in look_alike_groups():
        for char in group:
            found[char] |= set(group) - {char}
    return {char: frozenset(others) for char, others in found.items()}


@cache
def look_alikes(char: str) -> frozenset[str]:
    """Common characters that a reader or a machine takes for this one."""
    code = _corner_codes().get(char, "")
    corners = _by_corners().get(code[:CORNERS], "") if code else ""
    return (frozenset(corners) | _by_list().get(char, frozenset())) - {char}


@cache
def sound_alikes(char: str) -> frozenset[str]:
    """Common characters with the same sound, whatever the tone."""
    return frozenset(_by_sound().get(_main_sound(char), "")) - {char}


@cache
def alike(char: str) -> frozenset[str]:
    """What may stand by mistake where this character is meant, and the other way round."""
    return look_alikes(char) | sound_alikes(char)


def are_alike(one: str, other: str) -> bool:
    """Whether two different characters sound or look alike."""
    return one != other and (
        other in look_alikes(one) or one in look_alikes(other) or bool(sounds(one) & sounds(other))
    )


def is_listed_pair(one: str, other: str) -> bool:
    """Whether the editable list has the two as look-alikes."""
    return other in _by_list().get(one, ())


@cache
def _toned(char: str) -> str:
    from pypinyin.constants import PINYIN_DICT

    return str(PINYIN_DICT.get(ord(char), "")).split(",")[0]


def same_tone(one: str, other: str) -> bool:
    """Whether two characters sound the same, the tone included."""
    return bool(_toned(one)) and _toned(one) == _toned(other)
