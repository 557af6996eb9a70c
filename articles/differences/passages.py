"""A body as the comparison sees it: passages in reading order, each with its text, its form and its emphasis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from articles.body import ALIGNMENTS

CELL_BREAK = "\t"  # between the cells of a table row
PARAGRAPH_BREAK = "\n"  # between paragraphs that are looked at as one
LINE_BREAK = "\v"  # a break inside a paragraph


@dataclass(frozen=True, slots=True)
class Look:
    """How a run of characters is set."""

    strong: bool = False
    em: bool = False
    href: str = ""


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Run:
    """Characters up to ``end`` that are set alike; a passage's runs follow each other."""

    end: int
    look: Look


@dataclass(frozen=True, slots=True)
class Form:
    """What kind of passage it is: paragraph, subhead, item, caption, row, picture or a line of a field."""

    kind: str = "paragraph"
    quoted: bool = False
    ordered: bool = False  # of a list item
    depth: int = 0  # of a list item, from 1
    alignment: str = ""  # left, center, right or nothing
    cells: tuple[str, ...] = ()  # of a table row: what is special about each cell


PARAGRAPH = Form()
LINE = Form("line")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, subhead, list item, caption, table row or picture."""

    text: str
    form: Form = PARAGRAPH
    runs: tuple[Run, ...] = ()  # empty: plain all through
    picture: str = ""  # address of a picture
    picture_words: str = ""

    @property
    def key(self) -> tuple[str, Form, tuple[Run, ...], str]:
        """What makes two passages the same to the last detail."""
        return (self.text, self.form, self.runs, self.picture)

    def looks(self) -> list[Look]:
        """The look of each character."""
        result: list[Look] = []
        for run in self.runs:
            result += [run.look] * (run.end - len(result))
        return result + [PLAIN] * (len(self.text) - len(result))


def joined(passages: Sequence[Passage]) -> Passage:
    """Several passages as one, with breaks between them; its form is the first one's."""
    runs: list[Run] = []
    length = 0
    for passage in passages:
        if length:
            length += 1
            runs.append(Run(length, PLAIN))
        runs += [Run(length + run.end, run.look) for run in passage.runs or (Run(len(passage.text), PLAIN),)]
        length += len(passage.text)
    return Passage(PARAGRAPH_BREAK.join(p.text for p in passages), passages[0].form, tuple(runs))


def passages(html: str) -> list[Passage]:
    """The passages of clean body HTML."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.found


@dataclass(slots=True)
class _Text:
    """A passage's text in the making; white space is squeezed as a browser does."""

    form: Form
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    runs: list[Run] = field(default_factory=list)

    @property
    def last(self) -> str:
        """The last character so far; nothing at the beginning."""
        return self.pieces[-1][-1] if self.pieces else ""

    def add(self, data: str, look: Look) -> None:
        self.pieces.append(data)
        self.length += len(data)
        if self.runs and self.runs[-1].look == look:
            self.runs.pop()
        self.runs.append(Run(self.length, look))

    def passage(self) -> Passage:
        text = "".join(self.pieces)
        if self.form.kind != "row":
            text = text.rstrip(" \v\t")
        plain = all(run.look == PLAIN for run in self.runs)
        runs = [Run(min(run.end, len(text)), run.look) for run in self.runs]
        return Passage(text, self.form, () if plain else tuple(run for i, run in enumerate(runs) if _grows(runs, i)))


def _grows(runs: list[Run], index: int) -> bool:
    return runs[index].end > (runs[index - 1].end if index else 0)


class _Parser(HTMLParser):
    """Reads clean body HTML into passages."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Passage] = []
        self._lists: list[bool] = []
        self._quotes = 0
        self._strong = self._em = 0
        self._links: list[str] = []
        self._row: list[str] | None = None
        self._text: _Text | None = None

    def _close(self) -> None:
        if self._text is not None and (passage := self._text.passage()).text.strip():
            self.found.append(passage)
        self._text = None

    def _break(self) -> None:
        """End the passage, unless a table row is open: a row is one passage whatever stands in its cells."""
        if self._row is None:
            self._close()

    def _open(self, kind: str, alignment: str = "") -> None:
        self._close()
        depth = len(self._lists) if kind == "item" else 0
        ordered = bool(self._lists and self._lists[-1]) if kind == "item" else False
        self._text = _Text(Form(kind, self._quotes > 0, ordered, depth, alignment))

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("ul", "ol"):
            self._break()
            self._lists.append(tag == "ol")
        elif tag == "blockquote":
            self._break()
            self._quotes += 1
        elif tag == "tr":
            self._open("row")
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            if self._row:
                self._add(CELL_BREAK)
            self._row.append(_cell(tag, values))
        elif tag in ("p", "h3", "li", "figcaption"):
            self._begin(tag, values)
        elif tag == "img":
            self._picture(values)
        elif tag == "br":
            self._add(LINE_BREAK)
        elif tag == "strong":
            self._strong += 1
        elif tag == "em":
            self._em += 1
        elif tag == "a":
            self._links.append(values.get("href") or "")

    def _begin(self, tag: str, values: dict[str, str | None]) -> None:
        if self._row is not None:  # a paragraph within a cell is a line of the row
            if self._text is not None and self._text.last not in ("", CELL_BREAK, LINE_BREAK):
                self._add(LINE_BREAK)
        elif tag == "p" and self._text is not None and self._text.form.kind in ("item", "caption"):
            if self._text.last:
                self._add(LINE_BREAK)
        else:
            kind = {"p": "paragraph", "h3": "subhead", "li": "item", "figcaption": "caption"}[tag]
            self._open(kind, _alignment(values))

    def _picture(self, values: dict[str, str | None]) -> None:
        self._break()
        self.found.append(Passage("", Form("picture"), (), values.get("src") or "", values.get("alt") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._break()
            if self._lists:
                self._lists.pop()
        elif tag == "blockquote":
            self._break()
            self._quotes = max(0, self._quotes - 1)
        elif tag == "tr":
            self._end_row()
        elif tag in ("p", "h3", "li", "figcaption", "figure", "table") and self._row is None:
            inner = tag == "p" and self._text is not None and self._text.form.kind in ("item", "caption")
            if not inner:
                self._close()
        elif tag == "strong":
            self._strong = max(0, self._strong - 1)
        elif tag == "em":
            self._em = max(0, self._em - 1)
        elif tag == "a" and self._links:
            self._links.pop()

    def _end_row(self) -> None:
        if self._text is not None and self._row is not None:
            self._text.form = Form("row", self._text.form.quoted, cells=tuple(self._row))
            self.found.append(self._text.passage())
        self._text, self._row = None, None

    def _add(self, data: str) -> None:
        if self._text is None:
            self._open("paragraph")
        assert self._text is not None  # noqa: S101 (for the type checker)
        look = Look(self._strong > 0, self._em > 0, self._links[-1] if self._links else "")
        self._text.add(data, PLAIN if data in (CELL_BREAK, LINE_BREAK) else look)

    def handle_data(self, data: str) -> None:
        squeezed = _squeezed(data)
        if self._text is None or self._text.last in ("", " ", CELL_BREAK, LINE_BREAK):
            squeezed = squeezed.lstrip(" ")
        if squeezed:
            self._add(squeezed)

    def close(self) -> None:
        super().close()
        self._close()


def _squeezed(data: str) -> str:
    """White space as a browser shows it; a full-width blank stays, it is typed on purpose."""
    words = data.replace("\u00a0", " ").replace("\n", " ").replace("\t", " ").replace("\v", " ")
    while "  " in words:
        words = words.replace("  ", " ")
    return words


def _alignment(values: dict[str, str | None]) -> str:
    classes = set((values.get("class") or "").split()) & ALIGNMENTS
    return min(classes).removeprefix("align-") if classes else ""


def _cell(tag: str, values: dict[str, str | None]) -> str:
    spans = [f"{name}={values[name]}" for name in ("colspan", "rowspan") if values.get(name)]
    return " ".join((["head"] if tag == "th" else []) + spans + ([_alignment(values)] if _alignment(values) else []))
