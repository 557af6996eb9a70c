"""Quotation marks: straight ones, nesting, pairing, and the mark before the closing one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from proofreading.context import Context
from proofreading.document import HAN, TERMINAL, Block, Document, Draft
from proofreading.findings import Severity
from proofreading.registry import rule

_STRAIGHT = re.compile(r"[\"']")
_CURLY = re.compile(r"[“”‘]|’(?!\d)")  # ’98 is no closing mark
_SPEECH = re.compile(
    rf"[{HAN}]{{2,4}}(?:笑着|高兴地|感慨地|激动地|动情地)?(?:说道|说|道|答道|表示|坦言|感慨|介绍|回忆)[。，：]"
)
_LATIN = re.compile(r"[A-Za-z]")
LONGEST_INNER = 14
LONGEST_TURNED = 40


@dataclass(frozen=True)
class Quote:
    """A quotation in a block: the places of its marks, how deep it lies, whether the marks are curly."""

    start: int
    end: int
    depth: int


def straight(text: str) -> list[tuple[int, str]]:
    """The places of straight double and single quotation marks that belong to Chinese."""
    found = []
    for match in _STRAIGHT.finditer(text):
        at = match.start()
        left, right = text[at - 1 : at], text[at + 1 : at + 2]
        if match[0] == "'" and _LATIN.match(left) and _LATIN.match(right):
            continue
        found.append((at, match[0]))
    return found


def directed(text: str) -> tuple[list[tuple[int, str]], list[Quote]]:
    """Each straight mark's right form, and the quotations they make; nested double marks become single ones."""
    marks = [at for at, mark in straight(text) if mark == '"']
    singles = [at for at, mark in straight(text) if mark == "'"]
    forms = dict[int, str]()
    quotes = list[Quote]()
    groups = [marks]
    if _nested(text, marks):
        groups = [[marks[0], marks[-1]]]
        for low, high in zip(marks[1:-1:2], marks[2:-1:2], strict=False):
            forms[low], forms[high] = "‘", "’"
            quotes.append(Quote(low, high, 1))
    for group in groups:
        for low, high in zip(group[::2], group[1::2], strict=False):
            forms[low], forms[high] = "“", "”"
            quotes.append(Quote(low, high, 0))
        if len(group) % 2:
            forms[group[-1]] = "“" if text[group[-1] + 1 :].strip() else "”"
    for low, high in zip(singles[::2], singles[1::2], strict=False):
        forms[low], forms[high] = "‘", "’"
        quotes.append(Quote(low, high, 1))
    return sorted(forms.items()), sorted(quotes, key=lambda quote: quote.start)


def _nested(text: str, marks: list[int]) -> bool:
    """Whether straight marks read better as one quotation with short ones inside than one after another."""
    if len(marks) < 4 or len(marks) % 2:
        return False
    flat = [text[low + 1 : high] for low, high in zip(marks[::2], marks[1::2], strict=True)]
    inner = [text[low + 1 : high] for low, high in zip(marks[1:-1:2], marks[2:-1:2], strict=True)]
    if not all(0 < len(piece) <= LONGEST_INNER and not re.search(r"[，。！？,!?]", piece) for piece in inner):
        return False
    return any(re.match(r"[A-Za-z，,、]", piece) for piece in flat) and text[marks[-1] - 1] in TERMINAL + "，,"


@rule("straight-quote", Severity.ERROR)
def straight_quote(document: Document, context: Context) -> Iterator[Draft]:
    """A straight quotation mark in Chinese text."""
    message = _("Straight quotation mark in Chinese text.")
    for block in document.blocks:
        if '"' in block.text or "'" in block.text:
            for at, form in directed(block.text)[0]:
                yield block.draft(at, at + 1, message, form)


@rule("quote-nesting", Severity.ERROR)
def quote_nesting(document: Document, context: Context) -> Iterator[Draft]:
    """Double marks inside double marks."""
    message = _("A quotation inside a quotation takes single marks.")
    for block in document.blocks:
        text = block.text
        if '"' in text:
            for quote in directed(text)[1]:
                if quote.depth and text[quote.start] == '"':
                    inner = text[quote.start + 1 : quote.end]
                    yield block.draft(quote.start, quote.end + 1, message, f"‘{inner}’")
        for quote in curly(block)[0]:
            if quote.depth == 1 and text[quote.start] == "“" and text[quote.start - 1] != "“":
                inner = text[quote.start + 1 : quote.end]
                yield block.draft(quote.start, quote.end + 1, message, f"‘{inner}’")


def curly(block: Block) -> tuple[list[Quote], list[int]]:
    """The quotations in curly marks, and the marks without a partner; one pass."""
    quotes, lonely, open_ = list[Quote](), list[int](), list[int]()
    for found in _CURLY.finditer(block.text):
        if found[0] in "“‘":
            open_.append(found.start())
        elif open_:
            # a mark of the other kind leaves the ones between without a partner
            if block.text[open_[-1]] != {"”": "“", "’": "‘"}[found[0]]:
                lonely.append(found.start())
                continue
            start = open_.pop()
            quotes.append(Quote(start, found.start(), len(open_)))
        else:
            lonely.append(found.start())
    return quotes, [*lonely, *open_]


@rule("quote-pair", Severity.ERROR)
def quote_pair(document: Document, context: Context) -> Iterator[Draft]:
    """A curly mark without its partner; a quotation of several paragraphs opens each and closes the last."""
    message = _("Quotation mark without its partner.")
    torn = {tear.upper for tear in broken_off(document)} | {tear.lower for tear in broken_off(document)}
    for index, block in enumerate(document.blocks):
        following = document.blocks[index + 1].text if index + 1 < len(document.blocks) else ""
        lonely = curly(block)[1]
        turned = _turned(block.text, lonely)
        for at in lonely:
            goes_on = at == 0 and block.text[at] == "“" and following.startswith("“")
            if not goes_on and not block.heading and block.first_line not in torn and block.last.line not in torn:
                yield block.draft(at, at + 1, message, turned.get(at))


def _turned(text: str, lonely: list[int]) -> dict[int, str]:
    """What a closing mark and the opening one after it should be where they hold a short quotation between them."""
    right = dict[int, str]()
    for low, high in pairwise(sorted(lonely)):
        if text[low] + text[high] == "”“" and high - low <= LONGEST_TURNED and low not in right:
            right |= {low: "“", high: "”"}
    return right


def broken_off(document: Document) -> list[_Tear]:
    """Paragraphs that other checks report as torn; their marks need no report of their own."""
    from proofreading.families.structure import torn_blocks

    return [_Tear(upper.last.line, lower.first_line) for upper, lower in torn_blocks(document)]


@dataclass(frozen=True)
class _Tear:
    upper: int
    lower: int


def quotations(block: Block) -> list[Quote]:
    """All quotations of a block, whatever their marks."""
    found = curly(block)[0]
    return [*found, *directed(block.text)[1]] if '"' in block.text else found


@rule("stop-inside-quote", Severity.ERROR)
def stop_inside_quote(document: Document, context: Context) -> Iterator[Draft]:
    """A full stop inside a quotation that is only part of the sentence."""
    message = _("Only a complete quotation keeps its full stop inside the marks.")
    for block in document.blocks:
        for quote in quotations(block):
            inner = block.text[quote.start + 1 : quote.end]
            before = block.text[max(0, quote.start - 1) : quote.start]
            if (
                not inner.endswith("。")
                or quote.depth
                or re.search("[。，,]", inner[:-1])
                or "！" in inner
                or "？" in inner
            ):
                continue
            if before and re.match(rf"[{HAN}]", before) and not re.search(r"说|道|称|问$", before):
                close = block.text[quote.end]
                yield block.draft(quote.end - 1, quote.end + 1, message, f"{'”' if close == chr(34) else close}。")


@rule("mark-before-closing", Severity.ERROR)
def mark_before_closing(document: Document, context: Context) -> Iterator[Draft]:
    """Speech that runs into its speaker: no mark before the closing quotation mark."""
    message = _("A mark is missing before the closing quotation mark.")
    for block in document.blocks:
        for quote in quotations(block):
            inner = block.text[quote.start + 1 : quote.end]
            opens = quote.start == 0 or block.text[quote.start - 1] in "。！？：:；"
            if not opens or len(inner) < 6 or not re.search(rf"[{HAN}]$", inner):
                continue
            if _SPEECH.match(block.text, quote.end + 1) or _SPEECH.match(block.text.replace(",", "，"), quote.end + 1):
                last = re.search(rf"[{HAN}]{{1,2}}$", inner)
                start = quote.end - len(last[0]) if last else quote.end - 1
                yield block.draft(start, quote.end + 1, message, f"{block.text[start : quote.end]}，”")
