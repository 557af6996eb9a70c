"""The checker's findings on each page in words, with the blocks that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues.layout.checking import PageCheck
from issues.layout.style import MM
from newsroom.desk.board.previews import findings
from newsroom.desk.board.showing import Board

LINES_SHOWN = 3
MOST_WHITE = 0.06  # of a page


@dataclass(frozen=True)
class Finding:
    """One thing that an editor would object to; ``blocks`` are keys of rows, ``is_good`` what there is to praise."""

    words: str
    blocks: tuple[int, ...] = ()
    is_good: bool = False


def findings_of(board: Board) -> dict[int, list[Finding]]:
    """By page number; pages without blocks have none."""
    if not any(page.blocks for page in board.layout.pages):
        return {}
    names = {f"b{pk}": piece.headline for pk, piece in board.pieces.items()}
    return {found.sequence: list(_in_words(found, board, names)) for found in findings(board.layout, board.keys)}


def _in_words(found: PageCheck, board: Board, names: dict[str, str]) -> Iterator[Finding]:
    white = _("White space %(share).1f %%") % {"share": 100 * found.white}
    yield Finding(white, is_good=found.white <= MOST_WHITE)
    style = board.layout.style
    for piece in board.leaves[found.sequence].pieces:
        if piece.fit.overset:
            words = [piece.words, *piece.problems] if piece.fit.lines_over else piece.problems
            yield Finding(f"“{piece.headline}”: {' '.join(words)}", (piece.row.pk,))
    for one, other in found.colliding_headlines:
        yield Finding(
            _("Headlines of one size side by side: “%(one)s”, “%(other)s”.")
            % {"one": names[one], "other": names[other]},
            (int(one[1:]), int(other[1:])),
        )
    for one, other in found.adjacent_photos:
        yield Finding(
            _("Photos of two stories side by side: “%(one)s”, “%(other)s”.")
            % {"one": names[one], "other": names[other]},
            (int(one[1:]), int(other[1:])),
        )
    if found.lines_across:
        rows = [round((points - style.margin_top * MM) / style.line_pitch) for points in found.lines_across]
        yield Finding(
            _("A white line runs straight across the page, at row %(rows)s.")
            % {"rows": "、".join(str(row) for row in rows[:LINES_SHOWN])},
            _beside(board, found.sequence, rows),
        )
    if found.lines_down:
        yield Finding(_("A white line runs straight down the page."))
    if not found.lead_on_top:
        yield Finding(_("The largest headline does not stand at the head of the page."))
    if found.collisions:
        yield Finding(
            ngettext(
                "%(count)d character is printed over a picture.",
                "%(count)d characters are printed over a picture.",
                found.collisions,
            )
            % {"count": found.collisions}
        )


def _beside(board: Board, sequence: int, rows: list[int]) -> tuple[int, ...]:
    """The blocks that end where a line runs."""
    pieces = board.leaves[sequence].pieces
    return tuple(
        piece.row.pk for piece in pieces if any(abs(piece.row.y + piece.row.height - row) <= 1 for row in rows)
    )
