"""The document rewritten in the plain part of WordprocessingML that mammoth reads without loss.

What mammoth would drop in silence is counted here or brought into reach: text boxes become paragraphs, pictures of all
kinds of drawings become inline ones, Chinese numbers become text, what styles say of size and alignment is written to
the paragraph. Tracked changes are taken as accepted.
"""

from __future__ import annotations

import copy
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from articles.word_import.archive import Relationship
from articles.word_import.losses import Loss, Losses
from articles.word_import.names import W_VAL, full, is_on, make, short, value
from articles.word_import.numbering import Level, Numbering, interrupted
from articles.word_import.styles import Style, Styles, points

PICTURE_MARK = "newsroom-picture:"  # with the number of the picture, as its alternative text for mammoth
OUTLINE = "newsroom-outline-"  # style of a paragraph that was given a level of heading by itself

_WRAPPERS = {"w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:sdt", "w:sdtContent", "w:fldSimple", "w:dir", "w:bdo"}
_REMOVED = {"w:del", "w:moveFrom"}
_TRACKED = {"w:ins", "w:moveTo", *_REMOVED}
_DRAWINGS = {"w:drawing", "w:pict", "w:object", "mc:AlternateContent"}
_KEPT_IN_RUN = {"w:t", "w:tab", "w:noBreakHyphen", "w:sym", "w:fldChar", "w:instrText"}
_REFERENCES = {"w:footnoteReference": Loss.NOTE, "w:endnoteReference": Loss.NOTE}
_SYMBOL = re.compile(r"[0-9A-Fa-f]{4}")
_ALIGNED = {"center", "centre", "right", "end"}
_SUPERSCRIPT = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_SUBSCRIPT = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_MACHINE_MADE = re.compile(
    r"^(?:图片|图像|照片|Picture|Image|Graphic|IMG|DSC|mmexport|微信图片|截图|timg|C:\\|[A-Za-z]:|https?:)[\s_\-\d]*"
    r"|\.(?:jpe?g|png|gif|bmp|tiff?|webp)$|(?:AI|人工智能|自动)\s*(?:生成|generated)|^[\da-f_\-]+$",
    re.IGNORECASE,
)


class Picture:
    """A picture as the document places it: which relationship holds its bytes, and its alternative text."""

    def __init__(self, relationship: str, description: str) -> None:
        self.relationship = relationship
        self.description = "" if _MACHINE_MADE.search(description.strip()) else description.strip()


class Markup:
    """Rewrites one document; ``pictures`` and ``losses`` fill on the way."""

    def __init__(
        self, styles: Styles, numbering: Numbering, relationships: dict[str, Relationship], losses: Losses
    ) -> None:
        self.styles, self.numbering, self.relationships, self.losses = styles, numbering, relationships, losses
        self.pictures: list[Picture] = []
        self._interrupted: frozenset[str] = frozenset()
        self._later: list[ET.Element] = []  # text boxes of the paragraph at hand

    def document(self, root: ET.Element) -> ET.Element:
        """The rewritten document."""
        body = root.find(full("w:body"))
        blocks = list(self._blocks(body)) if body is not None else []
        self._number(blocks)
        return make("w:document", None, make("w:body", None, *blocks))

    # ------------------------------------------------------------------------------------------------- blocks

    def _blocks(self, parent: ET.Element) -> Iterator[ET.Element]:
        """Paragraphs and tables of the body, a cell or a text box."""
        for child in parent:
            name = short(child)
            if name == "w:p":
                yield from self._paragraph(child)
            elif name == "w:tbl":
                yield self._table(child)
            elif name == "w:altChunk":
                self.losses.add(Loss.PARTS_INSERTED)
            elif name == "w:sdt" and self._is_contents(child):
                self.losses.add(Loss.CONTENTS)
            elif name in _REMOVED:
                self.losses.add(Loss.TRACKED)
            elif name in _WRAPPERS:
                yield from self._blocks(child)
            elif name == "mc:AlternateContent":
                yield from self._blocks(_alternative(child))

    def _is_contents(self, element: ET.Element) -> bool:
        gallery = element.find(f"{full('w:sdtPr')}/{full('w:docPartObj')}/{full('w:docPartGallery')}")
        return gallery is not None and "Contents" in (gallery.get(W_VAL) or "")

    def _table(self, table: ET.Element) -> ET.Element:
        result = make("w:tbl")
        for row in _inside(table, "w:tr"):
            properties = row.find(full("w:trPr"))
            if properties is not None and properties.find(full("w:del")) is not None:
                self.losses.add(Loss.TRACKED)
                continue
            new_row = make("w:tr")
            if is_on(properties, "w:tblHeader"):
                new_row.append(make("w:trPr", None, make("w:tblHeader")))
            for cell in _inside(row, "w:tc"):
                new_row.append(make("w:tc", None, *_cell_properties(cell), *self._blocks(cell)))
            result.append(new_row)
        return result

    def _paragraph(self, paragraph: ET.Element) -> Iterator[ET.Element]:
        """The paragraph, one for each line of it, and then its text boxes."""
        properties = paragraph.find(full("w:pPr"))
        style = self.styles.get(value(properties, "w:pStyle"))
        if style.name.lower().startswith("toc ") or style.name.startswith("目录"):
            self.losses.add(Loss.CONTENTS)
            return
        outer, self._later = self._later, []
        lines: list[list[ET.Element]] = [[]]
        for piece in self._inline(paragraph, style):
            if piece.tag == full("w:br"):
                lines.append([])
            else:
                lines[-1].append(piece)
        deleted = properties is not None and properties.find(f"{full('w:rPr')}/{full('w:del')}") is not None
        for number, line in enumerate(lines):
            is_last = number == len(lines) - 1
            yield make("w:p", None, _paragraph_properties(properties, style, not number, deleted and is_last), *line)
        later, self._later = self._later, outer
        yield from later

    # ------------------------------------------------------------------------------------------------- inline

    def _inline(self, parent: ET.Element, style: Style) -> Iterator[ET.Element]:
        """Runs, links and line breaks of a paragraph."""
        for child in parent:
            name = short(child)
            if name == "w:r":
                yield from self._run(child, style)
            elif name == "w:hyperlink":
                yield from self._link(child, style)
            elif name in _TRACKED:
                self.losses.add(Loss.TRACKED)
                if name not in _REMOVED:
                    yield from self._inline(child, style)
            elif name in _WRAPPERS:
                yield from self._inline(child, style)
            elif name in ("m:oMath", "m:oMathPara"):
                self.losses.add(Loss.FORMULA)
                yield _text_run("".join(part.text or "" for part in child.iter(full("m:t"))))
            elif name in _DRAWINGS:
                yield from self._drawing(child)

    def _link(self, link: ET.Element, style: Style) -> Iterator[ET.Element]:
        target = self.relationships.get(link.get(full("r:id")) or "")
        inner = list(self._inline(link, style))
        if target is None or target.kind != "hyperlink" or any(piece.tag == full("w:br") for piece in inner):
            yield from inner
        else:
            yield make("w:hyperlink", {"r:id": link.get(full("r:id")) or ""}, *inner)

    def _run(self, run: ET.Element, style: Style) -> Iterator[ET.Element]:
        properties = run.find(full("w:rPr"))
        if is_on(properties, "w:vanish"):
            if words := "".join(part.text or "" for part in run.iter(full("w:t"))):
                self.losses.add(Loss.HIDDEN, words)
            return
        new_properties = self._run_properties(properties, style)
        if is_on(properties, "w:strike") or is_on(properties, "w:dstrike"):
            self.losses.add(Loss.STRUCK, "".join(part.text or "" for part in run.iter(full("w:t"))))
        for child in run:
            name = short(child)
            if name == "w:sym" and not _SYMBOL.fullmatch(child.get(full("w:char")) or ""):
                continue
            if name in _KEPT_IN_RUN:
                yield make("w:r", None, copy.deepcopy(new_properties), _raised(child, properties))
            elif name in ("w:br", "w:cr") and child.get(full("w:type"), "textWrapping") == "textWrapping":
                yield make("w:br")
            elif name == "w:ruby":
                base = child.find(full("w:rubyBase"))
                yield from self._inline(base, style) if base is not None else ()
            elif name in _REFERENCES:
                self.losses.add(_REFERENCES[name])
            elif name in _DRAWINGS:
                yield from self._drawing(child)

    def _run_properties(self, properties: ET.Element | None, style: Style) -> ET.Element:
        """Weight, slant, links' own style and size, inherited ones written out."""
        character = self.styles.get(value(properties, "w:rStyle")) if value(properties, "w:rStyle") else Style()
        bold = is_on(properties, "w:b")
        result = make("w:rPr")
        if bold or (bold is None and (style.bold or character.bold)):
            result.append(make("w:b"))
        if is_on(properties, "w:i"):
            result.append(make("w:i"))
        size = points(value(properties, "w:sz")) or character.size or style.size or self.styles.size
        result.append(make("w:sz", {"w:val": str(round(size * 2))}))
        return result

    # ----------------------------------------------------------------------------------------------- drawings

    def _drawing(self, element: ET.Element) -> Iterator[ET.Element]:
        """The pictures in a drawing, as inline ones; its text boxes are put off until after the paragraph."""
        if short(element) == "mc:AlternateContent":
            element = _alternative(element)
        parts = list(_walk(element))
        boxes = [part for part in parts if part.tag == full("w:txbxContent")]
        if any(part.tag == full("o:OLEObject") for part in parts):
            self.losses.add(Loss.OBJECT)
        else:
            description = _description(element)
            for part in parts:
                yield from self._picture(part, description)
        for box in boxes:
            blocks = list(self._blocks(box))
            if any("".join(block.itertext()).strip() for block in blocks):
                self.losses.add(Loss.TEXT_BOX)
            self._later += blocks

    def _picture(self, part: ET.Element, description: str) -> Iterator[ET.Element]:
        name = short(part)
        if name in ("c:chart", "dgm:relIds"):
            self.losses.add(Loss.CHART)
            return
        if name == "a:blip":
            relationship = part.get(full("r:embed")) or part.get(full("r:link")) or ""
        elif name == "v:imagedata":
            relationship = part.get(full("r:id")) or part.get(full("r:pict")) or ""
        elif name == "a:srcRect" and any(part.get(side, "0") not in ("0", "0%") for side in "ltrb"):
            self.losses.add(Loss.CROPPED_PICTURE)
            return
        else:
            return
        target = self.relationships.get(relationship)
        if target is None or target.external or target.kind != "image":
            is_elsewhere = target is not None and target.external
            self.losses.add(Loss.LINKED_PICTURE if is_elsewhere else Loss.BAD_PICTURE)
            return
        self.pictures.append(Picture(relationship, description))
        yield make("w:r", None, _inline_picture(len(self.pictures) - 1, relationship))

    # ---------------------------------------------------------------------------------------------- numbering

    def _number(self, blocks: list[ET.Element]) -> None:
        """Write automatic numbers as text where an HTML list cannot say them."""
        paragraphs = [item for block in blocks for item in block.iter(full("w:p"))]
        found = [self._place(paragraph) for paragraph in paragraphs]
        filled = [place for place, paragraph in zip(found, paragraphs, strict=True) if "".join(paragraph.itertext())]
        self._interrupted = interrupted([(place[0], place[1]) if place else None for place in filled])
        for paragraph, place in zip(paragraphs, found, strict=True):
            if place is not None and "".join(paragraph.itertext()).strip():
                self._write_number(paragraph, *place)

    def _place(self, paragraph: ET.Element) -> tuple[str, int, Level] | None:
        """List, depth and level of a paragraph that is numbered."""
        properties = paragraph.find(full("w:pPr"))
        numbering = properties.find(full("w:numPr")) if properties is not None else None
        if numbering is None:
            return None
        number, depth = value(numbering, "w:numId"), value(numbering, "w:ilvl") or "0"
        level = self.numbering.level(number, int(depth)) if depth.isdecimal() and len(depth) < 2 else None
        return (number, int(depth), level) if level is not None else None

    def _write_number(self, paragraph: ET.Element, number: str, depth: int, level: Level) -> None:
        properties = paragraph.find(full("w:pPr"))
        assert properties is not None  # noqa: S101 (it holds the number)
        printed = "" if level.is_bullet else self.numbering.count(number, depth)
        is_heading = self.styles.get(value(properties, "w:pStyle")).level > 0
        if level.is_bullet and not is_heading:
            return
        if level.is_plain and not is_heading and number not in self._interrupted:
            return
        numbering = properties.find(full("w:numPr"))
        assert numbering is not None  # noqa: S101
        properties.remove(numbering)
        if printed:
            gap = " " if printed[-1].isascii() and printed[-1] not in "、）" else ""
            paragraph.insert(1, _text_run(printed + gap, self._first_properties(paragraph)))

    def _first_properties(self, paragraph: ET.Element) -> ET.Element | None:
        first = paragraph.find(f"{full('w:r')}/{full('w:rPr')}")
        return copy.deepcopy(first) if first is not None else None


# -------------------------------------------------------------------------------------------------------- helpers


def _inside(parent: ET.Element, name: str) -> Iterator[ET.Element]:
    """Rows of a table or cells of a row, those in content controls and tracked insertions too."""
    for child in parent:
        if short(child) == name:
            yield child
        elif short(child) in _WRAPPERS:
            yield from _inside(child, name)


def _walk(element: ET.Element) -> Iterator[ET.Element]:
    """An element and what stands in it, by one branch of each alternative, and text boxes without their contents."""
    if short(element) == "mc:AlternateContent":
        element = _alternative(element)
    yield element
    if element.tag != full("w:txbxContent"):
        for child in element:
            yield from _walk(child)


def _alternative(element: ET.Element) -> ET.Element:
    """The branch of an alternative that says more: Word's newer one, or the older where only that has a picture."""
    branches = [child for child in element if short(child) in ("mc:Choice", "mc:Fallback")]
    telling = {full("a:blip"), full("v:imagedata"), full("w:txbxContent"), full("w:p"), full("w:t"), full("c:chart")}
    for branch in branches:
        if any(part.tag in telling for part in branch.iter()):
            return branch
    return branches[0] if branches else element


def _cell_properties(cell: ET.Element) -> Iterator[ET.Element]:
    properties = cell.find(full("w:tcPr"))
    span, merge = value(properties, "w:gridSpan"), properties.find(full("w:vMerge")) if properties is not None else None
    kept = []
    if re.fullmatch(r"[1-9]\d?", span):
        kept.append(make("w:gridSpan", {"w:val": span}))
    if merge is not None:
        kept.append(make("w:vMerge", {"w:val": merge.get(W_VAL) or "continue"}))
    if kept:
        yield make("w:tcPr", None, *kept)


def _paragraph_properties(properties: ET.Element | None, style: Style, numbered: bool, deleted: bool) -> ET.Element:
    """Style, alignment and number, inherited ones written out."""
    result = make("w:pPr")
    outline = value(properties, "w:outlineLvl")
    identifier = value(properties, "w:pStyle")
    if identifier.startswith(OUTLINE):  # our own mark, which no file has a right to
        identifier = ""
    if outline in tuple("012345678"):
        identifier = f"{OUTLINE}{int(outline) + 1}"
    if identifier:
        result.append(make("w:pStyle", {"w:val": identifier}))
    numbering = properties.find(full("w:numPr")) if properties is not None else None
    number = (value(numbering, "w:numId"), value(numbering, "w:ilvl") or "0") if numbering is not None else style.number
    if number and not number[0] and style.number:
        number = (style.number[0], number[1])
    if numbered and number and number[0] not in ("", "0"):
        ids = make("w:ilvl", {"w:val": number[1]}), make("w:numId", {"w:val": number[0]})
        result.append(make("w:numPr", None, *ids))
    alignment = value(properties, "w:jc") or style.alignment
    if alignment in _ALIGNED:
        result.append(make("w:jc", {"w:val": "center" if alignment.startswith("cent") else "right"}))
    if deleted:
        result.append(make("w:rPr", None, make("w:del")))
    return result


def _raised(child: ET.Element, properties: ET.Element | None) -> ET.Element:
    """A piece of a run; raised and lowered figures as characters of their own (m², CO₂)."""
    kept = copy.deepcopy(child)
    raised = {"superscript": _SUPERSCRIPT, "subscript": _SUBSCRIPT}.get(value(properties, "w:vertAlign"))
    if raised and kept.text and re.fullmatch(r"[0-9+-]+", kept.text):
        kept.text = kept.text.translate(raised)
    return kept


def _text_run(text: str, properties: ET.Element | None = None) -> ET.Element:
    part = make("w:t")
    part.text = text
    return make("w:r", None, *([properties] if properties is not None else []), part)


def _description(element: ET.Element) -> str:
    """The alternative text of a drawing."""
    for part in element.iter(full("wp:docPr")):
        if words := part.get("descr") or part.get("title"):
            return words
    for part in element.iter(full("v:shape")):
        if words := part.get("alt"):
            return words
    return ""


def _inline_picture(number: int, relationship: str) -> ET.Element:
    blip = make("pic:blipFill", None, make("a:blip", {"r:embed": relationship}))
    graphic = make("a:graphic", None, make("a:graphicData", None, make("pic:pic", None, blip)))
    words = make("wp:docPr", {"descr": f"{PICTURE_MARK}{number}"})
    return make("w:drawing", None, make("wp:inline", None, words, graphic))
