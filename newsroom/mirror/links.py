"""Addresses of the live site as files of a mirror, and pages whose links point at those files."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

# Our own pages: written by templates and nh3, attributes in double quotes with "<" and ">" inside them as entities.
_TAG = re.compile(r"<([a-z][a-z0-9]*)\b([^>]*)>", re.IGNORECASE)
_LINK = re.compile(r'(\s)(href|src|srcset|action|poster)="([^"]*)"')
_RELATION = re.compile(r'\srel="([^"]*)"')
_STYLE_LINK = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
# Answers to what somebody asks, and what somebody writes.
LIVE_ONLY = ("preferences", "oembed", "report_error", "count_reading", "write_letter", "letter")
_LOCATION = re.compile(r"<loc>([^<]+)</loc>")


class Address(NamedTuple):
    """An address of the mirror: a path and, of a list, the number of its page (1 is the list itself)."""

    path: str
    page: int = 1

    @property
    def query(self) -> str:
        """The query that asks the live site for it."""
        return f"page={self.page}" if self.page > 1 else ""

    @property
    def mirrored(self) -> str:
        """Its path in the mirror, where a query would be lost."""
        return f"{self.path}page-{self.page}/" if self.page > 1 else self.path


def file_name(address: Address) -> str:
    """The file of an address, relative to the mirror: a folder's index unless the address has a name of its own."""
    path = unquote(address.mirrored).lstrip("/")
    last = path.rpartition("/")[2]
    if last and "." in last:
        return path
    return f"{path.rstrip('/')}/index.{_extension(address.path)}".lstrip("/")


def is_mirrored(path: str) -> bool:
    """Whether an address has a place in the mirror: what readers see, but for what answers each of them differently."""
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return True
    try:
        found = resolve(unquote(path))
    except Resolver404:
        return False
    name = found.url_name or ""
    return found.app_names[:1] == ["reading"] and not name.startswith("api") and name not in LIVE_ONLY


def _extension(path: str) -> str:
    """What kind of index a folder gets: servers tell browsers the kind by the name alone."""
    return "xml" if "feed" in (resolve(unquote(path)).url_name or "") else "html"


def locations(sitemap: str) -> list[str]:
    """The addresses in a sitemap or in an index of sitemaps."""
    return [unescape(found) for found in _LOCATION.findall(sitemap)]


def internal(link: str, base: str) -> Address | None:
    """The address of the mirror that a link on a page means; None where it leads out of the mirror.

    A search leads to the page that explains it; what else hangs on a query, or on who asks, stays with the live site.
    """
    if not link or link.startswith(("#", "data:", "mailto:", "tel:", "javascript:")):
        return None
    parts = urlsplit(urljoin(f"{settings.SITE_URL}{base}", link))
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        return None
    path = parts.path or "/"
    if path == reverse("reading:search"):
        return Address(path)
    if not is_mirrored(path):
        return None
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    page = query.pop("page", "1")
    if query or not page.isdecimal() or len(page) > 6:
        return None
    return Address(path, max(1, int(page)))


def rewritten(page: str, base: str, target: Callable[[Address], str | None]) -> str:
    """A page whose links point at files; ``target`` gives the path of an address in the mirror, None if it has none.

    Links out of the mirror get the live site's full address, and forms are sent there.
    """

    def attribute(found: re.Match[str], tag: str) -> str:
        space, name, value = found.groups()
        link = unescape(value)
        if name == "srcset":
            shown = ", ".join(_candidate(part, base, target) for part in link.split(",") if part.strip())
        elif name == "action":
            shown = urljoin(f"{settings.SITE_URL}{base}", link)
        else:
            shown = _pointed(link, base, target)
        return f'{space}{name}="{escape(shown)}"'

    def element(found: re.Match[str]) -> str:
        tag, attributes = found[1], found[2]
        relation = _RELATION.search(attributes)
        if tag == "link" and relation and relation[1] in ("canonical", "shortlink"):
            return found[0]  # the one address of the page remains the live one
        return f"<{tag}{_LINK.sub(lambda each: attribute(each, tag), attributes)}>"

    return _TAG.sub(element, page)


def links_of(page: str, base: str) -> list[Address]:
    """Every address of the mirror that a page leads to or is made of, in order."""
    found: dict[Address, None] = {}

    def note(address: Address) -> None:
        found[address] = None

    rewritten(page, base, note)
    return list(found)


def style_links(sheet: str, base: str) -> list[Address]:
    """The files that a style sheet is made of."""
    return [address for link in _STYLE_LINK.findall(sheet) if (address := internal(link.split("#")[0], base))]


def _pointed(link: str, base: str, target: Callable[[Address], str | None]) -> str:
    address = internal(link, base)
    if address is not None:
        path = target(address)
        fragment = urlsplit(link).fragment
        return link if path is None else f"{path}#{fragment}" if fragment else path
    if not link or link.startswith("#") or urlsplit(link).scheme:
        return link
    return urljoin(f"{settings.SITE_URL}{base}", link)


def _candidate(part: str, base: str, target: Callable[[Address], str | None]) -> str:
    link, _, width = part.strip().partition(" ")
    return f"{_pointed(link, base, target)} {width}".strip()
