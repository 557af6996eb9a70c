"""The preview (样稿) behind a signed link: for a reader without an account, who may leave a remark or her agreement."""

from __future__ import annotations

import re
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles import media, sharing
from articles.errors import Incomplete, WorkflowError
from articles.models import Photo, PreviewLink, PreviewNote, Revision
from newsroom.desk.articles.reading import Reading, reading
from newsroom.desk.site import desk

# Nobody keeps a copy, no search engine lists it, and the address is told to no other site.
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin"}

_ADDRESSES = re.compile(r'\b(?:src|srcset|href)="[^"]*"')


def _link(token: str) -> PreviewLink:
    link = sharing.find_link(token)
    if link is None:
        raise Http404
    return link


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The revision as it will read, marked as a sample, with a form for what its reader has to say."""
    link = _link(token)
    problems: list[str] = []
    try:
        if request.method == "POST":
            typed = request.POST
            sharing.note(link, kind=typed.get("kind", ""), name=typed.get("name", ""), words=typed.get("words", ""))
            return redirect(f"{reverse('preview', args=[token])}#said")
        if request.method == "GET":
            sharing.open_link(link)
    except Incomplete as error:
        problems = list(error.problems)
    except WorkflowError:
        return _page(request, "preview/ended.html", {"link": link}, title=_("This preview has ended"), status=410)
    revision = Revision.objects.with_parts().get(pk=link.revision_id)
    context = {
        "link": link,
        "reading": _with_photos_of(token, reading(revision)),
        "newer": link.article.current_revision_id != link.revision_id,
        "notes": list(link.notes.all()),
        "kinds": PreviewNote.Kind,
        "problems": problems,
        "typed": request.POST if problems else {},
    }
    title = _("Sample: %(title)s") % {"title": revision.title}
    return _page(request, "preview/preview.html", context, title=title, status=400 if problems else 200)


def _with_photos_of(token: str, shown: Reading) -> Reading:
    """The same, with every photo at the address that this link opens."""
    usual = reverse("photo_file", args=["x"]).removesuffix("x")
    opened = reverse("preview_photo", args=[token, "x"]).removesuffix("x")

    def moved(attribute: re.Match[str]) -> str:
        return attribute[0].replace(usual, opened)

    body = mark_safe(_ADDRESSES.sub(moved, shown.body))  # noqa: S308  (only addresses of the clean body change)
    photos = [
        replace(
            photo, address=photo.address.replace(usual, opened), full_address=photo.full_address.replace(usual, opened)
        )
        for photo in shown.photos
    ]
    return replace(shown, body=body, photos=photos)


@require_safe
def preview_photo(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """A photo of the revision that the link shows, while it shows it."""
    link = _link(token)
    if not sharing.is_open(link):
        raise Http404
    if media.find_photo(name, Photo.objects.filter(uses__revision=link.revision)) is None:
        raise Http404
    response = media.send(name)
    for header, value in PRIVATE.items():
        response.headers[header] = value
    return response


def _page(
    request: HttpRequest, template: str, context: dict[str, object], *, title: str, status: int = 200
) -> HttpResponse:
    request.current_app = desk.name
    frame = {**desk.each_context(request), "has_permission": False, "menu": [], "title": title}
    response = render(request, template, {**frame, **context}, status=status)
    for header, value in PRIVATE.items():
        response.headers[header] = value
    return response
