"""The one way in and out for rich text: sanitising, plain text, blocks.

Allowed are paragraphs, small headings (h3), strong, em, quotes, lists, links, figures with our own images and simple
tables; alignment by class. Everything else loses its tag and keeps its words, except scripts, styles and controls,
which go whole. What Word and web pages leave in pasted text goes too (``tidying``). Cleaning twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

import nh3
from django.utils.safestring import SafeString, mark_safe

from articles.tidying import BLOCKS, tidied, without_raising

PHOTO_PREFIX = "/media/photos/"
ALIGNMENTS = {"align-left", "align-center", "align-right"}
MOST_ROUNDS = 12  # of cleaning; only a text made to confuse needs more than three

_TAGS = BLOCKS | {"strong", "em", "a", "img", "br"}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_ATTRIBUTES["*"] = set()  # or nh3 would leave lang and title everywhere
_CLASSES = dict.fromkeys(("p", "h3", "td", "th"), ALIGNMENTS) | {"figure": ALIGNMENTS | {"image", "table"}}
_FOREIGN_BLOCKS = (
    *("div", "section", "article", "main", "header", "footer", "aside", "nav", "address", "details", "summary"),
    *("dt", "dd", "pre", "center", "caption", "fieldset", "legend"),
)
_RENAMED = {
    "b": "strong",
    "i": "em",
    **dict.fromkeys(_FOREIGN_BLOCKS, "p"),
    **dict.fromkeys(("h1", "h2", "h4", "h5", "h6"), "h3"),
}
_RAISED = {"sup", "sub"}
_UNREAD = {"script", "style", "title", "template", "select", "textarea", "button"}  # they go with their words
_RENAMED_TAG = re.compile(r"<(/?)(" + "|".join(_RENAMED) + r")>")
_PHOTO_NAME = re.compile(re.escape(PHOTO_PREFIX) + r"(\d{4}/\d{2}/[0-9a-z]+\.jpg)")
_SPAN = re.compile(r"[1-9]\d?")
# Besides what cannot be stored: soft hyphens and blanks of no width, which break names apart for every search.
_CONTROL = re.compile(r"[\xad\u200b\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udfff]")
_PATH = re.compile(r"[/?#]")
_LOST_IMAGE = re.compile(r'<img(?!(?:[^>"]|"[^"]*")*\ssrc=)(?:[^>"]|"[^"]*")*>')


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value that an attribute may keep, or None to drop it."""
    if name == "src":
        return value if _PHOTO_NAME.fullmatch(value) else None
    if name == "href":
        # "//host" and backslashes are addresses of other hosts dressed as paths of ours,
        # "#…" is a place on the page that the text was copied from, and "java script:" no address at all
        scheme, colon, _rest = value.strip().partition(":")
        strange = colon and len(scheme.split()) > 1 and not _PATH.search(scheme)
        return None if strange or value.startswith(("//", "#")) or "\\" in value else value
    if name in ("colspan", "rowspan"):
        return value if _SPAN.fullmatch(value) and value != "1" else None
    return value


def without_controls(text: str) -> str:
    """Text without control characters, which neither PostgreSQL nor XML can hold."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean(html: str) -> str:
    """Sanitised body HTML; safe for every page, idempotent."""
    known = without_controls(html)
    for _round in range(MOST_ROUNDS):  # what is clean already takes one round, pasted text mostly two
        before, known = known, without_controls(_sanitised(known))  # "&#1;" becomes one only when it is read
        if known == before:
            break
    return known


def _sanitised(html: str) -> str:
    known = nh3.clean(
        html,
        tags=_TAGS | _RENAMED.keys() | _RAISED,
        clean_content_tags=_UNREAD,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    known = _RENAMED_TAG.sub(lambda found: f"<{found[1]}{_RENAMED[found[2]]}>", without_raising(known))
    return tidied(_LOST_IMAGE.sub("", known))


def render(html: str) -> SafeString:
    """Body HTML for a template: cleaned again, since what is stored may be older than today's rules."""
    return mark_safe(clean(html))  # noqa: S308


@dataclass(frozen=True)
class Block:
    """A paragraph-like piece of a body: its tag (p, h3, li, blockquote, caption, cell) and plain text."""

    tag: str
    text: str


class _Blocks(HTMLParser):
    """Collects the blocks of clean body HTML."""

    NAMES = {"figcaption": "caption", "td": "cell", "th": "cell"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._open: list[str] = []
        self._text: list[str] = []

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        lines = [" ".join(line.split()) for line in text.split("\n")]
        if joined := "\n".join(line for line in lines if line):
            inner = self._open[-1] if self._open else "p"
            tag = "blockquote" if inner == "p" and "blockquote" in self._open else inner
            self.blocks.append(Block(self.NAMES.get(tag, tag), joined))

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text.append("\n")
        if tag in BLOCKS:
            self._flush()
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
            if tag in self._open:
                while self._open.pop() != tag:
                    pass

    def handle_data(self, data: str) -> None:
        self._text.append(data.replace("\n", " "))

    def close(self) -> None:
        super().close()
        self._flush()


def blocks(html: str) -> list[Block]:
    """The blocks of clean body HTML, in reading order."""
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    return parser.blocks


def to_text(html: str) -> str:
    """Plain text, one line for each block."""
    return "\n".join(block.text for block in blocks(html))


def count_characters(text: str) -> int:
    """The length of a text as newspapers count it: every character but white space."""
    return len("".join(text.split()))


def photo_names(html: str) -> list[str]:
    """Storage names of our own images in a body, without the ``photos/`` prefix, each once, in order."""
    return list(dict.fromkeys(_PHOTO_NAME.findall(html)))


def alternative_texts(html: str) -> dict[str, str]:
    """The alternative text of each of our own images in clean body HTML, by storage name."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<img[^>]*>", html):
        name, alt = _PHOTO_NAME.search(tag), re.search(r'\balt="([^"]*)"', tag)
        if name and alt:
            found.setdefault(name[1], unescape(alt[1]))
    return found


def from_paragraphs(paragraphs: Iterable[tuple[str, str]]) -> str:
    """Body HTML from (role, text) pairs as the page importer yields them; any text is taken literally."""
    tags = {"subhead": "h3", "quote": "blockquote"}
    parts = []
    for role, text in paragraphs:
        tag = tags.get(role, "p")
        inner = escape(text, quote=False).replace("\n", "<br>")
        parts.append(f"<blockquote><p>{inner}</p></blockquote>" if tag == "blockquote" else f"<{tag}>{inner}</{tag}>")
    return clean("".join(parts))
