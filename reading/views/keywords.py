"""Topics by keyword, each with the stories that have it."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from reading import keywords, matching
from reading.standing import standing
from reading.terms import Term
from reading.views.listing import found_stories, list_title
from reading.views.rendering import Crumb, Head, describe, own_site, page_path, public, render_page

_TERM = re.compile(r"[\u3400-\u9fff]{2,4}")
MOST_BESIDE = 12  # other topics under the stories of one


@public
def topics(request: HttpRequest) -> HttpResponse:
    """What the paper has written about lately."""
    found = keywords.topics()
    head = Head(
        title=_("Topics"),
        description=describe("、".join(topic.term for topic in found)),
        path=reverse("reading:topics"),
    )
    return render_page("topics.html", head, own_site(), {"topics": found, "section": "topics"})


@public
def topic(request: HttpRequest, term: str) -> HttpResponse:
    """The stories that have a term, latest first; 404 for what is no term or stands in no story."""
    if not _TERM.fullmatch(term):
        raise Http404
    matches = standing(("topic", term), lambda: matching.find(matching.entries(), [Term.of(term)]))
    listed = found_stories(request, matches.articles)
    if not listed.paginator.count:
        raise Http404
    head = Head(
        title=list_title(term, listed.number),
        description=describe(_("Stories about %(term)s.") % {"term": term}),
        path=page_path(reverse("reading:topic", args=[term]), listed.number),
        metas=(("ColumnName", term),),
        parents=(Crumb(_("Topics"), reverse("reading:topics")),),
    )
    others = [one for one in keywords.topics() if one.term != term][:MOST_BESIDE]
    cap = f"{matching.MOST_HITS:,}" if matches.is_capped else ""
    context = {"term": term, "listed": listed, "cap": cap, "others": others, "section": "topics"}
    return render_page("topic.html", head, own_site(), context)
