"""Two contents of an article compared: headline, facts, body, people, departments and photos."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from articles.content import Content, Credit, Picture
from articles.differences.model import Counter, Differences, Fate, Mark, Part, Row, Span
from articles.differences.passages import LINE, passages
from articles.differences.rows import compare_lines, compare_passages, replaced


@dataclass(frozen=True)
class Names:
    """The words for what a content holds as keys; a key that is missing shows as itself."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[int, str] = field(default_factory=dict)
    areas: Mapping[int, str] = field(default_factory=dict)
    photos: Mapping[int, str] = field(default_factory=dict)  # addresses of small copies


NO_NAMES = Names()


def compare(old: Content, new: Content, names: Names = NO_NAMES) -> Differences:
    """What changed from the old content to the new one. Pure; places are numbered from 1 in reading order."""
    counter = Counter()
    parts = tuple(part for part in _parts(old, new, names, counter) if part.rows)
    return Differences(parts, counter.places, counter.out, counter.into)


def _parts(old: Content, new: Content, names: Names, counter: Counter) -> Iterator[Part]:
    """The parts in the order in which a story is read."""

    def line(name: str, label: str) -> Part:
        return Part(name, label, tuple(compare_lines([getattr(old, name)], [getattr(new, name)], counter)))

    def value(name: str, label: str, before: str, after: str) -> Part:
        return Part(name, label, (replaced(before, after, counter),) if before or after else ())

    yield value("kind", _("Kind"), names.kinds.get(old.kind, old.kind), names.kinds.get(new.kind, new.kind))
    yield value("column", _("Column"), _named(names.columns, old.column_id), _named(names.columns, new.column_id))
    yield line("kicker", _("Kicker"))
    yield line("title", _("Title"))
    yield line("subtitle", _("Subtitle"))
    yield Part("bylines", _("Byline"), tuple(compare_lines(_credits(old, names), _credits(new, names), counter)))
    yield line("summary", _("Summary"))
    yield line("correction_note", _("Correction"))
    yield Part("photos", _("Photos"), tuple(_photo_rows(old.photos, new.photos, names, counter)))
    yield Part("body", _("Body"), tuple(compare_passages(passages(old.body), passages(new.body), counter)))
    before, after = ([source.printed_name for source in content.attributions] for content in (old, new))
    yield Part("attributions", _("Submitting departments"), tuple(compare_lines(before, after, counter)))
    before, after = ([_named(names.areas, number) for number in content.grid_area_ids] for content in (old, new))
    yield Part("grid_areas", _("Grid areas"), tuple(_whole_lines(before, after, counter)))


def _named(known: Mapping[int, str], number: int | None) -> str:
    return "" if number is None else known.get(number, f"#{number}")


def _credits(content: Content, names: Names) -> list[str]:
    return [_credit(credit, names) for credit in content.bylines]


def _credit(credit: Credit, names: Names) -> str:
    return " ".join(part for part in (names.roles.get(credit.role, credit.role), credit.name, credit.note) if part)


def _whole_lines(old: list[str], new: list[str], counter: Counter) -> Iterator[Row]:
    """Names of a set: each is there or not, and is never edited into another."""
    for name in dict.fromkeys((*old, *new)):
        yield replaced(name if name in old else "", name if name in new else "", counter)


# -------------------------------------------------------------------------------------------------------- photos


def _photo_rows(old: tuple[Picture, ...], new: tuple[Picture, ...], names: Names, counter: Counter) -> Iterator[Row]:
    """The rows of the photos that changed: those of the new version in its order, then those that are gone."""
    before = {picture.photo_id: (number, picture) for number, picture in enumerate(old, 1)}
    after = {picture.photo_id for picture in new}
    order = [picture.photo_id for picture in old if picture.photo_id in after]
    new_order = [picture.photo_id for picture in new if picture.photo_id in before]
    for number, picture in enumerate(new, 1):
        label = _("Photo %(number)d") % {"number": number}
        if picture.photo_id not in before:
            yield from _whole_photo(Mark.IN, label, _("photo added"), picture, names, counter)
            continue
        shifted = order.index(picture.photo_id) != new_order.index(picture.photo_id)
        old_number, earlier = before[picture.photo_id]
        yield from _same_photo(label, earlier, picture, old_number if shifted else 0, counter)
    for number, picture in enumerate(old, 1):
        if picture.photo_id not in after:
            label = _("Photo %(number)d of before") % {"number": number}
            yield from _whole_photo(Mark.OUT, label, _("photo taken out"), picture, names, counter)


def _whole_photo(mark: Mark, label: str, note: str, picture: Picture, names: Names, counter: Counter) -> Iterator[Row]:
    """A photo that came or went, with all its words."""
    fate = Fate.IN if mark is Mark.IN else Fate.OUT
    address = names.photos.get(picture.photo_id, "")
    place = counter.next()
    yield Row(fate, (), LINE, label, (note,), place, address, picture.alternative_text)
    for name, text in _words(picture).items():
        if text:
            spans = (Span(mark, text),)
            counter.count(spans)
            yield Row(fate, spans, LINE, f"{label} · {name}")


def _same_photo(label: str, old: Picture, new: Picture, moved_from: int, counter: Counter) -> Iterator[Row]:
    """What changed of a photo that stayed: its place in the order, and each of its words."""
    notes = [_("was photo %(number)d before") % {"number": moved_from}] if moved_from else []
    if old.inline != new.inline:
        notes.append(_("now stands in the text") if new.inline else _("now stands above the text"))
    if notes:
        yield Row(Fate.CHANGED, (), LINE, label, tuple(notes), counter.next())
    earlier, later = _words(old), _words(new)
    for name in later:
        rows = compare_lines([earlier[name]], [later[name]], counter, label=f"{label} · {name}")
        yield from (row for row in rows if not row.is_same)


def _words(picture: Picture) -> dict[str, str]:
    """What is written of a photo, by the name of the field; a tick is a word too."""
    return {
        _("Caption"): picture.caption,
        _("Photo by"): picture.credit,
        _("What the photo shows"): picture.alternative_text,
        _("People can be recognised"): _("yes") if picture.people_shown else "",
        _("Children or minors are shown"): _("yes") if picture.minors_shown else "",
        _("Who agreed, and when"): picture.consent,
    }
