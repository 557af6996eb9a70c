"""Pages from PDF: columns and boxes are put in order, images kept, broken files refused."""

from __future__ import annotations

import resource
import zlib
from collections import Counter
from io import BytesIO

import pytest
from PIL import Image

from issues import importing, pdf_pages
from issues.page_import import parse_page
from issues.page_import.boxes import Glyph
from issues.page_import.printed import dump
from tests.issues.printed_pages import printed_page, texts


def squash(text: str | None) -> str:
    return "".join((text or "").split())


def test_printed_pages_are_read_column_by_column() -> None:
    found = whole = read = paragraphs = 0
    for seed in range(4):
        data, sources = printed_page(seed)
        (page,) = pdf_pages.pages(data, images=False)
        articles = parse_page(page.text).articles
        titles = Counter(squash(article.title) for article in articles)
        found += sum(titles[squash("".join(source.title))] > 0 for source in sources)
        whole += len(sources)
        held = {squash(p.text) for article in articles for p in article.paragraphs}
        read += sum(text in held for text in texts(sources))
        paragraphs += len(texts(sources))
    assert found / whole >= 0.95
    assert read / paragraphs >= 0.88


def test_the_page_is_kept_as_an_image_and_each_line_has_its_place() -> None:
    data, _ = printed_page(1)
    (page,) = pdf_pages.pages(data)
    image = Image.open(BytesIO(page.image))
    assert image.width == pdf_pages.IMAGE_WIDTH
    assert abs(image.height / image.width - page.height / page.width) < 0.01
    lines = page.text.split("\n")
    assert len(page.boxed.places) == len(lines)
    for line, place in zip(lines, page.boxed.places, strict=True):
        assert (place is None) == (line == "")
        if place is not None:
            left, top, right, bottom = place
            assert 0 <= left < right <= page.width + 1 and 0 <= top < bottom <= page.height + 1


def test_characters_are_put_in_lines_columns_and_boxes() -> None:
    glyphs = []
    for column, text in enumerate(("左栏第一行文字左栏第二行文字", "右栏第一行文字右栏第二行文字")):
        for i, char in enumerate(text):
            left, top = 100.0 * column + 10.0 * (i % 7), 40.0 + 14.0 * (i // 7)
            glyphs.append(Glyph(char, left, top, left + 10, top + 10, 10.0))
    for i, char in enumerate("大标题横跨两栏"):
        glyphs.append(Glyph(char, 24.0 * i, 0.0, 24.0 * i + 24, 24.0, 24.0))
    assert dump(glyphs).text.split("\n") == [
        "# 大标题横跨两栏", "", "左栏第一行文字", "左栏第二行文字", "", "右栏第一行文字", "右栏第二行文字",
    ]  # fmt: skip


def test_a_page_without_characters_is_an_empty_dump() -> None:
    assert dump([]).text == ""


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n" + b"\x00" * 4000, b"%PDF-1.4\n%%EOF", b"%PDF-" + bytes(range(256)) * 200],
    ids=["nulls", "empty", "noise"],
)
def test_a_broken_pdf_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(importing.DumpError) as refusal:
        list(importing.source_pages(data))
    assert "PDF" in str(refusal.value)


def test_a_pdf_cut_short_is_read_or_refused() -> None:
    data, _ = printed_page(2)
    for share in (0.3, 0.6, 0.9):
        try:
            pages = list(importing.source_pages(data[: int(len(data) * share)]))
        except importing.DumpError as refusal:
            assert "PDF" in str(refusal)
        else:
            assert all(isinstance(page.text, str) for page in pages)


def test_a_pdf_larger_than_allowed_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "MAX_BYTES", 100)
    with pytest.raises(importing.DumpError, match="PDF"):
        list(importing.source_pages(b"%PDF-1.7" + b"x" * 200))


def bomb() -> bytes:
    """A PDF of two kilobytes whose page unpacks to six hundred megabytes."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)  # may stand any number of times
    stream = zlib.compress(head + 600 * megabyte, 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    data, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj%sendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>startxref\n%d\n%%%%EOF" % (table, len(data))
    return data + end


def test_a_pdf_that_unpacks_to_more_than_a_page_needs_is_refused_within_its_memory() -> None:
    data = bomb()
    assert len(data) < 4_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(importing.DumpError, match="PDF"):
        list(importing.source_pages(data))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KB: it was another process's


def test_text_goes_to_the_headline_above_it_where_stories_interlock() -> None:
    """A lead in the shape of an L around a story with a headline of its own."""
    glyphs: list[Glyph] = []

    def put(text: str, left: float, top: float, columns: int, size: float = 10.0) -> None:
        for i, char in enumerate(text):
            x, y = left + size * (i % columns), top + 1.4 * size * (i // columns)
            glyphs.append(Glyph(char, x, y, x + size, y + size, size))

    put("长标题横跨全版上面", 40, 0, 9, 24)
    put("左栏文字一直往下走" * 6, 0, 40, 9)
    put("右栏上段文字到此止" * 3, 200, 40, 9)
    put("小稿标题", 205, 90, 4, 20)
    put("小稿的文字在下面走" * 2, 200, 130, 9)
    rows = [row for row in dump(glyphs).text.split("\n") if row]
    assert rows[0] == "# 长标题横跨全版上面"
    assert rows.index("# 小稿标题") > rows.index("右栏上段文字到此止") > rows.index("左栏文字一直往下走")
    assert rows[-1] == "小稿的文字在下面走"
