"""Correcting a public text: the same form, with the sentence that readers are told, into the same reviews."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles import workflow
from articles.errors import NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article
from articles.offers import available_verbs
from newsroom.desk.articles import copies
from newsroom.desk.articles.access import person, problems_of, status_of
from newsroom.desk.articles.editing import Task, article_edit, crop_photos, refused
from newsroom.desk.articles.form_page import article_for_form, editor_styles


@editor_styles
def article_correct(request: HttpRequest, number: int) -> HttpResponse:
    """Propose a correction; while one is in work already, that is what is mended."""
    by, article = person(request), article_for_form(request, number)
    verbs = available_verbs(article, by)
    if not verbs["correct"]:
        if article.published_revision_id is not None and article.state != Article.State.PUBLISHED and verbs["revise"]:
            return redirect("desk:article_edit", number) if request.method != "POST" else article_edit(request, number)
        return refused(Task(request, by, article), _why_not(article))
    task = Task(request, by, article, correcting=True)
    if request.method != "POST":
        return task.show()
    if "discard" in request.POST:
        copies.finished(by, article, request.POST)
        messages.info(request, _("Your correction was discarded. The public text stays as it is."))
        return redirect("desk:article_review", number)
    if "take_over" in request.POST or "put_back" in request.POST:
        return task.bring_together()
    if task.asks_proofreader:
        return task.proofread()
    entry, wishes = task.entry(), task.wishes()
    if "keep" in request.POST:
        return task.put_by(entry)
    if not entry.is_valid():
        return task.form(entry, wishes, status=400)
    try:
        workflow.correct(article, by=by, expected_revision=entry.expected_revision, content=entry.content())
    except Stale:
        return task.conflict(entry, wishes, number, unticked="newer_shown" in request.POST)
    except WorkflowError as error:
        return task.form(entry, wishes, problems=problems_of(error), status=status_of(error))
    copies.finished(by, article, request.POST)
    crop_photos(request, entry)
    messages.success(request, _("The correction is handed in. Readers see it when every review has signed it."))
    return redirect("desk:article_review", number)


def _why_not(article: Article) -> WorkflowError:
    if article.state == Article.State.PUBLISHED:
        return NotPermitted()
    if article.published_revision_id is not None:
        return NotPermitted(_("A correction of this article is in review already."))
    return WrongState(_("Only a published article is corrected."))
