"""A page as a person corrects it: its pieces in printed order, each with a role, an article and a confidence.

Pure: every act returns a new sheet, and ``page()`` reads the articles from a sheet as the importer would from the dump.
``to_json`` holds the acts' outcome, so that a desk keeps it between requests beside the text that was dumped.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import patterns
from . import roles as R
from .assembly import Assembler
from .features import Features
from .fragments import Body, Head
from .model import PageImport, Register, Span
from .reading import Line, read_lines, width
from .stories import Story

ROLES = (
    "label",
    "kicker",
    "title",
    "subtitle",
    "byline",
    "note",
    "body",
    "subhead",
    "caption",
    "signature",
    "furniture",
)
OPENING = {
    "furniture": R.FURNITURE,
    "label": R.LABEL,
    "kicker": R.KICKER,
    "title": R.TITLE,
    "subtitle": R.SUBTITLE,
    "byline": R.BYLINE,
    "note": R.NOTE,
    "body": R.BODY,
    "subhead": R.SUBHEAD,
    "caption": R.CAPTION,
    "signature": R.SIGNATURE,
}
GOING_ON = {"body": R.BODY_ON, "subhead": R.SUBHEAD_ON, "caption": R.CAPTION_ON}
HEAD_ROLES = ("kicker", "title", "subtitle")
SCALE = 1.6  # of a lead, in the units of the role scores: how soon a decision counts as sure
TOLD = 20.0  # the lead of what a person said
SUREST = 0.999  # 1 is what a person said


class EditError(ValueError):
    """An act that the sheet does not allow; ``code`` lets the interface word it."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def sureness(lead: float) -> float:
    """The confidence, 0.5 to below 1, of a decision that beats its rival by ``lead``."""
    return min(SUREST, round(1.0 - 0.5 * math.exp(-max(0.0, lead) / SCALE), 3))


@dataclass(frozen=True)
class Piece:
    """A line of the dump, or a part of one: the unit of every decision."""

    span: Span
    text: str
    role: str  # one of ROLES
    opens: bool  # it begins a paragraph; False only where it goes on with the one before
    article: int | None  # index into the page's articles, None for furniture
    confidence: float
    shadow: str = ""  # a second copy that the dump holds of it


@dataclass(frozen=True)
class Sheet:
    """A parsed page under correction: ``order`` holds, for each article, its pieces in reading order."""

    text: str
    register: Register
    pieces: tuple[Piece, ...]
    order: tuple[tuple[int, ...], ...]

    # ------------------------------------------------------------------------------------------- reading

    def page(self) -> PageImport:
        """The articles as they now stand. Articles left without a piece are gone."""
        return self.laid_out()[0]

    def laid_out(self) -> tuple[PageImport, list[list[list[int]]]]:
        """The articles, and for each the pieces of each paragraph; what follows those paragraphs repeats no piece."""
        features = [self._features(piece) for piece in self.pieces]
        codes = [code_of(piece) for piece in self.pieces]
        stories, labels = [], []
        for place, indices in enumerate(self.order):
            named_so = [k for k in indices if self.pieces[k].role == "label"]
            label = named_so[0] if named_so else None
            for k in named_so[1:]:
                codes[k] = R.NOTE  # an article has one column; what else is called one stays as printed
            lines = [k for k in indices if self.pieces[k].role in HEAD_ROLES]
            rest = [k for k in indices if self.pieces[k].role not in HEAD_ROLES and k != label]
            head = Head(lines, 2 * place, label) if lines else None
            bodies = []
            if rest or head is None:
                named = any(self.pieces[k].role == "byline" for k in rest)
                signed = any(self.pieces[k].role == "signature" for k in rest)
                texts = any(self.pieces[k].role in GOING_ON for k in rest)
                bodies = [Body(rest, 2 * place + 1, None if head else label, signed, signed, texts, named)]
            stories.append(Story(head, bodies))
            labels += [label] if label is not None else []
        placed = {k for indices in self.order for k in indices}
        loose = [k for k, piece in enumerate(self.pieces) if k not in placed and piece.role == "label"]
        furniture = [k for k in range(len(self.pieces)) if k not in placed and k not in loose]
        leads = [TOLD if piece.confidence >= 1.0 else lead_of(piece.confidence) for piece in self.pieces]
        told = stories, sorted(labels + loose), furniture
        assembler = Assembler(features, codes, leads, self.register, told)
        return assembler.page(), assembler.groups

    def _features(self, piece: Piece) -> Features:
        """What the assembly reads of a piece; a role that a person gave it holds even where its form says otherwise."""
        line = Line(piece.span[0], piece.text, 0, False, 0, 0.0, width(piece.text), False, False, *piece.span[1:])
        line.shadow = piece.shadow
        features = Features(line, 0.0, bool(patterns.FINAL.search(piece.text[-6:])), False, 0.0)
        features.note = bool(patterns.NOTE.match(piece.text))
        if piece.role == "byline":
            features.byline = patterns.read_byline(piece.text) or patterns.Byline((piece.text,), None, False)
        elif piece.role == "signature":
            inner = piece.text.strip("()（）【】[]—- ")
            features.signature = patterns.read_signature(piece.text, self.register) or patterns.Signature(
                patterns.split_units(inner, self.register), False, False
            )
        return features

    # ---------------------------------------------------------------------------------------------- acts

    def change_role(self, index: int, role: str, opens: bool = True) -> Sheet:
        """Give a piece another role; as furniture it leaves its article, from furniture it joins the one before it."""
        piece = self._piece(index)
        if role not in ROLES:
            raise EditError("unknown_role")
        order = [list(indices) for indices in self.order]
        article = piece.article
        if role == "furniture":
            order = [[k for k in indices if k != index] for indices in order]
        elif article is None:
            article = self._nearest(index)
            if article is None:
                order.append([index])
            else:
                order[article] = placed_among(order[article], index)
        return self._with({index: replace(piece, role=role, opens=opens, confidence=1.0)}, order)

    def begin_paragraph(self, index: int) -> Sheet:
        """Let a piece begin a paragraph of its own."""
        return self._with({index: replace(self._piece(index), opens=True, confidence=1.0)}, self.order)

    def join_paragraph(self, index: int) -> Sheet:
        """Let a piece go on with the paragraph before it, whose role it takes."""
        piece = self._piece(index)
        indices = self.order[piece.article] if piece.article is not None else ()
        at = indices.index(index) if index in indices else 0
        before = self.pieces[indices[at - 1]] if at else None
        if before is None or before.role not in GOING_ON:
            raise EditError("nothing_to_join")
        return self._with({index: replace(piece, role=before.role, opens=False, confidence=1.0)}, self.order)

    def cut(self, index: int, offset: int) -> Sheet:
        """Cut a piece in two before the character ``offset`` of its text; the second part begins a paragraph."""
        piece = self._piece(index)
        if not 0 < offset < len(piece.text):
            raise EditError("nothing_to_cut")
        line, start, end = piece.span
        middle = min(end, start + column_of(self.text.split("\n")[line - 1][start:end], piece.text[:offset]))
        upper = replace(piece, span=(line, start, middle), text=piece.text[:offset].rstrip(), confidence=1.0, shadow="")
        lower = replace(piece, span=(line, middle, end), text=piece.text[offset:].lstrip(), opens=True, confidence=1.0)
        pieces = (*self.pieces[:index], upper, lower, *self.pieces[index + 1 :])
        order = []
        for indices in self.order:
            moved = [k + (k > index) for k in indices]
            if index in moved:
                moved.insert(moved.index(index) + 1, index + 1)
            order.append(moved)
        return renumbered(Sheet(self.text, self.register, pieces, tuple(map(tuple, order))))

    def split_article(self, index: int) -> Sheet:
        """Let a new article begin with this piece: what follows it in its article goes along."""
        piece = self._piece(index)
        if piece.article is None:
            raise EditError("no_article")
        order = [list(indices) for indices in self.order]
        own = order[piece.article]
        at = own.index(index)
        if at == 0:
            raise EditError("begins_already")
        order[piece.article : piece.article + 1] = [own[:at], own[at:]]
        return self._with({index: replace(piece, opens=True, confidence=1.0)}, order)

    def merge_articles(self, first: int, second: int) -> Sheet:
        """Make one article of two: the second's pieces follow the first's; its headline becomes a subhead."""
        if first == second or not (0 <= first < len(self.order) and 0 <= second < len(self.order)):
            raise EditError("no_article")
        headed = any(self.pieces[k].role in HEAD_ROLES for k in self.order[first])
        changed = {
            k: replace(self.pieces[k], role="subhead", opens=True, confidence=1.0)
            for k in self.order[second]
            if headed and self.pieces[k].role in HEAD_ROLES
        }
        order = [list(indices) for indices in self.order]
        order[first] += order[second]
        del order[second]
        return self._with(changed, order)

    def move_boundary(self, article: int, index: int) -> Sheet:
        """Let an article begin with the piece ``index`` of the page: pieces before it go to the article printed before,
        pieces from it on come from there.
        """
        if not 0 <= article < len(self.order) or not self.order[article]:
            raise EditError("no_article")
        first = min(self.order[article])
        between = range(min(first, index), max(first, index))
        if index <= first:
            moved = [k for k in between if self.pieces[k].article is not None]
            return self.assign(moved, article)
        before = self._nearest(first)
        if before is None or index > max(self.order[article]):
            raise EditError("no_article")
        return self.assign([k for k in between if self.pieces[k].article == article], before)

    def assign(self, indices: Iterable[int], article: int) -> Sheet:
        """Give pieces to another article, in printed order among its own."""
        chosen = sorted(set(indices))
        if not 0 <= article < len(self.order):
            raise EditError("no_article")
        changed = {}
        order = [[k for k in own if k not in chosen] for own in self.order]
        for k in chosen:
            piece = self._piece(k)
            order[article] = placed_among(order[article], k)
            role = "body" if piece.role == "furniture" else piece.role
            changed[k] = replace(piece, role=role, confidence=1.0)
        return self._with(changed, order)

    def confirm(self, indices: Iterable[int]) -> Sheet:
        """Say that pieces are right as they stand."""
        return self._with({k: replace(self._piece(k), confidence=1.0) for k in indices}, self.order)

    def _piece(self, index: int) -> Piece:
        if not 0 <= index < len(self.pieces):
            raise EditError("no_piece")
        return self.pieces[index]

    def _nearest(self, index: int) -> int | None:
        """The article of the nearest piece printed before."""
        return next((p.article for p in reversed(self.pieces[:index]) if p.article is not None), None)

    def _with(self, changed: Mapping[int, Piece], order: Iterable[Iterable[int]]) -> Sheet:
        pieces = tuple(changed.get(k, piece) for k, piece in enumerate(self.pieces))
        return renumbered(Sheet(self.text, self.register, pieces, tuple(tuple(own) for own in order)))

    # --------------------------------------------------------------------------------------------- keeping

    def to_json(self) -> dict[str, Any]:
        """What a desk keeps beside the dump."""
        return {
            "digest": digest(self.text),
            "pieces": [[*p.span, p.text, p.role, p.opens, p.confidence, p.shadow] for p in self.pieces],
            "order": [list(indices) for indices in self.order],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any], text: str, register: Register) -> Sheet:
        """The sheet that was kept. Raises EditError where it is not of this text or has been tampered with."""
        try:
            if value["digest"] != digest(text):
                raise EditError("other_text")
            pieces = tuple(
                Piece(
                    (int(line), int(start), int(end)), str(words), str(role), bool(opens), None, float(sure), str(copy)
                )
                for line, start, end, words, role, opens, sure, copy in value["pieces"]
            )
            order = tuple(tuple(int(k) for k in indices) for indices in value["order"])
        except (KeyError, TypeError, ValueError) as error:
            raise error if isinstance(error, EditError) else EditError("damaged") from error
        named = [k for indices in order for k in indices]
        letters = [
            "".join(c for p in side for c in p.text + p.shadow if c.isalnum())
            for side in (pieces, read_lines(text, register))
        ]
        if len(named) != len(set(named)) or any(not 0 <= k < len(pieces) for k in named) or letters[0] != letters[1]:
            raise EditError("damaged")
        if any(piece.role not in ROLES for piece in pieces):
            raise EditError("damaged")
        return renumbered(cls(text, register, pieces, order))


def digest(text: str) -> str:
    """What tells one dump from another."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def lead_of(confidence: float) -> float:
    """The lead that a confidence stands for."""
    return -SCALE * math.log(max(1e-6, 2.0 * (1.0 - confidence)))


def code_of(piece: Piece) -> str:
    """The role code of a piece."""
    return OPENING[piece.role] if piece.opens or piece.role not in GOING_ON else GOING_ON[piece.role]


def column_of(raw: str, head: str) -> int:
    """How far into the raw text the letters of ``head`` reach."""
    wanted = sum(char.isalnum() for char in head)
    for i, char in enumerate(raw):
        if char.isalnum():
            if not wanted:
                return i
            wanted -= 1
    return len(raw)


def placed_among(indices: list[int], index: int) -> list[int]:
    """An article's pieces with one more, after the last of those printed before it."""
    at = max((i for i, k in enumerate(indices) if k < index), default=-1) + 1
    return [*indices[:at], index, *indices[at:]]


def renumbered(sheet: Sheet) -> Sheet:
    """A sheet whose pieces know their articles; articles without a piece are dropped."""
    order = tuple(indices for indices in sheet.order if indices)
    owner = {k: article for article, indices in enumerate(order) for k in indices}
    pieces = tuple(
        piece if piece.article == owner.get(k) else replace(piece, article=owner.get(k))
        for k, piece in enumerate(sheet.pieces)
    )
    return Sheet(sheet.text, sheet.register, pieces, order)
