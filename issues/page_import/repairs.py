"""Repairs that a recognised or extracted text may want: proposed, shown, and made only where a person accepts them.

Pure: a proposal names the article, the field or paragraph, the characters it replaces and why. The printed wording is
kept otherwise; nothing here is applied on import.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from .model import Doubt, ImportedArticle, PageImport, Paragraph

HAN = r"[\u4e00-\u9fff]"
# a half-width mark is a slip only beside Han text: 3:15, v2.0, 10,000 and English stay as they are
MARKS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
HALF_MARK = re.compile(
    rf"(?<={HAN})[,;:?!](?!//)|(?<=[）》”’」])[,;:?!]|(?<=[)\"])[,;:?!](?={HAN}|$)|[,;?!](?={HAN})(?<!\d.)"
)
HALF_STOP = re.compile(rf"(?<={HAN})\.(?=$|[\s”’\"']|{HAN})")
PARENS = re.compile(r"\(([^()（）]*[\u4e00-\u9fff][^()（）]*)\)")
DOTS = re.compile(rf"(?<={HAN})\.{{3,6}}|(?<={HAN})。{{3,6}}")
HAN_SPACE = re.compile(rf"(?<={HAN}|[，、。；：“”（）《》])[ \u3000]+(?={HAN}|[，、。；：“”（）《》])")
LEAD_GAP = re.compile(r"^[(（【]?(?:本报讯|本刊讯|又讯|[\u4e00-\u9fff]{2,4}讯)[)）】]?\s+")
TITLE_FIELDS = ("kicker", "title", "subtitle")
CONTEXT = 8  # characters shown on either side of a change


class Repair(StrEnum):
    """What kind of repair; the interface translates the codes."""

    FULL_WIDTH = "full_width"
    QUOTES = "quotes"
    REJOINED = "rejoined"
    DOUBLED_CHARACTER = "doubled_character"
    DOUBLED_CAPTION = "doubled_caption"


@dataclass(frozen=True)
class Proposal:
    """One repair: in the article at ``article``, in a headline field or the paragraph at ``paragraph``."""

    article: int
    field: str  # kicker, title, subtitle or paragraph
    paragraph: int | None
    start: int
    end: int
    before: str
    after: str
    kind: Repair
    context: tuple[str, str]  # what stands before and after the change

    @property
    def key(self) -> str:
        """A name that stays the same while the text does, for a form."""
        where = self.field if self.paragraph is None else f"paragraph{self.paragraph}"
        return f"{self.article}.{where}.{self.start}.{self.end}.{self.kind}"


def propose(page: PageImport) -> list[Proposal]:
    """All repairs that the page may want, in printed order."""
    found: list[Proposal] = []
    for index, article in enumerate(page.articles):
        for name in TITLE_FIELDS:
            text = getattr(article, name)
            if text:
                found += [_proposal(index, name, None, text, change) for change in changes(text, title=True)]
        for number, paragraph in enumerate(article.paragraphs):
            found += [_proposal(index, "paragraph", number, paragraph.text, c) for c in changes(paragraph.text)]
            if Doubt.DOUBLED_AT_TEAR in paragraph.doubts:
                found += [_proposal(index, "paragraph", number, paragraph.text, c) for c in doubled(paragraph.text)]
        found += doubled_captions(index, article)
    return found


Change = tuple[int, int, str, Repair]


def changes(text: str, title: bool = False) -> list[Change]:
    """(start, end, replacement, kind) of the repairs of one text, left to right, none overlapping."""
    result: list[Change] = [
        (m.start(), m.end(), MARKS[m[0]], Repair.FULL_WIDTH)
        for m in HALF_MARK.finditer(text)
        if not (m[0] in ":," and text[m.start() - 1 : m.start()].isdigit() and text[m.end() : m.end() + 1].isdigit())
    ]
    if not title:
        result += [(m.start(), m.end(), "。", Repair.FULL_WIDTH) for m in HALF_STOP.finditer(text)]
        lead = LEAD_GAP.match(text)
        kept = lead.end() if lead else 0
        result += [(m.start(), m.end(), "", Repair.REJOINED) for m in HAN_SPACE.finditer(text) if m.end() > kept]
    for m in PARENS.finditer(text):
        if re.search(r"[A-Za-z0-9]\s*$", text[: m.start()]):
            continue  # SOHO (A座): the bracket goes with the Latin word
        result += [(m.start(), m.start() + 1, "（", Repair.FULL_WIDTH), (m.end() - 1, m.end(), "）", Repair.FULL_WIDTH)]
    result += [(m.start(), m.end(), "……", Repair.FULL_WIDTH) for m in DOTS.finditer(text)]
    result += quotes(text)
    result.sort()
    apart: list[Change] = []
    for change in result:
        if not apart or change[0] >= apart[-1][1]:
            apart.append(change)
    return apart


def quotes(text: str) -> Iterator[Change]:
    """Straight double quotes turned to opening and closing ones, where they pair up and hold Han text."""
    places = [i for i, char in enumerate(text) if char == '"']
    if not places or len(places) % 2 or not re.search(HAN, text):
        return
    for opening, closing in zip(places[::2], places[1::2], strict=True):
        yield opening, opening + 1, "“", Repair.QUOTES
        yield closing, closing + 1, "”", Repair.QUOTES


def doubled(text: str) -> Iterator[Change]:
    """Characters printed twice in a row, one of which a tear may have added; the person says which are slips."""
    for found in re.finditer(rf"({HAN})\1", text):
        yield found.start(), found.start() + 1, "", Repair.DOUBLED_CHARACTER


def doubled_captions(index: int, article: ImportedArticle) -> list[Proposal]:
    """Captions and shadow copies that say again what another caption or the headline says."""
    headline = "".join(getattr(article, name) or "" for name in TITLE_FIELDS)
    told = [headline]
    found = []
    for number, paragraph in enumerate(article.paragraphs):
        if paragraph.role not in ("caption", "shadow"):
            continue
        letters = _letters(paragraph.text)
        if letters and any(_alike(letters, _letters(other)) for other in told):
            change = (0, len(paragraph.text), "", Repair.DOUBLED_CAPTION)
            found.append(_proposal(index, "paragraph", number, paragraph.text, change))
        told.append(paragraph.text)
    return found


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _alike(first: str, second: str) -> bool:
    """Whether two texts are one but for a few characters."""
    if not first or not second or not 0.7 <= len(first) / len(second) <= 1.4:
        return False
    return SequenceMatcher(None, first[:200], second[:200], autojunk=False).ratio() >= 0.9


def _proposal(article: int, field: str, paragraph: int | None, text: str, change: Change) -> Proposal:
    start, end, after, kind = change
    around = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Proposal(article, field, paragraph, start, end, text[start:end], after, kind, around)


def repaired(text: str, proposals: Iterable[Proposal]) -> str:
    """A text with repairs made; the last is made first, so that the places of the others hold.

    Raises ValueError where the text is no longer the one that a proposal was made for.
    """
    for proposal in sorted(proposals, key=lambda p: p.start, reverse=True):
        if text[proposal.start : proposal.end] != proposal.before:
            raise ValueError(f"the text has changed at {proposal.start}")
        text = text[: proposal.start] + proposal.after + text[proposal.end :]
    return text


def apply(page: PageImport, accepted: Iterable[Proposal]) -> PageImport:
    """The page with the accepted repairs made, and nothing else changed."""
    by_place: dict[tuple[int, str, int | None], list[Proposal]] = {}
    for proposal in accepted:
        by_place.setdefault((proposal.article, proposal.field, proposal.paragraph), []).append(proposal)
    articles = []
    for index, article in enumerate(page.articles):
        headline = [
            repaired(text, by_place.get((index, name, None), ())) if (text := getattr(article, name)) else None
            for name in TITLE_FIELDS
        ]
        paragraphs: list[Paragraph] = []
        for number, paragraph in enumerate(article.paragraphs):
            text = repaired(paragraph.text, by_place.get((index, "paragraph", number), ()))
            if text:
                paragraphs.append(replace(paragraph, text=text))
        kicker, title, subtitle = headline
        articles.append(replace(article, kicker=kicker, title=title, subtitle=subtitle, paragraphs=tuple(paragraphs)))
    return replace(page, articles=tuple(articles))
