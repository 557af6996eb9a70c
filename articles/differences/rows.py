"""Rows of a comparison: passages or lines aligned, then compared character by character."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from django.utils.translation import gettext as _

from articles.differences.alignment import Pair, align
from articles.differences.model import Counter, Fate, Mark, Row, Span
from articles.differences.passages import LINE, Form, Look, Passage, joined
from articles.differences.texts import Edit, edits

LEAST_KEPT = 0.2  # share of characters kept below which a text was replaced and not edited


def compare_passages(old: Sequence[Passage], new: Sequence[Passage], counter: Counter, *, label: str = "") -> list[Row]:
    """The rows of two sequences of passages, in reading order."""
    pairs = align(old, new)
    rows = [_row(pair, old, new, counter, label) for pair in pairs]
    ends: dict[int, list[int]] = defaultdict(list)  # the two rows of each moved passage
    for number, pair in enumerate(pairs):
        if pair.moved:
            ends[pair.old.start].append(number)
    for one, two in ends.values():
        rows[one], rows[two] = replace(rows[one], twin=rows[two].place), replace(rows[two], twin=rows[one].place)
    return rows


def compare_lines(old: Sequence[str], new: Sequence[str], counter: Counter, *, label: str = "") -> list[Row]:
    """The rows of two short lists of lines, such as a byline or a title."""
    return compare_passages(
        [Passage(t, LINE) for t in old if t], [Passage(t, LINE) for t in new if t], counter, label=label
    )


def replaced(old: str, new: str, counter: Counter, *, label: str = "") -> Row:
    """The row of a value that changes as a whole, such as a column."""
    if old == new:
        return Row(Fate.SAME, (Span(Mark.SAME, old),), LINE, label)
    found = [Span(mark, text) for mark, text in ((Mark.OUT, old), (Mark.IN, new)) if text]
    spans = tuple(_numbered(found, counter))
    counter.count(spans)
    return Row(Fate.CHANGED if old and new else Fate.OUT if old else Fate.IN, spans, LINE, label)


def _row(pair: Pair, old: Sequence[Passage], new: Sequence[Passage], counter: Counter, label: str) -> Row:
    before = [old[n] for n in pair.old]
    after = [new[n] for n in pair.new]
    if pair.moved:
        return _moved(before[0], after[0], pair, counter, label)
    if not after or not before:
        mark, fate, there = (Mark.OUT, Fate.OUT, before[0]) if before else (Mark.IN, Fate.IN, after[0])
        place = counter.next()
        is_line = there.form is LINE  # too short for a heading of its own: the number stands in the text
        spans: tuple[Span, ...] = (Span(mark, there.text, place=place if is_line else 0),) if there.text else ()
        counter.count(spans)
        return _shown(Row(fate, spans, there.form, label, place=0 if is_line else place), there)
    one, two = (joined(before) if len(before) > 1 else before[0]), (joined(after) if len(after) > 1 else after[0])
    fate = Fate.SPLIT if len(after) > 1 else Fate.MERGED if len(before) > 1 else Fate.CHANGED
    notes = _form_notes(one.form, two.form)
    if fate is Fate.CHANGED and one.key == two.key:
        spans = (Span(Mark.SAME, two.text),) if two.text else ()
        return _shown(Row(Fate.SAME, spans, two.form, label), two)
    place = counter.next() if notes else 0
    spans = tuple(_numbered(_spans(one, two), counter))
    counter.count(spans)
    return Row(fate, spans, two.form, label, notes, place)


def _shown(row: Row, passage: Passage) -> Row:
    """The row with its passage's picture, if that is one."""
    return replace(row, picture=passage.picture, picture_words=passage.picture_words) if passage.picture else row


def _moved(one: Passage, two: Passage, pair: Pair, counter: Counter, label: str) -> Row:
    """A moved passage: at the place it left only its being gone is said, at the other one what changed in it."""
    place = counter.next()
    if not pair.arrival:
        spans: tuple[Span, ...] = (Span(Mark.SAME, one.text),) if one.text else ()
        return _shown(Row(Fate.MOVED_AWAY, spans, one.form, label, place=place), one)
    spans = tuple(_numbered(_spans(one, two), counter))
    counter.count(spans)
    notes = _form_notes(one.form, two.form)
    return _shown(Row(Fate.MOVED_HERE, spans, two.form, label, notes, place), two)


# --------------------------------------------------------------------------------------------------------- spans


def _spans(one: Passage, two: Passage) -> list[Span]:
    """The stretches of two passages that belong together."""
    found = edits(one.text, two.text)
    kept = len(one.text) - sum(e.end - e.start for e in found)
    if found and kept < LEAST_KEPT * max(len(one.text), len(two.text)):
        found = [Edit(0, len(one.text), 0, len(two.text))]
    spans: list[Span] = []
    looks = (one.looks(), two.looks()) if one.runs or two.runs else None
    at, new_at = 0, 0
    for edit in [*found, Edit(len(one.text), len(one.text), len(two.text), len(two.text))]:
        spans += _kept(two.text[new_at : edit.new_start], at, new_at, looks)
        if edit.end > edit.start:
            spans.append(Span(Mark.OUT, one.text[edit.start : edit.end]))
        if edit.new_end > edit.new_start:
            spans.append(Span(Mark.IN, two.text[edit.new_start : edit.new_end]))
        at, new_at = edit.end, edit.new_end
    return spans


def _kept(text: str, at: int, new_at: int, looks: tuple[list[Look], list[Look]] | None) -> Iterator[Span]:
    """The spans of words that stayed, divided where their look changed."""
    if not text:
        return
    if looks is None:
        yield Span(Mark.SAME, text)
        return
    size = len(text)
    pairs = zip(looks[0][at : at + size], looks[1][new_at : new_at + size], strict=True)
    start = 0
    for (before, after), run in groupby(pairs):
        end = start + sum(1 for _pair in run)
        if before == after:
            yield Span(Mark.SAME, text[start:end])
        else:
            yield Span(Mark.SET, text[start:end], _look_note(before, after))
        start = end


def _numbered(spans: Sequence[Span], counter: Counter) -> Iterator[Span]:
    """The spans with neighbours of one kind joined, and the number of the place where each change begins."""
    changing = False
    for (mark, note), run in groupby(spans, key=lambda span: (span.mark, span.note)):
        text = "".join(span.text for span in run)
        begins = mark is Mark.SET or (mark is not Mark.SAME and not changing)
        changing = mark in (Mark.OUT, Mark.IN)
        yield Span(mark, text, note, counter.next() if begins else 0)


# --------------------------------------------------------------------------------------------------------- words


def _look_note(before: Look, after: Look) -> str:
    """What changed in the way the words are set."""
    notes = []
    if before.strong != after.strong:
        notes.append(_("now bold") if after.strong else _("no longer bold"))
    if before.em != after.em:
        notes.append(_("now italic") if after.em else _("no longer italic"))
    if before.href != after.href:
        if not after.href:
            notes.append(_("link taken out: %(address)s") % {"address": before.href})
        elif not before.href:
            notes.append(_("now a link: %(address)s") % {"address": after.href})
        else:
            notes.append(_("link changed: %(old)s → %(new)s") % {"old": before.href, "new": after.href})
    return _("; ").join(notes)


def _form_notes(before: Form, after: Form) -> tuple[str, ...]:
    """What changed in the form of a passage."""
    if before == after:
        return ()
    notes = []
    if (old := form_words(before)) != (new := form_words(after)):
        notes.append(_("was: %(old)s; now: %(new)s") % {"old": old, "new": new})
    if before.alignment != after.alignment:
        places = {"left": _("left"), "center": _("centred"), "right": _("right"), "": _("as usual")}
        notes.append(_("alignment now: %(place)s") % {"place": places[after.alignment]})
    if before.kind == after.kind == "row" and before.cells != after.cells:
        notes.append(_("the cells are joined or set otherwise"))
    return tuple(notes)


def form_words(form: Form) -> str:
    """A form in words."""
    words = {
        "line": _("line"),
        "paragraph": _("paragraph"),
        "subhead": _("subhead"),
        "caption": _("caption"),
        "row": _("table row"),
        "picture": _("picture"),
    }
    if form.kind == "item":
        name = _("numbered item") if form.ordered else _("list item")
        return name if form.depth < 2 else _("%(name)s, level %(depth)d") % {"name": name, "depth": form.depth}
    return _("quotation") if form.quoted and form.kind == "paragraph" else words[form.kind]
