"""Lighthouse's marks for the public pages on a phone, what each page weighs, and the reason for every mark below 100.

Lighthouse comes from npm and stays outside the project; without it nothing is measured, and the reason is printed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import server
from tests.requirements import CHROMIUM

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = int(os.environ.get("LIGHTHOUSE_RUNS", "3"))  # of each page; performance is their median
LONGEST_RUN = 600  # seconds, on a machine that does other things too
TRIES = 3  # Chromium at times gives Lighthouse a trace without its beginning, and Lighthouse asks to be run again
LEAST_POWER = 1000  # of Lighthouse's own measure; an idle desktop has 1500 to 3000
FLAGS = "--headless=new --no-sandbox --disable-gpu"
# What a page may weigh without its images: its own bytes compressed, and all its scripts, in KB of 1,000 bytes.
HEAVIEST = {"issue": 60, "article": 40}
MOST_SCRIPT = 15

Report = dict[str, Any]


def main() -> None:
    """Print one line for each page, and a line for each reason."""
    lighthouse = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if not lighthouse or not CHROMIUM.exists():
        print("Lighthouse is not here, so nothing was measured. Install it outside the project and name it:")
        print("  npm install --prefix /tmp/lighthouse lighthouse && apt-get install chromium")
        print("  LIGHTHOUSE=/tmp/lighthouse/node_modules/.bin/lighthouse python -m benchmarks lighthouse")
        return
    found = dict[str, str]()
    with server.serving() as site:
        print(f"{'page':10} {'  '.join(CATEGORIES)}  shift  page KB  styles  scripts KB  others' hosts", flush=True)
        for name, path in addresses(site).items():
            reports = [measured(lighthouse, f"{site}{path}") for _run in range(RUNS)]
            middle = statistics.median_low(mark(report, "performance") for report in reports)
            chosen = next(report for report in reports if mark(report, "performance") == middle)
            print(line(name, chosen, site), flush=True)
            found[name] = verdict(name, chosen, site)
            for reason in reasons(name, chosen):
                print(f"           {reason}", flush=True)
            if mark(chosen, "performance") < 100:
                print(f"           {circumstances(chosen)}")
    print("\nasked: four times 100, layout shift 0, one style sheet, the weights, no third party")
    for name, missed in found.items():
        print(f"{name:10} {f'NOT HELD: {missed}' if missed else 'held'}")


def circumstances(report: Report) -> str:
    """What else may have lowered performance: Lighthouse takes the machine for a phone four times slower."""
    power, load, cores = report["environment"]["benchmarkIndex"], os.getloadavg()[0], os.cpu_count()
    told = f"Lighthouse found {power:.0f} in this machine's power, with {load:.1f} programs on its {cores} cores"
    return told + ("" if power >= LEAST_POWER else f"; below {LEAST_POWER} blocking times are the machine's")


def verdict(name: str, report: Report, site: str) -> str:
    """What of a page's marks, shift and weight is not as asked, in words; empty where all is held."""
    weights = weighed(report, site)
    missed = [f"{category} {mark(report, category)}" for category in CATEGORIES if mark(report, category) < 100]
    missed += [f"layout shift {shift(report):.3f}"] if shift(report) else []
    missed += ["too heavy"] if weights["page"] > HEAVIEST.get(name, 1000) or weights["scripts"] > MOST_SCRIPT else []
    missed += [f"{weights['styles']:.0f} style sheets"] if weights["styles"] != 1 else []
    missed += ["requests to others"] if weights["hosts"] else []
    return ", ".join(missed)


def addresses(site: str) -> dict[str, str]:
    """The pages that are measured, found as a reader would find them."""
    home = _read(f"{site}/")
    issue, article = _first(r'href="(/issues/[\w-]+/\d+/\d+/)"', home), _first(r'href="(/articles/\d+/)"', home)
    return {"home": "/", "issue": issue, "article": article, "e-paper": f"{issue}1/", "search": "/search/"}


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  our own server
        return str(answer.read().decode())


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"The home page of the demo holds nothing like {pattern}.")
    return found[1]


def measured(lighthouse: str, address: str) -> Report:
    """What Lighthouse says of an address, as a phone on a slow network sees it."""
    for _try in range(TRIES):
        report, trouble = attempt(lighthouse, address)
        if report is not None:
            return report
        if "NO_NAVSTART" not in trouble:
            break
    raise SystemExit(f"Lighthouse cannot measure {address}: {trouble}")


def attempt(lighthouse: str, address: str) -> tuple[Report | None, str]:
    """One run of Lighthouse: its report, or what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        ended = subprocess.run(
            [
                *(lighthouse, address, "--quiet", "--output=json", f"--output-path={path}"),
                *(f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"),
            ],
            env=os.environ | {"CHROME_PATH": str(CHROMIUM)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=LONGEST_RUN,
        )
        if not path.exists():
            return None, ended.stderr
        report: Report = json.loads(path.read_text(encoding="utf-8"))
    if failure := report.get("runtimeError"):
        return None, f"{failure['code']}: {failure['message']}"
    return (None, ended.stderr) if ended.returncode else (report, "")


def mark(report: Report, category: str) -> int:
    """The mark of a category, of 100."""
    return round(100 * report["categories"][category]["score"])


def line(name: str, report: Report, site: str) -> str:
    """One page's marks and weight."""
    marks = "  ".join(f"{mark(report, category):>{len(category)}}" for category in CATEGORIES)
    weights = weighed(report, site)
    return (
        f"{name:10} {marks}  {shift(report):5.3f}  {weights['page']:7.1f}  {weights['styles']:6.0f}  "
        f"{weights['scripts']:10.1f}  {weights['hosts']:12.0f}"
    )


def shift(report: Report) -> float:
    """How far the page moves while it loads; 0 is not at all."""
    return float(report["audits"]["cumulative-layout-shift"]["numericValue"])


def weighed(report: Report, site: str) -> dict[str, float]:
    """Compressed KB without images, how many stylesheets, KB of scripts, and how many requests go elsewhere."""
    asked = report["audits"]["network-requests"]["details"]["items"]
    bytes_of = {one["url"]: one.get("transferSize", 0) for one in asked if one.get("resourceType") != "Image"}
    kinds = {one["url"]: one.get("resourceType") for one in asked}
    return {
        "page": sum(bytes_of.values()) / 1000,
        "styles": sum(kind == "Stylesheet" for kind in kinds.values()),
        "scripts": sum(size for url, size in bytes_of.items() if kinds[url] == "Script") / 1000,
        "hosts": sum(not url.startswith((site, "data:")) for url in kinds),
    }


def reasons(name: str, report: Report) -> Iterator[str]:
    """Why a mark is below 100, or a weight above its limit."""
    for category in CATEGORIES:
        for wanted in report["categories"][category]["auditRefs"]:
            audit = report["audits"][wanted["id"]]
            if mark(report, category) < 100 and wanted["weight"] and (audit["score"] or 0) < 1 and _counts(audit):
                yield f"{category}: {audit['title']} {audit.get('displayValue', '')} ({audit['score']})"
    weights = weighed(report, "")
    if weights["page"] > HEAVIEST.get(name, 1000) or weights["scripts"] > MOST_SCRIPT:
        yield f"heavier than {HEAVIEST.get(name)} KB, of which {MOST_SCRIPT} KB may be scripts"


def _counts(audit: Report) -> bool:
    return audit["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
