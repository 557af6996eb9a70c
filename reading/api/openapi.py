"""The description as an OpenAPI 3.1 document."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from reading.api.description import ENDPOINTS, VERSION, Endpoint
from reading.api.parameters import Parameter
from reading.api.schemas import SCHEMAS, ref
from reading.metadata import absolute

Thing = dict[str, Any]


def document() -> Thing:
    """The whole document in the site's language."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("API of the paper"),
            "version": VERSION,
            "description": _("Everything the paper has published, read only; stories as ninjs 3."),
        },
        "servers": [{"url": absolute("")}],
        "paths": {endpoint.template: {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {"schemas": SCHEMAS},
    }


def _operation(endpoint: Endpoint) -> Thing:
    headers = {"ETag": {"description": _("Send it back as If-None-Match."), "schema": {"type": "string"}}}
    content = {"application/json": {"schema": endpoint.schema}}
    answers: Thing = {
        "200": {"description": str(endpoint.summary), "headers": headers, "content": content},
        "304": {"description": _("Unchanged since the answer with this ETag.")},
        "400": _problem(_("A parameter cannot be used; the answer names it and says how to mend it.")),
    }
    if endpoint.path:
        answers["404"] = _problem(_("There is no such thing, or it is not public."))
    if endpoint.can_be_gone:
        answers["410"] = _problem(_("The story was retracted."))
    return {
        "operationId": endpoint.name.removeprefix("api_"),
        "summary": str(endpoint.summary),
        "parameters": [_parameter(parameter) for parameter in (*endpoint.path, *endpoint.query)],
        "responses": answers,
    }


def _parameter(parameter: Parameter) -> Thing:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "description": str(parameter.what),
        "required": parameter.place == "path",
        "schema": parameter.schema,
    }


def _problem(words: str) -> Thing:
    return {"description": words, "content": {"application/problem+json": {"schema": ref("Problem")}}}
