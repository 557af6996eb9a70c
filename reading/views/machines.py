"""What programs read: the feed, the sitemap, robots.txt."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from reading import sitemaps
from reading.feeds import latest_issues_feed
from reading.views.rendering import absolute, own_site, public

XML = "application/xml; charset=utf-8"


@public
def feed(request: HttpRequest) -> HttpResponse:
    """The stories of the latest issues as an Atom feed."""
    site = own_site()
    name = site.publication.name if site.publication else site.name
    produced = latest_issues_feed(name, site.publication)
    return HttpResponse(produced.writeString("utf-8"), content_type=produced.content_type)


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public address, or the list of the numbered sitemaps when one file could not hold them."""
    files = sitemaps.file_count(sitemaps.article_count())
    if files == 1:
        entries = [*sitemaps.other_pages(), *sitemaps.articles_of(1)]
        return HttpResponse(render_to_string("reading/sitemap.xml", {"entries": entries}), content_type=XML)
    parts = [absolute(reverse("reading:sitemap_part", args=[number])) for number in range(files + 1)]
    return HttpResponse(render_to_string("reading/sitemap_index.xml", {"parts": parts}), content_type=XML)


@public
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """A numbered sitemap: 0 holds everything but articles."""
    if number > sitemaps.file_count(sitemaps.article_count()):
        raise Http404
    entries = list(sitemaps.articles_of(number) if number else sitemaps.other_pages())
    return HttpResponse(render_to_string("reading/sitemap.xml", {"entries": entries}), content_type=XML)


@public
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: all but the desk and the search."""
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        f"Disallow: {reverse('reading:search')}",
        f"Sitemap: {absolute(reverse('reading:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
