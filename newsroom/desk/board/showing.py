"""The board as its templates show it: pages with their pieces, and what waits beside them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Article
from issues.board.plan import version_of
from issues.layout.geometry import Rect
from issues.layout.model import IssueLayout, Shape, Story
from issues.layout.style import MM
from issues.models import Block, Issue, Page, Placement
from issues.typesetting.frames import left_of, region, top_of
from issues.typesetting.plan import stored_layout
from issues.typesetting.setting import CopyFit, copyfit
from newsroom.desk.board.previews import page_keys
from newsroom.desk.issues.plan import pool_of

POOL_SHOWN = 40
SVG_WIDTH = 1000  # units of the drawing over a page

PROBLEMS: Mapping[str, Any] = {
    "headline narrow": gettext_lazy("The headline is too large for this width: a line of one character."),
    "photo outside": gettext_lazy("A photo does not stand within the text columns."),
    "photo cropped": gettext_lazy("A photo would lose too much at this height."),
    "too low": gettext_lazy("Headline and photos are higher than the block."),
}


@dataclass(frozen=True)
class Piece:
    """One block on a page."""

    row: Block
    story: Story
    shape: Shape
    fit: CopyFit
    box: tuple[float, float, float, float]  # SVG units

    @property
    def headline(self) -> str:
        """What is printed over it, or how a reserved text begins."""
        return self.story.headline or (self.story.paragraphs[0].text[:20] if self.story.paragraphs else "")

    @property
    def is_reserved(self) -> bool:
        """Whether it holds text of its own."""
        return self.row.placement_id is None

    @property
    def state(self) -> str:
        """over, free or exact."""
        if self.fit.overset:
            return "over"
        return "free" if self.fit.characters_free and not self.shape.jumps_to else "exact"

    @property
    def words(self) -> str:
        """The copy-fit in words."""
        return fit_words(self.fit.characters_over, self.fit.lines_over, self.free)

    @property
    def free(self) -> int:
        """Characters for which there would be room."""
        return 0 if self.shape.jumps_to else self.fit.characters_free

    @property
    def problems(self) -> list[str]:
        """What makes it impossible to print, in words."""
        return [str(PROBLEMS.get(code, code)) for code in self.fit.problems]

    @property
    def place(self) -> dict[str, int]:
        """Column, row, width and height as people count them, from 1."""
        row = self.row
        return {"x": row.x + 1, "y": row.y + 1, "width": row.width, "height": row.height}


def fit_words(over: int, lines_over: int, free: int) -> str:
    """The copy-fit as editors say it."""
    if over or lines_over:
        return ngettext("%(count)d character over", "%(count)d characters over", over) % {"count": over}
    if free:
        return ngettext("room for %(count)d character", "room for %(count)d characters", free) % {"count": free}
    return _("fits exactly")


@dataclass
class Leaf:
    """One page."""

    page: Page
    key: str  # of its image
    area: Rect
    pieces: list[Piece] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # of the templates, for its tools
    findings: list[Any] | None = None  # where they were asked for without a script

    @property
    def sequence(self) -> int:
        """Its number."""
        return self.page.sequence

    @property
    def seen(self) -> str:
        """The mark of its blocks as they are shown."""
        return version_of(piece.row for piece in self.pieces)

    @property
    def overset(self) -> int:
        """How many blocks cannot be printed as they are."""
        return sum(piece.fit.overset for piece in self.pieces)

    @property
    def filled(self) -> int:
        """Per cent of the page that blocks take."""
        return round(100 * sum(piece.row.width * piece.row.height for piece in self.pieces) / self.area.size)


@dataclass(frozen=True)
class Waiting:
    """A placed story without a block."""

    pk: int
    article: int
    headline: str
    sequence: int
    characters: int
    rank: str


class Board:
    """Everything that the board shows of an issue, read when it is first asked for."""

    def __init__(self, request: HttpRequest, issue: Issue) -> None:
        self.request, self.issue = request, issue

    @cached_property
    def layout(self) -> IssueLayout:
        """The plan as it is stored."""
        return stored_layout(self.issue)

    @cached_property
    def keys(self) -> dict[int, str]:
        """The keys of the page images."""
        return page_keys(self.layout)

    @cached_property
    def leaves(self) -> dict[int, Leaf]:
        """The pages by number."""
        layout, style = self.layout, self.layout.style
        rows = {row.pk: row for row in Block.objects.filter(issue=self.issue).select_related("page")}
        fits = {fit.block: fit for fit in copyfit(layout)}
        stories = {story.key: story for story in layout.stories}
        pages = {page.sequence: page for page in self.issue.pages.select_related("editor").order_by("sequence")}
        last = max(pages, default=0)
        scale = SVG_WIDTH / (style.width * MM)
        found = {}
        for page in layout.pages:
            leaf = Leaf(pages[page.sequence], self.keys[page.sequence], style.area(page.sequence, last))
            for block in page.blocks:
                left, top, width, height = region(block.rect, style)
                box = (
                    round(left * SVG_WIDTH, 1),
                    round(top * style.height * MM * scale, 1),
                    round(width * SVG_WIDTH, 1),
                    round(height * style.height * MM * scale, 1),
                )
                row = rows[int(block.key[1:])]
                leaf.pieces.append(Piece(row, stories[block.story], block.shape, fits[block.key], box))
            leaf.pieces.sort(key=lambda piece: (piece.row.y, piece.row.x))
            found[page.sequence] = leaf
        return found

    @property
    def pieces(self) -> dict[int, Piece]:
        """All blocks by key."""
        return {piece.row.pk: piece for leaf in self.leaves.values() for piece in leaf.pieces}

    @property
    def sheet_height(self) -> float:
        """The height of a page in the drawing's units."""
        style = self.layout.style
        return round(SVG_WIDTH * style.height / style.width, 1)

    @property
    def grid(self) -> dict[str, float]:
        """The grid in fractions of the page's width and height, for the script."""
        style = self.layout.style
        width, height = style.width * MM, style.height * MM
        return {
            "columns": style.columns,
            "left": left_of(0, style) / width,
            "column": style.column_width / width,
            "gutter": style.gutter * MM / width,
            "top": top_of(0, style) / height,
            "row": style.line_pitch / height,
            "characters": style.span_width(1) / style.body_size,  # of text in a grid column
            "ratio": style.height / style.width,
        }

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Placed stories that have no rectangle yet."""
        placed = {piece.row.placement_id for piece in self.pieces.values()}
        ranks = dict(Placement.Prominence.choices)
        rows = self.issue.placements.exclude(pk__in=[pk for pk in placed if pk]).values_list(
            "pk", "article_id", "print_headline", "revision__title", "page__sequence", "revision__characters",
            "prominence",
        )  # fmt: skip
        return [
            Waiting(pk, article, headline or title, sequence, characters, str(ranks[rank]))
            for pk, article, headline, title, sequence, characters, rank in rows.order_by("page__sequence", "order")
        ]

    @cached_property
    def pool(self) -> QuerySet[Article]:
        """Approved articles that stand in no issue, those that wait longest first."""
        return pool_of(self.request)[:POOL_SHOWN]


def marks_of(issue: Issue) -> dict[str, str]:
    """By page number a mark of everything that its image and list depend on; two light queries."""
    words: dict[int, list[str]] = defaultdict(list)
    for row in issue.blocks.order_by("pk").values_list("page__sequence", "pk", "version"):
        words[row[0]].append(f"b{row[1]}.{row[2]}")
    for sequence, *placed in issue.placements.order_by("pk").values_list(
        "page__sequence", "pk", "revision_id", "prominence", "print_headline", "order"
    ):
        words[sequence].append(repr(placed))
    return {str(sequence): hashlib.sha256("|".join(each).encode()).hexdigest()[:12] for sequence, each in words.items()}
