"""What a question that found nothing may have meant: names the paper knows that look or sound like it.

Chinese is mostly typed by its sound, so that a slip is another character of the same syllable. Names are compared by
characters and by syllables, whichever is nearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from rapidfuzz.distance import Indel

from articles.models import Column
from departments.models import Department, DepartmentAlias, GridArea
from reading import authors, keywords
from reading.standing import standing
from reading.suggestions import Suggestion
from reading.terms import Query

MOST_NAMES = 6
MOST_AUTHORS = 300  # who are named most often
LEAST_LIKENESS = 0.6  # of 1: three of five characters or syllables in their order
SOUND = 0.98  # of the likeness in characters, so that of two names as near the one that looks alike comes first


@dataclass(frozen=True, slots=True)
class Name:
    """A name with what it is and where it leads, and its syllables."""

    suggestion: Suggestion
    text: str
    sound: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What leads somewhere: every name, and of these the active columns in their order and the topics, best first."""

    names: list[Name]
    columns: list[Suggestion]
    topics: list[keywords.Topic]


def nearest(query: Query, among: Iterable[Name]) -> list[Suggestion]:
    """The names nearest to the question or to one of its words, the nearest first; empty where none is near."""
    words = [term.spellings[-1] for term in query.terms]
    asked = [(word, syllables(word)) for word in dict.fromkeys(["".join(words), *words]) if len(word) > 1]
    best: dict[str, tuple[float, Suggestion]] = {}
    for name in among if asked else ():
        near = max(likeness(word, sound, name) for word, sound in asked)
        url = name.suggestion.url
        if near >= LEAST_LIKENESS and near > best.get(url, (0.0,))[0]:
            best[url] = (near, name.suggestion)
    ranked = sorted(best.values(), key=lambda found: (-found[0], found[1].text))
    return [suggestion for _near, suggestion in ranked[:MOST_NAMES]]


def likeness(word: str, sound: Sequence[str], name: Name) -> float:
    """How near a word is to a name, from 0 to 1."""
    looks = Indel.normalized_similarity(word, name.text)
    return max(looks, SOUND * Indel.normalized_similarity(sound, name.sound))


def syllables(text: str) -> tuple[str, ...]:
    """The sound of each character, without its tone; what is no Chinese character stays in one piece."""
    from pypinyin import lazy_pinyin  # half a second to read, which no command should wait for

    return tuple(lazy_pinyin(text.lower()))


def known() -> Known:
    """Every name that leads somewhere, worked out once for each state of what is public; one query when known."""
    return standing(("known", get_language()), _known)


def _known() -> Known:
    topics = keywords.topics()
    named = [Name(Suggestion(text, kind, url), text, syllables(text)) for text, kind, url in _named(topics)]
    columns = [name.suggestion for name in named if name.suggestion.kind == _("Column")]
    return Known(named, columns, topics)


def _named(topics: Sequence[keywords.Topic]) -> Iterator[tuple[str, str, str]]:
    """Names with their kind and address: of columns, departments by every name they have, areas, people, topics."""
    kinds = {"column": _("Column"), "department": pgettext("readers", "Department"), "grid_area": _("Grid area")}
    for page, name, slug in _names_with_addresses():
        if name:
            yield name, kinds[page], reverse(f"reading:{page}", args=[slug])
    for author in authors.foremost(MOST_AUTHORS):
        yield author.name, _("Author"), author.url
    for topic in topics:
        yield topic.term, pgettext("readers", "Topic"), reverse("reading:topic", args=[topic.term])


def _names_with_addresses() -> list[tuple[str, str, str]]:
    """The page, a name and the address there of every column, department and area, columns in their order; one query.

    The names may be empty.
    """
    own: list[tuple[str, QuerySet[Any], str, str, str | None]] = [
        ("column", Column.objects.filter(is_active=True), "name", "slug", "order"),
        ("department", Department.objects.all(), "name", "slug", None),
        ("department", Department.objects.all(), "short_name", "slug", None),
        ("department", DepartmentAlias.objects.all(), "name", "department__slug", None),
        ("grid_area", GridArea.objects.all(), "name", "slug", None),
        ("grid_area", GridArea.objects.all(), "theme", "slug", None),
    ]
    rows = [
        objects.order_by().values_list(
            Value(page, output_field=CharField()),
            F(name),
            F(slug),
            F(order) if order else Value(0, output_field=IntegerField()),
        )
        for page, objects, name, slug, order in own
    ]
    return [(page, name, slug) for page, name, slug, _order in sorted(rows[0].union(*rows[1:]), key=_place)]


def _place(row: tuple[str, str, str, int]) -> tuple[str, int, str]:
    page, name, _slug, order = row
    return page, order, name
