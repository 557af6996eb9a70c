"""A story's body as the article page shows it.

The plain ``<img>`` of the clean body becomes a picture with sizes, copies and a credit; its small headings (h3, the
only ones a body has) become the level below the page's title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles import body
from articles.models import PhotoUse
from reading.stories import Picture

# The clean body is what nh3 wrote: attributes in double quotes, with "<" and ">" inside them as entities.
_IMAGE = re.compile(r"<img\b[^>]*>")
_SOURCE = re.compile(r'\ssrc="([^"]*)"')
_SMALL_HEADING = re.compile(r"<(/?)h3\b")
_FIGURE = re.compile(r"<figure\b(?P<attributes>[^>]*)>(?P<inner>.*?)</figure>", re.DOTALL)


def render(html: str, uses: Iterable[PhotoUse]) -> SafeString:
    """A body for the page, with the photos that its revision uses (``photo`` loaded) shown in full.

    An image that the revision does not list loses its place: nothing is known of its extent, consent or credit.
    """
    pictures = {picture.url: picture for picture in map(Picture.of, uses)}

    def picture_of(tag: str) -> Picture | None:
        source = _SOURCE.search(tag)
        return pictures.get(source[1]) if source else None

    def image(found: re.Match[str]) -> str:
        picture = picture_of(found[0])
        if picture is None:
            return ""
        return render_to_string("reading/components/picture.html", {"picture": picture, "lazy": True})

    def figure(found: re.Match[str]) -> str:
        inner = found["inner"]
        tag = _IMAGE.search(inner)
        picture = picture_of(tag[0]) if tag else None
        if picture is not None:
            inner = _with_caption(inner, picture)
        return f"<figure{found['attributes']}>{_IMAGE.sub(image, inner)}</figure>"

    # One pass for figures, one for the images between them: what was drawn is not searched again.
    clean = _SMALL_HEADING.sub(r"<\1h2", str(body.render(html)))
    parts: list[str] = []
    end = 0
    for found in _FIGURE.finditer(clean):
        parts += [_IMAGE.sub(image, clean[end : found.start()]), figure(found)]
        end = found.end()
    parts.append(_IMAGE.sub(image, clean[end:]))
    # Safe: the clean body, and components that escape what they print.
    return mark_safe("".join(parts))  # noqa: S308


def _with_caption(inner: str, picture: Picture) -> str:
    """The inside of a figure with the caption that is registered, unless it has its own; credited in either case."""
    if "</figcaption>" not in inner:
        if not (picture.caption or picture.credit):
            return inner
        return inner + render_to_string("reading/components/caption.html", {"picture": picture})
    if not picture.credit or escape(picture.credit) in inner:
        return inner
    credit = render_to_string("reading/components/credit.html", {"credit": picture.credit})
    return inner.replace("</figcaption>", f"{credit}</figcaption>", 1)
