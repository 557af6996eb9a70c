"""What must hold of every input, whatever it is. Pure: a property takes an input and raises Broken where it fails."""

from __future__ import annotations

import json
import re
from collections import Counter
from html import escape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import lxml.html
from PIL import Image

from articles import body
from articles.word_import import WordError, read_word
from issues.page_import import ImportedArticle, PageImport, PageImportError, Register, parse_page
from issues.page_import.editing import ROLES, EditError, Sheet
from issues.page_import.opening import open_page
from issues.page_import.reading import IMAGE
from issues.pdf_pages import MAX_PAGES
from issues.pdf_reading import Refused, boxed_page, records

ELEMENTS = frozenset(
    (
        *("p", "h3", "blockquote", "ul", "ol", "li", "figure", "figcaption", "strong", "em", "a", "img", "br"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    )
)
ATTRIBUTES = {
    **{name: {"class"} for name in ("p", "h3", "figure")},
    **{name: {"class", "colspan", "rowspan"} for name in ("td", "th")},
    "a": {"href", "rel"},
    "img": {"src", "alt"},
}
CLASSES = frozenset({"align-left", "align-center", "align-right", "image", "table"})
SCHEMES = ("http:", "https:", "mailto:")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
PICTURES = frozenset({"JPEG", "PNG", "WEBP"})
_JUMP = "上接下转第版"
MOST_NOTES = 40


class Broken(AssertionError):
    """A property that does not hold; the first argument names it, the second shows what was there instead."""


def _hold(is_so: bool, what: str, shown: object = "") -> None:
    if not is_so:
        raise Broken(what, str(shown)[:400])


# ------------------------------------------------------------------------------------------------- sanitiser


def sanitiser(html: str) -> None:
    """Cleaned HTML stays as it is under a second cleaning and holds allowed elements only; text keeps its words."""
    once = body.clean(html)
    _hold(body.clean(once) == once, "cleaning twice changes something", once)
    _hold(str(body.render(once)) == once, "a page shows something else than what is stored", once)
    _hold(once == body.without_controls(once), "control characters are left", once)
    for found in _elements(once):
        _hold(found == "", found, once)
    body.to_text(once), body.photo_names(once), body.alternative_texts(once)
    words = body.from_paragraphs([("body", html), ("subhead", html[:80]), ("quote", html)])
    _hold(body.clean(words) == words, "cleaning typed words twice changes something", words)
    typed = "".join(body.without_controls(part) for part in (html, html[:80], html))
    _hold(_letters(body.to_text(words)) == _letters(typed), "typed words are lost or doubled", words)
    pasted = body.to_text(body.clean(f"<p>{escape(html)}</p>"))
    _hold(_letters(pasted) == _letters(body.without_controls(html)), "pasted words are lost or doubled", pasted)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _elements(html: str) -> list[str]:
    """What is not allowed, as two parsers of other kinds than the sanitiser's own see it."""
    found = []
    if html.strip():
        for element in lxml.html.fragment_fromstring(html, create_parent="main").iterdescendants():
            name = element.tag if isinstance(element.tag, str) else "a comment"
            found += _wrong(name, {str(key): str(value) for key, value in element.attrib.items()})
    reader = _Tags()
    reader.feed(html)
    reader.close()
    return found + reader.found


class _Tags(HTMLParser):
    """Collects what is not allowed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += _wrong(tag, {name: value or "" for name, value in attrs})

    def handle_comment(self, data: str) -> None:
        self.found.append("a comment is left")

    def handle_decl(self, decl: str) -> None:
        self.found.append("a declaration is left")

    def handle_pi(self, data: str) -> None:
        self.found.append("a processing instruction is left")

    def unknown_decl(self, data: str) -> None:
        self.found.append("an unknown declaration is left")


def _wrong(name: str, attributes: dict[str, str]) -> list[str]:
    if name not in ELEMENTS:
        return [f"<{name}> is left"]
    found = [f"{name}[{one}] is left" for one in attributes.keys() - ATTRIBUTES.get(name, set())]
    link = "".join(character for character in attributes.get("href", "") if character > " ").lower()
    if (scheme := _SCHEME.match(link)) and scheme[0] not in SCHEMES:
        found.append(f"a link with the scheme {scheme[0]} is left")
    if link.startswith(("//", "/\\", "\\")):
        found.append("a link to another host dressed as ours is left")
    if name == "img" and not attributes.get("src", "").startswith(body.PHOTO_PREFIX):
        found.append("a picture from elsewhere is left")
    if set(attributes.get("class", "").split()) - CLASSES:
        found.append("a foreign class is left")
    return found


# ------------------------------------------------------------------------------------------------- importer


def importer(text: str) -> None:
    """A page is read or refused; every letter of it is claimed once, and none is lost or doubled in the articles."""
    try:
        page = parse_page(text)
    except PageImportError:
        return
    json.dumps(page.to_json())
    rows = text.split("\n")
    claims = Counter((n, i) for n, start, end in _spans(page) for i in range(start, end))
    missed = [(n, i) for n, row in enumerate(rows, 1) for i, c in enumerate(row) if c.isalnum() and claims[n, i] != 1]
    _hold(not missed, "letters are claimed by no article or by two", missed[:5])
    told = [IMAGE.sub(lambda found: f"![{found[1]}]".ljust(len(found[0])), row) for row in rows]
    for article in page.articles:
        printed = _bag(*(told[n - 1][start:end] for n, start, end in article.spans))
        held = _held(article)
        _hold(not held - printed, "an article holds letters that are not printed in it", held - printed)
        read = _bag(article.column, *article.attribution, _JUMP if article.continued_from_page else "")
        lost = {letter for letter in printed - held - read if not (article.continued_from_page and letter.isdecimal())}
        _hold(not lost, "an article lost letters that are printed in it", lost)
    _hold(parse_page(text) == page, "the same page is read in two ways")


def _spans(page: PageImport) -> list[tuple[int, int, int]]:
    return [span for own in (page.furniture_spans, *(article.spans for article in page.articles)) for span in own]


def _held(article: ImportedArticle, but: str = "") -> Counter[str]:
    """The letters that an article keeps as they are printed; its column and its departments are read from others.

    ``but`` is a role that does not count: a second copy of a headline stands beside the pieces, not in them.
    """
    lines = (article.kicker, article.title, article.subtitle, article.byline_text)
    return _bag(*lines, *(paragraph.text for paragraph in article.paragraphs if paragraph.role != but))


def _bag(*parts: str | None) -> Counter[str]:
    return Counter(character for part in parts for character in part or "" if character.isalnum())


def correcting(text: str, acts: list[tuple[int, int, int]]) -> None:
    """Whatever a person does to an imported page, each of its pieces stands in one place, and its letters stay.

    ``acts`` are (which, where, how far); those that the page refuses are passed over.
    """
    try:
        sheet, _page = open_page(text, Register())
    except PageImportError:
        return
    before = Counter(c for piece in sheet.pieces for c in piece.text if c.isalnum())
    for which, where, amount in acts:
        if not sheet.order:
            break
        try:
            sheet = _acted(sheet, which, where % max(1, len(sheet.pieces)), amount)
        except EditError:
            continue
        claimed = Counter(piece for own in sheet.order for piece in own)
        _hold(all(count == 1 for count in claimed.values()), "a piece stands in two places", claimed)
        after = Counter(c for piece in sheet.pieces for c in piece.text if c.isalnum())
        _hold(after == before, "an act changed the letters of the page", (before - after, after - before))
    page = sheet.page()
    placed = Counter(c for own in sheet.order for k in own for c in sheet.pieces[k].text if c.isalnum())
    held = sum((_held(article, but="shadow") for article in page.articles), Counter[str]())
    _hold(not held - placed, "articles hold letters that are not in their pieces", held - placed)
    again = Sheet.from_json(json.loads(json.dumps(sheet.to_json())), text, Register())
    _hold(again == sheet, "a sheet that was stored comes back as another")


def _acted(sheet: Sheet, which: int, where: int, amount: int) -> Sheet:
    articles = len(sheet.order)
    match which % 6:
        case 0:
            return sheet.change_role(where, ROLES[amount % len(ROLES)])
        case 1:
            return sheet.split_article(where)
        case 2:
            return sheet.merge_articles(where % articles, amount % articles)
        case 3:
            return sheet.cut(where, 1 + amount % 12)
        case 4:
            return sheet.move_boundary(amount % articles, where)
    return sheet.join_paragraph(where)


# ------------------------------------------------------------------------------------------------- files


def word(data: bytes) -> None:
    """A Word file is read or refused in words; what comes out is clean, and its pictures are pictures."""
    try:
        story = read_word(data, "a.docx")
    except WordError as error:
        _hold(bool(str(error).strip()), "a refusal says nothing")
        return
    _hold(body.clean(story.body) == story.body, "the body is not clean", story.body)
    for found in _elements(story.body):
        _hold(found == "", found, story.body)
    people = [part for person in story.bylines for part in (person.name, person.role)]
    lines = [story.title, story.kicker, story.subtitle, story.column, *people, *story.attributions, *story.notes]
    for line in lines:
        _hold("\n" not in line and "\x00" not in line, "a line of the form is none", line)
    _hold(len(story.notes) <= MOST_NOTES, "the notes are more than anybody reads", len(story.notes))
    for picture in story.pictures:
        _hold(Image.open(BytesIO(picture.data)).format in PICTURES, "a picture is none", picture.name)


def pdf(data: bytes, *, images: bool = False) -> None:
    """A PDF is read or refused with a code; each page has sound sizes and places, and the importer can read it."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        try:
            rows = list(records(Path(file.name), "images" if images else "text", MAX_PAGES))
        except Refused as refused:
            _hold(refused.code.isidentifier(), "a refusal has no code", refused.code)
            return
    for number, (row, parts) in enumerate(rows, 1):
        json.dumps(row, allow_nan=False)
        page = boxed_page(row)
        _hold(row["number"] == number, "pages are out of order", row["number"])
        lines = page.text.split("\n") if page.text else []
        _hold(len(page.places) == len(lines), "lines and places do not fit", (len(page.places), len(lines)))
        page.text.encode()
        if images:
            _hold(Image.open(BytesIO(parts[0])).format == "PNG", "the page's image is none")
            _hold(parts[1].startswith(b"%PDF"), "the page's own file is none")
        importer(page.text)
