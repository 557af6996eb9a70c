"""One target guided by coverage, as a process of its own: ``python -m benchmarks.fuzz.guided TARGET SECONDS FOLDER``.

Findings are told apart by what failed and where, written once each with the input that shows them, and the search goes
on. What ends the process (a crash of native code, a timeout, memory) is libFuzzer's to write; whoever started the
process begins it again.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import atheris

GROWTH = 500 * 1024  # KB by which one input may raise the most memory that was ever used
TIMEOUT = 60  # seconds of one input before libFuzzer ends the process
SECONDS_OF_CPU = 12.0  # of one input; instrumented code is five to ten times slower than the same code at work

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
_OURS = ["articles.body", "articles.tidying", "articles.word_import", "issues.page_import", "issues.pdf_reading"]
with atheris.instrument_imports(include=[*_OURS, "mammoth"]):  # before anything else imports them
    import django

    django.setup()
    from benchmarks.fuzz import mutating, properties, seeds
from benchmarks.fuzz.findings import Findings  # noqa: E402


@dataclass(frozen=True)
class Target:
    """What is asked of an input, what to begin with, how to change it, and how long it may become."""

    ask: Callable[[bytes], None]
    begin: Callable[[], list[bytes]]
    change: Callable[[mutating.Plain], mutating.Change]
    most_bytes: int


def _text(ask: Callable[[str], None]) -> Callable[[bytes], None]:
    return lambda data: ask(data.decode("utf-8", "replace"))


def _correcting(data: bytes) -> None:
    head, text = data[:30], data[30:].decode("utf-8", "replace")
    acts = [(head[i], 7 * head[i + 1], head[i + 2]) for i in range(0, len(head) - 2, 3)]
    properties.correcting(text, acts)


def _pdf(data: bytes) -> None:
    properties.pdf(data, images=len(data) % 16 == 0)


TARGETS = {
    "sanitiser": Target(_text(properties.sanitiser), seeds.html, mutating.html, 2_000),
    "importer": Target(_text(properties.importer), seeds.pages, mutating.pages, 6_000),
    "correcting": Target(
        _correcting,
        lambda: [bytes(range(n, n + 30)) + page for n, page in enumerate(seeds.pages())],
        mutating.pages,
        6_000,
    ),
    "word": Target(properties.word, seeds.word_files, mutating.word_files, 60_000),
    "pdf": Target(_pdf, seeds.pdfs, mutating.pdfs, 1_000_000),
}


def run(name: str, seconds: int, folder: Path) -> None:
    """Search for so long; never returns."""
    target, findings = TARGETS[name], Findings(folder)
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.begin()):
        (corpus / f"seed-{number}").write_bytes(seed[: target.most_bytes])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked, began = 0, time.monotonic()

    def one(data: bytes) -> None:
        nonlocal asked
        asked += 1
        memory, spent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        try:
            target.ask(data)
        except MemoryError as error:
            findings.add(error, data)
        except Exception as error:  # whatever it is, it is what we look for
            findings.add(error, data)
        if (spent := time.process_time() - spent) > SECONDS_OF_CPU:
            findings.add(properties.Broken("takes too long", f"{spent:.1f} s of processor"), data)
        if (grown := resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) > GROWTH:
            findings.add(properties.Broken("takes too much memory", f"{grown // 1024} MB"), data)
        if asked % 50 == 0:
            passed = {"inputs": asked, "seconds": round(time.monotonic() - began)}
            (folder / "progress.json").write_text(json.dumps(passed))

    change = target.change(lambda data, most: bytes(atheris.Mutate(data, most)))
    flags = [
        *(f"-max_total_time={seconds}", f"-max_len={target.most_bytes}", "-len_control=0"),
        *(f"-timeout={TIMEOUT}", "-rss_limit_mb=2500", "-report_slow_units=100000"),
        *(f"-artifact_prefix={folder}/ended-", "-print_final_stats=1"),
    ]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], one, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
