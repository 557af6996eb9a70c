"""Preview links of an article in the desk: made, listed with what their readers said, revoked."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Permission, allows
from articles import sharing
from articles.errors import Incomplete, NotPermitted, Stale, WorkflowError
from articles.models import Article, PreviewLink
from articles.offers import available_verbs
from newsroom.desk.articles.access import current_revision, page, person, problems_of, seen_article, status_of

DAYS_OFFERED = (1, 3, 7, sharing.LONGEST_DAYS)


@require_http_methods(["GET", "HEAD", "POST"])
def article_previews(request: HttpRequest, number: int) -> HttpResponse:
    """The links of an article with a form for another one."""
    article, by = seen_article(request, number), person(request)
    if not allows(by, Permission.SHARE_DRAFTS, article.department_id):
        raise NotPermitted
    if request.method != "POST":
        return _page(request, article)
    try:
        sharing.share(
            article,
            by=by,
            expected_revision=_number(request, "expected_revision", Stale()),
            reader=request.POST.get("reader", ""),
            days=_number(request, "days", Incomplete([_("Choose for how many days the address works.")])),
        )
    except WorkflowError as error:
        return _page(request, seen_article(request, number), error=error)
    messages.success(request, _("The address is made. Copy it and send it to its reader."))
    return redirect("desk:article_previews", number)


@require_POST
def preview_revoke(request: HttpRequest, number: int, link: int) -> HttpResponse:
    """End a link at once."""
    article = seen_article(request, number)
    found = PreviewLink.objects.filter(article=article, pk=link).first() if link < 2**63 else None
    if found is None:
        raise Http404
    try:
        sharing.revoke(found, by=person(request))
    except NotPermitted:
        raise
    except WorkflowError as error:
        return _page(request, article, error=error)
    messages.success(request, _("Revoked: the address shows nothing any more."))
    return redirect("desk:article_previews", number)


def _number(request: HttpRequest, name: str, refusal: WorkflowError) -> int:
    typed = request.POST.get(name, "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise refusal
    return int(typed)


def _page(request: HttpRequest, article: Article, *, error: WorkflowError | None = None) -> HttpResponse:
    links = PreviewLink.objects.filter(article=article).select_related("created_by", "revoked_by", "revision")
    rows = []
    for link in links.prefetch_related("notes"):
        link.article = article
        address = settings.SITE_URL + reverse("preview", args=[sharing.token_of(link)])
        rows.append({"link": link, "address": address, "is_open": sharing.is_open(link)})
    context = {
        "article": article,
        "revision": current_revision(article),
        "rows": rows,
        "may_share": available_verbs(article, person(request))["share"],
        "days": DAYS_OFFERED,
        "problems": problems_of(error) if error else [],
        "reader": request.POST.get("reader", ""),
    }
    title = _("Previews of “%(title)s”") % {"title": article}
    status = status_of(error) if error else 200
    return page(request, "desk/articles/previews.html", context, title=title, status=status)
