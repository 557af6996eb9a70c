"""Photos made ready for the page: cut to their frame around the middle, never distorted, at printing resolution."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from issues.layout.model import Photo

RESOLUTION = 220  # pixels to the inch in print
QUALITY = 86
ReadPhoto = Callable[[str], bytes]


class PhotoShop:
    """Keeps ready photos in a folder, each made once; ``read`` gives a photo's file by its storage name."""

    def __init__(self, folder: Path, read: ReadPhoto) -> None:
        self._folder = folder / "photos"
        self._read = read

    def __call__(self, photo: Photo, width: float, height: float) -> str:
        """The path, from the setter's folder, of the photo ready for a frame of so many points."""
        key = repr((photo.name, photo.width, photo.height, round(width, 2), round(height, 2), RESOLUTION))
        name = f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.jpg"
        path = self._folder / name
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(".part")
            draft.write_bytes(framed(self._read(photo.name), width / height, width))
            draft.replace(path)
        return f"photos/{name}"


def framed(data: bytes, ratio: float, width: float) -> bytes:
    """A JPEG of these proportions (width to height) cut from the middle of a picture, for ``width`` points of paper."""
    image: Image.Image = Image.open(io.BytesIO(data))
    wanted = round(width / 72 * RESOLUTION)
    image.draft("RGB", (wanted, round(wanted / ratio)))
    image = image.convert("RGB")
    across, down = image.size
    if across / down > ratio:
        across = max(1, round(down * ratio))
    else:
        down = max(1, round(across / ratio))
    left, top = (image.width - across) // 2, (image.height - down) // 2
    image = image.crop((left, top, left + across, top + down))
    if across > wanted:
        image = image.resize((wanted, max(1, round(wanted / ratio))), Image.Resampling.LANCZOS)
    output = io.BytesIO()
    image.save(output, "JPEG", quality=QUALITY, optimize=True)
    return output.getvalue()
