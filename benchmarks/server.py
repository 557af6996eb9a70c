"""A server of the benchmarks' own with the demo paper, and a bounded load on it from the loopback."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "benchmark"
SECONDS = 4  # of load on each address
CONNECTIONS = 16
START_SECONDS = 180  # for a server on a machine that does other things too


def environment(**more: str) -> dict[str, str]:
    """What the server and the commands see."""
    own = {"VAR_DIR": str(VAR), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "DEBUG": "0"}
    return os.environ | own | {"STATIC_ROOT": str(VAR / "static")} | more


def prepare() -> None:
    """The tables, the demo paper and the collected statics; quick when they are there."""
    run("migrate", "--verbosity", "0")
    run("load_demo", DEBUG="1")
    run("collectstatic", "--no-input", "--verbosity", "0")


def run(*command: str, **more: str) -> None:
    """A management command to its end."""
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(**more),
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def serving(**more: str) -> Iterator[str]:
    """The site under Granian on a free port, with these settings on top; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--workers", "1"],
        cwd=ROOT,
        env=environment(PORT=str(port), **more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(address)
        yield address
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server of ours, kindly at first."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=5):  # noqa: S310
                return
        except OSError:  # refused, reset, no answer in time, or not ready yet
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def rate(address: str) -> float:
    """Requests a second that an address answers with 200, from wrk, after a short warm-up."""
    wrk = shutil.which("wrk")
    if not wrk:
        sys.exit("The benchmarks need wrk: apt-get install wrk")
    for seconds in (1, SECONDS):
        output = subprocess.run(
            [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", address], check=True, capture_output=True, text=True
        ).stdout
    if "Non-2xx" in output:
        sys.exit(f"{address} answered with errors:\n{output}")
    found = re.search(r"Requests/sec:\s*([\d.]+)", output)
    if not found:
        sys.exit(f"wrk said nothing of its rate:\n{output}")
    return float(found[1])
