"""``kill -9`` of PostgreSQL, of the web server and of the worker, at random moments under a bounded load.

In the suite each is killed once; ``FAULT_ROUNDS=20 python -m pytest tests/faults -s`` kills each twenty times and tells
what came of it. Everything runs on the loopback, with a PostgreSQL, a folder and a port of its own.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article
from newsroom.backup.making import make
from newsroom.postgres.embedded import SHARED_ROOT
from tests.factories import Team, make_article, make_issue, make_placement, make_published_issue, make_released
from tests.faults import people
from tests.faults.people import Load, Person
from tests.faults.site import ROOT, Site

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
CALM = (0.1, 2.5)  # seconds between the site's being back and the next kill
ENOUGH = 6  # acknowledged writes before the first kill, and after the last
SEED = 20261121


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site of its own, gone afterwards."""
    var = tmp_path / "var"
    var.mkdir()
    one = Site(var, workers=min(2, ROUNDS))
    yield one
    one.stop()
    if one.server.data.is_relative_to(SHARED_ROOT):
        shutil.rmtree(one.server.data.parent)


def test_what_was_acknowledged_survives_every_kill(site: Site, tmp_path: Path) -> None:
    team = Team()
    public = make_published_issue(team)
    issues = [_ready_to_publish(team) for _ in range(2)]
    waiting = [make_article(team, state=Article.State.FIRST_REVIEW).pk for _ in range(3 + 4 * ROUNDS)]
    talked_about = make_article(team).pk
    backup = make(tmp_path / "backups").path
    site.run("restore", str(backup))
    for name in ("web", "worker"):
        site.start(name)
    site.wait()

    load = Load()
    people_at_work = [
        (people.writes_articles, team.contributor, ()),
        (people.comments, team.editor, (talked_about,)),
        (people.approves, team.section_head, (waiting,)),
        (people.publishes, team.chief_editor, ([issue.pk for issue in issues],)),
        (people.sends_photos, team.outsider, ()),
    ]
    for seed, (work, user, more) in enumerate(people_at_work):
        person = Person(site.address, user.username)
        load.add(work(load, person, *more), person, seed)  # type: ignore[operator]
    paths = ["/", public.get_absolute_url(), *(issue.get_absolute_url() for issue in issues), "/archive/"]
    for seed in (11, 12):
        load.add(people.reads(load, site.address, paths), None, seed)

    load.start()
    try:
        load.wait_for(ENOUGH)
        away = _kill_at_random(site)
        load.wait_for(load.ledger.count() + ENOUGH)
    finally:
        load.stop()
    _tell(load, away)
    print("".join(f"  error: {each}\n" for each in site.errors()))
    assert _judged(site, load, tmp_path) == []
    assert ROUNDS == 1 or site.errors() == []  # one kill each is no run to judge rare errors by: they are told


def _ready_to_publish(team: Team) -> Any:
    issue = make_issue(1)
    for _ in range(2):
        make_placement(team, issue.pages.get())
    return make_released(issue, team)


def _kill_at_random(site: Site) -> dict[str, list[float]]:
    """Each process ``ROUNDS`` times in a random order; for how many seconds the site was away after each kill."""
    chance = random.Random(SEED)
    victims = ["postgres", "web", "worker"] * ROUNDS
    chance.shuffle(victims)
    away: dict[str, list[float]] = {"postgres": [], "web": [], "worker": []}
    for number, victim in enumerate(victims):
        time.sleep(chance.uniform(*CALM))
        site.kill(victim, number)
        away[victim].append(site.wait())
    return away


def _judged(site: Site, load: Load, folder: Path) -> list[str]:
    ledger = folder / "ledger.json"
    ledger.write_text(json.dumps(vars(load.ledger)), encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "tests.faults.judge", str(ledger)],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    found: list[str] = json.loads(result.stdout.splitlines()[-1])
    return found


def _tell(load: Load, away: dict[str, list[float]]) -> None:
    ledger = load.ledger
    print(f"\nkill -9: {', '.join(f'{name} {len(times)} times' for name, times in away.items())}")
    for name, times in away.items():
        print(f"  back after {name}: median {statistics.median(times):.2f} s, longest {max(times):.2f} s")
    print(
        f"  acknowledged: {len(ledger.articles)} articles, {len(ledger.comments)} comments, "
        f"{len(ledger.approvals)} signatures, {len(ledger.photos)} photos, {ledger.turns} issues published or withdrawn"
    )
    print(f"  public answers: {dict(ledger.answers)}; not acknowledged: {dict(load.refused)}")
