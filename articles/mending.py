"""Putting words in place of others in a body, at a place of its plain text; what stands around them stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

from articles import body as body_module
from articles.tidying import BLOCKS

Span = tuple[int, int]  # of the HTML


@dataclass
class _Char:
    """A character of the plain text and what it stands for in the HTML: a blank may stand for several stretches."""

    char: str
    spans: list[Span] = field(default_factory=list)


class _Places(HTMLParser):
    """Reads clean body HTML into the lines of ``body.to_text``, every character with its place."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.lines: list[list[_Char]] = []
        self._open: list[_Char] = []
        self._html = html
        self._starts = [0]
        for line in html.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.feed(html)
        self.close()
        self._flush()

    @property
    def _at(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def _flush(self) -> None:
        squeezed: list[_Char] = []
        for one in self._open:
            if not one.char.isspace():
                squeezed.append(one)
            elif squeezed and squeezed[-1].char == " ":
                squeezed[-1].spans += one.spans
            elif squeezed:
                squeezed.append(_Char(" ", list(one.spans)))
        if squeezed and squeezed[-1].char == " ":
            squeezed.pop()
        if squeezed:
            self.lines.append(squeezed)
        self._open = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "br" or tag in BLOCKS:
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()

    def handle_data(self, data: str) -> None:
        at = self._at
        self._open += [_Char(char, [(at + n, at + n + 1)]) for n, char in enumerate(data)]

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def _reference(self, source: str) -> None:
        at = self._at
        end = at + len(source)
        if self._html[end : end + 1] == ";":
            end += 1
        for char in unescape(self._html[at:end]):
            self._open.append(_Char(char, [(at, end)]))


def mended_line(text: str, start: int, end: int, new: str) -> str:
    """A line with other words at a place."""
    return text[:start] + new + text[end:]


def mended_body(html: str, line: int, start: int, end: int, new: str) -> str | None:
    """Clean body HTML with ``new`` at a place (line from 0, columns) of its plain text; None where that is not sure.

    Only what differs is touched, so that bold and links around it stay.
    """
    lines = _Places(html).lines
    before = ["".join(one.char for one in row) for row in lines]
    if not 0 <= line < len(lines) or end > len(lines[line]) or before != body_module.to_text(html).split("\n"):
        return None
    row, old = lines[line], before[line][start:end]
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    low, high = start + same, end - tail
    words = escape(new[same : len(new) - tail], quote=False)
    # new words alone join what stands before them, so that they keep its tags
    place = row[low - 1].spans[-1][1] if low == high and low else row[low].spans[0][0]
    edits = [(span, "") for one in row[low:high] for span in one.spans]
    edits.append(((place, place), words))
    # from the end, so that earlier places stay; the new words last of those at the same place
    for (begin, stop), put in sorted(edits, key=lambda edit: (edit[0][0], edit[0][1]), reverse=True):
        html = html[:begin] + put + html[stop:]
    mended = body_module.clean(html)
    wanted = " ".join(mended_line(before[line], start, end, new).split())
    after = [*before[:line], *([wanted] if wanted else []), *before[line + 1 :]]
    return mended if body_module.to_text(mended).split("\n") == after else None
