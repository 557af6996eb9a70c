"""The content of an article as a value: what a revision freezes and a sign-off stands on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

HASH_VERSION = 1


@dataclass(frozen=True)
class Credit:
    """One person of a byline, with the role printed before the name and any words printed after it (整理报道)."""

    name: str
    role: str
    note: str = ""


@dataclass(frozen=True)
class Source:
    """One submitting department (供稿单位) as printed; ``department_id`` None where the register knows it not."""

    printed_name: str
    department_id: int | None = None


@dataclass(frozen=True)
class Picture:
    """A photo as this revision uses it; ``inline`` photos stand in the body, the others above it."""

    photo_id: int
    caption: str = ""
    credit: str = ""
    alternative_text: str = ""
    people_shown: bool = False
    minors_shown: bool = False
    consent: str = ""
    inline: bool = False


@dataclass(frozen=True)
class Content:
    """Everything of an article that readers can see, and what it rests on. ``body`` is clean HTML."""

    title: str
    body: str
    kind: str = "report"
    kicker: str = ""
    subtitle: str = ""
    summary: str = ""
    column_id: int | None = None
    bylines: tuple[Credit, ...] = ()
    attributions: tuple[Source, ...] = ()
    grid_area_ids: tuple[int, ...] = ()  # ascending
    photos: tuple[Picture, ...] = ()
    correction_note: str = ""

    def hash(self) -> str:
        """SHA-256, in hex, of the canonical JSON form. One changed character anywhere changes it."""
        parts = {"version": HASH_VERSION, **asdict(self)}
        if not self.correction_note:
            del parts["correction_note"]  # a text without one keeps the hash it always had
        form = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(form.encode()).hexdigest()
