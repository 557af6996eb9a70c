"""Why a composed issue is as it is: codes with values, which the interface words (``issues.composing_words``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from issues.composing.judging import MOST_WHITE, Chosen, Filled
from issues.composing.paging import FEWEST_BLOCKS, Load, Room, home_of
from issues.layout.measure import cropped, photo_width
from issues.layout.style import PageStyle

Value = int | float | str


class Code(StrEnum):
    """What can be said."""

    LEAD = "lead"
    PINNED = "pinned"
    PAGE_WISHED = "page_wished"
    PAGE_OF_COLUMN = "page_of_column"
    PAGE_WITH_COLUMN = "page_with_column"
    PAGE_ELSEWHERE = "page_elsewhere"
    PAGE_BALANCED = "page_balanced"
    SETTING = "setting"
    PARTS = "parts"
    PHOTO = "photo"
    JUMP = "jump"
    PAGE_FILLED = "page_filled"
    PAGE_LINE = "page_line"
    PAGE_FEW = "page_few"
    PAGE_WHITE = "page_white"
    PAGE_EMPTY = "page_empty"
    LEFT_NO_ROOM = "left_no_room"
    LEFT_NO_PAGE = "left_no_page"
    LEFT_TOO_LONG = "left_too_long"
    LEFT_OUTRANKED = "left_outranked"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to say about a story (by key) or a page."""

    code: Code
    story: str = ""
    page: int = 0
    values: Mapping[str, Value] = field(default_factory=dict)


def of_page(room: Room, filled: Filled, pinned: Sequence[str], rooms: Sequence[Room], loads: Mapping[str, Load],
            style: PageStyle) -> Iterator[Reason]:  # fmt: skip
    """What there is to say about a filled page and the stories on it."""
    for key in pinned:
        yield Reason(Code.PINNED, key, room.sequence)
    labels = [chosen.entry.story.label for chosen in filled.chosen]
    for chosen in filled.chosen:
        yield _place(chosen, room, rooms, loads[chosen.entry.story.key], labels)
        yield from _look(chosen, room, style)
    blocks = sum(1 + len(chosen.more) for chosen in filled.chosen) + len(pinned)
    yield Reason(Code.PAGE_FILLED, "", room.sequence, {"blocks": blocks, "white": round(100 * filled.white, 1)})
    if not filled.unbroken:
        few = blocks < FEWEST_BLOCKS
        yield Reason(Code.PAGE_FEW if few else Code.PAGE_LINE, "", room.sequence, {"blocks": blocks})
    if filled.white > MOST_WHITE:
        yield Reason(Code.PAGE_WHITE, "", room.sequence, {"white": round(100 * filled.white, 1)})


def _place(chosen: Chosen, room: Room, rooms: Sequence[Room], load: Load, labels: Sequence[str]) -> Reason:
    """Why a story stands on this page."""
    entry, key = chosen.entry, chosen.entry.story.key
    if entry.lead:
        values: dict[str, Value] = {"prominence": entry.story.prominence, "characters": entry.story.characters}
        return Reason(Code.LEAD, key, room.sequence, values)
    home = home_of(load, rooms)
    if home is not None and home != room.sequence:
        return Reason(Code.PAGE_ELSEWHERE, key, room.sequence, {"wished": home})
    if load.page_wish == room.sequence:
        return Reason(Code.PAGE_WISHED, key, room.sequence)
    if home == room.sequence:
        return Reason(Code.PAGE_OF_COLUMN, key, room.sequence, {"column": load.label})
    if load.label and labels.count(load.label) > 1:
        return Reason(Code.PAGE_WITH_COLUMN, key, room.sequence, {"column": load.label})
    return Reason(Code.PAGE_BALANCED, key, room.sequence, {"prominence": entry.story.prominence})


def _look(chosen: Chosen, room: Room, style: PageStyle) -> Iterator[Reason]:
    """How a story is set."""
    story, shape = chosen.entry.story, chosen.shape
    yield Reason(
        Code.SETTING,
        story.key,
        room.sequence,
        {
            "columns": shape.columns,
            "of": style.columns,
            "text_columns": shape.text_columns,
            "level": shape.headline,
            "rows": max([shape.rows, *(rect.bottom - chosen.rect.y for _shape, rect in chosen.more)]),
            "characters": story.characters,
        },
    )
    if chosen.more:
        yield Reason(Code.PARTS, story.key, room.sequence, {"parts": 1 + len(chosen.more)})
    for each in (shape, *(part for part, _rect in chosen.more)):
        for spot in each.photos:
            part = cropped(story.photos[spot.photo], photo_width(each, spot, style), spot.rows, style)
            values = {"photo": spot.photo + 1, "columns": spot.columns, "cut": round(100 * part)}
            yield Reason(Code.PHOTO, story.key, room.sequence, values)
