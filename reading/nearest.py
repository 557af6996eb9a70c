"""What a question that found nothing may have meant: names the paper knows that look or sound like it.

Chinese is mostly typed by its sound, so that a slip is another character of the same syllable. Names are compared by
characters and by syllables, whichever is nearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin
from rapidfuzz.distance import Indel

from articles.models import Column
from departments.models import Department, DepartmentAlias, GridArea
from reading import authors, keywords
from reading.models import public_state
from reading.suggestions import Suggestion
from reading.terms import Query

MOST_NAMES = 6
MOST_AUTHORS = 300  # who are named most often
LEAST_LIKENESS = 0.6  # of 1: three of five characters or syllables in their order
SOUND = 0.98  # of the likeness in characters, so that of two names as near the one that looks alike comes first
KEPT_FOR = 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Name:
    """A name with what it is and where it leads, and its syllables."""

    suggestion: Suggestion
    text: str
    sound: tuple[str, ...]


def nearest(query: Query, among: Iterable[Name] | None = None) -> list[Suggestion]:
    """The names nearest to the question or to one of its words, the nearest first; empty where none is near."""
    words = [term.spellings[-1] for term in query.terms]
    asked = [(word, syllables(word)) for word in dict.fromkeys(["".join(words), *words]) if len(word) > 1]
    best: dict[str, tuple[float, Suggestion]] = {}
    for name in (names() if among is None else among) if asked else ():
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
    return tuple(lazy_pinyin(text.lower()))


def names() -> list[Name]:
    """Every name that leads somewhere, kept while nothing public changes; one query when kept."""
    key = f"reading.names:{get_language()}:{public_state()}"
    kept: list[Name] | None = cache.get(key)
    if kept is None:
        kept = [Name(Suggestion(text, kind, url), text, syllables(text)) for text, kind, url in _named()]
        cache.set(key, kept, KEPT_FOR)
    return kept


def _named() -> Iterator[tuple[str, str, str]]:
    """Names with their kind and address: of columns, departments by every name they have, areas, people, topics."""
    department, area = pgettext("readers", "Department"), _("Grid area")
    for name, slug in Column.objects.filter(is_active=True).values_list("name", "slug"):
        yield name, _("Column"), reverse("reading:column", args=[slug])
    for name, short, slug in Department.objects.values_list("name", "short_name", "slug"):
        yield from ((each, department, reverse("reading:department", args=[slug])) for each in (name, short) if each)
    for name, slug in DepartmentAlias.objects.values_list("name", "department__slug"):
        yield name, department, reverse("reading:department", args=[slug])
    for name, theme, slug in GridArea.objects.values_list("name", "theme", "slug"):
        yield from ((each, area, reverse("reading:grid_area", args=[slug])) for each in (name, theme) if each)
    for row in authors.names(MOST_AUTHORS):
        if url := authors.author_url(row["name"]):
            yield row["name"], _("Author"), url
    for topic in keywords.topics():
        yield topic.term, pgettext("readers", "Topic"), reverse("reading:topic", args=[topic.term])
