"""The sheet of a page (三校单): its stories with their hashes and signatures, the proofs and the release to print.

A step that is not signed under the page as it is planned now is a blank line, to be signed by hand if need be.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from articles.steps import reviews_for
from issues.models import Page, PageSignOff, Placement, ProofMark
from issues.proofs.standing import STEPS, PageStanding, page_standing
from issues.typesetting.plan import BadStyle
from newsroom.desk.hashes import in_groups
from newsroom.desk.sheets.article_sheet import anchor_words, shown_time, standing_signatures


@dataclass(frozen=True)
class Signature:
    """A review of a story: who signed it and when; no name where it is open."""

    step: str
    name: str = ""
    time: str = ""


@dataclass(frozen=True)
class Story:
    """A story as it stands on the page."""

    order: int
    headline: str
    signed_title: str  # where the page prints another headline than the one that was signed
    sources: str
    characters: str
    photos: int
    signatures: list[Signature]
    is_signed: bool
    is_changed: bool  # its text was changed after it was placed
    number: str
    hash_groups: str


@dataclass(frozen=True)
class Proof:
    """A proof or the release: who signed it and when, marks she had made, her words; all empty where it is open."""

    step: str
    name: str = ""
    post: str = ""
    time: str = ""
    marks: str = ""
    opinion: str = ""


@dataclass(frozen=True)
class PageSheet:
    """Everything the sheet says, in words."""

    heading: str
    paper: str
    issue: str
    date: str
    page: str
    editor: str
    made_at: str
    stories: list[Story]
    characters: str
    proofs: list[Proof]
    pdf_hash: str  # of the PDF that is signed; empty while the page, as planned now, was not pulled
    proof_note: str  # why lines are blank; empty where all four are signed
    anchor: str


def page_sheet(page: Page) -> PageSheet:
    """The sheet of a page, loaded with its issue and publication; a fixed number of queries."""
    placements = (
        Placement.objects.filter(page=page)
        .select_related("revision", "article__current_revision")
        .prefetch_related("article__sign_offs", "revision__attributions", "revision__photo_uses")
        .order_by("order")
    )
    rows = list(placements)
    issue = page.issue
    standing = _standing(page)
    set_page = standing.set_page if standing else None
    return PageSheet(
        heading=_("Proof sheet"),
        paper=issue.publication.name,
        issue=_("No. %(number)d of %(year)d, No. %(total)d altogether")
        % {"number": issue.number, "year": issue.date.year, "total": issue.total_number},
        date=date_format(issue.date, "DATE_FORMAT"),
        page=str(page),
        editor=page.editor.name if page.editor else "",
        made_at=shown_time(timezone.now()),
        stories=[_story(placement) for placement in rows],
        characters=number_format(sum(row.revision.characters for row in rows), force_grouping=True),
        proofs=_proofs(standing),
        pdf_hash=in_groups(set_page.pdf_hash) if set_page else "",
        proof_note=_proof_note(standing),
        anchor=anchor_words(),
    )


def _standing(page: Page) -> PageStanding | None:
    """Where the proofs of the page stand; None where its style cannot be read, so that nothing of it can be printed."""
    try:
        return page_standing(page)
    except BadStyle:
        return None


def _proofs(standing: PageStanding | None) -> list[Proof]:
    passed = standing.passed if standing else {}
    made: dict[int, int] = {}
    if standing and passed:
        marks = ProofMark.objects.filter(set_page__page=standing.page).values_list("author").annotate(Count("pk"))
        made = dict(marks.order_by())
    lines = []
    for step in STEPS:
        label, signature = str(PageSignOff.Step(step).label), passed.get(step)
        if signature is None:
            lines.append(Proof(label))
            continue
        marks_made = str(made.get(signature.signer_id, 0)) if step != PageSignOff.Step.RELEASE else "—"
        lines.append(
            Proof(
                label,
                signature.signer_name,
                signature.signer_post,
                shown_time(signature.signed_at),
                marks_made,
                signature.opinion,
            )
        )
    return lines


def _proof_note(standing: PageStanding | None) -> str:
    if standing is None or standing.shown is None:
        return _("No proof of this page was pulled in the system: sign these lines by hand.")
    if standing.set_page is None:
        return _("The page was changed after its last proof: signatures given before count no more.")
    if standing.due is not None:
        return _("Blank lines are not signed in the system yet.")
    return ""


def _story(placement: Placement) -> Story:
    article, revision = placement.article, placement.revision
    standing = standing_signatures(article, revision, article.sign_offs.all())
    signatures = []
    for review in reviews_for(article.grade):
        sign_off = standing.get(review.step)
        label = str(review.step.label)
        signatures.append(
            Signature(label, sign_off.signer_name, shown_time(sign_off.signed_at)) if sign_off else Signature(label)
        )
    return Story(
        order=placement.order,
        headline=placement.headline,
        signed_title=revision.title if placement.headline != revision.title else "",
        sources=_(", ").join(line.printed_name for line in revision.attributions.all()),
        characters=number_format(revision.characters, force_grouping=True),
        photos=len(revision.photo_uses.all()),
        signatures=signatures,
        is_signed=all(signature.name for signature in signatures),
        is_changed=article.current_revision_id != revision.pk and article.published_revision_id != revision.pk,
        number=f"{article.pk:06d}-{revision.number}",
        hash_groups=in_groups(revision.content_hash),
    )
