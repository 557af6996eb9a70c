"""The embedded PostgreSQL with real processes: shared, stopped by the last user, alive after a kill."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from newsroom.postgres import base, embedded
from newsroom.postgres.base import DatabaseWrapper
from newsroom.postgres.embedded import DATABASE, DATABASE_USER, SHARED_ROOT, EmbeddedServer, EmbeddedServerError
from tests.scale.servers import wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
HOLD = """
import sys
from pathlib import Path
from newsroom.postgres import embedded
from newsroom.postgres.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.ensure_running()
print("running", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A place for a server, tidied away afterwards; below pytest's folder that only its owner can enter."""
    home = tmp_path / "var" / "postgres"
    yield home
    server = EmbeddedServer(home)
    server.stop()
    if server.data.is_relative_to(SHARED_ROOT):
        shutil.rmtree(server.data.parent)


def hold(home: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until its input closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "running\n"
    return process


def leave(process: subprocess.Popen[str]) -> None:
    """Let the process end by itself."""
    process.communicate(timeout=120)
    assert process.returncode == 0


def ask(server: EmbeddedServer, query: str) -> object:
    """One value from the server."""
    with psycopg.connect(host=str(server.socket_folder), user=DATABASE_USER, dbname=DATABASE) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def test_server_is_shared_and_stops_with_its_last_user(home: Path) -> None:
    first = hold(home)
    server = EmbeddedServer(home)
    assert ask(server, "SELECT 1") == 1
    second = hold(home)
    leave(first)
    assert server.is_running()
    leave(second)
    assert not server.is_running()


def test_killed_user_is_forgotten_and_killed_server_recovers(home: Path) -> None:
    killed = hold(home)
    server = EmbeddedServer(home)
    with psycopg.connect(host=str(server.socket_folder), user=DATABASE_USER, dbname=DATABASE) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    killed.send_signal(signal.SIGKILL)
    killed.wait(timeout=60)
    assert server.is_running()
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    wait_until(lambda: not server.is_running(), "the end of a killed server")
    last = hold(home)
    assert ask(server, "SELECT answer FROM kept") == 42
    leave(last)
    assert not server.is_running()


def test_several_processes_start_it_at_once(home: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(home)]
    starting = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert all(process.stdout and process.stdout.readline() == "running\n" for process in starting)
    for process in starting:
        leave(process)
    assert not EmbeddedServer(home).is_running()


def test_connection_waits_for_a_server_that_is_not_ready_yet(
    home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "PATIENCE", 120.0)  # on a machine that does other things too
    user = hold(home)
    settings.EMBEDDED_POSTGRES = server = EmbeddedServer(home)
    postgres = {"host": str(server.socket_folder), "user": DATABASE_USER, "dbname": "postgres", "autocommit": True}
    with psycopg.connect(**postgres) as other:  # type: ignore[arg-type]
        other.execute(f"ALTER DATABASE {DATABASE} RENAME TO not_yet")  # as it is while a new server is being made
        ready = threading.Timer(0.5, other.execute, [f"ALTER DATABASE not_yet RENAME TO {DATABASE}"])
        ready.start()
        wrapper = DatabaseWrapper({**connection.settings_dict, **server.django_settings(), "OPTIONS": {}})
        with wrapper.get_new_connection(wrapper.get_connection_params()) as opened:
            assert opened.execute("SELECT current_database()").fetchone() == (DATABASE,)
        ready.join()
    leave(user)


def test_folder_with_other_things_in_it_is_left_alone(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "precious.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(EmbeddedServerError, match="is not empty"):
        EmbeddedServer(home).ensure_running()
    assert (home / "precious.txt").read_text(encoding="utf-8") == "mine"
    shutil.rmtree(home)


def test_data_of_another_version_is_refused_in_words(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "PG_VERSION").write_text("11\n", encoding="ascii")
    with pytest.raises(EmbeddedServerError, match="PostgreSQL 11"):
        EmbeddedServer(home).ensure_running()
    shutil.rmtree(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_root_keeps_the_data_where_the_servers_user_can_enter_and_links_to_it(home: Path) -> None:
    home.parent.mkdir(parents=True)
    home.parent.parent.chmod(0o700)
    user = hold(home)
    server = EmbeddedServer(home)
    assert home.is_symlink()
    assert server.data.is_relative_to(SHARED_ROOT)
    assert server.data.stat().st_uid != 0
    assert (server.data.parent / "project").read_text(encoding="utf-8").strip() == str(home.parent.parent)
    leave(user)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_root_copies_the_programs_where_the_servers_user_cannot_reach_the_wheel(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reachable = embedded._can_use
    monkeypatch.setattr(
        embedded, "_can_use", lambda user, folder: "site-packages" not in folder.parts and reachable(user, folder)
    )
    server = EmbeddedServer(home)
    server.ensure_running()
    try:
        assert server.programs.is_relative_to(SHARED_ROOT)
        assert str(ask(server, "SHOW server_version")).startswith("18")
    finally:
        server._leave()
    assert not server.is_running()
