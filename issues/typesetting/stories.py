"""Stories from rows: what a placement prints, in the words and the order of its revision."""

from __future__ import annotations

import re
from itertools import groupby

from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format

from articles import body
from articles.models import Byline, PhotoUse, Revision
from issues.layout.linebreak import NEVER_FIRST, NEVER_LAST
from issues.layout.model import Imprint, Paragraph, Photo, Story
from issues.models import Block, Issue, Placement

PRINTED = "zh-hans"  # the paper is printed in Chinese whatever language the desk speaks
_WEEKDAYS = "一二三四五六日"
_KINDS = {"h3": "subhead", "li": "list", "blockquote": "quote"}
_UNPRINTED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_FIGURE = re.compile(r"<figure[^>]*>((?:(?!</figure>).)*?<img\b[^>]*>(?:(?!</figure>).)*)</figure>", re.S)
_CAPTION = re.compile(r"<figcaption[^>]*>(.*?)</figcaption>", re.S)
_TABLE = re.compile(r"<table[^>]*>((?:(?!<table\b).)*?)</table>", re.S)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.S)
_BEGINS, _ENDS, _NUMBER, _NUMBERED = _MARKS = "\ue000\ue001\ue002\ue003"
_MARKED_TAG = re.compile(r"<(/?)(strong|ol|ul|li)\b[^>]*>")
_NUMBERS = re.compile(f"{_NUMBER}([^{_NUMBERED}]*){_NUMBERED}")
_EDGES = NEVER_FIRST | NEVER_LAST | {" "}
_CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.S)


def with_parts(issue: Issue) -> QuerySet[Placement]:
    """The placements of an issue with everything that is printed of them."""
    return issue.placements.select_related("page", "revision__column").prefetch_related(
        "revision__bylines", "revision__attributions", "revision__photo_uses__photo"
    )


def printable(text: str) -> str:
    """A text without the invisible characters that steer other renderers."""
    return _UNPRINTED.sub("", text)


def story_of(placement: Placement) -> Story:
    """The story of a placement whose revision's parts are loaded."""
    revision = placement.revision
    keeps = revision.column.keeps_page if revision.column else None
    captions = _figure_captions(revision.body)
    return Story(
        key=f"p{placement.pk}",
        title=printable(revision.title),
        print_headline=printable(placement.print_headline),
        kicker=printable(revision.kicker),
        subtitle=printable(revision.subtitle),
        paragraphs=paragraphs_of(revision.body),
        bylines=bylines_of(revision),
        attributions=tuple(printable(each.printed_name) for each in revision.attributions.all()),
        photos=tuple(_photo(use, captions) for use in revision.photo_uses.all()),
        label=printable(revision.column.name) if revision.column else "",
        kind=revision.kind,  # type: ignore[arg-type]
        prominence=placement.prominence,
        page_wish=keeps or placement.page.sequence,
        fixed_column=keeps is not None,
    )


def reserved_story(block: Block) -> Story:
    """The reserved text of a block as a story."""
    lines = [printable(line.strip()) for line in block.reserved_text.splitlines()]
    return Story(
        key=f"r{block.pk}",
        title=printable(block.reserved_title),
        paragraphs=tuple(Paragraph(line) for line in lines if line),
        kind="reserved",
        prominence=5,
        page_wish=block.page.sequence,
    )


def _photo(use: PhotoUse, captions: dict[str, str]) -> Photo:
    photo = use.photo
    caption = captions.get(photo.name.removeprefix("photos/"), "") or use.caption
    credit = "" if use.credit and caption.rstrip().endswith(use.credit) else use.credit
    return Photo(
        name=photo.name,
        width=photo.width,
        height=photo.height,
        caption=printable(caption),
        credit=printable(credit),
        alternative_text=printable(use.alternative_text),
    )


def _figure_captions(html_body: str) -> dict[str, str]:
    """The captions that stand in the body, by the name of their photo."""
    found = {}
    for figure in _FIGURE.findall(body.clean(html_body)):
        caption = _CAPTION.search(figure)
        names = body.photo_names(figure)
        if caption and names:
            found[names[0]] = " ".join(body.to_text(caption[1]).split())
    return found


def bylines_of(revision: Revision) -> tuple[str, ...]:
    """The bylines as printed: the role once before the names that share it, pen names bare."""
    lines = []
    with translation.override(PRINTED):
        for role, group in groupby(revision.bylines.all(), key=lambda byline: byline.role):
            names = [printable(str(byline)) for byline in group]
            label = "" if role == "pen_name" else str(Byline.Role(role).label)
            lines.append(" ".join(part for part in (label, *names) if part))
    return tuple(lines)


def paragraphs_of(html_body: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a body: blocks in reading order, tables row by row; captions stand under their photos.

    Every character of the body's plain text is in them or in a caption; a body for which that cannot be kept (tables
    within tables) is taken block by block.
    """
    clean = body.clean(html_body)
    without = _FIGURE.sub(lambda found: _CAPTION.sub("", found[0]), clean)
    found: list[Paragraph] = []
    end = 0
    for table in _TABLE.finditer(without):
        found += _plain(without[end : table.start()])
        found += [
            Paragraph("", "table", tuple(printable(" ".join(body.to_text(f"<p>{cell}</p>").split())) for cell in cells))
            for row in _ROW.findall(table[1])
            if (cells := _CELL.findall(row))
        ]
        end = table.end()
    found += _plain(without[end:])
    if _characters(found) != sorted("".join(printable(body.to_text(without)).split())):
        found = _plain(without)
    return tuple(found)


def _characters(paragraphs: list[Paragraph]) -> list[str]:
    return sorted("".join("".join(p.text + "".join(p.cells) for p in paragraphs).split()))


def _plain(clean: str) -> list[Paragraph]:
    """The blocks outside tables, with what is emphasised in them and the numbers of numbered lists."""
    found: list[Paragraph] = []
    marker, item, strong = "", False, False
    taken = any(mark in clean for mark in _MARKS)  # by the text itself, which then goes without emphasis and numbers
    for block in body.blocks(clean if taken else _with_marks(clean)):
        for line in printable(block.text).split("\n"):
            text, bold, strong, numbers = (line.strip(), (), False, []) if taken else _unmarked(line, strong)
            item, marker = item or bool(numbers), "".join(numbers) or marker
            if text:
                kind = "list" if item else _KINDS.get(block.tag, "text")
                found.append(Paragraph(text, kind, (), marker, bold))  # type: ignore[arg-type]
                item, marker = False, ""
    return found


def _with_marks(clean: str) -> str:
    """Body HTML with characters of private use where emphasis begins and ends, and round the number of a list item."""
    counts: list[int] = []  # of the open lists; -1 for one without numbers

    def marked(tag: re.Match[str]) -> str:
        closes, name = tag[1], tag[2]
        if name == "strong":
            return _ENDS if closes else _BEGINS
        if name in ("ol", "ul") and closes:
            del counts[-1:]
        elif name in ("ol", "ul"):
            counts.append(0 if name == "ol" else -1)
        elif not closes and counts and counts[-1] >= 0:
            counts[-1] += 1
            return f"{tag[0]}{_NUMBER}{counts[-1]}.{_NUMBERED}"
        return tag[0]

    return _MARKED_TAG.sub(marked, clean)


def _unmarked(line: str, strong: bool) -> tuple[str, tuple[tuple[int, int], ...], bool, list[str]]:
    """A line without the marks: text, emphasised spans, whether it ends in emphasis, and the numbers in it.

    A span neither begins nor ends with a mark of punctuation, which Typst must see beside its neighbour.
    """
    numbers = _NUMBERS.findall(line)
    text, spans, begin = "", [], 0
    for character in _NUMBERS.sub("", line).strip():
        if character in (_BEGINS, _ENDS):
            if strong and len(text) > begin:
                spans.append((begin, len(text)))
            strong, begin = character == _BEGINS, len(text)
        elif character != " " or text[-1:] != " ":
            text += character
    if strong and len(text) > begin:
        spans.append((begin, len(text)))
    text = text.rstrip()
    kept = []
    for low, high in spans:
        while low < high and text[low] in _EDGES:
            low += 1
        while high > low and text[min(high, len(text)) - 1] in _EDGES:
            high -= 1
        if low < high:
            kept.append((low, high))
    return text, tuple(kept), strong, numbers


# ------------------------------------------------------------------------------------------------ imprint


def imprint_of(issue: Issue, pages: int) -> Imprint:
    """The words of masthead, running heads and imprint, as the publication's identity asks for them."""
    publication, day = issue.publication, issue.date
    with translation.override(PRINTED):
        printed_date = date_format(day, "Y年n月j日")
    sponsor = f"{publication.sponsor}　主办" if publication.sponsor else ""
    foot: tuple[tuple[str, str], ...]
    if publication.is_internal:
        front = (publication.permit_number, "内部资料，免费交流", sponsor)
        foot = (
            ("编印单位", publication.editor_unit),
            ("发送对象", publication.recipients),
            ("印刷单位", publication.printer),
            ("印刷日期", printed_date),
            ("印数", f"{publication.print_run}份" if publication.print_run else ""),
        )
    else:
        front = (f"国内统一连续出版物号 {publication.cn_number}", publication.price or "免费赠阅", sponsor)
        foot = (
            ("编辑出版", publication.editor_unit),
            ("地址", publication.address),
            ("电话", publication.telephone),
            ("电子邮箱", publication.email),
            ("印刷", publication.printer),
            ("定价", publication.price or "免费赠阅"),
        )
    number = f"{day.year}年第{issue.number}期"
    return Imprint(
        name=printable(publication.name),
        date=printed_date,
        weekday=f"星期{_WEEKDAYS[day.weekday()]}",
        number=number,
        total_number=f"总第{issue.total_number}期",
        front=tuple(printable(text) for text in front if text),
        foot=tuple(f"{name}：{printable(value)}" for name, value in foot if value),
        title=f"{publication.name} {number}（总第{issue.total_number}期）",
        day=day,
    )
