"""The demo paper: loaded through the verbs, once, and only where DEBUG is on."""

from __future__ import annotations

from pathlib import Path
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
from tests.newsroom.test_mirror import crawl, plain_server

pytestmark = pytest.mark.django_db


def test_demo_is_refused_where_debug_is_off(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)  # the mirror asks from threads of its own
def test_demo_is_whole_signed_and_loads_once(
    settings: Any, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
    _reads_whole_from_plain_files(tmp_path)
    settings.DEBUG = False
    client.logout()
    assert not client.login(username=username, password=PASSWORD)


def _reads_whole_from_plain_files(tmp_path: Path) -> None:
    """The mirror of the demo on a plain file server: every link and image of it leads somewhere."""
    with plain_server(tmp_path / "mirror") as (folder, site):
        call_command("export_site", str(folder))
        found, broken = crawl(site)
    assert broken == []
    latest = Issue.objects.published().latest("date")
    for path in ("/", "/grid/", latest.get_absolute_url(), f"{latest.get_absolute_url()}4/page-480.webp"):
        assert found.get(path), path
    assert len([path for path in found if path.startswith("/articles/")]) == Article.objects.published().count()


def test_every_scene_can_be_drawn_at_any_size() -> None:
    for scene in pictures.SCENES:
        picture = pictures.draw(scene, (240, 160))
        assert (picture.size, picture.mode) == ((240, 160), "RGB")
        colours = picture.resize((12, 8)).getcolors()
        assert colours is not None
        assert len(colours) > 8  # something is on it
