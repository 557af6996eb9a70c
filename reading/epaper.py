"""The e-paper: pages as they were printed, with the places of their stories, as plain values for templates.

What may be shown is decided in ``reading.querysets``: ``is_withheld`` pages have no image, no PDF and no regions here.
Places are whole pixels of the page's full image, which is the unit of the drawing that lies over it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from issues.models import Issue, Page, Placement
from reading import querysets
from reading.stories import Story

SMALL_WIDTH = 480  # pixels an image of a whole page needs as a thumbnail
MONTHS = range(1, 13)
AIR = 0.004  # of the page's width, between a story and its frame; the gutter beside it is three times as wide


@dataclass(frozen=True, slots=True)
class PageImage:
    """The image of a printed page; ``base`` is the page's address, width and height are pixels of the full image."""

    base: str
    width: int
    height: int
    widths: tuple[int, ...] = ()

    @property
    def full(self) -> str:
        """The address of the full image, a PNG."""
        return f"{self.base}page.png"

    @property
    def large(self) -> str:
        """The widest image that browsers load quickly."""
        return self._at(max(self.widths)) if self.widths else self.full

    @property
    def small(self) -> str:
        """The smallest image that is wide enough for a thumbnail."""
        enough = [width for width in sorted(self.widths) if width >= SMALL_WIDTH]
        return self._at(enough[0]) if enough else self.large

    @property
    def srcset(self) -> str:
        """The smaller images by width."""
        return self._set_of(self.widths)

    @property
    def small_srcset(self) -> str:
        """The images that are small enough for a thumbnail by width; empty where there is no choice."""
        small = [width for width in self.widths if width <= SMALL_WIDTH]
        return self._set_of(small) if len(small) > 1 else ""

    def _set_of(self, widths: Iterable[int]) -> str:
        return ", ".join(f"{self._at(width)} {width}w" for width in sorted(widths))

    def _at(self, width: int) -> str:
        return f"{self.base}page-{width}.webp"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page image, in its pixels."""

    x: int
    y: int
    width: int
    height: int

    @classmethod
    def of(cls, row: dict[str, Any], image: PageImage) -> Box:
        """The place of a region, which is stored in fractions of its page, on the page's image."""
        left, top = round(row["x"] * image.width), round(row["y"] * image.height)
        right = min(image.width, round((row["x"] + row["width"]) * image.width))
        bottom = min(image.height, round((row["y"] + row["height"]) * image.height))
        return cls(left, top, max(1, right - left), max(1, bottom - top))

    def framed(self, image: PageImage) -> Box:
        """The rectangle of a frame around it that does not touch its words."""
        air = round(image.width * AIR)
        left, top = max(0, self.x - air), max(0, self.y - air)
        right = min(image.width, self.x + self.width + air)
        bottom = min(image.height, self.y + self.height + air)
        return Box(left, top, right - left, bottom - top)


@dataclass(slots=True)
class PrintedStory:
    """A story on a page; without boxes where the image does not say where it stands.

    ``comes_from`` and ``goes_to`` are the pages on which its part before and its part after this one stand (转版).
    """

    story: Story
    boxes: list[Box] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)  # around the boxes, as they are drawn
    comes_from: int | None = None
    goes_to: int | None = None
    is_corrected: bool = False  # since it was printed: the image shows the old text, the article the right one


@dataclass(slots=True)
class PrintedPage:
    """A page of an issue: its image where readers may see one, and its stories in reading order."""

    page: Page
    image: PageImage | None
    is_withheld: bool
    stories: list[PrintedStory] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of the page."""
        return self.page.get_absolute_url()

    @property
    def pdf(self) -> str:
        """The address of the page's PDF; empty where there is none to be seen."""
        return f"{self.url}page.pdf" if self.image else ""

    @property
    def pdf_bytes(self) -> int:
        """The size of the page's PDF."""
        return self.page.printed.pdf_bytes if self.page.printed else 0

    @property
    def places(self) -> list[PrintedStory]:
        """The stories whose place on the image is known."""
        return [story for story in self.stories if story.boxes]

    @property
    def is_fully_placed(self) -> bool:
        """Whether the image leads to every story of the page."""
        return bool(self.stories) and all(story.boxes for story in self.stories)

    @property
    def headline(self) -> str:
        """The title that leads the page, by rank; empty where nothing stands on it."""
        leading = min(self.stories, key=lambda each: each.story.prominence, default=None)
        return leading.story.title if leading else ""


def printed(pages: Iterable[Page]) -> list[PrintedPage]:
    """Pages from ``querysets.pages_of`` with their images; no query."""
    return [PrintedPage(page, _image_of(page), page.is_withheld) for page in pages]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Strip:
    """All pages of an issue in small, and the path of its PDF (empty where there is none to be seen)."""

    pages: list[PrintedPage]
    pdf: str


def strip(issue: Issue | None, pages: Iterable[Page]) -> Strip | None:
    """The way from a page about an issue to its printed pages; None where none of them has an image. No query."""
    found = printed(pages)
    if issue is None or not any(page.image for page in found):
        return None
    return Strip(found, issue_pdf(issue, found))


def issue_pdf(issue: Issue, pages: Iterable[PrintedPage]) -> str:
    """The path of an issue's PDF; empty where there is none that readers may see."""
    if not issue.pdf_name or any(page.is_withheld for page in pages):
        return ""
    return reverse("reading:issue_pdf", args=[issue.publication.slug, issue.date.year, issue.number])


def with_stories(pages: list[PrintedPage], issue: Issue) -> list[PrintedPage]:
    """The same pages of an issue with all their stories and where these stand; at most two queries."""
    rows: list[dict[str, Any]] = list(querysets.placed_stories(querysets.published_placements().filter(issue=issue)))
    stories = {row["story_pk"]: Story.from_row(row) for row in rows}
    regions = _regions_of(issue) if any(each.image for each in pages) else []
    numbers = {each.page.printed_id: each.page.sequence for each in pages}
    parts: dict[int, dict[int, int]] = defaultdict(dict)  # of an article: the page of each part
    for region in regions:
        parts[region["placement__article_id"]][region["part"]] = numbers[region["set_page_id"]]
    for each in pages:
        here: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for region in regions:
            if region["set_page_id"] == each.page.printed_id:
                here[region["placement__article_id"]].append(region)
        placed = [_placed(stories[pk], own, each, parts[pk]) for pk, own in here.items()]
        home = [row["story_pk"] for row in rows if row["page_id"] == each.page.pk]
        each.stories = placed + [PrintedStory(stories[pk]) for pk in home if pk not in here]
        for one in each.stories:
            one.is_corrected = _is_after(one.story.corrected_at, issue.published_at)
    return pages


def _regions_of(issue: Issue) -> list[dict[str, Any]]:
    regions = querysets.printed_regions().filter(set_page__printed_page__issue=issue, placement__issue=issue)
    fields = ("set_page_id", "placement__article_id", "part", "x", "y", "width", "height")
    return [dict(row) for row in regions.values(*fields)]


def _is_after(corrected_at: datetime | None, published_at: datetime | None) -> bool:
    return corrected_at is not None and published_at is not None and corrected_at > published_at


def _image_of(page: Page) -> PageImage | None:
    if page.printed is None or page.is_withheld:  # type: ignore[attr-defined]
        return None
    own = page.printed
    return PageImage(page.get_absolute_url(), own.width, own.height, tuple(own.widths))


def _placed(story: Story, regions: list[dict[str, Any]], at: PrintedPage, parts: dict[int, int]) -> PrintedStory:
    image, number = at.image, at.page.sequence
    boxes = [Box.of(region, image) for region in regions] if image else []
    before = parts.get(min(region["part"] for region in regions) - 1)
    after = parts.get(max(region["part"] for region in regions) + 1)
    return PrintedStory(
        story,
        boxes,
        [box.framed(image) for box in boxes] if image else [],
        comes_from=before if before != number else None,
        goes_to=after if after != number else None,
    )


# ------------------------------------------------------------------------------------- from an article


@dataclass(slots=True)
class PlaceInPrint:
    """Where a story, or a part of it, stands on a page; ``url`` leads there with its place lit."""

    sequence: int
    name: str
    url: str
    image: PageImage
    frames: list[Box] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The page's number and name."""
        return _("Page %(sequence)d %(name)s") % {"sequence": self.sequence, "name": self.name}


def places_of(placement: Placement | None) -> list[PlaceInPrint]:
    """The places of a story from ``querysets.newest_placement``, page by page; no query."""
    if placement is None:
        return []
    issue = placement.issue
    found: dict[int, PlaceInPrint] = {}
    for row in placement.region_rows:  # type: ignore[attr-defined]
        number = row["sequence"]
        if number not in found:
            base = reverse("reading:page", args=[issue.publication.slug, issue.date.year, issue.number, number])
            image = PageImage(base, row["image_width"], row["image_height"], tuple(row["widths"]))
            found[number] = PlaceInPrint(number, row["name"], f"{base}#story-{placement.article_id}", image)
        image = found[number].image
        found[number].frames.append(Box.of(row, image).framed(image))
    return list(found.values())


# -------------------------------------------------------------------------------------------- calendar


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month with its issues, earliest first."""

    first_day: date
    issues: list[Issue]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The twelve months of an issue's year, and the issues before and after it."""

    months: list[CalendarMonth]
    earlier: Issue | None
    later: Issue | None


def calendar(issue: Issue) -> Calendar:
    """The calendar around an issue; one query."""
    around = querysets.issues_around(issue)
    by_month: dict[int, list[Issue]] = defaultdict(list)
    for other in sorted(around, key=lambda other: other.date):
        if other.date.year == issue.date.year:
            by_month[other.date.month].append(other)
    return Calendar(
        months=[CalendarMonth(date(issue.date.year, month, 1), by_month[month]) for month in MONTHS],
        earlier=next((other for other in reversed(around) if other.total_number < issue.total_number), None),
        later=next((other for other in around if other.total_number > issue.total_number), None),
    )
