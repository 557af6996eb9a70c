"""The names of elements and attributes of WordprocessingML that are read."""

from __future__ import annotations

import xml.etree.ElementTree as ET

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_PREFIXES = {address: prefix for prefix, address in SPACES.items()}
for _prefix, _address in SPACES.items():
    ET.register_namespace(_prefix, _address)


def full(name: str) -> str:
    """``w:p`` as ElementTree writes it."""
    prefix, local = name.split(":")
    return f"{{{SPACES[prefix]}}}{local}"


def short(element: ET.Element) -> str:
    """The name of an element with its usual prefix; without one where the namespace is none of ours."""
    if not element.tag.startswith("{"):
        return element.tag
    space, local = element.tag[1:].split("}", 1)
    return f"{_PREFIXES[space]}:{local}" if space in _PREFIXES else local


W_VAL = full("w:val")


def value(parent: ET.Element | None, name: str, attribute: str = "w:val") -> str:
    """The attribute of a child, or nothing."""
    child = parent.find(full(name)) if parent is not None else None
    return (child.get(full(attribute)) or "") if child is not None else ""


def is_on(parent: ET.Element | None, name: str) -> bool | None:
    """Whether a switch such as bold is on, off, or not said."""
    child = parent.find(full(name)) if parent is not None else None
    return None if child is None else child.get(W_VAL) not in ("0", "false", "off", "none")


def make(name: str, attributes: dict[str, str] | None = None, *children: ET.Element) -> ET.Element:
    """An element with its attributes, which take prefixed names too."""
    named = {full(key) if ":" in key else key: text for key, text in (attributes or {}).items()}
    element = ET.Element(full(name), named)
    element.extend(children)
    return element
