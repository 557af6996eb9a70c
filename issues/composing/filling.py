"""Fills one page: which of the methods, which of the stories, and which of the solutions is the most handsome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from issues.composing.candidates import DEPTH, WISHED, Entry, candidate, piece_of
from issues.composing.judging import BROKEN, MOST_WHITE, Filled, Page, judge
from issues.composing.legs import Legs
from issues.composing.peace import reconciled
from issues.composing.pinwheel import FEWEST_STORIES, MOST_STORIES, Wheels
from issues.composing.rules import Tile, all_interrupted_across, meeting, tile_of
from issues.composing.stock import Piece, Placed
from issues.composing.tiling import Search, Sheet

DEAR = BROKEN + WISHED  # points for a missing story beyond which other pages are asked to give or take first
WORK = 6000  # sets of stories that the pinwheels of a page may weigh: 3 to the power of the number of stories
GOOD = 6.0  # points with which a page is taken without trying other stories
JUDGED = 14  # solutions of a search that are set and judged
CUTS = 26  # settings of a story that the skyline search tries
EXCHANGED = 3  # stories of the bench that are tried in another's place
LEGS_TRIED = 12  # sets of stories that are tried with the lead in an L
LAST = 4  # stories, the least important, that others may replace


def fill(entries: Sequence[Entry], page: Page, seed: int) -> Filled | None:
    """The best filling of a page without a line through it; None where none of the methods finds one."""
    if not entries:
        return None
    best: Filled | None = None
    for method in (_by_pinwheel, _by_leg, _by_skyline):
        if best is not None and best.unbroken and best.white <= MOST_WHITE and not _lacks_dear(best, entries):
            break
        found = method(entries, page, seed)
        if found is not None and (best is None or found.points < best.points):
            best = found
    return best


def fill_anyhow(entries: Sequence[Entry], page: Page, seed: int) -> Filled | None:
    """A page that a line may divide, or with holes in it; None only where there is nothing to set."""
    if not entries:
        return None
    full = _by_skyline_with_lines(entries, page, seed)
    if full is not None and not _lacks_dear(full, entries):
        return full
    holed = _with_holes(entries, page, seed)
    found = [each for each in (full, holed) if each is not None]
    return min(found, key=lambda each: each.points, default=None)


def _lacks_dear(filled: Filled, entries: Sequence[Entry]) -> bool:
    """Whether a story is missing that is worth more than a page without a line through it."""
    placed = {chosen.entry.story.key for chosen in filled.chosen}
    return any(entry.missing > DEAR and entry.story.key not in placed for entry in entries)


def fill_exactly(entries: Sequence[Entry], page: Page, seed: int) -> Filled | None:
    """The page filled with all of these stories and no line through it, or None where that is not to be had."""
    if page.fixed or len(entries) > MOST_STORIES:
        return None
    found = _best_wheel(entries, page, seed) if len(entries) >= FEWEST_STORIES else None
    if found is None or not found.unbroken or found.white > MOST_WHITE:
        other = _best_with_leg(entries, page)
        if other is not None and (found is None or other.points < found.points):
            found = other
    return found


# ----------------------------------------------------------------------------------------------- pinwheels


def _by_pinwheel(entries: Sequence[Entry], page: Page, seed: int) -> Filled | None:
    """A page without a line through it: with all its stories, or with one exchanged if that is not to be had."""
    if page.fixed:
        return None
    best: Filled | None = None
    work = 0
    for group in _groups(entries):
        if not FEWEST_STORIES <= len(group) <= MOST_STORIES:
            continue
        work += 3 ** len(group)
        if work > (WORK if best is not None else 3 * WORK):
            break
        chance = sum(entry.missing for entry in entries if entry not in group) + sum(entry.extra for entry in group)
        if best is not None and chance >= best.points:
            continue
        found = _best_wheel(group, page, seed)
        if found is not None and (best is None or found.points + chance < best.points):
            best = replace(found, points=found.points + chance)
        if best is not None and best.points <= GOOD + chance:
            break
    return best


def _by_leg(entries: Sequence[Entry], page: Page, seed: int) -> Filled | None:
    """A page without a line through it because its lead reaches down beside the others; any number of stories."""
    if page.fixed:
        return None
    best: Filled | None = None
    for tried, group in enumerate(_groups(entries)):
        if not group or len(group) > MOST_STORIES or tried >= LEGS_TRIED:
            continue
        chance = sum(entry.missing for entry in entries if entry not in group) + sum(entry.extra for entry in group)
        if best is not None and chance >= best.points:
            continue
        found = _best_with_leg(group, page)
        if found is not None and (best is None or found.points + chance < best.points):
            best = replace(found, points=found.points + chance)
        if best is not None and best.points <= GOOD + chance:
            break
    return best


def _best_with_leg(group: Sequence[Entry], page: Page) -> Filled | None:
    """The most handsome page of exactly these stories with the lead in an L."""
    ordered = sorted(group, key=lambda entry: (not entry.lead, entry.prominence, -entry.story.characters))
    if not ordered[0].lead:
        return None
    others = ordered[1:]
    pieces = [piece_of(entry, page.stock) for entry in others]
    best: Filled | None = None
    for judged, (points, leg, placed) in enumerate(Legs(page, ordered[0], pieces, page.legs).run(), 1):
        tiles = _tiles(placed, pieces, others)
        ways = [piece.in_rect(rect) for piece, rect in placed]
        peace = reconciled(tiles, ways, page.columns, leg.tiles, down=False)
        if peace is None:
            continue
        tiles, points = peace[0], points + peace[1]
        standing = _standing([*tiles, *leg.tiles], others, page.rows)
        if standing is None or (best is not None and points + standing >= best.points):
            continue
        filled = judge(tiles, others, page, points + standing, leg.chosen)
        if best is None or filled.points < best.points:
            best = filled
        if judged >= JUDGED:
            break
    return best


def _groups(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Sets of stories for the page: those assigned, then with one more, one fewer, one exchanged."""
    own = [entry for entry in entries if entry.own]
    bench = [entry for entry in entries if not entry.own]
    yield own
    for entry in bench:
        yield [*own, entry]
    lesser = sorted(
        (entry for entry in own if not entry.lead and entry.missing <= DEAR),
        key=lambda entry: (entry.missing, entry.story.key),
    )
    for gone in lesser[:LAST]:
        rest = [entry for entry in own if entry is not gone]
        yield rest
        for entry in bench[:EXCHANGED]:
            yield [*rest, entry]


def _best_wheel(group: Sequence[Entry], page: Page, seed: int) -> Filled | None:
    """The most handsome pinwheel of exactly these stories that breaks no rule."""
    ordered = sorted(group, key=lambda entry: (not entry.lead, entry.prominence, -entry.story.characters))
    pieces = [piece_of(entry, page.stock) for entry in ordered]
    best: Filled | None = None
    judged = 0
    for points, placed in Wheels(page.stock, page.rows, pieces, ordered[0].lead, seed).run():
        if best is not None and points >= best.points:
            break
        tiles = _tiles(placed, pieces, ordered)
        if not all_interrupted_across(tiles, page.rows):
            continue
        ways = [piece.in_rect(rect) for piece, rect in placed]
        peace = reconciled(tiles, ways, page.columns)
        if peace is None:
            continue
        tiles, points = peace[0], points + peace[1]
        standing = _standing(tiles, ordered, page.rows)
        if standing is None or (best is not None and points + standing >= best.points):
            continue
        filled = judge(tiles, ordered, page, points + standing)
        if best is None or filled.points < best.points:
            best = filled
        judged += 1
        if judged >= JUDGED:
            break
    return best


def _tiles(placed: Sequence[Placed], pieces: Sequence[Piece], entries: Sequence[Entry]) -> list[Tile]:
    """The stories in their rectangles, each set in its best way."""
    numbers = {piece.bit: number for number, piece in enumerate(pieces)}
    tiles = []
    for piece, rect in placed:
        number = numbers[piece.bit]
        tiles.append(tile_of(replace(piece.in_rect(rect)[0][1], story=number), rect, entries[number].story.label))
    return tiles


def _standing(tiles: Sequence[Tile], entries: Sequence[Entry], rows: int) -> float | None:
    """Points for who stands where and beside whom; None where a rule is broken."""
    points = 0.0
    for index, tile in enumerate(tiles):
        if tile.cut is not None:
            points += DEPTH[entries[tile.cut.story].prominence] * tile.rect.y / rows
        for other in tiles[:index]:
            cost = meeting(tile, other)
            if cost is None:
                return None
            points += cost
    return points


# ----------------------------------------------------------------------------------------------- skylines


def _by_skyline(entries: Sequence[Entry], page: Page, seed: int) -> Filled | None:
    """A page without a line through it, where it has too many stories for a pinwheel, or pinned ones."""
    if not page.fixed and sum(entry.own for entry in entries) <= MOST_STORIES:
        return None
    return _searched(entries, page, Sheet(page.columns, page.rows, page.fixed), seed, 60)


def _by_skyline_with_lines(entries: Sequence[Entry], page: Page, seed: int) -> Filled | None:
    """A full page that a line may divide: four stories or fewer allow no other."""
    return _searched(entries, page, Sheet(page.columns, page.rows, page.fixed, unbroken=False), seed, 24)


def _with_holes(entries: Sequence[Entry], page: Page, seed: int) -> Filled | None:
    """As much of the page as the stories can fill."""
    sheet = Sheet(page.columns, page.rows, page.fixed, allowance=1.0, unbroken=False, holes=True)
    return _searched(entries, page, sheet, seed, 16)


def _searched(entries: Sequence[Entry], page: Page, sheet: Sheet, seed: int, breadth: int) -> Filled | None:
    if not sheet.fixed:
        lead = next((index for index, entry in enumerate(entries) if entry.lead), None)
        sheet = replace(sheet, lead=lead)
    candidates = [candidate(index, entry, CUTS) for index, entry in enumerate(entries)]
    states = Search(sheet, candidates, seed=seed, breadth=breadth).run()
    judged = (judge(state.tiles, entries, page, state.score) for state in states[:JUDGED])
    return min(judged, key=lambda filled: filled.points, default=None)
