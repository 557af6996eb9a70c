"""Taking in photos: whatever is sent is decoded in full and written anew, or refused with a message.

A stored photo is a progressive JPEG in sRGB without EXIF or GPS, at most 3,000 pixels wide or high, under a random
dated name, with smaller WebP and AVIF copies beside it. Nothing of the sent file itself reaches the disk.
"""

from __future__ import annotations

import hashlib
import io
import secrets
import warnings
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from PIL import Image, ImageCms, ImageFile, ImageOps, features

from accounts import audit, clock
from accounts.models import User
from accounts.roles import Permission, Scope, allows, scope_of
from articles.body import without_controls
from articles.errors import NotPermitted
from articles.models import Photo
from articles.verbs import verb

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 3000  # pixels
SMALLEST_SIDE = 40  # pixels
RENDITION_WIDTHS = (480, 960, 1600)  # pixels
ENCODINGS: dict[str, dict[str, Any]] = {"webp": {"format": "WEBP", "quality": 78, "method": 4}}
if features.check("avif"):
    ENCODINGS["avif"] = {"format": "AVIF", "quality": 55, "speed": 8}


class PhotoError(ValueError):
    """The file cannot be taken as a photo; ``str()`` of it says why and how to mend it."""


def store_photo(file: IO[bytes], *, by: User, name: str = "") -> Photo:
    """Take a file in as a photo of the person's department.

    Raises PhotoError for what is no sound photo and NotPermitted for who may not write.
    """
    if not allows(by, Permission.WRITE_ARTICLES):
        raise NotPermitted
    image = decode(file)
    data = _jpeg(image)
    folder = f"photos/{timezone.localtime(clock.now()):%Y/%m}"
    saved = default_storage.save(f"{folder}/{secrets.token_hex(12)}.jpg", ContentFile(data))
    try:
        with transaction.atomic():
            photo = Photo.objects.create(
                file=saved,
                width=image.width,
                height=image.height,
                bytes=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
                original_name=without_controls(name).replace("/", "_").replace("\\", "_")[-200:],
                department=by.department,
                uploaded_by=by,
            )
            audit.record("photo.upload", by=by, target=photo, width=photo.width, height=photo.height, bytes=photo.bytes)
            # within the transaction: a process that is killed here leaves the photo with its task, or neither
            make_renditions.enqueue(photo.pk)
    except BaseException:
        default_storage.delete(saved)
        raise
    photo.refresh_from_db(fields=["rendition_widths"])  # there at once where tasks run at once
    return photo


@verb("photo.focus")
def choose_focus(photo: Photo, *, by: User, x: float, y: float) -> Photo:
    """Choose what stays in view where a page crops the photo: fractions of its width and height from the top left.

    A photo that readers see already is cropped anew at once, so only who writes for the whole paper may choose there.
    Raises NotPermitted, and ValueError for a point outside the picture.
    """
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError(f"The focus ({x}, {y}) is outside the picture.")
    scope = scope_of(by, Permission.WRITE_ARTICLES)
    if scope is None or not Photo.objects.visible_to(by).filter(pk=photo.pk).exists():
        raise NotPermitted
    if scope is not Scope.ALL and Photo.objects.published().filter(pk=photo.pk).exists():
        raise NotPermitted(_("Readers see this photo already. Ask an editor to choose what its crops keep."))
    locked = Photo.objects.select_for_update().get(pk=photo.pk)
    if (locked.focus_x, locked.focus_y) != (x, y):
        locked.focus_x, locked.focus_y = x, y
        locked.save(update_fields=["focus_x", "focus_y"])
        audit.record("photo.focus", by=by, target=locked, x=x, y=y)
    return locked


@task()
def make_renditions(photo_id: int) -> list[int]:
    """Write the smaller copies of a photo and note their widths; running it again writes them again.

    Each width is there as WebP and, where Pillow here can write it, as AVIF.
    """
    photo = Photo.objects.get(pk=photo_id)
    with default_storage.open(photo.name) as file:
        image = Image.open(file, formats=("JPEG",)).convert("RGB")
    widths = [width for width in RENDITION_WIDTHS if width < image.width]
    for width in widths:
        small = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
        for suffix, encoding in ENCODINGS.items():
            name = photo.rendition_name(width, suffix)
            default_storage.delete(name)
            default_storage.save(name, ContentFile(_encoded(small, encoding)))
    Photo.objects.filter(pk=photo_id).update(rendition_widths=widths)
    return widths


def decode(file: IO[bytes]) -> Image.Image:
    """The picture in a file, upright, in RGB, at most 3,000 pixels a side; raises PhotoError."""
    data = file.read(settings.PHOTO_MAX_BYTES + 1)
    if not data:
        raise PhotoError(_("The file is empty. Choose the photo again."))
    if len(data) > settings.PHOTO_MAX_BYTES:
        limit = settings.PHOTO_MAX_BYTES // 1024 // 1024
        raise PhotoError(
            _("The file is larger than %(limit)d MB. Save the photo smaller and send it again.") % {"limit": limit}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # damaged EXIF is dropped anyway
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_extent(image)
            image.load()
            return _shrunk(_in_srgb(_upright(image)))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except PhotoError:
        raise
    except Exception as error:  # Pillow has no error of its own for damage: it shows as whatever its readers stumble on
        raise PhotoError(
            _("This is no sound JPEG, PNG or WebP photo. Open it on your computer, save it as JPEG and send it again.")
        ) from error


def _upright(image: Image.Image) -> Image.Image:
    """The picture turned as its camera was held; as it lies where that cannot be read, since EXIF is dropped anyway."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # damaged EXIF: as above, of any kind
        return image


def _check_extent(image: ImageFile.ImageFile) -> None:
    if image.width * image.height > settings.PHOTO_MAX_PIXELS:
        raise _too_many_pixels()
    if min(image.size) < SMALLEST_SIDE:
        raise PhotoError(
            _("The picture is only %(width)d × %(height)d pixels; that is too small to print.")
            % {"width": image.width, "height": image.height}
        )


def _too_many_pixels() -> PhotoError:
    limit = settings.PHOTO_MAX_PIXELS // 1_000_000
    return PhotoError(
        _("The picture has more than %(limit)d million pixels. Save it smaller and send it again.") % {"limit": limit}
    )


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture in sRGB on white, colour profile applied."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            converted = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except ImageCms.PyCMSError:
            converted = None  # an unusable profile: take the colours as they are
        if converted is not None:
            return converted
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")


def _shrunk(image: Image.Image) -> Image.Image:
    if max(image.size) > LONGEST_SIDE:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return image


def _jpeg(image: Image.Image) -> bytes:
    output = io.BytesIO()
    image.save(output, "JPEG", quality=88, optimize=True, progressive=True)
    return output.getvalue()


def _encoded(image: Image.Image, encoding: dict[str, Any]) -> bytes:
    output = io.BytesIO()
    image.save(output, **encoding)
    return output.getvalue()
