"""Which process runs which tests: what takes longest begins first, so that none is left alone with it at the end.

pytest-xdist hands out whole files, those of many tests first. Here a file's time is in a few dear tests rather than in
many: a publisher killed again and again, the demo paper, pages in a browser. Within a file nothing changes its order.
"""

from __future__ import annotations

from zlib import crc32

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling, Scheduling

# Files that take a process most of a minute or more, the dearest first. All others follow as they were collected.
LONGEST = (
    "tests/test_access.py",
    "tests/newsroom/test_demo.py",
    "tests/reading/test_browser.py",
    "tests/reading/test_design_browser.py",
    "tests/issues/test_killed.py",
    "tests/newsroom/test_mirror.py",
    "tests/desk/test_browser_board.py",
    "tests/security/test_hostile_forms.py",
    "tests/reading/test_leaks.py",
    "tests/desk/test_browser_frame.py",
    "tests/desk/test_browser_form.py",
    "tests/desk/test_browser_review.py",
    "tests/desk/test_browser_proofs.py",
    "tests/desk/test_browser_articles.py",
    "tests/security/test_crawler.py",
    "tests/reading/test_browser_epaper.py",
    "tests/newsroom/test_edge.py",
    "tests/scale/test_rolling_restart.py",
    "tests/issues/test_composing_storage.py",
    "tests/articles/test_races.py",
    "tests/newsroom/test_postgres.py",
    "tests/faults/test_faults.py",
    "tests/test_main_job.py",
)
# Files whose tests need nothing of each other, and that are too long for one process.
PARTS = {"tests/test_access.py": 6}


def file_of(nodeid: str) -> str:
    """The path of a test's file."""
    return nodeid.split("::", 1)[0]


def longest_first(items: list[pytest.Item]) -> None:
    """Sort collected tests by their files."""
    places = {file: place for place, file in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(file_of(item.nodeid), len(places)))


class LongestFirst(LoadFileScheduling):
    """Hands out whole files, or equal parts of a file that is too long, in the order of collection."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        file = file_of(nodeid)
        parts = PARTS.get(file, 1)
        return file if parts == 1 else f"{file}, part {crc32(nodeid.encode()) % parts}"


def scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """This order in the place of xdist's own for whole files; other distributions are left as they are."""
    return LongestFirst(config, log) if config.getvalue("dist") == "loadfile" else None
