"""Consistency: the same thing named two ways in a text, and rare variants of what the paper's archive prints often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import Levenshtein

from proofreading.archive import Statistics
from proofreading.context import Context
from proofreading.document import HAN, Document, Draft
from proofreading.families.quotation import quotations
from proofreading.findings import Severity
from proofreading.lexicon import general
from proofreading.registry import rule
from proofreading.similar import alike, are_alike

# Characters that tell things of one kind apart, however alike they are; and those that do where they are not.
NUMERALS = frozenset("零一二三四五六七八九十两百千万0123456789上下前后左右东南西北男女大小新老多少早晚")
SERIES = frozenset(
    "中内外晨午夜日月年春夏秋冬红黄蓝绿白黑紫橙优劣高低长短快慢甲乙丙丁户楼层组班室栋弄号街路巷村区市金木水火土师生父母兄弟姐妹"
)
QUOTED_MIN, QUOTED_MAX = 6, 30
UNIT_MIN, UNIT_MAX = 4, 8
UNIT_FREQUENT, UNIT_RATIO = 4, 6
_UNIT_ENDS = (
    "街道",
    "居民区",
    "党支部",
    "党总支",
    "办公室",
    "服务中心",
    "中心",
    "小区",
    "工委",
    "委员会",
    "公司",
    "学校",
)
_RUN = re.compile(rf"[{HAN}]{{4,}}")
# In the archive: how often the usual form must stand, and how many times as often as the one in the text.
ARCHIVE_FREQUENT, ARCHIVE_RATIO = 20, 15
ARCHIVE_RARE = 3  # collisions of the table may give an unprinted run a count of one or two
SAME_BEFORE = 0.6
MOST_QUOTED = 400  # quotations compared with one another in a text


def quoted(document: Document, least: int = QUOTED_MIN) -> list[tuple[int, int, int, str]]:
    """Quotations of some length: block, place, bare content (without marks and spaces at its ends)."""
    found = list[tuple[int, int, int, str]]()
    for index, block in enumerate(document.blocks):
        for quote in quotations(block):
            inner = block.text[quote.start + 1 : quote.end]
            bare = inner.strip(" 。，！？!?,…")
            if " " in bare:
                continue
            if least <= len(bare) <= QUOTED_MAX and not re.search(r"[。；]", bare):
                start = quote.start + 1 + inner.index(bare)
                found.append((index, start, start + len(bare), bare))
            if len(found) >= MOST_QUOTED:
                return found
    return found


@rule("quoted-variant", Severity.WARNING)
def quoted_variant(document: Document, context: Context) -> Iterator[Draft]:
    """A quoted name or phrase that differs by one character from another one in the text."""
    message = _("Elsewhere in this text: “%(other)s”.")
    found = quoted(document)
    counts = Counter(bare for *_place, bare in found)
    text = document.text
    for index, start, end, bare in found:
        best = ""
        for other in counts:
            if other == bare or abs(len(other) - len(bare)) > 1 or other in bare or bare in other:
                continue
            if counts[other] < counts[bare] or (counts[other] == counts[bare] and text.find(other) > text.find(bare)):
                continue
            if Levenshtein.distance(bare, other, score_cutoff=1) == 1 and differs_as_slip(
                bare, other, often=counts[other] > counts[bare]
            ):
                best = other
        if best:
            low, high, mended = _smallest(bare, best)
            yield document.blocks[index].draft(start + low, start + high, message % {"other": best}, mended)
        del end


def differs_as_slip(one: str, other: str, *, often: bool) -> bool:
    """Whether two phrases differ as a slip makes them: not in a numeral, a season or a direction, nor in their meaning.

    第一届 and 第二届, 春季班 and 秋季班 are two things; one character put for another is a slip where they are alike
    or where the other form stands more often.
    """
    changed = set(one) ^ set(other)
    if changed & NUMERALS or not all(re.match(f"[{HAN}]", char) for char in changed):
        return False
    if len(one) == len(other) and any(are_alike(a, b) for a, b in zip(one, other, strict=True) if a != b):
        return True
    return not changed & SERIES and (often or len(one) != len(other)) and min(len(one), len(other)) >= QUOTED_MIN


def _smallest(old: str, new: str) -> tuple[int, int, str]:
    """The changed stretch with up to three characters around it, and its new form."""
    low = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    tail = 0
    while tail < min(len(old), len(new)) - low and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    start, spare = max(0, low - 2), max(0, tail - 3)
    return start, len(old) - spare, new[start : len(new) - spare]


@rule("unit-variant", Severity.WARNING)
def unit_variant(document: Document, context: Context) -> Iterator[Draft]:
    """A unit whose name lacks one character that the text's other mentions have."""
    message = _("Elsewhere in this text %(count)d times: “%(other)s”.")
    counts = Counter[str]()
    for run in _RUN.finditer(document.text):
        for end_word in _UNIT_ENDS:
            at = run[0].find(end_word)
            while at >= 0:
                end = at + len(end_word)
                counts.update(run[0][end - size : end] for size in range(UNIT_MIN, UNIT_MAX + 1) if end >= size)
                at = run[0].find(end_word, at + 1)
    frequent = {
        name: n
        for name, n in counts.items()
        if n >= UNIT_FREQUENT and len(name) > UNIT_MIN and _begins(name, document.text)
    }
    known = context.register.names
    slips = dict[str, tuple[str, int]]()
    for name, n in sorted(frequent.items(), key=lambda row: (len(row[0]), row[1])):
        end_word = max((word for word in _UNIT_ENDS if name.endswith(word)), key=len)
        for gone in range(1, len(name) - len(end_word)):
            slip = name[:gone] + name[gone + 1 :]
            if len(slip) >= UNIT_MIN and slip in counts and counts[slip] * UNIT_RATIO <= n and slip not in known:
                slips[slip] = (name, n)
    for block in document.blocks:
        for slip, (name, n) in slips.items():
            at = block.text.find(slip)
            while at >= 0:
                yield block.draft(at, at + len(slip), message % {"other": name, "count": n}, name)
                at = block.text.find(slip, at + 1)


def _begins(name: str, text: str) -> bool:
    """Whether a name begins here: what stands before it differs, unlike before the tail of a longer name."""
    before = re.findall(f"(.?){re.escape(name)}", text)
    letters = Counter(char for char in before if re.match(f"[{HAN}]", char))
    return not letters or letters.most_common(1)[0][1] <= SAME_BEFORE * len(before)


@dataclass(frozen=True)
class _Variant:
    """A stretch of a run that the archive hardly has, and the form it has often."""

    start: int
    end: int
    new: str
    usual: int
    rare: int

    @property
    def ratio(self) -> float:
        """How many times as often the usual form was printed."""
        return self.usual / (self.rare + 1)


@rule("archive-variant", Severity.WARNING)
def archive_variant(document: Document, context: Context) -> Iterator[Draft]:
    """A run that the archive hardly knows, one alike, swapped or doubled character from one it has often."""
    archive = context.archive
    if archive is None or archive.characters == 0:
        return
    message = _("The paper's archive has “%(usual)s” %(count)d times, and this form %(rare)d times.")
    known = context.register.names
    for block in document.blocks:
        for run in _RUN.finditer(block.text):
            taken = set[int]()
            # the highest ratio of frequencies first; one report for each place
            for one in sorted(_variants(run[0], archive), key=lambda one: (-one.ratio, one.start, one.new)):
                old = run[0][one.start : one.end]
                if not taken.isdisjoint(range(one.start, one.end)):
                    continue
                if any(old in name for name in known) or _natural(old, one.new):
                    continue
                taken.update(range(one.start, one.end))
                words = {"usual": one.new, "count": one.usual, "rare": one.rare}
                yield block.draft(run.start() + one.start, run.start() + one.end, message % words, one.new)


def _natural(old: str, new: str) -> bool:
    """Whether the printed form is plain Chinese in its own right: known words all through, and as likely."""
    lexicon = general()
    if any(word.end - word.start == 1 for word in lexicon.words(old)):
        return False
    return lexicon.weight(old) >= lexicon.weight(new) - 2.0


def _variants(run: str, archive: Statistics) -> Iterator[_Variant]:
    """Places where every run of three over a character is rare beside a frequent one, and what was meant there."""
    counts = [archive.count(run[at : at + 3]) for at in range(len(run) - 2)]
    for at in range(len(run)):
        covering = counts[max(0, at - 2) : at + 1]
        if not covering or max(covering) > ARCHIVE_RARE:
            continue
        left = at >= 3 and counts[at - 3] >= ARCHIVE_FREQUENT
        right = at + 3 < len(run) and counts[at + 1] >= ARCHIVE_FREQUENT
        for other in sorted(alike(run[at])) if left or right else ():
            # five characters, of both sides where there are both: 委员会驻 is no slip of 委员会主 before 朝鲜
            if left and (at + 1 < len(run) or at >= 4):
                low = at - 3 if at + 1 < len(run) else at - 4
                yield from _compared(run, low, low + 5, run[low:at] + other + run[at + 1 : low + 5], archive)
            if right and (at or at + 4 < len(run)):
                low = at - 1 if at else at
                yield from _compared(run, low, low + 5, run[low:at] + other + run[at + 1 : low + 5], archive)
        if left and at + 1 < len(run):
            yield from _compared(run, at - 3, at + 2, run[at - 3 : at] + run[at + 1] + run[at], archive)
            if run[at] == run[at - 1]:
                yield from _compared(run, at - 3, at + 2, run[at - 3 : at] + run[at + 1], archive)
        if at + 4 < len(run) and counts[at + 2] >= ARCHIVE_FREQUENT:
            yield from _compared(run, at, at + 5, run[at + 1] + run[at] + run[at + 2 : at + 5], archive)


def _compared(run: str, start: int, end: int, new: str, archive: Statistics) -> Iterator[_Variant]:
    """The variant, where the archive has its whole and each of its parts often: one cell may lie, many do not."""
    old = run[start:end]
    usual = archive.count(new)
    if usual < ARCHIVE_FREQUENT or new == old:
        return
    if any(archive.count(new[at : at + 3]) < usual for at in range(len(new) - 2)):
        return
    variant = _Variant(start, end, new, usual, archive.count(old))
    if variant.rare <= ARCHIVE_RARE and variant.ratio >= ARCHIVE_RATIO:
        yield variant
