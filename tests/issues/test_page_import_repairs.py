"""Repairs are proposed with what they change, and made only where they are accepted."""

from __future__ import annotations

import pytest

from issues.page_import import Register, parse_page
from issues.page_import.repairs import Repair, apply, changes, propose, repaired

PAGE = """社区"早餐桌"开张

本报讯 6月3日,清水街道的早餐桌开张了,每天供应二十种点 心。居民王阿姨说:"方便,便宜!"

志愿者每天六点到岗(轮流值班),遇到老人就把早餐送上楼.

(街道服务办)
"""


def fixed(text: str) -> str:
    for start, end, after, _ in sorted(changes(text), reverse=True):
        text = text[:start] + after + text[end:]
    return text


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("他说,好!", "他说，好！"),
        ("到岗(轮流),", "到岗（轮流），"),
        ("送上楼.", "送上楼。"),
        ("比分3:15，共10,000人", "比分3:15，共10,000人"),
        ("见v2.0与SOHO (A座)", "见v2.0与SOHO (A座)"),
        ("二十种点 心", "二十种点心"),
        ("本报讯 近日", "本报讯 近日"),
        ("等等...", "等等……"),
        ('开设"夜校"课程', "开设“夜校”课程"),
        ('少了一个"引号', '少了一个"引号'),
    ],
)
def test_each_repair_changes_what_it_should_and_no_more(printed: str, wanted: str) -> None:
    assert fixed(printed) == wanted


def test_nothing_is_repaired_on_import() -> None:
    article = parse_page(PAGE).articles[0]
    assert article.title == '社区"早餐桌"开张'
    assert "点 心" in article.paragraphs[0].text


def test_only_accepted_repairs_are_made() -> None:
    page = parse_page(PAGE)
    proposals = propose(page)
    assert {p.kind for p in proposals} == {Repair.FULL_WIDTH, Repair.QUOTES, Repair.REJOINED}
    accepted = [p for p in proposals if p.kind is Repair.REJOINED]
    changed = apply(page, accepted)
    assert "二十种点心" in changed.articles[0].paragraphs[0].text
    assert changed.articles[0].title == page.articles[0].title
    whole = apply(page, proposals)
    assert whole.articles[0].title == "社区“早餐桌”开张"
    assert whole.articles[0].paragraphs[1].text == "志愿者每天六点到岗（轮流值班），遇到老人就把早餐送上楼。"
    assert propose(whole) == []


def test_a_proposal_shows_its_surroundings_and_has_a_stable_name() -> None:
    proposal = next(p for p in propose(parse_page(PAGE)) if p.kind is Repair.REJOINED)
    assert (proposal.before, proposal.after) == (" ", "")
    assert proposal.context[0].endswith("点") and proposal.context[1].startswith("心")
    assert proposal.key in {p.key for p in propose(parse_page(PAGE))}


def test_a_text_that_has_changed_is_not_repaired() -> None:
    proposals = [p for p in propose(parse_page(PAGE)) if p.field == "title"]
    with pytest.raises(ValueError, match="changed"):
        repaired("别的标题不是原来那个", proposals)


def test_a_caption_that_says_the_headline_again_may_go() -> None:
    headline = "街道部署（（夏季））用电““检查””街道部署（夏季）用电“检查”"
    text = headline + "\n\n本报讯 7月1日，街道检查沿街商铺。\n\n（街道平安办）\n"
    page = parse_page(text, Register())
    proposals = [p for p in propose(page) if p.kind is Repair.DOUBLED_CAPTION]
    assert len(proposals) == 1
    assert [p.role for p in apply(page, proposals).articles[0].paragraphs] == ["body"]


def test_a_character_doubled_at_a_tear_is_offered_and_no_other() -> None:
    text = "## 街道检查用电\n\n本报讯 7月1日，街道对商铺的用电安\n\n安全开展检查，人人叫好。\n\n(街道平安办)\n"
    proposals = [p for p in propose(parse_page(text)) if p.kind is Repair.DOUBLED_CHARACTER]
    assert "安" in {p.before for p in proposals}
    clean = "## 街道检查用电\n\n本报讯 7月1日，街道检查商铺，人人叫好，天天有人查。\n\n(街道平安办)\n"
    assert [p for p in propose(parse_page(clean)) if p.kind is Repair.DOUBLED_CHARACTER] == []
