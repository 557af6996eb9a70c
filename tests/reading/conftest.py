"""The paper that the tests of the public site read."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from articles.models import Article
from tests.factories import Team
from tests.reading.paper import Paper

HERE = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a module that begin with nothing come before those that share its paper."""
    of_modules: dict[Path, list[int]] = {}
    for place, item in enumerate(items):
        if item.path.parent == HERE:
            of_modules.setdefault(item.path, []).append(place)
    for places in of_modules.values():
        module = sorted((items[place] for place in places), key=lambda item: "paper" in _fixtures(item))
        for place, item in zip(places, module, strict=True):
            items[place] = item


@pytest.fixture(scope="module")
def kept_paper(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[Paper, Path] | None]:
    """One paper and its media for all tests of a module, since publishing two issues takes a second.

    The module's tests run in savepoints of the transaction that holds it. Tests that commit cannot: their module
    has None here, and each of them a paper of its own.
    """
    of_module = [item for item in request.session.items if item.path == request.path]
    if any(_commits(item) for item in of_module):
        yield None
        return
    media = tmp_path_factory.mktemp("kept_paper")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            paper = Paper(Team())
        yield paper, media
        transaction.set_rollback(True)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        {"live_server", "transactional_db"}.intersection(_fixtures(item))
    )


def _fixtures(item: pytest.Item) -> tuple[str, ...]:
    return tuple(getattr(item, "fixturenames", ()))


@pytest.fixture
def paper(kept_paper: tuple[Paper, Path] | None, db: None, settings: Any) -> Paper:
    """A paper with a current and an older issue."""
    if kept_paper is None:
        return Paper(Team())
    paper, media = kept_paper
    copytree(media, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return deepcopy(paper)


@pytest.fixture
def team(request: pytest.FixtureRequest, db: None) -> Team:
    """One person for each role: the paper's, where the test reads one."""
    return request.getfixturevalue("paper").team if "paper" in request.fixturenames else Team()


@pytest.fixture
def hidden(paper: Paper) -> list[Article]:
    """Articles in every state that readers must not see, and an issue in the making."""
    return paper.add_hidden()
