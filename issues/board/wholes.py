"""The verbs for a whole page or issue: clear a page, use a template, copy the last issue's plan, compose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from articles.errors import Stale, WorkflowError
from articles.verbs import verb
from issues.board import shaping
from issues.board.plan import LEAST_ROWS, Plan, version_of
from issues.board.states import Change, difference, give_rect, give_shape, rect_of, snapshot
from issues.board.templates import Frame, frame_of, templates_of
from issues.composing_storage import Composed, compose_issue
from issues.layout.geometry import Rect
from issues.layout.model import Story
from issues.models import Block, Issue, Page, Placement

LEAST_FRAME = 4  # rows that a frame must keep on a page with less room than the one it was saved from


@verb("page.reset")
def reset_page(page: Page, *, by: User, seen: str) -> Change:
    """Take every block off a page that is not pinned; the stories stay in its list. ``seen`` marks the page."""
    plan = Plan(page.issue_id, by)
    page = _seen(plan, page, seen)
    for row in [row for row in plan.on(page) if not row.pinned]:
        plan.drop(row)
    return plan.commit("page.reset", page=page)


@verb("page.template")
def apply_template(page: Page, *, by: User, seen: str, name: str) -> Change:
    """Set the stories of a page in a template's rectangles, by rank; pinned blocks stay, the others make room."""
    plan = Plan(page.issue_id, by)
    page = _seen(plan, page, seen)
    frames = templates_of(plan.issue.publication).get(name)
    if frames is None:
        raise WorkflowError(_("There is no template “%(name)s” any more.") % {"name": name})
    _lay(plan, page, frames)
    return plan.commit("page.template", page=page, template=name)


@verb("issue.copy_plan")
def copy_previous(issue: Issue, *, by: User, expected: str) -> Change:
    """Set this issue's stories in the rectangles of the issue before, page by page and rank by rank.

    Announcements and fillers come along with their words where the page has none of its own yet.
    """
    plan = Plan(issue, by, expected)
    before = previous_with_plan(plan.issue)
    if before is None:
        raise WorkflowError(_("No earlier issue has a plan that could be copied."))
    rows = list(
        Block.objects.filter(issue=before).select_related("page", "placement").order_by("page__sequence", "y", "x")
    )
    pages = {page.sequence: page for page in plan.pages.values()}
    if not plan.issue.placements.exists():
        raise WorkflowError(_("No article stands in this issue yet. Place some on its pages, or let it be composed."))
    for sequence, page in pages.items():
        theirs = [row for row in rows if row.page.sequence == sequence]
        if not theirs:
            continue
        has_own = any(row.placement_id is None for row in plan.on(page))
        _lay(plan, page, [frame_of(row) for row in theirs if row.placement_id is not None and row.part == 0])
        if not has_own:
            _copy_reserved(plan, page, [row for row in theirs if row.placement_id is None])
    return plan.commit("issue.copy_plan", source=str(before))


def previous_with_plan(issue: Issue) -> Issue | None:
    """The last issue before this one whose pages were planned."""
    planned = Issue.objects.filter(publication=issue.publication_id, total_number__lt=issue.total_number)
    return planned.filter(blocks__isnull=False).order_by("-total_number").first()


@verb("issue.compose")
def compose_pages(issue: Issue, *, by: User, seed: int, expected: str) -> tuple[Change, Composed]:
    """Compose the issue by machine and keep what it changed, so that it can be taken back."""
    plan = Plan(issue, by, expected)
    before = snapshot(plan.issue)
    composed = compose_issue(plan.issue, by=by, seed=seed)
    return difference("issue.compose", before, snapshot(plan.issue)), composed


# -------------------------------------------------------------------------------------------------- laying


def _seen(plan: Plan, page: Page, seen: str) -> Page:
    """The page, if its blocks are those that the person saw."""
    page = plan.page(page)
    if version_of(plan.on(page)) != seen:
        raise Stale(
            _("Somebody has changed page %(page)d meanwhile. Nothing was overwritten: look at it first.")
            % {"page": page.sequence}
        )
    return page


def _lay(plan: Plan, page: Page, frames: Sequence[Frame]) -> None:
    """Put the stories of a page into frames, the highest rank into the frame of the highest."""
    for row in [row for row in plan.on(page) if not row.pinned and row.placement_id is not None]:
        plan.drop(row)
    area = plan.area(page)
    standing = [rect_of(row) for row in plan.on(page)]
    rooms: list[tuple[Frame, Rect]] = []
    for frame in sorted(frames, key=lambda each: (each.rank, -each.width * each.height, each.y, each.x)):
        rect = cut_to(frame.rect, area)
        if rect is not None and not any(rect.overlaps(other) for other in standing):
            rooms.append((frame, rect))
    stories = plan.stories()
    with_block = {row.placement_id for row in plan.rows.values()}
    waiting = [
        (placement, stories[f"p{placement.pk}"])
        for placement in plan.issue.placements.filter(page=page).select_related("revision").order_by("order")
        if placement.pk not in with_block
    ]
    for (placement, story), (_frame, rect) in zip(_by_rank(waiting), rooms, strict=False):
        row = plan.add(page=page, placement=placement, part=0)
        give_rect(row, rect)
        give_shape(row, shaping.suggested(story, rect, plan.style, front=plan.is_front(page)))


def _by_rank(waiting: Iterable[tuple[Placement, Story]]) -> list[tuple[Placement, Story]]:
    """The stories with the highest rank first, the longer ones before the shorter of one rank."""
    return sorted(waiting, key=lambda each: (each[0].prominence, -each[1].characters, each[0].order))


def cut_to(rect: Rect, area: Rect) -> Rect | None:
    """The part of a rectangle within an area, or None where too little of it is left to be of use."""
    x, y = max(rect.x, area.x), max(rect.y, area.y)
    cut = Rect(x, y, min(rect.right, area.right) - x, min(rect.bottom, area.bottom) - y)
    if cut == rect:
        return rect if rect.height >= LEAST_ROWS else None
    return cut if cut.width >= 1 and cut.height >= LEAST_FRAME else None


def _copy_reserved(plan: Plan, page: Page, rows: Iterable[Block]) -> None:
    """Announcements and fillers of another issue, where their rectangles are free."""
    area = plan.area(page)
    for row in rows:
        rect = rect_of(row)
        if not area.contains(rect) or any(rect.overlaps(rect_of(other)) for other in plan.on(page)):
            continue
        copy = plan.add(
            page=page,
            part=0,
            text_columns=row.text_columns,
            headline_level=row.headline_level,
            headline_columns=row.headline_columns,
            boxed=row.boxed,
            pinned=row.pinned,
            reserved_title=row.reserved_title,
            reserved_text=row.reserved_text,
        )
        give_rect(copy, rect)
