"""Reading a text into blocks, places of findings, and the whole run."""

from __future__ import annotations

import pytest

from proofreading import Context, Severity, TextError, error_rate, proofread, to_json
from proofreading.document import read
from tests.yardstick import seconds


def found(text: str, rule: str, context: Context | None = None) -> list[tuple[str, str | None]]:
    """The excerpts and suggestions of one rule's findings."""
    lines = text.split("\n")
    return [
        (lines[one.line - 1][one.start : one.end], one.suggestion)
        for one in proofread(text, context)
        if one.rule == rule
    ]


WRAPPED = "\n".join(
    [
        "社区讯 十月二日上午街道在文化",
        "中心办了一场讲座来了九十多位居",
        "民，讲的是怎样看懂自家的电费账",
        "单和燃气账单，还教大家怎样检查",
        "插线板。",
        "讲座结束以后，大家又到楼下看了",
        "",
        "新装的充电棚，问了价钱和开放的",
        "时间，工作人员一一作了答，许多",
        "居民说以后充电就方便多了。",
    ]
)


def test_wrapped_lines_become_paragraphs_and_a_blank_line_in_a_sentence_is_a_tear() -> None:
    document = read(WRAPPED)
    assert document.wrapped
    assert [(tear.upper, tear.lower) for tear in document.tears] == [(6, 8)]
    assert "文化中心" in document.text


def test_a_finding_over_a_line_break_lies_on_the_line_that_changes() -> None:
    document = read(WRAPPED)
    block = document.blocks[0]
    at = block.text.index("文化中心")
    draft = block.draft(at, at + 4, "", "文化小中心")
    assert (draft.line, draft.start, draft.end, draft.suggestion) == (1, 13, 15, "文化小")


def test_lists_and_tables_are_not_taken_for_wrapped_columns() -> None:
    text = "\n".join(f"- 第{n}项：{'开放' * n}" for n in range(1, 12))
    assert not read(text).wrapped


def test_findings_come_in_reading_order_and_inside_their_lines() -> None:
    text = '他说,"好的"。。\n地点(二楼)。'
    findings = proofread(text)
    assert [one.line for one in findings] == sorted(one.line for one in findings)
    lines = text.split("\n")
    assert all(0 <= one.start <= one.end <= len(lines[one.line - 1]) for one in findings)
    shown = to_json(findings, "x.txt")
    assert set(shown["findings"][0]) == {"line", "start", "end", "rule", "message", "suggestion", "severity"}


def test_error_rate_counts_errors_in_ten_thousand_characters() -> None:
    findings = proofread("他说,好。")
    assert [one.severity for one in findings] == [Severity.ERROR]
    assert error_rate(findings, 5_000) == 2.0
    assert error_rate(findings, 0) == 0.0


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        ("她说：“我们叫它“小账本”，大家都看。”", "quote-nesting", [("“小账本”", "‘小账本’")]),
        ("街道举办“邻里共建。”居民都来了。", "stop-inside-quote", [("。”", "”。")]),
        ("覆盖居民超过5000余人次。", "approximate-twice", [("超过5000余人次", "5000余人次")]),
        ("信贷员做的最周到，当场演示。", "complement", [("做的最周到", "做得最周到")]),
        ("形成“发现—处置—反馈”的闭环。", "dash", []),
        ("副主任任远和武装部部长到会。", "doubled-word", []),
        ("大家天天来、人人夸，件件有着落。", "doubled-word", []),
        ("内容涵盖就业、养老、托育、助餐等八个方面。", "items-counted", []),
        ("地铁10:30到站，共1,000人。", "half-width-mark", []),
        ("讲座题为“话百年老街 谋发展新篇”，来了很多人。", "space", []),
    ],
)
def test_what_is_wrong_is_found_and_what_is_right_is_left_alone(text: str, rule: str, expected: object) -> None:
    assert found(text, rule) == expected


def test_a_name_of_two_characters_is_not_completed_by_what_follows_it() -> None:
    text = "书记余明在会上讲话。书记余明在现场查看。书记余明在讲评时说好。书记余明带队走访。书记余明就此部署。"
    assert found(text, "name-variant") == []


def test_an_allowed_doubling_of_a_whole_page_costs_bounded_time_and_findings() -> None:
    text = "（" * 20_000 + "。"
    assert len(proofread(text)) <= 3_000


@pytest.mark.parametrize("text", ["（" * 1_000_001, "街" * 200_001, "a\x00b"])
def test_what_is_no_text_of_a_paper_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(TextError) as refusal:
        proofread(text)
    assert len(str(refusal.value)) > 10  # Chinese says it in fewer characters


@pytest.mark.parametrize("piece", ["“", "(", '"', "《", "。”", "一是", "、", "——", "1-", "街道", "张三说", "）"])
def test_hostile_repetition_takes_bounded_time(piece: str) -> None:
    taken = seconds(lambda: proofread((piece * 20_000)[:20_000]))
    assert taken < 20  # what takes the square of the length takes minutes
