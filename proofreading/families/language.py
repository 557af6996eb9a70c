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
SURE, SURE_LISTED, LIKELY, DOUBTFUL, NOTED = 4.8, 2.9, 7.5, 9.0, 7.0
PHRASE = 4  # characters of a set phrase
AROUND = 4  # characters on each side of a word that are weighed with it
STEADY_COUNT = 500  # words this common stand side by side by themselves
OFTEN, FREE = 20_000, 0.3  # a character this common alone hides a broken word: nearly any gain tells
# What stands behind a place that no list knows.
_PLACE = re.compile("居民|小区|街道|社区|新村|[路弄巷街村镇乡县区市桥港园苑湾]|大厦|公司|中心")
_DE = re.compile(rf"([{HAN}])的((?:最|很|更|太|非常|十分|特别|格外|相当)[{HAN}]{{1,4}}?)(?=[，。；！？,;!?、])")
# 打扫的干干净净: a verb, 的, and a doubled adjective that ends the clause.
_DE_DOUBLED = re.compile(rf"([{HAN}]{{1,2}})的(([{HAN}])\3([{HAN}])\4)(?=[，。；！？,;!?、])")
# 激动的说: how somebody speaks, 的, and the speaking; nothing but a full clause may follow.
_MANNER = (
    "高兴|激动|开心|兴奋|自豪|感慨|动情|欣慰|满意|热情|耐心|认真|细心|亲切|诚恳|深情|幽默|无奈|着急|焦急|骄傲|感激|腼腆"
)
_SPEAKING = rf"说(?=[，。：“,:]|道)|告诉(?=[{HAN}])|表示(?=[，：,:])|笑着|喊着|讲着|讲述着|介绍着|询问着|招呼着"
_DI = re.compile(rf"({_MANNER})的({_SPEAKING})")
_VERBS = frozenset("做写干说讲唱跳画办学吃住过走跑玩听看记教练打种建修管演弹剪织站睡穿想问答编排")
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
    """的 for 得 and 地: 做的最周到 for 做得最周到, 激动的说 for 激动地说."""
    message = _("Between a verb and its complement stands 得.")
    adverb = _("Between a manner and its verb stands 地.")
    lexicon = general()
    for block in document.blocks:
        for found in _DE.finditer(block.text):
            word = found[2]
            manner = re.sub("^(最|很|更|太|非常|十分|特别|格外|相当)", "", word)
            whole = block.text[max(0, found.start() - 1) : found.start() + 1]
            verb = (found[1] in _VERBS or lexicon.tag(found[1]) in ("v", "vn", "vg")) and (
                whole not in lexicon or lexicon.tag(whole).startswith("v")
            )
            if verb and lexicon.tag(manner).startswith(("a", "v", "z", "i", "l")) and len(manner) >= 2:
                yield block.draft(found.start(), found.end(2), message, f"{found[1]}得{word}")
        for found in _DE_DOUBLED.finditer(block.text):
            if len(found[1]) == 2 and found[1] in lexicon and not lexicon.tag(found[1]).startswith("v"):
                continue  # 周围的山山岭岭
            doing = found[1] if lexicon.tag(found[1]).startswith("v") else found[1][-1]
            if lexicon.tag(doing).startswith("v") or doing in _VERBS:
                start = found.end(1) - len(doing)
                yield block.draft(start, found.end(2), message, f"{doing}得{found[2]}")
        for found in _DI.finditer(block.text):
            yield block.draft(found.start(), found.end(), adverb, f"{found[1]}地{found[2]}", Severity.WARNING)


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


Slip = tuple[float, int, str, str, Severity]  # how much likelier the mended reading is, where, what stands, what fits


def slips(run: str, lexicon: Lexicon, *, scanned: bool) -> Iterator[tuple[int, str, str, Severity]]:
    """Doubtful stretches of a run of Han characters with their likely correction; the surest reading of each place."""
    words = lexicon.words(run)
    found = list(_broken(run, lexicon))
    for index in range(len(words) - 1):
        found += _meeting(run, words[index : index + 3], lexicon)
        if scanned:
            found += _taken_for(run, words[index : index + 2], lexicon)
            found += _taken_for(run, words[index : index + 3], lexicon)
    taken = set[int]()
    best = list[tuple[int, str, str, Severity]]()
    for _gain, start, old, new, severity in sorted(found, key=lambda row: (-row[0], *row[1:4])):
        places = range(start, start + len(old))
        if taken.isdisjoint(places):
            taken.update(places)
            best.append((start, old, new, severity))
    yield from sorted(best)


def _broken(run: str, lexicon: Lexicon) -> Iterator[Slip]:
    """Two to four characters, wherever words begin and end, that are one away from a word."""
    near, weights = lexicon.near, lexicon.weights
    for size in (4, 3, 2):
        for start in range(len(run) - size + 1):
            old = run[start : start + size]
            if old in weights:
                continue
            for place, char in enumerate(old):
                known = near.get(f"{old[:place]}\0{old[place + 1 :]}")
                if known is None or char in NUMERALS:
                    continue
                for other in known & alike(char):
                    if other in NUMERALS:
                        continue
                    new = old[:place] + other + old[place + 1 :]
                    surely = same_tone(char, other) or is_listed_pair(char, other)
                    if not _may_be_meant(run, start, old, new, lexicon, surely=surely):
                        continue
                    low, high = max(0, start - AROUND), start + size + AROUND
                    mended = run[low:start] + new + run[start + size : high]
                    gain = lexicon.weight(mended) - lexicon.weight(run[low:high])
                    pair = size == PHRASE and new[:2] in weights and new[2:] in weights
                    if severity := _weighed(size, gain, surely=surely, pair=pair):
                        yield gain, start, old, new, severity


def _may_be_meant(run: str, start: int, old: str, new: str, lexicon: Lexicon, *, surely: bool) -> bool:
    """Whether a word can be what was meant: no name of a person, and in two characters none that grammar makes."""
    tag = lexicon.tag(new)
    if tag.startswith("nr"):
        return False
    if len(old) == PHRASE:
        return not _steady(old, lexicon)
    if len(old) == 3:
        return not _joined(old, new, lexicon) and not (tag == "ns" and _changed(old, new) in FUNCTION)
    if _PLACE.match(run, start + 2):
        return False
    family = old[0] in surnames() or (start > 0 and run[start - 1] in surnames())
    return surely and not family and tag != "ns" and FUNCTION.isdisjoint(old)


def _changed(old: str, new: str) -> str:
    return next(one for one, other in zip(old, new, strict=True) if one != other)


def _joined(old: str, new: str, lexicon: Lexicon) -> bool:
    """Whether three characters read as a word and a common one beside it, where only the latter would change."""
    return (old[0] != new[0] and old[1:] in lexicon and lexicon.count(old[0]) >= OFTEN) or (
        old[2] != new[2] and old[:2] in lexicon and lexicon.count(old[2]) >= OFTEN
    )


def _weighed(size: int, gain: float, *, surely: bool, pair: bool) -> Severity | None:
    """How sure a correction is; the shorter the word, the more often chance makes one like it.

    Two words that often stand together (``pair``) are no set phrase: another word may well stand there.
    """
    least = {4: LIKELY if pair else SURE, 3: SURE if surely else DOUBTFUL, 2: DOUBTFUL}[size]
    if gain >= least:
        return Severity.WARNING
    return Severity.INFO if size == 2 and gain >= NOTED else None


def _taken_for(run: str, group: list[Word], lexicon: Lexicon) -> Iterator[Slip]:
    """Characters that stand alone on a page read by a machine, one a look-alike of what makes them a word."""
    old = run[group[0].start : group[-1].end]
    if len(old) != len(group):
        return
    weights = lexicon.weights
    base = sum(weights.get(char, lexicon.unknown) for char in old)
    for place, char in enumerate(old):
        known = lexicon.near.get(f"{old[:place]}\0{old[place + 1 :]}", frozenset())
        if char in NUMERALS or not FUNCTION.isdisjoint(old[:place] + old[place + 1 :]):
            continue
        for other in known & alike(char) - NUMERALS:
            new = old[:place] + other + old[place + 1 :]
            # a function word in the place of its look-alike costs nothing by itself, so its gain is small
            least = FREE if lexicon.count(char) >= OFTEN else SURE_LISTED
            if is_listed_pair(char, other) and weights[new] - base >= least:
                yield weights[new] - base, group[0].start, old, new, Severity.WARNING


def _meeting(run: str, group: list[Word], lexicon: Lexicon) -> Iterator[Slip]:
    """One, two and one characters that read as two words of two."""
    start, old = group[0].start, run[group[0].start : group[-1].end]
    if [word.end - word.start for word in group] != [1, 2, 1]:
        return
    if old[0] in surnames() or (start > 0 and run[start - 1] in surnames()):
        return
    base = sum(lexicon.weights.get(run[word.start : word.end], lexicon.unknown) for word in group)
    for place, char in enumerate(old):
        if char not in NUMERALS:
            yield from _crossing(old, place, base, start, lexicon)


def _open_place(old: str, place: int, lexicon: Lexicon) -> frozenset[str]:
    return lexicon.near.get(f"{old[:place]}\0{old[place + 1 :]}", frozenset())


def _crossing(old: str, place: int, base: float, start: int, lexicon: Lexicon) -> Iterator[Slip]:
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


def _steady(old: str, lexicon: Lexicon) -> bool:
    """Whether a stretch of four reads as two plain words: then a set phrase that looks like it proves nothing."""
    words = [old[word.start : word.end] for word in lexicon.words(old)]
    return [len(word) for word in words] == [2, 2] and min(map(lexicon.count, words)) >= STEADY_COUNT
