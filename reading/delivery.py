"""Public files from the storage: validators from their hash, parts of them by Range, a name to keep them under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

CHUNK = 64 * 1024  # bytes
# A withdrawn page or a page with a retracted story is gone from every cache five minutes later.
CACHE_CONTROL = "public, max-age=300, must-revalidate"
# Viewers elsewhere may show what is public here.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range, ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")


def send(request: HttpRequest, name: str, *, etag: str, content_type: str, filename: str) -> HttpResponseBase:
    """The file of a name in the storage, or 304, or the part that was asked for; 404 where the file is gone.

    ``etag`` is a strong one, in quotes. One range is answered with 206; several at once, or one in another unit, with
    the whole file, as the standard allows.
    """
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            file = default_storage.open(name)
        except FileNotFoundError as error:
            raise Http404 from error
        response = _content(request, file, etag, content_type)
    headers = OPEN | {"Cache-Control": CACHE_CONTROL, "ETag": etag, "Accept-Ranges": "bytes"}
    for header, value in headers.items():
        response.headers[header] = value
    if response.status_code in (200, 206):
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Disposition"] = content_disposition_header(False, filename) or "inline"
    return response


def _content(request: HttpRequest, file: File[bytes], etag: str, content_type: str) -> HttpResponseBase:
    size = file.size
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked and (asked["first"] or asked["last"]) and request.headers.get("If-Range", etag) == etag:
        return _part(request, file, size, asked["first"], asked["last"], content_type)
    if request.method == "HEAD":
        return _headers_only(file, content_type, size)
    response = FileResponse(file, content_type=content_type)
    response.headers["Content-Length"] = str(size)
    return response


def _part(
    request: HttpRequest, file: File[bytes], size: int, first: str, last: str, content_type: str
) -> HttpResponseBase:
    """A range: from ``first`` to ``last``, both included, or the ``last`` bytes where there is no first."""
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        file.close()
        response = HttpResponse(status=416, content_type="text/plain")
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    length = end - start + 1
    partial: HttpResponseBase
    if request.method == "HEAD":
        partial = _headers_only(file, content_type, length)
    else:
        file.seek(start)
        partial = StreamingHttpResponse(_read(file, length), content_type=content_type)
        partial.headers["Content-Length"] = str(length)
    partial.status_code = 206
    partial.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return partial


def _headers_only(file: File[bytes], content_type: str, length: int) -> HttpResponse:
    file.close()
    response = HttpResponse(content_type=content_type)
    response.headers["Content-Length"] = str(length)
    return response


def _read(file: File[bytes] | IO[bytes], length: int) -> Iterator[bytes]:
    with file:
        while length > 0 and (data := file.read(min(CHUNK, length))):
            length -= len(data)
            yield data
