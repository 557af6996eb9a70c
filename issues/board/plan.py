"""What every verb of the board does first and last: lock, compare with what the person saw, check, write, record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from articles.errors import Incomplete, Stale, WorkflowError
from issues import planning
from issues.board.shaping import MOST_TEXT_COLUMNS
from issues.board.states import Change, Snapshot, difference, give_rect, rect_of, shape_of, snapshot
from issues.layout.geometry import Rect
from issues.layout.measure import measure
from issues.layout.model import START, Position, Shape, Story, jump
from issues.layout.style import PageStyle
from issues.models import Block, Issue, Page
from issues.typesetting.plan import stored_layout, style_of

LEAST_ROWS = 2


class Collision(WorkflowError):
    """A rectangle that other blocks stand in; ``blocks`` are their keys."""

    def __init__(self, message: str, blocks: Collection[int]) -> None:
        super().__init__(message)
        self.blocks = tuple(blocks)


class OffThePage(WorkflowError):
    """A rectangle that is not within the part of the page where blocks may stand."""


class Plan:
    """The blocks of a locked issue. Verbs change ``rows`` in memory; ``commit`` checks and stores all at once."""

    def __init__(self, issue: Issue | int, by: User, expected: str | None = None) -> None:
        """Lock the issue; ``expected`` is ``version_of`` the whole plan as the person saw it."""
        self.by = by
        self.issue = planning.lock_issue(issue if isinstance(issue, int) else issue.pk, by)
        self.style: PageStyle = style_of(self.issue.publication)
        self.pages = {page.pk: page for page in self.issue.pages.order_by("sequence")}
        self.rows: dict[int, Block] = {}
        self.added: list[Block] = []
        self._asked: dict[int, Page] = {}  # by placement, the page on which a person puts its story
        self._before: Snapshot = snapshot(self.issue)
        self._stories: dict[str, Story] | None = None
        self.read()
        if expected is not None and version_of(self.rows.values()) != expected:
            raise Stale(_("Somebody has changed the pages meanwhile. Nothing was overwritten: look at them first."))

    def read(self) -> None:
        """Take the blocks as they are stored now."""
        rows = Block.objects.filter(issue=self.issue).select_related("page", "placement__revision", "placement__page")
        heavy = (f"placement__revision__{name}" for name in ("body", "text", "summary"))
        self.rows = {row.pk: row for row in rows.defer(*heavy)}
        self._stories = None

    # ------------------------------------------------------------------------------------------ looking

    def page(self, page: Page | int) -> Page:
        """The page of this issue; refuses one of another issue or one that is gone."""
        found = self.pages.get(page if isinstance(page, int) else page.pk)
        if found is None:
            raise WorkflowError(_("This page is not one of the issue's pages."))
        return found

    def block(self, block: Block | int, seen: int) -> Block:
        """The block as it stands; ``seen`` is the version that the person looked at. Raises Stale."""
        row = self.rows.get(block if isinstance(block, int) else block.pk)
        if row is None:
            raise Stale(_("Somebody has taken this block off its page meanwhile."))
        if row.version != seen:
            raise Stale(
                _("Somebody has changed “%(title)s” meanwhile. Nothing was overwritten: look at it first.")
                % {"title": title_of(row)}
            )
        return row

    def on(self, page: Page) -> list[Block]:
        """The blocks of a page in reading order."""
        rows = (row for row in (*self.rows.values(), *self.added) if row.page_id == page.pk)
        return sorted(rows, key=lambda row: (row.y, row.x))

    def parts(self, row: Block) -> list[Block]:
        """All parts of a block's story in the order of its text."""
        if row.placement_id is None:
            return [row]
        every = (*self.rows.values(), *self.added)
        return sorted((other for other in every if other.placement_id == row.placement_id), key=lambda each: each.part)

    def area(self, page: Page) -> Rect:
        """Where blocks may stand on a page."""
        return self.style.area(page.sequence, max(each.sequence for each in self.pages.values()))

    def is_front(self, page: Page) -> bool:
        """Whether it is the first page of the issue."""
        return page.sequence == min(each.sequence for each in self.pages.values())

    def story(self, row: Block) -> Story:
        """What a block prints."""
        return self.stories()[f"p{row.placement_id}" if row.placement_id else f"r{row.pk}"]

    def stories(self) -> Mapping[str, Story]:
        """All stories of the issue by key, read when they are first asked for."""
        if self._stories is None:
            self._stories = {story.key: story for story in stored_layout(self.issue).stories}
        return self._stories

    def start(self, row: Block) -> Position:
        """Where in its story's text a block begins."""
        start = START
        for part in self.parts(row):
            if part is row:
                break
            start = measure(self.story(row), self.shape(part), self.style, start).end
        return start

    def shape(self, row: Block) -> Shape:
        """How a block is set, with the pages from and to which its story jumps."""
        parts = self.parts(row)
        place = parts.index(row)
        return replace(
            shape_of(row),
            jumps_from=jump(row.page.sequence, parts[place - 1].page.sequence) if place else 0,
            jumps_to=jump(row.page.sequence, parts[place + 1].page.sequence) if place + 1 < len(parts) else 0,
        )

    # ------------------------------------------------------------------------------------------ changing

    def add(self, **fields: Any) -> Block:
        """A new block, stored with the others; its photos and shape may still be set."""
        row = Block(issue=self.issue, **fields)
        self.added.append(row)
        return row

    def drop(self, row: Block) -> None:
        """Take a block off, and with a first part those that go on from it; later parts close up."""
        parts = self.parts(row)
        gone = parts if row.part == 0 else [row]
        for each in gone:
            self.rows.pop(each.pk, None)
        for number, each in enumerate(part for part in parts if part not in gone):
            each.part = number

    def put(self, row: Block, page: Page, rect: Rect) -> None:
        """Put a block there; a story that comes to another page in this way is asked for there."""
        if row.page_id != page.pk and row.part == 0:
            self.ask(row, page)
        row.page = page
        give_rect(row, rect)

    def ask(self, row: Block, page: Page) -> None:
        """Remember that a person wants a block's story on a page, for when the issue is composed again."""
        if row.placement_id is not None:
            self._asked[row.placement_id] = page

    def commit(self, act: str, *, page: Page | None = None, target: Any = None, **detail: Any) -> Change:
        """Check every rectangle that is new, store, bring the list into line, write the audit row."""
        self._check()
        gone = set(self._before.blocks) - set(self.rows)
        Block.objects.filter(pk__in=gone).delete()
        for row in self.rows.values():
            if self._is_changed(row):
                row.version += 1
                row.save()
        for row in self.added:
            row.save(force_insert=True)
            self.rows[row.pk] = row
        self.added = []
        for placement_id, asked in self._asked.items():
            self.issue.placements.filter(pk=placement_id).update(asked_page=asked)
        planning.settle(self.issue)
        change = difference(act, self._before, snapshot(self.issue))
        sequences = sorted(self.pages[pk].sequence for pk in change.pages if pk in self.pages)
        if page is not None and page.sequence not in sequences:
            sequences = sorted([*sequences, page.sequence])
        audit.record(act, by=self.by, target=target or self.issue, issue=self.issue.pk, pages=sequences, **detail)
        return change

    def _is_changed(self, row: Block) -> bool:
        before = self._before.blocks.get(row.pk)
        if before is None:
            return True
        names = (
            "x", "y", "width", "height", "part", "text_columns", "headline_level", "headline_columns", "boxed",
            "pinned", "reserved_title", "reserved_text",
        )  # fmt: skip
        spots = tuple(
            (spot["photo"], spot["column"], spot["columns"], spot["rows"], spot["edge"]) for spot in row.photos
        )
        same = all(getattr(row, name) == getattr(before, name) for name in names)
        return not same or row.page_id != before.page or spots != before.photos

    def _check(self) -> None:
        """Refuse what cannot stand: off the page, over another block, or set in a way that does not exist."""
        for row in (*self.rows.values(), *self.added):
            if not row.pk or self._is_changed(row):
                page = self.page(row.page_id)
                self._check_shape(row)
                self._check_place(row, page)

    def _check_shape(self, row: Block) -> None:
        problems = []
        if not 1 <= row.text_columns <= MOST_TEXT_COLUMNS:
            problems.append(_("A block has 1 to %(most)d text columns.") % {"most": MOST_TEXT_COLUMNS})
        elif not 0 <= row.headline_columns <= row.text_columns:
            problems.append(_("The headline cannot be wider than the text columns."))
        if not 0 <= row.headline_level <= len(self.style.ranks):
            problems.append(_("There are headline levels 1 to %(last)d.") % {"last": len(self.style.ranks)})
        if row.width < 1 or row.height < LEAST_ROWS:
            problems.append(_("A block is at least one column wide and %(rows)d rows high.") % {"rows": LEAST_ROWS})
        if problems:
            raise Incomplete(problems)

    def _check_place(self, row: Block, page: Page) -> None:
        rect, area = rect_of(row), self.area(page)
        if not area.contains(rect):
            raise OffThePage(
                _(
                    "“%(title)s” would leave page %(page)d: blocks stand in columns 1 to %(columns)d, "
                    "rows %(top)d to %(bottom)d."
                )
                % {
                    "title": title_of(row),
                    "page": page.sequence,
                    "columns": area.right,
                    "top": area.y + 1,
                    "bottom": area.bottom,
                }
            )
        others = [other for other in self.on(page) if other is not row and rect_of(other).overlaps(rect)]
        if others:
            raise Collision(
                _("“%(title)s” would overlap %(others)s on page %(page)d.")
                % {"title": title_of(row), "others": named(others), "page": page.sequence},
                [other.pk for other in others if other.pk],
            )


def title_of(row: Block) -> str:
    """What a person calls a block."""
    if row.placement is not None:
        return row.placement.headline
    return row.reserved_title or row.reserved_text.split("\n", 1)[0][:20]


def named(rows: Sequence[Block]) -> str:
    """Blocks in a sentence."""
    return "、".join(f"“{title_of(row)}”" for row in rows)


def version_of(rows: Iterable[Block]) -> str:
    """A mark of some blocks that changes with every one changed, added or removed; as ``plan_version`` has it."""
    return ";".join(f"{row.pk}.{row.version}" for row in sorted(rows, key=lambda row: row.pk))
