"""Where the lines of a headline break on a phone."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from reading.phrases import breaks, widest


@pytest.mark.parametrize(
    ("headline", "ems"),
    [
        ("一份午饭，路上只走15分钟", 7.1),
        ("“退货理赔”来电，拦下4.6万元", 9.0),
        ("学了《民法典》，会调解了", 6.0),
        ("“更好。”他说", 7.0),  # no line ends before or after a closing quotation mark
        ("无标点的长标题", 7.0),
        ("", 0.0),
    ],
)
def test_phrases_end_at_punctuation_and_digits_are_narrow(headline: str, ems: float) -> None:
    assert widest(headline) == pytest.approx(ems)


def test_class_names_the_narrowest_line_that_holds_each_phrase() -> None:
    headlines = [
        "十件实事，办结了八件",
        "一份午饭，路上只走15分钟",
        "居民点单、议事厅里大家来排序",
        "没有一处标点却写得很长的标题",
    ]
    shown = Template("{% load phrases %}{% for one in headlines %}[{{ one|breaks }}]{% endfor %}")
    assert shown.render(Context({"headlines": headlines})) == "[whole-6][whole-8][whole-11][]"
    assert breaks("") == "whole-6"
