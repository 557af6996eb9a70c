"""Reading a set page back: the text that a reader of the PDF finds in a region, and whether it is the story's.

PDFium reads the finished file, so what is checked is what is printed, not what was meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import pypdfium2 as pdfium

from issues.layout.fonts import GETA, packaged
from issues.layout.headlines import BYLINES_ABOVE
from issues.layout.model import IssueLayout, Story
from issues.typesetting.frames import place_blocks, region_of

_JUMP = re.compile(r"（(?:下转|上接)\d+版）")
Box = tuple[float, float, float, float]  # left, top, width, height as fractions of a page
_SAME = str.maketrans({"\u00a0": " ", "\u2010": "-", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class Difference:
    """Characters by which the text found for a story differs from what it should print."""

    story: str
    lost: str  # printed nowhere in its regions
    added: str
    in_order: bool = True


def squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.translate(_SAME).split())


class PrintedPages:
    """The pages of a PDF, opened for reading. Use as a context manager."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pdfium.PdfDocument(pdf)

    def __enter__(self) -> PrintedPages:
        return self

    def __exit__(self, *_error: object) -> None:
        self._document.close()

    def text(self, page: int, box: Box, slack: float = 0.0015) -> str:
        """The text within a box of a page counted from 0."""
        sheet = self._document[page]
        width, height = sheet.get_size()
        left, top, wide, high = box
        reader = sheet.get_textpage()
        try:
            found: str = reader.get_text_bounded(
                left=(left - slack) * width,
                right=(left + wide + slack) * width,
                top=(1 - top + slack) * height,
                bottom=(1 - top - high - slack) * height,
            )
        finally:
            reader.close()
            sheet.close()
        return found


def printed_text(story: Story, level: int, label: bool, photos: Sequence[int]) -> str:
    """What a story prints, in its order: label, headline, bylines, text, attributions, captions of the photos set."""
    parts = [story.label if label else "", story.kicker, story.headline, story.subtitle] if level else []
    above = 0 < level <= BYLINES_ABOVE
    parts += story.bylines if above else ()
    for paragraph in story.paragraphs:
        parts += paragraph.cells if paragraph.kind == "table" else [paragraph.marker + paragraph.text]
    parts += story.bylines if not above else ()
    if story.attributions:
        parts.append("（" + "、".join(story.attributions) + "）")
    for index in photos:
        parts += [story.photos[index].caption, story.photos[index].credit]
    return squeezed("".join(parts))


def differences(layout: IssueLayout, pdf: bytes) -> list[Difference]:
    """Where the PDF of a whole issue does not print, within a story's regions, exactly what the story says.

    White space and jump lines are left aside, and a character that no font has counts as its substitute 〓.
    """
    pages = {page.sequence: index for index, page in enumerate(layout.pages)}
    with PrintedPages(pdf) as printed:
        return _differences(layout, layout.stories, lambda page, box: printed.text(pages[page], box))


def page_differences(layout: IssueLayout, page: int, pdfs: Mapping[int, bytes]) -> list[Difference]:
    """The same for the stories of one page; ``pdfs`` holds it and each page on which one of them has another part."""
    with ExitStack() as opened:
        printed = {number: opened.enter_context(PrintedPages(pdf)) for number, pdf in pdfs.items()}
        keys = {block.story for each in layout.pages if each.sequence == page for block in each.blocks}
        stories = [story for story in layout.stories if story.key in keys]
        return _differences(layout, stories, lambda number, box: printed[number].text(0, box))


def _differences(layout: IssueLayout, stories: Sequence[Story], text_in: Callable[[int, Box], str]) -> list[Difference]:
    found: list[Difference] = []
    placed = place_blocks(layout)
    for story in stories:
        parts = sorted((each for each in placed if each.story is story), key=lambda each: each.block.part)
        if not parts:
            continue
        here = [text_in(each.page.sequence, region_of(each.block, layout.style)) for each in parts]
        texts = [_JUMP.sub("", squeezed(text)) for text in here]
        for number, each in enumerate(parts[1:], 1):
            if each.block.shape.headline and each.block.shape.jumps_from > 0:  # over every part on another page
                texts[number] = texts[number].replace(_showable(squeezed(story.headline), layout), "", 1)
        photos = [photo.spot.photo for each in parts for photo in each.arrangement.photos]
        level = parts[0].block.shape.headline
        if difference := _compare(story, "".join(texts), level, photos, layout):
            found.append(difference)
    return found


def _showable(text: str, layout: IssueLayout) -> str:
    font = packaged(layout.style.fonts.serif)
    return "".join(c if font.has(c) else GETA for c in text)


def _compare(story: Story, text: str, level: int, photos: Sequence[int], layout: IssueLayout) -> Difference | None:
    """None when both have the same characters and the text of the story runs through in its order."""
    have, want = Counter(text), Counter(_showable(printed_text(story, level, bool(story.label), photos), layout))
    lost, added = want - have, have - want
    if lost or added:
        return Difference(story.key, "".join(lost.elements()), "".join(added.elements()))
    for index in photos:  # captions stand after the text of their own part, so between two parts
        photo = story.photos[index]
        text = text.replace(_showable(squeezed(photo.caption + photo.credit), layout), "", 1)
    place = 0
    for running in _runs(story):
        place = text.find(_showable(squeezed(running), layout), place)
        if place < 0:
            return Difference(story.key, "", "", in_order=False)
    return None


def _runs(story: Story) -> list[str]:
    """The text between tables; in a table PDFium takes line after line through all cells of a row."""
    runs = [""]
    for paragraph in story.paragraphs:
        if paragraph.kind == "table":
            runs.append("")
        else:
            runs[-1] += paragraph.marker + paragraph.text
    return runs
