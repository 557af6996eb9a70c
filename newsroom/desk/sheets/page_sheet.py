"""The sheet of a page (三校单): its stories with their hashes and signatures, and lines for the proofs.

Proofs are not signed in the system yet, so their lines are blanks to be signed by hand, and the sheet says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from articles.steps import reviews_for
from issues.models import Page, Placement
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
    proofs: list[str]
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
        proofs=[_("First proof"), _("Second proof"), _("Third proof"), _("Release to print")],
        anchor=anchor_words(),
    )


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
