"""Files that are no Word files, damaged ones, and ones made to do harm."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.utils import translation

from articles.word_import import WordError, archive, pictures, read_word
from tests.word_files import TEXT, image, paragraph, picture, word_file
from tests.yardstick import seconds


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def packed(**parts: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/"), data)
    return output.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.docx", "empty"),
        (OLD + b"x", "a.doc", "old format"),
        (OLD + b"x", "a.wps", "old format"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "a.docx", "password"),
        (b"%PDF-1.7", "a.pdf", "PDF"),
        (b"{\\rtf1 x}", "a.rtf", "RTF"),
        ("社区".encode(), "a.txt", "not a Word file"),
        (image(), "a.jpg", "picture"),
        (word_file(paragraph("x")), "a.docm", "macros"),
        (packed(xl__workbook=b"x"), "a.xlsx", "spreadsheet"),
        (packed(mimetype=b"x", **{"content.xml": b"x"}), "a.odt", "OpenDocument"),
        (packed(other=b"x"), "a.zip", "not packed"),
        (word_file(paragraph(TEXT))[:200], "a.docx", "damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "a.docx", "damaged"),
        (word_file(), "a.docx", "neither words nor pictures"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data: bytes, name: str, words: str) -> None:
    with pytest.raises(WordError, match=words):
        read_word(data, name)


def test_macros_are_found_under_another_ending() -> None:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        'PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    )
    with pytest.raises(WordError, match="macros"):
        read_word(word_file(paragraph("x"), parts={"[Content_Types].xml": types}), "a.docx")


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    ],
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
def test_entities_are_refused_in_every_part(head: str, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(word_file(paragraph(TEXT)))) as file:
        original = file.read(part).decode()
    with pytest.raises(WordError, match="entities"):
        read_word(word_file(paragraph(TEXT), parts={part: head + original}))


def test_entities_in_another_encoding_are_refused_too() -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(WordError, match="entities"):
        read_word(word_file(parts={"word/document.xml": text.encode("utf-16")}))


def test_a_bomb_is_not_unpacked() -> None:
    data = word_file(paragraph(TEXT), parts={"word/document.xml": b"<x>" + b" " * (archive.MOST_XML + 10)})
    assert len(data) < 100_000

    def read() -> None:
        with pytest.raises(WordError, match="far larger"):
            read_word(data)

    assert seconds(read) < 2


def test_all_parts_together_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED", 3_000)
    with pytest.raises(WordError, match="far larger"):
        read_word(word_file(*[paragraph(TEXT)] * 50))


def test_too_many_parts_and_too_large_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = word_file(paragraph(TEXT))
    monkeypatch.setattr(archive, "MOST_PARTS", 3)
    with pytest.raises(WordError, match="more than 3 parts"):
        read_word(data)
    monkeypatch.setattr(archive, "MOST_BYTES", 100)
    with pytest.raises(WordError, match="larger than"):
        read_word(data)


def test_depth_beyond_measure_is_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 3_000 + paragraph(TEXT) + "</w:sdtContent></w:sdt>" * 3_000
    with pytest.raises(WordError, match="nested"):
        read_word(word_file(deep))


def test_allowed_depth_can_be_read() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 20 + paragraph(TEXT) + paragraph(TEXT) + "</w:tc></w:tr></w:tbl>" * 20
    assert TEXT in read_word(word_file(paragraph("表", style="4"), deep, paragraph(TEXT))).body


def test_pictures_are_bounded_in_number_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PICTURES", 2)
    media = {f"{name}.png": image(100 + n, form="PNG") for n, name in enumerate("abcd")}
    blocks = [paragraph(inner=picture(f"rId-{name}")) for name in "abcd"]
    story = read_word(word_file(paragraph("题", style="4"), *blocks, paragraph(TEXT), media=media))
    assert len(story.pictures) == 2
    assert any("2 pictures beyond" in note for note in story.notes)


def test_a_picture_of_too_many_pixels_is_left_out(settings: object) -> None:
    settings.PHOTO_MAX_PIXELS = 10_000  # type: ignore[attr-defined]
    story = read_word(
        word_file(
            paragraph("题", style="4"), paragraph(inner=picture("rId-a")), paragraph(TEXT), media={"a.jpg": image()}
        )
    )
    assert story.pictures == ()
    assert any("too large" in note for note in story.notes)


def test_a_part_outside_the_archive_is_never_opened() -> None:
    story = read_word(
        word_file(
            paragraph("题", style="4"),
            paragraph(inner=picture("rIdP")),
            paragraph(TEXT),
            relationships={"rIdP": ("image", "../../../../etc/passwd", False)},
        )
    )
    assert story.pictures == ()


def test_damaged_xml_is_refused() -> None:
    with pytest.raises(WordError, match="damaged"):
        read_word(word_file(parts={"word/document.xml": "<w:document"}))
