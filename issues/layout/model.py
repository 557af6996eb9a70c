"""Stories, blocks and pages as plain values, and what a measurement says. Everything is frozen and hashable.

A *story* is what is printed. A *shape* is how a block sets it: size in grid units, text columns, headline, photos. A
*block* is a shape at a place on a page, for one part of one story. ``issues.layout.measure.measure(story, shape,
style, start)`` tells how the story's text fits a shape; it is exact (the typesetter sets the very lines it counts) and
quick enough to be called thousands of times.

Coordinates are grid units of the ``PageStyle``. Blocks tile: the gutter between columns is outside every block, and
the last row of each block is the space below it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from issues.layout.geometry import Rect
from issues.layout.style import PageStyle

__all__ = [
    "SAME_PAGE",
    "Block",
    "Fit",
    "Imprint",
    "IssueLayout",
    "PageLayout",
    "PageStyle",
    "Paragraph",
    "Photo",
    "PhotoSpot",
    "Position",
    "Rect",
    "Shape",
    "Story",
    "jump",
]

ParagraphKind = Literal["text", "subhead", "brief", "follow_up", "list", "quote", "table"]
StoryKind = Literal["report", "brief", "feature", "interview", "photo", "opinion", "letter", "notice", "reserved"]


# ------------------------------------------------------------------------------------------------ stories


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of plain text. A table row is a paragraph of its own: ``cells`` are its cells."""

    text: str
    kind: ParagraphKind = "text"
    cells: tuple[str, ...] = ()
    marker: str = ""  # the number that a list prints before it; bullets are drawn
    bold: tuple[tuple[int, int], ...] = ()  # from which to before which character it is emphasised


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo with the words printed under it. Width and height are pixels; ``name`` is its name in the storage."""

    name: str
    width: int
    height: int
    caption: str = ""
    credit: str = ""
    alternative_text: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What is printed of one placement or reserved text. ``key`` names it in the issue: ``p12`` or ``r3``."""

    key: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    kicker: str = ""
    subtitle: str = ""
    print_headline: str = ""  # replaces the title in print
    bylines: tuple[str, ...] = ()  # printed lines, role included
    attributions: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    label: str = ""  # column label (栏目)
    fixed_column: bool = False  # a column that keeps its place and page from issue to issue
    kind: StoryKind = "report"
    prominence: int = 3  # 1 lead .. 5 small
    page_wish: int | None = None  # the page the newsroom asked for
    language: str = "zh"

    def __hash__(self) -> int:
        """A quick hash: stories are keys of the measure's caches, and hashing every paragraph would cost too much."""
        return hash((self.key, self.title, len(self.paragraphs)))

    @property
    def headline(self) -> str:
        """The headline as printed."""
        return self.print_headline or self.title

    @property
    def characters(self) -> int:
        """The length of the text as newspapers count: every character of the paragraphs but white space."""
        return sum(len("".join((p.text + "".join(p.cells)).split())) for p in self.paragraphs)


# ------------------------------------------------------------------------------------------------- shapes


@dataclass(frozen=True, slots=True)
class PhotoSpot:
    """Where a photo stands in its block: ``columns`` text columns wide from ``column``, at the ``edge`` of the text.

    ``rows`` is the height of the picture alone; its caption stands in further rows below. In columns beyond the
    headline's, the top edge is the block's own top. ``edge`` "above" puts it over the headline, which then begins
    below it (the spot must cover all text columns).
    """

    photo: int  # index in Story.photos
    column: int
    columns: int
    rows: int
    edge: Literal["top", "bottom", "above"] = "top"


SAME_PAGE = -1  # a story in several rectangles of one page runs from one to the next without a jump line


def jump(page: int, other: int) -> int:
    """What a part on ``page`` says of the part before or after it on page ``other``."""
    return SAME_PAGE if page == other else other


@dataclass(frozen=True, slots=True)
class Shape:
    """How a block sets its story, apart from where: measuring needs no more."""

    columns: int  # width in grid columns
    rows: int  # height in rows, the space below included
    text_columns: int = 1
    headline: int = 3  # level 1 (largest) .. ; 0 for none (a continuation has its own small one)
    headline_columns: int = 0  # text columns the headline spans from the left; 0: all
    photos: tuple[PhotoSpot, ...] = ()
    boxed: bool = False  # a tinted box
    jumps_from: int = 0  # this part goes on from that page (上接N版); 0: it begins here; SAME_PAGE: from the one before
    jumps_to: int = 0  # its text goes on on that page (下转N版); 0: it ends here; SAME_PAGE: in the next rectangle

    def of_height(self, rows: int) -> Shape:
        """The same shape in another height (what ``replace`` gives, in a fifth of its time)."""
        return Shape(
            self.columns, rows, self.text_columns, self.headline, self.headline_columns, self.photos, self.boxed,
            self.jumps_from, self.jumps_to,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a story's text: paragraph and character (of a table row: 0 or 1)."""

    paragraph: int = 0
    character: int = 0


START = Position()


@dataclass(frozen=True, slots=True)
class Fit:
    """How a story's text, from a position on, fits a shape.

    ``lines_needed`` is everything left of the story from there; ``lines_available`` is what the shape holds. A shape
    with ``jumps_to`` is filled and hands on what is left from ``end``; in any other, what is left is overset.
    """

    lines_needed: int
    lines_available: int
    lines_over: int  # 0 when it fits
    lines_free: int  # 0 when it is overset
    characters_over: int  # 超出 N 字
    characters_free: int  # 空 N 字, in full lines of the shape's text columns
    capacity: int  # characters the text columns hold in full lines
    characters_per_line: int
    headline_rows: int
    end: Position  # where the part ends: the story's end, or the first character that did not fit
    problems: tuple[str, ...] = ()  # what makes the shape impossible, in words: a photo higher than its column, ...

    @property
    def fits(self) -> bool:
        """Whether all text is in and the shape can be set."""
        return self.lines_over == 0 and not self.problems


# ------------------------------------------------------------------------------------------------- layout


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a story in a rectangle of a page. ``shape`` agrees with ``rect`` in size."""

    key: str  # unique in the issue
    story: str  # Story.key
    rect: Rect
    shape: Shape
    part: int = 0  # 0 for the beginning, 1 for the continuation
    pinned: bool = False  # a person put it there; composing leaves it

    def __post_init__(self) -> None:
        """Refuse a shape that is not the rectangle's."""
        if (self.rect.width, self.rect.height) != (self.shape.columns, self.shape.rows):
            raise ValueError(f"block {self.key}: its shape is not as large as its rectangle")


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page: its number, its name (要闻) and its blocks in reading order."""

    sequence: int
    name: str
    blocks: tuple[Block, ...] = ()
    editor: str = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the masthead, the running heads and the imprint print; lines are ready words in their printed order."""

    name: str
    date: str  # 2026年11月30日
    weekday: str
    number: str  # 第21期
    total_number: str  # 总第221期
    front: tuple[str, ...] = ()  # beside or under the name: permit number, “内部资料，免费交流”, sponsor
    foot: tuple[str, ...] = ()  # imprint on the last page
    title: str = ""  # of the PDF
    day: datetime.date = datetime.date(2000, 1, 1)  # of the issue: archival PDF must be dated
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class IssueLayout:
    """A whole issue, ready to be set."""

    imprint: Imprint
    style: PageStyle
    stories: tuple[Story, ...]
    pages: tuple[PageLayout, ...]
    notes: tuple[str, ...] = field(default=())  # what composing explains: choices, what was left out

    def story(self, key: str) -> Story:
        """The story of this key; raises KeyError."""
        for story in self.stories:
            if story.key == key:
                return story
        raise KeyError(key)

    def parts(self, key: str) -> Iterator[tuple[PageLayout, Block]]:
        """The blocks of a story in the order its text runs through them."""
        found = [(page, block) for page in self.pages for block in page.blocks if block.story == key]
        return iter(sorted(found, key=lambda each: each[1].part))
