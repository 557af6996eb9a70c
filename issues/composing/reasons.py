"""Why a composed issue is as it is: codes with values, which the interface words (``issues.composing_words``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from issues.composing.ground import Ground
from issues.composing.judging import MOST_WHITE, Chosen, Filled
from issues.composing.jumping import Jump
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


def of_issue(ground: Ground, pages: Sequence[tuple[Room, Filled | None]], jumps: Sequence[tuple[Jump, object]],
             left: Sequence[str]) -> Iterator[Reason]:  # fmt: skip
    """Why the whole issue is as it is: its pages, stories in two parts, and those that were ``left`` out, by key."""
    rooms = [ground.room(page) for page in ground.pages]
    filled = {room.sequence: page for room, page in pages}
    for room in rooms:
        pinned = list(dict.fromkeys(block.story for block in ground.pinned.get(room.sequence, ())))
        page = filled.get(room.sequence)
        if page is None:
            yield from (Reason(Code.PINNED, key, room.sequence) for key in pinned)
            yield Reason(Code.PAGE_EMPTY, "", room.sequence)
        else:
            whole = {part.key: jump.story.key for jump, _ in jumps for part in (jump.first, jump.second)}
            for reason in of_page(room, page, pinned, rooms, ground.loads, ground.style):
                yield replace(reason, story=whole.get(reason.story, reason.story))
    for jump, _blocks in jumps:
        values = {"characters": jump.story.characters, "on": jump.on}
        yield Reason(Code.JUMP, jump.story.key, jump.page, values)
    short = any(room.sequence not in filled for room in rooms)
    known = {story.key: story for story in ground.stories}
    stands = [story.prominence for key, story in known.items() if key not in left and story.kind != "reserved"]
    for key in left:
        load = ground.load(known[key])
        about: dict[str, Value] = {"prominence": load.prominence, "characters": known[key].characters}
        if not load.usual:
            yield Reason(Code.LEFT_TOO_LONG, key, 0, about)
        elif short:
            yield Reason(Code.LEFT_NO_PAGE, key, 0, about)
        elif load.prominence < max(stands, default=0):
            yield Reason(Code.LEFT_OUTRANKED, key, 0, about)
        else:
            yield Reason(Code.LEFT_NO_ROOM, key, 0, about)


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
