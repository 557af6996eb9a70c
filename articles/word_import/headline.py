"""Which of the lines above a story are its kicker, title and subtitle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from articles.word_import.structure import Block

_DASH = re.compile(r"^\s*(?:——|—|──|--|－－|–|―)+\s*")
_TITLE_STYLES = {"title", "标题", "主标题", "文章标题"}
_SUBTITLE_STYLES = {"subtitle", "副标题", "副题"}
_KICKER_STYLES = {"kicker", "引题", "肩题", "眉题"}


@dataclass
class Headline:
    """The three lines, the blocks that turned out to be text, and what was decided without a clear sign."""

    kicker: str = ""
    title: str = ""
    subtitle: str = ""
    returned: list[Block] = field(default_factory=list)
    guess: str = ""


def is_dashed(text: str) -> bool:
    """Whether a line begins with the dashes of a subtitle."""
    return bool(_DASH.match(text))


def without_dashes(text: str) -> str:
    """A subtitle without the dashes that the paper prints by itself."""
    return _DASH.sub("", text).strip()


def read_headline(lines: Sequence[Block], body_size: float) -> Headline:
    """The headline of the lines above the text, none of which is a byline, a label or a date."""
    if not lines:
        return Headline()
    main = max(map(_rank, lines))
    top = [n for n, line in enumerate(lines) if _rank(line) == main]
    if len(top) < len(lines) or len(lines) == 1:
        return _ranked(lines, top[0], body_size)
    return _unranked(lines, body_size)


def _rank(line: Block) -> tuple[int, float, bool]:
    """How much a line is set as the title: by style, by size, by weight."""
    style = line.style.lower()
    if style in _SUBTITLE_STYLES or style in _KICKER_STYLES or is_dashed(line.text):
        return (-1, 0.0, False)
    kind = 2 if style in _TITLE_STYLES else 1 if line.level == 1 else 0
    return (kind, round(line.size), line.bold)


def _ranked(lines: Sequence[Block], first: int, body_size: float) -> Headline:
    """One line, or several neighbours, stand out as the title."""
    last = first + 1
    while last < len(lines) and _rank(lines[last]) == _rank(lines[first]):
        last += 1
    result = Headline(
        kicker=" ".join(line.text for line in lines[:first]),
        title=" ".join(line.text for line in lines[first:last]),
    )
    subtitles: list[str] = []
    for n, line in enumerate(lines[last:], last):
        if not (_stands_out(line, body_size) or is_dashed(line.text)):
            result.returned = list(lines[n:])
            break
        subtitles.append(without_dashes(line.text))
    result.subtitle = " ".join(subtitles)
    if last - first > 1:
        result.guess = _("Several lines set alike were joined to one title. Check it.")
    return result


def _unranked(lines: Sequence[Block], body_size: float) -> Headline:
    """All lines are set alike: dashes and their number decide."""
    dashed = next((n for n, line in enumerate(lines) if n and is_dashed(line.text)), len(lines))
    above, below = lines[:dashed], lines[dashed:]
    result = Headline(subtitle=" ".join(without_dashes(line.text) for line in below))
    if not below and not _stands_out(lines[0], body_size):
        result.title, result.returned = lines[0].text, list(lines[1:])
    elif len(above) == 2 and not below and len(above[0].text) + len(above[1].text) <= 40:
        result.title = f"{above[0].text} {above[1].text}"
    elif len(above) > 2 and not below:
        result.kicker, result.title = above[0].text, above[1].text
        result.subtitle = " ".join(without_dashes(line.text) for line in above[2:])
    else:
        result.kicker, result.title = " ".join(line.text for line in above[:-1]), above[-1].text
    if len(above) > 1 and not result.returned:
        result.guess = _("The lines of the headline are all set alike; which is kicker, title or subtitle was guessed.")
    return result


def _stands_out(line: Block, body_size: float) -> bool:
    """Whether a line is set as no line of the text is."""
    style = line.style.lower()
    return (
        line.centred
        or line.bold
        or line.size >= body_size + 1
        or line.level > 0
        or style in _SUBTITLE_STYLES | _KICKER_STYLES | _TITLE_STYLES
    )
