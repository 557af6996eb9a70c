"""From bytes to the parts of a .docx file, within bounds: nothing is unpacked or parsed that was not measured first."""

from __future__ import annotations

import io
import posixpath
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, NoReturn
from xml.parsers import expat

from django.utils.translation import gettext as _

from articles.word_import.model import WordError

MOST_BYTES = 60 * 1024 * 1024  # of the file
MOST_PARTS = 3_000
MOST_UNPACKED = 250 * 1024 * 1024  # bytes of all parts that are read
MOST_XML = 24 * 1024 * 1024  # bytes of one part of text; a full page of the paper takes about 200 KB
MOST_PICTURE = 40 * 1024 * 1024  # bytes
MOST_ELEMENTS = 600_000
DEEPEST = 100  # elements within each other

_OLD_BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that the format knows
# What zipfile raises for an archive whose directory and parts do not fit each other.
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError),
    *(NotImplementedError, KeyError),
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    "http://purl.oclc.org/ooxml/drawingml/main": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/picture": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "http://purl.oclc.org/ooxml/drawingml/chart": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": (
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    ),
    "http://purl.oclc.org/ooxml/officeDocument/math": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}


@dataclass(frozen=True)
class Relationship:
    """A reference of one part to another, or to an address outside; those are never fetched."""

    kind: str  # the last word of its type: image, hyperlink, styles …
    target: str  # name of a part, or an address
    external: bool


class Package:
    """The parts of a .docx file, read one by one within a budget."""

    def __init__(self, data: bytes, name: str = "") -> None:
        """Raises WordError for whatever is no .docx file, or one beyond the bounds."""
        _check_kind(data, name)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise _damaged() from error
        if any(part.compress_type not in _PACKINGS for part in self._zip.infolist()):
            raise _damaged()
        self.names = frozenset(self._zip.namelist())
        if len(self._zip.infolist()) > MOST_PARTS:
            raise WordError(
                _("The file consists of more than %(limit)d parts. Copy its text into a new document and send that.")
                % {"limit": MOST_PARTS}
            )
        self._budget = MOST_UNPACKED
        self.document_name = self._find_document()

    def read(self, name: str, limit: int = MOST_XML) -> bytes:
        """A part in full; raises WordError where it is larger than ``limit`` bytes or damaged."""
        try:
            with self._zip.open(name) as part:
                data = part.read(min(limit, self._budget) + 1)
        except _UNREADABLE as error:
            raise _damaged() from error
        if len(data) > min(limit, self._budget):
            raise WordError(
                _("Unpacked, the file is far larger than a story can be. Copy its text into a new document.")
            )
        self._budget -= len(data)
        return data

    def xml(self, name: str) -> ET.Element | None:
        """A part parsed, in the namespaces of today; None where the file has no such part."""
        return parse(self.read(name)) if name in self.names else None

    def relationships(self, name: str) -> dict[str, Relationship]:
        """What a part refers to, by id."""
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        result: dict[str, Relationship] = {}
        for item in root if root is not None else ():
            target, external = item.get("Target", ""), item.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            result[item.get("Id", "")] = Relationship(item.get("Type", "").rsplit("/", 1)[-1], target, external)
        return result

    def _find_document(self) -> str:
        targets = [found.target for found in self.relationships("").values() if found.kind == "officeDocument"]
        name = next((name for name in (*targets, "word/document.xml") if name in self.names), "")
        if not name.startswith("word/"):
            raise _foreign(self.names)
        _check_document_type(self, name)
        return name


def parse(data: bytes) -> ET.Element:
    """XML without any document type, so without entities, within bounds, in the transitional namespaces."""
    _measure(data)
    try:
        root = ET.fromstring(data)  # noqa: S314 (measured above: it declares no entities and is not deep)
    except ET.ParseError as error:
        raise _damaged() from error
    for element in root.iter():
        element.tag = _modern(element.tag)
        if any(name.startswith("{http://purl.oclc.org/") for name in element.attrib):
            attributes = {_modern(name): value for name, value in element.attrib.items()}
            element.attrib.clear()
            element.attrib.update(attributes)
    return root


def _modern(name: str) -> str:
    """A strict name in the namespace that Word itself writes."""
    if not name.startswith("{http://purl.oclc.org/"):
        return name
    space, local = name[1:].split("}", 1)
    return f"{{{_STRICT.get(space, space)}}}{local}"


def _measure(data: bytes) -> None:
    """Refuse declared entities, depth and number of elements before a tree is built."""
    parser = expat.ParserCreate()
    depth = count = 0

    def refuse(*_arguments: Any) -> NoReturn:
        raise WordError(_("The file declares entities, as no word processor does. It was not read."))

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise WordError(_("The document is nested or cut up beyond measure. Copy its text into a new document."))

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _damaged() from error


# ------------------------------------------------------------------------------------------------------ refusals


def _damaged() -> WordError:
    return WordError(_("The file is damaged. Open it in Word or WPS, save it again as .docx and send that."))


def _check_kind(data: bytes, name: str) -> None:
    """Refuse what is not a .docx file, with words on how to make one."""
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if not data:
        raise WordError(_("The file is empty. Save the document and send it again."))
    if len(data) > MOST_BYTES:
        raise WordError(
            _("The file is larger than %(limit)d MB. Take the pictures out and send them as photos of their own.")
            % {"limit": MOST_BYTES // 1024 // 1024}
        )
    if data.startswith(_OLD_BINARY):
        if _ENCRYPTED in data:
            raise WordError(_("The file is locked with a password. Save it without one and send it again."))
        raise WordError(
            _("This is a file in the old format (.doc or .wps). Open it and choose “Save as”, type .docx; send that.")
        )
    if extension == "docm":
        raise WordError(_("This document holds macros (.docm). Save it as .docx, which has none, and send that."))
    if data.startswith(b"%PDF"):
        raise WordError(_("This is a PDF. Send the Word file that it was made from, or copy its text into the form."))
    if data.startswith(b"{\\rtf"):
        raise WordError(_("This is an RTF file. Open it in Word or WPS, save it as .docx and send that."))
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP":
        raise WordError(_("This is a picture. Add it under “Photos” instead."))
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise WordError(
            _("This is not a Word file (.docx). Copy the text into the form, or into a new document saved as .docx.")
        )


def _check_document_type(package: Package, name: str) -> None:
    """Refuse a macro document that was given another ending."""
    root = package.xml("[Content_Types].xml")
    for item in root if root is not None else ():
        if item.get("PartName", "").lstrip("/") == name and "macroEnabled" in item.get("ContentType", ""):
            raise WordError(_("This document holds macros (.docm). Save it as .docx, which has none, and send that."))


def _foreign(names: frozenset[str]) -> WordError:
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        return WordError(_("This is a spreadsheet or a slide show. Copy its text into a Word document and send that."))
    if "content.xml" in names:
        return WordError(_("This is an OpenDocument file. Save it as .docx and send that."))
    return WordError(_("This archive holds no Word document. Send the .docx file itself, not packed."))
