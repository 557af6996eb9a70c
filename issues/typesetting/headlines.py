"""The items of a headline: label, 引题, 主题, 副题 and bylines, one under the other in their height."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from issues.layout.headlines import SMALL_LINE, TITLE_LINE, SetLine, family
from issues.layout.linebreak import text_width
from issues.layout.measure import Arrangement, columns_width, head_drop
from issues.layout.model import Shape, Story
from issues.layout.style import PageStyle

Shown = Callable[[str, str], str]


def headline_items(
    story: Story, set_as: Arrangement, shape: Shape, x: float, y: float, style: PageStyle, shown: Shown
) -> Iterator[dict[str, Any]]:
    """The headline of a block whose first row begins at ``y``; spare height goes above and below."""
    head, rank = set_as.head, style.rank(shape.headline)
    if head is None:
        return
    width = columns_width(shape, style, 0, set_as.head_columns)
    y += head_drop(head, set_as.head_rows, shape, style)
    if head.label:
        yield label(head.label, x, y, rank.align, width, style)
        y += style.label_size * 1.9
    small = "serif" if rank.face == "sans" else "sans"
    parts = []
    between = rank.title * 0.16
    for lines, face, level, color in (
        (head.kicker, small, 0, "ink"),
        (head.title, rank.face, 2, "ink"),
        (head.subtitle, small, 0, "ink"),
        (head.byline, "serif", 0, "caption"),
    ):
        if not lines:
            continue
        if lines is head.subtitle:
            y += between
        elif lines is head.byline:
            y += style.caption_size * 0.35
        factor = TITLE_LINE if lines is head.title else SMALL_LINE
        part, height = _part(
            lines, face, factor, level, color, rank.stroke if lines is head.title else 0.0, style, shown
        )
        parts.append(part | {"align": rank.align, "y": y + lines[0].size * (factor - 1) / 2})
        y += height
        if lines is head.kicker:
            y += between
    yield {"kind": "headline", "x": x, "w": width * 1.02, "parts": parts}


def _part(
    lines: tuple[SetLine, ...], face: str, factor: float, level: int, color: str, stroke: float, style: PageStyle,
    shown: Shown,
) -> tuple[dict[str, Any], float]:  # fmt: skip
    size, fonts = lines[0].size, style.fonts
    heavy = level > 0 and fonts.headline_weight > 400
    name = family(style, face)
    return {
        "lines": [shown(line.text, name) for line in lines],
        "size": size,
        "face": f"headline_{face}" if level else face,
        "stroke": 0.0 if heavy else stroke,
        "weight": fonts.headline_weight if heavy else 400,
        "tracking": 0.0,
        "leading": size * (factor - 1),
        "level": level,
        "color": color,
    }, sum(line.size * factor for line in lines)


def label(text: str, x: float, y: float, align: str, width: float, style: PageStyle) -> dict[str, Any]:
    """A column label (栏目): white on the accent, at the left or over the middle of the headline."""
    size, inset = style.label_size, style.label_size * 0.7
    wide = (text_width(text, style.fonts.sans) + 0.12 * len(text)) * size + 2 * inset
    return {
        "kind": "tag", "x": x + (width - wide) / 2 if align == "center" else x, "y": y, "w": wide, "h": size * 1.55,
        "size": size, "inset": inset, "text": text, "fill": "accent", "color": "paper", "tracking": 0.12,
    }  # fmt: skip


def jump_head(
    story: Story, shape: Shape, x: float, y: float, style: PageStyle, shown: Shown
) -> Iterator[dict[str, Any]]:
    """What stands over the second part of a story: where it comes from and, when asked for, its headline again."""
    width = columns_width(shape, style, 0, shape.text_columns)
    size = style.body_size
    base = {
        "kind": "words", "x": x, "w": width, "leading": 0.0, "align": "left", "face": "sans", "weight": 400,
        "tracking": 0.0, "level": 0,
    }  # fmt: skip
    if shape.headline:
        title = shown(story.headline, style.fonts.sans)
        room = width / (text_width(title, style.fonts.sans) or 1.0)
        bigger = min(size * 1.35, room * 0.98)
        yield base | {"y": y - 1, "lines": [title], "size": bigger, "color": "ink", "stroke": 0.022}
        y += style.line_pitch
    yield base | {
        "y": y,
        "lines": [f"（上接{shape.jumps_from}版）"],
        "size": size * 0.95,
        "color": "accent",
        "stroke": 0.0,
    }
