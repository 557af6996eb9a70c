"""JSON that comes back from our own pages: what Python would read and nobody could store is refused."""

from __future__ import annotations

import pytest

from articles.filling import Filling
from newsroom.desk.articles.checking import accepted, dismiss
from newsroom.desk.articles.conflicts import put_back
from newsroom.desk.sent_json import read_sent
from tests.factories import make_user

UNREADABLE = ("{", "[" * 100_000, "NaN", r'"\ud800"', r'{"rule": "\u0000"}', "9" * 5000)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_no_page_sends_is_a_wrong_value(text: str) -> None:
    with pytest.raises(ValueError):
        read_sent(text)


def test_escaped_signs_are_read_as_they_were_meant() -> None:
    assert read_sent(r'{"quote": "\\u0000 \ud83d\ude00"}') == {"quote": r"\u0000 😀"}


@pytest.mark.django_db
@pytest.mark.parametrize("text", UNREADABLE[1:5:2])
def test_buttons_of_the_form_take_no_offence(text: str) -> None:
    empty = Filling({}, {})
    assert accepted(empty, text, None) == put_back(empty, text) == empty
    assert dismiss(None, make_user(), {"dismiss": text})
