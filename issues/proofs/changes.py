"""What changed from one setting of a page to another, as text: story by story, character by character. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz.distance import Levenshtein

from articles.differences import Differences, Part, Row
from articles.differences.model import Counter
from articles.differences.passages import Passage
from articles.differences.rows import compare_lines, compare_passages

Text = dict[str, Any]  # a story on a set page, as SetPage.text has it
ALIKE = 0.5  # share of the characters from which on two texts without a common article are one story
SHIFT = 0.004  # of the page: less than a line


@dataclass(frozen=True)
class StoryChange:
    """What became of one story: stayed, changed, moved, came or went."""

    headline: str
    came: bool = False
    went: bool = False
    changed: bool = False
    moved: bool = False

    @property
    def is_same(self) -> bool:
        """Whether nothing became of it."""
        return not (self.came or self.went or self.changed or self.moved)

    def words(self) -> str:
        """What became of it, for the list above the comparison."""
        if self.came:
            return _("new on the page")
        if self.went:
            return _("gone from the page")
        if self.changed:
            return _("text changed, and moved") if self.moved else _("text changed")
        return _("moved or set otherwise") if self.moved else _("unchanged")


@dataclass(frozen=True)
class PageChanges:
    """Two settings of a page compared: what became of each story, and their texts as the difference view shows them."""

    stories: tuple[StoryChange, ...]
    texts: Differences

    @property
    def is_empty(self) -> bool:
        """Whether the stories are the same words in the same places."""
        return all(story.is_same for story in self.stories)


def page_changes(old: Sequence[Text], new: Sequence[Text]) -> PageChanges:
    """Compare the stories of two settings: those of the newer one in its order, then those that are gone."""
    pairs = _paired(old, new)
    counter = Counter()
    stories: list[StoryChange] = []
    parts: list[Part] = []
    for number, (before, after) in enumerate(pairs, 1):
        rows = tuple(_rows(before or {}, after or {}, counter))
        there = after or before or {}
        changed = any(not row.is_same for row in rows)
        moved = before is not None and after is not None and _has_moved(before, after)
        whole = before is None or after is None
        stories.append(
            StoryChange(there["headline"], before is None, after is None, changed and not whole, moved and not whole)
        )
        if changed:
            parts.append(Part(f"story-{number}", there["headline"], rows))
    return PageChanges(tuple(stories), Differences(tuple(parts), counter.places, counter.out, counter.into))


def _rows(old: Text, new: Text, counter: Counter) -> list[Row]:
    """The rows of one story in the order in which it is printed."""
    rows: list[Row] = []
    lines = (("label", _("Column")), ("kicker", _("Kicker")), ("headline", _("Title")), ("subtitle", _("Subtitle")))
    for name, label in lines:
        rows += compare_lines([old.get(name, "")], [new.get(name, "")], counter, label=label)
    rows += compare_lines(old.get("bylines", []), new.get("bylines", []), counter, label=_("Byline"))
    rows += compare_passages(_passages(old), _passages(new), counter)
    ends = (("attributions", _("Submitting departments")), ("captions", _("Caption")))
    for name, label in ends:
        rows += compare_lines(old.get(name, []), new.get(name, []), counter, label=label)
    return rows


def _passages(text: Text) -> list[Passage]:
    return [Passage(line) for line in text.get("text", "").split("\n") if line]


def _paired(old: Sequence[Text], new: Sequence[Text]) -> list[tuple[Text | None, Text | None]]:
    """Which story of the older setting is which of the newer: by article and part, else by likeness of the words."""
    left = list(old)
    found: dict[int, Text] = {}
    for match in (_same_article, _same_words, _alike):
        for number, text in enumerate(new):
            if number in found:
                continue
            before = next((each for each in left if match(each, text)), None)
            if before is not None:
                found[number] = before
                left.remove(before)
    return [*((found.get(number), text) for number, text in enumerate(new)), *((text, None) for text in left)]


def _same_article(one: Text, two: Text) -> bool:
    return one["article"] is not None and (one["article"], one["part"]) == (two["article"], two["part"])


def _same_words(one: Text, two: Text) -> bool:
    return one["article"] == two["article"] and (one["headline"], one["text"]) == (two["headline"], two["text"])


def _alike(one: Text, two: Text) -> bool:
    """Reserved texts have no number that lasts."""
    if one["article"] is not None or two["article"] is not None:
        return False
    return Levenshtein.normalized_similarity(_whole(one), _whole(two)) >= ALIKE


def _whole(text: Text) -> str:
    return f"{text['headline']}\n{text['text']}"


def _has_moved(one: Text, two: Text) -> bool:
    return any(abs(a - b) > SHIFT for a, b in zip(one["region"], two["region"], strict=True))
