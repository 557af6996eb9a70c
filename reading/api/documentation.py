"""The page about the API for people, from the same description as everything else."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from reading.api.description import ENDPOINTS, VERSION, Endpoint
from reading.api.parameters import Parameter
from reading.metadata import absolute
from reading.views.rendering import Head, own_site, public, render_page


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter as the page shows it."""

    name: str
    what: str
    form: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An endpoint as the page shows it."""

    template: str
    summary: str
    rows: list[Row]
    form: str
    example: str


def _form(parameter: Parameter) -> str:
    """How the value is written, in words."""
    schema = parameter.schema
    if "enum" in schema:
        words = "、".join(str(one) for one in schema["enum"])
    elif schema.get("type") == "integer":
        words = _("a whole number")
        if "minimum" in schema and schema.get("maximum", 10_000) < 10_000:
            words = f"{schema['minimum']}～{schema['maximum']}"
    elif schema.get("format") == "date":
        words = "YYYY-MM-DD"
    elif schema.get("format") == "date-time":
        words = "YYYY-MM-DDThh:mm:ss+08:00"
    else:
        words = _("a short name") if "pattern" in schema else _("any text")
    if "default" in schema:
        words = _("%(form)s; without it %(default)s") % {"form": words, "default": schema["default"]}
    return words


def _example(endpoint: Endpoint) -> str:
    query = "&".join(f"{one.name}={one.example}" for one in endpoint.query if one.example)
    return f"{endpoint.template}?{query}" if query else ""


def _shown(endpoint: Endpoint) -> Shown:
    rows = [Row(one.name, str(one.what), _form(one)) for one in (*endpoint.path, *endpoint.query)]
    named = endpoint.schema.get("$ref") or endpoint.schema["properties"]["items"]["items"]["$ref"]
    return Shown(endpoint.template, str(endpoint.summary), rows, named.rpartition("/")[2], _example(endpoint))


@public
def page(request: HttpRequest) -> HttpResponse:
    """How to read the paper by program: addresses, parameters, errors, validators."""
    title = _("Interface for programs")
    head = Head(
        title=title,
        description=_("Everything the paper has published as JSON, read only: stories, issues, columns, areas."),
        path=reverse("reading:api_documentation"),
    )
    context = {
        "endpoints": [_shown(endpoint) for endpoint in ENDPOINTS],
        "version": VERSION,
        "openapi": absolute(reverse("reading:api_openapi")),
        "root": absolute(reverse("reading:api_root")),
        "oembed": absolute(reverse("reading:oembed")),
        "feed": absolute(reverse("reading:feed")),
        "section": "about",
    }
    return render_page("api.html", head, own_site(), context)
