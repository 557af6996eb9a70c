"""The people who write for the paper, each with her stories."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.body import without_controls
from reading import authors
from reading.views.listing import list_title, listed_stories
from reading.views.rendering import Crumb, Head, describe, own_site, page_path, public, render_page

MOST_AUTHORS = 300


@public
def all_authors(request: HttpRequest) -> HttpResponse:
    """Everybody whom the paper names, who is named most often first."""
    found = authors.foremost(MOST_AUTHORS)
    head = Head(
        title=_("Writers and photographers"),
        description=describe("、".join(one.name for one in found)),
        path=reverse("reading:authors"),
    )
    return render_page("authors.html", head, own_site(), {"authors": found, "section": "authors"})


@public
def author(request: HttpRequest, name: str) -> HttpResponse:
    """The stories that name a person, latest first; 404 for a name that stands in no public story."""
    printed = without_controls(name).strip()
    found = authors.by_author(printed)
    if printed != name and printed and found.exists():
        return HttpResponsePermanentRedirect(authors.author_url(printed))
    listed = listed_stories(request, found, ("author", printed))
    if printed != name or not listed.paginator.count:
        raise Http404
    path = authors.author_url(name)
    head = Head(
        title=list_title(name, listed.number),
        description=describe(_("Stories with the name of %(name)s.") % {"name": name}),
        path=page_path(path, listed.number),
        metas=(("ColumnName", name),),
        parents=(Crumb(_("Writers and photographers"), reverse("reading:authors")),),
    )
    context = {"name": name, "roles": authors.roles(name), "listed": listed, "section": "authors"}
    return render_page("author.html", head, own_site(), context)
