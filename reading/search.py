"""The search page's filters: what narrows a search, which of it is in use, and how to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import CharField, Exists, F, IntegerField, OuterRef, QuerySet, Value
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.body import without_controls
from articles.models import Attribution, Column, RevisionGridArea, SearchEntry
from departments.models import Department, GridArea
from reading.matching import DATE, RELEVANCE, containing
from reading.terms import LONGEST_QUERY

__all__ = ["StoryFilter", "Used", "asked", "containing"]

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Used:
    """A filter in use: its name, what it is set to in words, and the query string without it."""

    label: str
    value: str
    without: str


class StoryFilter(django_filters.FilterSet):
    """Filters beside the words. Choices are compared in memory, so that no odd value reaches the database."""

    column = django_filters.ChoiceFilter(
        label=_("Column"), field_name="revision__column__slug", empty_label=_("All columns")
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
    order = django_filters.ChoiceFilter(
        label=_("Order"),
        method="unfiltered",
        empty_label=None,
        choices=[(RELEVANCE, _("Best match first")), (DATE, _("Newest first"))],
    )

    class Meta:
        """Only the filters named above."""

        model = SearchEntry
        fields: list[str] = []

    def __init__(self, data: dict[str, str], queryset: QuerySet[SearchEntry]) -> None:
        super().__init__(data, queryset=queryset)
        for name, options in _choices().items():
            self.filters[name].extra["choices"] = options

    @cached_property
    def narrowing(self) -> dict[str, object]:
        """The filters that narrow the search, by name, with their cleaned values."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value and name != "order"}

    @property
    def in_use(self) -> bool:
        """Whether any filter narrows the search."""
        return bool(self.narrowing)

    @property
    def ordering(self) -> str:
        """How the hits are to be ordered: by relevance unless asked otherwise."""
        self.form.is_valid()
        return self.form.cleaned_data.get("order") or RELEVANCE

    def used(self, kept: dict[str, str]) -> list[Used]:
        """The filters in use, each with the question that remains when it is taken back."""
        found = list[Used]()
        for name in self.narrowing:
            words = dict(self.filters[name].extra.get("choices", ()))
            rest = {key: value for key, value in kept.items() if key != name}
            found.append(Used(str(self.filters[name].label), str(words.get(kept[name], kept[name])), urlencode(rest)))
        return found

    def attributed(self, entries: QuerySet[SearchEntry], name: str, slug: str) -> QuerySet[SearchEntry]:
        """Stories that name the department with this address as their source."""
        named = Attribution.objects.filter(revision=OuterRef("revision"), department__slug=slug)
        return entries.filter(Exists(named))

    def about_area(self, entries: QuerySet[SearchEntry], name: str, slug: str) -> QuerySet[SearchEntry]:
        """Stories about the grid area with this address."""
        named = RevisionGridArea.objects.filter(revision=OuterRef("revision"), grid_area__slug=slug)
        return entries.filter(Exists(named))

    def unfiltered(self, entries: QuerySet[SearchEntry], name: str, value: str) -> QuerySet[SearchEntry]:
        """The order narrows nothing."""
        return entries


def _choices() -> dict[str, Choices]:
    """The columns, departments and grid areas to choose from, each in their order; one query."""
    number, word = Value(0, output_field=IntegerField()), Value("", output_field=CharField())
    listed: list[tuple[str, QuerySet[Any], Any, Any]] = [
        ("column", Column.objects.all(), F("order"), word),
        ("department", Department.objects.all(), number, F("kind")),
        ("grid", GridArea.objects.all(), F("number"), word),
    ]
    rows = [
        objects.order_by()
        .annotate(list_name=Value(name, output_field=CharField()), place=first, rank=then)
        .values_list("list_name", "slug", "name", "place", "rank")
        for name, objects, first, then in listed
    ]
    choices: dict[str, Choices] = {name: [] for name, *_rest in listed}
    for name, slug, label, *_order in rows[0].union(*rows[1:]).order_by("place", "-rank", "name"):
        choices[name].append((slug, label))
    return choices


PARAMETERS = ("q", *StoryFilter.base_filters)


def asked(data: QueryDict) -> dict[str, str]:
    """The query and filters of a request, cleaned and cut: what is searched, shown in fields and kept in links."""
    return {name: without_controls(value)[:LONGEST_QUERY] for name in PARAMETERS if (value := data.get(name, ""))}
