"""Blocks and placements as plain values, and a change as what they were before and after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from issues.layout.geometry import Rect
from issues.layout.model import PhotoSpot, Shape
from issues.models import Block, Issue


@dataclass(frozen=True, slots=True)
class BlockState:
    """A block as its row holds it; the story is named by its article, which outlives a placement."""

    pk: int
    page: int  # Page.pk
    article: int | None
    part: int
    x: int
    y: int
    width: int
    height: int
    text_columns: int
    headline_level: int
    headline_columns: int
    boxed: bool
    photos: tuple[tuple[int, int, int, int, str], ...]  # as PhotoSpot has them
    pinned: bool
    reserved_title: str
    reserved_text: str
    version: int = 1

    def is_as(self, other: BlockState | None) -> bool:
        """Whether the two are the same but for the count of their changes."""
        return other is not None and replace(self, version=0) == replace(other, version=0)


@dataclass(frozen=True, slots=True)
class PlacementState:
    """Where an article stands in the list of its issue, and how it came there."""

    article: int
    page: int  # Page.pk
    order: int
    revision: int  # its number
    prominence: int
    print_headline: str
    asked_page: int | None = None  # Page.pk; a change kept in a session before there were any has none


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole plan of an issue at one moment."""

    blocks: Mapping[int, BlockState]
    placements: Mapping[int, PlacementState]  # by article


@dataclass(frozen=True, slots=True)
class Change:
    """What one act changed: only the blocks and placements that differ, as they were and as they are."""

    act: str
    before: tuple[BlockState, ...]
    after: tuple[BlockState, ...]
    placed_before: tuple[PlacementState, ...] = ()
    placed_after: tuple[PlacementState, ...] = ()

    @property
    def pages(self) -> set[int]:
        """The keys of the pages on which something is different."""
        blocks = {state.page for state in (*self.before, *self.after)}
        return blocks | {state.page for state in (*self.placed_before, *self.placed_after)}

    @property
    def reversed(self) -> Change:
        """The change that takes this one back."""
        return replace(
            self,
            before=self.after,
            after=self.before,
            placed_before=self.placed_after,
            placed_after=self.placed_before,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data, which ``from_json`` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Change:
        """A change from the data of ``to_json``."""

        def block(row: Mapping[str, Any]) -> BlockState:
            return BlockState(**{**row, "photos": tuple(tuple(spot) for spot in row["photos"])})

        return cls(
            act=data["act"],
            before=tuple(block(row) for row in data["before"]),
            after=tuple(block(row) for row in data["after"]),
            placed_before=tuple(PlacementState(**row) for row in data["placed_before"]),
            placed_after=tuple(PlacementState(**row) for row in data["placed_after"]),
        )


def state_of(row: Block, article: int | None) -> BlockState:
    """A row as a value."""
    spots = (PhotoSpot(**spot) for spot in row.photos)
    return BlockState(
        pk=row.pk,
        page=row.page_id,
        article=article,
        part=row.part,
        x=row.x,
        y=row.y,
        width=row.width,
        height=row.height,
        text_columns=row.text_columns,
        headline_level=row.headline_level,
        headline_columns=row.headline_columns,
        boxed=row.boxed,
        photos=tuple((spot.photo, spot.column, spot.columns, spot.rows, spot.edge) for spot in spots),
        pinned=row.pinned,
        reserved_title=row.reserved_title,
        reserved_text=row.reserved_text,
        version=row.version,
    )


def row_of(state: BlockState, issue: Issue, placement_id: int | None) -> Block:
    """A value as a row that is not stored yet, one change older than it was."""
    names = ("photo", "column", "columns", "rows", "edge")
    return Block(
        pk=state.pk,
        issue=issue,
        page_id=state.page,
        placement_id=placement_id,
        part=state.part,
        x=state.x,
        y=state.y,
        width=state.width,
        height=state.height,
        text_columns=state.text_columns,
        headline_level=state.headline_level,
        headline_columns=state.headline_columns,
        boxed=state.boxed,
        photos=[dict(zip(names, spot, strict=True)) for spot in state.photos],
        pinned=state.pinned,
        reserved_title=state.reserved_title,
        reserved_text=state.reserved_text,
        version=state.version + 1,
    )


def snapshot(issue: Issue) -> Snapshot:
    """The plan of an issue as it is stored; two queries."""
    rows = issue.blocks.select_related("placement").order_by("pk")
    placements = issue.placements.values_list(
        "article_id", "page_id", "order", "revision__number", "prominence", "print_headline", "asked_page_id"
    )
    return Snapshot(
        blocks={row.pk: state_of(row, row.placement.article_id if row.placement else None) for row in rows},
        placements={row[0]: PlacementState(*row) for row in placements},
    )


def difference(act: str, before: Snapshot, after: Snapshot) -> Change:
    """What is different between two moments of one issue."""

    def blocks(here: Snapshot, there: Snapshot) -> Iterable[BlockState]:
        return (state for pk, state in here.blocks.items() if not state.is_as(there.blocks.get(pk)))

    def placed(here: Snapshot, there: Snapshot) -> Iterable[PlacementState]:
        return (state for pk, state in here.placements.items() if state != there.placements.get(pk))

    return Change(
        act,
        tuple(blocks(before, after)),
        tuple(blocks(after, before)),
        tuple(placed(before, after)),
        tuple(placed(after, before)),
    )


def rect_of(row: Block) -> Rect:
    """Where a row's block stands."""
    return Rect(row.x, row.y, row.width, row.height)


def shape_of(row: Block) -> Shape:
    """How a row's block is set, apart from jumps."""
    return Shape(
        columns=row.width,
        rows=row.height,
        text_columns=row.text_columns,
        headline=row.headline_level,
        headline_columns=row.headline_columns,
        photos=tuple(PhotoSpot(**spot) for spot in row.photos),
        boxed=row.boxed,
    )


def give_rect(row: Block, rect: Rect) -> None:
    """Put a row's block there; nothing is stored."""
    row.x, row.y, row.width, row.height = rect.x, rect.y, rect.width, rect.height


def give_shape(row: Block, shape: Shape) -> None:
    """Set a row's block in this shape; nothing is stored."""
    row.text_columns, row.headline_level, row.boxed = shape.text_columns, shape.headline, shape.boxed
    row.headline_columns = min(shape.headline_columns, shape.text_columns)
    row.photos = [asdict(spot) for spot in shape.photos]
