"""The right role of every line of a damaged page, for tuning and for counting what is confused with what."""

from __future__ import annotations

from issues.page_import.features import Features

from .damaged_layouts import Block
from .damaged_pages import DamagedPage

ROLES = {
    "label": "L", "kicker": "T", "title": "T", "shadow": "T", "subtitle": "S", "byline": "B", "note": "N", "body": "P",
    "subhead": "H", "caption": "C", "signature": "G", "furniture": "F",
}  # fmt: skip
GOES_ON = {"P": "Q", "H": "J", "C": "D"}


def line_starts(text: str) -> list[int]:
    """Where each line of a text begins."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def blocks_of_lines(page: DamagedPage, features: list[Features]) -> list[tuple[Block | None, bool]]:
    """For each line the block most of it shows (None for blank ones), and whether it shows that block alone."""
    starts = line_starts(page.text)
    result: list[tuple[Block | None, bool]] = []
    for item in features:
        offset = starts[item.line.number - 1]
        start, end = offset + item.line.start, offset + item.line.end
        shown = [(min(end, b) - max(start, a), block) for a, b, block in page.pieces if a < end and b > start]
        best = max(shown, key=lambda pair: pair[0], default=None)
        parts = {(block.owner, block.role, block.paragraph) for _, block in shown}
        result.append((best[1] if best else None, len(parts) == 1))
    return result


def right_roles(page: DamagedPage, features: list[Features]) -> list[str | None]:
    """The role of each line as the importer names it; None where a line shows several parts or none."""
    result: list[str | None] = []
    before: Block | None = None
    for block, alone in blocks_of_lines(page, features):
        if block is None or not alone:
            result.append(None)
        else:
            role = ROLES[block.role]
            whole = before is not None and (before.owner, before.role, before.paragraph) == (
                block.owner,
                block.role,
                block.paragraph,
            )
            same = whole and before is not None and (block.paragraph >= 0 or before.text == block.text)
            result.append(GOES_ON[role] if same and role in GOES_ON else role)
        before = block
    return result
