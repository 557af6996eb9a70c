"""One page in proof: its image with the marks, the words on it, its settings, and what may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Permission, allows
from issues.models import Issue, Page, PageSignOff, ProofMark, SetPage
from issues.proofs.marks import marks_of
from issues.proofs.pulling import MAY_PULL
from issues.proofs.standing import PageStanding, page_standing
from newsroom.desk.articles.access import page as desk_page
from newsroom.desk.articles.access import person
from newsroom.desk.proofs.access import find_page
from newsroom.desk.proofs.forms import MarkForm
from newsroom.desk.proofs.overview import card

Step = PageSignOff.Step


@dataclass(frozen=True)
class Box:
    """A rectangle on the page image as SVG takes it: percentages, ready to be written."""

    x: str
    y: str
    width: str
    height: str

    @classmethod
    def of(cls, x: float, y: float, width: float, height: float) -> Box:
        """From fractions of the page."""
        return cls(*(f"{value * 100:.3f}%" for value in (x, y, width, height)))


@dataclass(frozen=True)
class Pin:
    """A mark with its number on this page view."""

    number: int
    mark: ProofMark
    box: Box
    is_earlier: bool  # made on an earlier setting
    may_mend: bool
    may_decline: bool
    headline: str = ""

    @property
    def is_point(self) -> bool:
        """Whether it has no extent."""
        return not (self.mark.width and self.mark.height)

    @property
    def is_whole_page(self) -> bool:
        """Whether it means the page as a whole."""
        return self.mark.width == 1 and self.mark.height == 1


@dataclass(frozen=True)
class StoryText:
    """The words of a story as they stand on the page, and where."""

    number: int
    text: dict[str, Any]
    box: Box
    place: str  # four fractions, for the script

    @property
    def paragraphs(self) -> list[str]:
        """The text, paragraph by paragraph."""
        return [line for line in self.text["text"].split("\n") if line]


@dataclass(frozen=True)
class Setting:
    """An earlier or the present setting of the page, for the list."""

    set_page: SetPage
    signatures: list[PageSignOff]
    is_shown: bool
    is_current: bool


def box_of(mark: ProofMark) -> Box:
    """The rectangle of a mark."""
    return Box.of(mark.x, mark.y, mark.width, mark.height)


def stories_of(set_page: SetPage) -> list[StoryText]:
    """The stories of a set page in reading order."""
    return [
        StoryText(
            number,
            text,
            Box.of(*text["region"]),
            " ".join(f"{value:.5f}" for value in text["region"]),
        )
        for number, text in enumerate(set_page.text, 1)
    ]


def srcset_of(set_page: SetPage) -> str:
    """The images of a set page with their widths, for the browser to choose from."""
    return ", ".join(
        f"{reverse('desk:proof_file', args=[set_page.pk, f'page-{width}.webp'])} {width}w" for width in set_page.widths
    )


@require_safe
def page_proof(request: HttpRequest, number: int, sequence: int) -> HttpResponse:
    """A page in proof; ``setting`` chooses an earlier one."""
    found = find_page(request, number, sequence)
    by = person(request)
    standing = page_standing(found)
    settings = list(found.settings.select_related("made_by").prefetch_related("sign_offs"))
    shown = _chosen(request, settings, standing)
    context: dict[str, Any] = {
        "issue": found.issue,
        "page": found,
        "pages": list(found.issue.pages.order_by("sequence")),
        "card": card(standing),
        "standing": standing,
        "may_edit": allows(by, Permission.EDIT_ISSUES),
        "may_pull": not found.issue.is_published and any(allows(by, permission) for permission in MAY_PULL),
        "shown": shown,
    }
    if shown is not None:
        context |= _of_proof(shown, settings, standing, found, by)
        context["mended_unchanged"] = any(_is_mended_unchanged(pin.mark, standing) for pin in context["pins"])
    title = gettext("Proof: %(page)s") % {"page": found}
    return desk_page(request, "desk/proofs/page.html", context, title=title)


def _is_mended_unchanged(mark: ProofMark, standing: PageStanding) -> bool:
    """Whether somebody said that a mark is mended, while the page is still the very one that was marked."""
    current = standing.set_page
    answered = mark.state == ProofMark.State.MENDED and mark.resolved_by_id != mark.author_id
    return answered and current is not None and mark.set_page_id == current.pk and not standing.is_released


def _chosen(request: HttpRequest, settings: Sequence[SetPage], standing: PageStanding) -> SetPage | None:
    asked = request.GET.get("setting", "")
    if asked:
        found = next((each for each in settings if str(each.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    newest = standing.shown
    return next((each for each in settings if newest is not None and each.pk == newest.pk), None)


def _of_proof(
    shown: SetPage, settings: Sequence[SetPage], standing: PageStanding, page: Page, by: User
) -> dict[str, Any]:
    is_newest = standing.shown is not None and standing.shown.pk == shown.pk
    is_current = standing.set_page is not None and standing.set_page.pk == shown.pk
    is_planned = page.issue.state == Issue.State.PLANNED
    marks = list(marks_of(page))
    pins = _pins(marks, shown, by, is_planned=is_planned, is_newest=is_newest)
    before = [each for each in settings if each.pk < shown.pk]
    numbered = {pin.mark.pk for pin in pins}
    may_mark = is_planned and is_newest and allows(by, Permission.PROOF_PAGES)
    return {
        "stories": stories_of(shown),
        "srcset": srcset_of(shown),
        "pins": pins,
        "open_pins": [pin for pin in pins if pin.mark.state == ProofMark.State.OPEN],
        "done_pins": [pin for pin in pins if pin.mark.state != ProofMark.State.OPEN],
        "older_marks": [mark for mark in marks if mark.pk not in numbered and mark.set_page_id < shown.pk],
        "settings": [
            Setting(
                each,
                list(each.sign_offs.all()),
                each.pk == shown.pk,
                standing.set_page is not None and each.pk == standing.set_page.pk,
            )
            for each in settings
        ],
        "before": before[0] if before else None,
        "is_newest": is_newest,
        "is_current": is_current,
        "mark_form": MarkForm(set_page=shown) if may_mark else None,
        **_signing(standing, by, is_current and is_planned),
    }


def _pins(marks: Sequence[ProofMark], shown: SetPage, by: User, *, is_planned: bool, is_newest: bool) -> list[Pin]:
    """The marks on this setting, and the open ones of other settings at the same places.

    A plan that was put back as it was shows an older setting again: then later ones have had their marks too.
    """
    here = [mark for mark in marks if mark.set_page_id == shown.pk]
    others = [mark for mark in marks if mark.set_page_id < shown.pk or (is_newest and mark.set_page_id > shown.pk)]
    earlier = [mark for mark in others if mark.state == ProofMark.State.OPEN]
    places = allows(by, Permission.PLACE_ARTICLES)
    found = []
    for number, mark in enumerate([*earlier, *here], 1):
        is_open = is_planned and mark.state == ProofMark.State.OPEN
        found.append(
            Pin(
                number,
                mark,
                box_of(mark),
                mark.set_page_id != shown.pk,
                is_open and (places or mark.author_id == by.pk),
                is_open and places,
                mark.placement.headline if mark.placement else "",
            )
        )
    return found


def _signing(standing: PageStanding, by: User, may_act: bool) -> dict[str, Any]:
    """What this person may sign now, and why not where she might expect to."""
    due = standing.due
    is_proof = due is not None and due != Step.RELEASE
    permitted = allows(by, Permission.PROOF_PAGES if is_proof else Permission.RELEASE_PAGES)
    signed = any(each.signer_id == by.pk for step, each in standing.passed.items() if step != Step.RELEASE)
    why = ""
    if may_act and permitted and due is not None:
        if standing.open_marks:
            why = gettext("Marks are open. When each is answered, the page can be signed.")
        elif is_proof and signed:
            why = gettext("You signed a proof of this page already; another person reads the next one.")
    ready = may_act and permitted and due is not None
    return {
        "due": due,
        "due_label": Step(due).label if due else "",
        "may_sign": ready and is_proof and not why,
        "may_release": ready and not is_proof and not why,
        "may_return": ready,
        "why_not": why,
    }
