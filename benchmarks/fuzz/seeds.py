"""What the fuzzers begin with: whole inputs of each kind, and the words that mean something in them."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from tests.issues.damaged_pages import damaged_page
from tests.issues.printed_pages import printed_page
from tests.security.vectors import OWN
from tests.word_files import (
    TEXT,
    cell,
    image,
    numbering,
    old_picture,
    paragraph,
    picture,
    run,
    table,
    text_box,
    word_file,
)

HTML_WORDS = (
    *(
        "<p>",
        "</p>",
        "<h3>",
        "<h1>",
        "<b>",
        "<i>",
        "<strong>",
        "</strong>",
        "<em>",
        "<br>",
        "<sup>",
        "<sub>",
        "<a href=",
    ),
    *("<figure>", "</figure>", "<figcaption>", "<table>", "<tr>", "<td colspan=", "<th>", "<li>", "<ul>", "<ol>"),
    *("<blockquote>", "<div>", "<pre>", "<caption>", "<script>", "</script>", "<style>", "<svg>", "<math>", "<mtext>"),
    *("<template>", "<noscript>", "<select>", "<option>", "<textarea>", "<title>", "<form>", "<mglyph>", "<!--", "-->"),
    *("<![CDATA[", "]]>", "<?", "javascript:", "data:", "//", "onerror=", "style=", "class=", "align-center", "&nbsp;"),
    *("&#106;", "&lt;", "&amp;", "&", '"', "'", ">", "\u3000\u3000", "\u00ad", "\x00", "<o:p>", "<annotation-xml>"),
    '<img src="/media/photos/2026/03/a1.jpg" alt="',
)
PAGE_WORDS = (
    *("本报讯", "本刊讯", "又讯", "记者", "特约记者", "通讯员", "□", "■", "图为", "摄影", "摄", "文／图", "整理报道"),
    *("（上接1版）", "（下转3版）", "上接", "下转", "——", "【群言堂】", "（街道平安办）", "(街道城建办", "）", "第3版"),
    *(
        "2026年3月1日",
        "要闻",
        "**",
        "__",
        "##",
        "###",
        "![",
        "](",
        ">",
        "\u3000\u3000",
        "\n\n",
        "\t",
        "\x0c",
        "。",
        "？”",
    ),
    *(
        "“",
        "”",
        "、",
        "一、",
        "1.",
        "居民区",
        "办公室",
        "版",
        "责任编辑：",
        "电话：",
        "\u200b",
        "\ufeff",
        "\u2028",
        "  ",
    ),
)
PDF_WORDS = (
    *("obj", "endobj", "stream", "endstream", "/Type", "/Page", "/Pages", "/Kids", "/Count", "/MediaBox", "/Parent"),
    *("/Contents", "/Resources", "/Font", "/ToUnicode", "/Filter", "/FlateDecode", "/Length", "/XObject", "/Subtype"),
    *("BT", "ET", "Tf", "Tm", "Td", "TJ", "Tj", "cm", "Do", "/Encrypt", "xref", "trailer", "startxref", "%%EOF", "R"),
    *("0 0 0 0 0 0 Tm", "1e38", "-1", "99999999999", "NaN", "<FEFF>", "<D800>", "beginbfchar", "endbfchar", "/Rotate"),
)
WORD_VALUES = (
    "",
    "0",
    "-1",
    "1",
    "2",
    "99999999999",
    "true",
    "none",
    "restart",
    "continue",
    "rId1",
    "标题 1",
    "\u3000",
)


def pages() -> list[bytes]:
    """Dumps of invented pages as ten tools would write them, and broken-off ones."""
    texts = [damaged_page(number, "tune").text for number in range(24)]
    return [text.encode() for text in texts] + [text[200:900].encode() for text in texts]


def html() -> list[bytes]:
    """Attacks, and bodies as Word and web pages leave them on the clipboard."""
    bodies = (
        "<p>正文</p><h3>小标题</h3><ul><li>一</li><li>二</li></ul><blockquote><p>引</p></blockquote>",
        '<figure class="table"><table><tbody><tr><th colspan="2">项</th></tr><tr><td><p>值</p></td></tr>'
        "</table></figure>",
        '<figure class="image align-left"><img src="/media/photos/2026/03/a1.jpg" alt="x"><figcaption>图为</figcaption>'
        "</figure>",
        "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p><p>　　一<br><br>　　二<b><b>三</b></b></p>",
        '散<b>文</b><div>x<p>y</div>10 m<sup>2</sup><a href="#x">z</a><a href="https://a.example/">w</a><i>斜',
    )
    return [text.encode() for text in (*bodies, *OWN[::3])]


def word_files() -> list[bytes]:
    """Word files with something of everything the reader knows."""
    signed = paragraph("（街道平安办　伏小满）", align="right")
    lists = {"word/numbering.xml": numbering({1: [("chineseCounting", "%1、"), ("decimal", "%1.%2")]})}
    kinds = {"rIdN": ("numbering", "numbering.xml", False), "rIdL": ("hyperlink", "https://a.example/", True)}
    body = [paragraph("夜市开张", style="2"), paragraph("——街坊都来了", style="5"), paragraph(TEXT), signed]
    return [
        word_file(*body),
        word_file(
            *body[:2], *(paragraph(TEXT, number=(1, depth)) for depth in (0, 1, 0)), parts=lists, relationships=kinds
        ),
        word_file(paragraph(inner=picture("rId-a", description="夜市")), *body, media={"a.png": image(40, 40, "PNG")}),
        word_file(
            *body, paragraph(inner=old_picture("rId-b")), paragraph("图为夜市。"), media={"b.jpg": image(50, 50)}
        ),
        word_file(
            *body,
            table(
                [["项", "数"], [cell("一", merge="restart"), cell("二", span=2)], [cell("", merge="continue"), "三"]]
            ),
        ),
        word_file(*body, paragraph("符", inner='<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:tab/></w:r>')),
        word_file(paragraph(inner=text_box(paragraph("框里的话")) + run("粗", bold=True, size=22)), *body, strict=True),
    ]


def pdfs() -> list[bytes]:
    """Printed pages with their streams unpacked and without the outlines of their letters, so that a changed byte means
    something; one as it came, and a small one by hand.
    """
    found = [_SMALL, printed_page(3)[0]]
    for number in range(3):
        plain = BytesIO()
        with pikepdf.open(BytesIO(printed_page(number)[0])) as document:
            for thing in document.objects:
                if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                    for name in {"/FontFile", "/FontFile2", "/FontFile3"} & set(thing.keys()):
                        del thing[name]
            document.save(
                plain,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
            )
        found.append(plain.getvalue())
    return found


_SMALL = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 92>>stream\nBT /F 18 Tf 20 150 Td (Headline) Tj /F 9 Tf 0 -30 Td (Some words of a text.) Tj ET\n"
    b"endstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
