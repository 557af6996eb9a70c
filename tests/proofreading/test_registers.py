"""Names against the register and the archive, the lists as data, and the registry."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from proofreading import Context, Facts, Identity, PhotoFacts, proofread
from proofreading.archive import Archive, ArchiveError
from proofreading.register import Appointment, Register, RegisterError, UnitName, from_json
from proofreading.registry import rules
from proofreading.wordlists import WordlistError, from_csv, shipped, to_csv

REGISTER = Register(
    (
        Appointment("周明岚", "党工委书记", "桐溪街道", date(2024, 1, 1), None, 1, ("岚风",)),
        Appointment("郑海波", "办事处主任", "桐溪街道", date(2022, 1, 1), date(2025, 12, 31), 2),
    ),
    (UnitName("党政办公室", "综合办公室", None, date(2024, 12, 31)), UnitName("综合办公室")),
    ("石灯老街口",),
)
DAY = date(2026, 11, 30)


def of(text: str, rule: str, **values: Any) -> list[tuple[str, str | None]]:
    """Excerpts and suggestions of one rule."""
    context = Context(day=DAY, register=REGISTER, **values)
    lines = text.split("\n")
    return [(lines[f.line - 1][f.start : f.end], f.suggestion) for f in proofread(text, context) if f.rule == rule]


def test_a_slip_in_a_name_gets_the_register_s_form() -> None:
    assert of("党工委书记周明兰主持会议。", "name-register") == [("周明兰", "周明岚")]
    assert of("党工委书记周明岚主持会议。", "name-register") == []


def test_a_pen_name_is_right() -> None:
    assert of("记者岚风走访了老街。", "name-register") == []


def test_a_lapsed_post_is_reported_on_its_day_only() -> None:
    text = "办事处主任郑海波到会。"
    assert of(text, "post") == [("主任", None)]
    assert [f for f in proofread(text, Context(day=date(2024, 5, 1), register=REGISTER)) if f.rule == "post"] == []


def test_a_lapsed_unit_gets_the_name_that_follows() -> None:
    assert of("请到党政办公室登记。", "unit-lapsed") == [("党政办公室", "综合办公室")]
    assert of("请到原党政办公室登记。", "unit-lapsed") == []


def test_identity_decides_about_press_words() -> None:
    assert of("本报讯 昨日开会。", "identity", identity=Identity.INTERNAL) == [("本报讯", "社区讯")]
    assert of("本报讯 昨日开会。", "identity", identity=Identity.NEWSPAPER) == []


def test_photos_need_credit_words_and_consent() -> None:
    facts = Facts("题", "", "要", True, (PhotoFacts(people_shown=True),))
    assert len([f for f in proofread("好。", Context(facts=facts)) if f.rule == "furnishing"]) == 3


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"places": 3}', '{"appointments": [{}]}', '{"units": [{"name": "甲", "valid_from": "x"}]}']
)
def test_a_register_that_cannot_be_read_says_where(text: str) -> None:
    with pytest.raises(RegisterError):
        from_json(text)


def test_wording_lists_survive_the_way_out_and_in() -> None:
    assert from_csv(to_csv(shipped())) == shipped()
    with pytest.raises(WordlistError):
        from_csv("word\n甲\n")
    assert all(entry.reason and entry.source for entry in shipped())


def test_an_archive_counts_in_and_out_and_survives_storage() -> None:
    archive = Archive(1 << 12)
    archive.add("社区卫生服务中心。" * 5)
    assert archive.count("卫生服务") == 5
    again = Archive.from_bytes(archive.to_bytes())
    again.remove("社区卫生服务中心。" * 5)
    assert (again.count("卫生服务"), again.characters, archive.characters) == (0, 0, 40)


@pytest.mark.parametrize("data", [b"", b"PRA1", b"x" * 40, Archive(1 << 12).to_bytes()[:-4]])
def test_broken_statistics_are_refused(data: bytes) -> None:
    with pytest.raises(ArchiveError):
        Archive.from_bytes(data)


def test_a_rare_variant_of_a_frequent_phrase_is_found_in_the_archive() -> None:
    archive = Archive(1 << 16)
    archive.add("到社区卫生服务中心看病。" * 80)
    assert of("大家到社区卫生服务终心去。", "archive-variant", archive=archive) == [("生服务终心", "生服务中心")]
    assert of("大家到社区卫生服务中心去。", "archive-variant", archive=archive) == []


def test_every_rule_has_a_family_and_a_sentence() -> None:
    known = list(rules())
    assert len({rule.name for rule in known}) == len(known) > 45
    assert all(rule.check.__doc__ for rule in known)
    with pytest.raises(ValueError, match="no family"):
        list(rules(["poetry"]))
