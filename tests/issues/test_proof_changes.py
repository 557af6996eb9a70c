"""What changed between two settings of a page: words story by story, areas of the image. Nothing of it needs rows."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageDraw

from issues.proofs.changes import page_changes
from issues.proofs.pictures import Area, changed_areas

SIZE = (1600, 2250)


def story(article: int | None, text: str, headline: str = "标题", **fields: Any) -> dict[str, Any]:
    return {
        "story": f"p{article}",
        "article": article,
        "part": 0,
        "label": "",
        "kicker": "",
        "headline": headline,
        "subtitle": "",
        "bylines": [],
        "text": text,
        "attributions": [],
        "captions": [],
        "region": [0.1, 0.1, 0.4, 0.2],
    } | fields


def test_nothing_changed() -> None:
    stories = [story(1, "第一段。\n第二段。"), story(2, "别的事。")]
    found = page_changes(stories, stories)
    assert found.is_empty and found.texts.is_empty and [each.is_same for each in found.stories] == [True, True]


def test_changed_moved_new_and_gone_stories_are_told_apart() -> None:
    old = [story(1, "楼道里装了灯。\n大家说好。"), story(2, "河边修了路。"), story(3, "菜场开张。", "开张")]
    new = [
        story(2, "河边修了路。", region=[0.5, 0.5, 0.4, 0.2]),
        story(1, "楼道里装了两盏灯。\n大家说好。"),
        story(4, "新来的稿子。", "新稿"),
    ]
    found = page_changes(old, new)
    moved, changed, came, went = found.stories
    assert moved.moved and not moved.changed
    assert changed.changed and not changed.moved
    assert came.came and came.headline == "新稿"
    assert went.went and went.headline == "开张"
    assert [part.label for part in found.texts.parts] == ["标题", "新稿", "开张"]
    edited = found.texts.parts[0].rows
    assert any(span.mark == "in" and "两盏" in span.text for row in edited for span in row.spans)
    assert found.texts.characters_in == 2 + len("新稿新来的稿子。")


def test_headline_byline_and_caption_count_as_text() -> None:
    found = page_changes([story(1, "事。", captions=["图一"])], [story(1, "事。", "新标题", captions=["图二"])])
    assert found.stories[0].changed
    assert len([row for row in found.texts.parts[0].rows if not row.is_same]) == 2


def test_reserved_texts_without_a_number_are_matched_by_their_words() -> None:
    old = [story(None, "本周六上午办理居住证，请带身份证。", "启事", story="r7")]
    new = [story(None, "本周日上午办理居住证，请带身份证。", "启事", story="r9")]
    (only,) = page_changes(old, new).stories
    assert only.changed and not only.came


def test_parts_of_one_article_stay_apart() -> None:
    old = [story(1, "上半。", part=0), story(1, "下半。", part=1)]
    new = [story(1, "下半。", part=1), story(1, "上半。", part=0)]
    assert page_changes(old, new).is_empty


# ------------------------------------------------------------------------------------------------- images


def sheet(*marks: tuple[int, int, int, int], size: tuple[int, int] = SIZE) -> bytes:
    """A white page with black rectangles (left, top, right, bottom in pixels)."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for box in marks:
        draw.rectangle(box, fill="black")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def contains(area: Area, box: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = box
    little = 0.0001  # what rounding takes
    return (
        area.x <= left / SIZE[0] + little
        and area.y <= top / SIZE[1] + little
        and area.x + area.width >= right / SIZE[0] - little
        and area.y + area.height >= bottom / SIZE[1] - little
    )


def test_same_images_have_no_changed_area() -> None:
    assert changed_areas(sheet((10, 10, 50, 50)), sheet((10, 10, 50, 50))) == []


def test_each_change_is_framed_closely() -> None:
    comma, line = (300, 400, 310, 414), (900, 1800, 1400, 1830)
    first, second = changed_areas(sheet(), sheet(comma, line))
    assert contains(first, comma) and contains(second, line)
    assert first.width < 0.03 and second.height < 0.04


def test_edges_of_the_page_stay_on_the_page() -> None:
    (area,) = changed_areas(sheet(), sheet((1590, 2240, 1599, 2249)))
    assert area.x + area.width <= 1 and area.y + area.height <= 1.00001


def test_many_changes_become_few_rectangles_that_cover_all() -> None:
    dots = [(60 + 190 * x, 60 + 200 * y, 80 + 190 * x, 80 + 200 * y) for x in range(8) for y in range(10)]
    areas = changed_areas(sheet(), sheet(*dots), most=6)
    assert 1 <= len(areas) <= 6
    assert all(any(contains(area, dot) for area in areas) for dot in dots)


@pytest.mark.parametrize("size", [(1600, 2000), (1600, 2600)])
def test_pages_of_another_size_are_compared_as_far_as_both_reach(size: tuple[int, int]) -> None:
    shared = (100, 100, 160, 160)
    areas = changed_areas(sheet(shared), sheet(shared, (400, 400, 440, 440), size=size))
    assert len(areas) == 1
