"""The story in the blocks of a document: what stands above the text, in it, beside its pictures and below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from articles.content import Credit
from articles.word_import import people
from articles.word_import.headline import Headline, is_dashed, read_headline, without_dashes
from articles.word_import.losses import Loss, Losses
from articles.word_import.structure import (
    CENTRED,
    QUOTE,
    RIGHT,
    SUBHEAD,
    Block,
    body_size,
    cut_off,
    raw_text,
    restyled,
    without_pictures,
)

LONGEST_HEADLINE = 60  # characters of a line; longer ones are text
MOST_LINES_ABOVE = 10
MOST_LINES_BELOW = 6
LONGEST_SUBHEAD = 34
LONGEST_CAPTION = 160

_FINAL = re.compile(r"[。！？；;：:，,…][”’）》]?$")
_LEAD = re.compile(r"^\s*(?:本报讯|本刊讯|又讯|近日|日前|为了|为进一步)")
_ENUMERATED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．])"
)
_HAN_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])")
_LABELLED = re.compile(
    r"^(引题|肩题|眉题|主标题|主题|标题|题目|副标题|副题|栏目|栏目名称|作者|通讯员|摘要|供稿单位|供稿)\s*[:：]\s*(.+)$"
)
_COLUMN = re.compile(r"^[【\[〖［〔]\s*([^【】\[\]〖〗［］〔〕。，]{2,12})\s*[】\]〗］〕]$")
_COLUMN_IN_TITLE = re.compile(r"^[【〖［〔]\s*([^【】〖〗［］〔〕。，]{2,10})\s*[】〗］〕]\s*(?=\S)")
_QUOTE_STYLES = {"quote", "intense quote", "引用", "明显引用", "block text"}
_DROPPED = re.compile(r"^(?:[（(]\s*完\s*[)）]|[-—=*_\s]{3,}|报送稿件|投稿|新闻稿|稿件)$")


@dataclass
class Found:
    """What was found so far."""

    headline: Headline = field(default_factory=Headline)
    column: str = ""
    people: list[Credit] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)
    captions: dict[int, str] = field(default_factory=dict)
    credits: dict[int, str] = field(default_factory=dict)
    pictures: list[int] = field(default_factory=list)
    body: list[Any] = field(default_factory=list)


class StoryReader:
    """Reads the blocks of one document; ``columns`` and ``offices`` are names that the newsroom knows."""

    def __init__(
        self, blocks: list[Block], losses: Losses, *, columns: frozenset[str], offices: frozenset[str]
    ) -> None:
        self.blocks = [block for block in blocks if block.text or block.pictures]
        self.losses, self.columns, self.offices = losses, columns, offices
        self.size = body_size(self.blocks)
        self.found = Found()

    def read(self) -> Found:
        """The story, its body as elements for mammoth to write."""
        rest = self._without_captions(self.blocks)
        rest = self._without_top(rest)
        rest = self._without_bottom(rest)
        self.found.body = [self._written(block) for block in rest]
        return self.found

    # ----------------------------------------------------------------------------------------------- pictures

    def _without_captions(self, blocks: list[Block]) -> list[Block]:
        """The blocks without pictures and the lines that belong to them."""
        rest: list[Block] = []
        number = 0
        while number < len(blocks):
            if not blocks[number].pictures:
                rest.append(blocks[number])
                number += 1
                continue
            start = number
            group: list[int] = []
            own: list[Block] = []
            while number < len(blocks) and blocks[number].pictures:
                group += blocks[number].pictures
                if blocks[number].text:
                    own.append(blocks[number])
                number += 1
            self.found.pictures += group
            number = self._describe(group, own, blocks, number, rest, start)
        return rest

    def _describe(
        self, group: list[int], own: list[Block], blocks: list[Block], number: int, rest: list[Block], start: int
    ) -> int:
        """Give a group of pictures the lines in and below it; the number of the first block that is none of them."""
        lines: list[str] = []
        for block in own:
            if people.is_caption(block.text) or len(block.text) <= LONGEST_CAPTION // 2:
                lines.append(block.text)
            else:  # a picture that floats beside a paragraph
                rest.append(block)
        while number < len(blocks) and len(lines) <= len(group):
            if not self._is_caption(blocks[number], first=not lines, ends=number + 1 == len(blocks), above=start == 0):
                break
            lines.append(blocks[number].text)
            number += 1
        if not lines and rest and people.is_caption(rest[-1].text) and len(rest[-1].text) <= LONGEST_CAPTION:
            lines.append(rest.pop().text)
        captions: list[str] = []
        for line in lines:
            if credit := people.read_credit_line(line):
                for picture in group:
                    self.found.credits.setdefault(picture, credit)
            else:
                captions.append(line)
        for picture, line in zip(group, captions, strict=False):
            self.found.captions[picture], credit = people.split_caption(line)
            if credit:
                self.found.credits[picture] = credit
        for line in captions[len(group) :]:
            self.found.captions[group[-1]] += f" {line}"
        if credit := self.found.credits.get(group[0], "") if len(captions) == 1 else "":
            for picture in group:
                self.found.credits.setdefault(picture, credit)
        return number

    def _is_caption(self, block: Block, *, first: bool, ends: bool, above: bool) -> bool:
        """Whether a block below pictures belongs to them."""
        if block.pictures or block.table or block.listed or block.level or len(block.text) > LONGEST_CAPTION:
            return False
        if people.is_caption(block.text) or people.read_credit_line(block.text):
            return True
        if block.style.lower() in ("caption", "题注", "图片说明"):
            return True
        if not first or block.bold or above or self._signs(block):
            return False
        smaller = 0 < block.size < self.size - 0.4
        return (block.centred or smaller) and len(block.text) <= 60 and not (ends and block.right)

    def _signs(self, block: Block) -> bool:
        return people.read_signature(block.text, self.offices, placed=block.right) is not None

    # ---------------------------------------------------------------------------------------------------- top

    def _without_top(self, blocks: list[Block]) -> list[Block]:
        """The blocks without headline, byline and labels."""
        lines: list[Block] = []
        labelled: dict[str, list[str]] = {}
        number = 0
        while number < min(len(blocks), MOST_LINES_ABOVE):
            block = blocks[number]
            if not self._above(block, lines, blocks[number + 1 :]) and not self._labels(block, labelled):
                break
            number += 1
        head = read_headline(lines, self.size)
        head.kicker = " ".join(labelled.get("kicker", [])) or head.kicker
        head.subtitle = " ".join(map(without_dashes, labelled.get("subtitle", []))) or head.subtitle
        if "title" in labelled:
            head.returned = [*lines, *head.returned] if not labelled.keys() & {"kicker", "subtitle"} else head.returned
            head.title = " ".join(labelled["title"])
        self._column_in_title(head)
        if head.guess:
            self.losses.guess(head.guess)
        if not head.title:
            self.losses.guess(_("No title was found above the text. Type it in."))
        self.found.headline = head
        return [*head.returned, *blocks[number:]]

    def _above(self, block: Block, lines: list[Block], after: list[Block]) -> bool:
        """Take in a line above the text; False where the text begins, or where it is labelled."""
        text = block.text
        if block.table or block.listed or _LABELLED.match(text):
            return False
        if _DROPPED.match(text) or people.is_date(text):
            self.losses.add(Loss.DATE) if people.is_date(text) else None
            return True
        if people.is_contact(text):
            self.losses.add(Loss.CONTACT)
            return True
        if self._column(text):
            return True
        if names := people.read_people(text):
            self.found.people += names
            return True
        if lines and not (block.bold or block.level) and (names := people.read_bare_name(text)):
            self.found.people += names
            self.losses.guess(_("“%(words)s” below the title was taken for the author.") % {"words": text})
            return True
        if lines and (signature := self._office_below_title(block)):
            self._sign(signature)
            return True
        if not self._headlike(block, lines) or not after:
            return False
        lines.append(block)
        return True

    def _office_below_title(self, block: Block) -> people.Signature | None:
        return people.read_signature(block.text, self.offices, placed=block.text in self.offices)

    def _headlike(self, block: Block, lines: list[Block]) -> bool:
        """Whether a line can be part of the headline."""
        text = block.text
        if len(text) > LONGEST_HEADLINE or _LEAD.match(text):
            return False
        if lines and _ENUMERATED.match(text):
            return False
        title_level = min((line.level for line in lines if line.level), default=0)
        if title_level and block.level > title_level:
            return False
        if lines and any(line.style.lower() in ("title", "标题") for line in lines) and block.level:
            return False
        distinct = block.centred or block.level or block.size >= self.size + 1
        if _FINAL.search(text) and not (distinct and not text.endswith(("。", "；", "，", "："))):
            return False
        if lines and not is_dashed(text):
            set_off = any(line.centred or line.level or line.size >= self.size + 1 for line in lines)
            if set_off and not (distinct or block.bold):
                return False
            return bool(distinct) or any(self._alike(line, block) for line in lines)
        return True

    def _alike(self, one: Block, two: Block) -> bool:
        return (one.centred, one.bold, round(one.size), one.level) == (
            two.centred,
            two.bold,
            round(two.size),
            two.level,
        )

    def _labels(self, block: Block, labelled: dict[str, list[str]]) -> bool:
        """Take in a line such as “副题：…”."""
        found = _LABELLED.match(block.text)
        if found is None or len(block.text) > 2 * LONGEST_HEADLINE:
            return False
        label, words = found[1], found[2].strip()
        if label in ("作者", "通讯员"):
            self.found.people += people.read_people(block.text) or people.read_bare_name(words)
        elif label.startswith("供稿"):
            signature = people.read_signature(block.text, self.offices, placed=True)
            if signature is None:
                return False
            self._sign(signature)
        elif label.startswith("栏目"):
            self.found.column = words.strip("【】[]〖〗")
        elif label == "摘要":
            return False
        else:
            part = "kicker" if label in ("引题", "肩题", "眉题") else "subtitle" if label.startswith("副") else "title"
            labelled.setdefault(part, []).append(words)
        return True

    def _column(self, text: str) -> bool:
        """Take in the label of a column that stands in a line by itself."""
        found = _COLUMN.match(text)
        name = found[1].strip() if found else text
        if self.found.column or not (found or name in self.columns):
            return False
        self.found.column = name
        return True

    def _column_in_title(self, head: Headline) -> None:
        found = _COLUMN_IN_TITLE.match(head.title)
        if found and not self.found.column:
            self.found.column, head.title = found[1].strip(), head.title[found.end() :].strip()

    # ------------------------------------------------------------------------------------------------- bottom

    def _without_bottom(self, blocks: list[Block]) -> list[Block]:
        """The blocks without the lines that sign the story."""
        rest = list(blocks)
        signed: list[people.Signature] = []
        taken = 0
        while len(rest) > 1 and taken < MOST_LINES_BELOW and self._below(rest[-1], signed):
            rest.pop()
            taken += 1
        if rest and not rest[-1].table and (ending := people.trailing_signature(rest[-1].text, self.offices)):
            signature, start = ending
            signed.append(signature)
            last = rest[-1]
            rest[-1] = replace(last, element=self._shortened(last, start), text=last.text[:start].rstrip())
        for signature in reversed(signed):
            self._sign(signature)
        return rest

    def _shortened(self, block: Block, start: int) -> Any:
        """The block's element up to a place in its text; the element itself holds more blanks than the text."""
        letters = len("".join(block.text[:start].split()))
        raw = raw_text(block.element)
        place = 0
        while letters:
            letters -= not raw[place].isspace()
            place += 1
        return cut_off(block.element, len(raw) - place)

    def _below(self, block: Block, signed: list[people.Signature]) -> bool:
        """Take in a line below the text; False for the text itself."""
        text = block.text
        if block.table or block.listed or block.level:
            return False
        if people.is_contact(text):
            self.losses.add(Loss.CONTACT)
            return True
        if people.is_date(text):
            self.losses.add(Loss.DATE)
            return True
        if _DROPPED.match(text):
            return True
        if self.found.pictures and (credit := people.read_credit_line(text)):
            for picture in self.found.pictures:
                self.found.credits.setdefault(picture, credit)
            return True
        placed = block.right or (block.centred and len(text) <= 20)
        signature = people.read_signature(text, self.offices, placed=placed)
        if signature is None and block.right and (names := people.read_bare_name(text)):
            signature = people.Signature(names)
        if signature is None:
            return False
        signed.append(signature)
        return True

    def _sign(self, signature: people.Signature) -> None:
        self.found.people += signature.people
        self.found.offices += signature.offices

    # --------------------------------------------------------------------------------------------------- body

    def _written(self, block: Block) -> Any:
        """The block's element as the body shall have it."""
        element = without_pictures(block.element)
        if block.table:
            return element
        if self._is_subhead(block):
            return restyled(element, SUBHEAD, plain=True)
        if block.style.lower() in _QUOTE_STYLES:
            return restyled(element, QUOTE)
        if block.right:
            return restyled(element, RIGHT)
        return restyled(element, CENTRED if block.centred and len(block.text) > 1 else None)

    def _is_subhead(self, block: Block) -> bool:
        if block.level:
            return len(block.text) <= 2 * LONGEST_SUBHEAD
        if block.listed or len(block.text) > LONGEST_SUBHEAD or _FINAL.search(block.text):
            return False
        return block.bold or bool(_HAN_NUMBER.match(block.text)) or (block.centred and block.size > self.size + 0.4)
