"""Django's own sentences in our words: they are still Django's, and they reach the screen."""

from __future__ import annotations

from pathlib import Path

import django
import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from accounts.roles import Role
from newsroom.desk.django_words import SENTENCES
from tests.factories import Team, make_user


def test_every_sentence_is_still_one_of_djangos() -> None:
    contrib = Path(django.__file__).parent / "contrib"
    known = {
        entry.msgid
        for app in ("admin", "auth")
        for entry in polib.pofile(str(contrib / app / "locale/zh_Hans/LC_MESSAGES/django.po"))
    }
    assert set(SENTENCES) <= known


def test_the_desk_says_nin_to_everybody() -> None:
    rule = "Your password must contain at least %(min_length)d character."
    with override("zh-hans"):
        words = [*map(gettext, SENTENCES), ngettext(rule, rule.replace("character.", "characters."), 10)]
    assert not [sentence for sentence in words if "你" in sentence]
    assert words[-1] == "您的密码至少要有 %(min_length)d 个字符。"


@pytest.mark.django_db
def test_new_account_is_announced_without_a_stray_blank(client: Client, team: Team) -> None:
    client.force_login(make_user(Role.SYSTEM_ADMIN))
    password = "a-lantern-by-the-river"
    form = {"username": "wangmou", "name": "王某", "password1": password, "password2": password}
    answer = client.post(reverse("desk:accounts_user_add"), form, follow=True)
    assert "已新增账号“" in answer.content.decode()
