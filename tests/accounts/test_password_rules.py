"""Which passwords are refused, and that the refusal says how to mend it; without a database."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.password_rules import Bounded, Impersonal, OfSeveralKinds, Uncommon
from departments.models import Department

PERSON = User(
    username="wangxiulan", name="王秀兰", email="lanlan.wang@street.example", post="宣传干事",
    department=Department(pk=1, name="织锦居民区"),
)  # fmt: skip


def is_refused(rule: Bounded | OfSeveralKinds | Uncommon | Impersonal, password: str) -> bool:
    try:
        rule.validate(password, PERSON)
    except ValidationError as error:
        assert str(error.messages[0]).endswith((".", "。"))
        return True
    return False


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("onlysmallletters", True),
        ("smalland1digits", True),
        ("Small-and-capital", False),
        ("small4digits!", False),
        ("春江花月夜Ab1", False),  # characters count as signs
        ("a sentence of many words", True),  # blanks are no kind of their own
        ("a-sentence-of-many-words", False),
        ("aaaaaAAAAA11111", True),
        ("aA1" * 5, True),
    ],
)
def test_kinds_of_characters(password: str, refused: bool) -> None:
    assert is_refused(OfSeveralKinds(), password) is refused


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("Password@123", True),
        ("P@ssw0rd2026", True),
        ("Admin@2026", True),
        ("Qwerty!2345", True),
        ("qwertyuiop", True),
        ("Abcdefgh1234", True),
        ("Woaini1314!", True),
        ("Shequ2026!!", True),
        ("Jiedao@123456", True),
        ("1qaz2wsx", True),
        ("0987654321", True),
        ("tongxi-demo-2026", False),
        ("Baltic-47-kettle", False),
        ("纸船明烛照天烧A1", False),
    ],
)
def test_common_words_and_rows_of_the_keyboard(password: str, refused: bool) -> None:
    assert is_refused(Uncommon(), password) is refused


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("Wangxiulan#88", True),
        ("xiulan-WANG-88", True),
        ("99王秀兰AAbb", True),
        ("My-zhijinjuminqu-1", True),
        ("Lanlan.2026x", True),
        ("xuanchuanganshi7A", True),
        ("Baltic-47-kettle", False),
    ],
)
def test_nothing_of_the_person(password: str, refused: bool) -> None:
    assert is_refused(Impersonal(), password) is refused


def test_an_endless_password_is_not_hashed() -> None:
    assert is_refused(Bounded(), "aB1-" * 40)
    assert not is_refused(Bounded(), "aB1-" * 32)
