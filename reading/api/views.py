"""What each address of the API tells. Parameters arrive read and checked; whatever is missing raises a Problem."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Attribution, Column, RevisionGridArea
from departments.models import Department, GridArea
from issues.models import Issue
from reading import querysets
from reading.api import resources
from reading.api.answers import missing
from reading.api.ninjs import FULL, PARTIAL, item
from reading.api.paging import LARGEST, ROWS, Order, take
from reading.api.parameters import refused
from reading.api.problems import Problem
from reading.full_stories import load, with_boundaries, with_parts
from reading.metadata import absolute
from reading.metadata.graph import moment
from reading.views.rendering import own_site

Values = dict[str, Any]
Thing = dict[str, Any]
LATEST_STORIES = Order((("published_at", "moment"), ("pk", "number")), falling=True)
LATEST_RETRACTIONS = Order((("retracted_at", "moment"), ("pk", "number")), falling=True)
LATEST_ISSUES = Order((("date", "day"), ("pk", "number")), falling=True)
COLUMNS = Order((("order", "number"), ("name", "text"), ("pk", "number")))
BY_NAME = Order((("name", "text"), ("pk", "number")))
BY_NUMBER = Order((("number", "number"), ("pk", "number")))


def root(values: Values) -> Thing:
    """Where everything is."""
    lists = ("articles", "issues", "columns", "departments", "grid_areas", "retractions")
    return {
        "title": own_site().name,
        "documentation": absolute(reverse("reading:api_documentation")),
        "openapi": absolute(reverse("reading:api_openapi")),
        "links": {name: absolute(reverse(f"reading:api_{name}")) for name in lists},
    }


# ----------------------------------------------------------------------------------------------- stories


def articles(values: Values) -> Thing:
    """Public stories, latest first."""
    representation = values.get("representation", PARTIAL)
    rows = with_parts(_filtered(Article.objects.published(), values))
    rows = with_boundaries(rows) if representation == FULL else rows.defer("published_revision__text")
    found, following = take(rows, LATEST_STORIES, _cursor(LATEST_STORIES, values), values.get("limit", ROWS))
    items = [item(story, representation) for story in load(found)]
    return {"items": items, "links": _links("reading:api_articles", values, following)}


def article(values: Values, pk: int) -> Thing:
    """A public story in full; 410 where it was retracted."""
    # a number larger than any key must not reach the database
    found = load(with_boundaries(with_parts(Article.objects.published())).filter(pk=pk)) if pk <= LARGEST else []
    if not found:
        raise _gone(pk)
    return item(found[0], FULL)


def _gone(pk: int) -> Problem:
    retracted = querysets.retracted_article(pk) if pk <= LARGEST else None
    if retracted is None or retracted.retracted_at is None:
        return missing()
    words = retracted.retraction_note or _("Whoever took it over should take it down.")
    return Problem(410, _("This story was retracted"), words, {"retracted_at": moment(retracted.retracted_at)})


def retractions(values: Values) -> Thing:
    """Retracted stories: their addresses, when, and what readers are told; nothing of their texts."""
    rows = Article.objects.filter(state=Article.State.RETRACTED).only("retracted_at", "retraction_note")
    found, following = take(rows, LATEST_RETRACTIONS, _cursor(LATEST_RETRACTIONS, values), values.get("limit", ROWS))
    items = [
        {
            "uri": absolute(one.get_absolute_url()),
            "api": resources.article_address(one.pk),
            "retracted_at": moment(one.retracted_at),
            "note": one.retraction_note,
        }
        for one in found
    ]
    return {"items": items, "links": _links("reading:api_retractions", values, following)}


def _filtered(rows: QuerySet[Article], values: Values) -> QuerySet[Article]:
    for name, value in values.items():
        if name in _NARROWING:
            rows = _NARROWING[name](rows, value)
    return rows


def _existing(model: Any, parameter: str, slug: str) -> Any:
    """The column, department or area of this name; 400 says where the names are listed."""
    found = model._default_manager.filter(slug=slug).first()
    if found is None:
        lists = {
            Column: "reading:api_columns",
            Department: "reading:api_departments",
            GridArea: "reading:api_grid_areas",
        }
        where = absolute(reverse(lists[model]))
        raise refused(parameter, _("Nothing has this short name; %(where)s lists them.") % {"where": where})
    return found


def _of_column(rows: QuerySet[Article], slug: str) -> QuerySet[Article]:
    return rows.filter(published_revision__column=_existing(Column, "column", slug))


def _of_department(rows: QuerySet[Article], slug: str) -> QuerySet[Article]:
    department = _existing(Department, "department", slug)
    return rows.filter(
        Exists(Attribution.objects.filter(revision=OuterRef("published_revision"), department=department))
    )


def _about_area(rows: QuerySet[Article], slug: str) -> QuerySet[Article]:
    area = _existing(GridArea, "grid", slug)
    return rows.filter(Exists(RevisionGridArea.objects.filter(revision=OuterRef("published_revision"), grid_area=area)))


def _midnight(day: date) -> datetime:
    """The beginning of a day at the paper's place: a comparison with it uses the index, one with days does not."""
    return timezone.make_aware(datetime.combine(day, time.min))


_NARROWING: dict[str, Callable[[QuerySet[Article], Any], QuerySet[Article]]] = {
    "column": _of_column,
    "department": _of_department,
    "grid": _about_area,
    "since": lambda rows, day: rows.filter(published_at__gte=_midnight(day)),
    "until": lambda rows, day: rows.filter(published_at__lt=_midnight(day + timedelta(days=1))),
    "changed_since": lambda rows, when: rows.filter(Q(published_at__gte=when) | Q(corrected_at__gte=when)),
}


# ------------------------------------------------------------------------------------------------ issues


def issues(values: Values) -> Thing:
    """Published issues, latest first."""
    rows = querysets.published_issues()
    if "month" in values and "year" not in values:
        raise refused("month", _("Give the year as well."))
    narrowing = {"publication": "publication__slug", "year": "date__year", "month": "date__month"}
    rows = rows.filter(**{field: values[name] for name, field in narrowing.items() if name in values})
    found, following = take(rows, LATEST_ISSUES, _cursor(LATEST_ISSUES, values), values.get("limit", ROWS))
    items = [resources.issue_summary(one) for one in found]
    return {"items": items, "links": _links("reading:api_issues", values, following)}


def _issue(publication: str, year: int, number: int) -> Issue:
    named = {"publication__slug": publication, "date__year": year, "number": number}
    found = querysets.published_issues().filter(**named).first()
    if found is None:
        raise missing()
    return found


def issue(values: Values, publication: str, year: int, number: int) -> Thing:
    """An issue with its pages and their stories."""
    return resources.issue_in_full(_issue(publication, year, number))


def page(values: Values, publication: str, year: int, number: int, sequence: int) -> Thing:
    """A page of an issue with its stories."""
    found = _issue(publication, year, number)
    asked = next((one for one in querysets.pages_of(found) if one.sequence == sequence), None)
    if asked is None:
        raise missing()
    return resources.pages_in_full(found, [asked])[0]


# ------------------------------------------------------------------------------- columns, departments, areas


def columns(values: Values) -> Thing:
    """All columns, in the newsroom's order."""
    return _list("reading:api_columns", values, Column.objects.all(), COLUMNS, resources.column)


def column(values: Values, slug: str) -> Thing:
    """A column."""
    return resources.column(_one(Column.objects.filter(slug=slug)))


def _departments() -> QuerySet[Department]:
    return Department.objects.prefetch_related("aliases")


def departments(values: Values) -> Thing:
    """All departments by name, those that are no more among them."""
    return _list("reading:api_departments", values, _departments(), BY_NAME, resources.department)


def department(values: Values, slug: str) -> Thing:
    """A department."""
    return resources.department(_one(_departments().filter(slug=slug)))


def _areas() -> QuerySet[GridArea]:
    return GridArea.objects.prefetch_related("departments")


def grid_areas(values: Values) -> Thing:
    """All grid areas by number."""
    return _list("reading:api_grid_areas", values, _areas(), BY_NUMBER, resources.grid_area)


def grid_area(values: Values, slug: str) -> Thing:
    """A grid area."""
    return resources.grid_area(_one(_areas().filter(slug=slug)))


# ------------------------------------------------------------------------------------------------ shared


def _one(rows: QuerySet[Any]) -> Any:
    found = rows.first()
    if found is None:
        raise missing()
    return found


def _list(address: str, values: Values, rows: QuerySet[Any], order: Order, told: Any) -> Thing:
    found, following = take(rows, order, _cursor(order, values), values.get("limit", ROWS))
    return {"items": [told(one) for one in found], "links": _links(address, values, following)}


def _cursor(order: Order, values: Values) -> tuple[Any, ...] | None:
    if not values.get("cursor"):
        return None
    try:
        return order.read(values["cursor"])
    except ValueError as error:
        raise refused("cursor", str(error)) from error


def _links(address: str, values: Values, following: str) -> Thing:
    """The address asked, the first part of the same list, and the next part while there is one."""
    path = absolute(reverse(address))
    plain = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
    first = {name: value for name, value in plain.items() if name != "cursor"}
    links = {"self": _with_query(path, plain), "first": _with_query(path, first)}
    return links | ({"next": _with_query(path, first | {"cursor": following})} if following else {})


def _with_query(path: str, values: Values) -> str:
    return f"{path}?{urlencode(values)}" if values else path
