"""Pictures for the demo paper, drawn by code in place of photographs.

`draw(scene)` gives the same picture in every run: each scene seeds its own random source with its name.
"""

import math
from collections.abc import Callable

from PIL import Image

from newsroom.demo.scenes import evening, green, indoors, lanes, streets, study
from newsroom.demo.scenes.brush import HEIGHT, WIDTH, Canvas

_OVERSAMPLING = 2

_SCENES: dict[str, Callable[[Canvas], None]] = {
    **lanes.SCENES,
    **streets.SCENES,
    **green.SCENES,
    **indoors.SCENES,
    **study.SCENES,
    **evening.SCENES,
}

SCENES: tuple[str, ...] = tuple(sorted(_SCENES))


def draw(scene: str, size: tuple[int, int] = (1600, 1067)) -> Image.Image:
    """Return the scene as an RGB image of `size` pixels; raises KeyError for a name not in SCENES.

    Scenes are composed at 3:2. Other proportions show the middle of the composition.
    """
    paint = _SCENES[scene]
    width, height = size
    canvas = Canvas(max(width / WIDTH, height / HEIGHT) * _OVERSAMPLING, seed=scene)
    paint(canvas)
    canvas.finish()
    across, down = width * _OVERSAMPLING, height * _OVERSAMPLING
    left = math.floor((canvas.image.width - across) / 2)
    top = math.floor((canvas.image.height - down) / 2)
    return canvas.image.crop((left, top, left + across, top + down)).reduce(_OVERSAMPLING)
