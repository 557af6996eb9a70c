"""Writing an article: the form for a new one and for the next revision of one that is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, cast

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Permission, Scope, allows, scope_of
from articles import body as body_module
from articles import workflow
from articles.content import Content
from articles.entry import Mistake, StoryEntry
from articles.errors import Incomplete, NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article, Revision
from articles.offers import available_verbs
from articles.revisions import prepare
from articles.signatures import standing_on
from articles.steps import WRITABLE
from articles.submission import submission_problems
from newsroom.desk.articles.access import (
    current_revision,
    find_article,
    page,
    person,
    problems_of,
    revision_with_parts,
    status_of,
)
from newsroom.desk.articles.reading import reading
from newsroom.desk.articles.reviewing import last_return, review_screen

View = TypeVar("View", bound=Callable[..., HttpResponse])


def editor_styles(view: View) -> View:
    """Let the editor set its own styles while it runs; scripts stay restricted to our own files."""
    return cast(View, csp_update({"style-src": UNSAFE_INLINE})(view))


@editor_styles
def article_add(request: HttpRequest) -> HttpResponse:
    """A new article."""
    by = person(request)
    scope = scope_of(by, Permission.WRITE_ARTICLES)
    if scope is None or (scope is Scope.OWN and by.department is None):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, StoryEntry(by=by))
    entry = StoryEntry(by=by, data=request.POST, files=request.FILES)
    if not entry.is_valid():
        return _form(request, entry, status=400)
    assert entry.department is not None  # noqa: S101 (the form requires it, or the person has one)
    try:
        article = workflow.create(by=by, department=entry.department, content=entry.content())
    except WorkflowError as error:
        return _form(request, entry, problems=problems_of(error), status=status_of(error))
    return _saved(request, article, current_revision(article).number, changed=True)


@editor_styles
def article_edit(request: HttpRequest, number: int) -> HttpResponse:
    """The next revision of an article."""
    by, article = person(request), find_article(request, number)
    if not available_verbs(article, by)["revise"]:
        return review_screen(request, article, error=_why_not(article))
    revision = current_revision(article)
    if request.method != "POST":
        return _form(request, StoryEntry(by=by, revision=revision), article)
    entry = StoryEntry(by=by, revision=revision, data=request.POST, files=request.FILES)
    if not entry.is_valid():
        return _form(request, entry, article, status=400)
    try:
        saved = workflow.revise(article, by=by, expected_revision=entry.expected_revision, content=entry.content())
    except Stale:
        fresh = find_article(request, number)
        # this screen was shown already, and the person saved without saying that she has read the newer text
        unticked = "newer_shown" in request.POST and not entry.form.cleaned_data["over_revision"]
        return _form(request, entry, fresh, newer=current_revision(fresh), unticked=unticked, status=409)
    except WorkflowError as error:
        return _form(request, entry, article, problems=problems_of(error), status=status_of(error))
    return _saved(request, article, saved.number, changed=saved.pk != revision.pk)


def _why_not(article: Article) -> WorkflowError:
    """Why the form does not open, as the verb would say it."""
    if article.state == Article.State.PUBLISHED:
        return WrongState(_("The article is published. A published text changes only by a correction."))
    if article.state not in WRITABLE:
        return NotPermitted(_("The article is in review; withdraw it first, or ask an editor to change it."))
    return NotPermitted()


def _saved(request: HttpRequest, article: Article, revision_number: int, *, changed: bool) -> HttpResponse:
    """Say what happened, hand in where that was asked, and go on to the review screen."""
    if "submit" not in request.POST:
        if changed:
            messages.success(request, _("Saved as revision %(number)d.") % {"number": revision_number})
        else:
            messages.info(request, _("Nothing was changed, so no new revision was made."))
        return redirect("desk:article_review", article.pk)
    try:
        workflow.submit(article, by=person(request), expected_revision=revision_number)
    except Incomplete:  # the form lists what is missing
        messages.warning(request, _("Your text is saved, but not handed in yet: something is missing."))
        return redirect("desk:article_edit", article.pk)
    except WorkflowError as error:
        messages.error(request, _("Your text is saved, but not handed in: %(reason)s") % {"reason": error})
        return redirect("desk:article_review", article.pk)
    messages.success(request, _("Saved and handed in. The first review begins."))
    return redirect("desk:article_review", article.pk)


def _form(
    request: HttpRequest,
    entry: StoryEntry,
    article: Article | None = None,
    *,
    newer: Revision | None = None,
    problems: list[str] | None = None,
    unticked: bool = False,
    status: int = 200,
) -> HttpResponse:
    by = person(request)
    mistakes = entry.mistakes()
    if unticked:
        mistakes.insert(0, Mistake("over", "", _("To save your text on top of the newer one, tick this box.")))
    editable = article is None or article.state in WRITABLE
    context = {
        "entry": entry,
        "article": article,
        "revision": entry.revision,
        "newer": newer,
        "newer_reading": reading(newer) if newer else None,
        "differing": differing_fields(entry.content(), newer) if newer else [],
        "problems": problems or [],
        "mistakes": mistakes,
        "missing": submission_problems(entry.revision) if entry.revision and status == 200 else [],
        "submits": editable and (article is None or allows(by, Permission.WRITE_ARTICLES, article.department_id)),
        "returned": last_return(article, list(article.sign_offs.all())) if article else None,
        "voids": "" if editable or article is None else _voids(article),
        "csrf_cookie_name": settings.CSRF_COOKIE_NAME,
        "department": article.department if article else by.department,
    }
    title = _("Edit “%(title)s”") % {"title": article} if article else _("Write an article")
    return page(request, "desk/articles/form.html", context, title=title, status=status)


def _voids(article: Article) -> str:
    """What a change of a text in review or approved costs, in words."""
    signed = len(standing_on(article))
    if article.state == Article.State.APPROVED:
        return ngettext(
            "The article is approved. A change voids %(count)d signature and begins the reviews anew.",
            "The article is approved. A change voids %(count)d signatures and begins the reviews anew.",
            signed,
        ) % {"count": signed}
    if not signed:
        return _("The article is in review. A change begins the reviews anew.")
    return ngettext(
        "The article is in review. A change voids %(count)d signature and begins the reviews anew.",
        "The article is in review. A change voids %(count)d signatures and begins the reviews anew.",
        signed,
    ) % {"count": signed}


def differing_fields(content: Content, revision: Revision) -> list[str]:
    """The names of the parts in which what a person entered differs from a saved revision.

    Both are compared as they would be stored: an editor writes the same text in other tags.
    """
    saved = revision_with_parts(revision.pk).content()
    content, saved = (_comparable(each) for each in (content, saved))
    labels = {
        "kicker": _("Kicker"),
        "title": _("Title"),
        "subtitle": _("Subtitle"),
        "kind": _("Kind"),
        "column_id": _("Column"),
        "summary": _("Summary"),
        "body": _("Body"),
        "bylines": _("Byline"),
        "attributions": _("Submitting departments"),
        "grid_area_ids": _("Grid areas"),
        "photos": _("Photos"),
    }
    return [label for name, label in labels.items() if getattr(content, name) != getattr(saved, name)]


def _comparable(content: Content) -> Content:
    """The content as it would be stored; as it is where it could not be stored at all."""
    try:
        return prepare(content)
    except Incomplete:
        return replace(content, body=body_module.clean(content.body))
