"""Two versions of a story compared: what counts as changed, and how little of it."""

from __future__ import annotations

import random

import pytest
from django.utils import translation

from articles.content import Content, Credit, Picture, Source
from articles.differences import Differences, Fate, Mark, Names, Part, compare
from articles.differences.texts import edits
from benchmarks.differences import LIMIT, cases
from tests.yardstick import seconds

SENTENCES = [
    "网格员清早走进楼道，逐户核对消防器材。",
    "几位老人搬来小凳，在天井里商量停车的事。",
    "社区食堂添了两样素菜，价钱没有变。",
    "志愿者把旧书分好类，装进了楼下的书柜。",
    "下午的议事会开了一个钟头，定下三件事。",
]


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def story(*paragraphs: str, **values: object) -> Content:
    body = "".join(p if p.startswith("<") else f"<p>{p}</p>" for p in paragraphs)
    return Content("桐溪社区议事", body, **values)  # type: ignore[arg-type]


def part(found: Differences, name: str) -> Part:
    return next(part for part in found.parts if part.name == name)


def marked(old: str, new: str) -> tuple[list[str], list[str]]:
    """What is marked out and in between two texts."""
    found = edits(old, new)
    return (
        [old[e.start : e.end] for e in found if e.end > e.start],
        [new[e.new_start : e.new_end] for e in found if e.new_end > e.new_start],
    )


def test_one_character_in_a_paragraph_of_600_marks_one_out_and_one_in() -> None:
    rest = "".join(random.Random(1).choices("".join(SENTENCES), k=599))
    for place in (0, 1, 300, 598, 599):
        found = compare(story(rest[:place] + "洁" + rest[place:]), story(rest[:place] + "扫" + rest[place:]))
        assert (found.places, found.characters_out, found.characters_in) == (1, 1, 1)
        row = part(found, "body").rows[0]
        changed = [(span.mark, span.text) for span in row.spans if span.mark is not Mark.SAME]
        assert changed == [(Mark.OUT, "洁"), (Mark.IN, "扫")]


@pytest.mark.parametrize(
    ("old", "new", "out", "into"),
    [
        ("投入30万元", "投入35万元", ["30"], ["35"]),  # a number is one thing
        ("使用App办理", "使用APP办理", ["App"], ["APP"]),
        ("占3.5%", "占13.5%", ["3.5"], ["13.5"]),
        ("社区送来米面", "社区送来大米和面", [], ["大", "和"]),
        ("他来了。他走了。", "他来了。他笑了。他走了。", [], ["他笑了。"]),  # and not “了。他笑”
        ("一是学习，三是总结。", "一是学习，二是落实，三是总结。", [], ["二是落实，"]),
        ("甲乙丙丁戊", "甲子丙丑戊", ["乙", "丁"], ["子", "丑"]),  # small edits stay small
        ("甲", "", ["甲"], []),
        ("邊\U000e0101界", "邊界", ["邊\U000e0101"], ["邊"]),  # a variant of a character is a character
    ],
)
def test_edits_are_small_and_stand_at_natural_places(old: str, new: str, out: list[str], into: list[str]) -> None:
    assert marked(old, new) == (out, into)


def test_a_rewritten_passage_is_one_change_and_no_confetti() -> None:
    out, into = marked("大家纷纷表示今后将继续努力工作", "大家听完都笑了，说往后的日子要再加把劲")
    assert len(out) <= 2
    assert len(into) <= 2


def test_edits_always_lead_from_one_text_to_the_other() -> None:
    chance = random.Random(7)
    for _round in range(300):
        old = "".join(chance.choices("甲乙丙，。12 ab\n", k=chance.randint(0, 40)))
        new = "".join(chance.choices("甲乙丙，。12 ab\n", k=chance.randint(0, 40)))
        built, at = "", 0
        for edit in edits(old, new):
            built += old[at : edit.start] + new[edit.new_start : edit.new_end]
            assert built == new[: edit.new_end]
            at = edit.end
        assert built + old[at:] == new


def test_equal_contents_differ_nowhere() -> None:
    found = compare(story(*SENTENCES), story(*SENTENCES))
    assert found.is_empty
    assert found.summary() == "Nothing changed."
    assert all(p.is_same for p in found.parts)


def test_added_and_removed_paragraphs_are_told_from_changed_ones() -> None:
    old, new = story(*SENTENCES[:3]), story(SENTENCES[0], SENTENCES[3], SENTENCES[1][:-1] + "了。")
    assert [row.fate for row in part(compare(old, new), "body").rows] == [
        Fate.SAME,
        Fate.IN,
        Fate.CHANGED,
        Fate.OUT,
    ]


def test_a_moved_paragraph_is_not_called_rewritten() -> None:
    new = [SENTENCES[4].replace("三件", "四件"), *SENTENCES[:4]]
    found = compare(story(*SENTENCES), story(*new))
    rows = part(found, "body").rows
    assert [row.fate for row in rows] == [Fate.MOVED_HERE, *[Fate.SAME] * 4, Fate.MOVED_AWAY]
    assert (found.characters_out, found.characters_in) == (1, 1)
    assert rows[0].twin == rows[-1].place
    assert rows[-1].twin == rows[0].place


def test_a_divided_paragraph_only_gains_a_break() -> None:
    whole = SENTENCES[0] + SENTENCES[1] + SENTENCES[2]
    divided = story(SENTENCES[0], SENTENCES[1], SENTENCES[2])
    split = compare(story(SENTENCES[4], whole), story(SENTENCES[4], *SENTENCES[:3]))
    assert [row.fate for row in part(split, "body").rows] == [Fate.SAME, Fate.SPLIT]
    assert (split.places, split.characters_out, split.characters_in) == (2, 0, 0)
    merged = compare(divided, story(whole))
    assert [row.fate for row in part(merged, "body").rows] == [Fate.MERGED]
    assert merged.characters_out == merged.characters_in == 0


def test_a_change_of_form_alone_is_said() -> None:
    old = story("先看楼道", "<p>他说得<strong>很对</strong>。</p>", "<ul><li>一</li></ul>")
    new = story("<h3>先看楼道</h3>", '<p>他说得很<a href="/x">对</a>。</p>', "<ol><li>一</li></ol>")
    found = compare(old, new)
    rows = part(found, "body").rows
    assert rows[0].notes == ("was: paragraph; now: subhead",)
    assert [(s.text, s.note) for s in rows[1].spans if s.mark is Mark.SET] == [
        ("很", "no longer bold"),
        ("对", "no longer bold; now a link: /x"),
    ]
    assert rows[2].notes == ("was: list item; now: numbered item",)
    assert (found.characters_out, found.characters_in) == (0, 0)


def test_a_table_is_compared_row_by_row() -> None:
    old = story("<table><tbody><tr><td>楼组</td><td>户数</td></tr><tr><td>一号</td><td>12</td></tr></tbody></table>")
    new = story(
        "<table><tbody><tr><td>楼组</td><td>户数</td></tr><tr><td>一号</td><td>14</td></tr>"
        '<tr><td colspan="2">合计</td></tr></tbody></table>'
    )
    rows = part(compare(old, new), "body").rows
    assert [row.fate for row in rows] == [Fate.SAME, Fate.CHANGED, Fate.IN]
    assert [span.text for span in rows[1].spans if span.mark is not Mark.SAME] == ["12", "14"]


def test_every_part_of_a_story_is_compared() -> None:
    old = story(
        SENTENCES[0],
        kicker="引题",
        column_id=1,
        bylines=(Credit("王小明", "reporter"),),
        attributions=(Source("街道党政办"),),
        grid_area_ids=(1, 2),
        photos=(Picture(1, "图为现场"), Picture(2, "图为会场")),
    )
    new = story(
        SENTENCES[0],
        subtitle="副题",
        summary="摘要",
        kind="brief",
        column_id=2,
        bylines=(Credit("王小明", "reporter"), Credit("李丽", "photographer")),
        attributions=(Source("街道党建办"),),
        grid_area_ids=(2, 3),
        photos=(Picture(3, "图为食堂"), Picture(1, "图为现场", "李丽", minors_shown=True, consent="家长已同意")),
    )
    names = Names({"report": "报道", "brief": "简讯"}, {}, {1: "社区快讯"}, {3: "第三网格"})
    found = compare(old, new, names)
    changed = {p.name: p for p in found.parts if not p.is_same}
    assert set(changed) == {
        *("kind", "column", "kicker", "subtitle", "summary", "bylines", "photos", "attributions", "grid_areas"),
    }
    assert [span.text for span in changed["column"].rows[0].spans] == ["社区快讯", "#2"]
    assert [row.fate for row in changed["grid_areas"].rows] == [Fate.OUT, Fate.SAME, Fate.IN]
    labels = [row.label for row in changed["photos"].rows]
    assert "Photo 2 · Photo by" in labels
    assert "Photo 2 · Who agreed, and when" in labels
    assert [row.notes for row in changed["photos"].rows if row.notes] == [("photo added",), ("photo taken out",)]
    placed = [row.place for p in found.parts for row in p.rows] + [
        s.place for p in found.parts for r in p.rows for s in r.spans
    ]
    assert sorted(filter(None, placed)) == list(range(1, found.places + 1))


def test_the_summary_counts_places_and_characters() -> None:
    found = compare(story("社区送来米面。"), story("社区送来大米和面。"))
    assert found.summary() == "2 places changed: 0 characters out, 2 characters in."


@pytest.mark.parametrize("name", list(cases()))
def test_twenty_thousand_characters_take_less_than_half_a_second(name: str) -> None:
    old, new = cases()[name]
    assert any(seconds(lambda: compare(old, new)) < LIMIT for _attempt in range(3))


def test_the_largest_body_is_compared_in_seconds() -> None:
    chance = random.Random(2)
    old = "".join(chance.choices("甲乙丙丁戊己庚辛", k=140_000))
    new = "".join(chance.choices("甲乙丙丁戊己庚辛", k=140_000))
    assert seconds(lambda: compare(story(old), story(new))) < 5
