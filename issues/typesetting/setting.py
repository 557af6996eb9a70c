"""Setting a layout: PDF of the issue and of each page, page images, regions and copy-fit, all in memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from issues.layout.model import IssueLayout
from issues.layout.style import MM
from issues.typesetting.frames import PlacedBlock, PreparePhoto, frames, place_blocks, region_of
from issues.typesetting.typst import Setter, setter


@dataclass(frozen=True, slots=True)
class CopyFit:
    """How the text of one block fits, as measured for setting."""

    block: str
    story: str
    page: int
    part: int
    characters_over: int
    characters_free: int
    lines_over: int
    lines_free: int
    problems: tuple[str, ...]
    photos_left: tuple[int, ...] = ()  # numbers, from 1, of the story's photos that stand nowhere; on its last part

    @property
    def overset(self) -> bool:
        """Whether the block cannot be printed as it is."""
        return bool(self.lines_over or self.problems)


def copyfit(layout: IssueLayout) -> list[CopyFit]:
    """The fit of every block of an issue; a story that hands on text without a block to take it is overset."""
    found = []
    placed = place_blocks(layout)
    last_part = {each.story.key: each.block.key for each in sorted(placed, key=lambda p: p.block.part)}
    shown: dict[str, set[int]] = defaultdict(set)
    for each in placed:
        shown[each.story.key].update(spot.photo for spot in each.block.shape.photos)
    for each in placed:
        is_last = last_part[each.story.key] == each.block.key
        fit = each.arrangement.fit
        over, characters = fit.lines_over, fit.characters_over
        if each.block.shape.jumps_to and is_last:
            over = fit.lines_needed - (fit.lines_available - fit.lines_free)
            characters = _characters_from(each)
        found.append(
            CopyFit(
                each.block.key,
                each.story.key,
                each.page.sequence,
                each.block.part,
                characters,
                fit.characters_free,
                over,
                fit.lines_free,
                fit.problems,
                tuple(n + 1 for n in range(len(each.story.photos)) if n not in shown[each.story.key])
                if is_last
                else (),
            )
        )
    return found


def _characters_from(placed: PlacedBlock) -> int:
    from issues.layout.flow import stripped, text_from

    return stripped(text_from(placed.story, placed.arrangement.fit.end))


def regions(layout: IssueLayout) -> list[dict[str, Any]]:
    """Where each part of each story stands: fractions of its page, in reading order."""
    return [
        {
            "page": each.page.sequence,
            "block": each.block.key,
            "story": each.story.key,
            "part": each.block.part,
            **dict(
                zip(
                    ("x", "y", "width", "height"),
                    (round(value, 6) for value in region_of(each.block, layout.style)),
                    strict=True,
                )
            ),
        }
        for each in place_blocks(layout)
    ]


def template_data(layout: IssueLayout, photos: PreparePhoto, *, only: int | None = None) -> dict[str, Any]:
    """What the template is given: style, metadata, and the items of all pages or of page ``only``."""
    style, fonts = layout.style, layout.style.fonts
    drawn = frames(layout, photos, only)
    title = layout.imprint.title or layout.imprint.name
    if only is not None:
        name = next(page.name for page in layout.pages if page.sequence == only)
        title = f"{title} 第{only}版 {name}"
    return {
        "meta": {
            "title": title,
            "author": layout.imprint.name,
            "keywords": [story.headline for story in layout.stories if story.kind != "reserved"][:40],
            "lang": layout.imprint.language,
            "date": [layout.imprint.day.year, layout.imprint.day.month, layout.imprint.day.day],
        },
        "style": {
            "width": style.width * MM,
            "height": style.height * MM,
            "body": style.body_size,
            "ink": style.ink,
            "accent": style.accent,
            "tint": style.tint,
            "rule": style.rule,
            "caption": style.caption_ink,
            "paper": "#ffffff",
            "faces": {
                "serif": fonts.serif,
                "sans": fonts.sans,
                "headline_serif": fonts.headline_serif or fonts.serif,
                "headline_sans": fonts.headline_sans or fonts.sans,
            },
        },
        "pages": drawn.pages,
        "missing": {key: sorted(found) for key, found in drawn.missing.items()},
    }


def setter_for(layout: IssueLayout, folder: Path) -> Setter:
    """The setter with the fonts of the layout's style."""
    return setter(folder, layout.style.fonts.files)
