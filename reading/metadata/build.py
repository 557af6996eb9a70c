"""Everything in the ``<head>`` of a page that programs read, as values for one template."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.body import without_controls
from issues.models import Publication
from reading.metadata.addresses import absolute
from reading.metadata.government import metas
from reading.metadata.graph import document, moment
from reading.metadata.heads import Head

Pairs = tuple[tuple[str, str], ...]
_EMBEDDED = {"json": "application/json+oembed", "xml": "text/xml+oembed"}


@dataclass(frozen=True, slots=True)
class Link:
    """A ``<link>`` to the same in another form, or to more of it."""

    rel: str
    href: str
    type: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the component prints: ``metas`` by name, ``properties`` of Open Graph, links, and the JSON-LD."""

    metas: Pairs
    properties: Pairs
    links: tuple[Link, ...]
    document: SafeString


def build(head: Head, site_name: str, publication: Publication | None) -> Metadata:
    """The metadata of a page of this site."""
    return Metadata(
        metas=metas(head, site_name, publication),
        properties=_properties(head, site_name),
        links=tuple(_links(head, site_name)),
        document=document(head, site_name, publication),
    )


def _properties(head: Head, site_name: str) -> Pairs:
    article = head.article
    pairs = [
        ("og:type", "article" if article else "website"),
        ("og:site_name", site_name),
        ("og:title", head.title or site_name),
        ("og:locale", "zh_CN"),
        ("og:description", head.described(site_name)),
        ("og:url", head.canonical),
    ]
    if article:
        pairs += [
            ("article:published_time", moment(article.published_at)),
            ("article:modified_time", moment(article.changed_at)),
            ("article:section", article.column.name if article.column else ""),
            *(("article:tag", area.name) for area in article.areas),
        ]
        for path, width, height, words in article.images[:1]:
            pairs += [
                ("og:image", absolute(path)),
                ("og:image:width", str(width)),
                ("og:image:height", str(height)),
                ("og:image:alt", words),
            ]
    elif head.image:
        pairs.append(("og:image", head.absolute_image))
    clean = ((name, without_controls(content)) for name, content in pairs)
    return tuple((name, content) for name, content in clean if content)


def _links(head: Head, site_name: str) -> list[Link]:
    atom = "application/atom+xml"
    links = [Link("canonical", head.canonical)] if head.canonical else []
    links.append(Link("alternate", absolute(reverse("reading:feed")), atom, site_name))
    if head.feed:
        links.append(Link("alternate", absolute(head.feed.path), atom, head.feed.name))
    if head.article or (head.issue and head.path == head.issue.get_absolute_url()):
        for form in ("json", "xml"):
            query = urlencode({"url": head.canonical, "format": form})
            title = _("Embed: %(title)s") % {"title": head.title}
            links.append(Link("alternate", absolute(f"{reverse('reading:oembed')}?{query}"), _EMBEDDED[form], title))
    return links
