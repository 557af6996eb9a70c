"""Working copies by address: the form puts them down every few seconds, a person looks at one or discards it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.roles import Permission, allows
from articles import body as body_module
from articles import working_copies
from articles.addresses import photo_address
from articles.differences import compare
from articles.differences.names import names_of
from articles.entry import StoryEntry
from articles.models import Article, Photo, WorkingCopy
from newsroom.desk.articles import copies
from newsroom.desk.articles.access import current_revision, page, person
from newsroom.desk.articles.conflicts import comparable
from newsroom.desk.articles.copies import CopyRefused
from newsroom.desk.articles.form_page import article_for_form

PICTURE_WIDTH = 480  # pixels, of the stored copies


@require_http_methods(["GET", "HEAD", "POST"])
def article_copy(request: HttpRequest, number: int) -> HttpResponse:
    """Put down what the form of an article holds, or look at what was put down."""
    by, article = person(request), article_for_form(request, number)
    if not allows(by, Permission.WRITE_ARTICLES, article.department_id):
        raise PermissionDenied
    if request.method == "POST":
        return _put_down(request, by, article)
    copy = working_copies.find(by, article)
    if copy is None:
        messages.info(request, _("There is no working copy of yours any more."))
        return redirect("desk:article_review", number)
    return _look(request, by, article, copy)


@require_http_methods(["GET", "HEAD", "POST"])
def new_copy(request: HttpRequest, key: str) -> HttpResponse:
    """The same for a story that is not saved yet, by the key of its form."""
    by = person(request)
    if not allows(by, Permission.WRITE_ARTICLES):
        raise PermissionDenied
    if request.method == "POST":
        return _put_down(request, by, None)
    copy = working_copies.find(by, None, key)
    if copy is None:
        raise Http404
    return _look(request, by, None, copy)


@require_POST
def article_copy_discard(request: HttpRequest, number: int) -> HttpResponse:
    """Forget the working copy of an article."""
    by, article = person(request), article_for_form(request, number)
    if not allows(by, Permission.WRITE_ARTICLES, article.department_id):
        raise PermissionDenied
    working_copies.discard(by, article)
    messages.info(request, _("The working copy was discarded. This is the saved text."))
    return redirect("desk:article_review", number)


@require_POST
def new_copy_discard(request: HttpRequest, key: str) -> HttpResponse:
    """Forget a story that was begun."""
    by = person(request)
    if not allows(by, Permission.WRITE_ARTICLES):
        raise PermissionDenied
    working_copies.discard(by, None, key)
    messages.info(request, _("The working copy was discarded."))
    return redirect("desk:article_add")


def _put_down(request: HttpRequest, by: User, article: Article | None) -> JsonResponse:
    """Answers in JSON: ``message`` to show, ``warning`` beside it where somebody saved a newer revision meanwhile."""
    try:
        copy = copies.put_down(by, article, request.POST)
    except CopyRefused as refusal:
        return JsonResponse({"message": str(refusal)}, status=409)
    answer = {"message": _("Saved as a working copy at %(time)s") % {"time": copies.shown(copy)}, "warning": ""}
    if article is not None and copy.based_on < current_revision(article).number:
        newer = current_revision(article)
        words = {"name": newer.author.name, "number": newer.number}
        answer["warning"] = (
            _("%(name)s saved revision %(number)d meanwhile. When you save, you see both texts side by side.") % words
        )
    return JsonResponse(answer)


def _look(request: HttpRequest, by: User, article: Article | None, copy: WorkingCopy) -> HttpResponse:
    """The working copy as it stands; of an article what it changes."""
    revision = current_revision(article) if article else None
    entry = StoryEntry(by=by, revision=revision, filling=copies.filling_of(copy), asks_note=True)
    mine = comparable(entry.as_typed())
    comparison = None
    if revision is not None:
        saved = comparable(revision.content())
        comparison = compare(saved, mine, names_of(saved, mine))
    wanted = [picture.photo_id for picture in mine.photos]
    photos = {photo.pk: photo for photo in Photo.objects.visible_to(by).filter(pk__in=wanted)}
    if article is not None:
        take_up = "desk:article_correct" if article.state == Article.State.PUBLISHED else "desk:article_edit"
        address, discard = reverse(take_up, args=[article.pk]), reverse("desk:article_copy_discard", args=[article.pk])
    else:
        address, discard = reverse("desk:article_add"), reverse("desk:new_copy_discard", args=[copy.form_key])
    context: dict[str, Any] = {
        "article": article,
        "revision": revision,
        "copy": copy,
        "time": copies.shown(copy),
        "is_older": revision is not None and copy.based_on < revision.number,
        "content": mine,
        "body": body_module.render(mine.body),
        "photos": [
            (photo_address(photos[picture.photo_id], PICTURE_WIDTH), photos[picture.photo_id], picture)
            for picture in mine.photos
            if picture.photo_id in photos and not picture.inline
        ],
        "comparison": comparison,
        "take_up": f"{address}?copy={copy.form_key or 1}",
        "discard": discard,
    }
    title = _("Working copy of “%(title)s”") % {"title": copies.title_of(copy)}
    return page(request, "desk/articles/copy.html", context, title=title)
