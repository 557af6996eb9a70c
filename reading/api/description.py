"""The one description of the API: every address with its parameters, its words and the form of its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reading.api import views
from reading.api.ninjs import FULL, PARTIAL
from reading.api.paging import MOST_ROWS, ROWS
from reading.api.parameters import (
    LONGEST_VALUE,
    Parameter,
    Words,
    read_choice,
    read_day,
    read_moment,
    read_number,
    read_slug,
)
from reading.api.schemas import Schema, listing, ref

VERSION = "1.0"
SLUG: Schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,60}$"}
DAY: Schema = {"type": "string", "format": "date"}
YEAR: Schema = {"type": "integer", "minimum": 1900, "maximum": 2999}
NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": 999_999_999}

LIMIT = Parameter(
    "limit",
    _("How many at most."),
    {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS},
    read_number(1, MOST_ROWS),
    example="50",
)
CURSOR = Parameter(
    "cursor",
    _("Where to go on: taken from the link “next” of an earlier answer."),
    {"type": "string", "maxLength": LONGEST_VALUE},
    str,
)
PAGING = (LIMIT, CURSOR)
REPRESENTATION = Parameter(
    "representation",
    _("“full” gives bodies and boundaries as well."),
    {"enum": [PARTIAL, FULL], "default": PARTIAL},
    read_choice(PARTIAL, FULL),
    example=FULL,
)
FILTERS = (
    Parameter("column", _("Only stories of the column with this short name."), SLUG, read_slug),
    Parameter("department", _("Only stories that this department contributed."), SLUG, read_slug),
    Parameter("grid", _("Only stories about this grid area."), SLUG, read_slug),
    Parameter("since", _("Only stories published on this day or later."), DAY, read_day, example="2026-01-01"),
    Parameter("until", _("Only stories published on this day or earlier."), DAY, read_day),
    Parameter(
        "changed_since",
        _("Only stories published or corrected at this moment or later."),
        {"type": "string", "format": "date-time"},
        read_moment,
        example="2026-03-01T08:00:00Z",
    ),
)
OF_ISSUES = (
    Parameter("publication", _("Only issues of the paper with this short name."), SLUG, read_slug),
    Parameter("year", _("Only issues of this year."), YEAR, read_number(1900, 2999), example="2026"),
    Parameter(
        "month",
        _("Only issues of this month; together with the year."),
        {"type": "integer", "minimum": 1, "maximum": 12},
        read_number(1, 12),
    ),
)


def _in_path(name: str, what: Words, schema: Schema, example: str) -> Parameter:
    """A part of the address; the route reads it."""
    return Parameter(name, what, schema, str, place="path", example=example)


OF_ISSUE = (
    _in_path("publication", _("Short name of the paper."), SLUG, "shequ"),
    _in_path("year", _("Year."), YEAR, "2026"),
    _in_path("number", _("Number in the year."), NUMBER, "1"),
)
IN_ISSUE = "issues/<slug:publication>/<year:year>/<int:number>/"


@dataclass(frozen=True)
class Endpoint:
    """One address: ``route`` as Django reads it below ``/api/v1/``, and the schema of what it answers."""

    name: str
    route: str
    summary: Words
    view: Callable[..., dict[str, Any]]
    schema: Schema
    query: tuple[Parameter, ...] = ()
    path: tuple[Parameter, ...] = ()
    can_be_gone: bool = False

    @property
    def template(self) -> str:
        """The route as OpenAPI writes it."""
        pieces = (piece.split(">", 1) for piece in self.route.split("<"))
        parts = [f"{{{piece[0].rpartition(':')[2]}}}{piece[1]}" if len(piece) == 2 else piece[0] for piece in pieces]
        return f"/api/v1/{''.join(parts)}"


def _slug(what: Words) -> tuple[Parameter, ...]:
    return (_in_path("slug", what, SLUG, "name"),)


ENDPOINTS = (
    Endpoint("api_root", "", _("Where everything is."), views.root, ref("Root")),
    Endpoint(
        "api_articles",
        "articles/",
        _("Public stories as ninjs, latest first."),
        views.articles,
        listing("Article"),
        query=(*FILTERS, REPRESENTATION, *PAGING),
    ),
    Endpoint(
        "api_article",
        "articles/<int:pk>/",
        _("A public story in full as ninjs."),
        views.article,
        ref("Article"),
        path=(_in_path("pk", _("Number of the story."), NUMBER, "1"),),
        can_be_gone=True,
    ),
    Endpoint(
        "api_retractions",
        "retractions/",
        _("Stories that were retracted, latest first: whoever took them over takes them down."),
        views.retractions,
        listing("Retraction"),
        query=PAGING,
    ),
    Endpoint(
        "api_issues",
        "issues/",
        _("Published issues, latest first."),
        views.issues,
        listing("Issue"),
        query=(*OF_ISSUES, *PAGING),
    ),
    Endpoint(
        "api_issue",
        IN_ISSUE,
        _("An issue with its pages and their stories."),
        views.issue,
        ref("IssueInFull"),
        path=OF_ISSUE,
    ),
    Endpoint(
        "api_page",
        f"{IN_ISSUE}pages/<int:sequence>/",
        _("A page of an issue with its stories."),
        views.page,
        ref("Page"),
        path=(*OF_ISSUE, _in_path("sequence", _("Number of the page."), NUMBER, "1")),
    ),
    Endpoint("api_columns", "columns/", _("All columns."), views.columns, listing("Column"), query=PAGING),
    Endpoint(
        "api_column",
        "columns/<slug:slug>/",
        _("A column."),
        views.column,
        ref("Column"),
        path=_slug(_("Short name of the column.")),
    ),
    Endpoint(
        "api_departments",
        "departments/",
        _("All departments with their former names."),
        views.departments,
        listing("Department"),
        query=PAGING,
    ),
    Endpoint(
        "api_department",
        "departments/<slug:slug>/",
        _("A department."),
        views.department,
        ref("Department"),
        path=_slug(_("Short name of the department.")),
    ),
    Endpoint(
        "api_grid_areas",
        "grid-areas/",
        _("All grid areas with their boundaries."),
        views.grid_areas,
        listing("GridArea"),
        query=PAGING,
    ),
    Endpoint(
        "api_grid_area",
        "grid-areas/<slug:slug>/",
        _("A grid area."),
        views.grid_area,
        ref("GridArea"),
        path=_slug(_("Short name of the grid area.")),
    ),
)
