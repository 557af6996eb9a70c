"""The previous release's code at work on the newest tables, as in the minutes of an upgrade when both serve."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article
from articles.verification import verify
from newsroom.backup.snapshot import address
from newsroom.upgrades.release import previous_release

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the code of the previous release."""
    commit = previous_release().commit
    folder = tmp_path_factory.mktemp("former")
    packed = folder / "release.tar"
    command = ["git", "archive", "--output", str(packed), commit, "--", ".", ":(exclude)docs"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"the previous release {commit[:12]} is not in this clone: {result.stderr.strip()[:200]}")
    subprocess.run(["tar", "-xf", str(packed), "-C", str(folder)], check=True)
    return folder


@pytest.mark.django_db(transaction=True)
def test_previous_release_works_on_the_newest_tables_and_its_work_is_read_by_this_one(
    former: Path, tmp_path: Path, client: Client
) -> None:
    own = {
        "DATABASE_URL": address(),
        "SECRET_KEY": "s" * 50,
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",  # quick passwords, no mails
        "PYTHONPATH": str(former),
        "VAR_DIR": str(tmp_path / "var"),
        "MEDIA_ROOT": str(tmp_path / "media"),
        "WORKER": "0",
    }
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("former_hands.py"))],
        cwd=former,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-4000:]
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["log-in"] == "/desk/" and (told["draft"], told["saved"]) == (302, 1)
    assert told["read"] == [True, True] and told["breaks"] == []
    answer = client.get(told["issue"])
    assert answer.status_code == 200 and told["title"] in answer.content.decode()
    assert Article.objects.published().count() == 1 and verify().holds
    connection.close()
