"""The oEmbed provider: ``/oembed?url=…&format=json|xml``."""

from __future__ import annotations

import io
import json
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from reading.oembed import Bounds, NothingThere, NotOurs, embedded
from reading.views.errors import ours
from reading.views.rendering import public

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
LONGEST_ADDRESS = 2000  # characters
MOST_DIGITS = 6


@public
def oembed(request: HttpRequest) -> HttpResponse:
    """What another site shows of an article or issue of ours. Errors come in the form that was asked for."""
    form = request.GET.get("format", "json").lower()
    if form not in TYPES:
        words = _("This form is not offered; ask for format=json or format=xml.")
        return _written("json", {"error": words}, status=501)  # as the specification of oEmbed asks
    try:
        bounds = Bounds(_pixels(request, "maxwidth"), _pixels(request, "maxheight"))
        return _written(form, embedded(_address(request), bounds))
    except NothingThere as error:
        return _written(form, {"error": str(error)}, status=404)
    except NotOurs as error:
        return _written(form, {"error": str(error)}, status=400)


def _address(request: HttpRequest) -> str:
    url = request.GET.get("url", "").strip()
    if not url:
        raise NotOurs(_("Give the address to embed as url=…, percent-encoded."))
    if len(url) > LONGEST_ADDRESS:
        raise NotOurs(_("The address is longer than %(limit)d characters.") % {"limit": LONGEST_ADDRESS})
    return url


def _pixels(request: HttpRequest, name: str) -> int | None:
    """A bound in pixels, None without one."""
    raw = request.GET.get(name, "")
    if not raw:
        return None
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= MOST_DIGITS and int(raw)):
        raise NotOurs(_("%(name)s must be a whole number of pixels.") % {"name": name})
    return int(raw)


def _written(form: str, members: dict[str, Any], status: int = 200) -> HttpResponse:
    text = json.dumps(members, ensure_ascii=False) if form == "json" else _xml(members)
    return ours(HttpResponse(text, status=status, content_type=TYPES[form]))


def _xml(members: dict[str, Any]) -> str:
    out = io.StringIO()
    writer = SimplerXMLGenerator(out, "utf-8")
    writer.startDocument()
    writer.startElement("oembed", AttributesImpl({}))
    for name, value in members.items():
        writer.addQuickElement(name, str(value))
    writer.endElement("oembed")
    writer.endDocument()
    return out.getvalue().replace('encoding="utf-8"?>', 'encoding="utf-8" standalone="yes"?>', 1)
