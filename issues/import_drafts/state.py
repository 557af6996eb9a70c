"""What a person's acts make of an imported page. Pure: each act gives a new state; acts are plain JSON, so that the
page as it stands is what the machine read and the list of what was done to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from issues.page_import import PageImport, Register
from issues.page_import.editing import GOING_ON, EditError, Sheet, renumbered
from issues.page_import.opening import open_page

Place = tuple[int, int]  # line of the dump and first character in it: names a piece whatever else is cut

NEW_ARTICLE = "new"  # instead of an article's index: one that is made for the lines

# What the machine says of an article as a whole once, before a person has settled what belongs together.
GUESSES = frozenset(
    {
        "detached_headline", "stacked_headlines", "kicker_guessed", "subtitle_guessed", "weak_boundary",
        "tail_elsewhere", "byline_guessed", "signature_guessed", "column_guessed",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """What the machine was not sure of when it read the page, at a piece."""

    place: Place
    codes: tuple[str, ...]
    confidence: float


@dataclass(frozen=True)
class State:
    """A page under correction: the sheet, repairs accepted by name, places looked at, articles chosen or left out."""

    sheet: Sheet
    guesses: tuple[Guess, ...] = ()
    accepted: frozenset[str] = frozenset()
    settled: frozenset[Place] = frozenset()
    chosen: Mapping[Place, bool] = field(default_factory=dict)  # by the first piece of the article

    @cached_property
    def laid_out(self) -> tuple[PageImport, list[list[list[int]]]]:
        """The articles as they stand, and the pieces of each of their paragraphs."""
        return self.sheet.laid_out()

    @property
    def page(self) -> PageImport:
        """The articles as they stand, without repairs."""
        return self.laid_out[0]

    def place(self, piece: int) -> Place:
        """The name of a piece."""
        return self.sheet.pieces[piece].span[:2]

    def is_chosen(self, article: int) -> bool:
        """Whether an article will be stored: as the person said, else where it has text."""
        said = self.chosen.get(self.place(self.sheet.order[article][0]))
        if said is not None:
            return said
        return any(p.role not in ("signature", "shadow") for p in self.page.articles[article].paragraphs)

    # ------------------------------------------------------------------------------------------- keeping

    def to_json(self) -> dict[str, Any]:
        """The state as plain JSON values."""
        return {
            "sheet": self.sheet.to_json(),
            "guesses": [[*guess.place, list(guess.codes), guess.confidence] for guess in self.guesses],
            "accepted": sorted(self.accepted),
            "settled": sorted(self.settled),
            "chosen": [[*place, is_chosen] for place, is_chosen in sorted(self.chosen.items())],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any], text: str, register: Register) -> State:
        """The state that was kept. Raises EditError where it is not of this text, or damaged."""
        try:
            return cls(
                Sheet.from_json(value["sheet"], text, register),
                tuple(Guess((line, start), tuple(codes), sure) for line, start, codes, sure in value["guesses"]),
                frozenset(value["accepted"]),
                frozenset((line, start) for line, start in value["settled"]),
                {(line, start): is_chosen for line, start, is_chosen in value["chosen"]},
            )
        except (KeyError, TypeError, ValueError) as error:
            raise error if isinstance(error, EditError) else EditError("damaged") from error


def open_state(text: str, register: Register) -> State:
    """The page of a dump as the machine reads it. Raises PageImportError as ``parse_page`` does."""
    sheet, page = open_page(text, register)
    return State(sheet, tuple(guesses_of(page)))


def guesses_of(page: PageImport) -> Iterable[Guess]:
    """What the first reading doubts: at the first piece of each article, and where a doubtful paragraph begins."""
    for article in page.articles:
        codes = tuple(str(doubt) for doubt in article.doubts if doubt in GUESSES)
        if codes and article.spans:
            yield Guess(article.spans[0][:2], codes, article.confidence)
        for paragraph in article.paragraphs:
            start = next((span[:2] for span in sorted(article.spans) if span[0] == paragraph.lines[0]), None)
            if paragraph.doubts and start is not None:
                yield Guess(start, tuple(str(doubt) for doubt in paragraph.doubts), paragraph.confidence)


# ------------------------------------------------------------------------------------------------------ acts


def perform(state: State, act: Mapping[str, Any]) -> State:
    """The state after one act: ``name``, with ``pieces``, ``article`` and ``value`` as the act wants them; the article
    is that of the first piece where none is named.

    Raises EditError: unknown_act, or what the sheet says against it.
    """
    name, value = act.get("name"), act.get("value")
    pieces = [int(k) for k in act.get("pieces", ())]
    if any(not 0 <= k < len(state.sheet.pieces) for k in pieces):
        raise EditError("no_piece")
    article = int(act.get("article", -1))
    if "article" not in act and pieces:
        own = state.sheet.pieces[pieces[0]].article
        article = -1 if own is None else own
    if name == "repair":
        accept, refuse = (frozenset(map(str, (value or {}).get(side, ()))) for side in ("accept", "refuse"))
        return replace(state, accepted=(state.accepted | accept) - refuse)
    if name in ("take", "leave"):
        require_article(state.sheet, article)
        first = state.place(state.sheet.order[article][0])
        return replace(state, chosen={**state.chosen, first: name == "take"})
    if name == "confirm":
        require_pieces(pieces)
        settled = state.settled | {state.place(k) for k in pieces}
        return replace(state, sheet=state.sheet.confirm(pieces), settled=settled)
    return replace(state, sheet=reshaped(state.sheet, str(name), pieces, article, value))


def reshaped(sheet: Sheet, name: str, pieces: list[int], article: int, value: Any) -> Sheet:
    """The sheet after an act that changes what belongs where."""
    if name in ("up", "down", "merge", "boundary", "boundary-up", "boundary-down"):
        require_article(sheet, article)
    else:
        require_pieces(pieces)
    match name:
        case "role":
            for k in pieces:
                sheet = sheet.change_role(k, str(value))
        case "begin":
            for k in pieces:
                sheet = sheet.begin_paragraph(k)
        case "join":
            for k in pieces:
                sheet = sheet.join_paragraph(k)
        case "cut":
            sheet = sheet.cut(pieces[0], offset_of(sheet.pieces[pieces[0]].text, value))
        case "split":
            sheet = sheet.split_article(pieces[0])
        case "assign" if value == NEW_ARTICLE:
            sheet = with_new_article(sheet, pieces)
        case "assign":
            sheet = sheet.assign(pieces, int(value))
        case "earlier" | "later":
            sheet = with_paragraph_moved(sheet, pieces[0], -1 if name == "earlier" else 1)
        case "merge" if article == 0:
            raise EditError("nothing_before")
        case "merge":
            sheet = sheet.merge_articles(article - 1, article)
        case "up" | "down":
            sheet = with_article_moved(sheet, article, -1 if name == "up" else 1)
        case "boundary":
            sheet = with_boundary_at(sheet, article, int(value))
        case "boundary-up" | "boundary-down":
            sheet = with_boundary_at(sheet, article, beside_boundary(sheet, article, name == "boundary-up"))
        case _:
            raise EditError("unknown_act")
    return sheet


def offset_of(text: str, value: Any) -> int:
    """Where a text is cut: a number of characters, or the words with which its second part begins; 0 for nowhere."""
    if isinstance(value, int):
        return value
    words = str(value or "").strip()
    return max(0, text.find(words)) if words else 0


def require_pieces(pieces: list[int]) -> None:
    """Refuse an act that was given no line."""
    if not pieces:
        raise EditError("no_piece")


def require_article(sheet: Sheet, article: int) -> None:
    """Refuse an act on an article that is not there."""
    if not 0 <= article < len(sheet.order):
        raise EditError("no_article")


def beside_boundary(sheet: Sheet, article: int, is_up: bool) -> int:
    """The piece at which an article would begin if its boundary moved by one line."""
    own = sorted(sheet.order[article])
    if is_up:
        above = [k for k in range(own[0]) if sheet.pieces[k].article is not None]
        if not above:
            raise EditError("nothing_before")
        return above[-1]
    if len(own) < 2:
        raise EditError("nothing_left")
    return own[1]


def with_boundary_at(sheet: Sheet, article: int, index: int) -> Sheet:
    """The article begins with this piece, which begins a paragraph too."""
    if not 0 <= index < len(sheet.pieces):
        raise EditError("no_piece")
    moved = sheet.move_boundary(article, index)
    piece = moved.pieces[index]
    return moved if piece.opens or piece.role not in GOING_ON else moved.begin_paragraph(index)


def with_new_article(sheet: Sheet, pieces: list[int]) -> Sheet:
    """An article of its own made of these lines, after the one that the first of them was in."""
    owner = next((sheet.pieces[k].article for k in pieces if sheet.pieces[k].article is not None), None)
    at = len(sheet.order) if owner is None else owner + 1
    # it holds nothing for a moment, which only a sheet in the making may
    made = Sheet(sheet.text, sheet.register, sheet.pieces, (*sheet.order[:at], (), *sheet.order[at:]))
    return made.assign(pieces, at)


def with_article_moved(sheet: Sheet, article: int, by: int) -> Sheet:
    """The article changes places with the one before or after it."""
    other = article + by
    if not 0 <= other < len(sheet.order):
        raise EditError("at_the_end")
    order = list(sheet.order)
    order[article], order[other] = order[other], order[article]
    return renumbered(Sheet(sheet.text, sheet.register, sheet.pieces, tuple(order)))


def with_paragraph_moved(sheet: Sheet, index: int, by: int) -> Sheet:
    """The paragraph that holds a piece changes places with the one before or after it in the article."""
    article = sheet.pieces[index].article
    if article is None:
        raise EditError("no_article")
    groups: list[list[int]] = []
    for k in sheet.order[article]:
        piece = sheet.pieces[k]
        if groups and not piece.opens and piece.role in GOING_ON:
            groups[-1].append(k)
        else:
            groups.append([k])
    at = next(i for i, group in enumerate(groups) if index in group)
    if not 0 <= at + by < len(groups):
        raise EditError("at_the_end")
    groups[at], groups[at + by] = groups[at + by], groups[at]
    order = list(sheet.order)
    order[article] = tuple(k for group in groups for k in group)
    return renumbered(Sheet(sheet.text, sheet.register, sheet.pieces, tuple(order)))


def replay(state: State, acts: Iterable[Mapping[str, Any]]) -> State:
    """The state after all of these acts."""
    for act in acts:
        state = perform(state, act)
    return state
