"""Who is told of what happens to a page's proofs: those whom it concerns, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from accounts.notifications import notify
from accounts.roles import Permission, Role, people_with
from issues.models import Page, PageSignOff, SetPage
from issues.proofs.standing import PageStanding


def proof_waits(standing: PageStanding, *, by: User) -> None:
    """A proof or the release is due."""
    if standing.due is not None:
        notify(_signers(standing), "page.waiting", by=by, target=standing.page, **_where(standing.page, standing.due))


def returned(standing: PageStanding, *, by: User, set_page: SetPage, step: str, words: str) -> None:
    """A proof goes back to be mended."""
    where = _where(standing.page, step)
    notify(makers(standing.page, set_page), "page.returned", by=by, target=standing.page, reason=words, **where)


def voided(page: Page, *, by: User, set_page: SetPage, signatures: Iterable[PageSignOff]) -> None:
    """The page changed after it was signed."""
    signed = User.objects.filter(pk__in={signature.signer_id for signature in signatures})
    notify([*signed, *makers(page, set_page)], "page.voided", by=by, target=page, **_where(page))


def released(standing: PageStanding, *, by: User, set_page: SetPage) -> None:
    """A page goes to print."""
    signed = User.objects.filter(pk__in={signature.signer_id for signature in standing.passed.values()})
    people = [*signed, *makers(standing.page, set_page)]
    notify(people, "page.released", by=by, target=standing.page, **_where(standing.page))


def marked_late(page: Page, *, by: User, set_page: SetPage, words: str) -> None:
    """Something was found on a page that is released already."""
    people = [*people_with(Permission.RELEASE_PAGES), *makers(page, set_page)]
    notify(people, "page.marked_late", by=by, target=page, words=words, **_where(page))


def makers(page: Page, set_page: SetPage) -> list[User]:
    """Who makes the page: the layout editors, its own editor, and who pulled the proof."""
    found = User.objects.filter(is_active=True)
    return list(
        found.filter(roles__contains=[Role.LAYOUT_EDITOR]) | found.filter(pk__in={set_page.made_by_id, page.editor_id})
    )


def _signers(standing: PageStanding) -> list[User]:
    """Who may sign what is due: the proofreaders before the others who may; never who signed a proof of it already."""
    if standing.due == PageSignOff.Step.RELEASE:
        return list(people_with(Permission.RELEASE_PAGES))
    done = {signature.signer_id for signature in standing.passed.values()}
    fit = [person for person in people_with(Permission.PROOF_PAGES) if person.pk not in done]
    return [person for person in fit if Role.PROOFREADER in person.roles] or fit


def _where(page: Page, step: str = "") -> dict[str, Any]:
    return {"issue": page.issue_id, "issue_name": str(page.issue), "page": page.sequence, "step": step}
