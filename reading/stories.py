"""Stories and photos as templates show them: plain values, made from rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from articles.models import Photo, PhotoUse, Revision
from issues.models import Placement
from reading import querysets
from reading.teasers import opening


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo with everything its element needs. Widths and heights are in pixels."""

    url: str
    width: int
    height: int
    alternative_text: str
    caption: str = ""
    credit: str = ""
    webp_srcset: str = ""
    avif_srcset: str = ""
    focus: tuple[int, int] | None = None  # tenths of width and height, where somebody has chosen

    @property
    def is_upright(self) -> bool:
        """Whether it is higher than wide."""
        return self.height > self.width

    @property
    def crop(self) -> str:
        """The classes that say which part a frame of another shape shows.

        Tenths, since the pages' policy allows no style of an element's own. A point at three tenths of the picture
        stands at three tenths of the frame, so it is in view in a frame of any shape.
        """
        if self.focus is not None:
            return "focus-x-{} focus-y-{}".format(*self.focus)
        return "upright" if self.is_upright else ""

    @classmethod
    def of(cls, use: PhotoUse) -> Picture:
        """The picture of a photo as a revision uses it (its ``photo`` loaded)."""
        photo = use.photo
        return cls(
            url=photo_url(str(photo.file)),
            width=photo.width,
            height=photo.height,
            alternative_text=use.alternative_text,
            caption=use.caption,
            credit=use.credit,
            webp_srcset=srcset(photo, "webp"),
            avif_srcset=srcset(photo, "avif"),
            focus=focus_of(photo),
        )


def focus_of(photo: Photo) -> tuple[int, int] | None:
    """The focus of a photo in tenths of its width and height; None where nobody has chosen one."""
    if photo.focus_x is None or photo.focus_y is None:
        return None
    return round(10 * photo.focus_x), round(10 * photo.focus_y)


def photo_url(name: str) -> str:
    """The address of a photo's file or of one of its smaller copies."""
    return reverse("photo_file", args=[name.removeprefix("photos/")])


def srcset(photo: Photo, suffix: str) -> str:
    """The smaller copies of a photo in one format as a srcset; empty when there are none."""
    return ", ".join(f"{photo_url(photo.rendition_name(width, suffix))} {width}w" for width in photo.rendition_widths)


@dataclass(frozen=True, slots=True)
class Story:
    """A story as lists and pages announce it."""

    pk: int
    revision_id: int
    title: str
    kicker: str
    subtitle: str
    summary: str
    kind: str
    column: str
    published_at: datetime
    corrected_at: datetime | None = None
    prominence: int = Placement.Prominence.NORMAL
    picture: Picture | None = None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Story:
        """A story from a row of ``querysets.story_rows`` or ``querysets.placed_stories``."""
        return cls(
            pk=row["story_pk"],
            revision_id=row["story_revision"],
            title=row["story_title"],
            kicker=row["story_kicker"],
            subtitle=row["story_subtitle"],
            summary=row["story_summary"] or opening(row["story_opening"]),
            kind=row["story_kind"],
            column=row["story_column"] or "",
            published_at=row["story_published_at"],
            corrected_at=row["story_corrected_at"],
            prominence=row.get("prominence", Placement.Prominence.NORMAL),
        )

    @property
    def url(self) -> str:
        """The address of the article."""
        return reverse("reading:article", args=[self.pk])

    @property
    def changed_at(self) -> datetime:
        """When readers last saw it change: its publication, or its latest correction."""
        return self.corrected_at or self.published_at

    @property
    def is_brief(self) -> bool:
        """Whether it is a news brief (本报讯)."""
        return self.kind == Revision.Kind.BRIEF

    @property
    def is_major(self) -> bool:
        """Whether it ranks directly below the lead."""
        return self.prominence <= Placement.Prominence.MAJOR

    @property
    def is_photo_story(self) -> bool:
        """Whether the picture is the story."""
        return self.kind == Revision.Kind.PHOTO


def with_pictures(stories: Sequence[Story]) -> list[Story]:
    """The same stories, each with its first photo; one query, none for no stories."""
    if not stories:
        return []
    uses = querysets.first_photo_uses([story.revision_id for story in stories])
    pictures = {use.revision_id: Picture.of(use) for use in uses}
    return [replace(story, picture=pictures.get(story.revision_id)) for story in stories]


def from_rows(rows: Iterable[dict[str, Any]]) -> list[Story]:
    """Stories from rows, in their order."""
    return [Story.from_row(row) for row in rows]
