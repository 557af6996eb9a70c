"""A hundred invented issues of 12 to 40 stories, composed, set, and judged by the checker that reads the PDF."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from issues.composing.composer import compose
from issues.layout.checking import PageCheck, check
from issues.layout.style import PageStyle
from tests.issues.invented_issues import IMPRINT, PAGES, invented_issue, printed

ISSUES = 100
GOAL = 0.06  # share of white


def main(issues: int = ISSUES) -> None:
    """Print what the checker found, and the processor time that composing takes."""
    style = PageStyle()
    pages: list[PageCheck] = []
    seconds: list[float] = []
    stories = left = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(issues):
            found = invented_issue(seed)
            begin = time.process_time()
            done = compose(found, style, seed, pages=PAGES, imprint=IMPRINT)
            seconds.append(time.process_time() - begin)
            stories, left = stories + len(found), left + len(done.left_out)
            pages += check(printed(done.layout, Path(folder)), done.layout)
    print(f"Composing {issues} issues of {stories} stories ({left} left out) on {len(pages)} pages:")
    print(f"  {sum(bool(page.overset) for page in pages)} pages with overset text")
    print(
        f"  white space: median {median(page.white for page in pages):.1%}, most {max(p.white for p in pages):.1%},",
        end=" ",
    )
    print(f"{sum(page.white > GOAL for page in pages)} pages above {GOAL:.0%}")
    print(f"  with the air round headlines: median {median(page.bare for page in pages):.1%}")
    print(f"  {sum(bool(page.colliding_headlines) for page in pages)} pages with headlines side by side (碰题)")
    print(f"  {sum(page.broken for page in pages)} pages with a line through them (断版), of them", end=" ")
    print(f"{sum(page.broken and page.blocks < 5 for page in pages)} of fewer than five blocks")
    print(f"  {sum(bool(page.adjacent_photos) for page in pages)} pages with photos back to back")
    print(f"  {sum(not page.lead_on_top for page in pages)} pages whose largest headline is not at the top")
    print(f"  {median(seconds):.1f} s an issue in the median, {max(seconds):.1f} s at the most")
