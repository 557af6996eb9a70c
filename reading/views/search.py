"""The search page, and what it offers while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import F, Func, TextField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reading import keywords, matching, querysets
from reading.nearest import known, nearest
from reading.pagination import paginate
from reading.passages import Passage, excerpt, holds, mark
from reading.search import StoryFilter, asked
from reading.stories import Story
from reading.suggestions import Suggestion, suggest
from reading.terms import LONGEST_QUERY, Query
from reading.views.rendering import Head, own_site, public, render_page

MOST_COLUMNS = 12
MOST_TOPICS = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """A story found, with the passages that hold what was searched for."""

    story: Story
    kicker: list[Passage]
    title: list[Passage]
    subtitle: list[Passage]
    passages: list[Passage]


def _hit(row: dict[str, Any], spellings: tuple[str, ...]) -> Hit:
    story = Story.from_row(row)
    texts = (row["published_revision__text"], row["story_summary"], row["search_rest"])
    shown = next((text for text in texts if holds(text, spellings)), texts[0])
    return Hit(
        story=story,
        kicker=mark(story.kicker, spellings),
        title=mark(story.title, spellings),
        subtitle=mark(story.subtitle, spellings),
        passages=excerpt(shown, spellings),
    )


def _hits(articles: list[int], spellings: tuple[str, ...]) -> list[Hit]:
    """The stories of one page in their order; what ceased to be public since it was found is left out."""
    rest = Func(F("published_revision_id"), function="newsroom_search_rest", output_field=TextField())
    shown = querysets.stories().filter(pk__in=articles).annotate(search_rest=rest)
    rows = querysets.story_rows(shown, "published_revision__text", "search_rest")
    by_article = {row["story_pk"]: row for row in rows}
    return [_hit(by_article[pk], spellings) for pk in articles if pk in by_article]


def _found(request: HttpRequest, query: Query, filters: StoryFilter) -> tuple[Page[Any] | None, bool]:
    """The page of hits, None while nothing has been asked, and whether there are more than are counted."""
    if query.is_unsearchable or not (query.terms or filters.in_use):
        return None, False
    matches = matching.find(filters.qs, query.terms, filters.ordering)
    listed = paginate(request, matches.articles)
    listed.object_list = _hits(list(listed.object_list), query.spellings)
    return listed, matches.is_capped


@dataclass(frozen=True, slots=True)
class Help:
    """Ways on for who has found nothing, or does not know yet what to ask."""

    nearest: list[Suggestion]
    columns: list[Suggestion]
    topics: list[keywords.Topic]


def _help(query: Query) -> Help:
    ways = known()
    return Help(nearest(query, ways.names), ways.columns[:MOST_COLUMNS], ways.topics[:MOST_TOPICS])


@public
def search(request: HttpRequest) -> HttpResponse:
    """Search the public stories by words, column, department, grid area and date."""
    query = Query.parse(request.GET.get("q", ""))
    kept = asked(request.GET)
    filters = StoryFilter(kept, matching.entries())
    listed, is_capped = _found(request, query, filters)
    title = _("Search: %(query)s") % {"query": query.text} if query.text else pgettext("readers", "Search")
    used = filters.used(kept)
    narrowing = {name: value for name, value in kept.items() if name != "q"}
    is_answered = listed is not None and listed.paginator.count > 0
    context = {
        "help": None if is_answered else _help(query),
        "query": query,
        "longest": LONGEST_QUERY,
        "filters": filters,
        "used": used,
        "without_filters": urlencode({"q": query.text}),
        "narrowing": urlencode(narrowing),
        "listed": listed,
        "is_capped": is_capped,
        "cap": f"{matching.MOST_HITS:,}",
        "kept": urlencode(kept),
        "section": "search",
    }
    # The field itself may stand in the lists of search engines; what it found, which is without end, may not.
    head = Head(title=title, path=reverse("reading:search"), is_indexed=not request.GET)
    return render_page("search.html", head, own_site(), context)


@public
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the words typed so far may mean, as JSON: ``{"suggestions": [{"text", "kind", "url"}, …]}``."""
    found = suggest(Query.parse(request.GET.get("q", "")))
    rows = [{"text": one.text, "kind": one.kind, "url": one.url} for one in found]
    return JsonResponse({"suggestions": rows}, json_dumps_params={"ensure_ascii": False})
