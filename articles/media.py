"""Photo files by address: published ones for everyone, the others for those who may read their article."""

from __future__ import annotations

import re

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts import audit
from articles.models import Photo

_TYPES = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}
_NAME = re.compile(r"(?P<stem>[0-9]{4}/[0-9]{2}/[0-9a-z]+)(?:\.jpg|-(?P<width>[0-9]{1,5})\.(?:webp|avif))")


@require_safe
def photo_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A photo or one of its smaller copies. One query for readers; drafts answer 404 to whoever may not see them.

    With ``?download`` it is sent as a file to keep; of a photo that is not public that leaves an audit row.
    """
    photo = find_photo(name, Photo.objects.published())
    public = photo is not None
    photo = photo or find_photo(name, Photo.objects.visible_to(request.user))
    if photo is None:
        raise Http404
    is_download = "download" in request.GET
    response = send(name, as_attachment=is_download)
    if is_download and not public:
        audit.record("photo.download", by=request.user, target=photo, file=name)  # type: ignore[arg-type]
    # Files never change under their name, but a published photo may be taken down: let caches ask again after a day.
    response.headers["Cache-Control"] = "public, max-age=86400" if public else "private, no-store"
    return response


def find_photo(name: str, photos: QuerySet[Photo]) -> Photo | None:
    """The photo, among these, whose file or smaller copy has this name; None where there is none."""
    found = _NAME.fullmatch(name)
    if not found:
        return None
    photo = photos.filter(file=f"photos/{found['stem']}.jpg").first()
    if photo is not None and found["width"] and int(found["width"]) not in photo.rendition_widths:
        return None
    return photo


def send(name: str, *, as_attachment: bool = False) -> FileResponse:
    """The file of a name that ``find_photo`` knows; 404 where it is gone from the disk."""
    try:
        file = _open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        file,
        as_attachment=as_attachment,
        filename=name.rpartition("/")[2],
        content_type=_TYPES[str(file.name).rpartition(".")[2]],
    )


def _open(name: str) -> File:
    """The file; the WebP copy in the place of an AVIF one that a photo from before there were any has not got."""
    try:
        return default_storage.open(f"photos/{name}")
    except FileNotFoundError:
        if not name.endswith(".avif"):
            raise
    return default_storage.open(f"photos/{name.removesuffix('.avif')}.webp")
