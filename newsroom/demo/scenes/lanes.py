"""Streets that run into the distance: the old lane, the market, the lanterns."""

import itertools
import math
from collections.abc import Callable

from newsroom.demo.scenes.brush import HEIGHT, WIDTH, Canvas, Paint, Point, dark, light
from newsroom.demo.scenes.props import (
    GREY_HAIR,
    SHADE,
    beam,
    blob,
    cloud,
    ground_shadow,
    lantern,
    person,
    plant,
    roof,
)

Wall = Callable[[float, float], Point]


def wall(near: tuple[float, float, float], far: tuple[float, float, float]) -> Wall:
    """Return a wall running into the distance, from (x, top, bottom) near to (x, top, bottom) far.

    The wall maps depth (0 near, 1 far) and height (0 foot, 1 top) to a point; depth is foreshortened.
    """

    def at(depth: float, height: float) -> Point:
        t = 1.55 * depth / (1 + 0.55 * depth) if depth >= 0 else depth * 1.55
        x = near[0] + (far[0] - near[0]) * t
        top, foot = near[1] + (far[1] - near[1]) * t, near[2] + (far[2] - near[2]) * t
        return x, foot + (top - foot) * height

    return at


def panel(
    c: Canvas, at: Wall, depth: tuple[float, float], height: tuple[float, float], fill: Paint, to: Paint | None = None
) -> None:
    """Fill the part of a wall between two depths and two heights."""
    (d0, d1), (h0, h1) = depth, height
    c.poly([at(d0, h0), at(d1, h0), at(d1, h1), at(d0, h1)], fill, to=to)


def shopfronts(
    c: Canvas, at: Wall, turn: int, *, stone: Paint, glow: Paint, awnings: tuple[Paint, ...], upper: Paint
) -> None:
    """Fit a wall of shops: lit fronts below, striped awnings, shuttered windows above; `turn` is 1 on the left side."""
    panel(c, at, (0, 1), (0, 1), stone, dark(stone, 0.2))
    edges = (-0.05, 0.13, 0.32, 0.5, 0.67, 0.82, 1.0)
    for i, (near, far) in enumerate(itertools.pairwise(edges)):
        panel(c, at, (near + 0.012, far - 0.012), (0.02, 0.36), dark(upper, 0.3))
        panel(c, at, (near + 0.022, far - 0.022), (0.03, 0.34), light(glow, 0.35), glow)
        for k in range(1, 4):
            d = near + 0.022 + (far - near - 0.044) * k / 4
            panel(c, at, (d - 0.002, d + 0.003), (0.03, 0.34), dark(upper, 0.2))
        panel(c, at, (near + 0.022, far - 0.022), (0.03, 0.1), dark(upper, 0.1))
        panel(
            c,
            at,
            (near + 0.01, far - 0.01),
            (0.4, 0.47),
            awnings[(i + 1) % len(awnings)],
            dark(awnings[(i + 1) % len(awnings)], 0.3),
        )
        for low, high in ((0.54, 0.7), (0.78, 0.94)):
            for part in (0.18, 0.58):
                d = near + (far - near) * part
                wide = (far - near) * 0.26
                panel(c, at, (d - 0.006, d + wide + 0.006), (low - 0.01, high + 0.01), dark(upper, 0.35))
                bright = (i * 2 + round(part * 10) + round(low * 10)) % 3 == 0
                panel(
                    c,
                    at,
                    (d, d + wide),
                    (low, high),
                    "#ffd98c" if bright else "#56657d",
                    "#f2b45a" if bright else "#3f4a63",
                )
        tint = awnings[i % len(awnings)]
        for k in range(8):
            d0, d1 = near + (far - near) * k / 8, near + (far - near) * (k + 1) / 8
            (xa, ya), (xb, yb) = at(d0, 0.395), at(d1, 0.395)
            out = 130 * (1 - (near + far) / 2) ** 1.3 + 12
            c.poly(
                [(xa, ya), (xb, yb), (xb + turn * out, yb + out * 0.52), (xa + turn * out, ya + out * 0.52)],
                tint if k % 2 else "#f8ecd4",
                to=dark(tint if k % 2 else "#f8ecd4", 0.18),
            )
        middle = at((near + far) / 2, 0.2)
        c.glow(middle[0] + turn * 40, middle[1] + 30, 260 * (1 - far * 0.8), "#ffc873", 0.4)


def street(c: Canvas, horizon: float, near: Paint, far: Paint) -> None:
    """Pave a street running to the vanishing point at (800, `horizon`)."""
    c.poly([(760, horizon), (840, horizon), (1900, HEIGHT), (-300, HEIGHT)], far, to=near)
    for i in range(15):
        y = horizon + (HEIGHT - horizon) * (i / 15) ** 2
        c.line([(0, y), (WIDTH, y)], 1 + i * 0.25, dark(near, 0.25), alpha=0.6)
        for j in range(-9, 10):
            x0 = 800 + (j + (i % 2) * 0.5) * (9 + (y - horizon) * 0.3)
            y1 = horizon + (HEIGHT - horizon) * ((i + 1) / 15) ** 2
            x1 = 800 + (j + (i % 2) * 0.5) * (9 + (y1 - horizon) * 0.3)
            c.line([(x0, y), (x1, y1)], 1 + i * 0.2, dark(near, 0.2))


def lane(c: Canvas) -> None:
    """Draw a narrow lane between old houses, sunlit on the right."""
    x: float
    y: float
    c.sky("#7fb4d0", "#cfe3e0", "#f6e9c8", bottom=620)
    cloud(c, 830, 150, 130, "#ffffff", 0.7)
    for x, y, w, tint in ((700, 395, 130, "#8a95a1"), (800, 372, 150, "#7b8896")):
        c.rect(x, y, w, 240, light(tint, 0.55), to=light(tint, 0.3))
        roof(c, (x - 14, y), (x + w + 14, y), 34, tint, slope=18, gap=12)
    blob(c, 812, 420, 70, 60, "#7d9f68", count=14)
    c.poly([(-200, HEIGHT), (742, 575), (862, 575), (1800, HEIGHT)], "#cdb995", to="#a8977d")
    for i in range(13):
        y = 575 + (HEIGHT - 575) * (i / 12) ** 1.9
        c.line([(0, y), (WIDTH, y)], 1 + i * 0.35, "#8d7e6b")
        for j in range(-7, 8):
            shift = 0.5 if i % 2 else 0
            x0 = 802 + (j + shift) * (16 + (y - 575) * 0.36)
            y1 = 575 + (HEIGHT - 575) * (min(12, i + 1) / 12) ** 1.9
            x1 = 802 + (j + shift) * (16 + (y1 - 575) * 0.36)
            c.line([(x0, y), (x1, y1)], 1 + i * 0.3, "#93846f")
    left, right = wall((-30, -330, 1130), (742, 372, 578)), wall((1630, -330, 1130), (862, 372, 578))
    panel(c, left, (0, 1), (0, 1), "#8f9aa6", "#77818f")
    panel(c, right, (0, 1), (0, 1), "#fbf0d9", "#ead4ae")
    for at, stone, door, glass, frame in (
        (left, "#5f6875", "#4b2f2b", "#3d4d5e", "#59463d"), (right, "#b9a58a", "#8a4a36", "#6d8794", "#7b5440"),
    ):  # fmt: skip
        panel(c, at, (0, 1), (0, 0.1), stone, dark(stone, 0.15))
        for d in (0.16, 0.5, 0.8):
            panel(c, at, (d, d + 0.115), (0.02, 0.4), dark(door, 0.35))
            panel(c, at, (d + 0.01, d + 0.105), (0.03, 0.385), door, dark(door, 0.2))
            panel(c, at, (d + 0.054, d + 0.06), (0.03, 0.385), dark(door, 0.4))
            panel(c, at, (d - 0.015, d + 0.13), (0.4, 0.43), stone)
        for d in (0.02, 0.335, 0.66, 0.9):
            for low, high in ((0.2, 0.38), (0.56, 0.74)):
                panel(c, at, (d, d + 0.1), (low, high), frame)
                panel(c, at, (d + 0.008, d + 0.046), (low + 0.015, high - 0.015), light(glass, 0.15), glass)
                panel(c, at, (d + 0.054, d + 0.092), (low + 0.015, high - 0.015), light(glass, 0.25), glass)
        panel(c, at, (0, 1), (0.49, 0.515), dark(frame, 0.1))
        c.poly([at(0, 1.0), at(1, 1.0), at(1, 0.93), at(0, 0.93)], dark(stone, 0.5), alpha=0.55)
    for at, turn in ((left, 1), (right, -1)):
        for d in (i / 26 for i in range(27)):
            x, y = at(d, 0.94)
            size = 62 * (1 - d) ** 1.3 + 7
            c.poly(
                [
                    (x, y - size * 0.5),
                    (x + turn * size * 1.5, y - size * 0.05),
                    (x + turn * size * 1.5, y + size * 0.2),
                    (x, y),
                ],
                "#4a525f" if turn > 0 else "#7c6f68",
            )
    c.poly([(-200, HEIGHT), (742, 577), (800, 577), (640, HEIGHT)], "#27324e", alpha=0.42, blur=6)
    c.poly([right(0, 0.0), right(0.34, 0.0), right(0.34, 0.32), right(0, 0.1)], "#39405c", alpha=0.25, blur=8)
    for y, x0, x1, size in ((262, 480, 1135, 1.0), (372, 628, 978, 0.55)):
        c.line([(x0, y - 8), (x1, y + 8)], 7 * size, "#b08d55")
        hung = (("#d9553f", 70), ("#f3e7d0", 96), ("#4f7fa0", 84), ("#e7b24a", 60), ("#f3efe6", 110), ("#7d9d83", 74))
        step = (x1 - x0) / 7
        for i, (tint, drop) in enumerate(hung):
            x = x0 + step * (i + 0.65)
            wide, fall = step * 0.62, drop * 1.5 * size
            c.poly(
                [(x, y), (x + wide, y + 2), (x + wide * 0.96, y + fall), (x + wide * 0.04, y + fall * 0.97)],
                light(tint, 0.2),
                to=dark(tint, 0.12),
            )
            c.poly(
                [(x + wide * 0.6, y + 2), (x + wide, y + 2), (x + wide * 0.96, y + fall), (x + wide * 0.7, y + fall)],
                dark(tint, 0.4),
                alpha=0.35,
            )
    for x, y, h in ((215, 1035, 190), (318, 960, 140), (1370, 1040, 200), (1262, 950, 130), (1180, 880, 90)):
        plant(c, x, y, h, "#5c9163" if x > 800 else "#3f6a58", "#b5694a" if x > 800 else "#774f49")
    person(c, 838, 690, 150, "#c8513c", hair=GREY_HAIR, facing=-1, legs="#4c5160")
    beam(c, [(1100, 0), (1330, 0), (940, 1067), (620, 1067)], 0.2)


def market(c: Canvas) -> None:
    """Draw a street of small shops late in the afternoon, stalls out, people passing."""
    x: float
    y: float
    top: float
    c.sky("#6f9fc4", "#e9c9a6", "#ffdf9f", bottom=640)
    c.glow(800, 520, 420, "#fff2bf", 0.9)
    for x, top in ((690, 410), (760, 440), (840, 400)):
        c.rect(x, top, 80, 180, "#d5a67f", to="#efc78f")
    street(c, 590, "#b3907a", "#e3bf92")
    left, right = wall((-40, -260, 1120), (724, 386, 600)), wall((1640, -260, 1120), (876, 386, 600))
    shopfronts(c, left, 1, stone="#a98a80", glow="#f3b95c", awnings=("#c8503c", "#3f7f7a", "#d9a03f"), upper="#6d5048")
    shopfronts(
        c, right, -1, stone="#e2bb8c", glow="#f7c569", awnings=("#3f6f94", "#d9783f", "#6f9a5f"), upper="#8a5f48"
    )
    for at, turn in ((left, 1), (right, -1)):
        c.poly([at(0, 1.0), at(1, 1.0), at(1, 0.95), at(0, 0.95)], "#5b4a52", alpha=0.7)
        for d in (0.02, 0.2, 0.38, 0.54, 0.7):
            x, y = at(d, 0.5)
            lantern(c, x + turn * (60 * (1 - d) ** 1.4 + 8), y, 62 * (1 - d) ** 1.3 + 8)
    for y, x0, x1, count, size in ((250, 330, 1270, 11, 30), (372, 520, 1080, 9, 18)):
        for i in range(count + 1):
            t = i / count
            sag = 46 * math.sin(math.pi * t) * size / 30
            c.poly(
                [
                    (x0 + (x1 - x0) * t, y + sag),
                    (x0 + (x1 - x0) * t + size, y + sag),
                    (x0 + (x1 - x0) * t + size / 2, y + sag + size * 1.3),
                ],
                ("#d9533c", "#f0c052", "#5f9a9a", "#f6ead0")[i % 4],
            )
    stalls = ((250, 850, 330, 0), (470, 760, 180, 1), (1330, 850, 340, 2), (1120, 762, 190, 3))
    produce = (
        ("#e8763a", "#6f9f4f", "#c8483a"),
        ("#f0c052", "#8fb25c", "#d9783f"),
        ("#7fae57", "#e9dfc2", "#8a5a80"),
        ("#c8483a", "#f0c052", "#6f9f4f"),
    )
    for x, y, wide, kind in stalls:
        ground_shadow(c, x, y + wide * 0.36, wide * 0.6, alpha=0.4)
        c.rect(x - wide / 2, y, wide, wide * 0.34, "#9c6a45", to="#6b4636")
        for k in range(3):
            left_edge = x - wide / 2 + wide * (k + 0.06) / 3
            c.poly(
                [
                    (left_edge, y - wide * 0.16),
                    (left_edge + wide * 0.29, y - wide * 0.16),
                    (left_edge + wide * 0.31, y + 8),
                    (left_edge - wide * 0.02, y + 8),
                ],
                "#c99a63",
                to="#a8763f",
            )
            for n in range(22):
                px = left_edge + wide * 0.02 + (n % 6) * wide * 0.048 + (n // 6 % 2) * wide * 0.02
                py = y - wide * 0.135 + (n // 6) * wide * 0.045
                c.oval(px, py, wide * 0.032, wide * 0.03, produce[kind][k], to=dark(produce[kind][k], 0.25))
        for pole in (-1, 1):
            c.line([(x + pole * wide * 0.48, y), (x + pole * wide * 0.48, y - wide * 0.62)], 6, "#7b5238")
        top = y - wide * 0.62
        for k in range(8):
            tint = ("#d9533c", "#3f8a7f", "#e2a63f", "#4f7fa0")[kind] if k % 2 else "#fbf0da"
            a, b = x - wide * 0.6 + wide * 1.2 * k / 8, x - wide * 0.6 + wide * 1.2 * (k + 1) / 8
            c.poly(
                [(x + (a - x) * 0.82, top - wide * 0.16), (x + (b - x) * 0.82, top - wide * 0.16), (b, top), (a, top)],
                tint,
                to=dark(tint, 0.15),
            )
            c.oval((a + b) / 2, top, (b - a) / 2, wide * 0.05, dark(tint, 0.08), start=0, end=180)
    for x, y, high, coat, hair, facing, arms in (
        (760, 690, 120, "#4f7fa0", "#2e2b33", 1, "down"), (830, 720, 140, "#c8573f", GREY_HAIR, -1, "down"),
        (690, 790, 205, "#6a8f65", "#2e2b33", -1, "forward"), (930, 830, 235, "#e0ddd0", "#4a342b", 1, "forward"),
        (600, 980, 350, "#b9533f", GREY_HAIR, -1, "forward"), (1040, 1000, 370, "#3f5f86", "#2e2b33", 1, "forward"),
    ):  # fmt: skip
        person(c, x, y, high, coat, hair=hair, facing=facing, arms=arms, legs="#4a4a5c")
        c.rect(x - facing * high * 0.17, y - high * 0.5, high * 0.1, high * 0.14, "#e9c46a", to="#b98f3f", round_by=4)
    beam(c, [(730, 300), (880, 300), (1250, 1067), (480, 1067)], 0.2, "#ffe7a8")


def lanterns(c: Canvas) -> None:
    """Draw a stone lane by night under rows of lanterns, the wet paving shining."""
    c.sky("#0f1c3a", "#22315a", "#4a4468", bottom=640)
    c.oval(1060, 120, 40, 40, "#fbf0cf")
    c.glow(1060, 120, 170, "#fbf0cf", 0.4)
    for _ in range(60):
        c.oval(c.random.uniform(400, 1250), c.random.uniform(0, 330), 1.6, 1.6, "#e8ecff")
    for x, top in ((700, 440), (770, 470), (850, 430)):
        c.rect(x, top, 70, 140, "#28304f", to="#5a4a66")
    street(c, 590, "#3a3b56", "#8a6a68")
    left, right = wall((-40, -220, 1120), (734, 400, 600)), wall((1640, -220, 1120), (866, 400, 600))
    shopfronts(c, left, 1, stone="#343c5c", glow="#e89b45", awnings=("#5a3444", "#2f4a5c"), upper="#4a3644")
    shopfronts(c, right, -1, stone="#3f4362", glow="#f0a94e", awnings=("#6a3a3c", "#33506a"), upper="#523a44")
    for at in (left, right):
        c.poly([at(0, 1.02), at(1, 1.02), at(1, 0.94), at(0, 0.94)], "#141a30")
    c.glow(800, 660, 420, "#ffb860", 0.55, squash=0.45)
    for row in range(5, -1, -1):
        t = (1 - row / 6) ** 1.9
        y, half, size = 400 - 330 * t, 70 + 560 * t, 14 + 74 * t
        count = 5
        sag = 90 * t
        c.line(
            [
                (800 - half * 1.25 + half * 2.5 * k / 12, y + sag * math.sin(math.pi * k / 12) - 20 * t)
                for k in range(13)
            ],
            1.5 + 2 * t,
            "#1a1f36",
        )
        for k in range(count):
            place = (k + 0.5) / count
            lantern(
                c,
                800 - half * 1.25 + half * 2.5 * place,
                y + sag * math.sin(math.pi * place) - 20 * t,
                size,
                "#e04a30" if (k + row) % 3 else "#f09a3a",
            )
    for i in range(16):
        t = ((i + 1) / 16) ** 1.6
        y = 610 + 450 * t
        for turn in (-2, -1, 0, 1, 2):
            x = 800 + turn * (30 + 250 * t) + c.random.uniform(-20, 20)
            c.rect(x - 40 - 110 * t, y, 80 + 220 * t, 3 + 7 * t, "#ffb45a", alpha=0.28, blur=4, round_by=3)
    person(c, 800, 720, 140, "#c8573f", facing=1, shadow=False, legs="#2a2c44")
    person(c, 850, 724, 132, "#4f6f94", hair=GREY_HAIR, facing=-1, shadow=False, legs="#2a2c44")
    c.poly([(780, 722), (880, 726), (860, 850), (770, 850)], SHADE, alpha=0.4, blur=10)
    person(c, 480, 960, 300, "#3f5676", facing=1, legs="#23263c")
    c.oval(486, 676, 130, 66, "#b9483a", to="#7a2f30", start=180, end=360)
    c.line([(486, 664), (500, 800)], 6, "#2a2438")


SCENES: dict[str, Callable[[Canvas], None]] = {
    "lane": lane,
    "market": market,
    "lanterns": lanterns,
}
