"""The demo paper: loaded through the verbs, once, and only where DEBUG is on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from articles.models import Article, Photo, SignOff
from articles.signatures import standing_on
from issues.models import Issue
from issues.proofs.standing import issue_standing
from newsroom.demo import PASSWORD, content, pictures

pytestmark = pytest.mark.django_db


def test_demo_is_refused_where_debug_is_off(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_demo_is_whole_signed_and_loads_once(settings: Any, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEBUG = True
    call_command("load_demo")
    counts = [model.objects.count() for model in (User, Article, Issue, SignOff, Photo)]
    assert Issue.objects.published().count() == 4
    assert Article.objects.published().count() >= 60
    assert set(Article.objects.values_list("state", flat=True)) == set(Article.State)
    assert {role for user in User.objects.all() for role in user.roles} == set(Role)
    for article in Article.objects.published():
        assert len(standing_on(article)) == 3
    for issue in Issue.objects.published():
        assert all(standing.is_released for standing in issue_standing(issue))
        assert issue.pdf_hash and all(page.printed_id for page in issue.pages.all())
    call_command("load_demo")
    assert [model.objects.count() for model in (User, Article, Issue, SignOff, Photo)] == counts
    assert "The demo paper is loaded." in capsys.readouterr().out
    username = content.read("paper.toml")["people"][0]["username"]
    assert client.login(username=username, password=PASSWORD)
    settings.DEBUG = False
    client.logout()
    assert not client.login(username=username, password=PASSWORD)


def test_every_scene_can_be_drawn_at_any_size() -> None:
    for scene in pictures.SCENES:
        picture = pictures.draw(scene, (240, 160))
        assert (picture.size, picture.mode) == ((240, 160), "RGB")
        colours = picture.resize((12, 8)).getcolors()
        assert colours is not None
        assert len(colours) > 8  # something is on it
