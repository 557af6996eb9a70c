"""The files of a mirror: written whole or not at all, left alone when nothing changed, gone when they are no more."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

STATE = ".newsroom-mirror.json"  # the files of the last export and the version they show
LOCK = ".newsroom-mirror.lock"  # held while an export runs
JOURNAL = ".newsroom-mirror.journal"  # the files begun since, so that an export that was cut short leaves none unknown


class NotAMirror(Exception):
    """The folder holds something, and none of it was exported."""


@dataclass
class Tally:
    """What an export did."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page of the last export: a name for the values that it shows, and the addresses that it leads to."""

    values: str
    links: tuple[tuple[str, int], ...]  # path and number of the page


@dataclass
class Files:
    """The folder of a mirror. Only files that an export wrote are ever taken away."""

    folder: Path
    version: str = ""  # of the last export that came to its end
    pages: dict[str, KnownPage] = field(default_factory=dict)  # of that export, by file
    tally: Tally = field(default_factory=Tally)
    _known: set[str] = field(default_factory=set)
    _current: set[str] = field(default_factory=set)

    @classmethod
    def open(cls, folder: Path) -> Files:
        """The mirror in a folder, which is made if need be. Raises NotAMirror for one that holds other things."""
        cls.expect_ours(folder)
        folder.mkdir(parents=True, exist_ok=True)
        state, journal = folder / STATE, folder / JOURNAL
        files = cls(folder)
        if state.exists():
            kept = json.loads(state.read_text(encoding="utf-8"))
            files.version, files._known = kept["version"], set(kept["files"])
            files.pages = {name: _known_page(*page) for name, page in kept.get("pages", {}).items()}
        if journal.exists():
            files.version, files.pages = "", {}  # the last export did not come to its end
            files._known |= set(journal.read_text(encoding="utf-8").splitlines())
        return files

    @staticmethod
    def expect_ours(folder: Path) -> None:
        """Raises NotAMirror for a folder that holds things, none of which an export wrote."""
        found = {each.name for each in folder.iterdir()} if folder.is_dir() else set()
        if found - {LOCK} and not found & {STATE, JOURNAL}:
            raise NotAMirror

    def holds(self, name: str) -> bool:
        """Whether an export wrote this file, and it is there."""
        return name in self._known and (self.folder / name).is_file()

    def keep(self, name: str) -> None:
        """Leave a file that is there as it is."""
        self._current.add(name)
        self.tally.unchanged += 1

    def write(self, name: str, content: bytes) -> None:
        """Put a file in its place at once, unless it holds just this already."""
        path = self.folder / name
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError(f"{name} would lie outside the mirror.")
        self._current.add(name)
        if path.is_file() and path.read_bytes() == content:
            self._note(name)
            self.tally.unchanged += 1
            return
        self._note(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, passing = tempfile.mkstemp(dir=path.parent, prefix=".mirror-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            os.chmod(passing, 0o644)  # the web server reads it
            os.replace(passing, path)
        except BaseException:
            Path(passing).unlink(missing_ok=True)
            raise
        self.tally.written += 1

    def remove(self, name: str) -> None:
        """Take a file away, and the folders that it leaves empty."""
        path = self.folder / name
        path.unlink(missing_ok=True)
        self.tally.removed += 1
        with suppress(OSError):  # a folder that still holds something ends the climb
            for parent in path.relative_to(self.folder).parents:
                if parent != Path():
                    (self.folder / parent).rmdir()

    def drop(self, names: set[str]) -> None:
        """Take away files of the last export before the new one has come to its end."""
        for name in names & self._known:
            self.remove(name)
            self._known.discard(name)

    @property
    def known(self) -> frozenset[str]:
        """The files of earlier exports."""
        return frozenset(self._known)

    def finish(self, version: str, pages: dict[str, KnownPage]) -> None:
        """Take away what this export did not write again, and remember what there is."""
        for name in sorted(self._known - self._current):
            self.remove(name)
        known = {name: (page.values, page.links) for name, page in sorted(pages.items())}
        kept = {"version": version, "files": sorted(self._current), "pages": known}
        state = json.dumps(kept, ensure_ascii=False, indent=0)
        passing = self.folder / f"{STATE}.new"
        passing.write_text(state, encoding="utf-8")
        os.replace(passing, self.folder / STATE)
        (self.folder / JOURNAL).unlink(missing_ok=True)

    def _note(self, name: str) -> None:
        if name not in self._known:
            self._known.add(name)
            with (self.folder / JOURNAL).open("a", encoding="utf-8") as journal:
                journal.write(f"{name}\n")


def _known_page(values: str, links: list[tuple[str, int]]) -> KnownPage:
    return KnownPage(values, tuple((path, number) for path, number in links))
