"""The neighbourhood after dark and at dusk."""

from collections.abc import Callable

from newsroom.demo.scenes.brush import HEIGHT, WIDTH, Canvas, Paint, dark, light, mix
from newsroom.demo.scenes.props import GREY_HAIR, beam, blob, ground_shadow, person, tree, windows


def snow_rider(c: Canvas) -> None:
    """Draw a delivery rider on a snowy street at night, shops alight behind."""
    x: float
    y: float
    wide: float
    tint: Paint
    c.sky("#16264a", "#2f4673", "#6a7a9c", bottom=720)
    for i, (x, top, wide) in enumerate(
        ((-40, 180, 300), (240, 90, 260), (520, 230, 240), (1010, 140, 300), (1290, 60, 340))
    ):
        tint = mix("#26365c", "#3d4c74", (i % 3) / 2)
        c.rect(x, top, wide, 560, tint, to=light(tint, 0.12))
        windows(
            c, x + 16, top + 30, wide - 32, 330, 4, 5, "#1f2c4c", frame="#33436c", lit="#ffcf7a", share=0.42, sill=False
        )
        c.rect(x - 8, top - 14, wide + 16, 20, "#eef3fa")
    c.rect(0, 450, WIDTH, 280, "#3a4468")
    shops: tuple[tuple[float, float, Paint], ...] = (
        (20, 360, "#c8503c"),
        (410, 330, "#2f7a72"),
        (770, 380, "#d9903f"),
        (1180, 400, "#8a4a6a"),
    )
    for x, wide, tint in shops:
        c.rect(x, 500, wide, 230, "#ffe2a0", to="#f3ac52")
        for k in range(1, 4):
            c.rect(x + wide * k / 4 - 4, 500, 8, 230, "#4a3a3c")
        c.rect(x + 14, 640, wide - 28, 30, "#8a5a3c", alpha=0.6)
        for k in range(5):
            c.oval(
                x + 40 + k * (wide - 80) / 4, 630, 16, 20, ("#c8503c", "#7fae57", "#f6ead0", "#4f7fa0", "#e2a63f")[k]
            )
        for k in range(10):
            stripe = tint if k % 2 else "#f6ecd8"
            c.poly(
                [
                    (x + wide * k / 10, 470),
                    (x + wide * (k + 1) / 10, 470),
                    (x - 14 + (wide + 28) * (k + 1) / 10, 534),
                    (x - 14 + (wide + 28) * k / 10, 534),
                ],
                stripe,
                to=dark(stripe, 0.25),
            )
        c.rect(x - 6, 452, wide + 12, 26, "#f4f8fc", round_by=12)
        c.glow(x + wide / 2, 700, 330, "#ffc46a", 0.42)
    c.poly([(0, 730), (WIDTH, 730), (WIDTH, HEIGHT), (0, HEIGHT)], "#c9d5e8", to="#8398bd")
    for x, wide, _ in shops:
        c.poly([(x, 732), (x + wide, 732), (x + wide + 150, 900), (x - 150, 900)], "#ffd592", alpha=0.5, blur=18)
    for offset in (0, 90):
        c.line(
            [
                (-20, 950 + offset * 0.5),
                (500, 930 + offset * 0.5),
                (1100, 940 + offset * 0.5),
                (1640, 920 + offset * 0.5),
            ],
            15,
            "#6f84ab",
            alpha=0.6,
            blur=3,
        )
    for x in (130, 1480):
        c.rect(x, 250, 14, 520, "#1d2745")
        c.line([(x + 7, 256), (x + 90, 236)], 9, "#1d2745")
        c.glow(x + 96, 262, 260, "#ffe3a6", 0.7)
        c.oval(x + 96, 250, 34, 14, "#fff3cf")
        c.oval(x + 7, 770, 46, 16, "#f4f8fc")
    ground_shadow(c, 800, 975, 280, alpha=0.55)
    tyre, body = "#1c2030", "#f2c230"
    for x in (560, 960):
        c.oval(x, 905, 74, 74, tyre)
        c.oval(x, 905, 44, 44, "#9aa6b8")
        c.oval(x, 905, 30, 30, "#39415a")
        c.oval(x, 975, 70, 9, "#eef3fa")
    c.poly([(480, 700), (700, 700), (700, 846), (480, 846)], "#2f86c0", to="#1f5f94")
    c.rect(470, 682, 240, 30, "#f4f8fc", round_by=14)
    c.rect(500, 736, 180, 60, "#f4f8fc", round_by=10)
    c.oval(560, 766, 22, 18, "#f2c230")
    c.line([(596, 758), (656, 758)], 8, "#2f86c0")
    c.line([(596, 776), (636, 776)], 8, "#2f86c0")
    c.poly([(540, 850), (820, 850), (860, 906), (1000, 800), (1024, 812), (900, 940), (640, 940)], body, to="#b8861f")
    c.poly([(900, 930), (966, 660), (1010, 668), (976, 930)], body, to="#c8931f")
    c.oval(960, 905, 88, 88, body, start=200, end=330)
    c.oval(960, 905, 74, 74, tyre, start=200, end=330)
    c.rect(600, 826, 220, 34, "#2a2f42", round_by=14)
    c.line([(760, 820), (880, 846), (870, 930)], 52, "#2f3a5c")
    c.rect(846, 920, 84, 28, "#20263c", round_by=10)
    c.poly([(670, 600), (790, 590), (830, 700), (814, 840), (680, 840)], "#ffd23f", to="#d99a1f")
    c.rect(676, 730, 146, 18, "#f4f8fc")
    c.line([(770, 630), (860, 710), (958, 668)], 46, "#f6bf2a")
    c.oval(964, 664, 25, 23, "#20263c")
    c.line([(940, 660), (1004, 640)], 12, "#20263c")
    c.rect(712, 560, 70, 60, "#c8503c", round_by=16)
    c.poly([(716, 596), (600, 570), (560, 600), (620, 612), (716, 620)], "#c8503c", to="#9c3a30")
    c.oval(760, 520, 62, 66, "#e3b58f")
    c.oval(748, 506, 74, 76, "#2f86c0", to="#1f5f94", start=140, end=360)
    c.oval(748, 506, 74, 76, "#2f86c0", start=180, end=300)
    c.poly([(770, 496), (826, 500), (822, 540), (776, 536)], "#bfe0ef", alpha=0.8)
    c.oval(730, 440, 40, 12, "#f4f8fc")
    c.oval(1010, 730, 22, 24, "#fff6d2")
    c.poly([(1010, 712), (1640, 640), (1640, 960), (1010, 752)], "#fff0bd", alpha=0.34, blur=12)
    c.glow(1012, 730, 150, "#fff6d2", 0.7)
    for _ in range(420):
        size = c.random.random() ** 3
        x, y = c.random.uniform(-20, WIDTH), c.random.uniform(-20, HEIGHT)
        c.oval(x, y, 1.6 + 7 * size, 1.6 + 7 * size, "#ffffff", alpha=0.9 - 0.45 * size, blur=2.2 if size > 0.5 else 0)


def square_dance(c: Canvas) -> None:
    """Draw dancers on a square at dusk, blocks of flats alight behind."""
    x: float
    tint: Paint
    c.sky("#2f3f74", "#8a5f8c", "#f0936a", "#ffd08a", bottom=690)
    for x, base in ((200, 600), (700, 560), (1150, 610)):
        for k in range(3):
            c.rect(x + k * 90, base - 420 + k * 34, 330 - k * 40, 7, "#ffc8a0", alpha=0.5, blur=6, round_by=4)
    for x, top, wide in (
        (-30, 250, 210),
        (170, 330, 190),
        (350, 220, 180),
        (610, 380, 160),
        (900, 360, 170),
        (1080, 240, 190),
        (1260, 310, 180),
        (1430, 200, 220),
    ):
        tint = mix("#4b3f70", "#6b4a74", (x % 3) / 2)
        c.rect(x, top, wide, 470, tint, to="#9a5f72")
        windows(
            c, x + 12, top + 22, wide - 24, 380, 5, 9, "#3f3a64", frame="#5a4a76", lit="#ffd583", share=0.5, sill=False
        )
    for x, size in ((60, 120), (300, 90), (560, 76), (1010, 80), (1300, 100), (1540, 120)):
        blob(c, x, 650, size, size * 0.55, "#3f4f5c", count=16)
    c.poly([(0, 680), (WIDTH, 680), (WIDTH, HEIGHT), (0, HEIGHT)], "#c98a78", to="#5d4668")
    for i in range(11):
        y = 680 + 387 * (i / 11) ** 1.7
        c.line([(0, y), (WIDTH, y)], 1.5 + i * 0.3, "#8a5f6c")
    for i in range(-14, 15):
        c.line([(800 + i * 70, 680), (800 + i * 250, HEIGHT)], 2, "#8a5f6c")
    c.glow(800, 720, 620, "#ffd79a", 0.5, squash=0.3)
    for x in (120, 1480):
        c.rect(x - 6, 330, 12, 380, "#2b2a48")
        c.glow(x, 330, 220, "#ffe3a0", 0.75)
        c.oval(x, 330, 26, 26, "#fff4d0")
    tree(c, 1610, 800, 560, "#4f5f5a", trunk="#2f2a3c")
    coats = ("#d9483c", "#e9a53a", "#3f9a94", "#c85a8a", "#5a7fc0", "#e0703f", "#7fae5f")
    for row, (y, high, count, spread) in enumerate(((760, 170, 7, 900), (860, 235, 6, 1080), (1020, 330, 5, 1240))):
        for i in range(count):
            x = 800 + (i - (count - 1) / 2) * spread / (count - 1)
            tint = coats[(i * 2 + row * 3) % 7]
            c.poly(
                [
                    (x - high * 0.1, y),
                    (x + high * 0.14, y),
                    (x + high * 0.75, y + high * 0.3),
                    (x + high * 0.4, y + high * 0.33),
                ],
                "#2b2444",
                alpha=0.35,
                blur=5,
            )
            person(
                c,
                x,
                y,
                high,
                tint,
                hair=GREY_HAIR if (i + row) % 3 == 0 else "#2e2b33",
                facing=1 if row != 1 else -1,
                arms="up" if row != 1 else "open",
                stride=0.13,
                legs="#3a3350",
                shadow=False,
            )
            turn = 1 if row != 1 else -1
            hand = (x + turn * high * 0.26, y - high * 1.01) if row != 1 else (x + turn * high * 0.38, y - high * 0.845)
            c.poly(
                [
                    hand,
                    (hand[0] + turn * high * 0.13, hand[1] - high * 0.1),
                    (hand[0] + turn * high * 0.16, hand[1] + high * 0.03),
                    (hand[0] + turn * high * 0.1, hand[1] + high * 0.1),
                ],
                "#ff8a6a",
                to="#d9483c",
            )
    c.rect(70, 880, 120, 150, "#2a2c44", to="#1c1e30", round_by=12)
    for y in (920, 984):
        c.oval(130, y, 38, 38 if y > 950 else 24, "#4a4f6a")
        c.oval(130, y, 18, 18 if y > 950 else 11, "#20233a")
    c.glow(130, 900, 60, "#6fd0ff", 0.5)
    beam(c, [(90, 330), (150, 330), (700, 1067), (100, 1067)], 0.08)


def dusk_skyline(c: Canvas) -> None:
    """Draw roofs and towers at dusk, layer on layer, with the first windows alight and the river catching the sky."""
    x: float
    y: float
    wide: float
    c.sky("#1d2a5c", "#5b4a86", "#c8627a", "#f79a62", "#ffd58c", bottom=720)
    c.glow(1050, 610, 620, "#ffe0a0", 0.8)
    c.oval(1050, 600, 74, 74, "#fff1c4", to="#ffc178")
    for x, y, long in (
        (120, 190, 420),
        (480, 270, 330),
        (860, 160, 380),
        (1180, 330, 420),
        (260, 400, 300),
        (1330, 220, 260),
    ):
        for k in range(3):
            c.rect(
                x + k * 40,
                y + k * 11,
                long - k * 90,
                12,
                "#ffb08a" if y > 200 else "#e98a90",
                alpha=0.55,
                blur=9,
                round_by=6,
            )
    layers = ((640, "#d98a7c", 90, 190, 0.0), (670, "#9c6a86", 120, 260, 0.2), (700, "#5f4c7a", 130, 330, 0.35))
    for base, tint, low, high, share in layers:
        x = -40.0
        while x < WIDTH:
            wide, tall = c.random.uniform(56, 128), c.random.uniform(low, high)
            tall *= 0.4 if abs(x + wide / 2 - 1050) < 190 else 1
            c.rect(x, base - tall, wide, tall + 60, tint, to=light(tint, 0.18))
            if c.random.random() < 0.35:
                c.rect(x + wide * 0.4, base - tall - 34, 5, 36, tint)
            if share:
                for row in range(int(tall / 22)):
                    for column in range(int(wide / 19)):
                        if c.random.random() < share:
                            c.rect(
                                x + 8 + column * 19,
                                base - tall + 12 + row * 22,
                                9,
                                11,
                                c.random.choice(("#ffd98a", "#ffc06a", "#fff0c0")),
                            )
            x += wide + c.random.uniform(-12, 30)
    c.mirror(730, 190, "#5a4478", 0.3)
    for _ in range(70):
        y = 732 + 180 * c.random.random()
        c.rect(c.random.uniform(0, WIDTH), y, c.random.uniform(40, 170), 2.5, "#ffcf9a", alpha=0.45)
    for k in range(9):
        c.rect(
            1050 - 90 + k * 4 + c.random.uniform(-20, 20),
            736 + k * 19,
            180 - k * 9,
            6,
            "#ffe6b0",
            alpha=0.6,
            round_by=3,
        )
    # The near roofs, dark, with a water tank, drying racks and a small lit window.
    c.poly([(-20, 860), (330, 790), (700, 870), (700, HEIGHT), (-20, HEIGHT)], "#413a6a", to="#262450")
    c.poly([(620, 920), (980, 850), (1640, 900), (1640, HEIGHT), (620, HEIGHT)], "#383361", to="#201f45")
    for i in range(20):
        c.line([(330 - i * 18, 792 + i * 3.6), (330 - i * 30, HEIGHT)], 4, "#302b58")
        c.line([(330 + i * 19, 792 + i * 4.2), (330 + i * 34, HEIGHT)], 4, "#302b58")
    c.line([(-20, 860), (330, 790), (700, 870)], 14, "#584a80")
    c.line([(620, 920), (980, 850), (1640, 900)], 10, "#584a80")
    c.rect(1180, 770, 130, 110, "#2f2c58", to="#211f43")
    c.oval(1245, 770, 65, 16, "#3a3768")
    for x in (1195, 1290):
        c.rect(x, 876, 8, 40, "#211f43")
    for x in (780, 1060):
        c.line([(x, 900), (x, 760)], 7, "#1d1b3a")
    c.line([(770, 764), (1070, 764)], 5, "#1d1b3a")
    for i, tint in enumerate(("#c8573f", "#e9d6c0", "#4f6f9a", "#d9a04a")):
        x = 800 + i * 64
        c.poly(
            [(x, 766), (x + 50, 766), (x + 47, 850 - i % 2 * 16), (x + 5, 852 - i % 2 * 16)],
            mix(tint, "#2b2850", 0.35),
            to=mix(tint, "#2b2850", 0.6),
        )
    person(
        c,
        1120,
        905,
        150,
        mix("#c8573f", "#2b2850", 0.35),
        facing=-1,
        arms="up",
        shadow=False,
        legs="#1d1b3a",
        skin="#a9786a",
    )
    c.rect(1400, 930, 90, 100, "#3a3560")
    c.rect(1408, 938, 74, 84, "#ffe0a0", to="#f7b35c")
    c.rect(1442, 938, 6, 84, "#3a3560")
    c.glow(1445, 980, 170, "#ffc873", 0.55)
    c.rect(180, 920, 80, 90, "#3a3560")
    c.rect(187, 927, 66, 76, "#ffdd98", to="#f0a550")
    c.glow(220, 965, 140, "#ffc873", 0.45)
    for x, y, size in ((420, 330, 20), (470, 310, 16), (520, 342, 14), (600, 300, 12), (370, 362, 12)):
        c.line([(x - size, y - size * 0.5), (x, y), (x + size, y - size * 0.5)], 4, "#2b2850")


SCENES: dict[str, Callable[[Canvas], None]] = {
    "snow_rider": snow_rider,
    "square_dance": square_dance,
    "dusk_skyline": dusk_skyline,
}
