"""Buildings, a bridge and yards by day."""

from collections.abc import Callable

from newsroom.demo.scenes.brush import HEIGHT, WIDTH, Canvas, Point, dark, light, mix
from newsroom.demo.scenes.props import (
    GREY_HAIR,
    beam,
    bicycle,
    blob,
    cloud,
    ground_shadow,
    person,
    plant,
    roof,
    sitter,
    tree,
    windows,
)


def elevator(c: Canvas) -> None:
    """Draw a six-storey block with a glass lift shaft built against it."""
    c.sky("#5da3cf", "#a9d3e3", "#f3ead2", bottom=900)
    cloud(c, 300, 130, 190)
    cloud(c, 1340, 210, 150, alpha=0.65)
    c.rect(1240, 330, 420, 560, "#bcc7c9", to="#d8d3c4")
    windows(c, 1260, 360, 340, 460, 4, 7, "#8fa5b1", frame="#e4dfd2")
    c.rect(-20, 400, 220, 500, "#b2c0c6", to="#d2cfc2")
    c.poly([(110, 150), (1190, 96), (1190, 910), (110, 890)], "#f0dcb4", to="#dcb98a")
    c.poly([(1190, 96), (1290, 150), (1290, 895), (1190, 910)], "#b58f70", to="#a07a63")
    c.poly([(84, 150), (1196, 102), (1310, 160), (1310, 124), (1196, 62), (84, 120)], "#8c5a48", to="#6f4539")
    for floor in range(6):
        y = 180 + floor * 118
        c.poly([(110, y + 100), (1190, y + 96), (1190, y + 104), (110, y + 108)], "#c69f74")
        for x in (150, 320, 490, 985):
            c.rect(x, y, 130, 76, "#fbf2df")
            c.rect(x + 6, y + 6, 118, 64, "#9dbfca", to="#587e93")
            c.poly(
                [(x + 6, y + 50), (x + 66, y + 6), (x + 96, y + 6), (x + 26, y + 70), (x + 6, y + 70)],
                "#ffffff",
                alpha=0.22,
            )
            c.rect(x + 62, y + 6, 6, 64, "#fbf2df")
            c.rect(x - 8, y + 76, 146, 9, "#b98f68")
            c.poly([(x - 8, y + 85), (x + 138, y + 85), (x + 118, y + 98), (x + 8, y + 98)], "#6b4a45", alpha=0.3)
        if floor in (1, 3, 4):
            for i in range(4):
                c.poly(
                    [(330 + i * 30, y + 78), (352 + i * 30, y + 78), (350 + i * 30, y + 116), (332 + i * 30, y + 116)],
                    ("#d9553f", "#f5efe2", "#4f7fa0", "#e5b04b")[(i + floor) % 4],
                )
    c.poly([(905, 100), (960, 90), (700, 905), (480, 902)], "#4b3550", alpha=0.2, blur=14)
    # The shaft: two lit faces, floor plates, the cabin at the fifth floor.
    c.poly([(690, 78), (900, 66), (900, 925), (690, 930)], "#d3eef0", to="#7fb5bf")
    c.poly([(900, 66), (968, 100), (968, 915), (900, 925)], "#6d9aa8", to="#42707f")
    c.poly([(676, 78), (902, 62), (982, 100), (982, 80), (902, 40), (676, 54)], "#3d4b58")
    c.rect(722, 262, 146, 128, "#ffe9a8", to="#f4c566")
    c.glow(795, 320, 190, "#ffe39a", 0.65)
    person(c, 765, 386, 104, "#bf4b3c", hair=GREY_HAIR, facing=1, shadow=False)
    person(c, 825, 386, 110, "#3f6690", facing=-1, shadow=False)
    c.rect(722, 386, 146, 10, "#4b5560")
    c.rect(722, 254, 146, 10, "#4b5560")
    c.line([(780, 70), (780, 256)], 4, "#5a6a76")
    c.line([(812, 70), (812, 256)], 4, "#5a6a76")
    for i in range(8):
        y = 78 + i * 121
        c.poly([(690, y), (900, y - 10), (968, y + 16), (968, y + 26), (900, y), (690, y + 10)], "#445460")
    for x in (690, 760, 830, 900):
        c.rect(x - 4, 70, 8, 858, "#4d5f6b")
    c.rect(962, 96, 8, 822, "#33444f")
    c.poly([(694, 120), (760, 80), (832, 80), (694, 300)], "#ffffff", alpha=0.32)
    c.poly([(694, 640), (896, 420), (896, 520), (694, 740)], "#ffffff", alpha=0.2)
    c.rect(0, 890, WIDTH, 200, "#a9b07c", to="#7a8a5f")
    c.poly([(560, HEIGHT), (700, 915), (965, 905), (1330, HEIGHT)], "#e3d2b2", to="#c6b391")
    c.poly([(480, 902), (700, 905), (690, 935), (420, 990), (300, 980)], "#2b3350", alpha=0.3, blur=10)
    c.rect(716, 800, 160, 126, "#3f4f5b")
    c.rect(726, 810, 66, 116, "#a8d0d5", to="#6d9aa5")
    c.rect(800, 810, 66, 116, "#b9dcdf", to="#76a3ad")
    tree(c, 190, 985, 470, "#5d8f55")
    tree(c, 1430, 990, 560, "#6b9a52")
    for x, size, tint in (
        (40, 80, "#4d7c4e"),
        (330, 62, "#6c9a56"),
        (1180, 66, "#557f4d"),
        (1320, 78, "#75a05a"),
        (1560, 84, "#4f7c49"),
    ):
        blob(c, x, 975, size * 1.4, size * 0.7, tint)
    person(c, 610, 1010, 165, "#4a7f78", facing=1, arms="forward", hair=GREY_HAIR)
    person(c, 1030, 1000, 160, "#d9a441", facing=-1, legs="#59485a")
    beam(c, [(-60, 0), (300, 0), (1000, 1067), (500, 1067)], 0.14)


def river_bridge(c: Canvas) -> None:
    """Draw a stone arch bridge over a still river, with white-walled houses on both banks."""
    x: float
    y: float
    water = 690
    c.sky("#86b9c9", "#c7dcd3", "#f8e3bd", bottom=water)
    c.glow(1120, 300, 420, "#fff3c8", 0.8)
    c.oval(1120, 300, 52, 52, "#fffbe6")
    for base, tint, bumps in (
        (470, "#a9c3c4", (0, 210, 430, 720, 1010, 1330, 1600)),
        (530, "#8bacad", (60, 340, 610, 880, 1180, 1520)),
    ):
        for i, x in enumerate(bumps):
            c.oval(x, base + 120, 260, 150 + 34 * (i % 3), tint, to=light(tint, 0.5))
    for x, top, wide, ridge in (
        (-60, 452, 250, 64),
        (165, 505, 190, 52),
        (330, 540, 150, 44),
        (1180, 520, 170, 48),
        (1330, 478, 210, 60),
        (1500, 440, 220, 66),
    ):
        c.rect(x, top, wide, water - top, "#fbf5e6", to="#dfd6c4")
        roof(c, (x - 18, top), (x + wide + 18, top), ridge, "#56606b", slope=26, gap=14)
        c.rect(x + wide * 0.72, top, wide * 0.28, water - top, "#7d8794", alpha=0.28)
        for j in range(2):
            wx = x + wide * (0.14 + 0.34 * j)
            c.rect(wx, top + 50, wide * 0.17, 54, "#6e4a3a")
            c.rect(wx + 4, top + 54, wide * 0.17 - 8, 46, "#43535e")
        c.rect(x, water - 36, wide, 36, "#8c8f8c", to="#6c716f")
    for x, size in ((120, 60), (470, 52), (1160, 50), (1450, 66)):
        blob(c, x, 640, size, size * 0.7, "#7c9d62")
    stone = "#cdbf9f"
    span: list[Point] = [(360, water)]
    span += [(360 + 880 * i / 40, water - 60 - 208 * (1 - ((i - 20) / 20) ** 2) ** 0.9) for i in range(41)]
    c.poly([*span, (1240, water)], light(stone, 0.25), to=dark(stone, 0.12))
    for row in range(8):
        y = water - 30 - row * 28
        c.line([(430 + row * 34, y), (1170 - row * 34, y)], 2, dark(stone, 0.22))
        for j in range(16 - row):
            x = 450 + row * 34 + j * 46 + (row % 2) * 20
            if x < 1150 - row * 30:
                c.line([(x, y), (x, y - 28)], 2, dark(stone, 0.18))
    c.oval(800, water, 205, 178, dark(stone, 0.35), start=180, end=360)
    c.oval(800, water, 182, 158, "#dfe4d3", to="#b9cfc9", start=180, end=360)
    c.oval(694, water, 74, 40, "#93aa77", start=180, end=360)
    c.rect(860, water - 66, 90, 66, "#f1e9d7")
    c.rect(852, water - 74, 106, 12, "#5e6670")
    c.arc(800, water, 193, 168, 20, light(stone, 0.1), 180, 360)
    for i, (x, y) in enumerate(span[1:]):
        if i % 3 == 0:
            c.rect(x - 6, y - 44, 12, 46, light(stone, 0.15))
    c.line([(x, y - 40) for x, y in span[1:]], 9, dark(stone, 0.1))
    c.line([(x, y - 2) for x, y in span[1:]], 12, dark(stone, 0.2))
    person(c, 706, 424, 104, "#b9483a", facing=1, shadow=False)
    c.line([(722, 300), (722, 372)], 4, "#4a342b")
    c.oval(722, 326, 66, 34, "#c8513c", start=180, end=360)
    person(c, 930, 438, 100, "#40628a", facing=-1, shadow=False)
    c.mirror(water, HEIGHT - water, "#6f9a9c", 0.34)
    for _ in range(120):
        y = water + (HEIGHT - water) * c.random.random() ** 0.8
        x, half = c.random.uniform(-60, WIDTH), (y - water) * 0.28 + 14
        c.rect(
            x,
            y,
            half * 1.8,
            1.4 + (y - water) / 130,
            "#f4f1dd" if c.random.random() < 0.5 else "#46757c",
            alpha=0.3,
            round_by=2,
        )
    c.glow(1120, 780, 230, "#fff3c8", 0.4, squash=0.5)
    c.poly([(420, 888), (690, 888), (650, 926), (470, 926)], "#6b4634", to="#432c28")
    c.poly([(400, 878), (712, 878), (690, 894), (420, 894)], "#8d6145")
    c.oval(560, 876, 88, 46, "#a88a5e", to="#80623f", start=180, end=360)
    c.poly([(440, 930), (680, 930), (640, 958), (490, 958)], "#274448", alpha=0.4, blur=7)
    person(c, 668, 884, 124, "#47606e", facing=1, arms="forward", shadow=False)
    c.line([(704, 790), (760, 985)], 5, "#6f5233")
    for strand in range(30):
        x = 1210 + strand * 14
        fall = 250 + 230 * abs(((strand * 37) % 30) / 30 - 0.2)
        sway = [(x + 26 * (t / 9) ** 2 * (1 if strand % 3 else -1), -10 + fall * t / 9) for t in range(10)]
        c.line(sway, 2.5, "#5f7a3c")
        for t, (px, py) in enumerate(sway[1:]):
            for turn in (-1, 1):
                c.poly(
                    [(px, py), (px + turn * 13, py + 12), (px + turn * 5, py + 25)],
                    "#7f9f4c" if (t + strand) % 2 else "#9db95f",
                )


def bike_shed(c: Canvas) -> None:
    """Draw a shed with a row of electric bicycles under charging posts."""
    c.sky("#8cc0d8", "#d9e8e0", bottom=640)
    cloud(c, 1180, 90, 150)
    c.rect(-10, 90, 1010, 560, "#eed9b5", to="#d6b68c")
    windows(c, 10, 110, 960, 360, 6, 3, "#7d9fae", frame="#faf2e0")
    c.rect(1000, 90, 60, 560, "#a88468", to="#94705a")
    tree(c, 1290, 660, 560, "#6f9c58")
    blob(c, 1540, 560, 150, 100, "#557f4d", count=24)
    c.rect(0, 620, WIDTH, 60, "#b8a88c", to="#a08f76")
    c.poly([(0, 660), (WIDTH, 660), (WIDTH, HEIGHT), (0, HEIGHT)], "#c9bda6", to="#8f8a83")
    c.poly([(60, 690), (1500, 690), (1660, 980), (-140, 980)], "#33415a", alpha=0.3, blur=12)
    for i in range(9):
        x = 60 + i * 182
        c.line([(120 + i * 166, 690), (x - 110 + i * 14, 985)], 5, "#f2ead8")
    c.rect(70, 470, 1470, 190, "#6f8f8c", to="#55726f")
    for i in range(13):
        c.rect(92 + i * 112, 480, 86, 150, "#87a6a0", alpha=0.55)
    c.poly([(110, 345), (1490, 345), (1640, 470), (-40, 470)], "#4c8f86", to="#2f6c68")
    for i in range(25):
        t = i / 24
        c.line([(110 + 1380 * t, 345), (-40 + 1680 * t, 470)], 3, "#2b625f")
    c.rect(-40, 468, 1680, 22, "#e5c15c", to="#c79a38")
    c.poly([(180, 350), (520, 350), (400, 466), (0, 466)], "#ffffff", alpha=0.16)
    for i in range(7):
        x = 120 + i * 226
        c.rect(x, 488, 18, 262, "#e6e2d6", to="#b7b5ac")
        c.rect(x - 24, 540, 66, 96, "#f6f3ea", round_by=8)
        c.rect(x - 16, 550, 50, 30, "#2f5f62", round_by=4)
        c.glow(x - 2, 604, 34, "#6fe08a", 0.7)
        c.oval(x - 2, 604, 7, 7, "#b9ffc6")
        c.oval(x + 20, 604, 7, 7, "#e8b94a" if i % 3 == 0 else "#b9ffc6")
    for x in (330, 790, 1240):
        c.oval(x, 498, 22, 12, "#f7f4ea")
        c.glow(x, 505, 60, "#fff3c0", 0.5)
    tints = ("#c9503c", "#3f7a8f", "#e2b14a", "#5d8b62", "#e8e2d4", "#6b5a8a", "#c9503c")
    for i, tint in enumerate(tints):
        x = 258 + i * 219
        c.line([(x - 94, 640), (x - 84, 720), (x - 46, 742)], 4, "#2d3038")
        bicycle(c, x, 880 + (i % 2) * 12, 46, tint)
    person(c, 800, 1040, 300, "#e0a33f", facing=-1, arms="forward", legs="#3a4560")
    for x, size in ((40, 90), (1570, 100)):
        blob(c, x, 1020, size, size * 0.7, "#4f7d50", count=20)
    beam(c, [(1000, 0), (1380, 0), (900, 1067), (300, 1067)], 0.13)


def fire_drill(c: Canvas) -> None:
    """Draw a fire engine in a courtyard after a drill, with residents trying a hose."""
    c.sky("#6a86ad", "#c9b6b4", "#f4cfa0", bottom=760)
    for x, top, wide, tint in ((-30, 130, 520, "#c99c78"), (1130, 80, 520, "#b98b72")):
        c.rect(x, top, wide, 640, light(tint, 0.15), to=dark(tint, 0.12))
        windows(c, x + 20, top + 30, wide - 40, 520, 5, 5, "#56687f", frame="#ead9c3", lit="#ffcf74", share=0.4)
    c.rect(490, 250, 640, 470, "#a98a86", to="#c1a08d")
    windows(c, 510, 280, 600, 360, 7, 4, "#5d6c82", frame="#dccbb9", lit="#ffcf74", share=0.35)
    for x in (520, 1080):
        tree(c, x, 740, 300, "#6f7f57")
    c.poly([(0, 715), (WIDTH, 715), (WIDTH, HEIGHT), (0, HEIGHT)], "#b6a196", to="#6d6873")
    c.poly([(0, 900), (WIDTH, 760), (WIDTH, 772), (0, 916)], "#f0e4cf", alpha=0.5)
    ground_shadow(c, 850, 900, 560, alpha=0.55)
    red = "#cf3b2c"
    c.rect(520, 520, 640, 340, light(red, 0.1), to=dark(red, 0.22), round_by=14)
    c.poly([(1160, 560), (1320, 560), (1384, 690), (1384, 860), (1160, 860)], light(red, 0.16), to=dark(red, 0.2))
    c.poly([(1188, 588), (1304, 588), (1350, 690), (1188, 690)], "#bfe0ea", to="#5f8aa0")
    c.poly([(1210, 588), (1250, 588), (1210, 690), (1188, 690)], "#ffffff", alpha=0.35)
    c.rect(520, 700, 864, 18, "#f6eedb")
    c.rect(520, 722, 864, 10, "#e8b64a")
    for i in range(4):
        x = 548 + i * 146
        c.rect(x, 556, 126, 128, "#d9dbd9", to="#9ba2a8", round_by=6)
        for row in range(7):
            c.rect(x + 6, 566 + row * 16, 114, 3, "#7f878f")
    for i in range(3):
        c.oval(604 + i * 146, 790, 42, 42, "#e7c46a")
        c.oval(604 + i * 146, 790, 30, 30, "#8d6a36")
        c.oval(604 + i * 146, 790, 12, 12, "#e7c46a")
    c.line([(540, 496), (1130, 470)], 16, "#cfd3d4")
    c.line([(540, 516), (1130, 490)], 8, "#8f979d")
    for i in range(20):
        c.line([(548 + i * 30, 496 - i * 1.3), (548 + i * 30, 516 - i * 1.3)], 5, "#b3babd")
    c.rect(1196, 530, 110, 30, "#2f3b55", round_by=8)
    for x, tint in ((1222, "#5fa8ff"), (1280, "#ff5d4a")):
        c.glow(x, 540, 130, tint, 0.7)
        c.oval(x, 542, 18, 14, light(tint, 0.5))
    for x in (650, 1010, 1270):
        c.oval(x, 868, 70, 70, "#25262e")
        c.oval(x, 868, 42, 42, "#b9bdc2")
        c.oval(x, 868, 18, 18, "#5d626b")
    c.oval(1372, 790, 16, 20, "#fff1bd")
    c.glow(1390, 800, 150, "#fff1bd", 0.5)
    c.line([(560, 850), (470, 930), (620, 1000), (480, 1030), (300, 985), (352, 870)], 15, "#e9dcc0")
    c.line([(560, 853), (470, 933), (620, 1003), (480, 1033), (300, 988), (352, 873)], 4, "#b39d7a")
    person(c, 300, 1000, 270, "#26375a", facing=1, arms="forward", hair="#e0b13f", legs="#26375a")
    person(c, 168, 1010, 250, "#4f8a80", facing=1, arms="forward", hair=GREY_HAIR)
    person(c, 66, 1000, 225, "#d98b3f", facing=1)
    person(c, 1500, 1010, 260, "#7a5a86", facing=-1, legs="#3d4358")
    person(c, 1424, 1000, 236, "#26375a", facing=-1, arms="forward", hair="#e0b13f", legs="#26375a")
    c.glow(200, 200, 700, "#ffc98a", 0.18)


def repair_stall(c: Canvas) -> None:
    """Draw a repair shop behind a raised shutter, an old craftsman mending an umbrella."""
    c.sky("#c8ab83", "#a98765", bottom=HEIGHT)
    for row in range(17):
        y = row * 64
        c.rect(0, y, WIDTH, 3, "#8f6f55")
        for j in range(15):
            c.rect(j * 120 + (row % 2) * 60, y, 3, 64, "#977659")
    c.rect(200, 120, 1220, 830, "#4a3a3a")
    c.rect(230, 150, 1160, 800, "#7c5f4a", to="#4c3c3a")
    c.poly([(230, 150), (380, 230), (380, 830), (230, 950)], "#5c473d", to="#3b302f")
    c.poly([(1390, 150), (1240, 230), (1240, 830), (1390, 950)], "#8d6b4f", to="#5a463f")
    c.rect(380, 230, 860, 560, "#c79a63", to="#8c6645")
    for row in range(9):
        for j in range(15):
            c.oval(410 + j * 58, 258 + row * 50, 4, 4, "#7a5638")
    c.glow(800, 330, 520, "#ffe0a0", 0.6)
    steel, wood = "#e0ddd3", "#8b4f33"
    for x, drop in ((430, 120), (488, 150), (540, 100), (592, 135)):
        c.line([(x, 280), (x, 280 + drop * 0.5)], 9, steel)
        c.line([(x, 280 + drop * 0.5), (x, 280 + drop)], 17, wood)
    c.line([(660, 290), (740, 370)], 16, steel)
    c.oval(660, 290, 24, 24, steel)
    c.oval(652, 282, 11, 11, "#b98c5a")
    c.poly([(800, 280), (960, 300), (960, 340), (800, 312)], steel, to="#aeb0ad")
    c.rect(946, 288, 60, 70, wood, round_by=16)
    for x, y, r, tint in ((1090, 320, 56, "#f2e8d2"), (1180, 400, 38, "#e8d5b0"), (1060, 430, 34, "#dfe5df")):
        c.oval(x, y, r + 9, r + 9, "#5b3a2c")
        c.oval(x, y, r, r, tint)
        c.line([(x, y), (x, y - r * 0.7)], 5, "#3a2d2b")
        c.line([(x, y), (x + r * 0.5, y + r * 0.2)], 5, "#3a2d2b")
    for x, tint in ((440, "#4f7fa0"), (492, "#c8513c"), (540, "#3a4256")):
        c.poly([(x - 14, 470), (x + 14, 470), (x + 4, 640), (x - 4, 640)], tint, to=dark(tint, 0.3))
        c.arc(x, 462, 10, 16, 5, "#4a342b", 180, 360)
    c.rect(980, 500, 240, 12, "#5f402e")
    for i, tint in enumerate(("#b9574a", "#6f8f86", "#d6b25c", "#8d8fa6")):
        c.rect(992 + i * 56, 452 - i % 2 * 12, 46, 48 + i % 2 * 12, tint, to=dark(tint, 0.25), round_by=5)
    c.oval(800, 820, 420, 60, "#1d1a22", alpha=0.4, blur=14)
    sitter(c, 700, 800, 350, "#46708a", hair=GREY_HAIR, facing=1, reach=0.52, lower=False)
    c.poly([(640, 640), (760, 640), (775, 800), (630, 800)], "#5d5348", alpha=0.9)
    c.line([(870, 742), (1010, 560)], 8, "#5b3a2c")
    c.oval(1015, 560, 168, 112, "#d0493a", to="#8f2c2b", start=205, end=385)
    for share in (0.25, 0.5, 0.75):
        c.line([(1015, 450), (865 + 310 * share, 520 + 70 * share)], 4, "#7c2526")
    c.line([(850, 706), (905, 700)], 9, "#e6e3da")
    c.poly([(300, 790), (1320, 790), (1390, 880), (230, 880)], "#b27c4e", to="#8b5a38")
    c.rect(230, 880, 1160, 26, "#6b432c")
    c.rect(270, 906, 1080, 110, "#5a3a2a", to="#38262a")
    for i in range(4):
        c.rect(300 + i * 262, 918, 236, 80, "#6e4832", round_by=4)
        c.oval(418 + i * 262, 958, 14, 8, "#d9b25e")
    for x, y, tint in ((420, 832, "#d9b25e"), (470, 846, "#c8cdd0"), (520, 828, "#c8cdd0"), (1080, 840, "#d9b25e")):
        c.oval(x, y, 16, 9, tint)
        c.oval(x, y, 7, 4, "#6b432c")
    c.rect(1130, 776, 130, 66, "#e9dfc6", to="#cdbf9f", round_by=4)
    c.line([(1195, 778), (1195, 840)], 3, "#a08d6d")
    c.line([(470, 800), (440, 690), (520, 610)], 9, "#2f3440")
    c.poly([(500, 580), (584, 622), (560, 668), (478, 632)], "#3f7a62", to="#2b5a49")
    c.glow(560, 720, 250, "#ffe9a8", 0.5)
    c.rect(200, 60, 1220, 96, "#a7afb2", to="#7c868d")
    for row in range(6):
        c.rect(200, 66 + row * 16, 1220, 4, "#646e76")
    c.poly([(0, 985), (WIDTH, 985), (WIDTH, HEIGHT), (0, HEIGHT)], "#c4ab8b", to="#9a8570")
    plant(c, 110, 1030, 300, "#5f8f5c", "#9c5a44")
    plant(c, 1510, 1030, 230, "#6f9a55", mix("#9c5a44", "#ffffff", 0.1))
    beam(c, [(0, 0), (260, 0), (1000, 1067), (480, 1067)], 0.16)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "elevator": elevator,
    "river_bridge": river_bridge,
    "bike_shed": bike_shed,
    "fire_drill": fire_drill,
    "repair_stall": repair_stall,
}
