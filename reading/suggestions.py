"""What is offered while a reader types: columns, departments, grid areas and people by name, and headlines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.models import Article, Byline, Column
from departments.models import Department, GridArea
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
    return [*_names(query), *_people_and_titles(query)]


def _containing(field: str, query: Query) -> Q:
    """The whole question within a field, as typed or in simplified characters."""
    whole = {" ".join(term.spellings[place] for term in query.terms) for place in (0, -1)}
    return reduce(or_, (Q(**{f"{field}__icontains": text}) for text in sorted(whole)))


def _names(query: Query) -> list[Suggestion]:
    kinds = {"column": _("Column"), "department": pgettext("readers", "Department"), "grid": _("Grid area")}
    named: list[tuple[str, QuerySet[Any]]] = [
        ("column", Column.objects.filter(is_active=True)),
        ("department", Department.objects.all()),
        ("grid", GridArea.objects.all()),
    ]
    rows = [
        objects.filter(_containing("name", query))
        .order_by()
        .values_list("name", "slug", Value(kind, output_field=CharField()))
        for kind, objects in named
    ]
    found = rows[0].union(*rows[1:], all=True).order_by("name")[:MOST_NAMES]
    return [Suggestion(name, kinds[kind], reverse(ADDRESSES[kind], args=[slug])) for name, slug, kind in found]


def _people_and_titles(query: Query) -> list[Suggestion]:
    found = find(entries(), query.terms, RELEVANCE).articles
    people = (
        Byline.objects.filter(_containing("name", query), revision__published_article__in=found)
        .values_list("name")
        .annotate(stories=Count("revision_id", distinct=True))
        .order_by("-stories", "name")[:MOST_PEOPLE]
    )
    best = found[:MOST_TITLES]  # what has the words in its headline is first among what was found
    titles = dict(Article.objects.published().filter(pk__in=best).values_list("pk", "published_revision__title"))
    authors = [Suggestion(name, _("Author"), reverse("reading:author", args=[name])) for name, _count in people]
    return authors + [
        Suggestion(titles[pk], pgettext("readers", "Story"), reverse("reading:article", args=[pk]))
        for pk in best
        if pk in titles and holds(titles[pk], query.spellings)
    ]
