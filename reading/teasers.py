"""Teasers: how a story begins, where nobody has written a summary for it."""

from __future__ import annotations

import re

from articles import body

TEASER_CHARACTERS = 140
SHORTEST_SHARE = 3  # a cut at a sentence end leaves at least a third of what fits, or the text is cut anywhere

_OTHER_BLOCK = re.compile(r"<(?:h3|ul|ol|blockquote|figure|table)\b")
_UNFINISHED_TAG = re.compile(r"<[^>]*\Z")
_SENTENCE_END = re.compile(r"[。！？…][”’」』）]*")


def shorten(text: str, limit: int) -> str:
    """A text on one line of at most ``limit`` characters, cut after a sentence if one ends in time."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    ends = [end for found in _SENTENCE_END.finditer(flat) if limit // SHORTEST_SHARE <= (end := found.end()) <= limit]
    return flat[: ends[-1]] if ends else f"{flat[: limit - 2]}……"


def opening(html: str, limit: int = TEASER_CHARACTERS) -> str:
    """The first paragraphs of a clean body, or of its beginning cut off anywhere, in at most ``limit`` characters.

    Subheads, list items, captions and table cells are no sentences beside each other, so the paragraphs end at the
    first of them; where a body begins with one, its first paragraph is taken, and failing that its first block.
    """
    html = _UNFINISHED_TAG.sub("", html)
    other = _OTHER_BLOCK.search(html)
    paragraphs = body.blocks(html[: other.start()] if other else html)
    if not paragraphs:
        blocks = body.blocks(html)
        paragraphs = [block for block in blocks if block.tag == "p"][:1] or blocks[:1]
    return shorten("".join(block.text for block in paragraphs), limit)
