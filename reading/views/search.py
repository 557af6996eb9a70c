"""The search page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reading import querysets
from reading.pagination import COUNT_CAP, CappedPaginator, paginate
from reading.search import Passage, Query, StoryFilter, asked, containing, excerpt, mark
from reading.stories import Story
from reading.views.rendering import Head, own_site, public, render_page


@dataclass(frozen=True, slots=True)
class Hit:
    """A story found, with the passages that hold what was searched for."""

    story: Story
    kicker: list[Passage]
    title: list[Passage]
    subtitle: list[Passage]
    passages: list[Passage]


def _hit(row: dict[str, Any], terms: tuple[str, ...]) -> Hit:
    story = Story.from_row(row)
    return Hit(
        story=story,
        kicker=mark(story.kicker, terms),
        title=mark(story.title, terms),
        subtitle=mark(story.subtitle, terms),
        passages=excerpt(row["published_revision__text"], terms),
    )


def _found(request: HttpRequest, query: Query, filters: StoryFilter) -> Page[Any] | None:
    """The page of hits, or None while nothing has been asked."""
    if query.is_unsearchable or not (query.terms or filters.in_use):
        return None
    rows = querysets.story_rows(containing(filters.qs, query.terms), "published_revision__text")
    listed = paginate(request, rows, paginator=CappedPaginator)
    listed.object_list = [_hit(row, query.terms) for row in listed.object_list]
    return listed


@public
def search(request: HttpRequest) -> HttpResponse:
    """Search the public stories by words, column, department, grid area and date."""
    query = Query.parse(request.GET.get("q", ""))
    kept = asked(request.GET)
    filters = StoryFilter(kept, querysets.stories())
    listed = _found(request, query, filters)
    title = _("Search: %(query)s") % {"query": query.text} if query.text else pgettext("readers", "Search")
    context = {
        "query": query,
        "filters": filters,
        "listed": listed,
        "cap": f"{COUNT_CAP:,}",
        "kept": urlencode(kept),
        "section": "search",
    }
    head = Head(title=title, path=reverse("reading:search"), is_indexed=False)
    return render_page("search.html", head, own_site(), context)
