"""A whole site of its own in real processes: PostgreSQL, web server and worker, each killed and started at will."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from newsroom.postgres.embedded import EmbeddedServer
from tests.scale.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180.0  # seconds; recovery on a crowded machine takes its time


class Site:
    """The processes, their folder and their port. Every kill is ``kill -9``."""

    def __init__(self, var: Path, *, workers: int) -> None:
        self.var, self.workers = var, workers
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.server = EmbeddedServer(var / "postgres")
        # The style sheets are not collected, which would take longer than all the kills; `serve` looks for this list.
        (var / "static").mkdir()
        (var / "static" / "staticfiles.json").write_text("{}", encoding="utf-8")
        self.log = (var / "processes.log").open("ab")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def environment(self) -> dict[str, str]:
        """What every process of the site sees."""
        own = {
            "VAR_DIR": str(self.var),
            "STATIC_ROOT": str(self.var / "static"),
            "MEDIA_ROOT": str(self.var / "media"),
            "DATABASE_URL": "",
            "DEBUG": "0",  # a developer's machine answers errors outside of views in a way of its own
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "PAGE_CACHE_MB": "64",
            "PORT": str(self.port),
            "WORKER": "1",
            "BACKUP_KEY": "",
            "RATE_LIMITS": "off",
            "LOG_FORMAT": "json",
        }
        return {name: value for name, value in os.environ.items() if name != "PYTEST_DB_SUFFIX"} | own

    def run(self, *command: str) -> str:
        """A command to its end; its output."""
        result = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert result.returncode == 0, f"{command}: {result.stdout}\n{result.stderr}"
        return result.stdout

    def start(self, name: str) -> None:
        """Start ``web`` or ``worker``, as a supervisor does after a kill."""
        command = {"web": ("serve", "--workers", str(self.workers)), "worker": ("worker", "--interval", "0.2")}[name]
        self.processes[name] = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def kill(self, name: str, number: int) -> None:
        """Kill ``postgres``, ``web`` (by turns one of its processes, or all of them) or ``worker``."""
        if name == "postgres":
            try:
                words = (self.server.data / "postmaster.pid").read_text(encoding="ascii").split()
                os.kill(int(words[0]), signal.SIGKILL)
            except (FileNotFoundError, IndexError, ProcessLookupError):
                return  # still down from the last time: it starts with the next question
            return
        process = self.processes[name]
        if name == "web" and number % 2:
            children = psutil.Process(process.pid).children()
            serving = [child for child in children if "resource_tracker" not in " ".join(child.cmdline())]
            if serving:
                serving[number % len(serving)].kill()
                return
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=PATIENCE)
        self.start(name)

    def is_ready(self) -> bool:
        """Whether the site says that it can serve."""
        try:
            with urllib.request.urlopen(f"{self.address}/health/ready", timeout=10) as answer:  # noqa: S310 (our own)
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def wait(self) -> float:
        """Until it can serve; after how many seconds."""
        began = time.monotonic()
        while not self.is_ready():
            assert time.monotonic() - began < PATIENCE, f"the site did not come back:\n{self.last_words()}"
            time.sleep(0.05)
        return time.monotonic() - began

    def errors(self) -> list[str]:
        """What the processes logged of errors that were nobody's kill: the answers with 500, each with its stack."""
        found = []
        for line in Path(str(self.log.name)).read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("{"):
                told = json.loads(line)
                if told["message"].startswith("Internal Server Error"):
                    stack = "\n    ".join([*told.get("stack", ()), told.get("error", "")])
                    found.append(f"{told['time']} {told.get('request', '')} {told['message']}\n    {stack}")
            elif "Traceback" in line or "raised" in line:
                found.append(line)
        return found

    def last_words(self) -> str:
        """The end of what the processes wrote."""
        return Path(str(self.log.name)).read_text(encoding="utf-8", errors="replace")[-4000:]

    def stop(self) -> None:
        """End everything that was started here."""
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
        for process in self.processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=PATIENCE)
        self.server.stop()
        self.log.close()
