"""The style of a publication's pages: sheet, grid, type, and everything else that a designer decides once.

A style is plain data: ``PageStyle.from_json(style.to_json()) == style``. Lengths of the sheet are millimetres, type
sizes points. Everything on a page stands on one grid: ``columns`` across, and rows that are one line of body text
high, so text is fitted to the line.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from issues.layout.geometry import Rect

MM = 72 / 25.4  # points in a millimetre

Face = Literal["serif", "sans"]


class StyleError(ValueError):
    """A page style that cannot be used; ``str()`` of it says which value and why."""


@dataclass(frozen=True, slots=True)
class Rank:
    """How the headline of one level is set; sizes in points, ``stroke`` thickens the strokes by this part of an em."""

    title: float
    kicker: float
    subtitle: float
    face: Face = "sans"
    stroke: float = 0.0
    align: Literal["left", "center"] = "center"


DEFAULT_RANKS = (
    Rank(title=40, kicker=16, subtitle=16, face="sans", stroke=0.028),
    Rank(title=29, kicker=13, subtitle=13.5, face="serif", stroke=0.030),
    Rank(title=23, kicker=12, subtitle=12, face="sans", stroke=0.026),
    Rank(title=18.5, kicker=11, subtitle=11, face="serif", stroke=0.032),
    Rank(title=15.5, kicker=10.5, subtitle=10.5, face="sans", stroke=0.024, align="left"),
    Rank(title=12.5, kicker=10, subtitle=10, face="sans", stroke=0.022, align="left"),
)


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font families by role, and where their files are beside the packaged ones.

    ``files`` names further font files or folders (Debian's heavier weights); then ``headline_weight`` may ask for one.
    System fonts are never used.
    """

    serif: str = "Noto Serif SC"
    sans: str = "Noto Sans SC"
    headline_serif: str = ""  # empty: the same as serif
    headline_sans: str = ""
    headline_weight: int = 400  # above 400 the strokes are not thickened
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageStyle:
    """Everything about a page but its content. The default is half of a 四开 spread with twelve narrow columns."""

    width: float = 273.0  # mm
    height: float = 390.0
    margin_top: float = 13.0
    margin_bottom: float = 13.0
    margin_left: float = 17.0
    margin_right: float = 17.0
    columns: int = 12
    gutter: float = 5.55  # mm between two grid columns: 1½ ems, with which three columns are 15 ems wide
    body_size: float = 10.5  # pt, 五号
    line_pitch: float = 16.5  # pt from line to line: the height of a grid row
    caption_size: float = 8.5
    label_size: float = 10.5
    small_size: float = 8.5  # imprint and running head
    masthead_rows: int = 10  # 报头 on page 1
    header_rows: int = 3  # 报眉 on the other pages
    imprint_rows: int = 2  # the foot of the last page
    paragraph_indent: int = 2  # ems
    ranks: tuple[Rank, ...] = DEFAULT_RANKS
    fonts: Fonts = field(default_factory=Fonts)
    ink: str = "#1b1b1b"
    accent: str = "#a4161a"
    tint: str = "#f4efe6"
    rule: str = "#8a8a8a"
    caption_ink: str = "#4a4a4a"
    photo_crop_limit: float = 0.18  # the largest part of a photo's height or width that may be cut away

    def __post_init__(self) -> None:
        """Refuse what cannot be set."""
        if self.columns < 1 or self.columns > 48:
            raise StyleError(f"columns: {self.columns}; there are 1 to 48.")
        if not self.ranks:
            raise StyleError("ranks: at least one headline rank is needed.")
        for name in ("width", "height", "body_size", "line_pitch", "caption_size", "label_size", "small_size"):
            value = getattr(self, name)
            if not math.isfinite(value) or value <= 0:
                raise StyleError(f"{name}: {value}; it must be greater than 0.")
        if self.line_pitch < self.body_size:
            raise StyleError("line_pitch: lines would overlap; it must not be smaller than body_size.")
        if self.column_width <= self.body_size:
            raise StyleError("columns and gutter: a column is narrower than one character.")
        if self.rows <= max(self.masthead_rows, self.header_rows) + self.imprint_rows + 4:
            raise StyleError("rows: no room is left between head and foot.")
        if not 0 <= self.photo_crop_limit < 0.5:
            raise StyleError("photo_crop_limit: it lies between 0 and 0.5.")

    def __hash__(self) -> int:
        """A quick hash, as of stories: two styles rarely differ in nothing but what is left out here."""
        return hash((self.width, self.height, self.columns, self.body_size, self.line_pitch))

    # ------------------------------------------------------------------------------------------- grid

    @property
    def rows(self) -> int:
        """Rows of the type area, head and foot included."""
        return int((self.height - self.margin_top - self.margin_bottom) * MM / self.line_pitch)

    @property
    def column_width(self) -> float:
        """The width of one grid column in points."""
        inner = (self.width - self.margin_left - self.margin_right) * MM
        return (inner - (self.columns - 1) * self.gutter * MM) / self.columns

    def span_width(self, columns: int) -> float:
        """The width in points of this many grid columns with the gutters between them."""
        return columns * self.column_width + (columns - 1) * self.gutter * MM

    def area(self, sequence: int, pages: int) -> Rect:
        """Where blocks may stand on page ``sequence`` of ``pages``, in grid units.

        Each block's last row is the space below it, and the area's last row hangs into the bottom margin (or stands
        above the imprint), so a page is filled when its blocks tile the area.
        """
        top = self.masthead_rows if sequence == 1 else self.header_rows
        foot = self.imprint_rows if sequence == pages else 0
        return Rect(0, top, self.columns, self.rows + 1 - top - foot)

    def rank(self, level: int) -> Rank:
        """The headline rank of a level from 1 (the largest); levels beyond the last are set as the last."""
        return self.ranks[min(max(level, 1), len(self.ranks)) - 1]

    # ------------------------------------------------------------------------------------------- data

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data, which ``from_json`` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PageStyle:
        """A style from JSON data; what is not named keeps its default. Raises StyleError for what is unknown or odd."""
        if not isinstance(data, dict):
            raise StyleError("A page style is an object of names and values.")
        known = {f.name for f in fields(cls)}
        if unknown := sorted(set(data) - known):
            raise StyleError(f"Unknown: {', '.join(unknown)}.")
        values = dict(data)
        try:
            if "ranks" in values:
                values["ranks"] = tuple(Rank(**rank) for rank in values["ranks"])
            if "fonts" in values:
                fonts = dict(values["fonts"])
                fonts["files"] = tuple(fonts.get("files", ()))
                values["fonts"] = Fonts(**fonts)
            return cls(**values)
        except TypeError as error:
            raise StyleError(str(error)) from error
