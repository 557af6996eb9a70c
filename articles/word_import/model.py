"""What a Word file holds of a story, as values that the entry form can be filled with."""

from __future__ import annotations

from dataclasses import dataclass

from articles.content import Credit


class WordError(ValueError):
    """The file cannot be read as a story; ``str()`` of it says why and what to do."""


@dataclass(frozen=True)
class WordPicture:
    """A picture of the file, as JPEG, PNG or WebP bytes; ``articles.photos.store_photo`` takes it in."""

    data: bytes
    name: str  # of the part in the file, such as image1.jpeg
    caption: str = ""
    credit: str = ""
    alternative_text: str = ""


@dataclass(frozen=True)
class WordStory:
    """A story as its file suggests it; whatever was not recognised is empty, and the person looks at all of it.

    ``body`` is clean HTML without pictures. ``column`` is the printed label, which the caller looks up. ``notes`` say
    in whole sentences what was dropped, changed or guessed.
    """

    title: str = ""
    kicker: str = ""
    subtitle: str = ""
    column: str = ""
    kind: str = "report"
    bylines: tuple[Credit, ...] = ()
    attributions: tuple[str, ...] = ()
    body: str = ""
    pictures: tuple[WordPicture, ...] = ()
    notes: tuple[str, ...] = ()
