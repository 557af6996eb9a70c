"""What a search found: one folder for each target, one file for each thing that fails, its input beside it."""

from __future__ import annotations

import hashlib
import traceback
from pathlib import Path


class Findings:
    """The findings of one target."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, error: BaseException, data: bytes, shown: str = "") -> bool:
        """Keep what failed, once for each kind and place; the shortest input wins. Answers whether it is new."""
        name = self.name_of(error)
        report, kept = self.folder / f"{name}.txt", self.folder / f"{name}.input"
        if kept.exists() and len(kept.read_bytes()) <= len(data):
            return False
        is_new = not kept.exists()
        kept.write_bytes(data)
        told = "".join(traceback.format_exception(error))[-6000:]
        report.write_text(f"{shown}\n{told}".lstrip(), encoding="utf-8", errors="backslashreplace")
        return is_new

    def name_of(self, error: BaseException) -> str:
        """A short name that is the same for the same failure at the same place."""
        if isinstance(error, BaseExceptionGroup):  # schemathesis gathers what failed of one answer
            told = sorted({f"{type(one).__name__}{one}"[:120] for one in error.exceptions})
            return f"{type(error.exceptions[0]).__name__}-{hashlib.sha256(repr(told).encode()).hexdigest()[:10]}"
        last = traceback.extract_tb(error.__traceback__)[-1:]
        place = [f"{frame.filename}:{frame.name}:{frame.lineno}" for frame in last]
        what = [str(error.args[0])] if type(error).__name__ == "Broken" else [type(error).__name__, *place]
        return f"{type(error).__name__}-{hashlib.sha256('|'.join(what).encode()).hexdigest()[:10]}"

    def told(self) -> list[str]:
        """The last line of each report, with the file of its input."""
        found = []
        for kept in sorted((*self.folder.glob("*.input"), *self.folder.glob("ended-*"))):
            report = kept.with_suffix(".txt")
            words = report.read_text(encoding="utf-8").strip().splitlines()[-1:] if report.exists() else ["ended"]
            found.append(f"{kept.name}: {words[0][:300]}")
        return found
