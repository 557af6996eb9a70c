"""Building an old issue from imported pages: its row, its pages, its stories where they stood, its page images.

What is built so is in the making like any other issue. It was proofed and printed long ago, so it is asked for no
proofs; its stories go through the reviews before it is published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import Incomplete, NotPermitted, WorkflowError, WrongState
from articles.models import Article
from articles.verbs import verb
from issues.archive import Origin
from issues.editions import MAX_PAGES, edition_problems
from issues.models import Issue, Page, Placement, Publication, Region, SetPage
from issues.proofs.files import store_page

Area = tuple[float, float, float, float]  # left, top, width, height as fractions of the page

_GAP = 0.02  # of the page's height: lines farther apart than this stand in different regions
_EDGE = 0.03  # of the page's width: lines whose edges differ by less stand in one column


@dataclass(frozen=True)
class PrintedPage:
    """A page of an old issue as its file shows it: PNG, the file as PDF, and where lines stand (points)."""

    image: bytes
    pdf: bytes
    width: float
    height: float
    places: tuple[Area | None, ...]  # left, top, right, bottom of each line of the dump


def areas_of(lines: Sequence[int], printed: PrintedPage) -> list[Area]:
    """Where these lines of a page's dump (numbered from 1) stand: one area for each run of a column."""
    found: list[list[float]] = []
    for number in lines:
        place = printed.places[number - 1] if 0 < number <= len(printed.places) else None
        if place is None:
            continue
        left, top = place[0] / printed.width, place[1] / printed.height
        right, bottom = place[2] / printed.width, place[3] / printed.height
        last = found[-1] if found else None
        same = last is not None and -_GAP < top - last[3] < _GAP and left < last[2] + _EDGE and right > last[0] - _EDGE
        if last is not None and same:
            found[-1] = [min(last[0], left), last[1], max(last[2], right), max(last[3], bottom)]
        else:
            found.append([left, top, right, bottom])
    areas = []
    for left, top, right, bottom in found:
        x, y = min(max(left, 0.0), 0.999), min(max(top, 0.0), 0.999)
        areas.append((x, y, max(min(right, 1.0) - x, 0.001), max(min(bottom, 1.0) - y, 0.001)))
    return areas


@verb("issue.record")
def record_page(
    publication: Publication,
    *,
    by: User,
    origin: Origin,
    name: str,
    articles: Sequence[Article],
    printed: PrintedPage | None = None,
    areas: Mapping[int, Sequence[Area]] | None = None,
) -> Page:
    """Add a page, its stories in printed order, to the old issue that ``origin`` names; once, however often called.

    ``areas`` gives by article's key where it stands. An issue that was made here is never touched.
    """
    if not (allows(by, Permission.EDIT_ISSUES) and allows(by, Permission.PLACE_ARTICLES)):
        raise NotPermitted(_("Your role does not make or change issues."))
    issue = _issue_of(publication, origin)
    page, _made = Page.objects.get_or_create(
        issue=issue,
        sequence=origin.page or 0,
        defaults={"name": name[:30] or _("Page %(number)d") % {"number": origin.page or 0}},
    )
    placements = _place(page, articles, by)
    if printed is not None and page.printed_id is None:
        _store_image(page, printed, placements, areas or {}, by)
    audit.record("issue.record", by=by, target=issue, page=page.sequence, articles=len(placements))
    return page


def _issue_of(publication: Publication, origin: Origin) -> Issue:
    if not (origin.number and origin.total_number and origin.date and origin.page):
        raise Incomplete(
            [_("To build the issue its number, total number, date and page must be known: say them in the manifest.")]
        )
    if origin.page > MAX_PAGES:
        raise Incomplete([_("Page numbers run from 1 to %(limit)d.") % {"limit": MAX_PAGES}])
    Publication.objects.select_for_update().get(pk=publication.pk)  # numbers are given one at a time
    issue = Issue.objects.filter(publication=publication, total_number=origin.total_number).first()
    if issue is None:
        issue = Issue(
            publication=publication,
            number=origin.number,
            total_number=origin.total_number,
            date=origin.date,
            origin=Issue.Origin.ARCHIVE,
        )
        if problems := edition_problems(issue):
            raise Incomplete([problem.message for problem in problems])
        issue.save()
    if issue.origin != Issue.Origin.ARCHIVE:
        raise WorkflowError(_("%(issue)s was made here; nothing is added to it from the archive.") % {"issue": issue})
    if (issue.number, issue.date) != (origin.number, origin.date):
        raise WorkflowError(
            _("Total number %(total)d is %(issue)s of %(date)s already; the page says otherwise.")
            % {"total": issue.total_number, "issue": issue, "date": issue.date.isoformat()}
        )
    if issue.state != Issue.State.PLANNED:
        raise WrongState(_("The issue is published; its pages no longer change."))
    return issue


def _place(page: Page, articles: Sequence[Article], by: User) -> dict[int, Placement]:
    """The stories on the page, by key; those that stand in the issue already stay where they are."""
    there = {placement.article_id: placement for placement in page.issue.placements.all()}
    order = page.placements.count()
    for article in articles:
        if article.pk in there or article.current_revision is None:
            continue
        order += 1
        first = Placement.Prominence.MAJOR if order == 1 else Placement.Prominence.NORMAL
        there[article.pk] = Placement.objects.create(
            issue=page.issue,
            page=page,
            article=article,
            revision=article.current_revision,
            order=order,
            prominence=first,
            placed_by=by,
        )
    here = {article.pk: there[article.pk] for article in articles if article.pk in there}
    return {pk: placement for pk, placement in here.items() if placement.page_id == page.pk}


def _store_image(
    page: Page,
    printed: PrintedPage,
    placements: Mapping[int, Placement],
    areas: Mapping[int, Sequence[Area]],
    by: User,
) -> None:
    """The page's files, and where its stories stand, as what readers will see."""
    set_page = SetPage.objects.create(
        page=page,
        source=SetPage.Source.ARCHIVE,
        fingerprint=hashlib.sha256(printed.image).hexdigest(),
        made_by=by,
        **store_page(page, printed.pdf, printed.image),
    )
    standing = [(placement, area) for pk, placement in placements.items() for area in areas.get(pk, ())]
    Region.objects.bulk_create(
        Region(set_page=set_page, placement=placement, order=order, x=x, y=y, width=width, height=height)
        for order, (placement, (x, y, width, height)) in enumerate(standing)
    )
    page.printed = set_page
    page.save(update_fields=["printed"])
