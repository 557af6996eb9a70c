"""What is offered while a reader types: columns, departments, grid areas and people by name, and headlines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.models import Article, Column
from departments.models import Department, GridArea
from reading import authors
from reading.matching import RELEVANCE, entries, find
from reading.passages import holds
from reading.terms import Query

MOST_NAMES = 4
MOST_PEOPLE = 3
MOST_TITLES = 5
ADDRESSES = {"column": "reading:column", "department": "reading:department", "grid": "reading:grid_area"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to go to: its name, what it is in words, and its address."""

    text: str
    kind: str
    url: str


def suggest(query: Query) -> list[Suggestion]:
    """What the words may mean, names first; empty for no words. Four queries whatever is typed."""
    if not query.terms:
        return []
    return [*_names(query), *_people(query), *_titles(query)]


def _whole(query: Query) -> list[str]:
    """The whole question, as typed and in simplified characters."""
    return sorted({" ".join(term.spellings[place] for term in query.terms) for place in (0, -1)})


def _names(query: Query) -> list[Suggestion]:
    kinds = {"column": _("Column"), "department": pgettext("readers", "Department"), "grid": _("Grid area")}
    named: list[tuple[str, QuerySet[Any]]] = [
        ("column", Column.objects.filter(is_active=True)),
        ("department", Department.objects.all()),
        ("grid", GridArea.objects.all()),
    ]
    asked = reduce(or_, (Q(name__icontains=text) for text in _whole(query)))
    rows = [
        objects.filter(asked).order_by().values_list("name", "slug", Value(kind, output_field=CharField()))
        for kind, objects in named
    ]
    found = rows[0].union(*rows[1:], all=True).order_by("name")[:MOST_NAMES]
    return [Suggestion(name, kinds[kind], reverse(ADDRESSES[kind], args=[slug])) for name, slug, kind in found]


def _people(query: Query) -> list[Suggestion]:
    asked = [text.lower() for text in _whole(query)]
    named = (author for author in authors.foremost() if any(text in author.name.lower() for text in asked))
    return [Suggestion(author.name, _("Author"), author.url) for author in islice(named, MOST_PEOPLE)]


def _titles(query: Query) -> list[Suggestion]:
    # Those with the words in their headline come first.
    best = find(entries(), query.terms, RELEVANCE).articles[:MOST_TITLES]
    titles = dict(Article.objects.published().filter(pk__in=best).values_list("pk", "published_revision__title"))
    return [
        Suggestion(titles[pk], pgettext("readers", "Story"), reverse("reading:article", args=[pk]))
        for pk in best
        if pk in titles and holds(titles[pk], query.spellings)
    ]
