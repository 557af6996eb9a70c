"""Between rows and layout: the stored plan of an issue read as an IssueLayout, and a layout stored as the plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, replace

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import NotPermitted, Stale, WorkflowError, WrongState
from articles.verbs import verb
from issues.layout import model as layout_model
from issues.layout.geometry import Rect
from issues.layout.model import IssueLayout, PageLayout, PhotoSpot, Shape, Story, jump
from issues.layout.stacking import stacked
from issues.layout.style import PageStyle, StyleError
from issues.models import Block, Issue, Publication
from issues.typesetting.stories import imprint_of, reserved_story, story_of, with_parts


class BadStyle(WorkflowError):
    """The publication's page style cannot be used."""


def style_of(publication: Publication) -> PageStyle:
    """The publication's page style; raises BadStyle when what is stored cannot be used."""
    stored = publication.page_style
    if isinstance(stored, dict):  # the page templates beside the style are the board's (issues.board.templates)
        stored = {name: value for name, value in stored.items() if name != "templates"}
    try:
        return PageStyle.from_json(stored)
    except StyleError as error:
        raise BadStyle(
            _("The page style of %(name)s cannot be used: %(why)s") % {"name": publication, "why": error}
        ) from error


def plan_version(issue: Issue) -> str:
    """A mark of the stored plan that changes with every block changed, added or removed."""
    rows = issue.blocks.order_by("pk").values_list("pk", "version")
    return ";".join(f"{pk}.{version}" for pk, version in rows)


def stored_layout(issue: Issue) -> IssueLayout:
    """The issue as its stored blocks have it; placements without a block are stories without a place.

    A constant number of queries for any number of blocks.
    """
    style = style_of(issue.publication)
    stories = {placement.pk: story_of(placement) for placement in with_parts(issue)}
    pages = list(issue.pages.select_related("editor").order_by("sequence"))
    rows = list(Block.objects.filter(issue=issue).in_order())
    parts: dict[int, list[Block]] = defaultdict(list)
    for row in rows:
        if row.placement_id:
            parts[row.placement_id].append(row)
    blocks: dict[int, list[layout_model.Block]] = defaultdict(list)
    reserved: list[Story] = []
    for row in rows:
        if row.placement_id:
            key = stories[row.placement_id].key
        else:
            reserved.append(reserved_story(row))
            key = reserved[-1].key
        blocks[row.page_id].append(_block(row, key, parts.get(row.placement_id or 0, [row])))
    return IssueLayout(
        imprint=imprint_of(issue, len(pages)),
        style=style,
        stories=(*stories.values(), *reserved),
        pages=tuple(
            PageLayout(page.sequence, page.name, tuple(blocks[page.pk]), page.editor.name if page.editor else "")
            for page in pages
        ),
    )


def _block(row: Block, key: str, parts: list[Block]) -> layout_model.Block:
    """A row as a block; where its story comes from and goes on follows from the other parts."""
    ordered = sorted(parts, key=lambda part: part.part)
    place = ordered.index(row)
    shape = Shape(
        columns=row.width,
        rows=row.height,
        text_columns=row.text_columns,
        headline=row.headline_level,
        headline_columns=row.headline_columns,
        photos=tuple(PhotoSpot(**spot) for spot in row.photos),
        boxed=row.boxed,
        jumps_from=jump(row.page.sequence, ordered[place - 1].page.sequence) if place else 0,
        jumps_to=jump(row.page.sequence, ordered[place + 1].page.sequence) if place + 1 < len(ordered) else 0,
    )
    rect = Rect(row.x, row.y, row.width, row.height)
    return layout_model.Block(f"b{row.pk}", key, rect, shape, row.part, row.pinned)


@verb("issue.plan")
def store_layout(issue: Issue, layout: IssueLayout, *, by: User, expected: str | None = None) -> list[Block]:
    """Store a layout as the issue's plan in place of the one before; ``expected`` is ``plan_version`` as it was seen.

    Reserved texts keep their words. Raises Stale when somebody changed the plan meanwhile.
    """
    if not allows(by, Permission.PLACE_ARTICLES):
        raise NotPermitted(_("Your role does not place articles on pages."))
    issue = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue.pk)
    if issue.state != Issue.State.PLANNED:
        raise WrongState(_("The issue is published; its pages no longer change."))
    if expected is not None and plan_version(issue) != expected:
        raise Stale(_("Somebody has changed the pages meanwhile. Nothing was overwritten: look at them first."))
    pages = {page.sequence: page for page in issue.pages.all()}
    if strange := sorted({page.sequence for page in layout.pages if page.blocks} - set(pages)):
        raise WorkflowError(_("The issue has no page %(number)d.") % {"number": strange[0]})
    placements = {f"p{pk}": pk for pk in issue.placements.values_list("pk", flat=True)}
    stories = {story.key: story for story in layout.stories}
    rows = []
    for page in layout.pages:
        for block in page.blocks:
            story = stories[block.story]
            if block.story not in placements and story.kind != "reserved":
                raise Stale(_("“%(title)s” is no longer placed in this issue.") % {"title": story.headline})
            rows.append(_row(issue, pages[page.sequence].pk, block, story, placements.get(block.story)))
    issue.blocks.all().delete()
    made = Block.objects.bulk_create(rows)
    audit.record("issue.plan", by=by, target=issue, blocks=len(made))
    return made


def _row(issue: Issue, page_id: int, block: layout_model.Block, story: Story, placement_id: int | None) -> Block:
    shape = block.shape
    return Block(
        issue=issue,
        page_id=page_id,
        placement_id=placement_id,
        part=block.part,
        x=block.rect.x,
        y=block.rect.y,
        width=block.rect.width,
        height=block.rect.height,
        text_columns=shape.text_columns,
        headline_level=shape.headline,
        headline_columns=shape.headline_columns,
        boxed=shape.boxed,
        photos=[asdict(spot) for spot in shape.photos],
        pinned=block.pinned,
        reserved_title="" if placement_id else story.title,
        reserved_text="" if placement_id else "\n".join(paragraph.text for paragraph in story.paragraphs),
    )


def composed_layout(issue: Issue, seed: int = 0) -> IssueLayout:
    """The issue composed by machine, around the stored blocks that are pinned; nothing is stored."""
    from issues.composing.composer import PageSpec, compose

    stored = stored_layout(issue)
    pinned = {page.sequence: [block for block in page.blocks if block.pinned] for page in stored.pages}
    pages = [PageSpec(page.sequence, page.name, page.editor) for page in stored.pages]
    done = compose(stored.stories, stored.style, seed, pages=pages, imprint=stored.imprint, pinned=pinned)
    return replace(done.layout, imprint=stored.imprint)


def plain_layout(issue: Issue) -> IssueLayout:
    """The issue's placements story under story; stored blocks are not looked at."""
    stored = stored_layout(issue)
    stories = [story for story in stored.stories if story.kind != "reserved"]
    return stacked(stories, stored.style, stored.pages, stored.imprint)


def layout_of(issue: Issue) -> IssueLayout:
    """The issue as planned, or composed where nothing is planned yet."""
    stored = stored_layout(issue)
    return stored if any(page.blocks for page in stored.pages) else composed_layout(issue)
