"""Photo files by address: published ones for everyone, the others for those who may read their article."""

from __future__ import annotations

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from articles.models import Photo

_NAME = re.compile(r"(?P<stem>\d{4}/\d{2}/[0-9a-z]+)(?:\.jpg|-(?P<width>\d+)\.webp)")


def photo_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A photo or one of its smaller copies. One query for readers; drafts answer 404 to whoever may not see them."""
    found = _NAME.fullmatch(name)
    if not found:
        raise Http404
    original = f"photos/{found['stem']}.jpg"
    public = True
    photo = Photo.objects.published().filter(file=original).first()
    if photo is None:
        public = False
        photo = Photo.objects.visible_to(request.user).filter(file=original).first()
    if photo is None or (found["width"] and int(found["width"]) not in photo.rendition_widths):
        raise Http404
    try:
        file = default_storage.open(f"photos/{name}")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/webp" if found["width"] else "image/jpeg")
    # Files never change under their name, but a published photo may be taken down: let caches ask again after a day.
    response.headers["Cache-Control"] = "public, max-age=86400" if public else "private, no-store"
    return response
