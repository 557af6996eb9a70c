"""Things that stand in more than one scene: people, trees, house fronts, roofs, lanterns."""

import math
from collections.abc import Sequence

from newsroom.demo.scenes.brush import Canvas, Paint, Point, dark, light, mix

SKIN = "#e3b58f"
HAIR = "#2e2b33"
GREY_HAIR = "#c9c6c3"
SHADE = "#1b2338"


def ground_shadow(c: Canvas, x: float, y: float, across: float, *, alpha: float = 0.35) -> None:
    """Lay the soft shadow of something standing at (x, y)."""
    c.oval(x + across * 0.25, y, across, across * 0.16, SHADE, alpha=alpha, blur=across * 0.09)


def person(
    c: Canvas, x: float, y: float, height: float, coat: Paint, *, legs: Paint = "#3b4256", hair: Paint = HAIR,
    facing: int = 1, arms: str = "down", stride: float = 0.08, skin: Paint = SKIN, shadow: bool = True,
) -> None:  # fmt: skip
    """Draw a standing figure with the feet at (x, y).

    `arms` is one of down, forward, up, open, behind; `facing` is 1 (right) or -1; `stride` parts the feet, as a
    share of the height.
    """
    h, f = height, facing
    if shadow:
        ground_shadow(c, x, y, h * 0.24)
    hip, chest = y - h * 0.46, y - h * 0.8
    far, near = dark(coat, 0.28), coat
    for side, tint in ((-1, dark(legs, 0.3)), (1, legs)):
        foot = x + side * stride * h
        c.line([(x + side * h * 0.03, hip), (x + side * h * 0.05, y - h * 0.24), (foot, y - h * 0.03)], h * 0.075, tint)
        c.oval(foot + f * h * 0.025, y - h * 0.015, h * 0.052, h * 0.022, "#2a2530")
    shoulder = (x, chest + h * 0.045)
    reach = {
        "down": ((-0.09, 0.16), (-0.07, 0.33)), "forward": ((0.08, 0.15), (0.23, 0.17)),
        "up": ((0.12, -0.08), (0.19, -0.25)), "open": ((0.17, 0.02), (0.31, -0.09)),
        "behind": ((-0.11, 0.15), (-0.03, 0.26)),
    }[arms]  # fmt: skip
    other = {"open": -1, "up": -1}.get(arms, 1)

    def arm(turn: float, tint: Paint, offset: float) -> None:
        spots: list[Point] = [(shoulder[0] + offset, shoulder[1])]
        spots += [(shoulder[0] + offset + turn * dx * h, shoulder[1] + dy * h) for dx, dy in reach]
        c.oval(spots[-1][0], spots[-1][1], h * 0.028, h * 0.028, skin)
        c.line(spots, h * 0.06, tint)

    arm(f * other if arms != "down" else -f, far, -f * h * 0.07)
    c.poly(
        [
            (x - h * 0.085, chest), (x + h * 0.085, chest), (x + h * 0.12, chest + h * 0.06),
            (x + h * 0.105, hip + h * 0.06), (x - h * 0.105, hip + h * 0.06), (x - h * 0.12, chest + h * 0.06),
        ], near, to=dark(coat, 0.18),
    )  # fmt: skip
    arm(f, mix(near, "#ffffff", 0.08), f * h * 0.07)
    c.rect(x - h * 0.028, chest - h * 0.045, h * 0.056, h * 0.075, dark(skin, 0.12))
    head(c, x + f * h * 0.012, chest - h * 0.095, h * 0.075, hair=hair, facing=facing, skin=skin)


def head(
    c: Canvas, x: float, y: float, radius: float, *, hair: Paint = HAIR, facing: int = 1, skin: Paint = SKIN
) -> None:
    """Draw a faceless head in half profile."""
    c.oval(x, y, radius * 0.9, radius, skin)
    c.oval(x + facing * radius * 0.35, y + radius * 0.2, radius * 0.55, radius * 0.7, light(skin, 0.18))
    start = 150 if facing > 0 else 180
    c.oval(x - facing * radius * 0.14, y - radius * 0.18, radius, radius * 0.98, hair, start=start, end=start + 210)
    back = (x - facing * radius * 0.55, y)
    c.oval(back[0], back[1], radius * 0.48, radius * 0.78, hair)


def sitter(
    c: Canvas, x: float, y: float, size: float, coat: Paint, *, hair: Paint = HAIR, facing: int = 1,
    legs: Paint = "#3b4256", reach: float = 0.34, lower: bool = True,
) -> None:  # fmt: skip
    """Draw a seated figure; (x, y) is the seat, `size` the height of seat to crown, `reach` how far the hands go."""
    s, f = size, facing
    if lower:
        c.line([(x, y - s * 0.06), (x + f * s * 0.42, y - s * 0.04), (x + f * s * 0.42, y + s * 0.5)], s * 0.17, legs)
        c.oval(x + f * s * 0.47, y + s * 0.55, s * 0.13, s * 0.055, "#2a2530")
    c.poly(
        [
            (x - s * 0.17, y - s * 0.58), (x + s * 0.15, y - s * 0.6), (x + s * 0.22, y - s * 0.48),
            (x + s * 0.2, y + s * 0.02), (x - s * 0.22, y + s * 0.02), (x - s * 0.23, y - s * 0.46),
        ], coat, to=dark(coat, 0.25),
    )  # fmt: skip
    hand = (x + f * s * reach, y - s * 0.22)
    c.oval(hand[0], hand[1], s * 0.065, s * 0.06, SKIN)
    c.line([(x + f * s * 0.06, y - s * 0.47), (x + f * s * 0.14, y - s * 0.2), hand], s * 0.125, light(coat, 0.1))
    c.rect(x - s * 0.05, y - s * 0.68, s * 0.11, s * 0.14, dark(SKIN, 0.12))
    head(c, x + f * s * 0.03, y - s * 0.8, s * 0.17, hair=hair, facing=facing)


def blob(c: Canvas, x: float, y: float, across: float, down: float, fill: Paint, *, count: int = 16) -> None:
    """Draw a leafy mass: `count` discs scattered over an ellipse, shaded below and lit from the upper left."""
    spots = [
        (x + across * math.sqrt(r) * math.cos(a), y + down * math.sqrt(r) * math.sin(a))
        for r, a in ((c.random.random() * 0.7, c.random.uniform(0, math.tau)) for _ in range(count))
    ]
    size = min(across, down)
    for shift, tint, part in ((0.1, dark(fill, 0.4), 0.5), (0.0, fill, 0.44), (-0.13, light(fill, 0.22), 0.27)):
        for px, py in spots:
            c.oval(px + shift * across * 0.7, py + shift * down, size * part, size * part * 0.92, tint)
    for px, py in spots[: count // 2]:
        c.oval(px - 0.3 * across * 0.5, py - 0.28 * down, size * 0.12, size * 0.1, light(fill, 0.42))


def tree(
    c: Canvas, x: float, y: float, height: float, leaf: Paint, *, trunk: Paint = "#5b4638", wide: float = 0.36
) -> None:
    """Draw a broad-leaved tree with its foot at (x, y)."""
    h = height
    ground_shadow(c, x, y, h * 0.32, alpha=0.3)
    c.poly([(x - h * 0.035, y), (x - h * 0.015, y - h * 0.55), (x + h * 0.015, y - h * 0.55), (x + h * 0.04, y)], trunk)
    c.line([(x, y - h * 0.4), (x + h * 0.12, y - h * 0.6)], h * 0.022, trunk)
    c.line([(x, y - h * 0.36), (x - h * 0.13, y - h * 0.58)], h * 0.022, trunk)
    c.poly(
        [(x + h * 0.008, y), (x + h * 0.006, y - h * 0.5), (x + h * 0.015, y - h * 0.5), (x + h * 0.04, y)],
        dark(trunk, 0.4),
    )
    blob(c, x, y - h * 0.7, h * wide, h * 0.28, leaf, count=22)


def plant(c: Canvas, x: float, y: float, height: float, leaf: Paint = "#4f8a5b", pot: Paint = "#b5694a") -> None:
    """Draw a potted plant with the bottom of its pot at (x, y)."""
    h = height
    for turn in range(-4, 5):
        lean = turn * 0.19
        tip = (x + math.sin(lean) * h * 0.62, y - h * 0.36 - math.cos(lean) * h * 0.6)
        side = (x + math.sin(lean) * h * 0.3 + h * 0.06, y - h * 0.5 - math.cos(lean) * h * 0.1)
        c.poly([(x - h * 0.03, y - h * 0.3), tip, side], leaf if turn % 2 else light(leaf, 0.2))
    c.poly(
        [(x - h * 0.17, y - h * 0.36), (x + h * 0.17, y - h * 0.36), (x + h * 0.12, y), (x - h * 0.12, y)],
        pot,
        to=dark(pot, 0.25),
    )
    c.rect(x - h * 0.19, y - h * 0.4, h * 0.38, h * 0.08, light(pot, 0.15))


def windows(
    c: Canvas, x: float, y: float, width: float, height: float, columns: int, rows: int, glass: Paint, *,
    frame: Paint = "#e9e2d2", lit: Paint | None = None, share: float = 0.0, sill: bool = True,
) -> None:  # fmt: skip
    """Set a grid of windows on a wall; a random `share` of them is `lit`."""
    across, down = width / columns, height / rows
    for row in range(rows):
        for column in range(columns):
            left, top = x + column * across + across * 0.2, y + row * down + down * 0.2
            wide, high = across * 0.6, down * 0.58
            bright = lit is not None and c.random.random() < share
            c.rect(left - 2, top - 2, wide + 4, high + 4, frame)
            if bright and lit is not None:
                c.rect(left, top, wide, high, light(lit, 0.2), to=lit)
            else:
                c.rect(left, top, wide, high, light(glass, 0.18), to=glass)
            c.rect(left + wide / 2 - 1, top, 2, high, frame)
            if sill:
                c.rect(left - 5, top + high, wide + 10, 4, dark(frame, 0.25))


def roof(
    c: Canvas, left: Point, right: Point, depth: float, fill: Paint, *, slope: float = 40, gap: float = 18
) -> None:
    """Draw a tiled roof seen from the front: eaves from `left` to `right`, ridge `depth` above, drawn in by `slope`."""
    (x0, y0), (x1, y1) = left, right
    c.poly(
        [(x0, y0), (x1, y1), (x1 - slope, y1 - depth), (x0 + slope, y0 - depth)], light(fill, 0.12), to=dark(fill, 0.2)
    )
    count = max(2, round((x1 - x0) / gap))
    for i in range(count + 1):
        t = i / count
        top = (x0 + slope + (x1 - x0 - 2 * slope) * t, y0 + (y1 - y0) * t - depth)
        foot = (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t)
        c.line([top, foot], 3, dark(fill, 0.35))
        c.oval(foot[0], foot[1], gap * 0.33, gap * 0.3, dark(fill, 0.15))
    c.line([(x0 + slope - 8, y0 - depth), (x1 - slope + 8, y1 - depth)], 11, dark(fill, 0.3))


def lantern(c: Canvas, x: float, y: float, size: float, fill: Paint = "#d8452f", *, lit: bool = True) -> None:
    """Hang a paper lantern whose top is at (x, y)."""
    if lit:
        c.glow(x, y + size * 0.6, size * 2.4, "#ffb45a", 0.5)
    c.rect(x - size * 0.2, y, size * 0.4, size * 0.14, "#e0b050")
    c.oval(x, y + size * 0.6, size * 0.55, size * 0.48, light(fill, 0.25 if lit else 0), to=dark(fill, 0.12))
    if lit:
        c.glow(x, y + size * 0.62, size * 0.5, "#ffd98a", 0.75)
    for part in (0.25, 0.42):
        c.arc(x, y + size * 0.6, size * part, size * 0.47, max(1.5, size * 0.02), dark(fill, 0.2), -90, 270)
    c.rect(x - size * 0.2, y + size * 1.04, size * 0.4, size * 0.1, "#e0b050")
    for i in (-1, 0, 1):
        c.line(
            [(x + i * size * 0.09, y + size * 1.12), (x + i * size * 0.11, y + size * 1.42)], size * 0.045, "#e3a63f"
        )


def cloud(c: Canvas, x: float, y: float, size: float, fill: Paint = "#ffffff", alpha: float = 0.75) -> None:
    """Draw a flat-bottomed cloud, `size` from its middle to either end."""
    for dx, dy, part in ((-0.62, 0, 0.28), (-0.2, -0.14, 0.42), (0.28, -0.08, 0.36), (0.68, 0.02, 0.24)):
        c.oval(x + dx * size, y + dy * size, part * size, part * size * 0.62, fill, alpha=alpha, blur=size * 0.035)
    c.rect(
        x - size * 0.8,
        y + size * 0.02,
        size * 1.6,
        size * 0.16,
        fill,
        alpha=alpha,
        blur=size * 0.04,
        round_by=size * 0.08,
    )


def beam(c: Canvas, points: Sequence[Point], alpha: float = 0.2, fill: Paint = "#fff1c4") -> None:
    """Let a shaft of light fall over whatever is drawn."""
    c.poly(points, fill, alpha=alpha, blur=10)


def table_cloth(
    c: Canvas, x: float, y: float, width: float, depth: float, fill: Paint, *, thick: float = 16, skew: float = 60
) -> None:
    """Draw a table top in perspective: back edge from (x, y), front edge `depth` lower and `skew` wider each side."""
    c.poly([(x, y), (x + width, y), (x + width + skew, y + depth), (x - skew, y + depth)], light(fill, 0.2), to=fill)
    c.rect(x - skew, y + depth, width + 2 * skew, thick, dark(fill, 0.3))


def bicycle(c: Canvas, x: float, y: float, size: float, body: Paint) -> None:
    """Draw an electric bicycle in profile, facing left, rear wheel standing at (x, y); `size` is its radius."""
    s = size
    ground_shadow(c, x - s * 1.4, y, s * 2.1, alpha=0.4)
    for cx in (x, x - s * 3):
        c.oval(cx, y - s, s, s, "#2b2c34")
        c.oval(cx, y - s, s * 0.68, s * 0.68, "#9aa0a8")
        c.oval(cx, y - s, s * 0.5, s * 0.5, "#4a4d57")
    c.poly(
        [
            (x - s * 2.3, y - s * 0.75),
            (x - s * 0.5, y - s * 0.75),
            (x + s * 0.3, y - s * 1.9),
            (x - s * 0.9, y - s * 2.0),
            (x - s * 1.3, y - s * 1.1),
            (x - s * 2.1, y - s * 1.1),
        ],
        body,
        to=dark(body, 0.3),
    )
    c.poly(
        [
            (x - s * 2.15, y - s * 0.75),
            (x - s * 2.55, y - s * 3.1),
            (x - s * 2.25, y - s * 3.1),
            (x - s * 1.8, y - s * 0.9),
        ],
        light(body, 0.12),
        to=dark(body, 0.2),
    )
    c.line([(x - s * 3, y - s), (x - s * 2.45, y - s * 3.0)], s * 0.16, "#6e7480")
    c.line([(x - s * 2.4, y - s * 3.1), (x - s * 2.1, y - s * 3.35)], s * 0.17, "#22242c")
    c.oval(x - s * 2.62, y - s * 2.75, s * 0.22, s * 0.22, "#fff2c0")
    c.rect(x - s * 1.05, y - s * 2.25, s * 1.5, s * 0.32, "#2b2a30", round_by=s * 0.15)
    c.oval(x - s * 3, y - s, s * 1.12, s * 1.12, dark(body, 0.1), start=200, end=320)
    c.oval(x - s * 3, y - s, s * 0.98, s * 0.98, "#2b2c34", start=200, end=320)
