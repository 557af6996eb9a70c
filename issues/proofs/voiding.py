"""Saying that proofs are void: a change of the plan that gives a signed page another fingerprint is told once."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.models import AuditEntry, User
from issues.models import Issue, PageSignOff, SetPage
from issues.proofs import notices
from issues.proofs.standing import PageStanding, issue_standing

_VOID = "page.void"


@transaction.atomic
def tell_voided(issue: Issue, *, by: User) -> list[PageStanding]:
    """Record and tell, once for each proof, that its signatures are void because the plan has changed since.

    One query while no page of the issue is signed.
    """
    signed = PageSignOff.objects.filter(page__issue=issue, verdict=PageSignOff.Verdict.PASSED)
    if not signed.exists():
        return []
    found = [standing for standing in issue_standing(issue) if standing.voided and standing.last]
    return [standing for standing in found if standing.last and tell(standing, standing.last, by=by)]


def tell_after(issue: Issue, *, by: User) -> None:
    """Have ``tell_voided`` look at the issue when the change that is under way is committed, and not before.

    The desk says anyway that signatures are void: it compares fingerprints whenever it shows a page.
    """
    transaction.on_commit(lambda: tell_voided(issue, by=by), robust=True)


def tell(standing: PageStanding, was: SetPage, *, by: User) -> bool:
    """Record and tell that the signatures under ``was`` are void, where that was not done before."""
    page = standing.page
    known = AuditEntry.objects.filter(
        action=_VOID, target_type=page._meta.label_lower, target_id=str(page.pk), detail__set_page=was.pk
    )
    if known.exists():
        return False
    steps = [signature.step for signature in standing.voided]
    audit.record(_VOID, by=by, target=page, set_page=was.pk, pdf_hash=was.pdf_hash, steps=steps)
    notices.voided(page, by=by, set_page=was, signatures=standing.voided)
    return True
