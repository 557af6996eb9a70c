"""Publishing with the plug pulled: the process or the database killed in the middle leaves all or nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from newsroom.postgres.embedded import DATABASE, DATABASE_USER, SHARED_ROOT, EmbeddedServer
from tests.scale.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
STORIES = 5
# What a publisher says on its way; the plug is pulled after each of these words.
WORDS = ["file.begun", "file.written", "checked", *["article.publish"] * STORIES, "pages.shown", "issue.publish"]
DATABASE_MOMENTS = [4, len(WORDS)]  # the same for the database: after the first article, and just before the commit


class Site:
    """A newsroom of its own with a database of its own, run by real processes."""

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedServer(folder / "postgres")
        self.environment = os.environ | {
            "VAR_DIR": str(folder),
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PORT": str(free_port()),
            "DATABASE_URL": "",
        }
        self.run("manage.py", "migrate", "--verbosity", "0")
        lines = self.run("tests/issues/killed_publisher.py", "prepare", str(len(WORDS) + len(DATABASE_MOMENTS))).split(
            "\n"
        )
        self.ready = [line.split() for line in lines if line]

    def run(self, *command: str) -> str:
        """A process to its end."""
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def start(self, *command: str) -> subprocess.Popen[str]:
        """A process that goes on."""
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def state(self, issue: str) -> tuple[str, int]:
        """The issue's state and how many of its articles readers can see."""
        self.server.ensure_running()
        with psycopg.connect(host=str(self.server.socket_folder), user=DATABASE_USER, dbname=DATABASE) as connection:
            row = connection.execute(
                "SELECT i.state, count(a.published_revision_id) FROM issues_issue i "
                "JOIN issues_placement p ON p.issue_id = i.id JOIN articles_article a ON a.id = p.article_id "
                "WHERE i.id = %s GROUP BY i.state",
                [issue],
            ).fetchone()
            assert row is not None
            return row[0], row[1]

    def publish_until(self, moment: int) -> tuple[str, subprocess.Popen[str]]:
        """Begin to publish the next issue and return after so many words: the process rests at the last of them."""
        issue, chief = self.ready.pop(0)
        process = self.start("tests/issues/killed_publisher.py", "publish", issue, chief)
        assert process.stdin is not None and process.stdout is not None
        for number, expected in enumerate(WORDS[:moment]):
            if number:
                process.stdin.write("go on\n")
                process.stdin.flush()
            assert process.stdout.readline().strip() == expected
        return issue, process


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The newsroom to be mistreated."""
    site = Site(tmp_path_factory.mktemp("killed"))
    site.server.ensure_running()
    yield site
    site.server.stop()
    if site.server.data.is_relative_to(SHARED_ROOT):
        shutil.rmtree(site.server.data.parent)


def test_publisher_killed_at_ten_points_leaves_nothing_published_and_a_second_try_all(site: Site) -> None:
    chief, killed = site.ready[0][1], []
    for moment in range(1, len(WORDS) + 1):
        issue, process = site.publish_until(moment)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=120)
        assert site.state(issue) == ("planned", 0), WORDS[moment - 1]
        killed.append(issue)
    assert len(killed) == 10
    site.run("tests/issues/killed_publisher.py", "publish-all", chief, *killed)
    assert {site.state(issue) for issue in killed} == {("published", STORIES)}


@pytest.mark.parametrize("moment", DATABASE_MOMENTS)
def test_killed_database_leaves_all_or_nothing_and_starts_again(site: Site, moment: int) -> None:
    issue, process = site.publish_until(moment)
    postmaster = int((site.server.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
    os.kill(postmaster, signal.SIGKILL)
    process.communicate(timeout=120)  # its input ends, and it goes on
    assert site.state(issue) in [("planned", 0), ("published", STORIES)]


def test_the_site_serves_after_all_that(site: Site) -> None:
    web = site.start("manage.py", "serve", "--workers", "1")
    try:
        address = f"http://127.0.0.1:{site.environment['PORT']}/"
        deadline = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(address, timeout=60) as answer:
                    assert answer.status == 200
                    break
            except ConnectionError:
                assert time.monotonic() < deadline, "the server did not come up"
            except urllib.error.URLError as error:
                assert isinstance(error.reason, ConnectionError), error
                assert time.monotonic() < deadline, "the server did not come up"
            time.sleep(0.3)
    finally:
        web.send_signal(signal.SIGINT)
        web.communicate(timeout=120)
    assert web.returncode == 0
