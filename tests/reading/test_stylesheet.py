"""The public site's one stylesheet, joined from parts that have no address of their own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.staticfiles import finders

from reading.stylesheet import FOLDER, NAME, PARTS, StylesheetFinder, joined

SOURCE = Path(project.BASE_DIR) / "static" / FOLDER


@pytest.fixture
def finder(settings: Any, tmp_path: Path) -> StylesheetFinder:
    """A finder that builds into a folder of its own."""
    settings.VAR_DIR = tmp_path
    return StylesheetFinder()


def test_stylesheet_is_found_whole_and_its_parts_are_not(finder: StylesheetFinder) -> None:
    text = Path(finder.find(NAME)).read_text()
    assert text == joined(SOURCE) and "/*" not in text
    assert finder.find(f"{FOLDER}/base.css") is None and finder.find(f"{FOLDER}/base.css", find_all=True) == []
    assert finders.find("desk/desk.css") and finders.find(NAME)


def test_collected_files_hold_the_stylesheet_once(finder: StylesheetFinder) -> None:
    names = [name for name, _storage in finder.list([])]
    assert names.count(NAME) == 1 and not [name for name in names if name.startswith(FOLDER)]
    storage = dict(finder.list([]))[NAME]
    with storage.open(NAME) as file:
        assert file.read().decode() == joined(SOURCE)


def test_every_part_is_in_the_list() -> None:
    assert {path.stem for path in SOURCE.glob("*.css")} == set(PARTS)
    assert len(PARTS) == len(set(PARTS)) and PARTS[0] == "tokens"


def test_colours_stand_in_the_tokens_alone() -> None:
    named = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(")
    for part in PARTS:
        if part not in ("tokens", "print"):
            assert not named.findall(re.sub(r"/\*.*?\*/", "", (SOURCE / f"{part}.css").read_text(), flags=re.S)), part


def test_every_place_that_a_photo_can_keep_in_view_has_its_rule() -> None:
    text = joined(SOURCE)
    for tenth in range(11):
        for axis in "xy":
            assert f".focus-{axis}-{tenth} {{\n--focus-{axis}: {tenth * 10}%;" in text
    assert "object-position: var(--focus-x, 50%) var(--focus-y, 50%);" in text


def test_parts_are_short_enough_to_be_read() -> None:
    assert max(len((SOURCE / f"{part}.css").read_text().splitlines()) for part in PARTS) <= 400


def test_changed_part_is_joined_anew(finder: StylesheetFinder) -> None:
    built = Path(finder.find(NAME))
    built.write_text("old")
    assert Path(finder.find(NAME)).read_text() == joined(SOURCE)
