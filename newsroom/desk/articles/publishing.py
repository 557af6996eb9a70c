"""Publishing one approved story online, ahead of its issue or as a correction, after a page that asks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission, allows
from articles import workflow
from articles.errors import NotPermitted, WorkflowError, WrongState
from articles.forms import ActForm
from articles.models import Article, Revision
from articles.signatures import signature_problems
from issues.models import Placement
from newsroom.desk.articles.access import current_revision, page, person, seen_article, status_of
from newsroom.desk.articles.acts import unreadable
from newsroom.desk.articles.changes import COLUMNS, difference, mode_of, with_parts
from newsroom.desk.articles.overtaken import refusal_in_words
from newsroom.desk.articles.queue_run import Run, review_address
from newsroom.desk.articles.reviewing import Refusal, review_screen
from newsroom.desk.articles.standing import steps


@require_http_methods(["GET", "HEAD", "POST"])
def article_publish(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, saying what readers will see from then on; and publish."""
    article, by = seen_article(request, number), person(request)
    if not allows(by, Permission.PUBLISH_ISSUES, article.department_id):
        return review_screen(request, article, error=NotPermitted())
    if request.method != "POST":
        if article.state != Article.State.APPROVED:
            return review_screen(request, article, error=WrongState(_("Only an approved article can be published.")))
        return _question(request, article)
    form = ActForm(request.POST)
    try:
        if not form.is_valid():
            raise unreadable(form)
        published = workflow.publish(article, by=by, expected_revision=form.cleaned_data["expected_revision"])
    except WorkflowError as error:
        fresh, refusal = seen_article(request, number), Refusal(error, "publish", form)
        if fresh.state != Article.State.APPROVED:
            return review_screen(request, fresh, refusal=refusal)
        words = refusal_in_words(error, fresh, by, read=refusal.read, step="")
        return _question(request, fresh, problems=words, status=status_of(error))
    link = format_html('<a href="{}">{}</a>', published.get_absolute_url(), _("As residents read it"))
    done = _("The correction is public.") if published.corrected_at else _("The article is public.")
    messages.success(request, format_html("{} {}", done, link))
    return redirect(review_address(request, number))


def _question(
    request: HttpRequest, article: Article, *, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    public = article.published_revision_id
    loaded = with_parts({current_revision(article).pk} | ({public} if public else set()))
    article.current_revision = revision = loaded[current_revision(article).pk]
    published: Revision | None = loaded[public] if public else None
    context: dict[str, Any] = {
        "article": article,
        "revision": revision,
        "published": published,
        "comparison": difference(published, revision) if published else None,
        "mode": mode_of(request),
        "columns": COLUMNS,
        "steps": steps(article, article.sign_offs.all()),
        "placement": Placement.objects.filter(article=article).select_related("issue__publication", "page").last(),
        "problems": problems or signature_problems(article),
        "run": Run.from_request(request, article.pk),
    }
    title = _("Publish the correction of “%(title)s”?") if published else _("Publish “%(title)s” online?")
    return page(request, "desk/articles/publish.html", context, title=title % {"title": article}, status=status)
