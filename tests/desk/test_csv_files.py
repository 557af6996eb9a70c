"""CSV files for Excel and WPS: readable, and never a formula."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from newsroom.desk.csv_files import csv_lines, csv_response, harmless


@pytest.mark.parametrize(
    "words",
    ["=1+1", "+86 10", "-2", "@SUM(A1)", "|calc", "%0A", " =1", "＝1", "＋1", "－1", "＠A", "\t=1", "\rx", "\nx"],
)
def test_words_that_begin_like_a_formula_are_made_harmless(words: str) -> None:
    assert harmless(words) == f"'{words}"


@pytest.mark.parametrize("value", ["", "停车的办法", "a=b", "2026-01-02", 7, -3, 1.5, None])
def test_other_values_stay_what_they_are(value: Any) -> None:
    assert harmless(value) == value


def test_file_begins_with_its_mark_and_is_read_back_whole() -> None:
    rows: list[list[Any]] = [["逗号，", 'quote "x"', "two\nlines"], ["=1", -1, None]]
    text = "".join(csv_lines(["时间", "事项", "=x"], iter(rows)))
    assert text.startswith("\ufeff时间,事项,'=x\r\n")
    assert list(csv.reader(io.StringIO(text[1:], newline=""))) == [
        ["时间", "事项", "'=x"],
        ["逗号，", 'quote "x"', "two\nlines"],
        ["'=1", "-1", ""],
    ]


def test_answer_is_a_download_that_no_cache_keeps() -> None:
    response = csv_response("审计.csv", ["a"], [["b"]])
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert b"".join(response) == "\ufeffa\r\nb\r\n".encode()
