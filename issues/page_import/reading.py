"""From the raw dump to clean lines: marks and control characters removed, line numbers kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from . import patterns
from .model import PageImportError, Register

MAX_CHARACTERS = 300_000  # a dense broadsheet page holds about 15,000
MAX_LINES = 6_000
MAX_PIECES = 1_500  # of one line; a whole page in a line has some 400
MAX_JUNK_SHARE = 0.05  # of control and replacement characters, beyond which the input is no text

JUNK = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
HASHES = re.compile(r"^(#{1,6})\s*(?=[^#\s])(.*?)\s*#*$")
RULE = re.compile(r"^[\s\-*_=~#>|·.]*$")
RULE_STARTS = frozenset("#-*_=~>|·.!")  # what marks of Markdown and ruled lines begin with
BOLD = re.compile(r"\*{2,3}|(?<!_)__(?!_)")
WHOLLY_BOLD = re.compile(r"^(\*\*|__)(?:(?!\1).)+\1$")
QUOTE_MARK = re.compile(r"^(?:>\s*)+(?=\S)")
IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
HAN_GAP = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])|(?<=[,.;:!?\"]) (?=[^\x00-\x7f])|(?<=[^\x00-\x7f]) (?=\")")
CROWDED = 130  # characters of a line, on the average of the page, beyond which lines hold more than a paragraph
SPACES = re.compile(r"(?<![\x21-\x7e\s])\s+(?=[^\s\x30-\x39A-Za-z])|(?<=[。！？.!?)）】\]\"”*])\s+(?=\S)|\s{2,}(?=\S)")
TOGETHER = re.compile(
    r"(?:^|(?<=\s)|(?<=[。！？)）】]))[(（【]?[\u4e00-\u9fff]{2,4}讯[)）】]?\s+|[(（【][^()（）【】]{2,48}[)）】]"
)
SIGNED_WITHIN = re.compile(r"(?<=[。！？!?…”\"）)])\s*([(（【]\s*[^()（）【】。；，,]{2,48}\s*[)）】])(?=\s*\S)")
LEAD_WITHIN = re.compile(r"\s+(?=(?:[(（【]?(?:本报讯|本刊讯)))")
HEAD_AND_LEAD = re.compile(r"^([^。；]{5,40}?)\s+([(（【]?(?:本报讯|本刊讯|本报记者)[\s:：(（)）】].*)$")
HALF_MARKS = re.compile(r"(?<=[\u4e00-\u9fff])[,:;?!()\"]|[,:;?!()\"](?=[\u4e00-\u9fff])")
WIDE = frozenset("WFA")
SURELY_WIDE = re.compile("[\u2e80-\u2fff\u3001-\uffef“”‘’—…·]+")


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
    loose: bool = False  # the line holds several paragraphs, so that a piece of it may be anything
    start: int = 0  # where the piece stands in its line
    end: int = 0
    shadow: str = ""  # a second copy of the line, where the dump doubles a headline


GAP_WITHIN = re.compile(r"(?<!讯)(?<![讯）)][）)])(?<=[^\s\x00-\x7f]) {2,}(?=[^\s\x00-\x7f])")
BYLINE_AFTER = re.compile(rf"\s{{2,}}(?:{patterns.MARK}|{patterns.ROLE})\s*[:：/／]?\s*(?:{patterns.NAME})")
HEAD_WITHIN = re.compile(
    rf"^[^\s，。；]{{4,26}}\s+(?:{patterns.DATED.pattern[1:]}|{patterns.OPENER.pattern[1:]}|{patterns.MARK})|"
    r"[。！？”]\s+[^\s，。；]{4,24}\s+(?=[^\s，。；、]{4,}[，、。“])"
)


def width(text: str) -> float:
    """Width in full-width characters: a half-width character counts half, white space nothing, and a half-width mark
    beside a Han character as much as the full-width one that was printed.
    """
    if text.isascii():
        return 0.5 * (len(text) - text.count(" "))
    east = unicodedata.east_asian_width
    rest = SURELY_WIDE.sub("", text)  # what is left is little, and to be looked at one by one
    total = float(len(text) - len(rest))
    if not rest:
        return total
    total += 0.5 * len(HALF_MARKS.findall(text))
    for char in rest:
        if char < "\x80":
            total += 0.5 if char != " " else 0.0
        elif not char.isspace():
            total += 1.0 if east(char) in WIDE else 0.5
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
    if " " in text and (found := HEAD_AND_LEAD.match(text)):
        result = [found[1], found[2]]
    if result[-1].startswith(("(", "（")) and (found := patterns.NOTE_AHEAD.match(result[-1])):
        result[-1:] = [found[1], found[2]]
    if text[-1:] not in (")", "）"):
        return result
    if found := patterns.NOTE_BEHIND.match(result[-1]):
        result[-1:] = [found[1].rstrip(), found[2]]
    if found := patterns.INLINE_SIGNATURE.search(result[-1][-56:]):
        signature = patterns.read_signature(found[1], register)
        if signature is not None and signature.sure and len(found[1]) < len(result[-1]):
            result[-1:] = [result[-1][: -len(found[1])].rstrip(), found[1]]
    return result


def breaks_within(text: str) -> bool:
    """Whether a wrapped paragraph, its line ends turned into spaces, ends in the middle of the line: the runs between
    the spaces are as wide as the column, and one that ends a sentence falls well short of it.
    """
    if len(text) < 60 or not HAN_GAP.search(text):
        return False
    runs = HAN_GAP.split(text)
    widths = [width(run) for run in runs]
    full = sorted(w for w in widths if 10 <= w <= 34)
    if len(full) < 3:
        return False
    column = full[len(full) // 2]
    rest = len(text)
    for i, (run, size) in enumerate(zip(runs, widths, strict=True)):
        rest -= len(run) + 1
        after_full = i > 0 and column - 2.5 <= widths[i - 1] <= column + 2.5
        if after_full and size < column - 4 and run[-1:] in "。！？!?" and rest > 20:
            return True
    return False


def loose_pieces(text: str, register: Register) -> list[str]:
    """A line that holds several paragraphs as the pieces between its spaces, signatures cut out of the text."""
    cuts = {found.start(): found.end() for found in SPACES.finditer(text)}
    cuts |= {found.start(): found.end() for found in LEAD_WITHIN.finditer(text)}
    for found in SIGNED_WITHIN.finditer(text):
        signature = patterns.read_signature(found[1], register)
        if signature is not None and signature.sure:
            cuts |= {found.start(): found.start(1), found.end(): found.end()}
    if len(cuts) > MAX_PIECES:
        return pieces(text, register)
    kept = [found.span() for pattern in (TOGETHER, patterns.BYLINE_WITHIN) for found in pattern.finditer(text)]
    inside = bytearray(len(text) + 1)  # places within a byline or a bracket, where nothing is cut
    for start, end in kept:
        inside[start + 1 : end] = b"\x01" * max(0, end - start - 1)
    result, start = [], 0
    for cut, following in sorted(cuts.items()):
        if inside[cut]:
            continue
        if cut > start:
            result.append(text[start:cut])
        start = max(start, following)
    result.append(text[start:])
    return [piece for part in result if part.strip() for piece in pieces(part.strip(), register)]


def is_loose(text: str, crowded: bool) -> bool:
    """Whether a line holds several paragraphs: all long ones do on a crowded page, others where they show it."""
    if len(text) < (24 if crowded else 40) or " " not in text:
        return "  " in text and bool(BYLINE_AFTER.search(text))
    if crowded:
        return True
    if len(text) > 120 and (LEAD_WITHIN.search(text, 30) or SIGNED_WITHIN.search(text, 30)):
        return True
    return bool(GAP_WITHIN.search(text) or HEAD_WITHIN.search(text)) or breaks_within(text)


def place(lines: list[Line], raw: str) -> None:
    """Fill in where the pieces of one line stand in it, by counting their letters."""
    if len(lines) == 1:
        lines[0].end = len(raw)
        return
    letters = [i for i, char in enumerate(raw) if char.isalnum()]
    done = 0
    for before, line in enumerate(lines, -1):
        line.start = lines[before].end if before >= 0 else 0
        done += sum(char.isalnum() for char in line.text)
        line.end = letters[min(done, len(letters)) - 1] + 1 if done else line.start
    lines[-1].end = len(raw)


def read_lines(text: str, register: Register) -> list[Line]:
    """The lines that carry anything, in order; blank lines survive as the gap before the next one."""
    check(text)
    lines: list[Line] = []
    gap = 0
    rows = text.split("\n")
    printed = sum(not row.isspace() for row in rows if row)
    crowded = len(text) > CROWDED * max(1, printed)
    clean = INVISIBLE.sub("", text.replace("\t", "  ").replace("\x0b", " ").replace("\x0c", " "))
    lines_clean = clean.replace("\u00a0", " ").replace("\u3000", "  ").split("\n")
    for number, (raw, line) in enumerate(zip(rows, lines_clean, strict=True), 1):
        if "\x0c" in raw:
            gap += 1
        content = line.strip()
        indent = (len(line) - len(line.lstrip())) / 2 if line[:1].isspace() else 0.0
        level, bold = 0, False
        if not content or content[0] in RULE_STARTS:
            # what an image is called is no text, but stays a line of its own where nothing else is on it
            content = IMAGE.sub(lambda found: found[1] or " ", content).strip() or content
            if RULE.match(content):
                gap += 1
                continue
            content = QUOTE_MARK.sub("", content)
            if found := HASHES.match(content):
                level, content = len(found[1]), found[2].strip()
            bold = bool(WHOLLY_BOLD.match(content))
        if "*" in content or "__" in content:
            content = BOLD.sub("", content).strip() or content
        if "![" in content:
            content = IMAGE.sub(lambda found: found[1] or " ", content).strip() or content
        content, shadow = patterns.without_shadow(content)
        loose = not level and not shadow and is_loose(content, crowded)
        parts = loose_pieces(content, register) if loose else pieces(content, register)
        own = [
            Line(number, part, level, bold, 0 if i else gap, indent, width(part), bool(i), loose)
            for i, part in enumerate(parts)
        ]
        own[-1].shadow = shadow
        place(own, raw)
        lines += own
        gap = 0
    return lines
