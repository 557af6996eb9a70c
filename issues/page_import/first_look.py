"""What a line says of itself by its own words, told before its neighbours are looked at.

Most lines are running text, and the first and last characters of a line tell soon which patterns it cannot match: so
each set of characters here stands for a pattern of ``patterns`` and is asked before it.
"""

from __future__ import annotations

from . import patterns
from .features import Features
from .model import Register
from .reading import Line

MOST = 70  # characters of a line that may be a note, a caption, a label, a byline or a signature

STOPS = frozenset("。！？!?…")  # FINAL ends in one of these, or in a mark that closes after it
CLOSES = frozenset(".”’\"'」』）)》〉")
CAPTION_OPENS, CAPTION_ENDS = frozenset("图上下左右▲△▼▽↑↓◀▶"), frozenset("影摄图)）")
DASHES = frozenset("—–―─━－-")
MARKS = frozenset("，。、；：！？,;:!?）)》〉”’」』%％…·")  # CANNOT_START, but for a point before a letter
DATED_OPENS = frozenset("近日前昨连今去本最一二三四五六七八九十为随")
OPENER_OPENS = frozenset("会随此据目下同其本当活经通自截如接与值现期后直于因虽不")
NUMBER_OPENS = frozenset("一二三四五六七八九十(（第①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
LABEL_OPENS = frozenset("【[〖［〔")


def is_final(text: str) -> bool:
    """Whether a line ends like a sentence."""
    last = text[-1]
    return last in STOPS or (last in CLOSES and patterns.FINAL.search(text[-6:]) is not None)


def look(line: Line, register: Register) -> Features:
    """The features of a line that its own words tell."""
    text = line.text
    first = text[0]
    figure = first.isdecimal()
    lead = ("讯" in text[:9] or "记者" in text[:6]) and patterns.LEAD.match(text) is not None
    item = Features(line, 0.0, is_final(text), lead, 0.0)
    if len(text) <= MOST:
        look_closer(item, register)
    item.dashed = first in DASHES and patterns.DASHED.match(text) is not None
    item.dated = (figure or first in DATED_OPENS) and patterns.DATED.match(text) is not None
    item.opener = first in OPENER_OPENS and patterns.OPENER.match(text) is not None
    item.numbered = (figure or first in NUMBER_OPENS) and patterns.ENUMERATED.match(text) is not None
    item.stuck = first in MARKS or (first == "." and patterns.CANNOT_START.match(text) is not None)
    return item


def look_closer(item: Features, register: Register) -> None:
    """Fill in what only a line that is not long may be."""
    text = item.line.text
    item.note = ("接" in text or "转" in text) and patterns.NOTE.match(text) is not None
    if item.note:
        return
    if text[0] in CAPTION_OPENS or text[-1] in CAPTION_ENDS:
        item.caption = patterns.CAPTION.search(text) is not None
    item.byline = patterns.read_byline(text)
    item.signature = patterns.read_signature(text, register)
    if item.byline and item.byline.sure and item.signature and not item.signature.sure:
        item.signature = None
    item.label = label_score(item.line, register)


def label_score(line: Line, register: Register) -> float:
    """How much a line looks like the label of a column."""
    text = "".join(line.text.split())
    if register.columns and text.strip("【】[]〖〗［］〔〕") in register.columns:
        return 12.0
    if len(text) > 12:
        return -9.0
    if line.text[0] in LABEL_OPENS and patterns.BRACKETED.match(line.text):
        return 6.0 + (9.0 if line.level else 0.0)
    if len(text) <= 7 and patterns.LABEL_END.search(text) and patterns.HAN.match(text):
        return 4.2 + (9.0 if line.level else 0.0)
    return -9.0
