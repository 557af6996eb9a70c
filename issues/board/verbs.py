"""The verbs for one block or two: place, move, swap, set, split, join, pin, reserve, remove.

``seen`` is always the version of the block that the person looked at. Each verb answers the Change that undoes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.models import User
from articles.body import without_controls
from articles.errors import Incomplete, Stale, WorkflowError
from articles.models import Article
from articles.verbs import verb
from issues import planning
from issues.board import shaping
from issues.board.plan import Plan, title_of
from issues.board.rooms import free_rectangles
from issues.board.states import Change, give_rect, give_shape, rect_of
from issues.composing_storage import guessed_prominence
from issues.layout.geometry import Rect
from issues.layout.measure import measure, natural_rows
from issues.layout.model import PhotoSpot
from issues.models import Block, Issue, Page, Placement

LONGEST_TITLE = 120
LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Setting:
    """How a person wants a block set; a photo whose place has fewer than 2 rows gets the height that suits."""

    headline_level: int
    headline_columns: int
    text_columns: int
    boxed: bool
    photos: tuple[PhotoSpot, ...]


# -------------------------------------------------------------------------------------------------- placing


@verb("block.place")
def place_story(
    placement: Placement, *, by: User, page: Page, rect: Rect | None = None, instead: tuple[int, int] | None = None
) -> Change:
    """Give a placed story without a block a rectangle; None: where it stands best on the page.

    ``instead`` is the key and the seen version of a block that makes room; its story keeps its place in the list.
    """
    plan = Plan(placement.issue_id, by)
    page = plan.page(page)
    fresh = plan.issue.placements.select_related("page", "revision").filter(pk=placement.pk).first()
    if fresh is None:
        raise Stale(_("Somebody has taken this article off its page since you opened the plan."))
    if any(row.placement_id == fresh.pk for row in plan.rows.values()):
        raise WorkflowError(_("“%(title)s” has its place already. Move it instead.") % {"title": fresh.headline})
    return _place(plan, fresh, page, rect, instead)


@verb("block.place")
def place_article(
    article: Article,
    *,
    by: User,
    page: Page,
    expected_revision: int,
    rect: Rect | None = None,
    instead: tuple[int, int] | None = None,
    prominence: int | None = None,
) -> Change:
    """Take an approved article into the issue and give it a rectangle; None: where it stands best on the page."""
    plan = Plan(page.issue_id, by)
    page = plan.page(page)
    rank = guessed_prominence(article) if prominence is None else prominence
    placement = planning.place(article, by=by, page=page, expected_revision=expected_revision, prominence=rank)
    return _place(plan, placement, page, rect, instead)


def _place(plan: Plan, placement: Placement, page: Page, rect: Rect | None, instead: tuple[int, int] | None) -> Change:
    if instead is not None:
        there = plan.block(*instead)
        if there.placement_id is None:
            raise WorkflowError(_("Reserved text is not replaced by a story. Take it off first."))
        rect = rect_of(there)
        plan.drop(there)
    story = plan.stories()[f"p{placement.pk}"]
    if rect is None:
        found = shaping.place_for(story, plan.area(page), _taken(plan, page), plan.style, front=plan.is_front(page))
        if found is None:
            raise _no_room(placement.headline, page)
        rect, shape = found
    else:
        shape = shaping.suggested(story, rect, plan.style, front=plan.is_front(page))
    row = plan.add(page=page, placement=placement, part=0)
    plan.ask(row, page)
    give_rect(row, rect)
    give_shape(row, shape)
    return plan.commit("block.place", story=placement.headline)


def _taken(plan: Plan, page: Page, without: Block | None = None) -> list[Rect]:
    return [rect_of(row) for row in plan.on(page) if row is not without]


def _no_room(title: str, page: Page) -> WorkflowError:
    return WorkflowError(
        _("Page %(page)d has no room left for “%(title)s”. Swap it with a block there, or make one smaller.")
        % {"page": page.sequence, "title": title}
    )


# --------------------------------------------------------------------------------------------------- moving


@verb("block.move")
def move(block: Block, *, by: User, seen: int, rect: Rect, page: Page | None = None) -> Change:
    """Put a block at a rectangle of its own or another page: move and resize are one."""
    plan = Plan(block.issue_id, by)
    row = plan.block(block, seen)
    page = plan.page(page) if page is not None else plan.page(row.page_id)
    _keep_parts_apart(plan, row, page)
    _fit_into(plan, row, rect)
    plan.put(row, page, rect)
    return plan.commit("block.move", story=title_of(row))


@verb("block.send")
def send_to_page(block: Block, *, by: User, seen: int, page: Page) -> Change:
    """Move a block to another page: at its place there if that is free, else where it stands best."""
    plan = Plan(block.issue_id, by)
    row, page = plan.block(block, seen), plan.page(page)
    if row.page_id == page.pk:
        raise WorkflowError(_("It stands on this page already."))
    _keep_parts_apart(plan, row, page)
    rect, taken = rect_of(row), _taken(plan, page)
    if not plan.area(page).contains(rect) or any(rect.overlaps(other) for other in taken):
        found = shaping.place_for(plan.story(row), plan.area(page), taken, plan.style, front=plan.is_front(page))
        if found is None:
            raise _no_room(title_of(row), page)
        rect, shape = found
        if row.part == 0 and row.placement_id and len(plan.parts(row)) == 1:
            give_shape(row, shape)
        else:
            _fit_into(plan, row, rect)
    plan.put(row, page, rect)
    return plan.commit("block.send", story=title_of(row))


@verb("block.swap")
def swap(block: Block, other: Block, *, by: User, seen: int, seen_other: int) -> Change:
    """Let two blocks change places, over pages too; each is set anew where the other's rectangle differs."""
    plan = Plan(block.issue_id, by)
    one, two = plan.block(block, seen), plan.block(other, seen_other)
    if one is two:
        raise WorkflowError(_("A block cannot change places with itself."))
    first, second = rect_of(one), rect_of(two)
    page, page_of_two = plan.page(one.page_id), plan.page(two.page_id)
    _keep_parts_apart(plan, one, page_of_two, but=two)
    _keep_parts_apart(plan, two, page, but=one)
    _set_anew(plan, one, second, page_of_two)
    _set_anew(plan, two, first, page)
    plan.put(one, page_of_two, second)
    plan.put(two, page, first)
    return plan.commit("block.swap", story=title_of(one), other=title_of(two))


def _keep_parts_apart(plan: Plan, row: Block, page: Page, but: Block | None = None) -> None:
    """Refuse two parts of a story on one page: a jump leads to another page."""
    for part in plan.parts(row):
        if part is not row and part is not but and part.page_id == page.pk:
            raise WorkflowError(
                _("“%(title)s” has another part on page %(page)d. Join the parts first.")
                % {"title": title_of(row), "page": page.sequence}
            )


def _fit_into(plan: Plan, row: Block, rect: Rect) -> None:
    if (rect.width, rect.height) != (row.width, row.height) and rect.width > 0:
        shape = plan.shape(row)
        give_shape(row, shaping.resized(plan.story(row), shape, rect, plan.style, plan.start(row)))


def _set_anew(plan: Plan, row: Block, rect: Rect, page: Page) -> None:
    """Set a block for another rectangle: as it was where that fits, else as the story fits best."""
    if (rect.width, rect.height) == (row.width, row.height):
        return
    story, start = plan.story(row), plan.start(row)
    shape = shaping.resized(story, plan.shape(row), rect, plan.style, start)
    fit = measure(story, shape, plan.style, start)
    if not fit.fits and row.placement_id and len(plan.parts(row)) == 1:
        shape = shaping.suggested(story, rect, plan.style, front=plan.is_front(page))
    give_shape(row, shape)


# -------------------------------------------------------------------------------------------------- setting


@verb("block.set")
def set_block(block: Block, *, by: User, seen: int, setting: Setting) -> Change:
    """Change headline, text columns, box and photos of a block; its rectangle stays."""
    plan = Plan(block.issue_id, by)
    row = plan.block(block, seen)
    story = plan.story(row)
    problems = list(_photo_problems(setting, len(story.photos)))
    if problems:
        raise Incomplete(problems)
    bare = replace(
        plan.shape(row),
        headline=setting.headline_level,
        headline_columns=setting.headline_columns,
        text_columns=max(1, min(setting.text_columns, shaping.MOST_TEXT_COLUMNS)),
        boxed=setting.boxed,
        photos=(),
    )
    shape = shaping.with_photos(story, bare, setting.photos, plan.style, plan.start(row))
    give_shape(row, shape)
    row.text_columns, row.headline_columns = setting.text_columns, setting.headline_columns
    return plan.commit("block.set", page=plan.page(row.page_id), story=title_of(row))


def _photo_problems(setting: Setting, photos: int) -> Sequence[str]:
    """What is wrong with the places of the photos, in words."""
    found = []
    for spot in setting.photos:
        if not 0 <= spot.photo < photos:
            found.append(_("The story has no photo %(number)d.") % {"number": spot.photo + 1})
        elif spot.column < 0 or spot.columns < 1 or spot.column + spot.columns > setting.text_columns:
            found.append(_("Photo %(number)d does not stand within the text columns.") % {"number": spot.photo + 1})
        elif spot.edge == "above" and spot.columns < setting.text_columns:
            found.append(_("Photo %(number)d above the headline covers all columns.") % {"number": spot.photo + 1})
    if len({spot.photo for spot in setting.photos}) < len(setting.photos):
        found.append(_("A photo stands once in its block."))
    return found


@verb("block.fit")
def fit(block: Block, *, by: User, seen: int) -> Change:
    """Set a block's story in the way that fits its rectangle best."""
    plan = Plan(block.issue_id, by)
    row = plan.block(block, seen)
    if row.placement_id is None or len(plan.parts(row)) > 1:
        shape = shaping.resized(plan.story(row), plan.shape(row), rect_of(row), plan.style, plan.start(row))
    else:
        page = plan.page(row.page_id)
        shape = shaping.suggested(plan.story(row), rect_of(row), plan.style, front=plan.is_front(page))
    give_shape(row, shape)
    return plan.commit("block.fit", page=plan.page(row.page_id), story=title_of(row))


@verb("block.pin")
def pin(block: Block, *, by: User, seen: int, pinned: bool) -> Change:
    """Let composing leave a block where it is, or move it again."""
    plan = Plan(block.issue_id, by)
    row = plan.block(block, seen)
    row.pinned = pinned
    return plan.commit("block.pin", page=plan.page(row.page_id), story=title_of(row), pinned=pinned)


# -------------------------------------------------------------------------------------------------- jumping


@verb("block.split")
def split(block: Block, *, by: User, seen: int, page: Page, rect: Rect | None = None) -> Change:
    """Let a story go on on another page (转版): a further part there; None: where there is room."""
    plan = Plan(block.issue_id, by)
    row, page = plan.block(block, seen), plan.page(page)
    if row.placement_id is None:
        raise WorkflowError(_("Reserved text does not go on on another page."))
    parts = plan.parts(row)
    if any(part.page_id == page.pk for part in parts):
        raise WorkflowError(_("The story goes on on another page than it stands on."))
    last = parts[-1]
    story = plan.story(row)
    begun = replace(plan.shape(last), jumps_to=page.sequence)
    rest = measure(story, begun, plan.style, plan.start(last))
    if rest.problems or rest.lines_needed <= rest.lines_available - 1:
        raise WorkflowError(_("The whole text fits where it stands; nothing would go on on another page."))
    if rect is None:
        rooms = free_rectangles(plan.area(page), _taken(plan, page))
        if not rooms:
            raise _no_room(title_of(row), page)
        rect = max(rooms, key=lambda each: each.size)
        shape = replace(shaping.plain(story, rect, plan.style), jumps_from=last.page.sequence)
        rect = replace(rect, height=min(rect.height, natural_rows(story, shape, plan.style, rest.end)))
    shape = shaping.plain(story, rect, plan.style, level=row.headline_level)
    further = plan.add(page=page, placement=last.placement, part=last.part + 1)
    give_rect(further, rect)
    give_shape(further, shape)
    return plan.commit("block.split", page=page, story=title_of(row))


@verb("block.join")
def join(block: Block, *, by: User, seen: int) -> Change:
    """Bring a story that goes on on another page back into its first block."""
    plan = Plan(block.issue_id, by)
    row = plan.block(block, seen)
    parts = plan.parts(row)
    if len(parts) < 2:
        raise WorkflowError(_("The story stands in one block already."))
    for part in reversed(parts[1:]):
        plan.drop(part)
    return plan.commit("block.join", page=plan.page(parts[0].page_id), story=title_of(row))


# ------------------------------------------------------------------------------------------- reserved texts


@verb("block.reserve")
def reserve(
    issue: Issue, *, by: User, page: Page, title: str, text: str, rect: Rect | None = None, boxed: bool = True
) -> Change:
    """Keep a rectangle for an announcement or a filler with text of its own; None: the best free place."""
    plan = Plan(issue, by)
    page = plan.page(page)
    title, text = _reserved(title, text)
    if rect is None:
        rooms = free_rectangles(plan.area(page), _taken(plan, page))
        if not rooms:
            raise _no_room(title or text[:20], page)
        rect = max(rooms, key=lambda each: each.size)
        rect = replace(rect, height=min(rect.height, 12))
    row = plan.add(page=page, part=0, boxed=boxed, reserved_title=title, reserved_text=text, pinned=True)
    give_rect(row, rect)
    row.headline_level = len(plan.style.ranks) if title else 0
    row.text_columns = max(1, round(plan.style.span_width(max(rect.width, 1)) / plan.style.body_size / 18))
    return plan.commit("block.reserve", story=title_of(row))


@verb("block.reword")
def reword(block: Block, *, by: User, seen: int, title: str, text: str) -> Change:
    """Change the words of a reserved text."""
    plan = Plan(block.issue_id, by)
    row = plan.block(block, seen)
    if row.placement_id is not None:
        raise WorkflowError(_("A story's words are changed in its article, and reviewed again."))
    row.reserved_title, row.reserved_text = _reserved(title, text)
    row.headline_level = row.headline_level or (len(plan.style.ranks) if row.reserved_title else 0)
    return plan.commit("block.reword", page=plan.page(row.page_id), story=title_of(row))


def _reserved(title: str, text: str) -> tuple[str, str]:
    """Title and text as they may be stored."""
    title = " ".join(without_controls(title).split())
    lines = (" ".join(without_controls(line).split()) for line in text.replace("\r", "").split("\n"))
    text = "\n".join(line for line in lines if line)
    problems = []
    if not title and not text:
        problems.append(_("A reserved block needs a title or a text."))
    if len(title) > LONGEST_TITLE:
        problems.append(_("The title is longer than %(limit)d characters.") % {"limit": LONGEST_TITLE})
    if len(text) > LONGEST_TEXT:
        problems.append(_("The text is longer than %(limit)d characters.") % {"limit": LONGEST_TEXT})
    if problems:
        raise Incomplete(problems)
    return title, text


@verb("block.remove")
def remove(block: Block, *, by: User, seen: int) -> Change:
    """Take a block off its page; a story stays in the issue's list and waits for a rectangle."""
    plan = Plan(block.issue_id, by)
    row = plan.block(block, seen)
    page = plan.page(row.page_id)
    plan.drop(row)
    return plan.commit("block.remove", page=page, story=title_of(row))
