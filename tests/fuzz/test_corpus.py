"""What fuzzing found once, and an input of each kind: the properties that ``python -m benchmarks fuzz`` searches by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from articles import body
from articles.word_import import WordError, read_word
from benchmarks.fuzz import properties
from benchmarks.fuzz.findings import Findings
from tests.issues.damaged_pages import damaged_page
from tests.word_files import TEXT, W, paragraph, picture, run, word_file

HTML = (
    '<p lang="zh" title="x">一</p>',  # nh3 leaves both attributes unless it is told not to
    "<p>一&#1;二&#x81;三&shy;四&#8203;五</p>",  # what cannot be stored, written as references
    '<img src="/media/photos/2026/03/a1.jpg" alt="&#1;x">',
    "<p>一<sup>2&#173;</sup><svg><p>二</svg><math><mtext><table><mglyph><style><!--</style><img src=x onerror=y>",
    "&amp;lt;script&amp;gt; &lt;b&gt; 一\u3000\u3000二<br><br>三\x00四\u200b",
)
LEANING = (  # a list that is described by a style
    '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="x"/></w:abstractNum>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
)
PAGES = (
    "本报讯 甲\n（街道平安办）\n",
    "标题**一**\n\n□ 伏小满\n正文一二三。（上接1版）\n![图](a)（街道城建办 供稿）",
    "又讯  " * 40,
)


def broken(ask: Callable[..., object], *given: Any) -> str:
    """What does not hold of an input; nothing where the property holds."""
    try:
        ask(*given)
    except properties.Broken as error:
        return str(error)
    return ""


@pytest.mark.parametrize("html", HTML)
def test_bodies_come_out_clean_whole_and_the_same_twice(html: str) -> None:
    assert broken(properties.sanitiser, html) == ""


def test_characters_that_cannot_be_stored_are_gone_however_they_are_written() -> None:
    assert body.clean("<p>一&#1;二&shy;三&#x200b;四</p>") == "<p>一二三四</p>"


@pytest.mark.parametrize("text", [*PAGES, damaged_page(3, "tune").text])
def test_pages_keep_every_letter_under_reading_and_correcting(text: str) -> None:
    assert broken(properties.importer, text) == ""
    assert broken(properties.correcting, text, [(step, 5 * step, step) for step in range(12)]) == ""


def test_an_archive_that_does_not_fit_its_own_directory_is_damaged_and_no_error() -> None:
    sound = word_file(paragraph(TEXT))
    end = sound.rindex(b"PK\x05\x06")
    shifted = sound[: end + 16] + (10_000_000).to_bytes(4, "little") + sound[end + 20 :]  # where the directory begins
    entry = sound.index(b"PK\x01\x02")
    packed = sound[: entry + 10] + (14).to_bytes(2, "little") + sound[entry + 12 :]  # LZMA, which no Word file is
    cut = sound[: entry + 42] + (len(sound) - 9).to_bytes(4, "little") + sound[entry + 46 :]  # a part at the very end
    for data in (shifted, packed, cut):
        assert broken(properties.word, data) == ""
        with pytest.raises(WordError, match=r"damaged|损坏"):
            read_word(data)


def test_word_files_that_name_what_is_not_there_are_read_without_it() -> None:
    """Each of these ended in an error of mammoth's or of ours."""
    symbol = '<w:r><w:sym w:font="Wingdings"/></w:r><w:r><w:sym w:font="Wingdings" w:char="zz"/></w:r>'
    link = f'<w:hyperlink r:id="rIdStyles">{run("词")}</w:hyperlink>'
    lists = {"word/numbering.xml": f'<w:numbering xmlns:w="{W}">{LEANING}<w:num w:numId="1"/></w:numbering>'}
    kinds = {"rIdN": ("numbering", "numbering.xml", False)}
    story = read_word(
        word_file(
            paragraph("夜市开张", style="2"),
            paragraph(TEXT, style="newsroom-outline-x"),  # our own mark in a foreign hand
            paragraph("一项", number=(2, 0)),
            paragraph(TEXT, inner=symbol + link + picture("rIdStyles"), number=(1, 0)),
            relationships=kinds,
            parts=lists,
        )
    )
    assert story.title == "夜市开张" and story.body.count(TEXT) == 2 and "词" in story.body and not story.pictures


def test_a_small_pdf_and_torn_ones_are_read_or_refused() -> None:
    document = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
        b"endobj\n4 0 obj<</Length 47>>stream\nBT /F 18 Tf 20 150 Td (Words of a text.) Tj ET\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    for old, new in (
        (b"", b""),
        (b"300", b"-1"),
        (b"20 150 Td", b"1e38 NaN Td"),
        (b"endobj", b""),
        (b"/Kids", b"/Kid"),
    ):
        assert broken(properties.pdf, document.replace(old, new) if old else document) == ""


def test_a_finding_is_kept_once_with_its_shortest_input(tmp_path: Path) -> None:
    findings = Findings(tmp_path)
    long, short = properties.Broken("letters are lost", "甲"), properties.Broken("letters are lost", "乙")
    assert findings.add(long, b"longer") and not findings.add(short, b"x") and not findings.add(long, b"longest")
    assert [path.read_bytes() for path in findings.folder.glob("*.input")] == [b"x"]
    assert len(findings.told()) == 1 and "letters are lost" in findings.told()[0]
