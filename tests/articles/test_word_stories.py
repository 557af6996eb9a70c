"""Stories read from Word files: which line is what, and what the body becomes."""

from __future__ import annotations

import pytest
from django.utils import translation

from articles.content import Credit
from articles.word_import import WordStory, read_word
from tests.word_files import TEXT, W, cell, image, numbering, paragraph, picture, run, table, text_box, word_file


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def read(*blocks: str, **file: object) -> WordStory:
    return read_word(word_file(*blocks, **file))  # type: ignore[arg-type]


def text(times: int = 1) -> str:
    return "".join(paragraph(TEXT) for _n in range(times))


def test_a_whole_story_fills_the_form() -> None:
    story = read(
        paragraph("【社区快讯】"),
        paragraph("人人动手", align="center", size=16),
        paragraph("桐溪社区清扫楼道", align="center", size=22, bold=True),
        paragraph("——三百居民一起来", align="center", size=16),
        paragraph("□特约记者 王小明 通讯员 李丽 整理报道", align="center"),
        paragraph("　　" + TEXT),
        paragraph("先扫楼道", bold=True),
        paragraph(TEXT),
        paragraph(inner=picture("rId-a", description="几位居民在扫地")),
        paragraph("图为居民清扫楼道。（李丽 摄）", align="center"),
        paragraph(inner=picture("rId-b")),
        paragraph("图为老人领到新扫帚 摄影：张伟"),
        paragraph(TEXT),
        paragraph("（街道党政办、桐溪居民区）", align="right"),
        media={"a.jpg": image(), "b.png": image(form="PNG")},
    )
    assert (story.kicker, story.title, story.subtitle) == ("人人动手", "桐溪社区清扫楼道", "三百居民一起来")
    assert story.column == "社区快讯"
    assert story.bylines == (Credit("王小明", "reporter"), Credit("李丽", "correspondent", "整理报道"))
    assert story.attributions == ("街道党政办", "桐溪居民区")
    assert story.body == f"<p>{TEXT}</p><h3>先扫楼道</h3><p>{TEXT}</p><p>{TEXT}</p>"
    first, second = story.pictures
    assert (first.caption, first.credit, first.alternative_text) == ("图为居民清扫楼道。", "李丽", "几位居民在扫地")
    assert (second.caption, second.credit, second.name) == ("图为老人领到新扫帚", "张伟", "b.png")
    assert first.data == image()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([paragraph("食堂开张", style="4")], ("", "食堂开张", "")),
        ([paragraph("食堂开张")], ("", "食堂开张", "")),
        ([paragraph("食堂开张", style="4"), paragraph("一餐十五元", style="5")], ("", "食堂开张", "一餐十五元")),
        ([paragraph("食堂开张", style="2"), paragraph("——一餐十五元")], ("", "食堂开张", "一餐十五元")),
        (
            [paragraph("老人吃上热饭", align="center"), paragraph("食堂开张", align="center", size=22)],
            ("老人吃上热饭", "食堂开张", ""),
        ),
        (
            [paragraph("社区食堂", bold=True, align="center"), paragraph("今天开张", bold=True, align="center")],
            ("", "社区食堂 今天开张", ""),
        ),
        (
            [paragraph("　　　　　　　　食堂开张"), paragraph("　　　　　　　　——一餐十五元")],
            ("", "食堂开张", "一餐十五元"),
        ),
        (
            [paragraph("引题：老人吃上热饭"), paragraph("标题：食堂开张"), paragraph("副题：一餐十五元")],
            ("老人吃上热饭", "食堂开张", "一餐十五元"),
        ),
        (
            [paragraph(inner=run("食堂开张", size=22) + "<w:r><w:br/></w:r>" + run("——试营业", size=22))],
            ("", "食堂开张", "试营业"),
        ),
        ([], ("", "", "")),
    ],
)
def test_the_lines_of_a_headline_are_told_apart(lines: list[str], expected: tuple[str, str, str]) -> None:
    story = read(*lines, text(2))
    assert (story.kicker, story.title, story.subtitle) == expected
    assert story.body == f"<p>{TEXT}</p><p>{TEXT}</p>"


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("通讯员 王小明", (Credit("王小明", "correspondent"),)),
        ("本报记者 王小明 李 丽", (Credit("王小明", "reporter"), Credit("李丽", "reporter"))),
        ("文/王小明 图/李丽", (Credit("王小明", "correspondent"), Credit("李丽", "photographer"))),
        ("王小明/文 李丽/图", (Credit("王小明", "correspondent"), Credit("李丽", "photographer"))),
        ("□王小明 摄影报道", (Credit("王小明", "correspondent", "摄影报道"),)),
        ("作者：王小明", (Credit("王小明", "correspondent"),)),
        ("笔名：小草", (Credit("小草", "pen_name"),)),
    ],
)
def test_bylines_below_the_title_are_read(line: str, people: tuple[Credit, ...]) -> None:
    story = read(paragraph("食堂开张", style="4"), paragraph(line), text(2))
    assert story.bylines == people
    assert story.body == f"<p>{TEXT}</p><p>{TEXT}</p>"


@pytest.mark.parametrize(
    ("line", "offices", "names"),
    [
        (paragraph("（街道党政办）"), ("街道党政办",), []),
        (paragraph("(桐溪居民区 王小明)"), ("桐溪居民区",), ["王小明"]),
        (paragraph("桐溪居委会 供稿"), ("桐溪居委会",), []),
        (paragraph("街道平安办", align="right"), ("街道平安办",), []),
        (paragraph("（通讯员 王小明）"), (), ["王小明"]),
    ],
)
def test_the_signature_below_the_text_is_read(line: str, offices: tuple[str, ...], names: list[str]) -> None:
    story = read(paragraph("食堂开张", style="4"), text(2), line, paragraph("2026年3月5日", align="right"))
    assert story.attributions == offices
    assert [credit.name for credit in story.bylines] == names
    assert story.body == f"<p>{TEXT}</p><p>{TEXT}</p>"
    assert "The date below the story was left out." in story.notes


def test_a_signature_at_the_end_of_the_last_paragraph_is_cut_off() -> None:
    story = read(
        paragraph("食堂开张", style="4"),
        text(),
        paragraph(inner=run(TEXT) + run("（街道党", bold=True) + run("政办）")),
    )
    assert story.attributions == ("街道党政办",)
    assert story.body == f"<p>{TEXT}</p><p>{TEXT}</p>"


def test_a_bracket_that_explains_is_no_signature() -> None:
    ending = "周末照常开门。（法定节假日除外）"
    story = read(paragraph("食堂开张", style="4"), text(), paragraph(ending))
    assert story.attributions == ()
    assert ending in story.body


def test_known_names_make_columns_and_offices_sure() -> None:
    data = word_file(
        paragraph("网格故事"), paragraph("食堂开张", style="4"), text(), paragraph("红管家", align="right")
    )
    story = read_word(data, columns=["网格故事"], offices=["红管家"])
    assert (story.column, story.attributions) == ("网格故事", ("红管家",))


def test_contact_lines_of_the_sender_do_not_get_into_the_text() -> None:
    story = read(paragraph("食堂开张", style="4"), text(), paragraph("联系人：王小明 电话：000-0000"))
    assert "000" not in story.body
    assert any("telephone" in note for note in story.notes)


# ---------------------------------------------------------------------------------------------------------- body


def test_headings_lists_links_and_emphasis_are_kept() -> None:
    story = read(
        paragraph("食堂开张", style="4"),
        paragraph("怎么定价", style="3"),
        paragraph("早餐", number=(1, 0)),
        paragraph("豆浆", number=(1, 1)),
        paragraph("午餐", number=(1, 0)),
        paragraph(
            inner=run("价钱")
            + run("不变", bold=True)
            + f'<w:hyperlink r:id="rIdL">{run("菜单")}</w:hyperlink>'
            + run("。")
        ),
        relationships={
            "rIdN": ("numbering", "numbering.xml", False),
            "rIdL": ("hyperlink", "https://example.org/a", True),
        },
        parts={"word/numbering.xml": numbering({1: [("decimal", "%1."), ("bullet", "•")]})},
    )
    assert story.body == (
        "<h3>怎么定价</h3><ol><li>早餐<ul><li>豆浆</li></ul></li><li>午餐</li></ol>"
        '<p>价钱<strong>不变</strong><a href="https://example.org/a" rel="noopener noreferrer">菜单</a>。</p>'
    )


def test_chinese_numbers_become_text_and_interrupted_ones_do_not_begin_anew() -> None:
    story = read(
        paragraph("工作回顾", style="4"),
        paragraph("抓学习", number=(1, 0)),
        text(),
        paragraph("抓落实", number=(1, 0)),
        paragraph("先走访各家", number=(1, 1)),
        text(),
        paragraph(TEXT, number=(2, 0)),
        text(),
        paragraph(TEXT, number=(2, 0)),
        relationships={"rIdN": ("numbering", "numbering.xml", False)},
        parts={
            "word/numbering.xml": numbering(
                {1: [("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）")], 2: [("decimal", "%1.")]}
            )
        },
    )
    assert story.body.startswith("<h3>一、抓学习</h3>")
    assert "<h3>二、抓落实</h3><h3>（一）先走访各家</h3>" in story.body
    assert f"<p>1. {TEXT}</p><p>{TEXT}</p><p>2. {TEXT}</p>" in story.body


def test_cells_merged_downwards_and_sideways_stay_merged() -> None:
    story = read(
        paragraph("户数", style="4"),
        table(
            [
                [cell("社区", merge="restart"), "楼组", "户数"],
                [cell("", merge="continue"), "一号", "12"],
                [cell("合计", span=2), "12"],
            ]
        ),
        text(),
    )
    assert story.body.startswith(
        '<figure class="table"><table><tbody><tr><td rowspan="2">社区</td><td>楼组</td><td>户数</td></tr>'
        '<tr><td>一号</td><td>12</td></tr><tr><td colspan="2">合计</td><td>12</td></tr></tbody></table></figure>'
    )


def test_pictures_side_by_side_in_a_table_get_their_captions() -> None:
    cells = [f"<w:tc>{paragraph(inner=picture(f'rId-{name}'))}</w:tc>" for name in "ab"]
    story = read(
        paragraph("两处新景", style="4"),
        text(2),
        table([cells, ["图①口袋公园", "图②沿河步道"]]),
        text(),
        media={"a.jpg": image(), "b.jpg": image(300)},
    )
    assert [p.caption for p in story.pictures] == ["图①口袋公园", "图②沿河步道"]
    assert "<table" not in story.body


def test_lines_within_a_paragraph_become_paragraphs() -> None:
    story = read(
        paragraph("食堂开张", style="4"),
        paragraph(inner=run("　　" + TEXT) + "<w:r><w:br/></w:r>" + run("　　" + TEXT)),
    )
    assert story.body == f"<p>{TEXT}</p><p>{TEXT}</p>"


def test_raised_figures_stay_legible() -> None:
    raised = run("2", more='<w:vertAlign w:val="superscript"/>')
    assert "120m²" in read(paragraph("新馆", style="4"), paragraph(inner=run("面积120m") + raised + run("。"))).body


@pytest.mark.parametrize(("opening", "kind"), [("本报讯 ", "brief"), ("", "report")])
def test_the_kind_is_suggested(opening: str, kind: str) -> None:
    assert read(paragraph("食堂开张", style="4"), paragraph(opening + TEXT), text()).kind == kind


# --------------------------------------------------------------------------------------------- what is told


def test_what_is_dropped_or_changed_is_listed() -> None:
    story = read(
        paragraph("食堂开张", style="4"),
        paragraph(
            inner=run("价钱")
            + '<w:del w:id="1"><w:r><w:delText>上涨</w:delText></w:r></w:del>'
            + f'<w:ins w:id="2">{run("不变")}</w:ins>'
            + run("旧价", more="<w:strike/>")
            + run("密", more="<w:vanish/>")
            + '<w:r><w:footnoteReference w:id="1"/></w:r><m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>'
            + text_box(paragraph("框里的话"))
            + '<w:r><w:object><o:OLEObject ProgID="Excel"/></w:object></w:r>'
            + run("。")
        ),
        text(),
        "<w:altChunk/>",
        relationships={
            "rIdC": ("comments", "comments.xml", False),
            "rIdH": ("header", "header1.xml", False),
            "rIdX": ("image", "http://example.org/x.png", True),
        },
        parts={
            "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment>{paragraph("再核")}</w:comment></w:comments>',
            "word/header1.xml": f'<w:hdr xmlns:w="{W}">{paragraph("内部资料")}</w:hdr>',
            "word/vbaProject.bin": b"x",
        },
    )
    assert story.body == f"<p>价钱不变旧价x+1。</p><p>框里的话</p><p>{TEXT}</p>"
    notes = " ".join(story.notes)
    for words in (
        *("2 tracked changes were taken as accepted", "1 comment was left out. “再核”", "1 text box", "“内部资料”"),
        *("1 footnote", "Hidden text was left out. “密”", "1 struck-through passage", "1 embedded file", "1 formula"),
        *("1 inserted document", "Macros were left out"),
    ):
        assert words in notes


def test_paragraphs_whose_end_was_deleted_run_together() -> None:
    story = read(
        paragraph("食堂开张", style="4"),
        paragraph("第一句", more='<w:rPr><w:del w:id="1"/></w:rPr>'),
        paragraph("接着第二句。"),
        text(),
    )
    assert "<p>第一句接着第二句。</p>" in story.body


def test_pictures_that_cannot_be_used_are_named() -> None:
    story = read(
        paragraph("食堂开张", style="4"),
        *(paragraph(inner=picture(f"rId-{name}")) for name in ("a", "b", "c", "d")),
        paragraph(inner=picture("rIdX")),
        text(2),
        media={"a.emf": b"x", "b.png": b"no picture", "c.jpg": image(20, 20), "d.bmp": image(form="BMP")},
        relationships={"rIdX": ("image", "http://example.org/x.png", True)},
    )
    assert [p.data[:4] for p in story.pictures] == [b"\x89PNG"]
    notes = " ".join(story.notes)
    for words in ("WMF, EMF or SVG", "1 picture could not be read", "1 tiny picture", "was not fetched"):
        assert words in notes


def test_the_strict_format_reads_like_the_usual_one() -> None:
    blocks = (paragraph("食堂开张", style="4"), text(2), paragraph(inner=picture("rId-a")), paragraph("图为开张当天"))
    media = {"a.jpg": image()}
    assert read(*blocks, media=media, strict=True) == read(*blocks, media=media)
    assert read(*blocks, media=media, strict=True).pictures[0].caption == "图为开张当天"


def test_markup_in_the_text_stays_text() -> None:
    story = read(paragraph("<script>alert(1)</script>", style="4"), paragraph("<img src=x onerror=alert(1)>。"), text())
    assert story.title == "<script>alert(1)</script>"
    assert "<img" not in story.body
    assert "&lt;img" in story.body
