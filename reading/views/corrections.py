"""Everything that the paper has corrected or taken back, in one list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from reading import notices
from reading.pagination import paginate
from reading.views.rendering import Head, own_site, page_path, public, render_page


@public
def corrections(request: HttpRequest) -> HttpResponse:
    """Corrections and retractions, latest first, each with its date and the paper's words."""
    listed = paginate(request, notices.notices(), counted="notices")
    listed.object_list = notices.of_rows(listed.object_list)
    title = _("Corrections and retractions")
    head = Head(
        title=title,
        description=_("What the paper had wrong, when it was put right, and what was taken down."),
        path=page_path(reverse("reading:corrections"), listed.number),
    )
    return render_page("corrections.html", head, own_site(), {"listed": listed, "section": "about"})
