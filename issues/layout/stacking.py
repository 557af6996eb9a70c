"""The plainest layout there is: story under story over the whole width, in order, going on where a page ends.

For a look at an issue before anybody composed it, and for setting pages whatever the composer says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from issues.layout.geometry import Rect
from issues.layout.measure import column_ems, measure, natural_rows, photo_rows, photo_width
from issues.layout.model import START, Block, Imprint, IssueLayout, PageLayout, PhotoSpot, Position, Shape, Story
from issues.layout.style import PageStyle

USUAL_MEASURE = 15  # characters of a text column, about
_LEAST_ROWS = 6  # of text before a story may jump
_MOST_PHOTO_ROWS = 0.4  # of the page


def stacked(stories: Sequence[Story], style: PageStyle, pages: Sequence[PageLayout], imprint: Imprint) -> IssueLayout:
    """The stories on these pages (their blocks are not looked at), each from the page it wishes for on."""
    return _Stack(stories, style, pages).layout(imprint)


class _Stack:
    """One run: what waits for which page, and the blocks made."""

    def __init__(self, stories: Sequence[Story], style: PageStyle, pages: Sequence[PageLayout]) -> None:
        self._stories, self._style = tuple(stories), style
        self._pages = sorted(pages, key=lambda page: page.sequence)
        self._blocks: dict[int, list[Block]] = defaultdict(list)

    def layout(self, imprint: Imprint) -> IssueLayout:
        """Place one story after the other."""
        waiting = list(self._stories)
        carried: tuple[Story, Position, int] | None = None
        for number, page in enumerate(self._pages):
            area = self._style.area(page.sequence, self._pages[-1].sequence)
            row = area.y
            following = self._pages[number + 1].sequence if number + 1 < len(self._pages) else 0
            if carried is not None:
                story, start, before = carried
                row = self._place(page.sequence, story, row, area, start, 1, before, 0)
                carried = None
            while waiting and row < area.bottom:
                story = waiting[0]
                if (story.page_wish or 0) > page.sequence:
                    break
                rest = area.bottom - row
                shape = self._shape(story, rest)
                if natural_rows(story, shape, self._style) <= rest:
                    row = self._place(page.sequence, waiting.pop(0), row, area, START, 0, 0, 0)
                    continue
                end = self._jump(page.sequence, story, row, area, following)
                if end is not None:
                    carried = (waiting.pop(0), end, page.sequence)
                break
        return IssueLayout(
            imprint,
            self._style,
            self._stories,
            tuple(PageLayout(p.sequence, p.name, tuple(self._blocks[p.sequence]), p.editor) for p in self._pages),
        )

    def _jump(self, page: int, story: Story, row: int, area: Rect, following: int) -> Position | None:
        """Begin a story in what is left of a page when it goes on on the next; where it goes on, or None."""
        rest = area.bottom - row
        shape = self._shape(story, rest, jumps_to=following)
        fit = measure(story, shape, self._style)
        if not following or fit.problems or fit.lines_available < _LEAST_ROWS * shape.text_columns:
            return None
        self._place(page, story, row, area, START, 0, 0, following)
        return fit.end

    def _place(
        self, page: int, story: Story, row: int, area: Rect, start: Position, part: int, before: int, following: int
    ) -> int:
        """Add a block and return the row below it."""
        rest = area.bottom - row
        shape = self._shape(story, rest, jumps_from=before, jumps_to=following, bare=bool(before))
        rows = rest if following else min(natural_rows(story, shape, self._style, start), rest)
        shape = replace(shape, rows=rows)
        rect = Rect(area.x, row, area.width, rows)
        self._blocks[page].append(Block(f"{story.key}.{part}", story.key, rect, shape, part))
        return row + rows

    def _shape(self, story: Story, rows: int, *, jumps_from: int = 0, jumps_to: int = 0, bare: bool = False) -> Shape:
        style = self._style
        count = max(1, round(style.span_width(style.columns) / style.body_size / (USUAL_MEASURE + 1.5)))
        level = min(max(story.prominence, 1), len(style.ranks)) + (1 if story.prominence > 1 else 0)
        shape = Shape(
            style.columns, rows, count, min(level, len(style.ranks)), jumps_from=jumps_from, jumps_to=jumps_to
        )
        if bare or column_ems(shape, style) < 2:
            return shape
        spots = []
        for index, photo in enumerate(story.photos[: count - 1]):
            spot = PhotoSpot(index, count - 1 - index, 1, 2)
            heights = photo_rows(photo, photo_width(shape, spot, style), style)
            middle = heights[len(heights) // 2]
            if middle <= _MOST_PHOTO_ROWS * style.rows:
                spots.append(PhotoSpot(index, count - 1 - index, 1, middle))
        return Shape(
            style.columns, rows, count, shape.headline, photos=tuple(spots), jumps_from=jumps_from, jumps_to=jumps_to
        )
