"""Parks, roofs and walls where things grow."""

import math
from collections.abc import Callable

from newsroom.demo.scenes.brush import HEIGHT, WIDTH, Canvas, dark, light, mix, smooth
from newsroom.demo.scenes.props import (
    GREY_HAIR,
    beam,
    blob,
    cloud,
    ground_shadow,
    person,
    roof,
    sitter,
    tree,
    windows,
)


def bench(c: Canvas, x: float, y: float, width: float) -> None:
    """Draw a slatted bench whose seat's left end is at (x, y)."""
    ground_shadow(c, x + width * 0.5, y + width * 0.26, width * 0.55)
    for leg in (0.08, 0.92):
        c.rect(x + width * leg - 5, y - width * 0.22, 10, width * 0.48, "#3d4248")
    for row in range(3):
        c.rect(x, y - width * 0.24 + row * width * 0.07, width, width * 0.05, "#b9814f", to="#96613b", round_by=3)
    c.poly([(x - 4, y), (x + width + 4, y), (x + width + 14, y + width * 0.09), (x - 14, y + width * 0.09)], "#c8925c")
    for end in (x - 2, x + width + 2):
        c.line([(end, y - width * 0.1), (end, y - width * 0.1), (end + 6, y + width * 0.02)], 9, "#3d4248")


def flowers(c: Canvas, x: float, y: float, across: float, down: float, count: int) -> None:
    """Scatter small flowers over an ellipse around (x, y)."""
    for _ in range(count):
        turn, reach = c.random.uniform(0, math.tau), math.sqrt(c.random.random())
        px, py = x + across * reach * math.cos(turn), y + down * reach * math.sin(turn)
        size = 5 + 5 * (py / HEIGHT)
        c.line([(px, py), (px + 1, py + size * 2)], 2.5, "#4c7a45")
        tint = c.random.choice(("#e9674f", "#f4c04e", "#fbf3e2", "#d97fa2", "#f08a4b"))
        c.oval(px, py, size, size * 0.85, tint)
        c.oval(px - size * 0.2, py - size * 0.2, size * 0.4, size * 0.35, light(tint, 0.5))


def pocket_park(c: Canvas) -> None:
    """Draw a corner park with a winding path, two old trees and benches."""
    c.sky("#7dbad3", "#cfe6dd", "#f7ecd0", bottom=620)
    cloud(c, 420, 110, 170)
    cloud(c, 1060, 190, 120, alpha=0.6)
    for x, top, wide, tint in (
        (-40, 240, 300, "#d9b99a"),
        (250, 330, 240, "#c6ccc6"),
        (960, 290, 280, "#dcc3a0"),
        (1230, 200, 420, "#cfd3cd"),
    ):
        c.rect(x, top, wide, 430, light(tint, 0.35), to=light(tint, 0.1))
        windows(c, x + 16, top + 24, wide - 32, 330, 4 if wide < 400 else 6, 5, "#93aeb9", frame="#f4ecdc", sill=False)
        c.rect(x - 6, top - 10, wide + 12, 14, dark(tint, 0.25))
    for x, size in ((90, 80), (330, 66), (560, 80), (760, 60), (960, 74), (1200, 80), (1480, 90)):
        blob(c, x, 610, size * 1.5, size * 0.72, c.random.choice(("#6f9a66", "#7fa86a", "#5c8a60")), count=20)
    c.poly([(0, 625), (WIDTH, 612), (WIDTH, HEIGHT), (0, HEIGHT)], "#a9c775", to="#6a9a55")
    c.oval(1120, 770, 420, 80, "#b9d480", alpha=0.7, blur=30)
    path = [(690, 640), (720, 680), (900, 712), (1010, 750), (900, 800), (640, 850), (470, 930), (420, HEIGHT + 20)]
    edge = [(1060, HEIGHT + 20), (880, 970), (960, 890), (1180, 820), (1240, 745), (1090, 690), (850, 660), (762, 636)]
    left, right = smooth(path), smooth(edge)
    c.poly([*left, *right], "#efdfc0", to="#d8bd92")
    c.line(left, 9, "#fff5df")
    c.line(right, 7, "#b99c74")
    for i in range(26):
        y = 700 + i * 14
        c.oval(c.random.uniform(620, 1000), y, 9 + i * 0.3, 3.5, "#c3a67d", alpha=0.5)
    c.oval(420, 905, 430, 62, "#2d5547", alpha=0.5, blur=20)
    c.oval(1460, 830, 330, 46, "#2d5547", alpha=0.45, blur=16)
    tree(c, 330, 900, 800, "#5f9950", wide=0.4)
    tree(c, 1400, 820, 560, "#86ad55", wide=0.38)
    c.oval(340, 905, 150, 38, "#8f8a80", to="#6f6a66")
    c.oval(340, 893, 150, 38, "#d5c7ab", to="#b7a586")
    c.oval(340, 889, 112, 25, "#6d7d53")
    c.poly([(286, 892), (306, 780), (312, 540), (346, 540), (358, 780), (386, 892)], "#5b4638", to="#4b3930")
    sitter(c, 236, 872, 150, "#c9573f", hair=GREY_HAIR, facing=1, legs="#4a4f61")
    sitter(c, 452, 872, 146, "#4a7a94", hair=GREY_HAIR, facing=-1, legs="#55505f")
    bench(c, 1240, 800, 190)
    sitter(c, 1310, 796, 124, "#e0a544", facing=1, legs="#46506a")
    person(c, 820, 780, 152, "#3f7f86", facing=1, arms="forward")
    c.oval(880, 772, 13, 13, "#2e3038")
    c.oval(912, 772, 13, 13, "#2e3038")
    c.poly([(858, 728), (934, 724), (920, 760), (874, 762)], "#d9644c", to="#a84439")
    c.oval(884, 728, 36, 34, "#b94b3e", start=180, end=290)
    person(c, 1046, 740, 84, "#e58f3c", facing=-1, arms="open", stride=0.13)
    for x, y, size in ((700, 1040, 120), (60, 1010, 120), (1320, 1010, 130), (1540, 960, 110)):
        blob(c, x if x != 700 else 1190, y, size, size * 0.5, "#4f8350", count=18)
    flowers(c, 1330, 985, 260, 60, 90)
    flowers(c, 120, 1000, 190, 46, 60)
    flowers(c, 560, 690, 120, 18, 30)
    for x in (560, 1130):
        c.rect(x, 500, 9, 180, "#4a5258")
        c.oval(x + 4, 500, 20, 17, "#fff4cf")
    beam(c, [(380, 0), (700, 0), (1250, 1067), (620, 1067)], 0.18)
    beam(c, [(820, 0), (920, 0), (1560, 1067), (1370, 1067)], 0.14)


def roof_garden(c: Canvas) -> None:
    """Draw vegetable boxes in rows on a flat roof above the city."""
    c.sky("#5f9fc9", "#b5d8dc", "#fbe4b5", bottom=600)
    c.glow(1250, 330, 520, "#fff0bd", 0.85)
    c.oval(1250, 330, 58, 58, "#fffbe8")
    cloud(c, 380, 140, 210)
    cloud(c, 820, 250, 130, alpha=0.55)
    for base, tint, low, high in ((600, "#b9ced1", 60, 280), (600, "#90aeb6", 40, 190)):
        x = -20.0
        while x < WIDTH:
            wide, tall = c.random.uniform(60, 130), c.random.uniform(low, high)
            c.rect(x, base - tall, wide, tall, tint, to=light(tint, 0.45))
            for row in range(int(tall / 26)):
                for column in range(int(wide / 26)):
                    c.rect(x + 10 + column * 26, base - tall + 12 + row * 26, 11, 12, light(tint, 0.4))
            x += wide + c.random.uniform(-6, 26)
    c.rect(0, 585, WIDTH, 70, "#e8d6b6", to="#c6ac86")
    c.rect(0, 578, WIDTH, 14, "#f6ead0")
    c.poly([(0, 655), (WIDTH, 655), (WIDTH, HEIGHT), (0, HEIGHT)], "#cf9f7a", to="#a8755c")
    for i in range(7):
        y = 655 + 412 * (i / 7) ** 1.6
        c.line([(0, y), (WIDTH, y)], 2 + i * 0.5, "#93654f")
    for i in range(-12, 30):
        c.line([(800 + (i - 8) * 60, 655), (800 + (i - 8) * 160, HEIGHT)], 2, "#93654f")
    c.rect(120, 440, 190, 150, "#c9d2d3", to="#8fa0a6")
    c.oval(215, 440, 95, 26, "#dfe6e6")
    for y in (480, 520, 560):
        c.rect(120, y, 190, 5, "#7d8e95")
    for row, (y, depth, size) in enumerate(((690, 46, 0.55), (770, 66, 0.78), (890, 96, 1.1))):
        wide, count = 300 * size, 6
        for i in range(count):
            x = 800 + (i - count / 2) * wide * 1.13 + 16
            skew = (x + wide / 2 - 800) * 0.09
            c.poly(
                [
                    (x, y + depth * 1.5),
                    (x + wide, y + depth * 1.5),
                    (x + wide - 60 * size, y + depth * 2),
                    (x - 90 * size, y + depth * 2),
                ],
                "#3a2b3a",
                alpha=0.4,
                blur=7,
            )
            c.poly(
                [(x, y), (x + wide, y), (x + wide + skew * 0.2, y + depth), (x + skew * 0.2, y + depth)],
                "#5a4033",
                to="#46332c",
            )
            c.rect(x + skew * 0.2, y + depth, wide, depth * 0.85, "#c18b56", to="#8e5f3d")
            c.rect(x + skew * 0.2, y + depth * 1.4, wide, 4, "#7b5136")
            crop(c, x + 14, y + depth * 0.1, wide - 28, depth * 0.75, size, (row * 2 + i) % 5)
    for x in (300, 560):
        c.rect(x, 392, 9, 300, "#a77d4f")
    for y in (430, 500, 570):
        c.line([(300, y), (560, y - 4)], 5, "#b98d5c")
    for i in range(34):
        x, y = 305 + (i * 47) % 262, 408 + (i * 67) % 240
        blob(c, x, y, 30, 24, "#6f9f4f", count=7)
        if i % 3 == 0:
            c.oval(x + 10, y + 24, 7, 20, "#94b957")
        elif i % 4 == 0:
            c.oval(x, y + 14, 12, 11, "#d9533c")
    person(c, 1040, 760, 260, "#3f7894", hair=GREY_HAIR, facing=-1, arms="forward", legs="#5a5148")
    c.poly([(962, 590), (1012, 590), (1020, 640), (955, 640)], "#d9a93f", to="#a97c2b")
    c.line([(960, 630), (920, 585)], 8, "#c2922f")
    c.arc(988, 592, 24, 26, 6, "#a97c2b", 180, 360)
    for i in range(14):
        c.line([(918 - i * 2.5, 586 + i * 3), (905 - i * 5, 650 + (i % 4) * 14)], 2, "#e7f6fa", alpha=0.8)
    c.oval(1040, 503, 64, 15, "#e6cf8c")
    c.oval(1036, 500, 34, 26, "#dcc07a", start=180, end=360)
    beam(c, [(1180, 330), (1310, 330), (500, 1067), (-100, 1067)], 0.15)


def crop(c: Canvas, x: float, y: float, width: float, depth: float, size: float, kind: int) -> None:
    """Plant a box: leaf rosettes, lettuces, tomatoes, leeks or carrots, by `kind` 0..4."""
    for line in range(2):
        for i in range(5):
            px = x + width * (i + 0.5) / 5 + line * 8 * size
            py = y + depth * (0.3 + 0.6 * line)
            if kind in (0, 1):
                tint = "#78ad4b" if kind == 0 else "#9c4a68"
                for k in range(7):
                    turn = math.pi * (0.1 + 0.8 * k / 6)
                    c.oval(
                        px + math.cos(turn) * 17 * size,
                        py - math.sin(turn) * 20 * size,
                        12 * size,
                        15 * size,
                        tint if k % 2 else light(tint, 0.22),
                    )
                c.oval(px, py - 10 * size, 11 * size, 12 * size, light(tint, 0.35))
            elif kind == 2:
                c.line([(px, py), (px, py - 70 * size)], 4 * size, "#a77d4f")
                blob(c, px, py - 40 * size, 20 * size, 32 * size, "#5c9148", count=7)
                for dx, dy in ((-9, -26), (8, -44), (-3, -60)):
                    c.oval(px + dx * size, py + dy * size, 7 * size, 7 * size, "#df4f38")
            else:
                for k in range(-3, 4):
                    tip = (px + k * 8 * size, py - (58 - abs(k) * 7) * size)
                    c.line(
                        [(px + k * 2 * size, py), tip],
                        (6 if kind == 3 else 3) * size,
                        "#5f9a58" if k % 2 else "#8dbb62",
                    )


def cat_wall(c: Canvas) -> None:
    """Draw an orange cat on a mossy wall, with blossom above and roofs behind."""
    x: float
    y: float
    turn: float
    c.sky("#8fc3cf", "#d6e4d2", "#f9dfb7", bottom=760)
    c.glow(420, 300, 460, "#fff2c6", 0.7)
    cloud(c, 1080, 150, 170, alpha=0.7)
    for x, y, wide, ridge, tint in (
        (-80, 470, 520, 110, "#a7adb0"),
        (420, 520, 420, 86, "#98a0a6"),
        (1000, 440, 700, 130, "#8d969e"),
    ):
        c.rect(x + 30, y, wide - 60, 300, "#f3e7d0", to="#dccbb0")
        roof(c, (x, y), (x + wide, y), ridge, tint, slope=50, gap=20)
    for x in (160, 560, 1180, 1380):
        c.rect(x, 560, 64, 90, "#7b5a48")
        c.rect(x + 6, 566, 52, 78, "#8fa5a8", to="#66808a")
    blob(c, 800, 600, 150, 90, "#7fa36a", count=24)
    c.rect(0, 700, WIDTH, 400, "#efe3cc", to="#b9a78d")
    for _ in range(26):
        x, y = c.random.uniform(0, WIDTH), c.random.uniform(760, 1040)
        c.oval(
            x,
            y,
            c.random.uniform(30, 120),
            c.random.uniform(8, 30),
            c.random.choice(("#c9b795", "#a3a583", "#d8cbb0")),
            alpha=0.5,
            blur=8,
        )
    for x, y in ((1010, 850), (1130, 930), (250, 960)):
        for row in range(3):
            for j in range(3):
                c.rect(
                    x + j * 62 + (row % 2) * 30,
                    y + row * 30,
                    56,
                    25,
                    mix("#a8684c", "#c28a66", (j + row) % 3 / 2),
                    round_by=3,
                )
    c.rect(0, 712, WIDTH, 46, "#3d3a4c", alpha=0.4, blur=10)
    c.rect(0, 676, WIDTH, 40, "#7f8890", to="#5c656f")
    for i in range(41):
        x = i * 40
        c.oval(x, 668, 23, 20, "#8c959c", to="#5f6872")
        c.oval(x + 20, 706, 17, 15, "#4f5963")
        c.oval(x + 20, 704, 10, 8, "#79838b")
    c.line([(0, 652), (WIDTH, 652)], 14, "#6b747d")
    for _ in range(34):
        x = c.random.choice((c.random.uniform(0, 480), c.random.uniform(1150, WIDTH)))
        c.oval(
            x,
            700 + c.random.uniform(-44, 20),
            c.random.uniform(12, 34),
            c.random.uniform(6, 14),
            c.random.choice(("#7f9a4c", "#93ad58", "#668544")),
        )
    ginger, pale, deep = "#e0893a", "#fbe6c4", "#b9602a"
    c.oval(790, 660, 210, 22, "#252638", alpha=0.5, blur=10)
    c.line(smooth([(880, 640), (990, 660), (1030, 730), (1010, 830), (1050, 880), (1090, 860)]), 44, dark(ginger, 0.1))
    for x, y in ((1027, 740), (1012, 800), (1030, 862)):
        c.line([(x - 22, y), (x + 20, y + 5)], 13, deep)
    c.oval(800, 500, 148, 176, ginger, to=dark(ginger, 0.18))
    c.oval(866, 588, 92, 84, ginger, to=dark(ginger, 0.22))
    c.oval(752, 520, 74, 140, pale, to=dark(pale, 0.12))
    for i in range(4):
        c.line(smooth([(936 - i * 6, 430 + i * 46), (900 - i * 4, 424 + i * 46), (868, 440 + i * 46)]), 13, deep)
    for x in (716, 778):
        c.rect(x - 30, 520, 58, 140, mix(ginger, pale, 0.25), to=ginger, round_by=28)
        c.oval(x - 4, 652, 40, 22, pale)
        for toe in (-12, 4):
            c.line([(x + toe, 648), (x + toe, 662)], 3, "#c9a078")
    c.oval(752, 326, 124, 106, light(ginger, 0.08), to=ginger)
    for turn in (-1, 1):
        x = 752 + turn * 76
        c.poly([(x - turn * 52, 252), (x + turn * 14, 192), (x + turn * 46, 300)], ginger)
        c.poly([(x - turn * 26, 254), (x + turn * 12, 202), (x + turn * 30, 280)], "#e7a98d")
    for dx in (-34, 0, 34):
        c.line([(752 + dx, 232), (752 + dx * 0.7, 268)], 12, deep)
    c.oval(752, 372, 66, 46, pale)
    for turn in (-1, 1):
        c.arc(752 + turn * 54, 334, 24, 18, 7, "#43302c", 200, 340)
        for k in range(3):
            c.line([(752 + turn * 50, 372 + k * 9), (752 + turn * 172, 352 + k * 20)], 2.5, "#fff8ea")
        c.arc(752 + turn * 15, 378, 15, 14, 5, "#6b4034", 20, 160)
    c.poly([(738, 352), (766, 352), (752, 370)], "#d9776a")
    c.oval(690, 366, 17, 10, "#ee9d84", alpha=0.6)
    c.oval(814, 366, 17, 10, "#ee9d84", alpha=0.6)
    for branch in (
        [(WIDTH, 60), (1440, 120), (1290, 190), (1130, 210), (1010, 260)], [(1330, 176), (1260, 270), (1190, 330)],
        [(-20, 130), (140, 190), (280, 180), (390, 230)],
    ):  # fmt: skip
        c.line(smooth(branch), 15, "#5b4240")
        for x, y in smooth(branch)[::2]:
            for k in range(7):
                turn = c.random.uniform(0, math.tau)
                tip = (x + math.cos(turn) * 62, y + math.sin(turn) * 46)
                bend = (x + math.cos(turn + 0.5) * 38, y + math.sin(turn + 0.5) * 28)
                c.poly([(x, y), bend, tip], "#4c7a4a" if k % 2 else "#6d9a55")
                c.poly([(x, y), (x + math.cos(turn - 0.35) * 36, y + math.sin(turn - 0.35) * 27), tip], "#3d6644")
            for _ in range(16):
                px, py = x + c.random.uniform(-34, 34), y + c.random.uniform(-28, 28)
                c.oval(px, py, 6, 6, c.random.choice(("#f4b73f", "#f9d06a", "#e8983a", "#fbe3a1")))
    for _ in range(22):
        c.oval(c.random.uniform(60, 1560), c.random.uniform(280, 1040), 5, 4, "#f4c04e")
    beam(c, [(120, 0), (460, 0), (1180, 1067), (560, 1067)], 0.17)


def ginkgo(c: Canvas) -> None:
    """Draw an avenue of golden ginkgos with a delivery tricycle coming through the leaves."""
    x: float
    y: float
    turn: float
    c.sky("#7fb3cf", "#dbe4d3", "#fbe6b0", bottom=640)
    c.glow(800, 470, 420, "#fff5cd", 0.95)
    for i, x in enumerate((560, 640, 720, 850, 930, 1010)):
        c.rect(x, 470 - (i % 3) * 34, 70, 150 + (i % 3) * 34, "#d5cdb9", to="#efe3c4")
    c.poly([(0, 620), (WIDTH, 620), (WIDTH, HEIGHT), (0, HEIGHT)], "#e6bd56", to="#c98f33")
    c.poly([(770, 615), (830, 615), (1420, HEIGHT), (180, HEIGHT)], "#b3aeb0", to="#77757f")
    c.poly([(770, 615), (774, 615), (250, HEIGHT), (180, HEIGHT)], "#efe3cb")
    c.poly([(826, 615), (830, 615), (1420, HEIGHT), (1350, HEIGHT)], "#efe3cb")
    for depth in range(8, -1, -1):
        near = (1 - depth / 9) ** 2
        size = 120 + 760 * near
        y = 622 + 330 * near
        for turn in (-1, 1):
            x = 800 + turn * (62 + 640 * near)
            tint = (
                mix("#e9ae2e", "#f6dc8c", depth / 9 * 0.8) if turn > 0 else mix("#d99a2b", "#f2d488", depth / 9 * 0.8)
            )
            trunk = mix("#5d4538", "#b79d7c", depth / 9)
            c.poly(
                [
                    (x + turn * 30 * near, y),
                    (x - turn * size * 0.9, y + size * 0.05),
                    (x - turn * size * 0.8, y + size * 0.09),
                ],
                "#463a55",
                alpha=0.32,
                blur=5,
            )
            c.poly(
                [
                    (x - size * 0.035, y),
                    (x - size * 0.014, y - size * 0.8),
                    (x + size * 0.014, y - size * 0.8),
                    (x + size * 0.04, y),
                ],
                trunk,
                to=dark(trunk, 0.25),
            )
            for layer, (dy, wide) in enumerate(((0.5, 0.27), (0.68, 0.25), (0.86, 0.19), (1.0, 0.11))):
                blob(c, x, y - size * dy, size * wide, size * 0.13, light(tint, layer * 0.06), count=16)
    for _ in range(900):
        t = c.random.random() ** 0.6
        y = 630 + 437 * t
        x = c.random.uniform(-40, WIDTH + 40)
        size = 2 + 8 * t
        on_road = abs(x - 800) < 30 + 590 * t
        if on_road and c.random.random() < 0.6:
            continue
        c.oval(x, y, size, size * 0.5, c.random.choice(("#f6cf57", "#e3a52c", "#fbe08a", "#c9862a")))
    ground_shadow(c, 790, 960, 190, alpha=0.5)
    for x in (700, 900):
        c.oval(x, 922, 17, 44, "#2a2a33")
    c.rect(680, 700, 240, 210, "#f4efe2", to="#cfd5d2", round_by=16)
    c.rect(680, 780, 240, 36, "#d9533c")
    c.oval(800, 798, 30, 30, "#fbf4e2")
    c.arc(800, 796, 14, 12, 5, "#d9533c", 0, 180)
    c.line([(782, 796), (818, 796)], 5, "#d9533c")
    c.poly([(704, 880), (896, 880), (876, 935), (724, 935)], "#3f6f78", to="#2b4b55")
    person(c, 800, 960, 268, "#3f7894", hair="#e0b13f", facing=1, legs="#3a4256", shadow=False)
    c.poly([(716, 840), (884, 840), (868, 930), (732, 930)], "#4b8a92", to="#2f5e69")
    c.oval(800, 872, 24, 24, "#fff2bf")
    c.glow(800, 872, 90, "#fff2bf", 0.6)
    c.line([(706, 806), (760, 826), (840, 826), (894, 806)], 10, "#2a2a33")
    c.oval(800, 958, 16, 42, "#2a2a33")
    person(c, 300, 985, 236, "#b94f3d", hair=GREY_HAIR, facing=1, legs="#4b4a5a")
    person(c, 1290, 950, 205, "#5a6f9a", facing=-1, arms="open")
    for _ in range(46):
        x, y, turn = c.random.uniform(0, WIDTH), c.random.uniform(120, 900), c.random.uniform(0, 3)
        size = c.random.uniform(6, 13)
        c.poly(
            [
                (x, y),
                (x + size * math.cos(turn), y + size * math.sin(turn)),
                (x + size * math.cos(turn + 1.1), y + size * math.sin(turn + 1.1)),
            ],
            "#fbdc6a",
        )
    beam(c, [(700, 0), (900, 0), (1320, 1067), (860, 1067)], 0.2, "#fff3b8")


SCENES: dict[str, Callable[[Canvas], None]] = {
    "pocket_park": pocket_park,
    "roof_garden": roof_garden,
    "cat_wall": cat_wall,
    "ginkgo": ginkgo,
}
