"""Word files for tests, written part by part as Word and WPS write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    R: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "http://purl.oclc.org/ooxml/drawingml/picture",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": (
        "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"
    ),
}
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TEXT = "网格员每天走楼访户，把居民说的难事一件件记下来，能办的当天就办，办不了的约好日子答复。"

# Styles with the names and numbers that WPS gives them: ids are bare figures.
WPS_STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="1"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/><w:basedOn w:val="1"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="44"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="3"><w:name w:val="heading 2"/><w:basedOn w:val="1"/>
  <w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="4"><w:name w:val="Title"/><w:basedOn w:val="1"/>
  <w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="5"><w:name w:val="Subtitle"/><w:basedOn w:val="1"/>
  <w:pPr><w:jc w:val="center"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="6"><w:name w:val="caption"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="7"><w:name w:val="toc 1"/><w:basedOn w:val="1"/></w:style>
"""


def run(text: str, *, size: float = 0, bold: bool = False, italic: bool = False, more: str = "") -> str:
    """A run; ``size`` in points."""
    properties = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + more
    properties += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def paragraph(
    text: str = "",
    *,
    style: str = "",
    align: str = "",
    size: float = 0,
    bold: bool = False,
    number: tuple[int, int] | None = None,
    inner: str = "",
    more: str = "",
) -> str:
    """A paragraph; ``number`` is list and depth, ``inner`` ready-made runs, ``more`` further properties."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    properties += f'<w:jc w:val="{align}"/>' if align else ""
    content = (run(text, size=size, bold=bold) if text else "") + inner
    return f"<w:p><w:pPr>{properties}{more}</w:pPr>{content}</w:p>"


def picture(identifier: str, *, description: str = "", crop: str = "") -> str:
    """A run with an inline picture."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="{escape(description)}"/>'
        f'<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="{identifier}"/>{crop}</pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def old_picture(identifier: str) -> str:
    """A run with a picture as older versions draw it."""
    return f'<w:r><w:pict><v:shape><v:imagedata r:id="{identifier}" o:title="x"/></v:shape></w:pict></w:r>'


def text_box(content: str) -> str:
    """A run with a text box, as Word writes it: once anew and once for older versions."""
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="2" name="x"/>'
        f"<a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table of cells, each ready-made ``<w:tc>`` content or plain text."""
    cells = [[cell if cell.startswith("<") else f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row] for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in cells) + "</w:tbl>"


def cell(text: str, *, merge: str = "", span: int = 1) -> str:
    """A cell; ``merge`` is "restart" or "continue"."""
    properties = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def numbering(levels: Mapping[int, Sequence[tuple[str, str]]]) -> str:
    """Lists by number, each level as (format, pattern)."""
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">'
        + "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{pattern}"/></w:lvl>'
            for depth, (form, pattern) in enumerate(of_list)
        )
        + "</w:abstractNum>"
        for number, of_list in levels.items()
    )
    uses = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in levels)
    return f'<w:numbering xmlns:w="{W}">{lists}{uses}</w:numbering>'


def image(width: int = 320, height: int = 200, form: str = "JPEG", colour: str = "#3a7") -> bytes:
    """A picture's bytes."""
    output = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(output, form)
    return output.getvalue()


def word_file(
    *body: str,
    styles: str = WPS_STYLES,
    media: Mapping[str, bytes] | None = None,
    relationships: Mapping[str, tuple[str, str, bool]] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    strict: bool = False,
    head: str = "",
) -> bytes:
    """A .docx of these blocks; picture ``name`` has the relationship ``rId-name``.

    ``relationships`` are id → (kind, target, external); ``head`` stands before the root element.
    """
    targets = {f"rId-{name.split('.')[0]}": ("image", f"media/{name}", False) for name in media or {}}
    targets |= {"rIdStyles": ("styles", "styles.xml", False)} | dict(relationships or {})
    links = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{escape(target)}"'
        + (' TargetMode="External"' if external else "")
        + "/>"
        for key, (kind, target, external) in targets.items()
    )
    root = f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'
    space = "http://schemas.openxmlformats.org/package/2006"
    content = {
        "[Content_Types].xml": (
            f'<Types xmlns="{space}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": f'<Relationships xmlns="{space}/relationships">{root}</Relationships>',
        "word/document.xml": f"{head}<w:document {SPACES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{space}/relationships">{links}</Relationships>',
    }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (content | dict(parts or {})).items():
            if strict and isinstance(text, str):
                for transitional, new in STRICT.items():
                    text = text.replace(transitional, new)
            archive.writestr(name, text)
        for name, data in (media or {}).items():
            archive.writestr(f"word/media/{name}", data)
    return output.getvalue()
