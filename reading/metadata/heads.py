"""What a view knows of its page, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from issues.models import Issue, Page
from reading.metadata.addresses import absolute


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page by its name and its path on this site."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is told of a public story besides its title and description. Words come as readers see them."""

    published_at: datetime
    corrected_at: datetime | None = None
    kicker: str = ""
    subtitle: str = ""
    column: Crumb | None = None
    column_description: str = ""
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # departments as printed
    areas: tuple[Crumb, ...] = ()
    keywords: tuple[str, ...] = ()
    images: tuple[tuple[str, int, int, str], ...] = ()  # path, width and height in pixels, alternative text
    issue: Issue | None = None
    page: Page | None = None
    characters: int = 0
    corrections: tuple[str, ...] = ()

    @property
    def changed_at(self) -> datetime:
        """When readers last saw it change: its publication, or its latest correction."""
        return self.corrected_at or self.published_at


@dataclass(frozen=True, slots=True)
class Head:
    """A page as its view describes it: ``metas`` are (name, content) pairs that replace what would be derived.

    ``parents`` lead from the home page to this one, both left out. ``feed`` is the page's own feed.
    """

    title: str = ""  # empty on the home page
    description: str = ""
    path: str = ""  # empty where the page has no address of its own, such as an error
    metas: tuple[tuple[str, str], ...] = ()
    parents: tuple[Crumb, ...] = ()
    article: ArticleFacts | None = None
    issue: Issue | None = None  # on the page of an issue
    feed: Crumb | None = None
    image: str = ""
    is_indexed: bool = True

    @property
    def canonical(self) -> str:
        """The one address of the page."""
        return absolute(self.path) if self.path else ""

    def described(self, site_name: str) -> str:
        """The description; where the view gives none, what and where the page is."""
        return self.description or " ".join(part for part in (self.title, site_name) if part)

    @property
    def absolute_image(self) -> str:
        """The image for previews elsewhere, with scheme and host."""
        return absolute(self.image) if self.image else ""
