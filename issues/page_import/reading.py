"""From the raw dump to clean lines: marks and control characters removed, line numbers kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from . import patterns
from .model import PageImportError, Register

MAX_CHARACTERS = 300_000  # a dense broadsheet page holds about 15,000
MAX_LINES = 6_000
MAX_JUNK_SHARE = 0.05  # of control and replacement characters, beyond which the input is no text

JUNK = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
HASHES = re.compile(r"^(#{1,6})\s*(?=[^#\s])(.*?)\s*#*$")
RULE = re.compile(r"^[\s\-*_=~#>|·.]*$")
BOLD = re.compile(r"\*{2,3}|(?<!_)__(?!_)")
WHOLLY_BOLD = re.compile(r"^(\*\*|__)(?:(?!\1).)+\1$")
QUOTE_MARK = re.compile(r"^(?:>\s*)+(?=\S)")
IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
HEAD_AND_LEAD = re.compile(r"^([^。；]{5,40}?)\s+((?:本报讯|本刊讯|本报记者)[\s:：(（].*)$")
WIDE = frozenset("WFA")


@dataclass(slots=True)
class Line:
    """One line, or one piece of a line that holds a headline and its text at once."""

    number: int  # 1-based line of the dump
    text: str
    level: int  # of the Markdown heading, 0 for none
    bold: bool
    gap: int  # blank lines before it
    indent: float  # leading white space in full-width characters
    width: float  # in full-width characters, white space left out
    bound: bool = False  # to the piece before, which is printed on the same line
    shadow: str = ""  # a second copy of the line, where the dump doubles a headline


def width(text: str) -> float:
    """Width in full-width characters: a half-width character counts half, white space nothing."""
    if text.isascii():
        return 0.5 * (len(text) - text.count(" "))
    east = unicodedata.east_asian_width
    total = 0.0
    for char in text:
        if char < "\x80":
            total += 0.5 if char != " " else 0.0
        elif not char.isspace():
            total += 1.0 if "\u2e80" <= char <= "\uffef" or east(char) in WIDE else 0.5
    return total


def check(text: str) -> None:
    """Refuse what cannot be a page. Raises PageImportError: empty, too_long, too_many_lines, binary."""
    if len(text) > MAX_CHARACTERS:
        raise PageImportError("too_long", found=len(text), limit=MAX_CHARACTERS)
    if (count := text.count("\n") + 1) > MAX_LINES:
        raise PageImportError("too_many_lines", found=count, limit=MAX_LINES)
    if (junk := len(JUNK.findall(text))) > max(8, MAX_JUNK_SHARE * len(text)):
        raise PageImportError("binary", found=junk)
    if not any(char.isalnum() for char in text):
        raise PageImportError("empty")


def pieces(text: str, register: Register) -> list[str]:
    """A line as its pieces: a headline and the brief on its line are two, so are a text and the signature ending it."""
    result = [text]
    if found := HEAD_AND_LEAD.match(text):
        result = [found[1], found[2]]
    if found := patterns.NOTE_AHEAD.match(result[-1]):
        result[-1:] = [found[1], found[2]]
    if found := patterns.NOTE_BEHIND.match(result[-1]):
        result[-1:] = [found[1].rstrip(), found[2]]
    if found := patterns.INLINE_SIGNATURE.search(result[-1][-56:]):
        signature = patterns.read_signature(found[1], register)
        if signature is not None and signature.sure and len(found[1]) < len(result[-1]):
            result[-1:] = [result[-1][: -len(found[1])].rstrip(), found[1]]
    return result


def read_lines(text: str, register: Register) -> list[Line]:
    """The lines that carry anything, in order; blank lines survive as the gap before the next one."""
    check(text)
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(text.split("\n"), 1):
        if "\x0c" in raw:
            gap += 1
        line = INVISIBLE.sub("", raw.replace("\t", "  ").replace("\x0b", " ").replace("\x0c", " "))
        line = line.replace("\u00a0", " ").replace("\u3000", "  ")
        content = IMAGE.sub(r"\1", line).strip()
        indent = (len(line) - len(line.lstrip())) / 2
        if RULE.match(content):
            gap += 1
            continue
        content = QUOTE_MARK.sub("", content)
        level = 0
        if found := HASHES.match(content):
            level, content = len(found[1]), found[2].strip()
        bold = bool(WHOLLY_BOLD.match(content))
        content = BOLD.sub("", content).strip() or content
        content, shadow = patterns.without_shadow(content)
        for i, piece in enumerate(pieces(content, register)):
            lines.append(Line(number, piece, level, bold, 0 if i else gap, indent, width(piece), bool(i)))
        lines[-1].shadow = shadow
        gap = 0
    return lines
