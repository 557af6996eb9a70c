"""Prepared queries answer what the queryset answers, at any moment, and components kept are those of their values."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.template import Context, Engine

from accounts import clock
from articles.models import Article, Column
from departments.models import Department
from issues.models import Issue
from reading import querysets
from reading.prepared import LARGEST, listed, prepared
from reading.templatetags import kept_components
from tests.factories import make_department
from tests.reading.paper import Paper, take_down

NumQueries = Callable[[int], AbstractContextManager[Any]]


@prepared
def named(name: str, pk: int) -> QuerySet[Department]:
    return Department.objects.filter(name=name, pk=pk).order_by("pk")


@prepared
def among(pks: list[int]) -> QuerySet[Department, Any]:
    return Department.objects.filter(pk__in=listed(pks)).order_by("pk").values_list("pk", flat=True)


@prepared
def issued(since: date, until: date) -> QuerySet[Issue]:
    return querysets.published_issues().filter(date__gte=since, date__lte=until)


@prepared
def signs(share: int) -> QuerySet[Column, Any]:
    return Column.objects.extra(select={"rest": "100 %% 7"}).filter(order=share).values("rest", "name")


@pytest.mark.django_db
def test_rows_are_the_querysets(paper: Paper, django_assert_num_queries: NumQueries) -> None:
    for issue in (paper.issue, paper.older):
        plain = list(querysets.placed_stories(querysets.published_placements().filter(issue=issue)))
        with django_assert_num_queries(1):
            assert querysets.stories_placed_in(issue.pk) == plain
        assert plain
    year = (date(2026, 1, 1), date(2026, 12, 31))
    found = issued(*year)
    assert found == list(querysets.published_issues().filter(date__year=2026))
    with django_assert_num_queries(0):
        assert {one.publication.name for one in found} == {paper.publication.name}


@pytest.mark.django_db
def test_values_are_data_whatever_they_hold() -> None:
    names = ["百分之%s", "'; DROP TABLE x; --", 'a "quoted" %(name)s', "\\", "$1", "社区"]
    for name in names:
        made = make_department(name)
        assert named(name, made.pk) == [made] and named.first(name, made.pk + 1) is None
    pks = [one.pk for one in Department.objects.order_by("pk")]
    assert among(pks) == pks and among(pks[:1]) == pks[:1] and among([]) == []
    assert signs(100) == []


@pytest.mark.django_db
def test_clock_is_read_with_each_question(paper: Paper) -> None:
    assert querysets.stories_placed_in(paper.issue.pk)
    published_at = paper.issue.published_at
    assert published_at is not None
    with clock.at(published_at - timedelta(days=1)):
        assert querysets.stories_placed_in(paper.issue.pk) == []
    count = len(querysets.stories_placed_in(paper.issue.pk))
    take_down(paper.lead)
    assert len(querysets.stories_placed_in(paper.issue.pk)) == count - 1


@pytest.mark.django_db
def test_number_beyond_its_column_is_found_nowhere(paper: Paper, client: Any) -> None:
    for number in (LARGEST.small + 1, LARGEST.big, LARGEST.big + 1):
        assert client.get(f"/issues/{paper.publication.slug}/2026/{number}/").status_code == 404
        assert client.get(f"/articles/{number}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_plan_that_was_lost_is_done_without() -> None:
    made = make_department("社区")
    assert named("社区", made.pk) == [made]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    lost = named.ask("社区", made.pk)
    assert lost.rows == [made] and len(lost) == 1 and not lost.is_whole  # asked plainly
    assert named("社区", made.pk) == [made]  # prepared anew


@pytest.mark.django_db
def test_shape_that_hangs_on_a_parameter_is_refused() -> None:
    @prepared
    def odd(pk: int) -> QuerySet[Article]:
        return Article.objects.filter(pk=pk) if pk < 31_000 else Article.objects.all()

    with pytest.raises(ValueError, match="shape"):
        odd(1)


# ---------------------------------------------------------------------------------------------- components


@dataclass(frozen=True)
class Card:
    title: str
    size: int = 1


class Thing:
    """Something that does not compare by value."""

    def __init__(self, name: str) -> None:
        self.name = name

    def before(self) -> str:
        raise LookupError("there is none")


TEMPLATES = {
    f"{kept_components.FOLDER}card.html": "{{ card.title }}{% if wide %}!{% endif %}"
    "{% include inner with x=card.size %}",
    f"{kept_components.FOLDER}size.html": "[{{ x }}{{ outer }}]",
    f"{kept_components.FOLDER}thing.html": "{{ thing.name }}",
    f"{kept_components.FOLDER}pager.html": "{{ thing.name }}{% if thing.has_before %}{{ thing.before }}{% endif %}",
    f"{kept_components.FOLDER}whole.html": "{{ thing }}",
    f"{kept_components.FOLDER}clock.html": '{{ x }}{% now "Y" %}',
    "other/card.html": "{{ card.title }}",
}
TEMPLATES = {
    name: text.replace("include inner", f'include "{kept_components.FOLDER}size.html"')
    for name, text in TEMPLATES.items()
}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(kept_components, "_kept", kept_components._Kept())
    loader = ("django.template.loaders.locmem.Loader", TEMPLATES)
    return Engine(
        loaders=[("django.template.loaders.cached.Loader", [loader])],
        builtins=["reading.templatetags.kept_components"],
    )


def shown(engine: Engine, name: str, **values: Any) -> str:
    return str(engine.from_string(f'{{% include "{name}" %}}').render(Context(values)))


def kept() -> int:
    return len(kept_components._kept._found)


def test_component_is_kept_by_every_value_it_shows(engine: Engine) -> None:
    name = f"{kept_components.FOLDER}card.html"
    assert shown(engine, name, card=Card("a")) == "a[1]"
    count = kept()
    assert shown(engine, name, card=Card("a"), unrelated=Thing("x")) == "a[1]" and kept() == count
    assert shown(engine, name, card=Card("b")) == "b[1]"
    assert shown(engine, name, card=Card("a", 2)) == "a[2]"
    assert shown(engine, name, card=Card("a"), wide=True) == "a![1]"
    assert shown(engine, name, card=Card("a"), outer="o") == "a[1o]"
    assert shown(engine, name, card=Card("<a>")) == "&lt;a&gt;[1]"


def test_values_that_print_differently_are_apart(engine: Engine) -> None:
    name = f"{kept_components.FOLDER}size.html"
    assert [shown(engine, name, x=x) for x in (1, True, 1.5, "1", None, "")] == [
        "[1]",
        "[True]",
        "[1.5]",
        "[1]",
        "[None]",
        "[]",
    ]


def test_object_without_a_value_is_looked_at_by_its_parts_or_not_kept(engine: Engine) -> None:
    thing = Thing("one")
    name = f"{kept_components.FOLDER}thing.html"
    assert shown(engine, name, thing=thing) == "one"
    thing.name = "two"
    assert shown(engine, name, thing=thing) == "two"
    count = kept()
    assert "Thing" in shown(engine, f"{kept_components.FOLDER}whole.html", thing=thing) and kept() == count


def test_component_with_a_tag_that_tells_more_than_its_values_is_not_kept(engine: Engine) -> None:
    assert shown(engine, f"{kept_components.FOLDER}clock.html", x=1).startswith("1")
    assert shown(engine, "other/card.html", card=Card("a")) == "a"
    assert kept() == 0


def test_part_that_is_asked_for_only_under_a_condition_may_be_absent(engine: Engine) -> None:
    assert shown(engine, f"{kept_components.FOLDER}pager.html", thing=Thing("one")) == "one"
    assert kept() == 0


def test_number_of_components_kept_is_bounded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_components, "MOST", 5)
    for n in range(20):
        shown(engine, f"{kept_components.FOLDER}size.html", x=n)
    assert kept() == 5
