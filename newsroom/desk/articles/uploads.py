"""The upload of the form and of its editor: one picture in, its number and its addresses out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from accounts.roles import Permission, allows
from articles.addresses import photo_address
from articles.entry import THUMBNAIL_WIDTH
from articles.photos import PhotoError, store_photo
from newsroom.desk.articles.access import person
from newsroom.desk.site import desk


@csrf_protect
def photo_upload(request: HttpRequest) -> HttpResponse:
    """Store the picture of the field ``upload``; always answers in JSON, as the editor expects."""
    if not desk.has_permission(request) or not allows(request.user, Permission.WRITE_ARTICLES):
        return _refusal(_("You are not logged in any more, or your role does not write articles."), 403)
    if request.method == "HEAD":
        return HttpResponse(status=204)  # the form asks whether its session still lives
    if request.method != "POST":
        return _refusal(_("Send the picture as a form."), 405)
    file = request.FILES.get("upload")
    if file is None:
        return _refusal(_("No file arrived. Choose the photo again."), 400)
    try:
        photo = store_photo(file, by=person(request), name=file.name or "")
    except PhotoError as error:
        return _refusal(str(error), 400)
    return JsonResponse(
        {
            "url": photo_address(photo),
            "photo": photo.pk,
            "thumbnail": photo_address(photo, THUMBNAIL_WIDTH),
            "width": photo.width,
            "height": photo.height,
            "name": photo.original_name,
        }
    )


def _refusal(message: str, status: int) -> JsonResponse:
    return JsonResponse({"error": {"message": message}}, status=status)
