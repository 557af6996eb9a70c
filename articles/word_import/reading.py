"""From the bytes of a file to the story in it."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Collection
from typing import Any

import mammoth
from django.utils.translation import gettext as _

from articles import body as body_module
from articles.content import Credit
from articles.word_import.archive import Package, Relationship
from articles.word_import.losses import Loss, Losses
from articles.word_import.markup import Markup
from articles.word_import.model import WordError, WordPicture, WordStory
from articles.word_import.names import full, value
from articles.word_import.numbering import Numbering
from articles.word_import.pictures import Album
from articles.word_import.story import Found, StoryReader
from articles.word_import.structure import STYLE_MAP, blocks
from articles.word_import.styles import Styles

PHOTO_STORY = 150  # characters of text beside pictures below which it is a photo story
_OUTER_TABLE = re.compile(r"<table>|</table>")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read_word(
    data: bytes, name: str = "", *, columns: Collection[str] = (), offices: Collection[str] = ()
) -> WordStory:
    """The story in a Word file; raises WordError with words for the person where it cannot be read.

    ``columns`` and ``offices`` are the printed names that the newsroom knows, which makes recognition surer.
    """
    package = Package(data, name)
    losses = Losses()
    try:
        return _read(package, losses, frozenset(columns), frozenset(offices))
    except RecursionError as error:
        raise WordError(
            _("The document is nested or cut up beyond measure. Copy its text into a new document.")
        ) from error


def _read(package: Package, losses: Losses, columns: frozenset[str], offices: frozenset[str]) -> WordStory:
    root = package.xml(package.document_name)
    assert root is not None  # noqa: S101 (the package was opened by it)
    relationships = package.relationships(package.document_name)
    parts = {r.kind: r.target for r in relationships.values() if not r.external}
    styles = Styles(package.xml(parts.get("styles", "word/styles.xml")))
    numbering_root = package.xml(parts.get("numbering", "word/numbering.xml"))
    markup = Markup(styles, Numbering(numbering_root), relationships, losses)
    document = markup.document(root)
    _look_around(package, relationships, losses)
    album = Album(package, relationships, losses)
    reader: list[Found] = []

    def transform(read: Any) -> Any:
        found_blocks = list(blocks(read.children, styles, losses))
        for block in found_blocks:
            block.pictures = [n for n in block.pictures if album.take(n, markup.pictures[n])]
        reader.append(StoryReader(found_blocks, losses, columns=columns, offices=offices).read())
        return read.copy(children=reader[0].body)

    written = mammoth.convert_to_html(
        _package(document, _sound_lists(numbering_root), relationships),
        transform_document=transform,
        style_map=STYLE_MAP,
        include_embedded_style_map=False,
    )
    return _story(reader[0], _clean(written.value), album, markup, losses)


def _look_around(package: Package, relationships: dict[str, Relationship], losses: Losses) -> None:
    """Count what stands beside the document: comments, headers and footers, macros."""
    for relationship in relationships.values():
        if relationship.kind not in ("comments", "header", "footer") or relationship.external:
            continue
        root = package.xml(relationship.target)
        if root is None:
            continue
        if relationship.kind == "comments":
            for comment in root:
                losses.add(Loss.COMMENT, "".join(comment.itertext()))
        elif words := "".join(part.text or "" for part in root.iter(full("w:t"))).strip():
            losses.add(Loss.HEADER, words)
    if any(name.endswith("vbaProject.bin") for name in package.names):
        losses.add(Loss.MACRO)


def _sound_lists(root: ET.Element | None) -> ET.Element | None:
    """The lists without what mammoth stumbles over: uses that name no list, and lists that lean on a style, since it
    is given no styles.
    """
    if root is None:
        return None
    for use in root.findall(full("w:num")):
        if not value(use, "w:abstractNumId"):
            root.remove(use)
    for described in root.findall(full("w:abstractNum")):
        for link in described.findall(full("w:numStyleLink")):
            described.remove(link)
    return root


def _package(document: ET.Element, numbering: ET.Element | None, relationships: dict[str, Relationship]) -> io.BytesIO:
    """A file for mammoth that holds the rewritten document, and no part that it could open beside it."""
    links = ET.Element(f"{{{_PACKAGE}/relationships}}Relationships")
    for identifier, relationship in relationships.items():
        if relationship.kind in ("hyperlink", "image"):
            values = {"Id": identifier, "Type": f"{_OFFICE}/{relationship.kind}", "Target": relationship.target}
            ET.SubElement(links, f"{{{_PACKAGE}/relationships}}Relationship", values)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("word/document.xml", ET.tostring(document, encoding="utf-8"))
        archive.writestr("word/_rels/document.xml.rels", ET.tostring(links, encoding="utf-8"))
        if numbering is not None:
            archive.writestr("word/numbering.xml", ET.tostring(numbering, encoding="utf-8"))
    output.seek(0)
    return output


def _clean(html: str) -> str:
    """Body HTML with tables as the editor writes them."""
    depth = 0

    def framed(found: re.Match[str]) -> str:
        nonlocal depth
        opens = found[0] == "<table>"
        depth += 1 if opens else -1
        outermost = depth == (1 if opens else 0)
        if not outermost:
            return found[0]
        return '<figure class="table"><table>' if opens else "</table></figure>"

    html = _OUTER_TABLE.sub(framed, html)
    return body_module.clean(html)


def _story(found: Found, body: str, album: Album, markup: Markup, losses: Losses) -> WordStory:
    text = body_module.to_text(body)
    pictures = tuple(
        WordPicture(
            album.data[number],
            album.names[number],
            caption=found.captions.get(number, ""),
            credit=found.credits.get(number, ""),
            alternative_text=markup.pictures[number].description,
        )
        for number in found.pictures
    )
    if pictures and text:
        losses.guess(
            _("Pictures stand in the list of photos, not in the text. Move one into the text where it must be.")
        )
    kind = "brief" if text.startswith(("本报讯", "本刊讯")) else "report"
    if pictures and body_module.count_characters(text) < PHOTO_STORY:
        kind = "photo"
    if not (text or pictures or found.headline.title):
        raise WordError(_("The document is empty: it holds neither words nor pictures."))
    return WordStory(
        title=found.headline.title,
        kicker=found.headline.kicker,
        subtitle=found.headline.subtitle,
        column=found.column,
        kind=kind,
        bylines=_each_once(found.people),
        attributions=tuple(dict.fromkeys(found.offices)),
        body=body,
        pictures=pictures,
        notes=tuple(losses.sentences()),
    )


def _each_once(people: list[Credit]) -> tuple[Credit, ...]:
    """People in the order of their first mention; who wrote and photographed stands once for each."""
    return tuple({(person.name, person.role): person for person in people}.values())
