"""The document as mammoth read it, as blocks with the features that tell a title from text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mammoth import documents

from articles.word_import.losses import Loss, Losses
from articles.word_import.markup import OUTLINE, PICTURE_MARK
from articles.word_import.styles import Styles

SUBHEAD, QUOTE, RIGHT, CENTRED = "newsroom subhead", "newsroom quote", "newsroom right", "newsroom centred"
STYLE_MAP = f"""
p[style-name='{SUBHEAD}'] => h3:fresh
p[style-name='{QUOTE}'] => blockquote > p:fresh
p[style-name='{RIGHT}'] => p.align-right:fresh
p[style-name='{CENTRED}'] => p.align-center:fresh
"""
_SPACES_TO_CENTRE = 6  # blanks before a short line that centre it by hand, in halves of a character


@dataclass
class Block:
    """A paragraph or a table; ``pictures`` are the numbers of the pictures that stand in it."""

    element: Any
    text: str
    style: str = ""
    level: int = 0  # of a heading, from 1
    size: float = 0.0  # points, of most of its characters
    bold: bool = False
    centred: bool = False
    right: bool = False
    listed: bool = False
    table: bool = False
    pictures: list[int] = field(default_factory=list)


def blocks(children: Iterable[Any], styles: Styles, losses: Losses) -> Iterator[Block]:
    """The blocks of the document; tables that only frame something are dissolved."""
    for child in children:
        if isinstance(child, documents.Paragraph):
            yield _paragraph(child, styles)
        elif isinstance(child, documents.Table):
            cells = [cell for row in child.children for cell in row.children]
            pictures = [number for element in _walk(child) for number in _picture_numbers(element)]
            if pictures or len(cells) == 1:
                losses.add(Loss.PICTURE_TABLE if pictures else Loss.FRAME)
                for cell in cells:
                    yield from blocks(cell.children, styles, losses)
            elif cells:
                yield Block(child, " ".join(_texts(child)), table=True)


def _paragraph(paragraph: Any, styles: Styles) -> Block:
    raw = raw_text(paragraph)
    text = " ".join(raw.split())
    style = styles.get(paragraph.style_id or "")
    level = style.level
    if (paragraph.style_id or "").startswith(OUTLINE):
        level = int(paragraph.style_id.removeprefix(OUTLINE))
    sizes: Counter[float] = Counter()
    heavy = 0
    for run in _walk(paragraph):
        if isinstance(run, documents.Run):
            length = len("".join("".join(_texts(run)).split()))
            sizes[run.font_size or 0.0] += length
            heavy += length if run.is_bold else 0
    letters = len("".join(text.split()))
    blanks = sum(2 if c == "\u3000" else 4 if c == "\t" else 1 for c in raw[: len(raw) - len(raw.lstrip())])
    return Block(
        paragraph,
        text,
        style=style.name,
        level=level,
        size=sizes.most_common(1)[0][0] if letters else 0.0,
        bold=bool(letters) and heavy >= 0.8 * letters,
        centred=paragraph.alignment == "center" or (blanks >= _SPACES_TO_CENTRE and letters <= 30),
        right=paragraph.alignment == "right" or (blanks >= 4 * _SPACES_TO_CENTRE and letters <= 30),
        listed=paragraph.numbering is not None,
        pictures=[number for element in _walk(paragraph) for number in _picture_numbers(element)],
    )


def body_size(found: Iterable[Block]) -> float:
    """The size of most of the text, in points."""
    sizes: Counter[float] = Counter()
    for block in found:
        if not block.table and not block.level:
            sizes[block.size] += len(block.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _walk(element: Any) -> Iterator[Any]:
    yield element
    for child in getattr(element, "children", ()):
        yield from _walk(child)


def raw_text(element: Any) -> str:
    """The text of an element with all its blanks."""
    return "".join(_texts(element))


def _texts(element: Any) -> Iterator[str]:
    for part in _walk(element):
        if isinstance(part, documents.Text):
            yield part.value
        elif isinstance(part, documents.Tab):
            yield "\t"
        elif isinstance(part, documents.TableCell):
            yield " "


def _picture_numbers(element: Any) -> Iterator[int]:
    if isinstance(element, documents.Image) and (element.alt_text or "").startswith(PICTURE_MARK):
        yield int(element.alt_text.removeprefix(PICTURE_MARK))


# ------------------------------------------------------------------------------------------------------- changing


def restyled(paragraph: Any, style: str | None, *, plain: bool = False) -> Any:
    """A paragraph in one of the styles of the style map, or in none; ``plain`` takes weight and slant from it."""
    children = [_plain(child) for child in paragraph.children] if plain else paragraph.children
    numbering = None if style else paragraph.numbering
    return paragraph.copy(style_id=None, style_name=style, children=children, numbering=numbering)


def _plain(element: Any) -> Any:
    if isinstance(element, documents.Run):
        element = element.copy(is_bold=False, is_italic=False)
    if getattr(element, "children", None):
        element = element.copy(children=[_plain(child) for child in element.children])
    return element


def without_pictures(element: Any) -> Any:
    """The element without its pictures, which the story holds apart."""
    if not hasattr(element, "children"):
        return element
    kept = [without_pictures(child) for child in element.children if not isinstance(child, documents.Image)]
    return element.copy(children=kept)


def cut_off(element: Any, length: int) -> Any:
    """The element without its last ``length`` characters of text."""
    return _cut(element, length)[0]


def _cut(element: Any, length: int) -> tuple[Any, int]:
    """The shortened element, and how many characters are still to go before it."""
    if length <= 0:
        return element, 0
    if isinstance(element, documents.Text):
        kept = max(0, len(element.value) - length)
        return documents.text(element.value[:kept]), length - (len(element.value) - kept)
    if isinstance(element, documents.Tab):
        return documents.text(""), length - 1
    if not hasattr(element, "children"):
        return element, length
    children = []
    for child in reversed(element.children):
        child, length = _cut(child, length)
        children.append(child)
    return element.copy(children=children[::-1]), length
