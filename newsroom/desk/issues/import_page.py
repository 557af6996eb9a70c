"""The import screen of a draft: its lines, the articles made of them, and how the two belong together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from articles.models import Article, Byline, Revision
from issues.import_drafts.doubting import DoubtfulPlace, certainty_of, doubtful_places
from issues.import_drafts.repairing import NamedRepair
from issues.import_drafts.state import State
from issues.import_drafts.storing import Reading
from issues.models import ImportDraft
from issues.page_import.editing import HEAD_ROLES
from issues.page_import.repairs import TITLE_FIELDS
from newsroom.desk.issues.import_values import (
    Box,
    Card,
    DoubtRow,
    Part,
    RepairRow,
    Row,
    Screen,
    Segment,
    certainty,
)
from newsroom.desk.issues.import_words import REPAIR_NAMES, ROLE_NAMES, reason_in_words

TONES = 4  # colours that tell neighbouring articles apart
REPAIRS_SHOWN = 200  # of one article, with a box each; the rest by the button for all


def screen(draft: ImportDraft, reading: Reading, *, user: Any) -> Screen:
    """The preview of a draft for a person. Three queries."""
    state = reading.state
    places = doubtful_places(state)
    there = [article.exists.pk for article in reading.preview.articles if article.exists is not None]
    visible = (
        set(Article.objects.visible_to(user).filter(pk__in=there).values_list("pk", flat=True)) if there else set()
    )
    siblings = (
        ImportDraft.objects.filter(owner_id=draft.owner_id, upload=draft.upload)
        .only("pk", "file_page", "stored_at", "name", "digest")
        .order_by("file_page", "-pk")
    )
    by_page = {sibling.file_page: sibling for sibling in reversed(siblings)}
    cards, targets = cards_of(reading, places, visible)
    rows = rows_of(state, places, targets)
    return Screen(
        draft,
        reading,
        rows,
        cards,
        tuple(doubt_row(state, place) for place in places),
        boxes_of(draft, rows),
        tuple(by_page[page] for page in sorted(by_page)),
        kinds_of(reading.repairs),
    )


def anchor_of(state: State, piece: int) -> str:
    """The address of a line on the screen; it stays when other lines are cut."""
    line, start = state.place(piece)
    return f"l{line}-{start}"


def tone_of(article: int | None) -> int:
    """The colour of an article, 0 for none."""
    return 0 if article is None else article % TONES + 1


def rows_of(state: State, places: Sequence[DoubtfulPlace], targets: dict[int, str]) -> tuple[Row, ...]:
    """The lines of the dump in printed order."""
    sheet = state.sheet
    reasons = {place.piece: place for place in places}
    begins = {min(own): article for article, own in enumerate(sheet.order)}
    first = min(begins, default=0)
    rows = []
    for k, piece in enumerate(sheet.pieces):
        article = piece.article
        place = reasons.get(k)
        begun = begins.get(k)
        rows.append(
            Row(
                piece=k,
                anchor=anchor_of(state, k),
                number=piece.span[0],
                text=piece.text,
                role=piece.role,
                role_name=str(ROLE_NAMES[piece.role]),
                opens=piece.opens,
                article=None if article is None else article + 1,
                tone=tone_of(article),
                target=targets.get(k, ""),
                is_left_out=article is not None and not state.is_chosen(article),
                doubts=tuple(reason_in_words(code) for code in place.codes) if place else (),
                percent=round(100 * (place.confidence if place else piece.confidence)),
                begins=None if begun is None else begun + 1,
                may_move_up=begun is not None and k > first,
                may_move_down=begun is not None and k > first and len(sheet.order[begun]) > 1,
            )
        )
    return tuple(rows)


def cards_of(
    reading: Reading, places: Sequence[DoubtfulPlace], visible: set[int]
) -> tuple[tuple[Card, ...], dict[int, str]]:
    """The articles, and for each line the part that it became."""
    state = reading.state
    sure = certainty_of(state, list(places))
    kinds, roles = dict(Revision.Kind.choices), dict(Byline.Role.choices)
    page, groups = state.laid_out
    by_text: dict[tuple[int, str, int | None], list[NamedRepair]] = {}
    for repair in reading.repairs:
        proposal = repair.proposal
        by_text.setdefault((proposal.article, proposal.field, proposal.paragraph), []).append(repair)
    cards: list[Card] = []
    targets: dict[int, str] = {}
    for index, preview in enumerate(reading.preview.articles):
        head, parts = parts_of(state, index, groups[index], by_text)
        targets |= {int(k): part.anchor for part in (*head, *parts) for k in part.pieces.split()}
        own = [repair for repair in reading.repairs if repair.proposal.article == index]
        content = preview.content
        cards.append(
            Card(
                number=index + 1,
                tone=tone_of(index),
                article=preview,
                is_chosen=state.is_chosen(index),
                confidence=sure[index],
                head=head,
                parts=parts,
                repairs=tuple(repair_row(repair) for repair in own[:REPAIRS_SHOWN]),
                accepted=sum(repair.is_accepted for repair in own),
                more_repairs=max(0, len(own) - REPAIRS_SHOWN),
                kind=str(kinds.get(content.kind, content.kind)),
                bylines=tuple(
                    gettext("%(name)s (%(role)s)") % {"name": credit.name, "role": roles.get(credit.role, credit.role)}
                    for credit in content.bylines
                ),
                may_open=preview.exists is not None and preview.exists.pk in visible,
                is_first=index == 0,
                is_last=index + 1 == len(page.articles),
            )
        )
    return tuple(cards), targets


def parts_of(
    state: State,
    index: int,
    groups: list[list[int]],
    by_text: dict[tuple[int, str, int | None], list[NamedRepair]],
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The headline of an article, and what stands under it, each with its lines."""
    article, own = state.page.articles[index], state.sheet.order[index]
    pieces = state.sheet.pieces
    head: list[Part] = []
    for name in TITLE_FIELDS:
        lines = [k for k in own if pieces[k].role == name]
        text = getattr(article, name)
        if text and lines:
            repairs = by_text.get((index, name, None), [])
            head.append(part(state, index, len(head), name, lines, segments_of(text, repairs)))
    parts: list[Part] = []
    bodies = {group[0]: number for number, group in enumerate(groups)}
    spoken = {k for group in groups for k in group}
    for k in own:
        number = len(head) + len(parts)
        if k in bodies:
            at = bodies[k]
            paragraph = article.paragraphs[at]
            repairs = by_text.get((index, "paragraph", at), [])
            segments = segments_of(paragraph.text, repairs)
            parts.append(part(state, index, number, paragraph.role, groups[at], segments))
        elif k not in spoken and pieces[k].role not in HEAD_ROLES:
            parts.append(part(state, index, number, pieces[k].role, [k], (Segment(pieces[k].text),)))
    return tuple(head), tuple(parts)


def part(state: State, index: int, number: int, role: str, lines: Sequence[int], segments: tuple[Segment, ...]) -> Part:
    """A part of an article."""
    return Part(
        anchor=f"a{index + 1}p{number + 1}",
        role=role,
        role_name=str(ROLE_NAMES[role]),
        pieces=" ".join(map(str, lines)),
        first=anchor_of(state, lines[0]),
        lines=line_numbers([state.sheet.pieces[k].span[0] for k in lines]),
        segments=segments,
    )


def line_numbers(lines: Sequence[int]) -> str:
    """Line numbers as people write them: 3–5, 9."""
    runs = []
    for _offset, run in groupby(enumerate(dict.fromkeys(lines)), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _place, number in run]
        runs.append(str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}")
    return ", ".join(runs)


def segments_of(text: str, repairs: Sequence[NamedRepair]) -> tuple[Segment, ...]:
    """A text cut where its repairs stand; of two that overlap the first is shown."""
    segments, done = [], 0
    for repair in sorted(repairs, key=lambda r: r.proposal.start):
        proposal = repair.proposal
        if proposal.start < done:
            continue
        if proposal.start > done:
            segments.append(Segment(text[done : proposal.start]))
        segments.append(Segment(proposal.before, repair))
        done = proposal.end
    if done < len(text):
        segments.append(Segment(text[done:]))
    return tuple(segments)


def repair_row(repair: NamedRepair) -> RepairRow:
    """A repair with what stands around it."""
    proposal = repair.proposal
    return RepairRow(
        key=repair.key,
        name=str(REPAIR_NAMES[proposal.kind]),
        before=proposal.before,
        after=proposal.after,
        left=proposal.context[0],
        right=proposal.context[1],
        is_accepted=repair.is_accepted,
    )


def kinds_of(repairs: Sequence[NamedRepair]) -> tuple[tuple[str, str, int], ...]:
    """The kinds of repairs that are open, and how many of each."""
    counts: dict[str, int] = {}
    for repair in repairs:
        if not repair.is_accepted:
            counts[repair.proposal.kind] = counts.get(repair.proposal.kind, 0) + 1
    return tuple((str(kind), str(name), counts[kind]) for kind, name in REPAIR_NAMES.items() if kind in counts)


def doubt_row(state: State, place: DoubtfulPlace) -> DoubtRow:
    """A doubtful place in words."""
    piece = state.sheet.pieces[place.piece]
    return DoubtRow(
        piece=place.piece,
        anchor=anchor_of(state, place.piece),
        number=piece.span[0],
        text=piece.text[:24],
        percent=round(100 * place.confidence),
        certainty=certainty(place.confidence),
        reasons=tuple(reason_in_words(code) for code in place.codes),
    )


def boxes_of(draft: ImportDraft, rows: Sequence[Row]) -> tuple[Box, ...]:
    """The lines on the printed page; none where the page came as text."""
    boxes = []
    by_line: dict[int, list[Row]] = {}
    for row in rows:
        by_line.setdefault(row.number, []).append(row)
    for number, own in by_line.items():
        place = draft.places[number - 1] if number <= len(draft.places) else None
        if place is not None:
            left, top, right, bottom = place
            pieces = " ".join(str(row.piece) for row in own)
            boxes.append(
                Box(f"{left:.1f}", f"{top:.1f}", f"{right - left:.1f}", f"{bottom - top:.1f}", pieces, own[0].tone)
            )
    return tuple(boxes)
