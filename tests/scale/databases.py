"""A primary and a streaming replica: real PostgreSQL from the wheel, apart from every other server of the machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

from newsroom.backup.snapshot import address, environment, program
from newsroom.postgres.embedded import DATABASE, DATABASE_USER, SHARED_ROOT, EmbeddedServer


class Databases:
    """The two servers. ``copy_from_django`` fills the primary, ``add_replica`` makes the other from it."""

    def __init__(self, folder: Path) -> None:
        self.primary = EmbeddedServer(folder / "postgres")
        self.primary.ensure_running()
        self.replica = EmbeddedServer(self.primary.data.parent / "replica")

    @staticmethod
    def url(server: EmbeddedServer) -> str:
        """Where a server is, as DATABASE_URL says it."""
        return f"postgresql://{DATABASE_USER}@/{DATABASE}?host={server.socket_folder}"

    def copy_from_django(self) -> None:
        """Everything that Django's own database holds."""
        with psycopg.connect(self.url(self.primary)) as opened:
            version = opened.info.server_version // 10000
        dump = [str(program("pg_dump", version)), "--no-owner", "--no-privileges", f"--dbname={address()}"]
        target = f"--dbname={self.url(self.primary)}"
        load = [str(self.primary.programs / "psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", target]
        nowhere, pipe = subprocess.DEVNULL, subprocess.PIPE
        dumping = subprocess.Popen(dump, stdout=pipe, env=environment())
        loaded = subprocess.run(load, stdin=dumping.stdout, stdout=nowhere, stderr=pipe, text=True)
        assert (dumping.wait(), loaded.returncode) == (0, 0), loaded.stderr

    def add_replica(self) -> None:
        """A standby that streams from the primary, from a slot of its own."""
        place = self.replica.home
        place.mkdir(mode=0o700)
        self.primary._give_to_server(place)
        self.primary._run(
            *("pg_basebackup", "--host", str(self.primary.socket_folder), "--username", DATABASE_USER),
            *("--pgdata", str(place), "--checkpoint=fast", "--no-sync"),
            *("--write-recovery-conf", "--create-slot", "--slot=reading"),
        )
        # the primary's sign that it listens, which is copied too where its socket is in its data folder
        (place / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        self.replica.ensure_running()

    def kill_replica(self) -> None:
        """``kill -9``; its children notice and go."""
        words = (self.replica.data / "postmaster.pid").read_text(encoding="ascii").split()
        os.kill(int(words[0]), signal.SIGKILL)

    def readers(self) -> int:
        """How many connections of web servers read from the replica right now."""
        with psycopg.connect(self.url(self.replica)) as opened:
            row = opened.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'newsroom-reading'"
            ).fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def in_place_of_django(self) -> Iterator[None]:
        """Django's default connection is the primary: what a test asks with models, it asks there."""
        former = connections["default"]
        ours: Any = connections.create_connection("default")
        place = {"NAME": DATABASE, "USER": DATABASE_USER, "HOST": str(self.primary.socket_folder), "PORT": "5432"}
        ours.settings_dict = {**ours.settings_dict, **place}
        connections["default"] = ours
        try:
            yield
        finally:
            connections["default"] = former
            ours.close()

    def stop(self) -> None:
        """Both servers, the replica first; and their folder where it is apart."""
        self.replica._leave()
        self.primary._leave()
        if self.primary.data.is_relative_to(SHARED_ROOT):
            shutil.rmtree(self.primary.data.parent)
