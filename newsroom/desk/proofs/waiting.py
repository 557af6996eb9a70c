"""What waits for a person among the proofs of the issue in the making, for the dashboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Permission, allows
from issues.models import Issue, Page, PageSignOff, SetPage
from issues.proofs.standing import PageStanding, issue_standing
from issues.typesetting.plan import BadStyle

Step = PageSignOff.Step
_CONCERNED = (Permission.PROOF_PAGES, Permission.RELEASE_PAGES, Permission.PLACE_ARTICLES)


@dataclass(frozen=True)
class Wait:
    """A page and what this person is to do with it."""

    page: Page
    words: str
    state: str

    @property
    def url(self) -> str:
        """The page in proof."""
        return reverse("desk:page_proof", args=[self.page.issue_id, self.page.sequence])


def proofs_for(user: User, issue: Issue | None) -> dict[str, Any] | None:
    """The panel of proofs; None for who has nothing to do with them, or while no issue is in the making."""
    if issue is None or not any(allows(user, permission) for permission in _CONCERNED):
        return None
    rows: list[Wait] = []
    problem = ""
    if SetPage.objects.filter(page__issue=issue).exists():
        try:
            rows = [wait for standing in issue_standing(issue) for wait in _waits(standing, user)]
        except BadStyle as error:
            problem = str(error)
    return {"rows": rows, "count": len(rows), "problem": problem, "issue": issue}


def _waits(standing: PageStanding, user: User) -> Iterator[Wait]:
    page, due = standing.page, standing.due
    if allows(user, Permission.PLACE_ARTICLES):
        if standing.open_marks:
            words = ngettext("%(count)d open mark", "%(count)d open marks", standing.open_marks)
            word = words % {"count": standing.open_marks}
            yield Wait(page, f"{_('Returned')} · {word}" if standing.returned else word, "sent_back")
        elif standing.set_page is None and standing.last is not None:
            yield Wait(page, _("Changed since the last proof"), "sent_back")
    if standing.set_page is None or standing.open_marks or due is None:
        return
    if due == Step.RELEASE:
        if allows(user, Permission.RELEASE_PAGES):
            yield Wait(page, str(Step(due).label), "approved")
    elif allows(user, Permission.PROOF_PAGES) and all(
        signature.signer_id != user.pk for signature in standing.passed.values()
    ):
        yield Wait(page, str(Step(due).label), "first_review")
