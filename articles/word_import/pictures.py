"""Pictures of a Word file: taken out within bounds, and brought to a format that the photo store takes in."""

from __future__ import annotations

import io
import posixpath
import struct
import warnings
from dataclasses import dataclass, field

from django.conf import settings
from PIL import Image

from articles.photos import SMALLEST_SIDE
from articles.word_import.archive import MOST_PICTURE, Package, Relationship
from articles.word_import.losses import Loss, Losses
from articles.word_import.markup import Picture
from articles.word_import.model import WordError

MOST_PICTURES = 40  # of one story, as the form takes
TAKEN = ("JPEG", "PNG", "WEBP")
CONVERTED = ("GIF", "BMP", "TIFF")
_VECTOR = (".emf", ".wmf", ".svg", ".emz", ".wmz", ".pict", ".eps")
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, OverflowError, Image.DecompressionBombError)


@dataclass
class Album:
    """The usable pictures by their number in the document; each part of the file is taken once."""

    package: Package
    relationships: dict[str, Relationship]
    losses: Losses
    data: dict[int, bytes] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def take(self, number: int, picture: Picture) -> bool:
        """Take a picture in; False where it is left out, which the losses then say."""
        name = self.relationships[picture.relationship].target
        if name in self._seen:
            return False
        self._seen.add(name)
        if len(self.data) >= MOST_PICTURES:
            self.losses.add(Loss.SURPLUS_PICTURE)
            return False
        data = self._read(name)
        if data is None:
            return False
        self.data[number], self.names[number] = data, posixpath.basename(name)
        return True

    def _read(self, name: str) -> bytes | None:
        if name.lower().endswith(_VECTOR):
            self.losses.add(Loss.VECTOR_PICTURE)
            return None
        if name not in self.package.names:
            self.losses.add(Loss.BAD_PICTURE)
            return None
        try:
            data = self.package.read(name, MOST_PICTURE)
        except WordError:
            self.losses.add(Loss.HUGE_PICTURE)
            return None
        return self._usable(data)

    def _usable(self, data: bytes) -> bytes | None:
        """The bytes as JPEG, PNG or WebP, after a look at size and format alone."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                warnings.simplefilter("ignore", UserWarning)
                image = Image.open(io.BytesIO(data), formats=(*TAKEN, *CONVERTED))
                if image.width * image.height > settings.PHOTO_MAX_PIXELS or len(data) > settings.PHOTO_MAX_BYTES:
                    self.losses.add(Loss.HUGE_PICTURE)
                    return None
                if min(image.size) < SMALLEST_SIDE:
                    self.losses.add(Loss.SMALL_PICTURE)
                    return None
                return data if image.format in TAKEN else _as_png(image)
        except Image.DecompressionBombWarning:
            self.losses.add(Loss.HUGE_PICTURE)
        except _BROKEN:
            self.losses.add(Loss.BAD_PICTURE)
        return None


def _as_png(image: Image.Image) -> bytes:
    output = io.BytesIO()
    mode = "RGBA" if image.has_transparency_data else "RGB"
    image.convert(mode).save(output, "PNG")
    return output.getvalue()
