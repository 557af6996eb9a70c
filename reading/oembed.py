"""oEmbed: how another site shows one of ours by its address alone, as a quotation with a link and no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.body import without_controls
from articles.models import Article, PhotoUse
from issues.models import Issue, Publication
from reading import querysets
from reading.full_stories import FullStory, load, with_parts
from reading.metadata import absolute
from reading.stories import photo_url
from reading.teasers import opening, shorten

WIDTH, HEIGHT = 560, 240  # pixels of the frame that another site should leave for it
LARGEST_COPY = 960  # pixels each way of the picture beside it, where the other site names no bound
SUMMARY_CHARACTERS = 120
AGE = 3600  # seconds that another site may keep it
HOME_PORTS = {"http": 80, "https": 443}


class NotOurs(ValueError):
    """The address is none that can be embedded; ``str()`` of it says which are."""


class NothingThere(LookupError):
    """The address is one of ours, and nothing public stands there."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most another site has room for, in pixels; None where it does not say."""

    width: int | None = None
    height: int | None = None


def embedded(url: str, bounds: Bounds) -> dict[str, Any]:
    """What stands at an address of an article or issue, as oEmbed's members; raises NotOurs and NothingThere."""
    name, arguments = _resolved(url)
    if name == "reading:article":
        return _article(arguments["pk"], bounds)
    if name == "reading:issue":
        return _issue(arguments, bounds)
    raise NotOurs(_("Only articles and issues can be embedded: take the address from their pages."))


def _resolved(url: str) -> tuple[str, dict[str, Any]]:
    try:
        parts, home = urlsplit(url), urlsplit(settings.SITE_URL)
        same_host = parts.scheme in HOME_PORTS and parts.hostname == home.hostname
        same_port = (parts.port or HOME_PORTS.get(parts.scheme)) in (home.port, HOME_PORTS[home.scheme])
    except ValueError:
        same_host = same_port = False
    if not same_host or not same_port:
        home_url = settings.SITE_URL
        raise NotOurs(
            _("Give the whole address of a page of this site: it begins with %(home)s/.") % {"home": home_url}
        )
    try:
        found = resolve(unquote(parts.path))
    except Resolver404:
        raise NothingThere(_("There is no page at this address.")) from None
    return found.view_name, found.kwargs


def _article(pk: int, bounds: Bounds) -> dict[str, Any]:
    found = load(with_parts(Article.objects.published()).filter(pk=pk)) if pk < 2**63 else []
    if not found:
        raise NothingThere(_("No public article stands at this address."))
    story = found[0]
    revision = story.revision
    paper = story.placement.issue.publication if story.placement else None
    summary = shorten(revision.summary or opening(revision.body), SUMMARY_CHARACTERS)
    members = _members(paper, revision.title, story.url, summary, bounds)
    members["author_name"] = "、".join(story.authors or story.sources)
    return _filled(members | _thumbnail(story, bounds))


def _issue(arguments: dict[str, Any], bounds: Bounds) -> dict[str, Any]:
    publication, year, number = arguments["publication"], arguments["year"], arguments["number"]
    rows = querysets.published_issues().filter(publication__slug=publication, date__year=year, number=number)
    issue: Issue | None = querysets.with_lead_headline(rows).first()
    if issue is None:
        raise NothingThere(_("No public issue stands at this address."))
    lead = issue.lead_headline or ""  # type: ignore[attr-defined]  # annotated above
    return _filled(_members(issue.publication, str(issue), absolute(issue.get_absolute_url()), lead, bounds))


def _members(paper: Publication | None, title: str, url: str, summary: str, bounds: Bounds) -> dict[str, Any]:
    name = without_controls((paper.site_name or paper.name) if paper else "")
    title, summary = without_controls(title), without_controls(summary)
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": name,
        "provider_url": absolute("/"),
        "cache_age": AGE,
        "width": min(WIDTH, bounds.width or WIDTH),
        "height": min(HEIGHT, bounds.height or HEIGHT),
        "html": format_html(
            '<blockquote cite="{0}"><p><a href="{0}">{1}</a></p>{2}{3}</blockquote>',
            url,
            title,
            format_html("<p>{}</p>", summary) if summary else "",
            format_html("<footer>{}</footer>", name) if name else "",
        ),
    }


def _thumbnail(story: FullStory, bounds: Bounds) -> dict[str, Any]:
    """The largest copy of the first photo that fits the bounds; nothing where none fits."""
    for use in story.uses[:1]:
        for name, width, height in sorted(_copies(use), key=lambda copy: -copy[1]):
            if width <= (bounds.width or LARGEST_COPY) and height <= (bounds.height or LARGEST_COPY):
                return {
                    "thumbnail_url": absolute(photo_url(name)),
                    "thumbnail_width": width,
                    "thumbnail_height": height,
                }
    return {}


def _copies(use: PhotoUse) -> list[tuple[str, int, int]]:
    photo = use.photo
    smaller = [
        (photo.rendition_name(width), width, max(1, round(photo.height * width / photo.width)))
        for width in photo.rendition_widths
    ]
    return [(photo.name, photo.width, photo.height), *smaller]


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in ("", None)}
