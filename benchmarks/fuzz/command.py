"""``python -m benchmarks fuzz``: each target in a process of its own, bounded in time and memory; what came of it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from benchmarks import server
from benchmarks.fuzz.findings import Findings

FOLDER = server.ROOT / "var" / "fuzz"
GUIDED = ("sanitiser", "importer", "correcting", "word", "pdf")
ASKING = ("api", "public")
GRACE = 120  # seconds beyond its time after which a process is ended
KEPT = 3  # of what ended a process, before a target is given up: the same input would end it again and again


def main(arguments: list[str]) -> None:
    """Run the targets one after the other; ends with 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="for each target")
    parser.add_argument("--target", action="append", choices=(*GUIDED, *ASKING), help="may be given several times")
    parser.add_argument("--fresh", action="store_true", help="forget the corpus and the findings of earlier runs")
    options = parser.parse_args(arguments)
    missing = [name for name in ("atheris", "hypothesis", "schemathesis", "pikepdf") if find_spec(name) is None]
    if missing:
        sys.exit(f"Fuzzing needs {', '.join(missing)}: pip install --group fuzz")
    if set(options.target or ASKING) & set(ASKING):
        server.prepare()
    found = 0
    for name in options.target or (*GUIDED, *ASKING):
        found += _run(name, round(options.minutes * 60), is_fresh=options.fresh)
    sys.exit(1 if found else 0)


def _run(name: str, seconds: int, *, is_fresh: bool) -> int:
    """One target for its time; answers how many findings there are."""
    folder = FOLDER / name
    if is_fresh:
        shutil.rmtree(folder, ignore_errors=True)
    findings = Findings(folder)
    deadline = time.monotonic() + seconds
    inputs = 0
    while (left := round(deadline - time.monotonic())) > 1:
        (folder / "progress.json").unlink(missing_ok=True)
        _process(name, left, folder)
        inputs += _progress(folder).get("inputs", 0)
        if len(list(folder.glob("ended-*"))) >= KEPT:
            break
    told = findings.told()
    print(f"{name}: {inputs:,} inputs, {len(told)} findings in {folder.relative_to(server.ROOT)}", flush=True)
    for one in told:
        print(f"  {one}", flush=True)
    return len(told)


def _process(name: str, seconds: int, folder: Path) -> None:
    module, more = ("guided", {}) if name in GUIDED else ("asking", server.environment())
    environment = {**os.environ, **more}
    command = [sys.executable, "-m", f"benchmarks.fuzz.{module}", name, str(seconds), str(folder)]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=server.ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            process.wait(timeout=seconds + GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.returncode and not _progress(folder):
        tail = (folder / "log.txt").read_text(encoding="utf-8", errors="replace")[-1500:]
        sys.exit(f"{name} did not begin:\n{tail}")


def _progress(folder: Path) -> dict[str, int]:
    path = folder / "progress.json"
    try:
        known: dict[str, int] = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):  # the process ended before, or while it wrote
        return {}
    return known
