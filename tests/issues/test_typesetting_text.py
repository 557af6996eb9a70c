"""What is printed of a body beside its plain words: numbers of lists, emphasis; and that a PDF is always the same."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from issues.layout.measure import natural_rows
from issues.layout.model import Block, Imprint, IssueLayout, PageLayout, Paragraph, Rect, Shape, Story
from issues.layout.style import PageStyle
from issues.typesetting.frames import frames
from issues.typesetting.photos import PhotoShop
from issues.typesetting.reading_back import differences
from issues.typesetting.setting import setter_for, template_data
from issues.typesetting.stories import paragraphs_of

STYLE = PageStyle()
BODY = (
    "<p>居委会说：<strong>周六上午九点，</strong>在广场集合，带好水杯和帽子，不带宠物，雨天顺延到下一个周六。</p>"
    "<ol><li>先登记</li><li><p>再领号牌</p></li></ol><ul><li>老人优先</li></ul>"
    "<p>散场<strong> 之后</strong> 请带走垃圾。</p>"
)


def one_page(paragraphs: tuple[Paragraph, ...]) -> IssueLayout:
    """A page with one story of these paragraphs, narrow enough for several lines."""
    story = Story("p1", "集合的三件事", paragraphs, attributions=("街道办",))
    shape = Shape(4, 1, 1, 4)
    shape = Shape(4, natural_rows(story, shape, STYLE), 1, 4)
    top = STYLE.area(2, 3).y
    block = Block("b1", "p1", Rect(0, top, 4, shape.rows), shape)
    pages = (PageLayout(1, "要闻"), PageLayout(2, "民生", (block,)), PageLayout(3, "副刊"))
    imprint = Imprint("试版", "2026年9月30日", "星期三", "第17期", "总第217期")
    return IssueLayout(imprint, STYLE, (story,), pages)


def no_photo(name: str) -> bytes:
    raise AssertionError(f"no photo {name} was asked for")


def pdf_of(layout: IssueLayout, folder: Path, only: int | None = None) -> bytes:
    return setter_for(layout, folder).pdf(template_data(layout, PhotoShop(folder, no_photo), only=only))


def test_numbered_lists_keep_their_numbers_and_bullets_have_none() -> None:
    found = [(p.kind, p.marker, p.text) for p in paragraphs_of(BODY)]
    assert found[1:4] == [("list", "1.", "先登记"), ("list", "2.", "再领号牌"), ("list", "", "老人优先")]


def test_list_within_a_list_is_counted_by_itself() -> None:
    body = "<ol><li>甲<ol><li>子</li><li>丑</li></ol></li><li>乙<ul><li>寅</li></ul></li></ol>"
    assert [(p.marker, p.text) for p in paragraphs_of(body)] == [
        ("1.", "甲"), ("1.", "子"), ("2.", "丑"), ("2.", "乙"), ("", "寅"),
    ]  # fmt: skip


def test_emphasis_is_kept_without_the_marks_at_its_edges() -> None:
    first, *_list, last = paragraphs_of(BODY)
    assert [first.text[begin:end] for begin, end in first.bold] == ["周六上午九点"]
    assert [last.text[begin:end] for begin, end in last.bold] == ["之后"]
    assert last.text == "散场 之后 请带走垃圾。"


def test_emphasis_over_several_paragraphs_ends_where_it_ends() -> None:
    found = paragraphs_of("<p><strong>头一行<br>第二行</strong>平</p><p>平平</p>")
    assert [[p.text[a:b] for a, b in p.bold] for p in found] == [["头一行"], ["第二行"], []]


def test_emphasised_letters_are_set_in_pieces_of_their_own() -> None:
    drawn = frames(one_page(paragraphs_of(BODY)), lambda *_photo: "", only=2).pages[0]["items"]
    lines = [line for item in drawn if item["kind"] == "paragraph" for line in item["lines"]]
    strong = "".join(text for line in lines for text, _squeeze, emphasised in line if emphasised)
    assert strong == "周六上午九点之后"


def test_lists_and_emphasis_are_printed_with_every_character(tmp_path: Path) -> None:
    layout = one_page(paragraphs_of(BODY))
    assert not differences(layout, pdf_of(layout, tmp_path))


def test_text_with_characters_of_private_use_is_taken_as_it_is() -> None:
    (only,) = paragraphs_of("<p>前\ue000后<strong>重</strong></p>")
    assert (only.text, only.bold) == ("前\ue000后重", ())


def test_same_page_gives_the_same_file_in_another_folder_and_in_another_process(tmp_path: Path) -> None:
    layout = one_page(paragraphs_of(BODY))
    here = pdf_of(layout, tmp_path / "one", only=2)
    assert pdf_of(layout, tmp_path / "two", only=2) == here
    program = (
        "import hashlib, sys; from pathlib import Path; import django; django.setup(); "
        "from tests.issues.test_typesetting_text import *; "
        "print(hashlib.sha256(pdf_of(one_page(paragraphs_of(BODY)), Path(sys.argv[1]), only=2)).hexdigest())"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "20260930"}
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "three")],
        env=environment, cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == hashlib.sha256(here).hexdigest()
