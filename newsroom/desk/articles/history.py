"""The history of an article, and its old revisions, for reading only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Revision
from newsroom.desk.articles.access import page, seen_article
from newsroom.desk.articles.reading import reading
from newsroom.desk.articles.standing import voided
from newsroom.desk.articles.trail import signed_in_words, trail

HIGHEST_NUMBER = 2**31 - 1


@require_safe
def article_history(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that happened to an article, and a list of its revisions."""
    article = seen_article(request, number)
    revisions = list(article.revisions.select_related("author").defer("body", "text"))
    sign_offs = list(article.sign_offs.all())
    void = voided(article, sign_offs)
    signed: dict[int, list[dict[str, object]]] = {}
    for sign_off in sign_offs:
        words = f"{signed_in_words(sign_off)} {sign_off.signer_name}"
        signed.setdefault(sign_off.revision_id, []).append({"words": words, "void": sign_off.pk in void})
    context = {
        "article": article,
        "trail": trail(article, revisions, sign_offs),
        "rows": [(revision, signed.get(revision.pk, [])) for revision in reversed(revisions)],
    }
    title = _("History of “%(title)s”") % {"title": article}
    return page(request, "desk/articles/history.html", context, title=title)


@require_safe
def article_revision(request: HttpRequest, number: int, revision: int) -> HttpResponse:
    """One revision as it was saved."""
    article = seen_article(request, number)
    known = Revision.objects.with_parts().select_related("author")
    found = known.filter(article=article, number=revision).first() if revision <= HIGHEST_NUMBER else None
    if found is None:
        raise Http404
    void = voided(article, article.sign_offs.all())
    context = {
        "article": article,
        "revision": found,
        "reading": reading(found),
        "sign_offs": [
            {"row": sign_off, "words": signed_in_words(sign_off), "void": sign_off.pk in void}
            for sign_off in found.sign_offs.all()
        ],
        "is_current": found.pk == article.current_revision_id,
        "last_number": article.current_revision.number if article.current_revision else 0,
    }
    title = _("Revision %(number)d of “%(title)s”") % {"number": found.number, "title": article}
    return page(request, "desk/articles/revision.html", context, title=title)
