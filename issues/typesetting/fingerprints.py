"""What a page is made of, as a hash: the same fingerprint gives the same page, and nothing has to be set to know it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from issues.layout.model import Block, IssueLayout, PageLayout

_CODE = (Path(__file__).parent, Path(__file__).parent.parent / "layout")


@cache
def _program() -> str:
    """A hash of the code that sets pages: another release of it may print the same plan in another way."""
    found = hashlib.sha256()
    for folder in _CODE:
        for file in sorted((*folder.glob("*.py"), *folder.glob("*.typ"))):
            found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def page_fingerprint(layout: IssueLayout, sequence: int) -> str:
    """SHA-256, in hex, of everything that page ``sequence`` prints: stories, shapes, style, heads and imprint.

    A story that jumps here from another page brings in all its parts, since an earlier part decides where this one
    begins. Keys of blocks are left out: they change when a plan is stored again as it was.
    """
    page = next(page for page in layout.pages if page.sequence == sequence)
    keys = sorted({block.story for block in page.blocks})
    parts = [(other.sequence, _plain(block)) for key in keys for other, block in layout.parts(key)]
    whole = replace(page, blocks=tuple(_plain(block) for block in page.blocks))
    last = max((other.sequence for other in layout.pages), default=0) == sequence
    known = (_program(), layout.style, layout.imprint, last, _ordered(whole), parts, [layout.story(k) for k in keys])
    return hashlib.sha256(repr(known).encode()).hexdigest()


def _plain(block: Block) -> Block:
    return replace(block, key="", pinned=False)


def _ordered(page: PageLayout) -> PageLayout:
    return replace(page, blocks=tuple(sorted(page.blocks, key=lambda block: (block.rect.y, block.rect.x))))
