"""The whole site at once: a paper with readers, a newsroom with something of everything, hidden stories."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import copytree
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings

from tests.factories import Team
from tests.reading.paper import Paper
from tests.security.crawler import Walk
from tests.security.site import Site


@pytest.fixture(scope="module")
def kept_site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Site]:
    """One site for all tests of a module, in a transaction that is undone at the end."""
    media = tmp_path_factory.mktemp("whole_site")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            site = Site(Paper(Team()), media)
        yield site
        transaction.set_rollback(True)


@pytest.fixture
def site(kept_site: Site, db: None, settings: Any) -> Site:
    """The site, with media of the test's own."""
    cache.clear()
    copytree(kept_site.media, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return kept_site


@pytest.fixture
def public_walk(site: Site) -> Walk:
    """What a visitor meets."""
    return Walk(Client(raise_request_exception=False), samples=3).from_("/", "/desk/")
