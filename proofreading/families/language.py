"""Slips inside words and sentences: one wrong character in a word, 的 for 得, verbs without their object."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from proofreading.context import Context
from proofreading.document import HAN, Document, Draft
from proofreading.families.quotation import quotations
from proofreading.findings import Severity
from proofreading.lexicon import Lexicon, Word, general
from proofreading.names import surnames
from proofreading.registry import rule
from proofreading.similar import alike, is_listed_pair, same_tone

_RUN = re.compile(rf"[{HAN}]{{3,}}")
# Characters that stand alone in good Chinese: a run of them is grammar, not a broken word.
FUNCTION = frozenset(
    "的了是在和有不我他她它也就都而及与或被把给向从到对于上下中里前后个只很这那其之一二三四五六七八九十两几多少来去还又再以"
    "为让使将要会能可已则且等着过得地说看做用时年月日号名位元次条种件们此所该各每某最更太好大小新老原由至间内外"
)
NUMERALS = frozenset("零一二三四五六七八九十百千万两几")
# How much more likely the reading with the changed character must be (natural logarithm), by where the pair is from.
SURE, SURE_LISTED, DOUBTFUL = 4.8, 2.9, 8.0
STEADY_COUNT = 500  # words this common stand side by side by themselves
OFTEN, FREE = 20_000, 0.3  # a character this common alone hides a broken word: nearly any gain tells
_DE = re.compile(rf"([{HAN}])的((?:最|很|更|太|非常|十分|特别|格外|相当)[{HAN}]{{1,4}}?)(?=[，。；！？,;!?、])")
_BECAUSE = re.compile(r"因为([^，。；,;“”\"]{1,10})[，,](?=(?:让|使|令)[^，。；,;]{2})")
_BY_MEANS = re.compile(r"(坚持以[“\"][^”\"]{1,16}[”\"])[，,](?!为|来)")
_OBJECTLESS = re.compile(r"发挥([^，。；：！？,;:!?]{0,40})")
_OBJECTS = re.compile(
    '作用|优势|力量|功能|效能|效果|潜力|潜能|能力|余热|特长|专长|所长|效应|效用|水平|功效|价值|引领|能量|才|智慧|积极性|主动|性|度|力|作風|光热|技|正常|出|到|失|稳定|职能|调控|的|道|余地|空间|想象|自己|更大|更好|最大|得|好|桥梁|监督|支撑|示范|主力|“|"'
)
_MAKE_SOMETHING = re.compile(
    r"(?:^|[，。；,;])将([^，。；,;]{2,16})[，,]?从[^，。；]{2,30}?(?:向|到)[^，。；]{2,24}?(跃升|跨越|迈进|转型)(?=[，。；])"
)


@rule("complement", Severity.ERROR)
def complement(document: Document, context: Context) -> Iterator[Draft]:
    """的 between a verb and how it is done: 做的最周到 for 做得最周到."""
    message = _("Between a verb and its complement stands 得.")
    lexicon = general()
    for block in document.blocks:
        for found in _DE.finditer(block.text):
            word = found[2]
            manner = re.sub("^(最|很|更|太|非常|十分|特别|格外|相当)", "", word)
            whole = block.text[max(0, found.start() - 1) : found.start() + 1]
            verb = lexicon.tag(found[1]) in ("v", "vn", "vg") and (
                whole not in lexicon or lexicon.tag(whole).startswith("v")
            )
            if verb and lexicon.tag(manner).startswith(("a", "v", "z", "i", "l")) and len(manner) >= 2:
                yield block.draft(found.start(), found.end(2), message, f"{found[1]}得{word}")


@rule("no-subject", Severity.WARNING)
def no_subject(document: Document, context: Context) -> Iterator[Draft]:
    """因为…，让…: the cause is made an adverb and the clause has lost its subject."""
    message = _("The sentence has no subject: drop 因为 or 让.")
    for block in document.blocks:
        for found in _BECAUSE.finditer(block.text):
            if found.start() == 0 or block.text[found.start() - 1] in "。；！？":
                yield block.draft(found.start(), found.end(), message, found[1])


@rule("no-object", Severity.WARNING)
def no_object(document: Document, context: Context) -> Iterator[Draft]:
    """发挥 without what is brought to bear; 坚持以… without 为…; 将… with a verb that takes no object."""
    brought = _("What is brought to bear is missing.")
    means = _("以… wants its 为….")
    moved = _("将… wants a verb that takes an object.")
    for block in document.blocks:
        for found in _OBJECTLESS.finditer(block.text):
            if (
                not _OBJECTS.search(found[1])
                and found[1]
                and not block.text[: found.start()].endswith(("超常", "充分得到"))
            ):
                end = min(found.end(), found.start() + 5)
                yield block.draft(found.start(), end, brought, None)
        for found in _BY_MEANS.finditer(block.text):
            yield block.draft(found.start(), found.end(), means, None)
        for found in _MAKE_SOMETHING.finditer(block.text):
            yield block.draft(found.start(1) - 1, found.end(1), moved, None)


@rule("word-slip", Severity.WARNING)
def word_slip(document: Document, context: Context) -> Iterator[Draft]:
    """A character that breaks a word, where one that sounds or looks alike would make it whole."""
    message = _("Is “%(new)s” meant?")
    lexicon = general()
    names = context.register.names
    text, counts = document.text, dict[str, int]()
    for block in document.blocks:
        quoted = [(quote.start, quote.end) for quote in quotations(block)]
        for run in _RUN.finditer(block.text):
            for start, old, new, severity in slips(run[0], lexicon, scanned=document.scanned):
                if any(low <= run.start() + start < high for low, high in quoted):
                    continue  # names and puns stand in quotation marks
                if old not in counts:
                    counts[old] = text.count(old)
                repeated = counts[old] > 1 and not document.scanned
                if repeated or any(old in name for name in names if len(name) >= len(old)) or _printed(old, context):
                    continue
                at = run.start() + start
                yield block.draft(at, at + len(old), message % {"new": new}, new, severity)


def _printed(old: str, context: Context) -> bool:
    """Whether the paper has printed the doubtful form before."""
    archive = context.archive
    return archive is not None and len(old) >= 3 and archive.count(old) > 3


def slips(run: str, lexicon: Lexicon, *, scanned: bool) -> Iterator[tuple[int, str, str, Severity]]:
    """Doubtful stretches of a run of Han characters with their likely correction; the surest reading of each place."""
    words = lexicon.words(run)
    found = list[tuple[float, int, str, str, Severity]]()
    for index, first in enumerate(words):
        for many in (2, 3):
            if index + many > len(words) or words[index + many - 1].end - first.start > 4:
                break
            found += _mended(run, words[index : index + many], lexicon, scanned=scanned)
    taken = set[int]()
    best = list[tuple[int, str, str, Severity]]()
    for _gain, start, old, new, severity in sorted(found, key=lambda row: (-row[0], *row[1:4])):
        places = range(start, start + len(old))
        if taken.isdisjoint(places):
            taken.update(places)
            best.append((start, old, new, severity))
    yield from sorted(best)


def _mended(
    run: str, group: list[Word], lexicon: Lexicon, *, scanned: bool
) -> Iterator[tuple[float, int, str, str, Severity]]:
    """Readings of a group of words as fewer words, with one character changed."""
    start, end = group[0].start, group[-1].end
    old = run[start:end]
    shape = tuple(word.end - word.start for word in group)
    if shape not in ((1, 1), (1, 1, 1), (1, 2, 1)) and len(old) != 4:
        return
    if len(old) == 4 and _steady(shape, old, lexicon):
        return
    near, crossing = lexicon.near, shape == (1, 2, 1)
    opened = [near.get(f"{old[:place]}\0{old[place + 1 :]}") for place in range(len(old))]
    if not crossing and not any(opened):
        return
    weights = lexicon.weights
    base = sum(weights.get(run[word.start : word.end], lexicon.unknown) for word in group)
    family = old[0] in surnames() or (start > 0 and run[start - 1] in surnames())
    for place, char in enumerate(old):
        if char in NUMERALS:
            continue
        known = opened[place]
        for other in known & alike(char) if known else ():
            if other in NUMERALS:
                continue
            new = old[:place] + other + old[place + 1 :]
            listed, tone = is_listed_pair(char, other), same_tone(char, other)
            gain, severity = weights[new] - base, None
            if len(old) == 4:
                severity = Severity.WARNING if gain >= SURE else None
            elif not any(one in FUNCTION for n, one in enumerate(old) if n != place):
                often = lexicon.count(char) >= OFTEN
                severity = _of_word(gain, char, family=family, listed=listed, scanned=scanned, tone=tone, often=often)
            if severity is not None:
                yield gain, start, old, new, severity
        if crossing and not family:
            yield from _crossing(old, place, base, start, lexicon)


def _open_place(old: str, place: int, lexicon: Lexicon) -> frozenset[str]:
    return lexicon.near.get(f"{old[:place]}\0{old[place + 1 :]}", frozenset())


def _crossing(
    old: str, place: int, base: float, start: int, lexicon: Lexicon
) -> Iterator[tuple[float, int, str, str, Severity]]:
    """One, two and one characters read as two words of two."""
    low = 0 if place < 2 else 2
    half, rest = old[low : low + 2], old[2 - low : 4 - low]
    if rest not in lexicon:
        return
    for other in _open_place(half, place - low, lexicon) & alike(old[place]):
        if same_tone(old[place], other) or is_listed_pair(old[place], other):
            new = old[:place] + other + old[place + 1 :]
            gain = lexicon.weights[new[:2]] + lexicon.weights[new[2:]] - base
            if gain >= SURE:
                yield gain, start, old, new, Severity.WARNING


def _steady(shape: tuple[int, ...], old: str, lexicon: Lexicon) -> bool:
    """Whether a stretch of four reads as two plain words: then a set phrase that looks like it proves nothing."""
    if shape != (2, 2):
        return False
    return min(lexicon.count(old[:2]), lexicon.count(old[2:])) >= STEADY_COUNT


def _of_word(
    gain: float, char: str, *, family: bool, listed: bool, scanned: bool, tone: bool, often: bool
) -> Severity | None:
    """How sure the correction of a word of two or three characters is: scanned pages confuse shapes, typists sounds."""
    if listed and scanned:
        # a function word in the place of its look-alike costs nothing by itself, so its gain is small
        return Severity.WARNING if gain >= (FREE if often else SURE_LISTED) else None
    if char in FUNCTION or family:
        return None
    return Severity.INFO if tone and gain >= DOUBTFUL else None
