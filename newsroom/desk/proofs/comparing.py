"""Two settings of a page compared: the words story by story, the images with the changed areas framed."""

from __future__ import annotations

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from issues.models import PageSignOff, SetPage
from issues.proofs.changes import page_changes
from issues.proofs.files import read_file
from issues.proofs.pictures import Area, changed_areas
from newsroom.desk.articles.access import page
from newsroom.desk.articles.changes import COLUMNS, mode_of
from newsroom.desk.proofs.access import find_page
from newsroom.desk.proofs.page_view import Box, srcset_of

KEPT = 24 * 3600  # seconds; two settings never change, so what differs between them does not either


@require_safe
def page_proof_changes(request: HttpRequest, number: int, sequence: int) -> HttpResponse:
    """What changed from the setting ``old`` to ``new``; by default from the last signed one, or the one before."""
    found = find_page(request, number, sequence)
    settings = {each.pk: each for each in found.settings.select_related("made_by").prefetch_related("sign_offs")}
    if not settings:
        raise Http404
    new = _asked(request, "new", settings) or settings[max(settings)]
    old = _asked(request, "old", settings) or _base(settings, new)
    if old is None:
        raise Http404
    areas = _areas(old, new)
    context = {
        "issue": found.issue,
        "page": found,
        "settings": list(settings.values()),
        "old": old,
        "new": new,
        "changes": page_changes(old.text, new.text),
        "areas": [Box.of(area.x, area.y, area.width, area.height) for area in areas or []],
        "has_pictures": areas is not None,
        "pair": [
            {"label": label, "set_page": each, "srcset": srcset_of(each)}
            for label, each in ((gettext("Before"), old), (gettext("Now"), new))
        ],
        "mode": mode_of(request),
        "columns": COLUMNS,
    }
    title = gettext("What changed on %(page)s") % {"page": found}
    return page(request, "desk/proofs/changes.html", context, title=title)


def _asked(request: HttpRequest, name: str, settings: dict[int, SetPage]) -> SetPage | None:
    asked = request.GET.get(name, "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19 and int(asked) in settings):
        raise Http404
    return settings[int(asked)]


def _base(settings: dict[int, SetPage], new: SetPage) -> SetPage | None:
    """What to compare with: the latest earlier setting that was signed, or else the one before."""
    earlier = [settings[pk] for pk in sorted(settings, reverse=True) if pk < new.pk]
    passed = PageSignOff.Verdict.PASSED
    signed = (each for each in earlier if any(row.verdict == passed for row in each.sign_offs.all()))
    return next(signed, earlier[0] if earlier else None)


def _areas(old: SetPage, new: SetPage) -> list[Area] | None:
    """The areas of the page image that changed; None where an image is gone from the storage."""
    key = f"proof-areas-{old.pk}-{old.pdf_hash[:12]}-{new.pk}-{new.pdf_hash[:12]}"
    known: list[Area] | None = cache.get(key)
    if known is None:
        try:
            known = changed_areas(read_file(old, "page.png"), read_file(new, "page.png"))
        except FileNotFoundError:
            return None
        cache.set(key, known, KEPT)
    return known
