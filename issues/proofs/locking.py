"""What every verb on a proof does first: ask the table of roles, lock the issue, see where the page stands."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, allows
from articles.body import without_controls
from articles.errors import Incomplete, NotPermitted, Stale, WrongState
from issues.models import Issue, SetPage
from issues.proofs.files import read_file
from issues.proofs.standing import PageStanding, issue_standing


def require(by: User, *permissions: Permission) -> None:
    """Refuse whoever has none of these permissions."""
    if not any(allows(by, permission) for permission in permissions):
        raise NotPermitted(_("Your role does not allow this act on proofs."))


def lock_planned(issue_id: int) -> Issue:
    """The issue's row, locked, as every verb that changes its plan locks it; refuses what is published."""
    issue = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue_id)
    return planned(issue)


def planned(issue: Issue) -> Issue:
    """The issue, where it is still in the making."""
    if issue.state != Issue.State.PLANNED:
        raise WrongState(_("The issue is published; its pages no longer change."))
    return issue


def standing_of(issue: Issue, set_page: SetPage) -> PageStanding:
    """Where the page of a set page stands now."""
    return next(each for each in issue_standing(issue) if each.page.pk == set_page.page_id)


def lock_current(set_page: SetPage) -> PageStanding:
    """Lock the issue of a set page; refuses when the page is planned otherwise by now, or was set anew."""
    standing = standing_of(lock_planned(set_page.page.issue_id), set_page)
    if standing.set_page is None:
        raise Stale(_("The page was changed after this proof was pulled. Pull a new proof; this one counts no more."))
    if standing.set_page.pk != set_page.pk:
        raise Stale(_("There is a newer proof of this page. Open it; this one counts no more."))
    return standing


def is_intact(set_page: SetPage) -> bool:
    """Whether the stored PDF is the one whose hash the row names."""
    try:
        return hashlib.sha256(read_file(set_page, "page.pdf")).hexdigest() == set_page.pdf_hash
    except FileNotFoundError:
        return False


def require_intact(set_page: SetPage) -> None:
    """Refuse to sign what is not, byte for byte, what was pulled."""
    if not is_intact(set_page):
        raise Stale(_("The stored PDF of this proof is damaged or gone. Pull a new proof."))


def limited(text: str, limit: int, what: str) -> str:
    """Words as they are stored: without control characters and outer blanks; refuses what is too long."""
    text = without_controls(text).strip()
    if len(text) > limit:
        raise Incomplete([_("%(what)s: at most %(limit)d characters.") % {"what": what, "limit": limit}])
    return text
