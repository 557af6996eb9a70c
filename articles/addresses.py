"""Where photos are served."""

from __future__ import annotations

from django.urls import reverse

from articles.models import Photo


def photo_address(photo: Photo, width: int | None = None) -> str:
    """The address of a photo, or of its smaller copy of this width (in pixels) where there is one."""
    name = photo.rendition_name(width) if width is not None and width in photo.rendition_widths else photo.file.name
    return reverse("photo_file", args=[str(name).removeprefix("photos/")])
