"""About the paper: its imprint by identity, how to write to it, and the accessibility statement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from issues.models import Publication
from reading.views.rendering import Head, own_site, public, render_page


def imprint(publication: Publication) -> list[tuple[str, str]]:
    """What the law wants printed, as (label, value) in printed order; lines without a value are left out."""
    run = _("%(count)d copies") % {"count": publication.print_run} if publication.print_run else ""
    if publication.is_internal:
        lines = [
            (_("Permit number"), publication.permit_number),
            (_("Sponsor"), publication.sponsor),
            (_("Edited and produced by"), publication.editor_unit),
            (_("Recipients"), publication.recipients),
            (_("Printed by"), publication.printer),
            (_("Print run"), run),
        ]
    else:
        lines = [
            (_("CN number"), publication.cn_number),
            (_("Sponsor"), publication.sponsor),
            (_("Edited and produced by"), publication.editor_unit),
            (_("Price"), publication.price or _("Free of charge")),
            (_("Printed by"), publication.printer),
            (_("Print run"), run),
        ]
    lines += [
        (_("Address"), publication.address),
        (_("Telephone"), publication.telephone),
        (_("E-mail"), publication.email),
    ]
    return [(label, value) for label, value in lines if value]


@public
def about(request: HttpRequest) -> HttpResponse:
    """The imprint, ways to take part, and the accessibility statement."""
    site = own_site()
    title = _("About the paper")
    head = Head(
        title=title,
        description=_("Imprint, contact and accessibility statement."),
        path=reverse("reading:about"),
    )
    lines = imprint(site.publication) if site.publication else []
    return render_page("about.html", head, site, {"imprint": lines, "section": "about"})
