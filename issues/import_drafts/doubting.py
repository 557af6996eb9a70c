"""What is still doubtful on a page under correction, the least sure first. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from issues.import_drafts.state import State
from issues.page_import import Doubt
from issues.page_import.assembly import confidence

ROLE_UNSURE = "role_unsure"
LOW = 0.75  # a line whose role is less sure is pointed out
# What the page as it stands says of itself, whatever the first reading thought.
STANDING = frozenset({Doubt.NO_HEADLINE, Doubt.NO_BODY, Doubt.NO_SIGNATURE, Doubt.UNKNOWN_DEPARTMENT})


@dataclass(frozen=True)
class DoubtfulPlace:
    """A place that a person should look at: a piece, its article, what is doubtful, how sure the machine is."""

    piece: int
    article: int | None
    codes: tuple[str, ...]
    confidence: float


def doubtful_places(state: State) -> list[DoubtfulPlace]:
    """All places that nobody has looked at yet, the least sure first."""
    sheet = state.sheet
    found: dict[int, list[tuple[str, float]]] = {}
    at = {piece.span[:2]: k for k, piece in enumerate(sheet.pieces)}
    for guess in state.guesses:
        k = at.get(guess.place)
        if k is not None and sheet.pieces[k].confidence < 1.0:
            found.setdefault(k, []).extend((code, guess.confidence) for code in guess.codes)
    for index, article in enumerate(state.page.articles):
        standing = [doubt for doubt in article.doubts if doubt in STANDING]
        if standing:
            first = sheet.order[index][0]
            found.setdefault(first, []).extend((str(doubt), confidence([doubt])) for doubt in standing)
    for k, piece in enumerate(sheet.pieces):
        if piece.confidence < LOW:
            found.setdefault(k, []).append((ROLE_UNSURE, piece.confidence))
    places = [
        DoubtfulPlace(
            k,
            sheet.pieces[k].article,
            tuple(dict.fromkeys(code for code, _ in doubts)),
            min(sure for _, sure in doubts),
        )
        for k, doubts in found.items()
        if state.place(k) not in state.settled
    ]
    return sorted(places, key=lambda place: (place.confidence, place.piece))


def certainty_of(state: State, places: list[DoubtfulPlace]) -> list[float]:
    """For each article how sure it is read, as its least sure place: 1 where nothing is left to look at."""
    sure = [1.0] * len(state.sheet.order)
    for place in places:
        if place.article is not None:
            sure[place.article] = min(sure[place.article], place.confidence)
    return sure
