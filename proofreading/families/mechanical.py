"""Marks and spaces: width, doubling, dashes, ellipses, brackets, doubled words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

from proofreading.context import Context
from proofreading.document import HAN, Document, Draft
from proofreading.findings import Severity
from proofreading.names import posts
from proofreading.registry import rule

WIDE = f"{HAN}，。、；：？！（）“”‘’《》【】…—·"
FULL = str.maketrans(",;:?!()", "，；：？！（）")
_MARK = re.compile(r"[,;:?!]")
_NEAR_LEFT = re.compile(rf"[{WIDE}\"'%℃] ?$")
_NEAR_RIGHT = re.compile(rf"^ ?[{WIDE}\"'□]")
_HALF_BRACKETS = re.compile(r"[()]")
_HALF_PAIR = re.compile(r"\(([^()]*)\)")
_WIDE_CHAR = re.compile(rf"[{WIDE}]")
_DASH = re.compile(r"—{3,}|(?<!-)--+(?!-)|－{2,}|─{2,}")
_DOTS = re.compile(rf"(?<=[{HAN}”])(?:\.{{3,}}|。{{3,}}|．{{3,}})|(?<!…)…(?!…)(?=[{HAN}”。，])")
_DOUBLED = re.compile(r"([，、；：])\1+|(?<!。)。。(?!。)|[，、；：](?=[。，、；])|。[，、；：]|·{2,}")
_SPACE = re.compile(
    rf"(?<=[{WIDE}\"'])[ \u3000]+(?=[{WIDE}\"'(])|(?<=[，。；：、,]) +(?=[0-9A-Za-z])|(?<=[)]) +(?=[{HAN}])"
)
_LABEL = re.compile(r"\s*(本报讯|又讯|社区讯|本刊讯|图为|□|■|【[^】]{1,12}】|[^ ，。]{1,12}讯)\s*")
_TWO_PARTS = re.compile(rf"[“《\"']([{HAN}，、·]{{4,}})[ \u3000]([{HAN}，、·]{{4,}})[”》\"']")
_BRACKETS = {"（": "）", "《": "》", "【": "】", "〔": "〕", "「": "」", "『": "』"}
_CLOSERS = {close: open_ for open_, close in _BRACKETS.items()}
_BRACKET = re.compile("[" + "".join(_BRACKETS) + "".join(_CLOSERS) + "]")
_DOUBLED_BRACKET = re.compile(
    r"(?<![（《“])([（《“])\1{1,3}([^（）《》“”]{1,40})([）》”])\3{1,3}|(?<![（《])([（《])\4{1,3}|(?<![）》])([）》])\5{1,3}"
)
_DOUBLED_WORD = re.compile(rf"([{HAN}]{{2,12}})\1|(的的|了了|是是|在在|和和|与与|及及|将将|把把|被被|对对|于于)")
_SAME_TWICE_MIN = 6


@rule("half-width-mark", Severity.ERROR)
def half_width_mark(document: Document, context: Context) -> Iterator[Draft]:
    """A comma, semicolon, colon, question or exclamation mark of half width beside Chinese."""
    message = _("Half-width mark in Chinese text.")
    for number, line in _ordinary(document):
        for found in _MARK.finditer(line):
            at = found.start()
            left, right = line[max(0, at - 2) : at], line[at + 1 : at + 3]
            if _NEAR_LEFT.search(left) or (_NEAR_RIGHT.match(right) and not _between_digits(left, right)):
                yield Draft(number, at, at + 1, message, found[0].translate(FULL))


def _between_digits(left: str, right: str) -> bool:
    return bool(left) and left[-1].isdigit() and right[:1].isdigit()


def _ordinary(document: Document) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(document.lines, 1) if line)


@rule("half-width-bracket", Severity.ERROR)
def half_width_bracket(document: Document, context: Context) -> Iterator[Draft]:
    """A half-width bracket that holds Chinese, or stands between Chinese."""
    message = _("Half-width bracket in Chinese text.")
    for number, line in _ordinary(document):
        if "(" not in line and ")" not in line:
            continue
        inside = set[int]()
        for pair in _HALF_PAIR.finditer(line):
            around = line[max(0, pair.start() - 1) : pair.start()] + line[pair.end() : pair.end() + 1]
            if _WIDE_CHAR.search(pair[1]) or _WIDE_CHAR.search(around):
                inside |= {pair.start(), pair.end() - 1}
        for found in _HALF_BRACKETS.finditer(line):
            if found.start() in inside:
                yield Draft(number, found.start(), found.end(), message, found[0].translate(FULL))


@rule("dash", Severity.ERROR)
def dash(document: Document, context: Context) -> Iterator[Draft]:
    """A dash that is not the two-em dash."""
    message = _("A Chinese dash takes the place of exactly two characters.")
    for number, line in _ordinary(document):
        for found in _DASH.finditer(line):
            if set(line.strip()) - set("-—－─ |"):
                yield Draft(number, found.start(), found.end(), message, "——")


@rule("ellipsis", Severity.ERROR)
def ellipsis(document: Document, context: Context) -> Iterator[Draft]:
    """An ellipsis of full stops, or half of one."""
    message = _("A Chinese ellipsis has six dots.")
    for number, line in _ordinary(document):
        for found in _DOTS.finditer(line):
            yield Draft(number, found.start(), found.end(), message, "……")


@rule("doubled-mark", Severity.ERROR)
def doubled_mark(document: Document, context: Context) -> Iterator[Draft]:
    """Two marks where one belongs."""
    message = _("Two punctuation marks in a row.")
    for number, line in _ordinary(document):
        for found in _DOUBLED.finditer(line):
            mark, end = found[0], found.end()
            if set(mark) == {"·"}:
                yield Draft(number, found.start(), end, message, "·" if line[end:].strip() else "", Severity.WARNING)
            elif len(mark) == 1:
                yield Draft(number, found.start(), end + 1, message, line[end] if line[end] == "。" else mark)
            else:
                yield Draft(number, found.start(), end, message, mark[0])


# What a caption ends with: the photographer after a blank, as “桥下添了灯 某某摄”.
_CREDIT = re.compile(rf"[ \u3000][□]?[{HAN}]{{2,4}}[ \u3000]?(?:摄|摄影|供图|图)\s*$")


@rule("space", Severity.ERROR)
def space(document: Document, context: Context) -> Iterator[Draft]:
    """A space between Chinese characters or marks in running text."""
    message = _("Stray space between Chinese characters.")
    for block in document.blocks:
        if " " not in block.text and "\u3000" not in block.text:
            continue
        label = _LABEL.match(block.text)
        free = label.end() if label else 0
        titles = [found.span() for found in _TWO_PARTS.finditer(block.text)]
        titles += [found.span() for found in _CREDIT.finditer(block.text)]
        for found in _SPACE.finditer(block.text):
            after_mark = block.text[found.start() - 1] in "，。；：、,"
            if found.start() < free or any(low <= found.start() < high for low, high in titles):
                continue
            if after_mark or (block.body and not _byline(block.text)):
                yield block.draft(found.start(), found.end(), message, "")


def _byline(text: str) -> bool:
    return len(text) < 40 and not re.search(r"[，。；,;]", text)


@rule("bracket-pair", Severity.ERROR)
def bracket_pair(document: Document, context: Context) -> Iterator[Draft]:
    """A bracket without its partner in the paragraph."""
    message = _("Bracket without its partner.")
    for block in document.blocks:
        if block.text.count("（") == block.text.count("）") and not _BRACKET.search(block.text):
            continue
        open_ = list[tuple[str, int]]()
        for found in _BRACKET.finditer(block.text):
            mark = found[0]
            if mark in _BRACKETS:
                open_.append((mark, found.start()))
            elif open_ and open_[-1][0] == _CLOSERS[mark]:
                open_.pop()
            elif not re.search(
                r"(?:^|[。；\s])[0-9一二三四五六七八九十a-zA-Z]{1,3}$",
                block.text[max(0, found.start() - 6) : found.start()],
            ):
                # a list's “1）” has no opening bracket
                yield block.draft(found.start(), found.end(), message, None)
        for _mark, at in open_:
            yield block.draft(at, at + 1, message, None)


@rule("doubled-bracket", Severity.ERROR)
def doubled_bracket(document: Document, context: Context) -> Iterator[Draft]:
    """Brackets or quotation marks set twice."""
    message = _("Brackets or quotation marks set twice.")
    for block in document.blocks:
        for found in _DOUBLED_BRACKET.finditer(block.text):
            if found[1]:
                yield block.draft(found.start(), found.end(), message, found[1] + found[2] + found[3])
            else:
                yield block.draft(found.start(), found.end(), message, found[0][0])


@cache
def right_doublings() -> frozenset[str]:
    """Words that are right when doubled, from the editable list."""
    text = files("proofreading").joinpath("data", "doublings.txt").read_text(encoding="utf-8")
    return frozenset(word for row in text.splitlines() for word in row.split("#")[0].split())


# 各社区社区干部: what is counted, and what belongs to each.
_EACH = re.compile("(?:各|每个|每位|每名|整个|全体|全|本|该|多个|几个|两个|[0-9]个)$")


@rule("doubled-word", Severity.WARNING)
def doubled_word(document: Document, context: Context) -> Iterator[Draft]:
    """A word printed twice in a row."""
    message = _("A word stands twice in a row.")
    for block in document.blocks:
        for found in _DOUBLED_WORD.finditer(block.text):
            once = found[1] or found[2][0]
            if (
                _EACH.search(block.text, max(0, found.start() - 3), found.start())
                or _begins_word(once, block.text, found.end())
                or once in right_doublings()
                or once in context.doublings
                or (len(once) > 1 and len(set(once)) == 1)
                or _may_double(once, block.text, found)
            ):
                continue
            yield block.draft(found.start(), found.end(), message, once)


def _begins_word(once: str, text: str, end: int) -> bool:
    """Whether the second of two equal words is only the beginning of a longer one: 根据根据地."""
    from proofreading.lexicon import general

    longer = [once + text[end : end + more] for more in (1, 2) if len(text) >= end + more]
    return any(word in general() or word in posts() for word in longer)


def _ends_in(left: str, word: str) -> bool:
    """Whether two characters are a word; of those that end in 的 there are few that are no phrase."""
    from proofreading.lexicon import general

    return left in "目标" if word == "的" else f"{left}{word}" in general()


def _may_double(word: str, text: str, found: re.Match[str]) -> bool:
    """研究研究, 一个一个 and the like, and two words that only meet (宣传部部长 is told by the list's own words)."""
    from proofreading.lexicon import general

    lexicon = general()
    if word == "了" and text[found.end() : found.end() + 1] in tuple("一这那他她我"):
        return True  # 终于了了一桩心事
    if len(word) == 1:
        around = text[max(0, found.start() - 2) : found.end() + 2]
        return (
            any(
                around[a : a + n] in lexicon and a <= found.start() - max(0, found.start() - 2) + 1 < a + n
                for n in (3, 4)
                for a in range(len(around) - n + 1)
            )
            or any(_ends_in(left, word) for left in text[max(0, found.start() - 1) : found.start()])
            or any(f"{word}{right}" in lexicon for right in text[found.end() : found.end() + 1])
        )
    if len(word) == 2:
        return (
            lexicon.tag(word).startswith(("v", "a", "m", "q", "d", "t", "o", "z"))
            or word not in lexicon
            or word[0] in "一两几半"
        )
    return word[0] in "一两几" and len(word) <= 3


@rule("set-twice", Severity.ERROR)
def set_twice(document: Document, context: Context) -> Iterator[Draft]:
    """A line whose second half says the first once more, or a paragraph that stands twice."""
    message = _("The same words are set twice.")
    seen = dict[str, int]()
    for block in document.blocks:
        kept = [(at, char) for at, char in enumerate(block.text) if char.isalnum()]
        bare = "".join(char for _at, char in kept)
        half = len(bare) // 2
        if half >= _SAME_TWICE_MIN and len(bare) == 2 * half and bare[:half] == bare[half:] and len(set(bare)) > 3:
            # the middle: where the marks after the first half's last character end and the second half begins
            middle = _seam(block.text, kept[half - 1][0] + 1, kept[half][0])
            first, second = block.text[:middle], block.text[middle:]
            if len(first) > len(second):
                yield block.draft(0, middle, message, "")
            else:
                yield block.draft(middle, len(block.text), message, "")
        elif block.body and len(bare) >= 20:
            if bare in seen:
                yield block.draft(0, len(block.text), message, "")
            seen.setdefault(bare, block.first_line)


def _seam(text: str, low: int, high: int) -> int:
    """Where closing marks end between two characters."""
    at = low
    while at < high and text[at] in "”’）》】。！？，；\"')…":
        at += 1
    return at
