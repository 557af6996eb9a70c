"""A comparison on a page: read without colour, by ear, and by jumping from change to change."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from articles.content import Content
from articles.differences import compare

PAGE = Template(
    '{% load difference_tags %}{% differences found mode=mode old_label="Revision 1" new_label="Revision 2" %}'
)


def shown(old: str, new: str, mode: str = "inline") -> str:
    with translation.override("en"):
        return PAGE.render(Context({"found": compare(Content("题", old), Content("题", new)), "mode": mode}))


def words(html: str, *, ears: bool) -> str:
    """The text that is heard, or the text that is seen."""
    hidden = r'<span[^>]*aria-hidden="true">[^<]*</span>' if ears else r'<span class="visually-hidden">[^<]*</span>'
    return re.sub(r"<[^>]+>", "", re.sub(hidden, "", html))


@pytest.mark.parametrize("mode", ["inline", "columns"])
def test_a_change_is_seen_without_colour_and_heard(mode: str) -> None:
    html = shown("<p>清洁行动</p>", "<p>清扫行动</p>", mode)
    assert re.search(r"\[－洁\]", words(html, ears=False))
    assert re.search(r"\[＋扫\]", words(html, ears=False))
    assert "[taken out: 洁end of taken out]" in words(html, ears=True)
    assert "[added: 扫end of added]" in words(html, ears=True)
    assert "<del" in html
    assert "<ins" in html


@pytest.mark.parametrize("mode", ["inline", "columns"])
def test_each_place_has_one_anchor_and_leads_to_the_next(mode: str) -> None:
    old = "<p>社区送来米面。</p><p>先看楼道</p><p>他说得很对，大家都点头。</p>"
    new = "<p>社区送来大米和面。</p><h3>先看楼道</h3><p>他说得<strong>很对</strong>，大家都点头。</p>"
    html = shown(old, new, mode)
    anchors = re.findall(r'id="change-(\d+)"', html)
    assert sorted(anchors) == ["1", "2", "3", "4"]
    assert set(re.findall(r'href="#([^"]+)"', html)) == {"changes", *(f"change-{n}" for n in range(1, 5))}
    identifiers = re.findall(r'\bid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))


def test_the_summary_comes_first() -> None:
    assert "1 place changed: 1 character out, 1 character in." in shown("<p>清洁</p>", "<p>清扫</p>")


def test_text_is_never_markup() -> None:
    html = shown("<p>a&lt;script&gt;</p>", "<p>b&lt;script&gt;&amp;</p>")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_long_unchanged_stretches_fold() -> None:
    same = "".join(f"<p>第{n}段没有变化。</p>" for n in "一二三四五六七")
    html = shown(same + "<p>清洁</p>", same + "<p>清扫</p>")
    assert "6 unchanged paragraphs" in html
    assert "第一段" in html


def test_blanks_and_breaks_that_came_or_went_can_be_seen() -> None:
    assert "␣" in words(shown("<p>桐溪 社区</p>", "<p>桐溪社区</p>"), ears=False)
    whole = "<p>网格员清早走进楼道，逐户核对消防器材。几位老人搬来小凳，商量停车的事。</p>"
    assert "¶" in words(shown(whole, whole.replace("。几", "。</p><p>几")), ears=False)


def test_a_page_under_a_strict_policy_can_show_it() -> None:
    html = shown("<p>清洁</p>", "<p>清扫</p>", "columns")
    assert not re.search(r"\s(?:style|on\w+)=", html)
    assert "Revision 1" in html
