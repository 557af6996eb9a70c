"""The first and last characters by which the importer spares itself patterns: each pattern still finds all it can."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from issues.page_import import Register, patterns
from issues.page_import.first_look import is_final, look
from issues.page_import.layout import fragmentary, is_furniture, unbalanced
from issues.page_import.reading import Line, width
from issues.page_import.terms import pair_terms

# a line for each way in which the patterns of a line's opening may begin
OPENINGS = [
    "近日，", "日前，", "近期，", "昨日，", "连日来，", "今年，", "去年，", "本月，", "最近，", "2031年3月5日，",
    "３月５日，", "2031年，", "三月，", "十月，", "为进一步", "为了", "随着", "会上，", "会议", "随后", "此外",
    "据悉", "据了解", "目前", "下一步", "同时，", "其中，", "此次", "本次", "当天", "当日", "当晚", "活动中",
    "活动现场", "经过", "通过", "自三月初以来，", "截至", "如今", "接下来", "与此同时", "值得一提", "现场", "期间",
    "后来", "直到", "于是", "因为", "如果", "虽然", "不仅", "一、", "十二是", "（三）", "(4)", "5.", "⑳", "①",
    "第七，", "—— ", "– ", "― ", "─ ", "━ ", "－ ", "--", "-", "本报讯 ", "（本刊讯）", "又讯", "【本报记者",
    "本刊记者", "柳河街讯 ", "（青石巷社区讯 ", "，", "。", "、", "；", "：", "！", "？", ")", "）", "》", "〉",
    "”", "’", "」", "』", "%", "％", "…", "·", ".又", ".5", "图为", "图：", "左图", "图③", "图片说明", "▲",
    "▽", "↓", "◀", "转第三版", "（上接第2版）",
]  # fmt: skip
ENDINGS = [
    "。", "！”", "？」", "…", "完.", '完."', "完。）》", ".)", "，", "江河摄", "江河 摄）", "（江河 摄影）",
    "供图)", "街道办", "（街道办）", "第三版",
]  # fmt: skip
MIDDLE = "石桥边的灯亮了"


def line(text: str) -> Line:
    """A line of the dump that holds nothing else."""
    return Line(1, text, 0, False, 0, 0.0, width(text))


@pytest.mark.parametrize("name", ["lead", "dashed", "dated", "opener", "numbered", "stuck", "final", "caption"])
def test_a_pattern_is_never_spared_where_it_would_match(name: str) -> None:
    searches: dict[str, Callable[[str], object]] = {
        "lead": patterns.LEAD.match, "dashed": patterns.DASHED.match, "dated": patterns.DATED.match,
        "opener": patterns.OPENER.match, "numbered": patterns.ENUMERATED.match, "stuck": patterns.CANNOT_START.match,
        "final": lambda text: patterns.FINAL.search(text[-6:]), "caption": patterns.CAPTION.search,
    }  # fmt: skip
    whole, found = searches[name], 0
    for text in [opening + MIDDLE + ending for opening in ["", *OPENINGS] for ending in ["", *ENDINGS]]:
        item = look(line(text), Register())
        assert getattr(item, name) == (bool(whole(text)) and not (name == "caption" and item.note)), text
        found += getattr(item, name)
    assert found >= 15


def test_every_sentence_end_counts() -> None:
    assert all(is_final(MIDDLE + ending) for ending in ("。", "！”", "？」", "…", ".", '."', "。）》"))
    assert not any(is_final(MIDDLE + ending) for ending in ("", "，", "”", "）", "《"))


@pytest.mark.parametrize(
    "text",
    [
        "责任编辑：江河", "本版编辑 江河", "组版/江河", "美编:江河", "校对 江河", "审校：江河", "第3版", "３",
        "B2", "— 4 —", "·4·", "二 版", "Ｃ 3版", "2031年3月5日", "2031-3-5", "内部资料 免费交流", "免费赠阅",
        "统一刊号", "CN 31", "cn 31", "总第 8 期", "本期共 4 版", "第 9 期", "www.", "3 月 5 日 农历", "准印证",
        "E-mail：", "石桥···", "石桥 · Bridge", "STONE BRIDGE", "要闻 | 3版",
    ],
)  # fmt: skip
def test_furniture_is_told_by_what_it_says(text: str) -> None:
    assert is_furniture(look(line(text), Register()), at_top=False)


def test_running_text_and_greetings_are_no_furniture() -> None:
    for text in (MIDDLE, "街坊邻居：", "日期还没有定", "版画展在石桥边的小院里开门迎客"):
        assert not is_furniture(look(line(text), Register()), at_top=True)


def test_scraps_at_the_top_are_furniture() -> None:
    assert fragmentary("3 要闻")
    assert is_furniture(look(line("3 要闻"), Register()), at_top=True)
    assert not is_furniture(look(line("3 要闻"), Register()), at_top=False)


@pytest.mark.parametrize("text", ["“灯亮了", "《石桥", "桥’", '"灯', "（灯", "灯)"])
def test_an_open_mark_is_unbalanced(text: str) -> None:
    assert unbalanced(text)
    assert not unbalanced("“灯”《桥》‘河’（岸)")


def test_terms_are_pairs_of_han_and_latin_words() -> None:
    assert pair_terms("石桥边，灯 AI2亮了a") == {"石桥", "桥边", "ai2", "亮了"}
    assert not re.search("灯", "".join(pair_terms("边，灯")))
