"""Marks on proofs: what is wrong at a place of the page image, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import Incomplete, NotPermitted, Stale, WorkflowError, WrongState
from articles.verbs import verb
from issues.models import Page, ProofMark, Region, SetPage
from issues.proofs import notices
from issues.proofs.locking import limited, lock_planned, require, standing_of
from issues.proofs.standing import PageStanding

State = ProofMark.State


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page, in fractions of it from its top left corner; without extent it is a point."""

    x: float
    y: float
    width: float = 0.0
    height: float = 0.0

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


WHOLE_PAGE = Place(0.0, 0.0, 1.0, 1.0)


def story_at(regions: Iterable[Region], place: Place) -> Region | None:
    """The region that a place means: the one around its middle, or else the one it covers most of."""
    if place == WHOLE_PAGE:
        return None
    x, y = place.middle
    rows = list(regions)
    for row in rows:
        if row.x <= x <= row.x + row.width and row.y <= y <= row.y + row.height:
            return row
    best = max(rows, key=lambda row: _shared(row, place), default=None)
    return best if best is not None and _shared(best, place) > 0 else None


def _shared(region: Region, place: Place) -> float:
    across = min(region.x + region.width, place.x + place.width) - max(region.x, place.x)
    down = min(region.y + region.height, place.y + place.height) - max(region.y, place.y)
    return max(0.0, across) * max(0.0, down)


def marks_of(page: Page) -> QuerySet[ProofMark]:
    """Every mark on any setting of a page, with who made and answered it."""
    found = ProofMark.objects.filter(set_page__page=page)
    return found.select_related("author", "resolved_by", "placement__revision", "set_page").order_by("pk")


@verb("page.mark")
def mark(
    set_page: SetPage, *, by: User, x: float, y: float, width: float = 0.0, height: float = 0.0, text: str
) -> ProofMark:
    """Say what is wrong at a place of the newest proof of a page; fractions of the page, a point has no extent."""
    require(by, Permission.PROOF_PAGES)
    standing = standing_of(lock_planned(set_page.page.issue_id), set_page)
    _require_shown(standing, set_page)
    return _store(standing, set_page, by, _place(x, y, width, height), text)


def mark_whole_page(standing: PageStanding, set_page: SetPage, *, by: User, text: str) -> ProofMark:
    """A mark that means the whole page, within a verb that holds the issue's lock."""
    return _store(standing, set_page, by, WHOLE_PAGE, text)


def _store(standing: PageStanding, set_page: SetPage, by: User, place: Place, text: str) -> ProofMark:
    limit = ProofMark._meta.get_field("text").max_length or 0
    text = limited(text, limit, _("Remark"))
    if not text:
        raise Incomplete([_("Say what is wrong there.")])
    hit = story_at(set_page.regions.all(), place)
    made = ProofMark.objects.create(
        set_page=set_page,
        placement_id=hit.placement_id if hit else None,
        x=place.x,
        y=place.y,
        width=place.width,
        height=place.height,
        text=text,
        author=by,
    )
    audit.record("page.mark", by=by, target=standing.page, mark=made.pk, set_page=set_page.pk)
    if standing.is_released:
        notices.marked_late(standing.page, by=by, set_page=set_page, words=text)
    return made


def _place(x: float, y: float, width: float, height: float) -> Place:
    """The rectangle, cut at the page's edges; refuses what does not lie on the page."""
    if not all(isfinite(value) for value in (x, y, width, height)) or width < 0 or height < 0:
        raise WorkflowError(_("This is no place on the page. Point at it again."))
    left, top = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
    right, bottom = min(max(x + width, 0.0), 1.0), min(max(y + height, 0.0), 1.0)
    if x > 1 or y > 1 or x + width < 0 or y + height < 0:
        raise WorkflowError(_("This is no place on the page. Point at it again."))
    return Place(*(round(value, 5) for value in (left, top, right - left, bottom - top)))


def _require_shown(standing: PageStanding, set_page: SetPage) -> None:
    if standing.shown is None or standing.shown.pk != set_page.pk:
        raise Stale(_("There is a newer proof of this page. Put your mark there."))


@verb("page.answer")
def resolve_mark(mark: ProofMark, *, by: User, state: str, answer: str = "") -> ProofMark:
    """Answer a mark: mended, or left as it is with the reason. Whoever made a mark may take it back as mended."""
    lock_planned(mark.set_page.page.issue_id)
    found = ProofMark.objects.select_for_update(of=("self",)).select_related("set_page__page").get(pk=mark.pk)
    places = allows(by, Permission.PLACE_ARTICLES)
    if not places and found.author_id != by.pk:
        raise NotPermitted(_("A mark is answered by who makes the page, or taken back by who made it."))
    if state not in (State.MENDED, State.DECLINED):
        raise WrongState(_("A mark is answered as mended, or as left as it is."))
    if state == State.DECLINED and not places:
        raise NotPermitted(_("Only who makes the page leaves something as it is."))
    if found.state != State.OPEN:
        raise WrongState(_("Somebody has answered this mark already."))
    limit = ProofMark._meta.get_field("answer").max_length or 0
    answer = limited(answer, limit, _("Answer"))
    if state == State.DECLINED and not answer:
        raise Incomplete([_("Say why it stays as it is.")])
    found.state, found.answer, found.resolved_by, found.resolved_at = state, answer, by, clock.now()
    found.save(update_fields=["state", "answer", "resolved_by", "resolved_at"])
    audit.record("page.answer", by=by, target=found.set_page.page, mark=found.pk, state=state)
    return found
