"""Two web servers, Redis, a primary and a streaming replica under load: restarted and lost in turn, nothing noticed.

In the suite each thing happens once; ``SCALE_ROUNDS=20 python -m pytest tests/scale -s`` does it twenty times and tells
what came of it. Everything runs on the loopback, with databases, folders and ports of its own.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from issues.models import Issue
from tests.factories import Team, make_issue, make_placement, make_published_issue, make_released
from tests.faults import judge, people
from tests.faults.people import TIMEOUT, Load, Person
from tests.scale.databases import Databases
from tests.scale.proxy import Proxy
from tests.scale.servers import Redis, WebServer, secret, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("SCALE_ROUNDS", "1"))
ENOUGH = 4  # acknowledged writes after each event


class Site:
    """All of it."""

    def __init__(self, folder: Path) -> None:
        self.databases = Databases(folder)
        self.redis: Redis | None = None
        self.servers: list[WebServer] = []
        self.proxy: Proxy | None = None
        self._folder = folder

    def start(self) -> None:
        """Fill the primary from Django's own database, and start everything."""
        self.databases.copy_from_django()
        self.databases.add_replica()
        self.redis = Redis()
        told = {
            "DATABASE_URL": self.databases.url(self.databases.primary),
            "DATABASE_REPLICA_URL": self.databases.url(self.databases.replica),
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": secret(),
            "MEDIA_ROOT": str(self._folder / "media"),
        }
        self.servers = [WebServer(self._folder, **told) for _ in range(2)]
        self.proxy = Proxy([server.port for server in self.servers])
        self.proxy.start()
        for server in self.servers:
            server.start()
        for server in self.servers:
            self._wait_for(server)

    def restart(self, server: WebServer) -> None:
        """SIGTERM, until nobody asks it any more; its end, its start, and until it takes requests again."""
        assert self.proxy is not None
        proxy = self.proxy
        server.terminate()
        wait_until(lambda: proxy.is_done_with(server.port), "the proxy to take notice")
        assert server.is_serving()
        assert server.end() == 0, server.last_words()
        server.start()
        self._wait_for(server)

    def _wait_for(self, server: WebServer) -> None:
        assert self.proxy is not None
        proxy = self.proxy
        wait_until(lambda: proxy.is_ready(server.port), "a web server")

    def stop(self) -> None:
        """End everything that was started here."""
        if self.proxy is not None:
            self.proxy.stop()
        for server in self.servers:
            server.stop()
        if self.redis is not None:
            self.redis.kill()
        self.databases.stop()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site of its own, gone afterwards."""
    one = Site(tmp_path)
    yield one
    one.stop()


def test_rolling_restart_and_the_loss_of_replica_and_redis_are_noticed_by_nobody(site: Site) -> None:
    team = Team()
    public = make_published_issue(team)
    issue = make_issue(1)
    make_placement(team, issue.pages.get())
    make_released(issue, team)
    site.start()
    assert site.proxy is not None and site.redis is not None
    address = site.proxy.address

    load = Load()
    at_once: Counter[str] = Counter()
    writers: list[tuple[Any, Callable[[Person], Any]]] = [
        (team.contributor, lambda person: people.writes_articles(load, person)),
        (team.outsider, lambda person: people.writes_articles(load, person)),
        (team.chief_editor, lambda person: _publishes_and_looks(load, person, issue, address, at_once)),
    ]
    for seed, (user, work) in enumerate(writers):
        person = Person(address, user.username)
        load.add(work(person), person, seed)
    article = public.placements.first().article  # type: ignore[union-attr]
    always_public = ["/", "/archive/", "/search/?q=灯", public.get_absolute_url(), article.get_absolute_url()]
    for seed in (11, 12):
        load.add(people.reads(load, address, always_public), None, seed)

    load.start()
    try:
        load.wait_for(ENOUGH)
        for _round in range(ROUNDS):
            wait_until(lambda: site.databases.readers() > 0, "readers of the replica")
            site.restart(site.servers[0])
            site.databases.kill_replica()
            load.wait_for(load.ledger.count() + ENOUGH)
            site.restart(site.servers[1])
            site.redis.kill()
            load.wait_for(load.ledger.count() + ENOUGH)
            site.redis.start()
            site.databases.replica.ensure_running()
        wait_until(lambda: site.databases.readers() > 0, "readers of the replica once it is back")
    finally:
        load.stop()
    print(f"\n{ROUNDS} × both servers, replica, Redis: public answers {dict(load.ledger.answers)}")
    print(f"  {load.ledger.count()} writes; readers right after them saw them: {dict(at_once)}")
    print(f"  answers by server: {dict(site.proxy.served)}")
    assert set(load.ledger.answers) == {"200"}
    assert not load.refused
    assert set(at_once) == {"as acknowledged"}
    assert min(site.proxy.served.values()) > 0
    with site.databases.in_place_of_django():
        told = {**vars(load.ledger), "issues": {str(pk): known for pk, known in load.ledger.issues.items()}}
        assert list(judge.verdicts(told)) == []


def _publishes_and_looks(
    load: Load, person: Person, issue: Issue, site: str, at_once: Counter[str]
) -> Callable[[random.Random, int], None]:
    """Publishes and withdraws an issue by turns, and each time looks at once whether a reader sees just that."""
    act = people.publishes(load, person, [issue.pk])

    def publish_and_look(chance: random.Random, number: int) -> None:
        act(chance, number)
        is_public, _certain = load.ledger.issues[issue.pk]
        for _look in range(2):  # by either server
            status = requests.get(f"{site}{issue.get_absolute_url()}", timeout=TIMEOUT).status_code
            at_once["as acknowledged" if (status == 200) == is_public else f"{status} where public: {is_public}"] += 1

    return publish_and_look
