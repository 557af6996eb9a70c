"""Page templates: named sets of rectangles of a publication, beside its page style.

They are stored in ``Publication.page_style["templates"]`` as ``{name: [{"x", "y", "width", "height", …}, …]}`` and
checked whenever they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from articles.body import without_controls
from articles.errors import Incomplete, WorkflowError
from articles.verbs import verb
from issues.board.plan import Plan
from issues.layout.geometry import Rect
from issues.models import Block, Page, Publication

KEY = "templates"
LONGEST_NAME = 30
MOST_TEMPLATES = 60
MOST_FRAMES = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle that waits for a story, and how it was set when it was saved; ``rank`` is 1 for the lead's."""

    x: int
    y: int
    width: int
    height: int
    headline: int = 0
    text_columns: int = 1
    boxed: bool = False
    rank: int = 3

    @property
    def rect(self) -> Rect:
        """Where it stands."""
        return Rect(self.x, self.y, self.width, self.height)


def frame_of(row: Block) -> Frame:
    """The rectangle of a block without its story."""
    rank = row.placement.prominence if row.placement else 5
    return Frame(row.x, row.y, row.width, row.height, row.headline_level, row.text_columns, row.boxed, rank)


def templates_of(publication: Publication) -> dict[str, tuple[Frame, ...]]:
    """The templates by name; raises WorkflowError when what is stored cannot be used."""
    style = publication.page_style
    stored = style.get(KEY, {}) if isinstance(style, dict) else {}
    try:
        return {str(name): tuple(_frame(row) for row in rows) for name, rows in stored.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise WorkflowError(_("The stored page templates cannot be read: %(why)s") % {"why": error}) from error


def _frame(row: Mapping[str, Any]) -> Frame:
    frame = Frame(**row)
    numbers = (frame.x, frame.y, frame.width, frame.height, frame.headline, frame.text_columns, frame.rank)
    if not all(type(number) is int and 0 <= number <= 1000 for number in numbers) or frame.width < 1:
        raise ValueError(f"{row}")
    return frame


def _write(publication: Publication, templates: Mapping[str, Iterable[Frame]]) -> None:
    stored = {name: [asdict(frame) for frame in frames] for name, frames in sorted(templates.items())}
    publication.page_style = {**publication.page_style, KEY: stored}
    publication.save(update_fields=["page_style"])


@verb("template.save")
def save_template(page: Page, *, by: User, name: str) -> tuple[Frame, ...]:
    """Keep the rectangles of a page under a name; an older template of the same name is replaced."""
    plan = Plan(page.issue_id, by)
    page = plan.page(page)
    name = " ".join(without_controls(name).split())
    if not name or len(name) > LONGEST_NAME:
        raise Incomplete([_("Give the template a name of at most %(limit)d characters.") % {"limit": LONGEST_NAME}])
    frames = tuple(frame_of(row) for row in plan.on(page))
    if not frames:
        raise WorkflowError(_("Nothing stands on this page; there is nothing to keep as a template."))
    publication = Publication.objects.select_for_update().get(pk=plan.issue.publication_id)
    templates = templates_of(publication) | {name: frames[:MOST_FRAMES]}
    if len(templates) > MOST_TEMPLATES:
        raise WorkflowError(_("There are %(most)d templates already. Remove one first.") % {"most": MOST_TEMPLATES})
    _write(publication, templates)
    audit.record("template.save", by=by, target=publication, name=name, blocks=len(frames))
    return frames


@verb("template.remove")
def remove_template(page: Page, *, by: User, name: str) -> None:
    """Forget a template; pages made from it stay as they are."""
    plan = Plan(page.issue_id, by)
    publication = Publication.objects.select_for_update().get(pk=plan.issue.publication_id)
    templates = templates_of(publication)
    if name not in templates:
        raise WorkflowError(_("There is no template “%(name)s” any more.") % {"name": name})
    _write(publication, {other: frames for other, frames in templates.items() if other != name})
    audit.record("template.remove", by=by, target=publication, name=name)
