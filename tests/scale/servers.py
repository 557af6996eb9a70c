"""Redis and web servers in processes of their own, on free ports of the loopback."""

from __future__ import annotations

import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.requirements import REDIS

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180.0  # seconds; on a machine that does other things too
# Below those that the system gives to connections and to whoever asks it for any port: none of these takes a port that
# is free for a moment, before its server starts or between two of its lives.
PORTS = range(12000, 32000)


def free_port() -> int:
    """A port that nobody listens on."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Until something holds; fails with what it is where it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(0.02)


class Redis:
    """Redis (or Valkey) of the machine, keeping nothing on disk."""

    def __init__(self) -> None:
        if not REDIS:
            pytest.skip("neither redis-server nor valkey-server is installed")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start it, empty, and wait until it listens."""
        command = [REDIS, "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        wait_until(self._listens, "Redis")

    def kill(self) -> None:
        """``kill -9``."""
        self._process.kill()
        self._process.wait()

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class WebServer:
    """``manage.py serve`` with one process, as each of several machines would run it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self._log = folder / f"web-{self.port}.log"
        own = {
            "VAR_DIR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DEBUG": "1",  # without the statics being collected, which takes longer than the rest of the test
            "PORT": str(self.port),
            "WORKER": "0",
            "RATE_LIMITS": "off",
            "TRUSTED_PROXIES": "1",
            "PAGE_CACHE_MB": "64",
            "DATABASE_STATEMENT_SECONDS": "120",
            "DRAIN_SECONDS": "120",  # as long as it takes: `end` skips the rest
        }
        self._environment = {name: value for name, value in os.environ.items() if name != "PYTEST_DB_SUFFIX"} | own
        self._environment |= settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; that it is ready its proxy says."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--workers", "1"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def terminate(self) -> None:
        """SIGTERM to the first process, as a supervisor does: the server says that it goes, and serves on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def is_serving(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.poll() is None

    def end(self) -> int:
        """The rest of the time in which it serves on is skipped: SIGTERM once more. How it ended."""
        self.terminate()
        assert self._process is not None
        return self._process.wait(timeout=PATIENCE)

    def stop(self) -> None:
        """At once, whatever it is at."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def last_words(self) -> str:
        """The end of what it wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-4000:]


def secret() -> str:
    """A secret that several servers share."""
    return secrets.token_urlsafe(50)
