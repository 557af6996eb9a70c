"""Every address of the site: the desk for the newsroom, the rest for readers."""

from django.urls import include, path

from articles import media
from newsroom import previews
from newsroom.desk.site import desk

urlpatterns = [
    path("desk/", desk.urls),
    path("media/photos/<path:name>", media.photo_file, name="photo_file"),
    path("preview/<str:token>/", previews.preview, name="preview"),
    path("preview/<str:token>/photos/<path:name>", previews.preview_photo, name="preview_photo"),
    path("", include("reading.urls")),
]

handler400 = "newsroom.errors.bad_request"
handler403 = "newsroom.errors.forbidden"
handler404 = "newsroom.errors.not_found"
handler500 = "newsroom.trouble.server_error"
