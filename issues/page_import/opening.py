"""The page of a dump as the machine reads it, opened for a person who corrects it."""

from __future__ import annotations

from . import roles as R
from .assembly import Assembler
from .editing import GOING_ON, OPENING, Piece, Sheet, renumbered, sureness
from .layout import measure
from .model import PageImport, Register
from .paths import decide
from .reading import read_lines

NAMES = {
    R.FURNITURE: "furniture",
    R.LABEL: "label",
    R.KICKER: "kicker",
    R.TITLE: "title",
    R.SUBTITLE: "subtitle",
    R.BYLINE: "byline",
    R.NOTE: "note",
    R.BODY: "body",
    R.BODY_ON: "body",
    R.SUBHEAD: "subhead",
    R.SUBHEAD_ON: "subhead",
    R.CAPTION: "caption",
    R.CAPTION_ON: "caption",
    R.SIGNATURE: "signature",
}


def open_page(text: str, register: Register) -> tuple[Sheet, PageImport]:
    """The page of a dump, ready to be corrected, and as ``parse_page`` reads it, with the doubts of a first reading.

    Raises PageImportError as ``parse_page`` does.
    """
    features = measure(read_lines(text, register), register)
    codes, leads = decide(features)
    assembler = Assembler(features, codes, leads, register)
    page = assembler.page()
    order: list[tuple[int, ...]] = []
    for story, head, groups in zip(assembler.stories, assembler.heads, assembler.groups, strict=True):
        for k in head.kicker_lines:
            codes[k] = R.KICKER
        for k in head.subtitle_lines:
            codes[k] = R.SUBTITLE
        for k in story.head.lines if story.head else ():
            if k not in head.kicker_lines and k not in head.subtitle_lines:
                codes[k] = R.TITLE
        for group in groups:
            name = NAMES[codes[group[0]]]
            codes[group[0]] = OPENING[name]
            for k in group[1:]:
                codes[k] = GOING_ON.get(name, codes[k])
        label = story.head.label if story.head else story.bodies[0].label
        own = [label] if label is not None and assembler.belongs(label) else []
        own += [*(story.head.lines if story.head else ()), *(k for body in story.bodies for k in body.lines)]
        order.append(tuple(own))
    pieces = tuple(
        Piece(
            (item.line.number, item.line.start, item.line.end),
            item.line.text,
            NAMES[code],
            code not in GOING_ON.values(),
            None,
            sureness(lead),
            item.line.shadow,
        )
        for item, code, lead in zip(features, codes, leads, strict=True)
    )
    return renumbered(Sheet(text, register, pieces, tuple(order))), page
