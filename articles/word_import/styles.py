"""Styles of a document, each with what it inherits: name, alignment, size, weight, level of heading, numbering."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace

from articles.word_import.names import full, is_on, value

USUAL_SIZE = 10.5  # points: 五号, what Word and WPS take where nothing is said
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)


@dataclass(frozen=True)
class Style:
    """What a paragraph has from its style."""

    name: str = ""
    alignment: str = ""
    size: float = 0.0  # points; 0 where nothing is said
    bold: bool = False
    level: int = 0  # of a heading, from 1; 0 for text
    number: tuple[str, str] | None = None  # numId and level


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: ET.Element | None) -> None:
        self._elements: dict[str, ET.Element] = {}
        self._known: dict[str, Style] = {}
        self.default = ""
        path = "/".join(map(full, ("w:docDefaults", "w:rPrDefault", "w:rPr")))
        defaults = root.find(path) if root is not None else None
        self.size = points(value(defaults, "w:sz")) or USUAL_SIZE
        for element in root.iter(full("w:style")) if root is not None else ():
            identifier = element.get(full("w:styleId")) or ""
            self._elements[identifier] = element
            is_default = element.get(full("w:default")) in ("1", "true", "on")
            if is_default and element.get(full("w:type")) == "paragraph":
                self.default = identifier

    def get(self, identifier: str) -> Style:
        """A style with what it inherits; a style that the file does not define says nothing."""
        identifier = identifier or self.default
        if identifier not in self._known:
            self._known[identifier] = self._resolved(identifier)
        return self._known[identifier]

    def _resolved(self, identifier: str) -> Style:
        chain: list[ET.Element] = []
        while identifier in self._elements and self._elements[identifier] not in chain:
            chain.append(self._elements[identifier])
            identifier = value(chain[-1], "w:basedOn")
        style = Style()
        for element in reversed(chain):
            style = _with(style, element)
        return style


def _with(style: Style, element: ET.Element) -> Style:
    paragraph, run = element.find(full("w:pPr")), element.find(full("w:rPr"))
    name = value(element, "w:name")
    bold = is_on(run, "w:b")
    heading = _HEADING.match(name)
    outline = value(paragraph, "w:outlineLvl")
    level = int(heading[1]) if heading else int(outline) + 1 if outline in tuple("012345678") and outline else None
    numbering = paragraph.find(full("w:numPr")) if paragraph is not None else None
    return replace(
        style,
        name=name,
        alignment=value(paragraph, "w:jc") or style.alignment,
        size=points(value(run, "w:sz")) or style.size,
        bold=style.bold if bold is None else bold,
        level=style.level if level is None else level,
        number=(value(numbering, "w:numId"), value(numbering, "w:ilvl") or "0")
        if numbering is not None
        else style.number,
    )


def points(half_points: str) -> float:
    """A size in points from Word's half points, or from the strict format's own units."""
    if found := re.fullmatch(r"(\d{1,4}(?:\.\d+)?)pt", half_points):
        return float(found[1])
    return int(half_points) / 2 if re.fullmatch(r"\d{1,4}", half_points) else 0.0
