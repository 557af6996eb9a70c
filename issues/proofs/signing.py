"""Signing proofs (一校 二校 三校), returning a page (改样) and releasing it to print (付印).

All signatures of a page stand under one and the same PDF. A change that gives the page another fingerprint voids them.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from articles.errors import FourEyes, Incomplete, WrongState
from articles.verbs import verb
from issues.models import Issue, PageSignOff, SetPage
from issues.proofreading.steps import blocking, named
from issues.proofs import notices
from issues.proofs.locking import limited, lock_current, lock_planned, require, require_intact
from issues.proofs.marks import mark_whole_page
from issues.proofs.readiness import text_problems
from issues.proofs.seals import seal
from issues.proofs.standing import PageStanding, issue_standing

Step = PageSignOff.Step
Verdict = PageSignOff.Verdict


@verb("page.sign")
def sign_proof(set_page: SetPage, *, by: User, step: str, opinion: str = "") -> PageSignOff:
    """Sign the proof that is due, under exactly the PDF that was read; no two proofs of it by one person."""
    require(by, Permission.PROOF_PAGES)
    standing = lock_current(set_page)
    if step == Step.RELEASE or standing.due != step:
        raise WrongState(_("This step is not due. Reload the page to see where it stands."))
    if any(signature.signer_id == by.pk for signature in standing.passed.values()):
        raise FourEyes(_("Four eyes: you signed a proof of this page already; another person reads the next one."))
    _require_clean(standing)
    signature = _sign(standing, set_page, step, Verdict.PASSED, by, opinion)
    _record("page.sign", standing, signature, by)
    standing.passed[step] = signature
    notices.proof_waits(standing, by=by)
    return signature


@verb("page.return")
def return_proof(set_page: SetPage, *, by: User, opinion: str = "") -> PageSignOff:
    """Return a page to be mended (改样). It rests on an open mark; words alone become a mark on the whole page."""
    require(by, Permission.PROOF_PAGES, Permission.RELEASE_PAGES)
    standing = lock_current(set_page)
    if standing.due is None:
        raise WrongState(_("The page is released. Put a mark on it, and tell the layout editor."))
    if standing.due == Step.RELEASE:
        require(by, Permission.RELEASE_PAGES)
    opinion = opinion.strip()
    if not standing.open_marks:
        if not opinion:
            raise Incomplete([_("Mark on the page what is wrong, or say it here.")])
        limit = PageSignOff._meta.get_field("opinion").max_length or 0
        mark_whole_page(standing, set_page, by=by, text=limited(opinion, limit, _("Remark")))
    step = standing.due
    signature = _sign(standing, set_page, step, Verdict.RETURNED, by, opinion)
    _record("page.return", standing, signature, by)
    notices.returned(standing, by=by, set_page=set_page, step=step, words=signature.opinion)
    return signature


@verb("page.release")
def release_page(set_page: SetPage, *, by: User, opinion: str = "") -> PageSignOff:
    """Release a page to print (付印), after three proofs of exactly this PDF."""
    require(by, Permission.RELEASE_PAGES)
    return _release(lock_current(set_page), set_page, by, opinion)


@verb("issue.release")
def release_issue(issue: Issue, *, by: User) -> list[PageSignOff]:
    """Release every page of an issue that has its three proofs and no open mark; all of them or none."""
    require(by, Permission.RELEASE_PAGES)
    issue = lock_planned(issue.pk)
    ready = [each for each in issue_standing(issue) if each.is_ready_for_release]
    if not ready:
        raise WrongState(_("No page waits for its release: each needs three proofs and no open mark."))
    return [_release(each, each.set_page, by, "") for each in ready if each.set_page is not None]


def _release(standing: PageStanding, set_page: SetPage, by: User, opinion: str) -> PageSignOff:
    if standing.due is None:
        raise WrongState(_("%(page)s is released already.") % {"page": standing.page})
    if standing.due != Step.RELEASE:
        raise WrongState(_("%(page)s lacks a proof: three are needed first.") % {"page": standing.page})
    _require_clean(standing)
    _require_no_finding(standing)
    signature = _sign(standing, set_page, Step.RELEASE, Verdict.PASSED, by, opinion)
    _record("page.release", standing, signature, by)
    notices.released(standing, by=by, set_page=set_page)
    return signature


def _require_clean(standing: PageStanding) -> None:
    """Refuse a page with open marks, or one whose texts are no longer the approved ones."""
    problems = text_problems(standing.page)
    if standing.open_marks:
        problems.insert(0, _("%(page)s: marks are open. They are answered before anybody signs.") % vars(standing))
    if problems:
        raise Incomplete(problems)


def _require_no_finding(standing: PageStanding) -> None:
    """Refuse the release of a page with a finding of the rules that the publication names for it."""
    issue = standing.page.issue
    placed = standing.page.placements.select_related("revision")
    revisions = [placement.revision for placement in placed]
    found = blocking(revisions, issue.publication, issue.date, issue.publication.release_rules)
    if found:
        why = _("%(page)s: the proofreader holds it back. Mend it, or have it dismissed with a reason.")
        raise Incomplete([why % vars(standing), *named(doubt for _revision, doubt in found)])


def _sign(
    standing: PageStanding, set_page: SetPage, step: str, verdict: Verdict, by: User, opinion: str
) -> PageSignOff:
    require_intact(set_page)
    limit = PageSignOff._meta.get_field("opinion").max_length or 0
    return PageSignOff.objects.create(
        page=standing.page,
        set_page=set_page,
        pdf_hash=set_page.pdf_hash,
        step=step,
        verdict=verdict,
        signer=by,
        signer_name=by.name,
        signer_post=by.post,
        opinion=limited(opinion, limit, _("Words with the signature")),
    )


def _record(action: str, standing: PageStanding, signature: PageSignOff, by: User) -> None:
    audit.record(
        action,
        by=by,
        target=standing.page,
        issue=standing.page.issue_id,
        sign_off=signature.pk,
        step=signature.step,
        pdf_hash=signature.pdf_hash,
        seal=seal(signature),
    )
