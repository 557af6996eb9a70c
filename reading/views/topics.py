"""Columns (栏目), departments and grid areas (综合网格), each with its stories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Column
from departments.models import Department, GridArea
from reading import querysets
from reading.outlines import Drawing, draw
from reading.standing import standing
from reading.views.listing import list_title, listed_stories
from reading.views.rendering import Crumb, Head, describe, own_site, page_path, public, render_page

MOST_COLUMNS = 200
MOST_DEPARTMENTS = 500
MOST_AREAS = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Departments of one kind, under its name."""

    label: str
    departments: list[Department]


@public
def columns(request: HttpRequest) -> HttpResponse:
    """All columns, each with the number of its stories and the day of the latest."""
    found = standing("columns", lambda: list(querysets.columns()[:MOST_COLUMNS]))
    found = [column for column in found if column.is_active or column.story_count]
    title = _("Columns")
    head = Head(
        title=title,
        description=describe("、".join(column.name for column in found)),
        path=reverse("reading:columns"),
    )
    context = {
        "columns": [column for column in found if column.is_active],
        "closed_columns": [column for column in found if not column.is_active],
        "section": "columns",
    }
    return render_page("columns.html", head, own_site(), context)


@public
def column(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories of a column, latest first."""
    found = get_object_or_404(Column, slug=slug)
    listed = listed_stories(request, querysets.in_column(found), ("column", found.pk))
    head = Head(
        title=list_title(found.name, listed.number),
        description=describe(found.description or found.name),
        path=page_path(found.get_absolute_url(), listed.number),
        metas=(("ColumnName", found.name),),
        parents=(Crumb(_("Columns"), reverse("reading:columns")),),
        feed=Crumb(found.name, reverse("reading:column_feed", args=[found.slug])),
    )
    return render_page("column.html", head, own_site(), {"column": found, "listed": listed, "section": "columns"})


@public
def departments(request: HttpRequest) -> HttpResponse:
    """All departments by kind; those that are no more at the end."""
    found = list(Department.objects.order_by("name")[:MOST_DEPARTMENTS])
    today = timezone.localdate()
    past = [one for one in found if one.valid_until and one.valid_until < today]
    present = [one for one in found if one not in past]
    labels = {
        Department.Kind.OFFICE: _("Offices"),
        Department.Kind.NEIGHBOURHOOD: _("Neighbourhoods"),
        Department.Kind.UNIT: _("Units"),
    }
    groups = [Group(label, [one for one in present if one.kind == kind]) for kind, label in labels.items()]
    groups.append(Group(_("Former names and departments"), past))
    title = _("Contributors")
    head = Head(
        title=title,
        description=_("Who contributes to the paper: offices, neighbourhoods and units of the street."),
        path=reverse("reading:departments"),
    )
    context = {"groups": [group for group in groups if group.departments], "section": "departments"}
    return render_page("departments.html", head, own_site(), context)


@public
def department(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories that a department contributed, latest first, and its former names."""
    found = get_object_or_404(Department, slug=slug)
    listed = listed_stories(request, querysets.attributed_to(found), ("department", found.pk))
    head = Head(
        title=list_title(found.name, listed.number),
        description=describe(_("Stories contributed by %(name)s.") % {"name": found.name}),
        path=page_path(found.get_absolute_url(), listed.number),
        metas=(("ColumnName", found.name),),
        parents=(Crumb(_("Contributors"), reverse("reading:departments")),),
        feed=Crumb(found.name, reverse("reading:department_feed", args=[found.slug])),
    )
    context = {
        "department": found,
        "aliases": found.aliases.order_by("valid_from", "name"),
        "grid_areas": found.grid_areas.order_by("number"),
        "listed": listed,
        "section": "departments",
    }
    return render_page("department.html", head, own_site(), context)


@public
def grid_areas(request: HttpRequest) -> HttpResponse:
    """All grid areas with their themes, and their boundaries in one map."""
    found = _areas()
    title = _("Grid areas")
    head = Head(
        title=title,
        description=describe("；".join(f"{area.name} {area.theme}".strip() for area in found)),
        path=reverse("reading:grid_areas"),
    )
    context = {"grid_areas": found, "drawing": _map(found), "section": "grid_areas"}
    return render_page("grid_areas.html", head, own_site(), context)


def _areas() -> list[Any]:
    """All grid areas, each with ``story_count``."""
    return standing(("grid areas", MOST_AREAS), lambda: list(querysets.grid_areas()[:MOST_AREAS]))


def _map(areas: list[Any]) -> Drawing | None:
    return draw(areas, {area.pk: area.story_count for area in areas})


def _area_by_number(areas: list[Any], number: str) -> HttpResponse:
    """The number of a grid area, as people say it, leads to its address."""
    named = next((area for area in areas if str(area.number) == number), None)
    if named is None:
        raise Http404
    return HttpResponsePermanentRedirect(named.get_absolute_url())


@public
def grid_area(request: HttpRequest, slug: str) -> HttpResponse:
    """A grid area: theme, what it is known for, its boundary, its stories."""
    areas = _areas()
    found: GridArea | None = next((area for area in areas if area.slug == slug), None)
    found = found or GridArea.objects.filter(slug=slug).first()
    if found is None:
        return _area_by_number(areas, slug)
    listed = listed_stories(request, querysets.about_area(found), ("area", found.pk))
    head = Head(
        title=list_title(found.name, listed.number),
        description=describe(f"{found.theme} {found.known_for}".strip() or found.name),
        path=page_path(found.get_absolute_url(), listed.number),
        metas=(("ColumnName", found.name),),
        parents=(Crumb(_("Grid areas"), reverse("reading:grid_areas")),),
        feed=Crumb(found.name, reverse("reading:grid_area_feed", args=[found.slug])),
    )
    context = {
        "area": found,
        "departments": found.departments.order_by("-kind", "name"),
        "drawing": _map(areas) if found.boundary else None,
        "listed": listed,
        "section": "grid_areas",
    }
    return render_page("grid_area.html", head, own_site(), context)
