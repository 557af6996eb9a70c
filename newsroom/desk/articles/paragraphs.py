"""The paragraphs of a rendered body: numbered, so that a remark can stand beside the lines it means.

Numbers count paragraphs, small headings, list items, captions and table rows in reading order, from 1; what stands
inside one of these belongs to it. The headline is number 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape

from django.utils.safestring import SafeString, mark_safe

HEADLINE = 0

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*>")
_GAP = re.compile(r"</t[dh]>|<br[^>]*>")  # where a reader sees a gap between words
_COUNTED = {"p", "h2", "h3", "li", "figcaption", "tr"}
_VOID = {"img", "br", "source", "hr", "wbr"}


@dataclass(frozen=True)
class Paragraph:
    """One numbered paragraph with its words, white space squeezed."""

    number: int
    text: str


@dataclass(frozen=True)
class Block:
    """An outermost element of a body (a whole list, a whole table), and the paragraphs in it."""

    html: SafeString
    paragraphs: tuple[Paragraph, ...]


def blocks(html: str) -> list[Block]:
    """The blocks of a rendered body; each paragraph carries the id ``p<number>`` and its number as data."""
    found: list[Block] = []
    pieces: list[str] = []
    inside: list[Paragraph] = []
    depth, begins, at, number = 0, 0, 0, 0
    counted_at = -1  # the depth at which the paragraph that is open began
    for tag in _TAG.finditer(html):
        if tag[2] in _VOID:
            continue
        if not tag[1]:
            if depth == 0 and html[at : tag.start()].strip():
                found.append(_block([html[at : tag.start()]], []))
            if depth == 0:
                at = tag.start()
            if tag[2] in _COUNTED and counted_at < 0:
                number += 1
                counted_at, begins = depth, tag.end()
                name_ends = tag.start() + 1 + len(tag[2])
                pieces += [html[at:name_ends], f' id="p{number}" data-paragraph="{number}"']
                at = name_ends
            depth += 1
            continue
        depth = max(0, depth - 1)
        if depth == counted_at:
            inside.append(Paragraph(number, text_of(html[begins : tag.start()])))
            counted_at = -1
        if depth == 0:
            found.append(_block([*pieces, html[at : tag.end()]], inside))
            pieces, inside, at = [], [], tag.end()
    if html[at:].strip():
        found.append(_block([html[at:]], inside))
    return found


def _block(pieces: list[str], paragraphs: list[Paragraph]) -> Block:
    # Safe: the pieces of a body that was rendered as safe, with numbers of our own put in.
    return Block(mark_safe("".join(pieces)), tuple(paragraphs))  # noqa: S308


def text_of(html: str) -> str:
    """The words of a stretch of HTML, white space squeezed."""
    return squeezed(unescape(re.sub(r"<[^>]*>", "", _GAP.sub(" ", html))))


def squeezed(text: str) -> str:
    """Text with each run of white space as one blank."""
    return " ".join(text.split())


def marked(html: str, quote: str, anchor: str) -> SafeString:
    """The HTML with the first place of these words marked, where they stand in one run of text; else as it was."""
    wanted = escape(quote, quote=False)
    parts = re.split(r"(<[^>]*>)", html)
    for position, part in enumerate(parts):
        if position % 2 == 0 and wanted and wanted in part:
            mark = f'<mark class="passage" id="{anchor}">{wanted}</mark>'
            parts[position] = part.replace(wanted, mark, 1)
            break
    # Safe: what was safe before, with a mark around words that stood in it.
    return mark_safe("".join(parts))  # noqa: S308
