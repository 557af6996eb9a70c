"""``manage.py proofread``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import Team, make_article


def test_a_file_s_findings_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text("居民说,好。\n", encoding="utf-8")
    call_command("proofread", str(page), "--json")
    shown = json.loads(capsys.readouterr().out)
    assert shown["source"] == "page.txt"
    assert [(one["line"], one["start"], one["end"], one["suggestion"]) for one in shown["findings"]] == [
        (1, 3, 4, "，")
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encodings_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes("街道的居民说,好。\n".encode(encoding))
    call_command("proofread", str(page))
    assert "half-width-mark" in capsys.readouterr().out


@pytest.mark.parametrize("data", [b"\x00\x01\x02", b"\xff\xfe\x00", b"a" * 4_000_001, "街".encode() * 300_000])
def test_what_is_no_text_is_refused_with_a_message(tmp_path: Path, data: bytes) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(data)
    with pytest.raises(CommandError):
        call_command("proofread", str(page))


def test_a_register_file_is_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, register = tmp_path / "page.txt", tmp_path / "register.json"
    page.write_text("书记周明兰到会。\n", encoding="utf-8")
    register.write_text('{"appointments": [{"person": "周明岚", "post": "书记"}]}', encoding="utf-8")
    call_command("proofread", str(page), "--register", str(register))
    assert "周明岚" in capsys.readouterr().out


@pytest.mark.django_db
def test_an_article_is_proofread_by_its_number(team: Team, capsys: pytest.CaptureFixture[str]) -> None:
    article = make_article(team)
    call_command("proofread", str(article.pk), "--json", "--date", "2026-11-30")
    assert json.loads(capsys.readouterr().out)["source"] == f"article {article.pk}"


@pytest.mark.django_db
def test_an_unknown_article_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no article"):
        call_command("proofread", "987654")
