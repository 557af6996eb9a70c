"""The public site side by side: stored pages and a bare Django view, rendered ones and Wagtail's, small and large.

Everything runs in one go on this machine: the same Granian, one worker, the same PostgreSQL, the loopback, wrk. What is
compared is asked in turns of SECONDS, ROUNDS times (small against large CLOSE_ROUNDS times), forwards and backwards by
turns, and the median of the ratios counts, so that what else the machine does falls on both; the lowest and the highest
ratio are printed beside it. wrk goes before the servers where it may, as if it had a machine of its own: a wait for the
generator is no wait for the paper. BENCHMARK_LARGE=0 leaves out the database of 5,000 issues and 100,000 articles,
which is filled once; ``BENCHMARK_ONLY="tails large"`` runs these PARTS alone.

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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks import wagtail_project
from benchmarks.server import ROOT, START_SECONDS, VAR, environment, run, serving, stop

SECONDS = int(os.environ.get("BENCHMARK_SECONDS", "1"))  # of load on each address in each round
ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "5"))
CLOSE_ROUNDS = 4 * ROUNDS  # where a tenth matters: on two cores single rounds differ by a third
TAIL_SECONDS = 2 * SECONDS  # a hundredth of the answers must be many
PARTS = ("stored", "tails", "wagtail", "large", "statements")
CONNECTIONS = 16
MANY = 64
SMALL, LARGE = (100, 4), (100_000, 5000)  # articles, issues
STORIES = 24
ISSUES_OF_WAGTAIL = 4
GOALS = {"issue": 2.5, "article": 4.0}  # times Wagtail

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk measured: requests a second, and milliseconds."""

    rate: float
    median: float
    p99: float


def load(
    address: str, *, connections: int = CONNECTIONS, tag: str = "", expect: str = "2", seconds: int = SECONDS
) -> Load:
    """Ask an address for so many seconds; once more where the machine let nobody answer in all that time."""
    wrk = shutil.which("wrk")
    if not wrk:
        sys.exit("The benchmarks need wrk: apt-get install wrk")
    first = ["nice", "-n", "-5"] if os.geteuid() == 0 else []  # only root may go before others
    command = [*first, wrk, "-t1", f"-c{connections}", "--latency", *(["-H", f"If-None-Match: {tag}"] if tag else [])]
    for _attempt in range(2):
        output = subprocess.run(
            [*command, f"-d{seconds}s", address], check=True, capture_output=True, text=True, timeout=seconds + 60
        ).stdout
        if " 0 requests in" not in output:
            break
    else:
        sys.exit(f"{address} answers nobody:\n{output}")
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


@dataclass(frozen=True, slots=True)
class Figure:
    """What was found in each round of one comparison, and what is asked of the median."""

    part: str
    what: str
    rounds: list[float]
    least: float | None = None
    most: float | None = None

    @property
    def median(self) -> float:
        """What counts."""
        return statistics.median(self.rounds)

    @property
    def holds(self) -> bool:
        """Whether the median is within what is asked, if anything is."""
        return (self.least is None or self.median >= self.least) and (self.most is None or self.median <= self.most)

    @property
    def asked(self) -> str:
        """The bound in words; empty where there is none."""
        if self.least is not None:
            return f">= {self.least:g}"
        return f"<= {self.most:g}" if self.most is not None else ""

    def __str__(self) -> str:
        verdict = ("held" if self.holds else "NOT HELD") if self.asked else ""
        spread = f"{min(self.rounds):.2f}-{max(self.rounds):.2f}"
        return f"{self.part:<12}{self.what:<46}{self.asked:>8}{self.median:>9.2f}  {spread:>13}  {verdict}".rstrip()


HEADING = f"{'part':<12}{'figure':<46}{'asked':>8}{'found':>9}  {'lowest-highest':>13}"


@dataclass(slots=True)
class Report:
    """Figures, printed as they come and again together at the end."""

    figures: list[Figure] = field(default_factory=list)

    def add(
        self, part: str, what: str, rounds: list[float], *, least: float | None = None, most: float | None = None
    ) -> None:
        """One figure of all rounds."""
        figure = Figure(part, what, rounds, least, most)
        self.figures.append(figure)
        print(f"  {figure}", flush=True)

    def print(self) -> None:
        """The figures that something is asked of, and the verdict."""
        asked = [figure for figure in self.figures if figure.asked]
        print(f"\n{HEADING}", *asked, sep="\n")
        failed = [f"{figure.part}: {figure.what}" for figure in asked if not figure.holds]
        print("All goals hold." if not failed else f"Not reached: {'; '.join(failed)}.", flush=True)


def in_turns(
    addresses: dict[str, str], tags: Mapping[str, str] = {}, rounds: int = ROUNDS, **how: Any
) -> dict[str, list[Load]]:
    """What each of these addresses gave in each round, asked in turns, forwards and backwards.

    ``tags`` are the validators that are sent along with some, which are then answered with 304.
    """
    found: dict[str, list[Load]] = {name: [] for name in addresses}
    for address in addresses.values():
        load(address, connections=4, seconds=1)  # warm
    for turn in range(rounds):
        for name in list(addresses)[:: -1 if turn % 2 else 1]:
            tag = tags.get(name, "")
            found[name].append(load(addresses[name], tag=tag, expect="3" if tag else "2", **how))
    return found


def ratios(found: dict[str, list[Load]], name: str, other: str) -> list[float]:
    """The rate of one address relative to another's, round by round."""
    return [one.rate / two.rate for one, two in zip(found[name], found[other], strict=True)]


# ---------------------------------------------------------------------------------------------------- parts


def _stored(small: dict[str, str], report: Report) -> None:
    print("Stored pages, rate relative to a bare view through the same middleware:", flush=True)
    with serving(**small) as site:
        paths = {"home": "/", **_addresses(site)}
        asked = {"bare": f"{site}/bare/"} | {name: site + path for name, path in paths.items()}
        tags = {f"{name}, as 304": _headers(site + path)["etag"] for name, path in paths.items()}
        asked |= {f"{name}, as 304": site + path for name, path in paths.items()}
        found = in_turns(asked, tags)
        for name in list(asked)[1:]:
            report.add("stored", name, ratios(found, name, "bare"), least=1)


def _tails(small: dict[str, str], report: Report) -> None:
    print(f"Stored pages under {MANY} connections, p99 in medians; what the machine adds shows in the bare view's:")
    with serving(**small) as site:
        paths = {"bare view": "/bare/", **_addresses(site)}
        found = in_turns({name: site + path for name, path in paths.items()}, connections=MANY, seconds=TAIL_SECONDS)
        tails = {name: [one.p99 / one.median for one in loads] for name, loads in found.items()}
        for name, rounds in tails.items():
            report.add("tails", f"{name}, p99 / median", rounds, most=None if name == "bare view" else 5)
        for name in ("issue", "article"):
            beside = [one / two for one, two in zip(tails[name], tails["bare view"], strict=True)]
            report.add("tails", f"{name}, p99 / median beside the bare view's", beside)
        for name, loads in found.items():
            report.add("tails", f"{name}, p99 in milliseconds", [one.p99 for one in loads])


def _wagtail_beside(small: dict[str, str], report: Report) -> None:
    print("Uncached pages, rate relative to Wagtail's:", flush=True)
    theirs = {"issue": f"/issue-{ISSUES_OF_WAGTAIL}/", "article": f"/issue-{ISSUES_OF_WAGTAIL}/story-7/"}
    with (
        _wagtail() as other,
        serving(**small, PAGE_CACHE_MB="0") as site,
        serving(**small, PAGE_CACHE_MB="0", KEPT_PAGES_MB="0") as anew,
    ):
        for name, path in _addresses(site).items():
            found = in_turns({"ours": site + path, "theirs": other + theirs[name], "anew": anew + path})
            report.add("uncached", f"{name}, x Wagtail", ratios(found, "ours", "theirs"), least=GOALS[name])
            report.add("uncached", f"{name}, rendered each time, x Wagtail", ratios(found, "anew", "theirs"))


def _large(small: dict[str, str], large: dict[str, str], report: Report) -> None:
    print(f"With {LARGE[0]:,} articles in {LARGE[1]:,} issues, rate relative to {SMALL[0]} articles:", flush=True)
    for cached, megabytes in (("stored", "64"), ("uncached", "0")):
        with serving(**large, PAGE_CACHE_MB=megabytes) as one, serving(**small, PAGE_CACHE_MB=megabytes) as other:
            theirs = _addresses(other)
            for name, path in _addresses(one).items():
                found = in_turns({"large": one + path, "small": other + theirs[name]}, rounds=CLOSE_ROUNDS)
                report.add("large", f"{name}, {cached}", ratios(found, "large", "small"), least=0.9)


def _statements(small: dict[str, str], large: dict[str, str] | None, report: Report) -> None:
    """What each page asks of the database at both sizes: no ratio of times, so no load blurs it."""
    sizes = {SMALL[0]: small} | ({LARGE[0]: large} if large else {})
    works = {size: _works(more) for size, more in sizes.items()}
    print("Work of the database for one page: statements, blocks of 8 KB looked at, milliseconds of execution;")
    print("at first after a publication, and when the page is made again while nothing public changes:")
    print(f"  {'page':<14}" + "".join(f"{f'{size:,}: first':>26}{'again':>24}" for size in works))
    for name in works[SMALL[0]]:
        cells = [f"{count:>6}{blocks:>9,}{ms:>9.1f}" for size in works for count, blocks, ms in works[size][name]]
        print(f"  {name:<14}  " + "".join(cells), flush=True)
    for name in ("issue", "article"):
        counts = [float(work[0]) for size in works for work in works[size][name]]
        report.add("statements", f"{name}, queries at any size", [max(counts)], most=6)


def _works(more: dict[str, str]) -> dict[str, list[tuple[int, int, float]]]:
    ask = "from benchmarks.reading_statements import main; main()"
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", ask]
    off = {"PAGE_CACHE_MB": "0", "KEPT_PAGES_MB": "0"}
    output = subprocess.run(
        command, cwd=ROOT, env=environment(**more, **off), check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    found: dict[str, list[tuple[int, int, float]]] = json.loads(output.splitlines()[-1])
    return found


def main() -> None:
    """Print the figures beside what is asked."""
    parts = os.environ.get("BENCHMARK_ONLY", "").split() or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    began, report = time.monotonic(), Report()
    run("collectstatic", "--no-input", "--verbosity", "0")
    with _postgres_kept():
        small, large = _ours(SMALL), None
        if os.environ.get("BENCHMARK_LARGE", "1") != "0" and {"large", "statements"} & set(parts):
            print(f"Filling {LARGE[0]:,} articles where they are not there yet …", flush=True)
            large = _ours(LARGE)
            print(f"… {time.monotonic() - began:.0f} s so far", flush=True)
        if "stored" in parts:
            _stored(small, report)
        if "tails" in parts:
            _tails(small, report)
        if "wagtail" in parts:
            _wagtail_beside(small, report)
        if "large" in parts and large:
            _large(small, large, report)
        if "statements" in parts:
            _statements(small, large, report)
    report.print()
    print(f"{time.monotonic() - began:.0f} s in all.")
