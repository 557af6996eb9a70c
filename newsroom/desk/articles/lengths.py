"""What fits in print: how many characters a line of a headline holds, computed from the page's style."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from issues.layout.style import PageStyle

WECHAT_TITLE = 32  # characters that a WeChat article's title holds


@dataclass(frozen=True)
class Fit:
    """Characters that fit: on one line, and in all the lines that a headline part may take."""

    line: int
    lines: int

    @property
    def most(self) -> int:
        """Characters in all lines."""
        return self.line * self.lines


@lru_cache
def fits() -> dict[str, Fit]:
    """The room of kicker, title and subtitle of a story that is half a page wide, as most are."""
    style = PageStyle()
    width, rank = style.span_width(style.columns // 2), style.rank(3)
    return {
        "kicker": Fit(int(width / rank.kicker), 1),
        "title": Fit(int(width / rank.title), 2),
        "subtitle": Fit(int(width / rank.subtitle), 1),
    }


@lru_cache
def page_characters() -> int:
    """How many characters of body text a page holds without headlines and photos."""
    style = PageStyle()
    area = style.area(2, 4)
    return int(style.span_width(style.columns) / style.body_size) * int(area.height)
