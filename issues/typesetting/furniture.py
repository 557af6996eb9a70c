"""What surrounds the stories: 报头 on page 1, 报眉 on the others, the imprint at the foot of the last page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from issues.layout.linebreak import break_lines, text_width
from issues.layout.model import IssueLayout, PageLayout
from issues.layout.style import MM, PageStyle


def head(layout: IssueLayout, page: PageLayout) -> Iterator[dict[str, Any]]:
    """The head of a page."""
    yield from _masthead(layout, page) if page.sequence == 1 else _running_head(layout, page)


def _words(
    lines: list[str], x: float, y: float, w: float, size: float, align: str = "left", face: str = "sans",
    color: str = "ink", stroke: float = 0.0, tracking: float = 0.0, leading: float = 0.45, level: int = 0,
) -> dict[str, Any]:  # fmt: skip
    return {
        "kind": "words", "x": x, "y": y, "w": w, "lines": lines, "size": size, "leading": size * leading,
        "align": align, "face": face, "color": color, "stroke": stroke, "weight": 400, "tracking": tracking,
        "level": level,
    }  # fmt: skip


def _rule(x: float, y: float, length: float, thickness: float, color: str, upright: bool = False) -> dict[str, Any]:
    return {
        "kind": "rule", "x": x, "y": y, "length": length, "upright": upright, "thickness": thickness, "color": color
    }  # fmt: skip


def _frame(style: PageStyle) -> tuple[float, float, float]:
    """Left, top and width of the type area in points."""
    return style.margin_left * MM, style.margin_top * MM, style.span_width(style.columns)


def _masthead(layout: IssueLayout, page: PageLayout) -> Iterator[dict[str, Any]]:
    """The name large over two thirds, the sponsor under it; dates, numbers and permit in a panel at the right."""
    style, imprint = layout.style, layout.imprint
    x, y, width = _frame(style)
    height = (style.masthead_rows - 1) * style.line_pitch
    side, small = width * 0.25, style.small_size + 0.5
    wide = width - side - 16
    sponsor = [line for text in imprint.front[2:] for line in _wrapped(text, wide, small, style)]
    name_height = height - 8 - (len(sponsor) * small * 1.5 + 8 if sponsor else 0.0)
    tracking = 0.12
    ems = text_width(imprint.name, style.fonts.serif) + tracking * max(len(imprint.name) - 1, 0)
    size = min(name_height * 0.9, wide * 0.94 / max(ems, 1.0))
    yield _words(
        [imprint.name], x, y + (name_height - size) / 2, wide * 1.04, size, "center", "serif", "accent", 0.032,
        tracking, level=1,
    )  # fmt: skip
    if sponsor:
        yield _words(sponsor, x, y + name_height + 2, wide, small, "center", "serif", leading=0.5)
    yield from _panel(layout, x + wide + 16, y, side, height - 10)
    yield _rule(x, y + height - 2, width, 2.6, "accent")
    yield _rule(x, y + height + 1.4, width, 0.5, "accent")


def _panel(layout: IssueLayout, x: float, y: float, width: float, height: float) -> Iterator[dict[str, Any]]:
    """The tinted panel of the masthead: the day, the numbers, and what the front page must carry by law."""
    style, imprint = layout.style, layout.imprint
    inset, small = 9.0, style.small_size + 0.5
    room = width - 2 * inset
    yield {"kind": "box", "x": x, "y": y, "w": width, "h": height, "fill": "tint"}
    yield {"kind": "box", "x": x, "y": y, "w": width, "h": 2.2, "fill": "accent"}
    front = [line for text in imprint.front[:2] for line in _wrapped(text, room, small, style)]
    day = min(style.body_size * 1.55, room / max(text_width(imprint.date, style.fonts.sans), 1.0))
    groups = (
        ([imprint.date], day, "sans", "ink", 0.022),
        ([f"{imprint.weekday}　本期{len(layout.pages)}版", imprint.number, imprint.total_number],
         style.body_size, "sans", "ink", 0.0),
        (front, small, "serif", "ink", 0.0),
    )  # fmt: skip
    needed = sum(len(lines) * size + (len(lines) - 1) * size * 0.5 for lines, size, *_rest in groups)
    space = max(3.0, (height - needed) / (len(groups) + 1))
    top = y + space + 1
    for number, (lines, size, face, color, stroke) in enumerate(groups):
        if not lines:
            continue
        yield _words(lines, x + inset, top, room * 1.02, size, "left", face, color, stroke, leading=0.5)
        top += len(lines) * size + (len(lines) - 1) * size * 0.5 + space
        if number < len(groups) - 1:
            yield _rule(x + inset, top - space / 2, room, 0.4, "rule")


def _running_head(layout: IssueLayout, page: PageLayout) -> Iterator[dict[str, Any]]:
    """Page number and name at the outer edge, the paper's name in the middle, date and editor at the other edge."""
    style, imprint = layout.style, layout.imprint
    x, y, width = _frame(style)
    height = (style.header_rows - 1) * style.line_pitch
    base = y + height
    even = page.sequence % 2 == 0
    small = style.small_size
    big = height * 0.92
    number, name_size = str(page.sequence), height * 0.5
    digit = text_width(number, style.fonts.sans) * big
    third = width / 3
    if even:
        yield _words([number], x, base - big - 1, digit + 4, big, "left", "sans", "accent", 0.02, level=0)
        yield _words(
            [page.name], x + digit + 8, base - name_size - 4, third, name_size, "left", "sans", stroke=0.02, level=1
        )
    else:
        yield _words([number], x + width - digit - 4, base - big - 1, digit + 4, big, "right", "sans", "accent", 0.02)
        yield _words(
            [page.name], x + width - digit - 8 - third, base - name_size - 4, third, name_size, "right", "sans",
            stroke=0.02, level=1,
        )  # fmt: skip
    yield _words(
        [imprint.name], x + third, base - name_size - 3, third, name_size, "center", "serif", "accent", 0.02, 0.12
    )
    dates = [f"{imprint.date}　{imprint.weekday}"]
    if page.editor:
        dates.insert(0, f"本版编辑　{page.editor}")
    top = base - len(dates) * small * 1.4 - 3
    where = (x + 2 * third, "right") if even else (x, "left")
    yield _words(dates, where[0], top, third, small, where[1], "sans", "caption", leading=0.4)
    yield _rule(x, base, width, 1.8, "accent")
    yield _rule(x, base + 2.6, width, 0.4, "accent")


def foot(layout: IssueLayout) -> Iterator[dict[str, Any]]:
    """The imprint at the foot of the last page, in as many lines as its rows hold; smaller when it is long."""
    style = layout.style
    if not layout.imprint.foot or not style.imprint_rows:
        return
    x, _top, width = _frame(style)
    y = style.margin_top * MM + (style.rows - style.imprint_rows) * style.line_pitch
    room = style.imprint_rows * style.line_pitch
    size = style.small_size
    while True:
        lines = _imprint_lines(layout.imprint.foot, width, size, style)
        if len(lines) * size * 1.4 <= room or size < 5:
            break
        size -= 0.25
    yield _rule(x, y + 4, width, 0.8, "accent")
    yield _words(lines, x, y + 8.5, width * 1.01, size, "left", "sans", "caption", leading=0.4)


def _imprint_lines(fields: tuple[str, ...], width: float, size: float, style: PageStyle) -> list[str]:
    """Whole fields to a line as long as they fit."""
    lines: list[str] = []
    for text in fields:
        joined = f"{lines[-1]}　　{text}" if lines else text
        if lines and text_width(joined, style.fonts.sans) * size <= width:
            lines[-1] = joined
        else:
            lines += _wrapped(text, width, size, style)
    return lines


def _wrapped(text: str, width: float, size: float, style: PageStyle) -> list[str]:
    return [line.text for line in break_lines(text, max(2.0, width / size - 0.3), 0.0, style.fonts.sans)]
