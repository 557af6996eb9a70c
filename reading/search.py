"""Searching the public stories: what was asked, the filters beside it, and the passages found."""

from __future__ import annotations

import re
from dataclasses import dataclass

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.body import without_controls
from articles.models import Article, Attribution, Column, RevisionGridArea
from departments.models import Department, GridArea

LONGEST_QUERY = 80  # characters; the rest is cut off, and the page says so
MOST_TERMS = 6
EXCERPT = 90  # characters
_SIGN_OF_A_WORD = re.compile(r"[^\W_]")
_QUOTATION_MARK = re.compile('["＂“”‘’「」『』]')  # texts print their own, so words are searched without
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asked for: the text shown again in the field, and the terms that must all occur."""

    text: str
    terms: tuple[str, ...]
    was_cut: bool = False

    @classmethod
    def parse(cls, raw: str) -> Query:
        """Any text whatever: controls go, spaces and quotation marks part terms; signs alone are no term."""
        text = " ".join(without_controls(raw[: 20 * LONGEST_QUERY]).split())
        cut = text[:LONGEST_QUERY].strip()
        words = [word for word in _QUOTATION_MARK.sub(" ", cut).split() if _SIGN_OF_A_WORD.search(word)]
        terms = tuple(dict.fromkeys(words))[:MOST_TERMS]
        return cls(cut, terms, len(text) > LONGEST_QUERY or len(raw) > 20 * LONGEST_QUERY)

    @property
    def is_unsearchable(self) -> bool:
        """Whether something was asked that no text can answer, such as punctuation alone."""
        return bool(self.text) and not self.terms


def containing(articles: QuerySet[Article], terms: tuple[str, ...]) -> QuerySet[Article]:
    """Articles whose public headline or text holds every term."""
    for term in terms:
        anywhere = Q()
        for field in ("title", "kicker", "subtitle", "text"):
            anywhere |= Q(**{f"published_revision__{field}__icontains": term})
        articles = articles.filter(anywhere)
    return articles


class StoryFilter(django_filters.FilterSet):
    """Filters beside the words. Choices are compared in memory, so that no odd value reaches the database."""

    column = django_filters.ChoiceFilter(
        label=_("Column"), field_name="published_revision__column__slug", empty_label=_("All columns")
    )
    department = django_filters.ChoiceFilter(
        label=_("Submitted by"), method="attributed", empty_label=_("All departments")
    )
    grid = django_filters.ChoiceFilter(label=_("Grid area"), method="about_area", empty_label=_("All grid areas"))
    since = django_filters.DateFilter(
        label=_("From"),
        field_name="published_at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = django_filters.DateFilter(
        label=_("Until"),
        field_name="published_at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        """Only the filters named above."""

        model = Article
        fields: list[str] = []

    def __init__(self, data: dict[str, str], queryset: QuerySet[Article]) -> None:
        super().__init__(data, queryset=queryset)
        choices: dict[str, Choices] = {
            "column": list(Column.objects.order_by("order", "name").values_list("slug", "name")),
            "department": list(Department.objects.order_by("-kind", "name").values_list("slug", "name")),
            "grid": list(GridArea.objects.order_by("number").values_list("slug", "name")),
        }
        for name, options in choices.items():
            self.filters[name].extra["choices"] = options

    @cached_property
    def in_use(self) -> bool:
        """Whether any filter narrows the search."""
        return self.form.is_valid() and any(self.form.cleaned_data.values())

    def attributed(self, articles: QuerySet[Article], name: str, slug: str) -> QuerySet[Article]:
        """Stories that name the department with this address as their source."""
        named = Attribution.objects.filter(revision=OuterRef("published_revision"), department__slug=slug)
        return articles.filter(Exists(named))

    def about_area(self, articles: QuerySet[Article], name: str, slug: str) -> QuerySet[Article]:
        """Stories about the grid area with this address."""
        named = RevisionGridArea.objects.filter(revision=OuterRef("published_revision"), grid_area__slug=slug)
        return articles.filter(Exists(named))


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text, and whether it is what was searched for."""

    text: str
    is_hit: bool


def mark(text: str, terms: tuple[str, ...]) -> list[Passage]:
    """The text in passages, hits apart. Templates escape each passage, so nothing here is HTML."""
    if not terms:
        return [Passage(text, False)] if text else []
    pattern = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return [Passage(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece]


def excerpt(text: str, terms: tuple[str, ...]) -> list[Passage]:
    """About EXCERPT characters of a text around its first hit, or from its beginning, hits apart."""
    flat = " ".join(text.split())
    lower = flat.lower()
    first = min((place for term in terms if (place := lower.find(term.lower())) >= 0), default=0)
    start = max(0, first - EXCERPT // 3)
    piece = flat[start : start + EXCERPT]
    before = "……" if start else ""
    after = "……" if start + EXCERPT < len(flat) else ""
    return mark(f"{before}{piece}{after}", terms)


def asked(data: QueryDict) -> dict[str, str]:
    """The query and filters of a request, cleaned and cut: what is searched, shown in fields and kept in links."""
    names = ("q", *StoryFilter.base_filters)
    return {name: without_controls(value)[:LONGEST_QUERY] for name in names if (value := data.get(name, ""))}
