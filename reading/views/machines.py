"""What programs read: feeds, sitemaps, robots.txt."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.body import without_controls
from articles.models import Article, Column
from departments.models import Department, GridArea
from reading import feeds, querysets, sitemaps
from reading.search import PARAMETERS
from reading.views.rendering import Site, absolute, own_site, public

XML = "application/xml; charset=utf-8"
CLOSED_TO_CRAWLERS = ("/desk/", "/preview/", "/health/")  # the newsroom's own; each asks who is there besides


def _name(site: Site) -> str:
    return site.publication.name if site.publication else site.name


def _atom(feed: feeds.StoryFeed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@public
def feed(request: HttpRequest) -> HttpResponse:
    """The stories of the latest issues as an Atom feed."""
    site = own_site()
    return _atom(feeds.paper_feed(_name(site), site.publication))


def _topic_feed(topic: Any, subtitle: str, address: str, articles: QuerySet[Article]) -> HttpResponse:
    paper = _name(own_site())
    channel = feeds.Channel(
        title=_("%(paper)s: %(topic)s") % {"paper": paper, "topic": topic.name},
        subtitle=subtitle or topic.name,
        page=topic.get_absolute_url(),
        path=reverse(address, args=[topic.slug]),
    )
    return _atom(feeds.topic_feed(channel, paper, articles))


@public
def column_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest stories of a column as an Atom feed."""
    column = get_object_or_404(Column, slug=slug)
    return _topic_feed(column, column.description, "reading:column_feed", querysets.in_column(column))


@public
def department_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest stories that a department contributed as an Atom feed."""
    department = get_object_or_404(Department, slug=slug)
    subtitle = _("Stories contributed by %(name)s.") % {"name": department.name}
    return _topic_feed(department, subtitle, "reading:department_feed", querysets.attributed_to(department))


@public
def grid_area_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest stories about a grid area as an Atom feed."""
    area = get_object_or_404(GridArea, slug=slug)
    return _topic_feed(area, area.theme, "reading:grid_area_feed", querysets.about_area(area))


def _xml(template: str, context: dict[str, Any]) -> HttpResponse:
    return HttpResponse(render_to_string(f"reading/{template}", context), content_type=XML)


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of the sitemaps: news, pages, issues, articles."""
    return _xml("sitemap_index.xml", {"parts": sitemaps.parts()})


@public
def sitemap_part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """A numbered sitemap of one kind."""
    entries = sitemaps.part(kind, number)
    if entries is None:
        raise Http404
    return _xml("sitemap.xml", {"entries": entries})


@public
def sitemap_news(request: HttpRequest) -> HttpResponse:
    """What was published in the last two days."""
    return _xml("sitemap_news.xml", {"entries": sitemaps.news(), "name": without_controls(_name(own_site()))})


@public
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: all but the desk, what is shown by a secret address, the search, and raw data."""
    search = reverse("reading:search")  # the field is one page, its answers are without end
    answers = (*(f"{search}?{name}=" for name in PARAMETERS), reverse("reading:search_suggestions"))
    data = (*answers, reverse("reading:oembed"), reverse("reading:api_root"))
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in (*CLOSED_TO_CRAWLERS, *data)),
        "",
        f"Sitemap: {absolute(reverse('reading:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
