"""Words put in place of others in a body: at their place alone, with what stands around them as it was."""

from __future__ import annotations

import pytest

from articles.mending import mended_body

BODY = (
    '<p>第一段，写<strong>得很</strong>好。</p><ul><li>A &amp; B的话</li></ul><p>一行<br>两行 <a href="/x">连着</a></p>'
)


@pytest.mark.parametrize(
    ("place", "new", "expected"),
    [
        ((0, 3, 4), ",", BODY.replace("段，", "段,")),
        ((0, 5, 7), "的很", BODY.replace("得很", "的很")),
        ((0, 4, 6), "说得", BODY.replace("写<strong>得", "说<strong>得")),
        ((0, 8, 9), "好！"[1], BODY.replace("好。", "好！")),
        ((1, 0, 5), "A和B", BODY.replace("A &amp; B", "A和B")),
        ((1, 5, 6), "<b>", BODY.replace("B的话", "B&lt;b&gt;话")),
        ((2, 2, 2), "字", BODY.replace("一行", "一行字")),
        ((3, 3, 5), "", BODY.replace(' <a href="/x">连着</a>', "")),
        ((3, 2, 3), "", BODY.replace("两行 ", "两行")),
    ],
)
def test_only_what_differs_is_touched(place: tuple[int, int, int], new: str, expected: str) -> None:
    mended = mended_body(BODY, *place, new)
    assert mended is not None
    assert mended.replace(' rel="noopener noreferrer"', "").replace('<a href="/x"></a>', "") == expected


def test_a_place_that_is_not_there_is_refused() -> None:
    assert mended_body(BODY, 9, 0, 1, "x") is None
    assert mended_body(BODY, 0, 0, 99, "x") is None
