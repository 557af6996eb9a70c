"""Rooms where people meet: canteen, clinic, classroom, council."""

import math
from collections.abc import Callable

from newsroom.demo.scenes.brush import HEIGHT, WIDTH, Canvas, Paint, dark, light, mix
from newsroom.demo.scenes.props import (
    GREY_HAIR,
    SHADE,
    beam,
    blob,
    ground_shadow,
    head,
    person,
    plant,
    sitter,
    table_cloth,
)


def room(c: Canvas, wall: Paint, floor: Paint, horizon: float, *, skirting: Paint | None = None) -> None:
    """Fill the picture with a wall above `horizon` and a boarded floor below it."""
    c.rect(0, 0, WIDTH, horizon, light(wall, 0.25), to=wall)
    c.poly([(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)], light(floor, 0.15), to=dark(floor, 0.12))
    for i in range(-14, 15):
        c.line([(800 + i * 80, horizon), (800 + i * 205, HEIGHT)], 2, dark(floor, 0.16))
    c.rect(0, horizon - 16, WIDTH, 16, skirting or dark(wall, 0.2))


def window(c: Canvas, x: float, y: float, width: float, height: float, top: Paint, bottom: Paint) -> None:
    """Draw a large window on a garden: light sky, a line of trees, white bars."""
    c.rect(x - 12, y - 12, width + 24, height + 24, "#f7f1e3")
    c.rect(x, y, width, height, top, to=bottom)
    c.rect(x, y + height * 0.82, width, height * 0.18, "#a3c083", to="#8bb071")
    for i in range(5):
        across = width * (0.07 + 0.03 * (i % 2))
        blob(
            c,
            x + width * (0.12 + i * 0.19),
            y + height * 0.8,
            across,
            height * 0.15,
            ("#86ab74", "#9cbd80")[i % 2],
            count=16,
        )
    c.rect(x - 12, y + height, width + 24, 30, "#f7f1e3")
    c.rect(x, y + height - 3, width, 5, "#cbbfa6")
    for i in range(1, 3):
        c.rect(x + width * i / 3 - 5, y, 10, height, "#f7f1e3")
    c.rect(x, y + height * 0.3, width, 8, "#f7f1e3")
    c.rect(x - 20, y + height + 26, width + 40, 14, "#ddd0b6")


def pendant(c: Canvas, x: float, y: float, size: float, shade: Paint) -> None:
    """Hang a lamp on a cord from the ceiling, its rim at (x, y)."""
    c.line([(x, -10), (x, y - size * 0.5)], 4, "#42414b")
    c.glow(x, y + size * 0.4, size * 3.2, "#ffe6a6", 0.5)
    c.oval(x, y, size, size * 0.72, shade, to=dark(shade, 0.15), start=180, end=360)
    c.oval(x, y, size, size * 0.12, dark(shade, 0.35))
    c.oval(x, y + 3, size * 0.4, size * 0.14, "#fff7d8")


def bowl(c: Canvas, x: float, y: float, size: float, fill: Paint, food: Paint) -> None:
    """Set a bowl of food on a table, its rim at (x, y)."""
    c.oval(x, y + size * 0.5, size * 0.9, size * 0.22, SHADE, alpha=0.3, blur=4)
    c.oval(x, y, size, size * 0.72, fill, to=dark(fill, 0.2), start=0, end=180)
    c.oval(x, y, size, size * 0.3, light(fill, 0.4))
    c.oval(x, y, size * 0.84, size * 0.23, food)


def canteen(c: Canvas) -> None:
    """Draw a community canteen: serving counter behind, long tables of diners in front."""
    room(c, "#f0dcb8", "#c99e72", 600)
    window(c, 40, 120, 430, 340, "#bfe0e6", "#f6eecd")
    c.rect(560, 90, 1060, 420, "#5a7f78", to="#466a66")
    c.rect(560, 90, 1060, 96, "#c9503c", to="#a93f33")
    for i in range(4):
        c.rect(600 + i * 250, 112, 200, 52, "#fbeeda", round_by=6)
        for row in range(2):
            c.rect(618 + i * 250, 126 + row * 16, 130 - row * 46, 7, "#c9503c")
        c.oval(778 + i * 250, 138, 13, 13, ("#e7b14a", "#6f9f6a", "#d97a4b", "#5b8aa6")[i])
    for row in range(6):
        for j in range(22):
            c.rect(564 + j * 48, 300 + row * 32, 45, 29, mix("#6d938a", "#8fb0a5", ((j * 7 + row * 3) % 5) / 5))
    for x, tint, facing in ((720, "#fbf6ea", 1), (1010, "#fbf6ea", -1), (1320, "#fbf6ea", 1)):
        person(c, x, 640, 330, tint, facing=facing, arms="forward", shadow=False, legs="#e8e2d2")
        c.rect(x - 27, 286, 56, 32, "#ffffff", to="#e3ddcf", round_by=9)
        c.oval(x, 284, 34, 22, "#ffffff")
        c.rect(x - 24, 420, 48, 120, "#c9503c", alpha=0.85, round_by=5)
    c.rect(540, 470, 1080, 34, "#e9e4d6", to="#c6c2b6")
    c.rect(540, 504, 1080, 160, "#b98556", to="#96663f")
    for i in range(11):
        c.rect(556 + i * 100, 520, 82, 128, "#a97546", round_by=4)
    for i in range(6):
        x = 620 + i * 168
        c.rect(x, 440, 124, 34, "#d6d9d6", to="#9fa6a6", round_by=6)
        c.oval(x + 62, 442, 56, 14, ("#7fae57", "#d9803c", "#c8483a", "#efd9a0", "#8b5a3d", "#6f9f6a")[i])
        for k in range(2):
            c.line(
                [(x + 40 + k * 36, 420), (x + 46 + k * 36, 396), (x + 36 + k * 36, 372), (x + 44 + k * 36, 348)],
                7,
                "#ffffff",
                alpha=0.35,
                blur=4,
            )
    c.poly([(545, 470), (1620, 470), (1620, 350), (600, 350)], "#e8fbff", alpha=0.13)
    plant(c, 502, 640, 200, "#5f9462")
    for x in (300, 760, 1220):
        pendant(c, x, 210, 74, "#d9a441" if x != 760 else "#c9573f")
    c.poly([(-20, 640), (470, 600), (760, 1067), (-20, 1067)], "#fff0c2", alpha=0.28, blur=14)
    for y, x, wide, size in ((700, 180, 1240, 150), (880, 30, 1540, 210)):
        ground_shadow(c, 800, y + size * 0.9, wide * 0.46, alpha=0.4)
        coats = ("#c8573f", "#4f8291", "#8a6a9a", "#dba243", "#5f8f66", "#54719c")
        for i in range(6):
            px = x + wide * (i + 0.5) / 6
            grey = (i + round(y)) % 3 != 1
            sitter(
                c,
                px,
                y + size * 0.2,
                size,
                coats[(i + round(y) // 100) % 6],
                hair=GREY_HAIR if grey else "#2e2b33",
                facing=1 if i % 2 else -1,
                reach=0.3,
                lower=False,
            )
        table_cloth(c, x, y, wide, size * 0.34, "#d9a566", thick=18, skew=46)
        for i in range(6):
            px = x + wide * (i + 0.5) / 6
            bowl(c, px + 16, y + size * 0.14, size * 0.17, "#f3f0e6", ("#e9dfc2", "#8fb25c", "#d9803c")[i % 3])
            bowl(c, px - 48, y + size * 0.2, size * 0.12, "#5b8aa6", ("#c8483a", "#f1e2b0", "#7fae57")[i % 3])
            c.line([(px + 52, y + size * 0.08), (px + 70, y + size * 0.28)], 4, "#7b4a34")
        for leg in (x + 30, x + wide - 40):
            c.rect(leg, y + size * 0.34 + 16, 18, size * 0.5, "#7b5238")
    beam(c, [(60, 90), (430, 90), (980, 1067), (330, 1067)], 0.18)


def clinic(c: Canvas) -> None:
    """Draw a clinic's registration window with a nurse, a resident and waiting chairs."""
    room(c, "#d5e8df", "#b9c7c0", 720, skirting="#7fb0a0")
    c.rect(0, 470, WIDTH, 250, "#a9cfc2", to="#95c0b2")
    c.rect(0, 464, WIDTH, 9, "#f4f7ef")
    c.rect(300, 120, 860, 600, "#f5f8f0", to="#dfe9e2", round_by=12)
    c.rect(340, 200, 780, 300, "#fdf4d8", to="#e9ddb8")
    c.rect(360, 210, 240, 250, "#e3d3ab")
    for row in range(3):
        c.rect(360, 280 + row * 74, 240, 7, "#b99a6a")
        for i in range(8):
            high = 40 + (i * 17 + row * 11) % 24
            c.rect(
                370 + i * 28,
                280 + row * 74 - high,
                22,
                high,
                ("#cf6a52", "#5f97a0", "#f3ecd9", "#7ba476", "#d9ac52")[(i + row) % 5],
            )
    c.rect(820, 220, 270, 180, "#e7f1ef", to="#b9d5d2")
    c.rect(815, 215, 280, 190, "#ffffff", alpha=0.35)
    c.rect(866, 300, 60, 18, "#2f9a78")
    c.rect(887, 279, 18, 60, "#2f9a78")
    for row in range(4):
        c.rect(950, 268 + row * 24, 110 - row * 18, 9, "#7fa7a5")
    c.glow(730, 280, 420, "#fff7dc", 0.6)
    sitter(c, 690, 540, 320, "#fdfdf8", facing=1, reach=0.5, lower=False, hair="#35302f")
    c.poly([(640, 246), (746, 246), (736, 206), (656, 206)], "#ffffff", to="#dbe6e3")
    c.rect(688, 216, 22, 7, "#2f9a78")
    c.rect(696, 209, 7, 22, "#2f9a78")
    c.rect(640, 350, 6, 120, "#cfdad6")
    c.rect(430, 430, 130, 84, "#3c4a55", round_by=8)
    c.rect(438, 438, 114, 66, "#8ec3cb", to="#5f97a4")
    c.rect(486, 512, 18, 22, "#3c4a55")
    c.poly([(340, 200), (560, 200), (400, 500), (340, 500)], "#ffffff", alpha=0.3)
    c.poly([(930, 200), (1010, 200), (850, 500), (770, 500)], "#ffffff", alpha=0.22)
    c.rect(280, 500, 900, 34, "#e9d3a6", to="#cfae78")
    c.rect(280, 534, 900, 200, "#73ab9b", to="#578d7f")
    for i in range(5):
        c.rect(300 + i * 178, 552, 154, 164, "#82b8a8", round_by=6)
    c.rect(280, 120, 900, 66, "#4d8f80", to="#3c7669", round_by=12)
    for i in range(6):
        c.rect(560 + i * 60, 138, 40, 30, "#f4f7ef", alpha=0.9, round_by=4)
    c.rect(790, 470, 90, 34, "#f7f2e2", to="#ded5bb", round_by=3)
    for row in range(2):
        c.rect(802, 480 + row * 10, 60, 3, "#9aa6a3")
    person(c, 990, 900, 520, "#c8573f", hair=GREY_HAIR, facing=-1, arms="forward", legs="#4b5066")
    c.poly([(1050, 640), (1130, 640), (1142, 750), (1040, 750)], "#6b5a8a", to="#4c4068")
    c.arc(1090, 642, 26, 44, 6, "#4c4068", 180, 360)
    person(c, 190, 905, 440, "#5678a0", facing=1, arms="behind", legs="#3d4458")
    for i in range(3):
        x = 1250 + i * 118
        c.rect(x, 560, 98, 130, "#4f97a5", to="#3c7d8c", round_by=14)
        c.poly([(x - 6, 700), (x + 104, 700), (x + 114, 732), (x - 14, 732)], "#63aab6")
        c.rect(x + 8, 732, 9, 96, "#6c7880")
        c.rect(x + 82, 732, 9, 96, "#6c7880")
    c.rect(1240, 728, 350, 9, "#59646c")
    sitter(c, 1420, 704, 250, "#d8a545", hair=GREY_HAIR, facing=-1, legs="#4b4f63")
    sitter(c, 1540, 704, 236, "#7a9a6b", facing=-1, legs="#55505f", reach=0.2)
    c.rect(1260, 150, 280, 210, "#fbf7ea", to="#e7dfc9")
    for i in range(5):
        c.rect(
            1290 + i * 48,
            320 - (40 + i * 22),
            30,
            40 + i * 22,
            ("#e7b14a", "#d9805a", "#6fa59a", "#5f8fb0", "#8a76a5")[i],
        )
    c.rect(1282, 322, 240, 4, "#7d8a88")
    plant(c, 80, 960, 420, "#4f9266", "#d9d2c2")
    c.poly([(-40, 0), (210, 0), (760, 1067), (200, 1067)], "#fff4cc", alpha=0.18, blur=14)
    c.oval(1000, 905, 200, 24, "#ffffff", alpha=0.12, blur=12)


def classroom(c: Canvas) -> None:
    """Draw a bright classroom where children paint around tables."""
    room(c, "#f3e3bd", "#d2a878", 560)
    for x in (40, 440):
        window(c, x, 80, 340, 330, "#a9d8ea", "#eef5d9")
    c.rect(860, 70, 690, 350, "#a9774c")
    c.rect(874, 84, 662, 322, "#e9f0e0", to="#d6e3cf")
    c.poly(
        [
            (874, 250),
            (1010, 230),
            (1130, 290),
            (1290, 270),
            (1400, 330),
            (1536, 318),
            (1536, 366),
            (1390, 376),
            (1270, 320),
            (1120, 340),
            (1000, 280),
            (874, 300),
        ],
        "#7fbcd6",
    )
    for i, (x, y, w, h) in enumerate(
        (
            (900, 110, 120, 90),
            (1050, 104, 150, 110),
            (1230, 110, 100, 120),
            (1360, 104, 150, 90),
            (900, 326, 150, 66),
            (1180, 350, 80, 48),
            (1380, 250, 90, 50),
        )
    ):
        c.rect(x, y, w, h, ("#f0c36a", "#d98a6a", "#a9c98a", "#e7ad8f", "#c7b6da", "#f0c36a", "#a9c98a")[i], round_by=8)
    for x, y in ((1040, 220), (1220, 250), (1340, 220), (1480, 210), (1100, 300), (950, 226)):
        c.oval(x, y, 15, 15, "#5f9a58")
        c.oval(x - 4, y - 4, 8, 8, "#8abf73")
    for x, y in ((1160, 170), (1420, 300), (1000, 360)):
        c.line([(x - 9, y - 9), (x + 9, y + 9)], 6, "#d9483a")
        c.line([(x + 9, y - 9), (x - 9, y + 9)], 6, "#d9483a")
    c.line([(0, 40), (WIDTH, 60)], 3, "#8a6d54")
    for i in range(24):
        x = 30 + i * 68
        c.poly(
            [(x, 41 + i * 0.8), (x + 44, 42 + i * 0.8), (x + 22, 84 + i * 0.8)],
            ("#d9573f", "#f0b64a", "#5f9fb5", "#7fae62")[i % 4],
        )
    c.rect(900, 440, 620, 110, "#c08a58", to="#9c6c44")
    for i in range(30):
        high = 40 + (i * 23) % 36
        c.rect(912 + i * 20, 540 - high, 16, high, ("#cf5f4a", "#5b93a6", "#e9b44e", "#7ba46a", "#f3e6cc")[i % 5])
    for x in (120, 520):
        c.poly([(x - 40, 560), (x + 250, 560), (x + 560, 1067), (x + 130, 1067)], "#fff1c0", alpha=0.32, blur=12)
    person(c, 850, 770, 430, "#4f7f94", hair=GREY_HAIR, facing=-1, arms="forward", legs="#5a5360")
    tables = ((330, 690, 460, 160), (1180, 700, 460, 165), (690, 880, 560, 215))
    coats = ("#e8734f", "#f1b848", "#5f9fc0", "#7fb069", "#b57fb0", "#ef9a5a", "#4f8f86", "#e56b6b")
    for index, (x, y, wide, size) in enumerate(tables):
        ground_shadow(c, x, y + size * 0.9, wide * 0.62, alpha=0.35)
        for i in range(3):
            px = x + (i - 1) * wide * 0.36
            sitter(
                c,
                px,
                y + size * 0.14,
                size,
                coats[(index * 3 + i) % 8],
                hair=("#2e2b33", "#4a342b", "#33303a")[i],
                facing=1 if i == 0 else -1,
                reach=0.32,
                lower=False,
            )
            if (i + index) % 2:
                for turn in (-1, 1):
                    c.oval(px + turn * size * 0.17, y - size * 0.72, size * 0.06, size * 0.09, "#2e2b33")
        table_cloth(c, x - wide / 2, y, wide, size * 0.42, "#efd3a0", thick=14, skew=40)
        for i in range(3):
            px = x + (i - 1) * wide * 0.36
            c.poly(
                [
                    (px - 56, y + size * 0.08),
                    (px + 50, y + size * 0.08),
                    (px + 64, y + size * 0.3),
                    (px - 70, y + size * 0.3),
                ],
                "#fffdf3",
            )
            c.line(
                [
                    (px - 40, y + size * 0.24),
                    (px - 10, y + size * 0.14),
                    (px + 18, y + size * 0.24),
                    (px + 46, y + size * 0.16),
                ],
                6,
                ("#5f9fc0", "#7fb069", "#d9573f")[i],
            )
            c.oval(px + 20, y + size * 0.15, 9, 6, "#f1b848")
        for i in range(4):
            px = x - wide * 0.18 + i * 14
            c.line([(px + wide * 0.36, y + size * 0.36), (px + wide * 0.36 + 9, y + size * 0.27)], 6, coats[i])
        for leg in (x - wide / 2 + 6, x + wide / 2 - 16):
            c.rect(leg, y + size * 0.42 + 12, 12, size * 0.46, "#9b7350")
    sitter(c, 330, 1030, 240, "#d9573f", hair="#2e2b33", facing=1, legs="#4b5a7a")
    c.rect(286, 1030, 92, 14, "#8fb5c0")
    sitter(c, 1120, 1030, 235, "#5b93a6", hair="#4a342b", facing=-1, legs="#5a4a5f")
    c.rect(1072, 1030, 92, 14, "#e8b64a")
    beam(c, [(60, 60), (360, 60), (900, 1067), (280, 1067)], 0.16)


def council(c: Canvas) -> None:
    """Draw a round table with residents in discussion, seen from a little above."""
    x: float
    y: float
    room(c, "#e6dcc8", "#b98d66", 520)
    window(c, 60, 70, 420, 300, "#b9dbe3", "#f3edcf")
    c.rect(560, 60, 560, 330, "#f9f5ea", to="#eee5d2")
    c.rect(552, 52, 576, 16, "#9a6f4a")
    for i in range(5):
        high = (90, 150, 120, 200, 170)[i]
        c.rect(
            604 + i * 60,
            350 - high,
            38,
            high,
            ("#cf6a4e", "#e2b04c", "#7aa377", "#5a93a3", "#7f74a6")[i],
            to=dark("#8a8078", 0.1),
        )
    c.rect(592, 350, 320, 4, "#7c746b")
    c.oval(1010, 190, 72, 72, "#e2b04c")
    c.oval(1010, 190, 72, 72, "#5a93a3", start=-90, end=40)
    c.poly([(1010, 190), (1010, 118), (1065, 236)], "#5a93a3")
    for row in range(3):
        c.rect(950, 292 + row * 24, 130 - row * 26, 9, "#b6ab99")
    c.rect(1200, 70, 340, 420, "#a9774c", to="#855a3a")
    for row in range(4):
        c.rect(1216, 86 + row * 100, 308, 88, "#6d4a34")
        for i in range(13):
            high = 48 + (i * 19 + row * 13) % 34
            c.rect(
                1222 + i * 23,
                174 + row * 100 - high,
                19,
                high,
                ("#b9533f", "#f0e6d0", "#4f8090", "#d8a84a", "#7a9a70")[(i * 2 + row) % 5],
            )
    for x in (420, 800, 1180):
        pendant(c, x, 130, 60, "#4d6f73")
    c.poly([(100, 520), (460, 520), (900, 1067), (260, 1067)], "#fff1c8", alpha=0.3, blur=14)
    c.oval(820, 900, 700, 170, SHADE, alpha=0.4, blur=24)
    coats = ("#c8573f", "#4f8291", "#d9a545", "#6a8f65", "#7d6a9c", "#b9785a", "#3f6690")
    for i in range(7):
        turn = math.radians(198 + i * 24)
        x, y = 800 + 560 * math.cos(turn), 806 + 190 * math.sin(turn)
        size = 205 + (y - 620) * 0.32
        c.rect(x - size * 0.2, y - size * 0.42, size * 0.4, size * 0.5, "#7b5238", to="#5d3d2f", round_by=14)
        hair = GREY_HAIR if i in (0, 2, 5) else "#2e2b33" if i % 2 else "#4a342b"
        sitter(c, x, y, size, coats[i], hair=hair, facing=1 if i < 3 else -1, reach=0.36, lower=False)
    c.oval(800, 800, 590, 170, "#7a4f37")
    c.oval(800, 776, 590, 170, "#d7a56c", to="#b67f4f")
    c.oval(800, 772, 430, 112, "#e4ba83", to="#c6935f")
    c.oval(640, 740, 230, 44, "#fff0cd", alpha=0.5, blur=16)
    for i in range(9):
        turn = math.radians(200 + i * 40)
        x, y = 800 + 470 * math.cos(turn), 776 + 128 * math.sin(turn)
        c.poly([(x - 46, y - 14), (x + 34, y - 16), (x + 44, y + 14), (x - 52, y + 16)], "#fffaf0", to="#e9dfca")
        for row in range(2):
            c.line([(x - 30, y - 4 + row * 10), (x + 22, y - 5 + row * 10)], 2.5, "#a89f90")
        c.line([(x + 52, y + 10), (x + 62, y - 14)], 5, "#cf3f34")
        c.oval(x - 74, y, 13, 8, "#f3f4ee")
        c.rect(x - 87, y, 26, 17, "#f3f4ee", to="#cfd6d0", round_by=6)
    plant(c, 800, 806, 130, "#5f9462", "#e7dfcd")
    for x, coat, hair, turn in ((250, "#5b7d9d", "#2e2b33", 1), (1350, "#b9645a", GREY_HAIR, -1)):
        c.rect(x - 92, 830, 184, 250, "#6b4634", to="#4c3329", round_by=26)
        c.poly(
            [(x - 110, 1067), (x - 96, 830), (x - 50, 788), (x + 50, 788), (x + 96, 830), (x + 110, 1067)],
            coat,
            to=dark(coat, 0.3),
        )
        c.rect(x - 24, 748, 48, 60, dark("#e3b58f", 0.15))
        head(c, x, 700, 74, hair=hair, facing=turn)
        c.oval(x - turn * 14, 694, 66, 70, hair)
    plant(c, 1545, 700, 300, "#5a8f60", "#c08a58")
    beam(c, [(80, 50), (470, 50), (1080, 1067), (420, 1067)], 0.14)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "canteen": canteen,
    "clinic": clinic,
    "classroom": classroom,
    "council": council,
}
