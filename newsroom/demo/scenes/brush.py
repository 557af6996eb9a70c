"""A drawing surface in fixed logical units, with gradients, soft shadows and glows.

Scenes are composed on a plane of 1600 by 1067 units, y pointing down. The surface behind it is twice as large as
the picture asked for, because Pillow draws without antialiasing: halving it at the end smooths every edge.
"""

import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

WIDTH = 1600
HEIGHT = 1067

Point = tuple[float, float]
Colour = tuple[int, int, int]
Paint = str | Colour
Box = tuple[float, float, float, float]
Stroke = Callable[[ImageDraw.ImageDraw, Callable[[Point], Point], float, int | Colour], None]


def rgb(paint: Paint) -> Colour:
    """Return the paint as red, green and blue in 0..255."""
    if isinstance(paint, str):
        red, green, blue = ImageColor.getrgb(paint)[:3]
        return red, green, blue
    return paint


def mix(first: Paint, second: Paint, share: float) -> Colour:
    """Return the colour `share` (0..1) of the way from the first paint to the second."""
    one, two = rgb(first), rgb(second)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return red, green, blue


def dark(paint: Paint, share: float = 0.25) -> Colour:
    """Return the paint shifted towards a deep blue, which reads as shade rather than as dirt."""
    return mix(paint, "#1c2740", share)


def light(paint: Paint, share: float = 0.25) -> Colour:
    """Return the paint shifted towards a warm white."""
    return mix(paint, "#fff6e0", share)


def smooth(points: Sequence[Point]) -> list[Point]:
    """Return the points with three more between each pair, along a Catmull-Rom curve."""
    ends = [points[0], *points, points[-1]]
    found: list[Point] = []
    for i in range(1, len(ends) - 2):
        a, b, d, e = ends[i - 1], ends[i], ends[i + 1], ends[i + 2]
        for step in range(6):
            t = step / 6
            weights = (
                (-t + 2 * t**2 - t**3) / 2, (2 - 5 * t**2 + 3 * t**3) / 2, (t + 4 * t**2 - 3 * t**3) / 2,
                (t**3 - t**2) / 2,
            )  # fmt: skip
            found.append(
                (
                    sum(w * p[0] for w, p in zip(weights, (a, b, d, e), strict=True)),
                    sum(w * p[1] for w, p in zip(weights, (a, b, d, e), strict=True)),
                )
            )
    return [*found, points[-1]]


def _falloff() -> Image.Image:
    """Return a 256-pixel disc that fades from 255 in the middle to 0 at the rim, steeply at first."""
    disc = ImageChops.invert(Image.radial_gradient("L"))
    low = disc.getpixel((0, 128))
    floor = low if isinstance(low, int) else 0
    return disc.point([round(255 * max(0.0, (v - floor) / (255 - floor)) ** 1.8) for v in range(256)])


class Canvas:
    """A picture in the making; all lengths are in logical units, `alpha` in 0..1."""

    def __init__(self, scale: float, seed: str) -> None:
        """Open a blank surface with `scale` pixels to the unit, and a random source of its own."""
        self.scale = scale
        self.image = Image.new("RGB", (math.ceil(WIDTH * scale), math.ceil(HEIGHT * scale)))
        self.random = random.Random(seed)  # noqa: S311 - for leaves and stars, not for secrets
        self._pen = ImageDraw.Draw(self.image)

    # -- shapes ------------------------------------------------------------------------------------

    def poly(
        self, points: Sequence[Point], fill: Paint, *, to: Paint | None = None, alpha: float = 1, blur: float = 0
    ) -> None:
        """Fill a polygon, downwards into `to` where given."""

        def stroke(pen: ImageDraw.ImageDraw, at: Callable[[Point], Point], _: float, ink: int | Colour) -> None:
            pen.polygon([at(p) for p in points], fill=ink)

        xs, ys = [p[0] for p in points], [p[1] for p in points]
        self._put((min(xs), min(ys), max(xs), max(ys)), stroke, fill, to, alpha, blur)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: Paint, *, to: Paint | None = None,
        alpha: float = 1, blur: float = 0, round_by: float = 0,
    ) -> None:  # fmt: skip
        """Fill a rectangle given by its upper left corner, with corners rounded by `round_by`."""

        def stroke(pen: ImageDraw.ImageDraw, at: Callable[[Point], Point], scale: float, ink: int | Colour) -> None:
            pen.rounded_rectangle([at((x, y)), at((x + width, y + height))], radius=round_by * scale, fill=ink)

        self._put((x, y, x + width, y + height), stroke, fill, to, alpha, blur)

    def oval(
        self, x: float, y: float, across: float, down: float, fill: Paint, *, to: Paint | None = None,
        alpha: float = 1, blur: float = 0, start: float = 0, end: float = 360,
    ) -> None:  # fmt: skip
        """Fill an ellipse around a point, or the chord of it between two angles (degrees, clockwise from east)."""
        box = (x - across, y - down, x + across, y + down)

        def stroke(pen: ImageDraw.ImageDraw, at: Callable[[Point], Point], _: float, ink: int | Colour) -> None:
            corners = [at((box[0], box[1])), at((box[2], box[3]))]
            if end - start >= 360:
                pen.ellipse(corners, fill=ink)
            else:
                pen.chord(corners, start, end, fill=ink)

        self._put(box, stroke, fill, to, alpha, blur)

    def line(self, points: Sequence[Point], width: float, fill: Paint, *, alpha: float = 1, blur: float = 0) -> None:
        """Draw a line with round joints and ends."""

        def stroke(pen: ImageDraw.ImageDraw, at: Callable[[Point], Point], scale: float, ink: int | Colour) -> None:
            spots = [at(p) for p in points]
            pen.line(spots, fill=ink, width=max(1, round(width * scale)), joint="curve")
            radius = width * scale / 2
            if radius > 1.5:
                for x, y in (spots[0], spots[-1]):
                    pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=ink)

        xs, ys = [p[0] for p in points], [p[1] for p in points]
        half = width / 2 + 1
        self._put((min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half), stroke, fill, None, alpha, blur)

    def arc(
        self, x: float, y: float, across: float, down: float, width: float, fill: Paint, start: float, end: float
    ) -> None:
        """Draw part of an ellipse's outline between two angles (degrees, clockwise from east)."""
        steps = max(8, round(abs(end - start) / 6))
        turns = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
        self.line([(x + across * math.cos(t), y + down * math.sin(t)) for t in turns], width, fill)

    def glow(self, x: float, y: float, radius: float, fill: Paint, alpha: float, *, squash: float = 1) -> None:
        """Lay a disc of light that fades to nothing; `squash` flattens it."""
        wide, high = max(2, round(radius * 2 * self.scale)), max(2, round(radius * 2 * squash * self.scale))
        mask = _falloff().point([round(v * alpha) for v in range(256)]).resize((wide, high), Image.Resampling.BILINEAR)
        left, top = round((x - radius) * self.scale), round((y - radius * squash) * self.scale)
        self.image.paste(rgb(fill), (left, top, left + wide, top + high), mask)

    # -- whole-picture layers ------------------------------------------------------------------------

    def sky(self, *stops: Paint, bottom: float = HEIGHT) -> None:
        """Fill the picture from the top down to `bottom` with evenly spaced colours."""
        # A tall strip first, because resampling two or three pixels directly leaves flat bands at both ends.
        tall = Image.new("RGB", (1, 256))
        for row in range(256):
            place = row / 255 * (len(stops) - 1)
            index = min(int(place), len(stops) - 2)
            tall.putpixel((0, row), mix(stops[index], stops[index + 1], place - index))
        size = (self.image.width, max(1, round(bottom * self.scale)))
        self.image.paste(tall.resize(size, Image.Resampling.BILINEAR), (0, 0))

    def mirror(self, y: float, depth: float, tint: Paint, alpha: float) -> None:
        """Reflect what stands above `y` in the strip `depth` units below it, tinted by `alpha` and smeared."""
        edge, high = round(y * self.scale), round(depth * self.scale)
        strip = self.image.crop((0, edge - high, self.image.width, edge)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        # Few rows and fewer columns, enlarged again: water keeps the vertical order and smears the rest.
        small = strip.resize((strip.width // 24, max(1, high // 6)), Image.Resampling.BOX)
        strip = Image.blend(
            small.resize(strip.size, Image.Resampling.BICUBIC), Image.new("RGB", strip.size, rgb(tint)), alpha
        )
        self.image.paste(strip, (0, edge))

    def finish(self, *, vignette: float = 0.22, grain: float = 7) -> None:
        """Darken the corners and add a fine print grain, the same in every run."""
        width, height = self.image.size
        mask = Image.radial_gradient("L").point([round(255 * vignette * (v / 255) ** 2.4) for v in range(256)])
        self.image.paste((24, 26, 44), (0, 0, width, height), mask.resize((width, height), Image.Resampling.BILINEAR))
        across, down = WIDTH // 2, HEIGHT // 2
        noise = Image.frombytes("L", (across, down), self.random.randbytes(across * down))
        spread = noise.point([128 + round((v - 128) / 128 * grain) for v in range(256)])
        layer = spread.resize((width, height), Image.Resampling.NEAREST).convert("RGB")
        self.image = ImageChops.add(self.image, layer, scale=1, offset=-128)
        self._pen = ImageDraw.Draw(self.image)

    # -- inside --------------------------------------------------------------------------------------

    def _put(self, box: Box, stroke: Stroke, fill: Paint, to: Paint | None, alpha: float, blur: float) -> None:
        """Draw directly where the shape is plain and opaque, else through a mask of its bounding box."""
        if to is None and alpha >= 1 and blur == 0:
            stroke(self._pen, lambda p: (p[0] * self.scale, p[1] * self.scale), self.scale, rgb(fill))
            return
        margin = blur * 2.5 + 1
        left, top = math.floor((box[0] - margin) * self.scale), math.floor((box[1] - margin) * self.scale)
        right, bottom = math.ceil((box[2] + margin) * self.scale), math.ceil((box[3] + margin) * self.scale)
        left, top = max(left, -400), max(top, -400)
        right, bottom = min(right, self.image.width + 400), min(bottom, self.image.height + 400)
        if right <= left or bottom <= top or right <= 0 or bottom <= 0:
            return
        # A blurred mask holds no detail: a quarter of the size costs a sixteenth of the time.
        shrink = 4 if blur else 1
        scale = self.scale / shrink
        size = (max(1, (right - left) // shrink), max(1, (bottom - top) // shrink))
        mask = Image.new("L", size)
        stroke(
            ImageDraw.Draw(mask),
            lambda p: (p[0] * scale - left / shrink, p[1] * scale - top / shrink),
            scale,
            round(255 * min(1.0, alpha)),
        )
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * scale))
            mask = mask.resize((right - left, bottom - top), Image.Resampling.BILINEAR)
        if to is None:
            self.image.paste(rgb(fill), (left, top, left + mask.width, top + mask.height), mask)
            return
        shade = Image.linear_gradient("L").resize(mask.size, Image.Resampling.BILINEAR)
        ground = Image.new("RGB", mask.size, rgb(fill))
        ground.paste(rgb(to), (0, 0, *mask.size), shade)
        self.image.paste(ground, (left, top), mask)
