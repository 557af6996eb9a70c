"""The public site side by side: stored pages against a bare Django view, rendered pages against Wagtail, small against
large.

Everything runs in one go on this machine: the same Granian, one worker, the same PostgreSQL, the loopback, wrk. What is
compared is asked in turns, ROUNDS times, and the median of the ratios counts, so that what else the machine does falls
on both. BENCHMARK_LARGE=0 leaves out the database of 5,000 issues and 100,000 articles (some minutes to fill, once).

What "uncached" means here: the store of whole pages is off (PAGE_CACHE_MB=0), and each request asks the database for
everything that its page shows. As in production, what was made of these very values before is kept by them in the
process (``reading/kept_pages``): a page whose values are the same is not rendered again, one of other values is.
Wagtail keeps what its handbook advises (compiled templates, renditions, site roots). How fast ours is with no page kept
(KEPT_PAGES_MB=0) is printed too, without a goal.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks import wagtail_project
from benchmarks.server import ROOT, START_SECONDS, VAR, environment, run, serving, stop

SECONDS = int(os.environ.get("BENCHMARK_SECONDS", "2"))  # of load on each address in each round
ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "3"))
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
    """Ask an address for SECONDS."""
    wrk = shutil.which("wrk")
    if not wrk:
        sys.exit("The benchmarks need wrk: apt-get install wrk")
    command = [wrk, "-t1", f"-c{connections}", "--latency", *(["-H", f"If-None-Match: {tag}"] if tag else [])]
    output = subprocess.run(
        [*command, f"-d{SECONDS}s", address], check=True, capture_output=True, text=True, timeout=SECONDS + 60
    ).stdout
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
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
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
    code = (
        "import django; django.setup()\n"
        "from django.db import connection; connection.ensure_connection(); print('up', flush=True); input()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if not process.stdout or process.stdout.readline().strip() != "up":
            sys.exit("The benchmarks' PostgreSQL does not start.")
        yield
    finally:
        process.communicate("\n", timeout=60)


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
    """The latest issue, of 24 stories, and a story of it, found by following links."""
    with urllib.request.urlopen(f"{site}/", timeout=60) as answer:  # noqa: S310
        found = re.search(r'href="(/issues/[\w-]+/\d+/\d+/)"', answer.read().decode())
    if not found:
        sys.exit("the home page leads to no issue")
    with urllib.request.urlopen(f"{site}{found[1]}", timeout=60) as answer:  # noqa: S310
        stories = list(dict.fromkeys(re.findall(r'href="(/articles/\d+/)"', answer.read().decode())))
    if len(stories) != STORIES:
        sys.exit(f"the latest issue has {len(stories)} stories instead of {STORIES}")
    return {"issue": found[1], "article": stories[7]}


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
        stop(process)


def _wait(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
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


@dataclass(slots=True)
class Report:
    """Ratios beside their goals, printed as they come."""

    failed: list[str] = field(default_factory=list)

    def line(self, what: str, ratio: float, *, least: float | None = None, most: float | None = None) -> None:
        """One ratio, and whether it reaches its goal, if it has one."""
        bounds = [f"at least {least:.2f}"] if least is not None else []
        bounds += [f"at most {most:.2f}"] if most is not None else []
        holds = (least is None or ratio >= least) and (most is None or ratio <= most)
        verdict = f"   {' and '.join(bounds)}: {'holds' if holds else 'does not hold'}" if bounds else ""
        print(f"  {what:<44}{ratio:7.2f}{verdict}", flush=True)
        if not holds:
            self.failed.append(what)


def _ratios(one: dict[str, str], other: dict[str, str]) -> dict[str, float]:
    """For each name the median ratio of the rates of two addresses, asked in turns."""
    result: dict[str, float] = {}
    for name, address in one.items():
        load(address, connections=4), load(other[name], connections=4)  # warm
        rounds = [load(address).rate / load(other[name]).rate for _round in range(ROUNDS)]
        result[name] = statistics.median(rounds)
    return result


def _stored(more: dict[str, str], report: Report) -> None:
    with serving(**more) as site:
        paths = {"home": "/", **_addresses(site)}
        print("Stored pages, rate relative to a bare view through the same middleware:")
        for name, path in paths.items():
            tag = _headers(site + path)["etag"]
            full, unchanged = list[float](), list[float]()
            for _round in range(ROUNDS):
                bare = load(f"{site}/bare/").rate
                full.append(load(site + path).rate / bare)
                unchanged.append(load(site + path, tag=tag, expect="3").rate / bare)
            report.line(name, statistics.median(full), least=1)
            report.line(f"{name}, as 304", statistics.median(unchanged), least=1)
        tails = dict.fromkeys(("/bare/", paths["issue"], paths["article"]), 0.0)
        for path in tails:
            loads = [load(site + path, connections=MANY) for _round in range(ROUNDS)]
            tails[path] = statistics.median(one.p99 / one.median for one in loads)
        print(f"Under {MANY} connections, p99 in medians (what the machine itself adds shows in the bare view's):")
        report.line("bare view", tails.pop("/bare/"))
        for name in ("issue", "article"):
            report.line(name, tails[paths[name]], most=5)


def _against_wagtail(more: dict[str, str], report: Report) -> None:
    with _wagtail() as other:
        theirs = {
            "issue": f"{other}/issue-{ISSUES_OF_WAGTAIL}/",
            "article": f"{other}/issue-{ISSUES_OF_WAGTAIL}/story-7/",
        }
        print("Uncached pages, rate relative to Wagtail's:")
        with serving(**more, PAGE_CACHE_MB="0") as site:
            ratios = _ratios({name: site + path for name, path in _addresses(site).items()}, theirs)
        report.line(f"issue of {STORIES} stories", ratios["issue"], least=2.5)
        report.line("article", ratios["article"], least=4)
        with serving(**more, PAGE_CACHE_MB="0", KEPT_PAGES_MB="0") as site:
            ratios = _ratios({name: site + path for name, path in _addresses(site).items()}, theirs)
        report.line("issue, rendered anew each time", ratios["issue"])
        report.line("article, rendered anew each time", ratios["article"])


def _against_small(small: dict[str, str], large: dict[str, str], report: Report) -> None:
    print(f"With {LARGE[0]:,} articles in {LARGE[1]:,} issues, rate relative to {SMALL[0]} articles:")
    for cached, megabytes in (("stored", "64"), ("uncached", "0")):
        with serving(**large, PAGE_CACHE_MB=megabytes) as one, serving(**small, PAGE_CACHE_MB=megabytes) as other:
            ours = {name: one + path for name, path in _addresses(one).items()}
            theirs = {name: other + path for name, path in _addresses(other).items()}
            for name, ratio in _ratios(ours, theirs).items():
                report.line(f"{name}, {cached}", ratio, least=0.9)


def main() -> None:
    """Print the ratios beside their goals."""
    report = Report()
    with _postgres_kept():
        small = _ours(SMALL)
        _stored(small, report)
        _against_wagtail(small, report)
        if os.environ.get("BENCHMARK_LARGE", "1") != "0":
            print(f"Filling {LARGE[0]:,} articles where they are not there yet …", flush=True)
            _against_small(small, _ours(LARGE), report)
    print("All goals hold." if not report.failed else f"Not reached: {'; '.join(report.failed)}.")
