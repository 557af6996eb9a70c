"""Two web servers against one, and what a request costs each part of the site: how far more servers carry.

Each server has a core of its own; PostgreSQL and the load generator (wrk) have the other cores, or, where there are
only two, whatever the servers leave. Rendered pages are the measure (PAGE_CACHE_MB=0, KEPT_PAGES_MB=0); kept ones cost
so little that wrk is measured as well, and their figures serve docs/sizing.md. One server and two are asked in turns,
ROUNDS times; the ratio is the median.

CPU seconds of each part are counted by the kernel. They hold on a busy machine too, and tell what the limit is: what a
page costs its own server can be had again with each further server, what it costs PostgreSQL cannot.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import psutil

from benchmarks.pages import addresses
from benchmarks.server import VAR, serving
from newsroom.postgres.embedded import EmbeddedServer

SECONDS = int(os.environ.get("BENCHMARK_SECONDS", "3"))
ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "5"))
CONNECTIONS = 4
WAYS: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    ("rendered", {"PAGE_CACHE_MB": "0", "KEPT_PAGES_MB": "0"}, ("article", "issue", "search")),
    ("kept", {}, ("article", "photo")),
)


@dataclass(frozen=True)
class Measured:
    """A time of load: requests a second, and CPU milliseconds for each request."""

    rate: float
    web: float
    database: float
    load: float

    @property
    def all(self) -> float:
        """What a request costs the whole machine."""
        return self.web + self.database + self.load


def main() -> None:
    """Print rates, costs and the limit."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("Two servers want two cores.")
    first, second, others = cores[0], cores[1], set(cores[2:])
    database = EmbeddedServer(VAR / "postgres")
    database.ensure_running()
    print(f"A core for each server, {len(cores)} cores in all:")
    print(
        "  page                   one, 1/s  two, 1/s  ratio   CPU ms each: web  PostgreSQL   wrk   ratio allowed here"
    )
    for way, settings, names in WAYS:
        with ExitStack() as stack:
            with _confined({first}):
                one = stack.enter_context(serving(**settings))
            with _confined({second}):
                two = stack.enter_context(serving(**settings))
            known = addresses(one) | {"photo": _photo(one)}
            for name in names:
                alone, both = [], []
                for _round in range(ROUNDS):
                    _place(database, others or {second})
                    alone.append(_under_load([one + known[name]], database, others or {second}))
                    _place(database, others or {first, second})
                    both.append(_under_load([each + known[name] for each in (one, two)], database, others or {*cores}))
                _tell(f"{name}, {way}", alone, both, spare=len(others))


def _photo(site: str) -> str:
    """The address of a photo of the front page, at the width of a phone."""
    with urllib.request.urlopen(f"{site}/", timeout=60) as answer:  # noqa: S310 (our own)
        found = re.search(r"/media/photos/[\w/-]+-480\.webp", answer.read().decode())
    if not found:
        sys.exit("The front page of the benchmarks' demo shows no photo.")
    return found[0]


def _tell(name: str, alone: list[Measured], both: list[Measured], *, spare: int) -> None:
    ratio = statistics.median(two.rate / one.rate for one, two in zip(alone, both, strict=True))
    first, second = (min(each, key=lambda measured: measured.all) for each in (alone, both))
    # Two cores do 2 / all requests a second at most, one server on a core of its own 1 / web.
    allowed = 2.0 if spare else 2 * first.web / second.all
    costs = f"{second.web:16.3f}  {second.database:10.3f}  {second.load:5.3f}"
    print(f"  {name:<20}  {first.rate:9.0f} {second.rate:9.0f}  {ratio:5.2f}   {costs}   {allowed:5.2f}", flush=True)
    each = max(second.database, 0.001)  # the kernel counts in hundredths of a second
    most, servers = 1000 / each, second.web / each
    print(f"    then PostgreSQL is the limit: a core of it does {most:.0f} of them a second, for {servers:.0f} servers")


@contextmanager
def _confined(cores: set[int]) -> Iterator[None]:
    """What is started within this runs on these cores."""
    former = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, former)


def _postgres(database: EmbeddedServer) -> list[psutil.Process]:
    words = (database.data / "postmaster.pid").read_text(encoding="ascii").split()
    postmaster = psutil.Process(int(words[0]))
    return [postmaster, *postmaster.children()]


def _place(database: EmbeddedServer, cores: set[int]) -> None:
    for process in _postgres(database):
        os.sched_setaffinity(process.pid, cores)


def _spent(processes: list[psutil.Process]) -> float:
    """CPU seconds of these processes up to now."""
    return sum(sum(process.cpu_times()[:2]) for process in processes if process.is_running())


def _servers() -> list[psutil.Process]:
    own = psutil.Process().children()
    servers = [each for each in own if "serve" in each.cmdline()]
    return [*servers, *(child for each in servers for child in each.children(recursive=True))]


def _under_load(urls: list[str], database: EmbeddedServer, cores: set[int]) -> Measured:
    """Load on these addresses at once, after a short warm-up."""
    wrk = shutil.which("wrk")
    if not wrk:
        sys.exit("The benchmarks need wrk: apt-get install wrk")
    for seconds in (1, SECONDS):
        parts = _servers(), _postgres(database)
        before = [_spent(part) for part in parts]
        loading_before = psutil.Process().cpu_times().children_user + psutil.Process().cpu_times().children_system
        with _confined(cores):
            command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
            running = [subprocess.Popen([*command, url], stdout=subprocess.PIPE, text=True) for url in urls]
        outputs = [process.communicate()[0] for process in running]
        web, postgres = (_spent(part) - former for part, former in zip(parts, before, strict=True))
    now = psutil.Process().cpu_times()
    loading = now.children_user + now.children_system - loading_before
    for url, output in zip(urls, outputs, strict=True):
        if "Non-2xx" in output:
            sys.exit(f"{url} answered with errors:\n{output}")
    found = [re.search(r"(\d+) requests in", output) for output in outputs]
    count = sum(int(each[1]) for each in found if each)
    rate = sum(float(each) for output in outputs for each in re.findall(r"Requests/sec:\s*([\d.]+)", output))
    return Measured(rate, *(1000 * spent / count for spent in (web, postgres, loading)))
