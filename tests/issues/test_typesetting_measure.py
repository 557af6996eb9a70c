"""The measure agrees with Typst to the line, and lines keep the rules of Chinese typesetting."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typst
from pylopdf_fonts_zh_cn import serif_path

from issues.layout.flow import lines_of
from issues.layout.fonts import packaged
from issues.layout.headlines import headline
from issues.layout.linebreak import NEVER_FIRST, NEVER_LAST, break_lines, text_width
from issues.layout.measure import cropped, measure, natural_rows, photo_rows, photo_width
from issues.layout.model import START, Paragraph, Photo, PhotoSpot, Position, Shape
from issues.layout.style import PageStyle, StyleError
from tests.issues.typesetting_samples import sentences, story

STYLE = PageStyle()
FAMILIES = ("Noto Serif SC", "Noto Sans SC")
SETTING = """
#set page(width: 900pt, height: auto, margin: 0pt)
#set text(font: sys.inputs.font, size: 10pt, lang: "zh", region: "cn", script: "hani", cjk-latin-spacing: none,
  kerning: false, ligatures: false, fallback: false, top-edge: 0.88em, bottom-edge: -0.12em)
#set par(justify: true, linebreaks: "simple", leading: 5pt, spacing: 5pt)
#let data = json(bytes(sys.inputs.data))
#let run(pieces) = for (piece, squeeze) in pieces { text(piece); if squeeze != 0 { h(-squeeze * 1em) } }
"""
WIDTHS = SETTING + "#context for each in data [#metadata(measure(text(each)).width.pt())<found>]"
HEIGHTS = (
    SETTING
    + """#set par(first-line-indent: (amount: 2em, all: true))
#context for each in data {
  let body = par(each.lines.map(run).join(linebreak(justify: true)))
  [#metadata(measure(block(width: (each.width + 0.05) * 1em, body)).height.pt())<found>]
}"""
)


def ask_typst(source: str, folder: Path, family: str, data: Any) -> list[float]:
    """What Typst measures."""
    main = folder / "ask.typ"
    main.write_text(source, encoding="utf-8")
    compiler = typst.Compiler(
        str(main),
        font_paths=[str(serif_path().parent)],
        ignore_system_fonts=True,
        sys_inputs={"font": family, "data": json.dumps(data, ensure_ascii=False)},
    )
    return [each["value"] for each in json.loads(compiler.query("<found>"))]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_character_of_the_fonts_is_as_wide_as_typst_sets_it(tmp_path: Path, family: str) -> None:
    font = packaged(family)
    characters = [chr(code) for code in range(0x21, 0x10000) if not 0xD800 <= code < 0xE000 and font.has(chr(code))]
    chosen = [c for c in characters if not "\u4e00" <= c <= "\u9fff" and c != "\u00ad"] + list("一龘国")
    found = ask_typst(WIDTHS, tmp_path, family, [f"中{c}中" for c in chosen])
    wrong = [c for c, width in zip(chosen, found, strict=True) if abs(width / 10 - 2 - font.width(c)) > 2e-3]
    assert wrong == []


@pytest.mark.parametrize("family", FAMILIES)
def test_lines_are_as_many_as_typst_sets(tmp_path: Path, family: str) -> None:
    chance = random.Random(7)
    cases: list[dict[str, Any]] = []
    for _ in range(600):
        text, width = sentences(chance, chance.randint(5, 220)), float(chance.choice([9, 12, 14, 15, 17, 20, 33]))
        lines = break_lines(text, width, 2.0, family)
        assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
        cases.append({"width": width, "lines": [line.pieces for line in lines]})
    found = ask_typst(HEIGHTS, tmp_path, family, cases)
    assert [round((height + 5) / 15) for height in found] == [len(case["lines"]) for case in cases]


def test_lines_keep_the_rules_for_marks() -> None:
    chance = random.Random(3)
    for _ in range(300):
        text = sentences(chance, 200)
        lines = break_lines(text, 15.0, 2.0, "Noto Serif SC")
        for number, line in enumerate(lines):
            if number:
                assert line.text[0] not in NEVER_FIRST
            if number < len(lines) - 1:
                assert line.text[-1] not in NEVER_LAST
                assert not (line.text[-1] in "—…" and text[line.end] == line.text[-1])


def test_a_paragraph_never_ends_with_a_single_character() -> None:
    for length in range(16, 80):
        lines = break_lines("河" * length + "。", 15.0, 2.0, "Noto Serif SC")
        assert len(lines[-1].text) >= 3


def test_words_and_figures_stay_whole_and_addresses_break() -> None:
    lines = break_lines("我们在2026年10月31日收到123456份来信和一封email答复", 9.0, 2.0, "Noto Serif SC")
    joined = "|".join(line.text for line in lines)
    for whole in ("2026", "10", "31", "123456", "email"):
        assert whole in joined
    long = break_lines("见" + "abcdefghij" * 12, 9.0, 2.0, "Noto Serif SC")
    assert all(line.width <= 9.0 + 1e-6 for line in long)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("width", [2, 3, 4, 6, 8, 12])
def test_headline_lines_fit_and_are_never_one_character(level: int, width: int) -> None:
    for seed in range(12):
        each = story("p1", 80, seed=seed)
        points = STYLE.span_width(width)
        head = headline(each, level, points, STYLE)
        assert "".join(line.text for line in head.title) == each.title.strip()
        face = {"serif": STYLE.fonts.serif, "sans": STYLE.fonts.sans}[STYLE.rank(level).face]
        for line in head.title:
            assert text_width(line.text, face) * line.size <= points
            assert len(line.text) > 1


def test_headline_breaks_at_sense() -> None:
    each = replace(
        story("p1"),
        title="十二位代表坐下来，谈出四十个夜间车位",
        subtitle="",
        paragraphs=(Paragraph("夜间车位不够。"),),
    )
    titles = [line.text for line in headline(each, 3, STYLE.span_width(4), STYLE).title]
    assert titles == ["十二位代表坐下来，", "谈出四十个夜间车位"]


def test_copyfit_counts_what_does_not_fit_and_what_is_free() -> None:
    each = story("p1", 600)
    rows = natural_rows(each, Shape(6, 20, 2, 4), STYLE)
    exact = measure(each, Shape(6, rows, 2, 4), STYLE)
    assert exact.fits
    assert exact.end == Position(len(each.paragraphs), 0)
    short = measure(each, Shape(6, rows - 3, 2, 4), STYLE)
    assert not short.fits
    assert short.lines_over > 0
    assert short.characters_over > 0
    long = measure(each, Shape(6, rows + 4, 2, 4), STYLE)
    assert long.characters_free >= 8 * long.characters_per_line
    assert measure(each, Shape(6, rows - 1, 2, 4), STYLE).lines_over > 0


def test_a_part_goes_on_exactly_where_the_one_before_ended() -> None:
    each = story("p1", 900)
    first = measure(each, Shape(12, 14, 4, 3, jumps_to=2), STYLE)
    assert first.fits
    everything = "".join(p.text for p in each.paragraphs)
    rest = lines_of(each, 20, STYLE, first.end, False)
    text = "".join(line.lines[0].text for line in rest if line.paragraph >= 0)
    assert everything.replace(" ", "").endswith(text.replace(" ", ""))
    second = measure(each, Shape(12, 60, 4, 0, jumps_from=1), STYLE, first.end)
    assert second.fits
    assert second.lines_needed < measure(each, Shape(12, 60, 4, 0), STYLE, START).lines_needed


def test_photos_are_cropped_within_the_limit_or_refused() -> None:
    each = story("p1", 500, photos=1)
    spot = PhotoSpot(0, 1, 1, 5)
    shape = Shape(6, 40, 2, 3, photos=(spot,))
    width = photo_width(shape, spot, STYLE)
    allowed = photo_rows(each.photos[0], width, STYLE)
    for rows in allowed:
        assert cropped(each.photos[0], width, rows, STYLE) <= STYLE.photo_crop_limit + 1e-6
        assert not measure(each, replace(shape, photos=(replace(spot, rows=rows),)), STYLE).problems
    too_high = replace(shape, photos=(replace(spot, rows=allowed[-1] + 4),))
    assert "photo cropped" in measure(each, too_high, STYLE).problems
    outside = replace(shape, photos=(replace(spot, column=2),))
    assert "photo outside" in measure(each, outside, STYLE).problems


def test_column_without_room_is_a_problem_not_a_crash() -> None:
    each = story("p1", 200, photos=1)
    assert "too low" in measure(each, Shape(1, 3, 1, 1, photos=(PhotoSpot(0, 0, 1, 30),)), STYLE).problems
    assert not measure(each, Shape(12, 2, 4, 3), STYLE).fits


def test_style_survives_json_and_refuses_nonsense() -> None:
    style = PageStyle(body_size=9.0, line_pitch=13.5, columns=8, accent="#003366")
    assert PageStyle.from_json(json.loads(json.dumps(style.to_json()))) == style
    assert PageStyle.from_json({}) == PageStyle()
    nonsense: tuple[Any, ...] = (
        {"columns": 0},
        {"unknown": 1},
        {"line_pitch": 2},
        {"ranks": []},
        {"ranks": [{"size": 3}]},
        [],
    )
    for bad in (*nonsense, []):
        with pytest.raises(StyleError):
            PageStyle.from_json(bad)


def test_narrow_photos_can_always_be_set() -> None:
    for width, height in ((300, 2000), (2000, 300), (50, 50)):
        rows = photo_rows(Photo("x", width, height), 120.0, STYLE)
        assert len(rows) >= 1
