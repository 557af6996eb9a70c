"""A folder of old issues: what its files are, what has been done, and what needs a person.

A file's issue, date and page come from a manifest (CSV) or from its name. The journal is a file of one line a finished
page, written after the page is stored: an import that was stopped goes on where it stood, and a page that was done is
known again by its content, whatever the file is called now.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

SUFFIXES = frozenset({".txt", ".pdf"})
MANIFEST_COLUMNS = ("file", "number", "total_number", "date", "page")
YEAR = r"(?<!\d)((?:19|20)\d{2})"
DATES_IN_NAME = (
    re.compile(YEAR + r"\s*[-_./年 ]\s*(\d{1,2})\s*[-_./月 ]\s*(\d{1,2})(?!\d)日?"),
    re.compile(YEAR + r"(\d{2})(\d{2})(?!\d)"),
)
TOTAL_IN_NAME = re.compile(r"总第?\s*(\d{1,5})\s*期?")
NUMBER_IN_NAME = re.compile(r"第\s*(\d{1,4})\s*期")
PAGE_IN_NAME = re.compile(r"第?\s*(\d{1,2})\s*版|(?:^|[-_. ])[pP](?:age)?\s*(\d{1,2})(?!\d)")
LAST_FIGURES = re.compile(r"[-_. ](\d{1,2})$")


class ManifestError(ValueError):
    """The manifest cannot be used; ``code``, ``line`` and ``found`` let the interface word why."""

    def __init__(self, code: str, line: int = 0, found: str = "") -> None:
        self.code, self.line, self.found = code, line, found
        super().__init__(code)


@dataclass(frozen=True)
class Origin:
    """Where a page comes from, as far as it is known."""

    number: int | None = None  # of the issue in its year
    total_number: int | None = None
    date: date | None = None
    page: int | None = None

    def over(self, other: Origin) -> Origin:
        """This, with what it does not say taken from another."""
        return Origin(
            self.number or other.number,
            self.total_number or other.total_number,
            self.date or other.date,
            self.page or other.page,
        )


def read_name(name: str, pattern: re.Pattern[str] | None = None) -> Origin:
    """What a file's name says: a date, 总第N期, 第N期, N版 or pN, or two figures at its end for the page.

    ``pattern`` has named groups ``date``, ``number``, ``total_number`` and ``page``; it goes before what is read so.
    """
    stem = name.rsplit(".", 1)[0]
    given = Origin()
    if pattern is not None and (found := pattern.search(stem)):
        groups = {key: value for key, value in found.groupdict().items() if value}
        given = Origin(
            int(groups["number"]) if "number" in groups else None,
            int(groups["total_number"]) if "total_number" in groups else None,
            read_date(groups.get("date", "")),
            int(groups["page"]) if "page" in groups else None,
        )
    rest, day = stem, None
    if found := dated(stem):
        day = make_date(*found.groups())
        rest = stem[: found.start()] + "|" + stem[found.end() :]
    total, number = TOTAL_IN_NAME.search(rest), None
    if total:
        rest = rest[: total.start()] + "|" + rest[total.end() :]
    if found := NUMBER_IN_NAME.search(rest):
        number = int(found[1])
        rest = rest[: found.start()] + "|" + rest[found.end() :]
    page = PAGE_IN_NAME.search(rest) or LAST_FIGURES.search(rest.replace("|", "_"))
    figure = next((int(group) for group in page.groups() if group), None) if page else None
    return given.over(Origin(number, int(total[1]) if total else None, day, figure or None))


def read_date(text: str) -> date | None:
    """A date however it is written, None for none."""
    found = dated(text)
    return make_date(*found.groups()) if found else None


def dated(text: str) -> re.Match[str] | None:
    """Where a text holds a date."""
    return next((found for pattern in DATES_IN_NAME if (found := pattern.search(text))), None)


def make_date(year: str, month: str, day: str) -> date | None:
    """A date that exists, else None."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_manifest(text: str) -> dict[str, Origin]:
    """File name within the folder to origin. Raises ManifestError: no_file_column, bad_date, bad_number, twice."""
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if "file" not in (reader.fieldnames or ()):
        raise ManifestError("no_file_column", 1, ", ".join(reader.fieldnames or ()))
    result: dict[str, Origin] = {}
    for row in reader:
        cells = {key: (row.get(key) or "").strip() for key in MANIFEST_COLUMNS}
        name = cells["file"].replace("\\", "/").removeprefix("./")
        if not name:
            continue
        if name in result:
            raise ManifestError("twice", reader.line_num, name)
        figures: dict[str, int | None] = {}
        for key in ("number", "total_number", "page"):
            if cells[key] and not (cells[key].isascii() and cells[key].isdigit()):
                raise ManifestError("bad_number", reader.line_num, cells[key])
            figures[key] = int(cells[key]) if cells[key] else None
        day = read_date(cells["date"])
        if cells["date"] and day is None:
            raise ManifestError("bad_date", reader.line_num, cells["date"])
        result[name] = Origin(figures["number"], figures["total_number"], day, figures["page"])
    return result


def files_in(folder: Path) -> list[Path]:
    """The .txt and .pdf files under a folder, by name; nothing that a link leads out to."""
    root = folder.resolve()
    found = [
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and path.resolve().is_relative_to(root)
    ]
    return sorted(found, key=lambda path: natural(path.relative_to(folder).as_posix()))


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts page 10 after page 9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name) if part]


@dataclass(frozen=True)
class Doubtful:
    """An article that a person should look at."""

    article: int | None
    title: str
    confidence: float
    doubts: tuple[str, ...]
    first_lines: str


@dataclass(frozen=True)
class Entry:
    """One page in the journal: done, or with a problem that is tried again next time."""

    file: str
    file_page: int
    digest: str  # of the page's text; of the file where it could not be read
    number: int | None = None
    total_number: int | None = None
    date: str = ""
    page: int | None = None
    made: tuple[int, ...] = ()
    there_already: int = 0
    doubtful: tuple[Doubtful, ...] = ()
    problem: str = ""

    def located(self, origin: Origin) -> Entry:
        """The entry with its origin filled in."""
        return replace(
            self,
            number=origin.number,
            total_number=origin.total_number,
            date=origin.date.isoformat() if origin.date else "",
            page=origin.page,
        )


@dataclass
class Journal:
    """The finished pages of one archive, by their content."""

    path: Path
    imported: dict[str, Entry] = field(default_factory=dict)  # by digest

    @classmethod
    def open(cls, path: Path) -> Journal:
        """The journal at a path; a last line cut off by a crash is passed over, since its page is done again."""
        journal = cls(path)
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                entry = parsed(line)
                if entry is not None and not entry.problem:
                    journal.imported[entry.digest] = entry
        return journal

    def add(self, entry: Entry) -> None:
        """Write one page down, at once."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
        if not entry.problem:
            self.imported[entry.digest] = entry


def parsed(line: str) -> Entry | None:
    """An entry from its line, None for a line that is not whole."""
    try:
        value: dict[str, Any] = json.loads(line)
        doubtful = tuple(Doubtful(**{**row, "doubts": tuple(row["doubts"])}) for row in value.pop("doubtful"))
        return Entry(**{**value, "made": tuple(value["made"])}, doubtful=doubtful)
    except (ValueError, TypeError, KeyError):
        return None


def digest(data: bytes) -> str:
    """What tells one file from another."""
    return hashlib.sha256(data).hexdigest()


def report_rows(entries: Iterable[Entry]) -> Iterator[list[str]]:
    """The rows of the report of what needs a person: problems first, then articles, least sure first."""
    yield ["file", "page", "issue", "date", "article", "title", "confidence", "doubts", "begins", "problem"]
    listed = list(entries)
    for entry in listed:
        if entry.problem:
            where = [entry.file, str(entry.page or entry.file_page), _issue(entry), entry.date]
            yield [*where, "", "", "", "", "", entry.problem]
    rows = [(doubtful, entry) for entry in listed for doubtful in entry.doubtful]
    for doubtful, entry in sorted(rows, key=lambda row: (row[0].confidence, row[1].file)):
        yield [
            entry.file, str(entry.page or entry.file_page), _issue(entry), entry.date, str(doubtful.article or ""),
            doubtful.title, f"{doubtful.confidence:.2f}", " ".join(doubtful.doubts), doubtful.first_lines, "",
        ]  # fmt: skip


def _issue(entry: Entry) -> str:
    return str(entry.total_number or entry.number or "")


def write_report(path: Path, entries: Iterable[Entry]) -> int:
    """The report as CSV that a spreadsheet opens; how many rows need a person."""
    rows = list(report_rows(entries))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        # a cell that begins like a formula is text, not a formula, in the spreadsheet that opens it
        csv.writer(file).writerows(
            [["'" + cell if cell[:1] in ("=", "+", "-", "@") else cell for cell in r] for r in rows]
        )
    return len(rows) - 1
