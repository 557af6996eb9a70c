"""Any two revisions of an article beside each other."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.desk.articles.access import current_revision, page, seen_article
from newsroom.desk.articles.changes import COLUMNS, difference, mode_of, with_parts


@require_safe
def article_compare(request: HttpRequest, number: int) -> HttpResponse:
    """What changed from the revision ``old`` to the revision ``new``; by default from the one before to the current."""
    article = seen_article(request, number)
    last = current_revision(article).number
    revisions = {r.number: r for r in article.revisions.select_related("author").defer("body", "text")}
    asked = [request.GET.get(name, "") for name in ("old", "new")]
    numbers = [int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0 for word in asked]
    new = numbers[1] or last
    old = numbers[0] or max((n for n in revisions if n < new), default=new)
    if old not in revisions or new not in revisions:
        raise Http404
    loaded = with_parts({revisions[old].pk, revisions[new].pk})
    older, newer = loaded[revisions[old].pk], loaded[revisions[new].pk]
    context = {
        "article": article,
        "revisions": list(revisions.values()),
        "older": older,
        "newer": newer,
        "comparison": difference(older, newer),
        "mode": mode_of(request),
        "columns": COLUMNS,
    }
    title = _("Revisions %(old)d and %(new)d of “%(title)s”") % {"old": old, "new": new, "title": article}
    return page(request, "desk/articles/compare.html", context, title=title)
