"""Quiet rooms: reading room, exhibition, calligraphy desk."""

import itertools
import math
from collections.abc import Callable, Sequence

from newsroom.demo.scenes.brush import HEIGHT, WIDTH, Canvas, Paint, Point, dark, light, mix, smooth
from newsroom.demo.scenes.props import GREY_HAIR, SHADE, beam, blob, ground_shadow, person, plant, sitter

BINDINGS = ("#a8483a", "#d9a44a", "#3f6f7f", "#6b8a5f", "#e9dcc0", "#7a5a80", "#c9785a", "#2f4a66")


def shelf(c: Canvas, x: float, y: float, width: float, height: float, rows: int, *, shade: float = 0.0) -> None:
    """Draw a full bookcase; `shade` (0..1) darkens it into the background."""
    wood = mix("#8f5f3d", SHADE, shade)
    c.rect(x, y, width, height, wood, to=dark(wood, 0.2))
    down = (height - 16) / rows
    for row in range(rows):
        top = y + 12 + row * down
        c.rect(x + 12, top, width - 24, down - 12, mix("#4a3129", SHADE, shade), to=mix("#6a4634", SHADE, shade))
        px = x + 16
        while px < x + width - 34:
            wide, high = c.random.uniform(11, 25), (down - 16) * c.random.uniform(0.62, 0.94)
            tint = mix(c.random.choice(BINDINGS), SHADE, shade)
            if c.random.random() < 0.06:
                px += wide * 1.6
                continue
            c.rect(px, top + down - 12 - high, wide, high, light(tint, 0.12), to=dark(tint, 0.12))
            c.rect(px + 2, top + down - 12 - high * 0.8, wide - 4, 4, light(tint, 0.45))
            px += wide + 1.5
        c.rect(x + 6, top + down - 12, width - 12, 10, light(wood, 0.16))


def library(c: Canvas) -> None:
    """Draw a reading room at night: tall shelves, a desk lamp, a reader by the window."""
    c.sky("#3a4a63", "#5a5566", "#7c6558", bottom=HEIGHT)
    c.poly([(0, 760), (WIDTH, 760), (WIDTH, HEIGHT), (0, HEIGHT)], "#8c5f45", to="#4f3836")
    for i in range(-12, 13):
        c.line([(800 + i * 84, 760), (800 + i * 230, HEIGHT)], 2, "#5d4038")
    c.rect(560, 70, 480, 560, "#2d3a52")
    c.rect(580, 90, 440, 520, "#26365f", to="#d98a5f")
    c.oval(900, 190, 30, 30, "#fdf0c9")
    c.glow(900, 190, 110, "#fdf0c9", 0.5)
    for i, (x, tall) in enumerate(((580, 150), (650, 220), (720, 130), (790, 250), (880, 180), (950, 230))):
        c.rect(x, 610 - tall, 76, tall, "#33395c", to="#5b4a62")
        for row in range(int(tall / 30)):
            for column in range(2):
                if (i + row * 3 + column) % 3:
                    c.rect(x + 16 + column * 28, 620 - tall + row * 30, 14, 14, "#ffd27a")
    for x in (722, 868):
        c.rect(x, 90, 10, 520, "#2d3a52")
    c.rect(580, 260, 440, 8, "#2d3a52")
    shelf(c, -60, 30, 300, 780, 6)
    shelf(c, 236, 60, 290, 720, 6, shade=0.12)
    shelf(c, 1076, 60, 290, 720, 6, shade=0.12)
    shelf(c, 1362, 30, 320, 780, 6)
    c.line([(330, 800), (440, 110)], 12, "#b98556")
    c.line([(400, 800), (490, 110)], 12, "#a87446")
    for i in range(9):
        t = i / 9
        c.line([(334 + 106 * t, 770 - 640 * t), (400 + 88 * t, 770 - 640 * t)], 9, "#b98556")
    for x in (660, 940):
        c.line([(x, -10), (x, 130)], 4, "#2a2c3a")
        c.oval(x, 150, 46, 34, "#e2b04c", to="#a97b32", start=180, end=360)
        c.glow(x, 165, 190, "#ffdf95", 0.55)
    c.oval(800, 960, 640, 80, SHADE, alpha=0.5, blur=24)
    person(c, 1210, 850, 320, "#8b4d4a", facing=1, arms="up", legs="#3a3f52")
    c.rect(690, 660, 150, 150, "#6b4634", to="#4f342b", round_by=18)
    sitter(c, 770, 770, 280, "#4f7f86", facing=1, reach=0.42, lower=False)
    sitter(c, 1090, 775, 270, "#c8573f", hair=GREY_HAIR, facing=-1, reach=0.42, lower=False)
    c.poly([(330, 760), (1290, 760), (1400, 870), (220, 870)], "#c48a56", to="#8f5d3a")
    c.rect(220, 870, 1180, 26, "#6b432e")
    for x in (270, 1310):
        c.rect(x, 896, 40, 190, "#5a3829", to="#3d2a26")
    c.glow(600, 790, 400, "#ffe7a6", 0.75, squash=0.35)
    for x, y in ((880, 800), (985, 806)):
        c.poly([(x - 66, y - 16), (x, y - 8), (x, y + 24), (x - 80, y + 16)], "#fff8e6", to="#e6d8b8")
        c.poly([(x, y - 8), (x + 66, y - 16), (x + 80, y + 16), (x, y + 24)], "#fffaf0", to="#d9c9a6")
        for row in range(3):
            c.line([(x - 58, y - 6 + row * 8), (x - 12, y + row * 8)], 2, "#b4a58c")
            c.line([(x + 12, y + row * 8), (x + 58, y - 6 + row * 8)], 2, "#b4a58c")
    c.rect(560, 800, 90, 14, "#37495a", round_by=6)
    c.rect(600, 640, 10, 164, "#c9a34f")
    c.oval(605, 640, 104, 58, "#3f8a72", to="#2a6252", start=180, end=360)
    c.oval(605, 641, 104, 12, "#fff3c4")
    c.glow(605, 690, 300, "#ffe9a8", 0.5)
    for i, tint in enumerate(("#a8483a", "#d9a44a", "#3f6f7f", "#e9dcc0")):
        c.rect(360 + i * 5, 826 - i * 24, 150 - i * 12, 22, light(tint, 0.1), to=dark(tint, 0.15), round_by=4)
    c.oval(1210, 812, 30, 11, "#f3f0e6")
    c.rect(1180, 812, 60, 40, "#f3f0e6", to="#c9c2b0", round_by=10)
    plant(c, 130, 1040, 320, "#4f8a66", "#b5694a")


def clock(c: Canvas, x: float, y: float, size: float) -> None:
    """Stand a wooden mantel clock with the middle of its foot at (x, y)."""
    c.poly(
        [
            (x - size * 0.5, y),
            (x - size * 0.42, y - size),
            (x, y - size * 1.35),
            (x + size * 0.42, y - size),
            (x + size * 0.5, y),
        ],
        "#8f5736",
        to="#5a3626",
    )
    c.oval(x, y - size * 0.76, size * 0.31, size * 0.31, "#d9b25e")
    c.oval(x, y - size * 0.76, size * 0.27, size * 0.27, "#fbf3de")
    for i in range(12):
        turn = i * math.pi / 6
        c.oval(
            x + math.cos(turn) * size * 0.22,
            y - size * 0.76 + math.sin(turn) * size * 0.22,
            size * 0.014,
            size * 0.014,
            "#4a342b",
        )
    c.line([(x, y - size * 0.76), (x + size * 0.11, y - size * 0.88)], size * 0.03, "#3a2d2b")
    c.line([(x, y - size * 0.76), (x - size * 0.04, y - size * 0.95)], size * 0.025, "#3a2d2b")
    c.rect(x - size * 0.2, y - size * 0.38, size * 0.4, size * 0.28, "#3b2722")
    c.oval(x + size * 0.05, y - size * 0.22, size * 0.075, size * 0.075, "#e7c46a")
    c.rect(x - size * 0.56, y - size * 0.06, size * 1.12, size * 0.08, "#6f4430")


def wireless(c: Canvas, x: float, y: float, size: float) -> None:
    """Stand an old valve radio with the middle of its foot at (x, y)."""
    c.rect(x - size * 0.75, y - size * 0.85, size * 1.5, size * 0.85, "#a8683f", to="#74442d", round_by=size * 0.16)
    c.rect(x - size * 0.66, y - size * 0.74, size * 0.8, size * 0.48, "#e2cf9f", to="#c3a970", round_by=size * 0.06)
    for i in range(9):
        c.rect(x - size * 0.62 + i * size * 0.085, y - size * 0.72, size * 0.03, size * 0.44, "#a98b55")
    c.rect(x + size * 0.2, y - size * 0.72, size * 0.44, size * 0.22, "#fff2c2", to="#f0cf7a")
    c.line([(x + size * 0.4, y - size * 0.7), (x + size * 0.44, y - size * 0.52)], size * 0.02, "#c8483a")
    for dx in (0.3, 0.54):
        c.oval(x + size * dx, y - size * 0.3, size * 0.09, size * 0.09, "#e9dcc0")
        c.oval(x + size * dx, y - size * 0.3, size * 0.05, size * 0.05, "#6f4430")
    c.rect(x - size * 0.66, y - size * 0.18, size * 1.32, size * 0.05, "#d9b25e")


def mug(c: Canvas, x: float, y: float, size: float) -> None:
    """Stand an enamel mug with the middle of its foot at (x, y)."""
    c.arc(x + size * 0.46, y - size * 0.5, size * 0.24, size * 0.28, size * 0.09, "#2f4a7a", -90, 90)
    c.rect(x - size * 0.45, y - size, size * 0.9, size, "#ffffff", to="#d3dde2", round_by=size * 0.08)
    c.oval(x, y - size, size * 0.45, size * 0.12, "#2f4a7a")
    c.oval(x, y - size, size * 0.39, size * 0.085, "#eef2f2")
    for k in range(7):
        turn = k * math.tau / 7
        c.oval(
            x - size * 0.04 + math.cos(turn) * size * 0.13,
            y - size * 0.5 + math.sin(turn) * size * 0.13,
            size * 0.1,
            size * 0.1,
            "#d9485a" if k % 2 else "#ea7f86",
        )
    c.oval(x - size * 0.04, y - size * 0.5, size * 0.08, size * 0.08, "#f4cf66")
    c.poly(
        [(x - size * 0.3, y - size * 0.3), (x - size * 0.12, y - size * 0.38), (x - size * 0.1, y - size * 0.2)],
        "#5f9a58",
    )
    c.oval(x + size * 0.3, y - size * 0.16, size * 0.07, size * 0.05, "#3a3f4a")
    c.rect(x - size * 0.34, y - size * 0.9, size * 0.12, size * 0.8, "#ffffff", alpha=0.5, blur=3)


def case(c: Canvas, x: float, y: float, width: float, height: float, foot: float) -> None:
    """Draw a lit glass case on a plinth; (x, y) is the case's upper left corner."""
    ground_shadow(c, x + width / 2, y + height + foot, width * 0.62, alpha=0.5)
    c.rect(x - 14, y + height, width + 28, foot, "#f2e9d8", to="#b9aa94")
    c.rect(x - 14, y + height, width + 28, 12, "#fffaf0")
    c.rect(x, y, width, height, "#fbe6b8", alpha=0.28)
    c.glow(x + width / 2, y + height * 0.4, width * 0.8, "#fff0c4", 0.75)


def glass(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    """Lay the reflections and the edges of a case over what stands in it."""
    c.poly([(x, y), (x + width * 0.4, y), (x + width * 0.08, y + height), (x, y + height)], "#ffffff", alpha=0.2)
    c.poly(
        [(x + width * 0.62, y), (x + width * 0.74, y), (x + width * 0.42, y + height), (x + width * 0.3, y + height)],
        "#ffffff",
        alpha=0.14,
    )
    for left in (x, x + width):
        c.rect(left - 4, y, 8, height, "#cfd9d9", alpha=0.8)
    c.rect(x - 6, y - 10, width + 12, 14, "#8a9698")


def exhibition(c: Canvas) -> None:
    """Draw an exhibition of household things in lit glass cases, an old visitor and a child looking."""
    c.sky("#2c4a52", "#38616a", "#4a757a", bottom=720)
    c.poly([(0, 720), (WIDTH, 720), (WIDTH, HEIGHT), (0, HEIGHT)], "#b98f68", to="#6d5249")
    for i in range(-10, 11):
        c.line([(800 + i * 110, 720), (800 + i * 280, HEIGHT)], 2, "#8c6a50")
    c.rect(0, 704, WIDTH, 18, "#24393f")
    c.rect(0, 40, WIDTH, 14, "#1e3238")
    frames: tuple[tuple[float, float, float, float, Paint], ...] = (
        (90, 150, 210, 160, "#d9a45a"), (350, 190, 130, 170, "#b9c4a0"),
        (1020, 140, 150, 190, "#d98a6a"), (1230, 170, 260, 170, "#9fb8c0"),
    )  # fmt: skip
    for x, y, wide, high, tint in frames:
        c.rect(x + 8, y + 12, wide, high, "#14252b", alpha=0.5, blur=8)
        c.rect(x, y, wide, high, "#5a3c2e")
        c.rect(x + 10, y + 10, wide - 20, high - 20, "#fbf4e2")
        c.rect(x + 26, y + 26, wide - 52, high - 52, light(tint, 0.4), to=tint)
        c.poly(
            [
                (x + 26, y + high - 26),
                (x + wide * 0.4, y + high * 0.5),
                (x + wide * 0.62, y + high * 0.66),
                (x + wide - 26, y + high * 0.45),
                (x + wide - 26, y + high - 26),
            ],
            dark(tint, 0.35),
        )
    for x in (200, 560, 800, 1080, 1360):
        c.rect(x - 16, 44, 32, 36, "#11222a", round_by=6)
        c.poly([(x - 14, 78), (x + 14, 78), (x + 190, 720), (x - 190, 720)], "#ffedb8", alpha=0.16, blur=16)
    case(c, 90, 420, 300, 260, 300)
    clock(c, 240, 676, 168)
    glass(c, 90, 420, 300, 260)
    case(c, 1190, 430, 340, 250, 300)
    wireless(c, 1360, 676, 186)
    glass(c, 1190, 430, 340, 250)
    case(c, 600, 430, 340, 290, 250)
    c.rect(690, 690, 160, 26, "#d9c7a2", to="#b9a47c", round_by=4)
    mug(c, 770, 692, 150)
    glass(c, 600, 430, 340, 290)
    for x in (240, 770, 1360):
        c.rect(x - 58, 770, 116, 64, "#fffaf0")
        for row in range(3):
            c.line([(x - 42, 786 + row * 15), (x + 38 - row * 18, 786 + row * 15)], 3, "#8c8272")
    person(c, 500, 1000, 470, "#c8573f", hair=GREY_HAIR, facing=1, arms="behind", legs="#3a3f55")
    person(c, 1015, 1005, 290, "#e8b04a", facing=-1, arms="forward", legs="#3f6a86")
    c.poly([(1032, 790), (1072, 800), (1070, 880), (1030, 876)], "#cf5545", to="#9c3a35")
    beam(c, [(0, 0), (160, 0), (620, 1067), (240, 1067)], 0.08)


# The character 安 in brush order: each stroke as the points it passes and its breadth there.
AN_STROKES: tuple[tuple[tuple[Point, ...], tuple[float, ...]], ...] = (
    (((706, 168), (742, 196), (762, 242)), (14, 40, 34)),
    (((512, 300), (500, 356), (474, 408)), (14, 34, 40)),
    (((520, 322), (730, 300), (930, 284), (968, 294), (930, 348), (902, 378)), (26, 22, 30, 44, 26, 6)),
    (((702, 386), (652, 520), (586, 628), (612, 648), (742, 700), (880, 800)), (34, 28, 26, 24, 26, 46)),
    (((868, 520), (830, 610), (730, 722), (560, 812), (500, 834)), (34, 32, 28, 18, 5)),
    (((440, 552), (640, 524), (900, 498), (1030, 510)), (38, 22, 26, 44)),
)


def brushstroke(c: Canvas, points: Sequence[Point], widths: Sequence[float], ink: Paint) -> None:
    """Draw one stroke of the brush through `points`, as broad at each as `widths` says."""
    path = smooth(list(points))
    for i, (start, end) in enumerate(itertools.pairwise(path)):
        for step in range(8):
            t = (i + step / 8) / (len(path) - 1) * (len(widths) - 1)
            place = min(int(t), len(widths) - 2)
            wide = widths[place] + (widths[place + 1] - widths[place]) * (t - place)
            x, y = start[0] + (end[0] - start[0]) * step / 8, start[1] + (end[1] - start[1]) * step / 8
            c.oval(x, y, wide * 0.62, wide * 0.72, ink)


def calligraphy(c: Canvas) -> None:
    """Draw a writing desk from above: a character fresh on the paper, inkstone, brushes, the shade of bamboo."""
    c.sky("#9c6a45", "#8a5a3c", "#6f4634", bottom=HEIGHT)
    for i in range(46):
        y = i * 24 + c.random.uniform(-6, 6)
        bend = [(x * 100 - 20, y + 7 * math.sin(x * 0.7 + i)) for x in range(18)]
        c.line(bend, c.random.uniform(1, 4), mix("#5d3a2b", "#b98556", c.random.random() * 0.7), alpha=0.5)
    c.poly([(330, 92), (1210, 60), (1262, 960), (300, 990)], "#1c1a26", alpha=0.5, blur=20)
    c.poly([(270, 40), (1190, 20), (1230, 950), (240, 972)], "#3d5a58", to="#2f4848")
    c.poly([(322, 60), (1140, 42), (1176, 906), (294, 928)], "#fffaf0", to="#f1e6cf")
    for points, widths in AN_STROKES:
        brushstroke(c, points, widths, "#23242b")
    c.rect(1030, 730, 62, 62, "#c43a2e", round_by=8)
    for row in range(3):
        c.line([(1042, 745 + row * 16), (1080, 745 + row * 16)], 4, "#fbe9da")
    c.line([(1050, 742), (1050, 782)], 4, "#fbe9da")
    c.line([(1071, 742), (1071, 782)], 4, "#fbe9da")
    for y, wide in ((70, 560), (880, 600)):
        c.rect(440 if y < 100 else 420, y + 10, wide, 34, "#1c1a26", alpha=0.35, blur=8)
        c.rect(440 if y < 100 else 420, y, wide, 32, "#8a4a30", to="#5a2f24", round_by=8)
        c.rect(440 if y < 100 else 420, y + 5, wide, 5, "#d99a6a", alpha=0.6)
    c.oval(1420, 380, 150, 170, "#14121a", alpha=0.5, blur=18)
    c.rect(1280, 210, 270, 320, "#4a4f58", to="#2d3038", round_by=40)
    c.rect(1304, 234, 222, 272, "#363a43", to="#24262d", round_by=30)
    c.oval(1415, 370, 92, 108, "#16171c")
    c.oval(1390, 330, 40, 22, "#5f6b78", alpha=0.7, blur=8)
    c.rect(1328, 560, 170, 40, "#1a1a20", to="#0f0f14", round_by=6)
    c.line([(1346, 580), (1470, 580)], 4, "#b98f3f")
    c.rect(1296, 690, 260, 40, "#14121a", alpha=0.4, blur=8)
    c.poly(
        [
            (1290, 710),
            (1330, 660),
            (1368, 700),
            (1410, 640),
            (1456, 702),
            (1500, 664),
            (1550, 710),
            (1550, 726),
            (1290, 726),
        ],
        "#e7ecea",
        to="#a9b8b6",
    )
    for x0, y0, x1, y1, wood in ((1392, 560, 1330, 1010, "#b07a3f"), (1462, 560, 1450, 1000, "#7b3f2f")):
        c.line([(x0 + 18, y0 + 120), (x1 + 22, y1 + 10)], 20, "#14121a", alpha=0.35, blur=8)
        c.line([(x0, y0 + 104), (x1, y1)], 19, wood)
        c.line([(x0 - 4, y0 + 110), (x1 - 4, y1)], 5, light(wood, 0.4))
        c.poly(
            [(x0 - 13, y0 + 108), (x0 + 13, y0 + 108), (x0 + 15, y0 + 76), (x0 + 6, y0 + 14), (x0 - 12, y0 + 78)],
            "#2a2a30",
        )
        c.line([(x0 - 12, y0 + 108), (x0 + 12, y0 + 108)], 9, "#e9dcc0")
    c.oval(150, 300, 112, 112, "#14121a", alpha=0.4, blur=16)
    c.oval(130, 280, 108, 108, "#e4eeec", to="#b5cac8")
    c.oval(130, 280, 92, 92, "#f6faf8")
    c.oval(130, 280, 78, 78, "#b9793f", to="#8d5527")
    c.oval(104, 252, 30, 16, "#f0c383", alpha=0.7, blur=6)
    for i, tint in enumerate(("#3f6f7f", "#a8483a", "#e0c48a")):
        c.poly(
            [
                (30 + i * 10, 560 + i * 16),
                (214 + i * 4, 540 + i * 18),
                (232 - i * 6, 800 - i * 10),
                (46 + i * 8, 820 - i * 12),
            ],
            light(tint, 0.1),
            to=dark(tint, 0.2),
        )
    c.rect(84, 640, 96, 120, "#fbf3de")
    for row in range(4):
        c.line([(98, 660 + row * 26), (162 - row * 8, 660 + row * 26)], 5, "#8c8272")
    # The window's light, broken by bamboo outside.
    c.poly([(420, -20), (1000, -20), (560, 1080), (-160, 1080)], "#fff0bf", alpha=0.2, blur=8)
    c.poly([(1090, -20), (1330, -20), (960, 1080), (650, 1080)], "#fff0bf", alpha=0.16, blur=8)
    for _ in range(26):
        x, y = c.random.uniform(0, 1250), c.random.uniform(0, 1060)
        turn, long = c.random.uniform(1.5, 2.5), c.random.uniform(110, 210)
        tip = (x + math.cos(turn) * long, y + math.sin(turn) * long)
        c.poly(
            [
                (x, y),
                ((x + tip[0]) / 2 + 14, (y + tip[1]) / 2 + 10),
                tip,
                ((x + tip[0]) / 2 - 14, (y + tip[1]) / 2 - 10),
            ],
            "#3a2f45",
            alpha=0.16,
            blur=5,
        )
    blob(c, 1570, 60, 120, 90, "#4f7f52", count=18)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "library": library,
    "exhibition": exhibition,
    "calligraphy": calligraphy,
}
