"""Invented sentences: every marked fault is seen and mended rightly, and nothing else is flagged."""

from __future__ import annotations

import pytest

from proofreading import Context, proofread
from proofreading.across import inventory
from proofreading.register import Appointment, Register
from tests.proofreading.invented import FOLDER, WRITTEN, judge, samples


def test_every_family_has_its_sentences() -> None:
    written = {path.stem for path in FOLDER.glob("*.txt")}
    assert written == set(WRITTEN)


@pytest.mark.parametrize("family", WRITTEN)
def test_faults_are_seen_and_good_sentences_left_alone(family: str) -> None:
    verdicts = [(sample.text, judge(sample)) for sample in samples(family)]
    assert [(text, verdict) for text, verdict in verdicts if verdict.missed or verdict.false or verdict.wrong] == []


def across(text: str, *others: str, register: Register | None = None) -> list[tuple[str, str | None]]:
    """The words and suggestions of what a story names otherwise than the issue's others."""
    companions = tuple(inventory(f"第{n}篇", other) for n, other in enumerate(others, 1))
    context = Context(companions=companions, register=register or Register())
    return [(text[one.start : one.end], one.suggestion) for one in proofread(text, context, ["across"])]


OFTEN = "居民区书记周明岚说，办法定了。周明岚带队看了车棚。"
ONCE = "书记周明兰说，会开了三次。"


def test_the_rarer_form_of_a_name_is_doubted_in_its_own_story_alone() -> None:
    assert across(ONCE, OFTEN) == [("周明兰", "周明岚")]
    assert across(OFTEN, ONCE) == []
    assert across(ONCE, "书记周明岚说，散会。") == [("周明兰", None)]  # either may be right


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("书记周明兰说，周明岚是她的同事。周明岚也到会。", OFTEN),  # the story knows both
        ("老周的女儿周明兰说，她刚上小学。", OFTEN),  # a relative
        ("居民何静说，灯亮了。", "居民何敬说，路修了。何敬也来了。"),  # too short to tell
        ("“春季读书班”开课。", "“秋季读书班”开课。"),
        ("“第一届邻里节”开幕。", "“第二届邻里节”筹备。"),
        ("（街道党群办）", "（党群办）"),
    ],
)
def test_what_is_two_things_is_left_alone(text: str, other: str) -> None:
    assert across(text, other) == []


def test_the_register_answers_and_decides() -> None:
    both = Register(appointments=(Appointment("周明兰", "书记"), Appointment("周明岚", "书记")))
    assert across(ONCE, OFTEN, register=both) == []
    one = Register(appointments=(Appointment("周明岚", "书记"),))
    assert across("书记周明兰说，好。周明兰又来了。", "书记周明岚说，好。", register=one)[0] == ("周明兰", "周明岚")


def test_things_named_two_ways_are_told() -> None:
    assert across("“邻里会客事”揭牌。", "“邻里会客室”在二楼。“邻里会客室”天天开。") == [("邻里会客事", "邻里会客室")]
