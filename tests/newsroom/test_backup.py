"""Backups: made while the site is written to, restored elsewhere to the byte, and refused when a bit was changed."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.test import Client

from articles import workflow
from newsroom.backup import archive, keeping, making, restoring
from newsroom.backup.errors import BackupError, Damaged
from newsroom.backup.keeping import Kept
from newsroom.backup.making import make
from newsroom.backup.snapshot import address, site_in_hand
from tests.factories import Team, make_content, make_photo
from tests.reading.paper import Paper

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "the key of the street office"
# What the technician does on the other machine, in one process: a damaged backup, the sound one, and that once more.
RESTORE = """
import django, hashlib, json, sys
django.setup()
from django.core.management import CommandError, call_command
from django.test import Client
from newsroom.backup import media
flipped, sound, paths = json.loads(sys.argv[1])
told = {}
for name, file in (("flipped", flipped), ("sound", sound), ("again", sound)):
    try:
        call_command("restore", file)
    except CommandError as error:
        told[name] = str(error)
    if name == "flipped":
        told["left"] = list(media.stored())
body = lambda answer: b"".join(answer.streaming_content) if answer.streaming else answer.content
pages = {path: Client().get(path, headers={"host": "localhost"}) for path in paths}
told["pages"] = {path: [page.status_code, hashlib.sha256(body(page)).hexdigest()] for path, page in pages.items()}
print(json.dumps(told))
"""


@pytest.fixture
def elsewhere(tmp_path: Path, db: None) -> Iterator[dict[str, str]]:
    """The environment of another machine: an empty database on the same server, an empty folder."""
    told = connection.settings_dict
    name = f"{told['NAME']}_elsewhere"
    with psycopg.connect(psycopg.conninfo.make_conninfo(address(), dbname="postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        own = {"DATABASE_URL": psycopg.conninfo.make_conninfo(address(), dbname=name), "SECRET_KEY": "s" * 50}
        own |= {
            "VAR_DIR": str(tmp_path / "elsewhere"),
            "BACKUP_KEY": KEY,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        }
        yield {key: value for key, value in os.environ.items() if key != "MEDIA_ROOT"} | own
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def body(answer: Any) -> bytes:
    """The bytes of an answer, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.django_db(transaction=True)
def test_backup_under_load_gives_the_same_pages_elsewhere_and_a_flipped_byte_is_found(
    paper: Paper, elsewhere: dict[str, str], tmp_path: Path, client: Client
) -> None:
    paper.lead.refresh_from_db()
    photo = paper.lead.published_revision.photo_uses.first().photo  # type: ignore[union-attr]
    paths = [*paper.addresses.values(), f"/media/{photo.name}", f"/media/{photo.rendition_name(480)}"]
    before = {path: client.get(path, headers={"host": "localhost"}) for path in paths}
    stopping, began = threading.Event(), threading.Event()

    def write() -> None:
        try:
            while not stopping.is_set():
                workflow.create(by=paper.team.contributor, department=paper.team.department, content=make_content())
                began.set()
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert began.wait(120)  # the load is there before the backup begins
        made = make(tmp_path / "backups", key=KEY)
    finally:
        stopping.set()
        writer.join()
    assert made.manifest.missing == []

    flipped = bytearray(made.path.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    (tmp_path / "flipped").write_bytes(flipped)
    result = subprocess.run(
        [sys.executable, "-c", RESTORE, json.dumps([str(tmp_path / "flipped"), str(made.path), paths])],
        cwd=ROOT,
        env=elsewhere,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout.splitlines()[-1])
    assert any(name in told["flipped"] for name in made.manifest.members) and told["left"] == []
    assert "sound" not in told and "--replace" in told["again"]
    assert told["pages"] == {path: [200, hashlib.sha256(body(page)).hexdigest()] for path, page in before.items()}


# ----------------------------------------------------------------------------------------- the archive, purely


def written(key: str, members: dict[str, bytes]) -> bytes:
    """An archive of these members."""
    file = io.BytesIO()
    writer = archive.Writer(file, key)
    for name, data in members.items():
        writer.add(name, io.BytesIO(data), len(data))
    writer.finish()
    return file.getvalue()


MEMBERS = {archive.DATABASE: gzip.compress(b"SELECT 1;"), "media/photos/a.jpg": bytes(range(256)) * 6000}


@pytest.mark.parametrize("key", ["", KEY])
def test_every_changed_byte_and_every_cut_is_found(key: str) -> None:
    whole = written(key, MEMBERS)
    taken: dict[str, bytes] = {}
    manifest = archive.read(io.BytesIO(whole), key, lambda name, content: taken.update({name: content.read()}))
    assert taken[archive.DATABASE] == MEMBERS[archive.DATABASE] and len(manifest.members) == 3
    step = len(whole) // 16 + 1
    for position in (*range(0, len(whole), step), len(whole) - 1, 512 + len(archive._WORDS) + 1):
        changed = bytearray(whole)
        changed[position] ^= 4
        with pytest.raises(BackupError):
            archive.read(io.BytesIO(bytes(changed)), key, lambda name, content: None)
    for length in (0, 10, 70, len(whole) // 2, len(whole) - 1):
        with pytest.raises(BackupError):
            archive.read(io.BytesIO(whole[:length]), key, lambda name, content: None)


def test_damage_is_named_by_its_member() -> None:
    whole = bytearray(written("", MEMBERS))
    whole[whole.index(bytes(range(256))) + 5000] ^= 1
    with pytest.raises(Damaged, match=r"media/photos/a\.jpg"):
        archive.read(io.BytesIO(bytes(whole)), "", lambda name, content: None)


def test_sealed_archive_shows_nothing_and_opens_with_its_key_alone() -> None:
    sealed = written(KEY, MEMBERS)
    assert b"photos/a.jpg" not in sealed and written(KEY, MEMBERS) != sealed
    for key in ("", "the key of another office"):
        with pytest.raises(BackupError, match="BACKUP_KEY"):
            archive.read(io.BytesIO(sealed), key, lambda name, content: None)


@pytest.mark.parametrize("name", ["media/../../etc/passwd", "/etc/passwd", "media//x", "other.txt", "media/./x"])
def test_member_that_leads_out_of_the_folder_is_refused(name: str) -> None:
    with pytest.raises(BackupError):
        archive.read(io.BytesIO(written("", {name: b"x"})), "", lambda name, content: None)


def test_archive_of_a_newer_form_asks_for_the_newer_release() -> None:
    with pytest.raises(BackupError, match=r"newer|更新|较新"):
        archive.Manifest.read(json.dumps({"format": 99}).encode())


# ------------------------------------------------------------------------------------------- making and keeping


@pytest.mark.django_db
def test_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(writer: Any, folder: Path, moment: datetime) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_fill", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", to=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".newsroom-backup.lock"]


def test_second_backup_at_once_is_refused_and_a_killed_one_is_tidied_away(tmp_path: Path) -> None:
    (tmp_path / f"{keeping.UNFINISHED}killed").write_bytes(b"half")
    with keeping.alone(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [".newsroom-backup.lock"]
        with pytest.raises(BackupError), keeping.alone(tmp_path):
            pass


@pytest.mark.django_db
def test_a_restore_is_alone_and_backups_go_on_beside_each_other(tmp_path: Path) -> None:
    with site_in_hand(alone=False), site_in_hand(alone=False), pytest.raises(CommandError, match=r"under way|正在进行"):
        call_command("restore", tmp_path / "none.tar", replace=True)
    with site_in_hand(alone=True):
        with pytest.raises(CommandError, match=r"being restored|正在恢复"):
            call_command("backup", to=tmp_path)
        with pytest.raises(BackupError), site_in_hand(alone=True):
            pass
    assert not list(tmp_path.glob("*.tar*"))


@pytest.mark.django_db
def test_backup_without_a_database_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("newsroom.backup.snapshot.connect", away)
    with pytest.raises(CommandError, match="connection refused"):
        call_command("backup", to=tmp_path)


def test_pruning_keeps_the_latest_of_days_and_weeks_and_touches_nothing_else(tmp_path: Path) -> None:
    newest = datetime(2026, 11, 21, 18, tzinfo=UTC)
    for hours in range(0, 24 * 60, 12):
        (tmp_path / keeping.name_for(newest - timedelta(hours=hours), sealed=bool(hours % 24))).touch()
    (tmp_path / "letter.txt").touch()
    found = keeping.backups(tmp_path)
    going = keeping.superfluous(found, days=14, weeks=6)
    staying = [kept for kept in found if kept not in going]
    assert len(found) == 120 and len(staying) == 14 + 3  # three of the six weeks end within the fourteen days
    assert [kept.made_at for kept in staying[:14]] == [newest - timedelta(days=day) for day in range(14)]
    assert all(kept.made_at.isoweekday() == 7 for kept in staying[14:])
    assert keeping.superfluous([Kept(tmp_path, newest - timedelta(days=400))], days=1) == []


@pytest.mark.django_db
def test_one_lost_file_is_put_back(team: Team, tmp_path: Path) -> None:
    photo = make_photo(team.contributor)
    made = make(tmp_path / "backups", key=KEY)
    before = default_storage.open(photo.name).read()
    default_storage.delete(photo.name)
    with pytest.raises(BackupError):
        restoring.restore_file(made.path, "media/photos/none.jpg", key=KEY)
    restoring.restore_file(made.path, f"media/{photo.name}", key=KEY)
    assert default_storage.open(photo.name).read() == before
