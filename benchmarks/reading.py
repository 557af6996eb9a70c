"""The public site side by side: stored pages against a bare Django view, rendered pages against Wagtail, small against
large.

Everything runs in one go on this machine: the same Granian, one worker, the same PostgreSQL, the loopback, wrk. With
``BENCHMARK_LARGE=1`` the same figures are taken again with 5,000 issues and 100,000 articles (some minutes to fill).
"""

from __future__ import annotations

import json
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
from dataclasses import dataclass

from benchmarks import wagtail_project
from benchmarks.server import ROOT, VAR, environment, run, serving

SECONDS = int(os.environ.get("BENCHMARK_SECONDS", "4"))  # of load on each address
CONNECTIONS = 16
MANY = 64
SMALL, LARGE = (100, 4), (100_000, 5000)  # articles, issues
STORIES = 24
ISSUES_OF_WAGTAIL = 4

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk measured: requests a second, and milliseconds."""

    rate: float
    median: float
    p99: float


def load(address: str, *, connections: int = CONNECTIONS, tag: str = "", expect: str = "2") -> Load:
    """Ask an address for SECONDS, after a second of warming up."""
    wrk = shutil.which("wrk")
    if not wrk:
        sys.exit("The benchmarks need wrk: apt-get install wrk")
    command = [wrk, "-t1", f"-c{connections}", "--latency", *(["-H", f"If-None-Match: {tag}"] if tag else [])]
    output = ""
    for seconds in (1, SECONDS):
        output = subprocess.run([*command, f"-d{seconds}s", address], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output and expect == "2":
        sys.exit(f"{address} answered with errors:\n{output}")
    found = dict(re.findall(r"(50|99)%\s+([\d.]+[a-z]+)", output))
    rate = re.search(r"Requests/sec:\s*([\d.]+)", output)
    if not rate or len(found) != 2:
        sys.exit(f"wrk said something else than figures:\n{output}")
    return Load(float(rate[1]), _milliseconds(found["50"]), _milliseconds(found["99"]))


def _milliseconds(value: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)([a-z]+)", value).groups()  # type: ignore[union-attr]
    return float(number) * _UNITS[unit]


def _headers(address: str) -> dict[str, str]:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310
        return {name.lower(): value for name, value in answer.headers.items()}


# ------------------------------------------------------------------------------------------------ databases


def _database(name: str) -> dict[str, str]:
    """A database of this name on the benchmarks' server: the settings that lead there."""
    code = (
        "import django, json; django.setup()\n"
        "from django.db import connection\nfrom django.conf import settings\n"
        "cursor = connection.cursor()\n"
        f"cursor.execute(\"SELECT 1 FROM pg_database WHERE datname = '{name}'\")\n"
        f"cursor.fetchone() or cursor.execute('CREATE DATABASE {name}')\n"
        "print(json.dumps({key: str(settings.DATABASES['default'][key]) for key in ('HOST', 'PORT', 'USER')}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(), check=True, capture_output=True, text=True
    )
    found: dict[str, str] = json.loads(result.stdout.splitlines()[-1])
    return found


@contextmanager
def _postgres_kept() -> Iterator[None]:
    """The benchmarks' PostgreSQL, running for as long as this lasts."""
    code = "import django; django.setup()\nfrom django.db import connection; connection.ensure_connection(); input()"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment(), stdin=subprocess.PIPE)
    try:
        yield
    finally:
        process.communicate(b"\n", timeout=60)


def _ours(size: tuple[int, int]) -> dict[str, str]:
    """A database with a paper of this size; the environment that serves it."""
    articles, issues = size
    name = f"reading_{articles}"
    place = _database(name)
    url = f"postgresql://{place['USER']}@/{name}?host={place['HOST']}&port={place['PORT']}"
    more = {"DATABASE_URL": url, "SECRET_KEY": "benchmark" * 6}
    run("migrate", "--verbosity", "0", **more)
    grow = f"from benchmarks.reading_paper import grow; grow({articles}, {issues})"
    run("shell", "--verbosity", "0", "--command", grow, **more)
    return more


def _addresses(site: str) -> dict[str, str]:
    """The latest issue of 24 stories, and a story of it, found by following links."""
    with urllib.request.urlopen(f"{site}/archive/", timeout=20) as answer:  # noqa: S310
        text = answer.read().decode()
    found = re.findall(r'href="(/issues/[\w-]+/\d+/\d+/)"', text)
    if not found:
        sys.exit("the archive has no issue")
    with urllib.request.urlopen(f"{site}{found[-1]}", timeout=20) as answer:  # noqa: S310
        stories = list(dict.fromkeys(re.findall(r'href="(/articles/\d+/)"', answer.read().decode())))
    return {"issue": found[-1], "article": stories[len(stories) // 2]}


@contextmanager
def _wagtail() -> Iterator[str]:
    """Wagtail under the same Granian, with as many stories; gives its address."""
    folder, python = VAR / "wagtail", wagtail_project.install(VAR / "wagtail-venv")
    wagtail_project.write(folder)
    place = _database("wagtail_benchmark")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"WAGTAIL_DB": "wagtail_benchmark", "WAGTAIL_DB_USER": place["USER"], "WAGTAIL_DB_HOST": place["HOST"]}
    own |= {"WAGTAIL_DB_PORT": place["PORT"], "DJANGO_SETTINGS_MODULE": "project.settings", "PYTHONPATH": str(folder)}
    env = os.environ | own
    from benchmarks.reading_paper import story

    plan = json.dumps({"issues": ISSUES_OF_WAGTAIL, "stories": [story(n) for n in range(STORIES)]})
    for command in (["makemigrations", "paper", "-v0"], ["migrate", "-v0"], ["fill"]):
        subprocess.run([str(python), "manage.py", *command], cwd=folder, env=env, check=True, input=plan, text=True)
    granian = [str(python.parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    threads = str(max(4, min(8, 2 * (os.cpu_count() or 1))))  # as `manage.py serve`
    process = subprocess.Popen(
        [*granian, "--workers", "1", "--blocking-threads", threads, "--no-ws", "project.wsgi:application"],
        cwd=folder,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        site = f"http://127.0.0.1:{port}"
        _wait(f"{site}/issue-{ISSUES_OF_WAGTAIL}/")
        yield site
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            _headers(address)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
        else:
            return


# -------------------------------------------------------------------------------------------------- figures


def _stored(more: dict[str, str]) -> None:
    with serving(**more) as site:
        paths = _addresses(site)
        bare = load(f"{site}/bare/").rate
        print("Stored pages, rate relative to a bare view through the same middleware (asked for: 1.00):")
        for name, path in {"home": "/", **paths}.items():
            full = load(site + path)
            unchanged = load(site + path, tag=_headers(site + path)["etag"], expect="3")
            print(f"  {name:<8} {full.rate / bare:5.2f}   as 304 {unchanged.rate / bare:5.2f}")
        many = load(site + paths["issue"], connections=MANY)
        print(f"  under {MANY} connections: p99 {many.p99 / many.median:.1f} x the median (asked for: at most 5.0)")


def _rendered(more: dict[str, str]) -> dict[str, float]:
    with serving(**more, PAGE_CACHE_MB="0") as site:
        return {name: load(site + path).rate for name, path in _addresses(site).items()}


def main() -> None:
    """Print the ratios."""
    with _postgres_kept():
        small = _ours(SMALL)
        _stored(small)
        ours = _rendered(small)
        with _wagtail() as site:
            theirs = {
                "issue": load(f"{site}/issue-{ISSUES_OF_WAGTAIL}/").rate,
                "article": load(f"{site}/issue-{ISSUES_OF_WAGTAIL}/story-7/").rate,
            }
        print(f"Rendered pages, rate relative to Wagtail's (asked for: issue of {STORIES} stories 2.50, article 4.00):")
        for name in ("issue", "article"):
            print(f"  {name:<8} {ours[name] / theirs[name]:5.2f}")
        if os.environ.get("BENCHMARK_LARGE") != "1":
            print("With BENCHMARK_LARGE=1 also: the same with 5,000 issues and 100,000 articles.")
            return
        large = _rendered(_ours(LARGE))
        again = _rendered(small)
        print("Rendered pages with 100,000 articles, rate relative to 100 articles (asked for: 0.90 to 1.10):")
        for name in ("issue", "article"):
            print(f"  {name:<8} {large[name] / again[name]:5.2f}")
