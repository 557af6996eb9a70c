"""Pulling proofs (出样): a page is set, read back, stored, and waits for its first proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from articles.errors import Incomplete, Stale, WorkflowError
from articles.verbs import verb
from issues.layout.model import START, IssueLayout, Position, Story
from issues.models import Issue, Page, Region, SetPage
from issues.proofs import notices
from issues.proofs.files import read_photo, store_page
from issues.proofs.locking import is_intact, lock_planned, planned, require
from issues.proofs.readiness import glyph_problems, plan_problems, text_problems
from issues.proofs.standing import PageStanding, issue_standing
from issues.proofs.voiding import tell
from issues.typesetting.fingerprints import page_fingerprint
from issues.typesetting.frames import PlacedBlock, place_blocks, region_of
from issues.typesetting.output import SetAlone, set_alone
from issues.typesetting.photos import PhotoShop
from issues.typesetting.plan import stored_layout
from issues.typesetting.reading_back import page_differences
from issues.typesetting.setting import setter_for, template_data
from issues.typesetting.typst import TypesettingError

MAY_PULL = (Permission.PLACE_ARTICLES, Permission.PROOF_PAGES)


@dataclass(frozen=True)
class Prepared:
    """A page that is set and stored as files, or known already; no row names it yet."""

    page: Page
    fingerprint: str
    known: SetPage | None = None
    pdf_hash: str = ""
    folder: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


@verb("page.pull")
def pull_proof(page: Page, *, by: User) -> SetPage:
    """Set a page as it is planned now and store it to be proofed; a page that has not changed is not set again."""
    require(by, *MAY_PULL)
    issue = planned(Issue.objects.select_related("publication").get(pk=page.issue_id))
    return _pull(issue, [issue.pages.get(pk=page.pk)], by)[0]


@verb("issue.pull")
def pull_proofs(issue: Issue, *, by: User) -> list[SetPage]:
    """All pages of an issue at once: every one of them, or none and why."""
    require(by, *MAY_PULL)
    issue = planned(Issue.objects.select_related("publication").get(pk=issue.pk))
    pages = list(issue.pages.order_by("sequence"))
    if not pages:
        raise WorkflowError(_("The issue has no pages yet. Add them first."))
    return _pull(issue, pages, by)


def _pull(issue: Issue, pages: list[Page], by: User) -> list[SetPage]:
    """Set outside the issue's lock, for which others wait, and compare once it is held."""
    layout = stored_layout(issue)
    if problems := [problem for page in pages for problem in (*plan_problems(layout, page), *text_problems(page))]:
        raise Incomplete(list(dict.fromkeys(problems)))
    for page in pages:
        page.issue = issue
    prepared = [_prepare(layout, page, by) for page in pages]
    lock_planned(issue.pk)
    standings = {standing.page.pk: standing for standing in issue_standing(issue)}
    if any(standings[each.page.pk].fingerprint != each.fingerprint for each in prepared):
        raise Stale(_("Somebody changed the page while it was being set. Pull the proof again."))
    pulled = [each.known or _store(each, layout, standings[each.page.pk], by) for each in prepared]
    fresh = {each.page.pk for each in prepared if each.known is None}
    for standing in issue_standing(issue):
        if standing.page.pk in fresh:
            notices.proof_waits(standing, by=by)
    return pulled


def _prepare(layout: IssueLayout, page: Page, by: User) -> Prepared:
    """Set a page and store its files; nothing is set for a page that is known as it is planned now."""
    fingerprint = page_fingerprint(layout, page.sequence)
    known = page.settings.filter(fingerprint=fingerprint).order_by("-pk").first()
    if known is not None and is_intact(known):
        return Prepared(page, fingerprint, known)
    made = _set(layout, page)
    fields = store_page(page, made.pdf, made.image) | {"text": list(_texts(layout, page)), "made_by": by}
    pdf_hash, folder = fields.pop("pdf_hash"), fields.pop("folder")
    return Prepared(page, fingerprint, None, pdf_hash, folder, fields)


def _store(prepared: Prepared, layout: IssueLayout, before: PageStanding, by: User) -> SetPage:
    """The row of a prepared page with its regions; the issue is locked."""
    page = prepared.page
    set_page, is_new = SetPage.objects.get_or_create(
        page=page,
        fingerprint=prepared.fingerprint,
        pdf_hash=prepared.pdf_hash,
        defaults={"folder": prepared.folder, **prepared.fields},
    )
    if is_new:
        Region.objects.bulk_create(_regions(layout, page, set_page))
        audit.record(
            "page.pull", by=by, target=page, set_page=set_page.pk, pdf_hash=set_page.pdf_hash, issue=page.issue_id
        )
        if before.voided and before.last:
            tell(before, before.last, by=by)
    return set_page


def _set(layout: IssueLayout, page: Page) -> SetAlone:
    """The page set and read back; raises Incomplete where a glyph is missing or the PDF prints anything else."""
    folder = settings.VAR_DIR / "typesetting"
    try:
        made = set_alone(layout, page.sequence, folder, read_photo)
        if problems := list(glyph_problems(layout, made.missing)):
            raise Incomplete(problems)
        pdfs = {page.sequence: made.pdf}
        for number in _further_pages(layout, page.sequence):
            data = template_data(layout, PhotoShop(folder, read_photo), only=number)
            pdfs[number] = setter_for(layout, folder).pdf(data)
    except FileNotFoundError as error:
        message = _("A photo of the page is gone from the storage. Please tell the administrator.")
        raise WorkflowError(message) from error
    except TypesettingError as error:
        raise WorkflowError(_("The page could not be set: %(why)s") % {"why": error}) from error
    if wrong := page_differences(layout, page.sequence, pdfs):
        raise Incomplete(
            [
                _("“%(title)s” would be printed otherwise than it was signed. Please tell the administrator.")
                % {"title": layout.story(difference.story).headline}
                for difference in wrong
            ]
        )
    return made


def _further_pages(layout: IssueLayout, sequence: int) -> set[int]:
    """The other pages on which stories of this page have a part."""
    keys = {block.story for page in layout.pages if page.sequence == sequence for block in page.blocks}
    return {page.sequence for key in keys for page, _block in layout.parts(key)} - {sequence}


# ------------------------------------------------------------------------------------- what stands on the page


def _placed(layout: IssueLayout, page: Page) -> list[PlacedBlock]:
    """The blocks of a page in reading order: from the top, and from the left."""
    here = [each for each in place_blocks(layout) if each.page.sequence == page.sequence]
    return sorted(here, key=lambda each: (each.block.rect.y, each.block.rect.x))


def _regions(layout: IssueLayout, page: Page, set_page: SetPage) -> Iterator[Region]:
    stories = [each for each in _placed(layout, page) if each.story.key.startswith("p")]
    for order, each in enumerate(stories):
        x, y, width, height = region_of(each.block, layout.style)
        yield Region(
            set_page=set_page,
            placement_id=int(each.story.key[1:]),
            part=each.block.part,
            order=order,
            x=x,
            y=y,
            width=width,
            height=height,
        )


def _texts(layout: IssueLayout, page: Page) -> Iterator[dict[str, Any]]:
    """What stands on the page, story by story in reading order, and where: words as printed, without jump lines."""
    articles = dict(page.issue.placements.values_list("pk", "article_id"))
    for each in _placed(layout, page):
        story, begins = each.story, each.start == START
        ends = not each.block.shape.jumps_to
        photos = [story.photos[photo.spot.photo] for photo in each.arrangement.photos]
        yield {
            "story": story.key,
            "article": articles.get(int(story.key[1:])) if story.key.startswith("p") else None,
            "part": each.block.part,
            "label": story.label if begins else "",
            "kicker": story.kicker if begins else "",
            "headline": story.headline,
            "subtitle": story.subtitle if begins else "",
            "bylines": list(story.bylines) if begins else [],
            "text": "\n".join(_paragraphs(story, each.start, each.arrangement.fit.end)),
            "attributions": list(story.attributions) if ends else [],
            "captions": ["　".join(part for part in (photo.caption, photo.credit) if part) for photo in photos],
            "region": [round(value, 6) for value in region_of(each.block, layout.style)],
        }


def _paragraphs(story: Story, start: Position, end: Position) -> Iterator[str]:
    """The paragraphs between two positions; the cells of a table row in one line."""
    for index, paragraph in enumerate(story.paragraphs):
        if index < start.paragraph or (index, 0) >= (end.paragraph, end.character):
            continue
        if paragraph.kind == "table":
            yield "　".join(cell for cell in paragraph.cells if cell)
            continue
        text = paragraph.text[: end.character] if index == end.paragraph else paragraph.text
        yield text[start.character :] if index == start.paragraph else text
