"""A printed page as the dump that the parser knows best, with the place of every line.

One printed line a line, a blank line between boxes, indents kept; ``#`` marks the largest lines of a headline, ``##``
the others, ``**`` a line of the text that is set in another face.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .boxes import LARGER, SMALL, Glyph, boxes_of, in_order, lines_of, running_size
from .placing import placed

INDENT = 1.2  # of the type size
LONGEST_MARKED = 44  # characters: what is longer is no headline, however large


@dataclass(frozen=True)
class BoxedPage:
    """The dump, and for each of its lines the box of what is printed there (left, top, right, bottom), or None."""

    text: str
    places: tuple[tuple[float, float, float, float] | None, ...]


def running_face(glyphs: Sequence[Glyph], size: float) -> str:
    """The face of the running text."""
    faces = Counter(glyph.face for glyph in glyphs if abs(glyph.size - size) < 0.3 and not glyph.char.isspace())
    return faces.most_common(1)[0][0] if faces else ""


def dump(glyphs: Sequence[Glyph]) -> BoxedPage:
    """The page as a dump for ``parse_page``, with the place of each line."""
    body = running_size(glyphs)
    face = running_face(glyphs, body)
    lines = lines_of(glyphs, body)
    rows: list[str] = []
    places: list[tuple[float, float, float, float] | None] = []
    ordered, titles = placed(boxes_of(lines), body, in_order)
    for box in ordered:
        if rows:
            rows.append("")
            places.append(None)
        mark = "# " if id(box) in titles else "## "
        for line in box.lines:
            marked = (
                line.size >= LARGER * body and len(line.text) <= LONGEST_MARKED and any(map(str.isalnum, line.text))
            )
            indented = not marked and len(box.lines) > 1 and line.left - box.left >= INDENT * line.size
            # a line within the text that is set in another face, as subheads are
            apart = (
                not marked and not indented and line.face != face and len(box.lines) > 1 and line.size > SMALL * body
            )
            rows.append(f"**{line.text}**" if apart else (mark if marked else "　　" if indented else "") + line.text)
            places.append((line.left, line.top, line.right, line.bottom))
    return BoxedPage("\n".join(rows), tuple(places))
