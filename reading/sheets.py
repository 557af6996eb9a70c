"""A page (版) arranged by rank: lead, majors, the others, and the briefs grouped."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from issues.models import Page, Placement
from reading import querysets
from reading.stories import Story, with_pictures

Prominence = Placement.Prominence
MOST_BESIDE = 2  # stories beside the lead; one more rather than a row of one below


@dataclass(slots=True)
class Sheet:
    """One page of an issue with its stories by rank, each group in printed order."""

    page: Page
    lead: Story | None = None
    majors: list[Story] = field(default_factory=list)
    others: list[Story] = field(default_factory=list)
    briefs: list[Story] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of the page."""
        return self.page.get_absolute_url()

    @property
    def inside(self) -> list[Story]:
        """Everything below the lead that is no brief, by rank."""
        return [*self.majors, *self.others]

    @property
    def side(self) -> list[Story]:
        """What stands beside the lead: the highest of the inside stories, all of them when they are few."""
        return self.inside if len(self.inside) <= MOST_BESIDE + 1 else self.inside[:MOST_BESIDE]

    @property
    def below(self) -> list[Story]:
        """What stands under lead and side."""
        return self.inside[len(self.side) :]

    @property
    def tells_briefs(self) -> bool:
        """Whether the briefs say more than their headlines: where nothing else stands beside a lead with its photo."""
        return not self.side and self.lead is not None and self.lead.picture is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands on it (any more)."""
        return self.lead is None


def arrange(page: Page, stories: list[Story]) -> Sheet:
    """Sort the stories of a page, given in printed order. The highest rank leads; a brief leads only among briefs."""
    sheet = Sheet(page)
    if not stories:
        return sheet
    sheet.lead = min(stories, key=lambda story: (story.is_brief, story.prominence))
    for story in stories:
        if story is sheet.lead:
            continue
        if story.is_brief or story.prominence >= Prominence.SMALL:
            sheet.briefs.append(story)
        elif story.is_major:
            sheet.majors.append(story)
        else:
            sheet.others.append(story)
    return sheet


def sheets(pages: list[Page]) -> list[Sheet]:
    """The sheets of the pages of one issue, with pictures: two queries for any number of stories."""
    rows: list[dict[str, Any]] = querysets.stories_placed_in(pages[0].issue_id) if pages else []
    pictured = with_pictures([Story.from_row(row) for row in rows])
    by_page: dict[int, list[Story]] = defaultdict(list)
    for row, story in zip(rows, pictured, strict=True):
        by_page[row["page_id"]].append(story)
    return [arrange(page, by_page[page.pk]) for page in pages]
