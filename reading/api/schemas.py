"""What the answers look like, as JSON Schema (draft 2020-12). Tests hold the answers against it."""

from __future__ import annotations

from typing import Any

from articles.models import Byline, Revision
from departments.models import Department
from issues.models import Placement
from reading.api.ninjs import FULL, HEADLINE_ROLES, PARTIAL, STANDARD

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
NUMBER: Schema = {"type": "integer"}
TRUTH: Schema = {"type": "boolean"}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _object(properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    """A reference to one of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


def listing(name: str) -> Schema:
    """A list of these in parts."""
    return _object({"items": _list(ref(name)), "links": ref("Links")})


_VALUED = {"role": TEXT, "contentType": TEXT, "value": TEXT}
_HEADLINE = _object(_VALUED | {"role": {"enum": list(HEADLINE_ROLES)}, "contentType": {"const": "text/plain"}})
_DESCRIPTION = _object(_VALUED | {"role": {"enum": ["summary", "correction"]}})
_BODY = _object(_VALUED | {"contentType": {"enum": ["text/plain", "text/html"]}, "charCount": NUMBER})
_SOURCE = _object(
    {"name": TEXT, "role": {"enum": [*Byline.Role.values, "contributor"]}, "uri": ADDRESS}, optional=("uri",)
)
_PLACE = _object(
    {"name": TEXT, "rel": {"const": "about"}, "uri": ADDRESS, "geoJSON": {"type": "object"}}, optional=("geoJSON",)
)

ARTICLE: Schema = {
    "type": "object",
    "description": f"ninjs {STANDARD['version']} (IPTC). Headlines take the roles kicker (引题), title (主题) and "
    "subtitle (副题).",
    "externalDocs": {"url": "https://iptc.org/standards/ninjs/"},
    "properties": {
        "uri": ADDRESS,
        "type": {"const": "text"},
        "representationType": {"enum": [PARTIAL, FULL]},
        "profile": {"enum": ["text-photo", "text-only"]},
        "version": TEXT,
        "firstCreated": MOMENT,
        "versionCreated": MOMENT,
        "pubStatus": {"const": "usable"},
        "language": TEXT,
        "title": TEXT,
        "headlines": _list(_HEADLINE),
        "descriptions": _list(_DESCRIPTION),
        "bodies": _list(_BODY),
        "by": TEXT,
        "infoSources": _list(_SOURCE),
        "places": _list(_PLACE),
        "subjects": _list(_object({"name": TEXT, "rel": {"const": "column"}, "uri": ADDRESS})),
        "genres": _list(_object({"name": TEXT, "literal": {"enum": Revision.Kind.values}})),
        "altIds": _list(_object({"role": {"enum": ["number", "api"]}, "value": TEXT})),
        "associations": _list({"type": "object", "required": ["name", "uri", "type", "rel"]}),
        "standard": _object({"name": TEXT, "version": TEXT, "schema": ADDRESS}),
        "copyrightHolder": TEXT,
        "located": TEXT,
    },
    "required": ["uri", "type", "representationType", "version", "versionCreated", "title", "headlines"],
    "additionalProperties": False,
}

_PROMINENCE: Schema = {"enum": [prominence.name.lower() for prominence in Placement.Prominence]}
_STORY = _object({"uri": ADDRESS, "api": ADDRESS, "title": TEXT, "order": NUMBER, "prominence": _PROMINENCE})
_FRACTION: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_REGION = _object({"article": ADDRESS, "part": NUMBER} | dict.fromkeys(("x", "y", "width", "height"), _FRACTION))
_PRINTED = _object({"pdf": ADDRESS, "image": ADDRESS, "width": NUMBER, "height": NUMBER, "regions": _list(_REGION)})
_TOPIC = {"uri": ADDRESS, "api": ADDRESS, "slug": TEXT, "name": TEXT, "feed": ADDRESS, "articles": ADDRESS}
_VALIDITY = {"valid_from": _or_null(DAY), "valid_until": _or_null(DAY)}
_ISSUE = {
    "uri": ADDRESS,
    "api": ADDRESS,
    "title": TEXT,
    "publication": _object({"slug": TEXT, "name": TEXT}),
    "year": NUMBER,
    "number": NUMBER,
    "total_number": NUMBER,
    "date": DAY,
    "published_at": MOMENT,
}
_PAGE = {
    "uri": ADDRESS,
    "api": ADDRESS,
    "issue": ADDRESS,
    "sequence": NUMBER,
    "name": TEXT,
    "articles": _list(_STORY),
    "printed": {"oneOf": [_PRINTED, {"type": "null"}]},
}
_AREA = {
    "number": NUMBER,
    "theme": TEXT,
    "known_for": TEXT,
    "boundary_words": TEXT,
    "boundary": {"type": ["object", "null"]},
    "departments": _list(_object({"slug": TEXT, "name": TEXT})),
}
_DEPARTMENT = {
    "short_name": TEXT,
    "kind": {"enum": Department.Kind.values},
    **_VALIDITY,
    "other_names": _list(_object({"name": TEXT, **_VALIDITY})),
}

SCHEMAS: dict[str, Schema] = {
    "Article": ARTICLE,
    "Issue": _object(_ISSUE),
    "IssueInFull": _object(_ISSUE | {"pages": _list(ref("Page"))}),
    "Page": _object(_PAGE),
    "Column": _object(_TOPIC | {"description": TEXT, "is_active": TRUTH}),
    "Department": _object(_TOPIC | _DEPARTMENT),
    "GridArea": _object(_TOPIC | _AREA),
    "Retraction": _object({"uri": ADDRESS, "api": ADDRESS, "retracted_at": MOMENT, "note": TEXT}),
    "Root": _object({"title": TEXT, "documentation": ADDRESS, "openapi": ADDRESS, "links": {"type": "object"}}),
    "Links": _object({"self": ADDRESS, "first": ADDRESS, "next": ADDRESS}, optional=("next",)),
    "Problem": {
        "type": "object",
        "description": "RFC 9457: what is wrong, which parameter, and how to mend it.",
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": NUMBER,
            "detail": TEXT,
            "parameter": TEXT,
            "retracted_at": MOMENT,
            "documentation": ADDRESS,
        },
        "required": ["type", "title", "status", "detail", "documentation"],
    },
}
