"""The message catalogue: complete, and the check that says so can find what is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from newsroom import catalogue


def test_every_string_of_the_interface_is_translated() -> None:
    before = (catalogue.ROOT / catalogue.CATALOGUE).read_bytes()
    assert catalogue.problems() == []
    assert (catalogue.ROOT / catalogue.CATALOGUE).read_bytes() == before


def test_missing_unused_and_wrong_translations_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    po = tmp_path / catalogue.CATALOGUE
    po.parent.mkdir(parents=True)
    shutil.copy(catalogue.ROOT / catalogue.CATALOGUE, po)
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "gone"\nmsgstr "没有了"\n\n'
        '#, python-format\nmsgid "%(name)s was here"\nmsgstr "来过"\n',
        encoding="utf-8",
    )
    (tmp_path / "page.py").write_text('_("brand new")\n_("%(name)s was here")\n', encoding="utf-8")
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    assert catalogue.problems() == [
        "without translation: 'brand new'",
        "no longer used: 'gone'",
        "placeholders differ: '%(name)s was here'",
    ]
