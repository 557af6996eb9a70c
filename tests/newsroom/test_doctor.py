"""The doctor finds what was broken on purpose, says how to mend it, and is silent about what is sound."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import audit, clock
from articles import indexing
from articles.content import Source
from articles.models import Article, SearchEntry
from newsroom.backup import keeping
from newsroom.doctor import content, database, examination, surroundings
from newsroom.doctor.reports import Level, Report, Scope
from reading.replicas import Standing
from tests.factories import Team, make_article, make_column, make_content, make_photo, make_published_issue
from tests.tampering import link_chain, tamper

pytestmark = pytest.mark.django_db
WHOLE, QUICK = Scope(), Scope(quick=True)


def ills(reports: Iterator[Report]) -> list[Report]:
    """What is not sound; each has a cure."""
    found = [report for report in reports if report.level != Level.SOUND]
    assert all(report.cure for report in found)
    return found


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_KEY = "k" * 20


def test_sound_site_is_sound_and_tells_machines_so(team: Team, settings: Any) -> None:
    make_published_issue(team)
    make_photo(team.contributor)
    link_chain()
    settings.BACKUP_DIR.mkdir()
    (settings.BACKUP_DIR / keeping.name_for(timezone.now(), sealed=True)).touch()
    out = io.StringIO()
    call_command("doctor", json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert told["sound"] and {report["check"] for report in told["reports"]} == {
        *("database", "migrations", "indexes", "media", "orphans", "search", "signatures", "tasks", "mails", "clock"),
        *("cache", "disk", "backups", "secret"),
    }
    assert [report for report in told["reports"] if report["check"] != "disk" and report["level"] != "sound"] == []


def test_lost_changed_and_orphaned_files_are_told_apart(team: Team) -> None:
    lost, changed = make_photo(team.contributor), make_photo(team.contributor)
    default_storage.delete(lost.name)
    Path(default_storage.path(changed.name)).write_bytes(b"another")
    default_storage.save("photos/2026/11/nobodys.jpg", io.BytesIO(b"x"))
    Path(default_storage.path("photos/.upload-1234")).touch()
    found: dict[str, list[str]] = {report.check: [] for report in ills(content.files(WHOLE))}
    for report in ills(content.files(WHOLE)):
        found[report.check].append(report.words)
    assert [lost.name in words or changed.name in words for words in found["media"]] == [True, True]
    orphan, left = found["orphans"]
    assert "nobodys.jpg" in orphan and ".upload-1234" in left
    assert len([report for report in ills(content.files(QUICK)) if report.check == "media"]) == 1  # contents not read


def test_search_that_forgot_a_story_is_told_and_mended(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    for column in (None, make_column().pk):
        content_of_it = make_content(column_id=column, attributions=(Source(team.department.name, team.department.pk),))
        make_article(team, content_of_it, state=Article.State.PUBLISHED)
    link_chain()
    entries = list(SearchEntry.objects.values())
    assert any(entry["column_id"] for entry in entries)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else nothing can be done to the table in this transaction
        cursor.execute("SELECT pg_get_indexdef('search_entry_bag'::regclass)")
        index = cursor.fetchone()
    for harm, few in (
        ("DELETE FROM articles_searchentry", indexing.FEW),
        ("DELETE FROM articles_searchentry", 0),
        ("UPDATE articles_searchentry SET column_id = NULL", 0),
        ("UPDATE articles_searchentry SET published_at = published_at - interval '1 hour'", 0),
        ("DROP INDEX search_entry_bag", 0),
    ):
        monkeypatch.setattr(indexing, "FEW", few)
        with connection.cursor() as cursor:
            cursor.execute(harm)
        assert [report.level for report in content.search(WHOLE)] == [Level.ILL], harm
        call_command("doctor", quick=True, mend=True, stdout=io.StringIO())
        assert ills(content.search(WHOLE)) == [], harm
        assert list(SearchEntry.objects.values()) == entries
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_indexdef('search_entry_bag'::regclass)")
            assert cursor.fetchone() == index


def test_tampered_text_is_told(team: Team) -> None:
    make_published_issue(team)
    tamper("UPDATE articles_revision SET title = 'another' WHERE id = (SELECT min(id) FROM articles_revision)")
    assert ills(content.signatures(WHOLE))


def test_stuck_and_failed_tasks_are_told() -> None:
    assert ills(surroundings.tasks(WHOLE)) == []
    now = timezone.now()
    common = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "x.y",
        "backend_name": "default",
        "run_after": now,
    }
    old = DBTaskResult.objects.create(status="READY", exception_class_path="", traceback="", **common)
    DBTaskResult.objects.filter(pk=old.pk).update(enqueued_at=now - timedelta(hours=1))
    DBTaskResult.objects.create(status="FAILED", finished_at=now, exception_class_path="", traceback="", **common)
    assert [report.level for report in ills(surroundings.tasks(WHOLE))] == [Level.ILL, Level.DOUBTFUL]


def test_clock_that_jumped_back_is_told_and_breaks_no_chain(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(timezone.now() + timedelta(days=1)):
        entry = audit.record("article.create", by=team.contributor)
    audit.record("article.create", by=team.contributor)
    link_chain()
    monkeypatch.setattr(surroundings, "latest_audited", lambda: entry.at + timedelta(days=1))
    assert [report.check for report in ills(surroundings.clocks(WHOLE))] == ["clock"]
    assert ills(content.signatures(WHOLE)) == []


def test_old_backup_and_open_secret_are_told(settings: Any, tmp_path: Path) -> None:
    assert [report.level for report in ills(surroundings.backups(WHOLE))] == [Level.DOUBTFUL]
    settings.BACKUP_DIR.mkdir()
    (settings.BACKUP_DIR / keeping.name_for(timezone.now() - timedelta(days=3), sealed=False)).touch()
    settings.BACKUP_KEY = ""
    assert [report.level for report in ills(surroundings.backups(WHOLE))] == [Level.ILL, Level.DOUBTFUL]
    (tmp_path / "secret_key").touch(mode=0o644)
    os.chmod(tmp_path / "secret_key", 0o644)
    assert [report.check for report in ills(surroundings.secret(WHOLE))] == ["secret"]


def test_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "free_and_total", lambda path: (2**20, 100 * 2**30))
    assert {report.level for report in surroundings.disk(WHOLE)} == {Level.ILL}


def test_without_a_database_the_rest_is_still_examined(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def away() -> Any:
        raise OperationalError("connection refused")

    monkeypatch.setattr("newsroom.doctor.database.connection.cursor", away)
    with pytest.raises(SystemExit):
        call_command("doctor")
    told = capsys.readouterr().out
    assert "connection refused" in told and "manage.py database status" in told and "✓" in told


def test_copy_for_readers_that_lags_is_away_or_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(database.copy(WHOLE)) == []

    def away() -> Standing:
        raise OperationalError("connection refused")

    told = []
    for copy in (
        *(lambda: Standing(True, True, 0, 0.0), lambda: Standing(True, True, 2**24, 4000.0)),
        *(lambda: Standing(True, False, 2**24, 7.0), away, lambda: Standing(False, True, 0, 0.0)),
    ):
        monkeypatch.setattr(database, "standing", copy)
        told += list(database.copy(WHOLE))
    doubtful = [Level.DOUBTFUL] * 3
    assert [report.level for report in told] == [Level.SOUND, *doubtful, Level.ILL]
    assert ["16.0" in report.words for report in told] == [False, True, True, False, False]


def test_check_that_breaks_down_is_a_report_and_no_end() -> None:
    def broken(scope: Scope) -> Iterator[Report]:
        raise ValueError("nonsense")
        yield

    assert [report.level for report in examination._reports(broken, WHOLE)] == [Level.ILL]
