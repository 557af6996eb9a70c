"""``manage.py import_archive DIR --publication SLUG``: a folder of old issues, as archived imports."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from articles.errors import WorkflowError
from articles.models import Article
from departments.models import Department
from departments.register import DepartmentRegister
from issues import archive, importing
from issues.models import Issue, Publication
from issues.old_issues import PrintedPage, areas_of, record_page
from issues.page_import import PageImport
from newsroom.management.commands.import_page import importer, importing_department

SURE = 0.8  # an article below this confidence is listed for a person
LARGEST = max(importing.MAX_BYTES, importing.MAX_PDF_BYTES)


class Command(BaseCommand):
    """Import a folder of .txt and .pdf files, each the pages of an old issue."""

    help = (
        "Import a folder of old issues (.txt, one page a file; .pdf, one page or a whole issue). Issue, date and page "
        "come from a manifest (CSV with the columns file, number, total_number, date, page) or from the file names. "
        "The stories are stored as archived imports, which nobody publishes without a person. A stopped import goes on "
        "where it stood; importing again makes nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to read, for whom, where the journal is."""
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--publication", metavar="SLUG", required=True, help="the paper's address")
        parser.add_argument("--manifest", type=Path, metavar="CSV", help="which file is which page")
        parser.add_argument("--pattern", metavar="REGEX", help="named groups date, number, total_number, page")
        parser.add_argument("--by", metavar="USERNAME", help="the account that imports (default: the first that may)")
        parser.add_argument("--department", metavar="SLUG", help="whose the stories are (default: the account's own)")
        parser.add_argument(
            "--journal", type=Path, metavar="DIR", help="where journal, report and page images are kept"
        )
        parser.add_argument("--build", action="store_true", help="build the old issues: pages, stories, page images")
        parser.add_argument("--no-images", action="store_true", help="keep no images of PDF pages")
        parser.add_argument("--dry-run", action="store_true", help="store nothing, write nothing but the report")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the folder."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        publication = Publication.objects.filter(slug=options["publication"]).first()
        if publication is None:
            raise CommandError(f"There is no publication with the address {options['publication']}.")
        manifest = self._manifest(options["manifest"])
        pattern = self._pattern(options["pattern"])
        files = archive.files_in(folder)
        if not files:
            raise CommandError(f"There is no .txt or .pdf file in {folder}.")
        self._warn_of_missing(manifest, files, folder)
        by: User | None = None
        department: Department | None = None
        if not options["dry_run"]:
            by = importer(options["by"])
            department = importing_department(options["department"], by)
        place = options["journal"] or settings.VAR_DIR / "archive" / publication.slug
        journal = archive.Journal.open(place / "journal.jsonl")
        run = _Run(self, publication, folder, place, journal, by, department, options)
        entries: list[archive.Entry] = []
        for count, path in enumerate(files, 1):
            name = path.relative_to(folder).as_posix()
            # what the manifest says of a file goes before what its name says
            origin = manifest.get(name, archive.Origin()).over(archive.read_name(path.name, pattern))
            done = run.file(path, name, origin)
            entries += done
            self.stderr.write(f"[{count}/{len(files)}] {name}: {_told(done)}")
        needing = archive.write_report(place / "report.csv", entries)
        total = Counter[str]()
        for entry in entries:
            total.update(pages=1, made=len(entry.made), known=entry.there_already, problems=int(bool(entry.problem)))
        self.stdout.write(
            f"{total['pages']} pages, {total['made']} stories made, {total['known']} there already, "
            f"{total['problems']} pages with problems. {needing} rows for a person in {place / 'report.csv'}"
        )

    @staticmethod
    def _manifest(path: Path | None) -> dict[str, archive.Origin]:
        if path is None:
            return {}
        try:
            return archive.read_manifest(importing.read_dump(path.read_bytes()))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except importing.DumpError as error:
            raise CommandError(f"{path}: {error}") from error
        except archive.ManifestError as error:
            words = {
                "no_file_column": "it has no column “file”; its columns are: {found}",
                "bad_date": "“{found}” is no date; write 2021-08-15",
                "bad_number": "“{found}” is no number",
                "twice": "{found} is listed twice",
            }
            reason = words[error.code].format(found=error.found)
            raise CommandError(f"{path}, line {error.line}: {reason}.") from error

    @staticmethod
    def _pattern(text: str | None) -> re.Pattern[str] | None:
        try:
            return re.compile(text) if text else None
        except re.error as error:
            raise CommandError(f"The pattern cannot be used: {error}.") from error

    def _warn_of_missing(self, manifest: dict[str, archive.Origin], files: list[Path], folder: Path) -> None:
        there = {path.relative_to(folder).as_posix() for path in files}
        for name in manifest:
            if name not in there:
                self.stderr.write(self.style.WARNING(f"The manifest lists {name}, which is not in the folder."))


class _Run:
    """One import under way."""

    def __init__(
        self,
        command: Command,
        publication: Publication,
        folder: Path,
        place: Path,
        journal: archive.Journal,
        by: User | None,
        department: Department | None,
        options: dict[str, Any],
    ) -> None:
        self.command, self.publication, self.folder, self.place = command, publication, folder, place
        self.journal, self.by, self.department = journal, by, department
        self.images = not options["no_images"] and not options["dry_run"]
        self.builds: bool = options["build"]
        self.dates = {
            (issue.total_number, issue.date.year): issue for issue in Issue.objects.filter(publication=publication)
        }
        self.departments = DepartmentRegister()

    def file(self, path: Path, name: str, origin: archive.Origin) -> list[archive.Entry]:
        """All pages of a file; a page that cannot be imported is an entry with a problem, and the next one is tried."""
        try:
            if path.stat().st_size > LARGEST:
                return [self._failed(name, 1, archive.digest(name.encode()), origin, "The file is far too large.")]
            data = path.read_bytes()
        except OSError as error:
            reason = f"The file cannot be read: {error.strerror}."
            return [self._failed(name, 1, archive.digest(name.encode()), origin, reason)]
        entries: list[archive.Entry] = []
        try:
            for page in importing.source_pages(data, images=self.images):
                first = origin.page or (1 if page.number > 1 else None)
                number = first + page.number - 1 if first is not None else None
                located = archive.Origin(origin.number, origin.total_number, origin.date, number)
                entries.append(self._page(page, name, located))
        except importing.DumpError as error:
            entries.append(self._failed(name, len(entries) + 1, archive.digest(data), origin, str(error)))
        return entries

    def _page(self, page: importing.SourcePage, name: str, origin: archive.Origin) -> archive.Entry:
        digest = archive.digest(page.text.encode(errors="replace"))
        if (known := self.journal.imported.get(digest)) and not self.builds:
            return known
        day = origin.date or next(
            (issue.date for (total, _), issue in self.dates.items() if total == origin.total_number), None
        )
        if day is None:
            reason = "The date of the issue is not known: put it in the file name or in a manifest."
            return self._failed(name, page.number, digest, origin, reason)
        origin = archive.Origin(origin.number, origin.total_number, day, origin.page)
        try:
            parsed = importing.read_page(page.text, self.departments)
            preview = importing.preview_page(parsed, page.text, on=day, departments=self.departments)
            with transaction.atomic():
                done = self._store(preview, name, origin)
                self._build(page, parsed, preview, [pk for pk, _created in done], origin)
        except (importing.DumpError, WorkflowError) as error:
            return self._failed(name, page.number, digest, origin, str(error))
        if self.images and page.printed and page.printed.image:
            (self.place / "images").mkdir(parents=True, exist_ok=True)
            (self.place / "images" / f"{digest}.png").write_bytes(page.printed.image)
        entry = archive.Entry(
            file=name,
            file_page=page.number,
            digest=digest,
            made=tuple(pk for pk, created in done if created and pk),
            there_already=sum(not created for _, created in done),
            doubtful=tuple(
                archive.Doubtful(pk, a.content.title, a.confidence, a.doubts, a.first_lines[:60])
                for a, (pk, _) in zip(preview.articles, done, strict=True)
                if a.confidence < SURE
            ),
        ).located(origin)
        if self.by is not None:
            self.journal.add(entry)
        return entry

    def _store(self, preview: importing.Preview, name: str, origin: archive.Origin) -> list[tuple[int | None, bool]]:
        """Primary key and whether it was made now, for each article; nothing is stored on a dry run."""
        if self.by is None or self.department is None:
            return [(a.exists.pk, False) if a.exists else (None, True) for a in preview.articles]
        facts: dict[str, str | int] = {"publication": self.publication.slug, "file": name}
        facts |= {key: value for key in ("number", "total_number", "page") if (value := getattr(origin, key))}
        if origin.date:
            facts["date"] = origin.date.isoformat()
        done = importing.store(preview, by=self.by, department=self.department, archived=True, origin=facts)
        return [(article.pk, created) for article, created in done]

    def _build(
        self,
        page: importing.SourcePage,
        parsed: PageImport,
        preview: importing.Preview,
        keys: Sequence[int | None],
        origin: archive.Origin,
    ) -> None:
        """Put the page with its stories into the issue it was printed in, where that is wanted."""
        if not self.builds or self.by is None:
            return
        stories = Article.objects.select_related("current_revision").in_bulk([pk for pk in keys if pk])
        printed, areas = None, {}
        if page.printed is not None and page.printed.image:
            seen = page.printed
            printed = PrintedPage(seen.image, seen.pdf, seen.width, seen.height, seen.boxed.places)
            read = zip(keys, parsed.articles, strict=True)
            areas = {pk: areas_of(article.lines, printed) for pk, article in read if pk}
        record_page(
            self.publication,
            by=self.by,
            origin=origin,
            name=preview.page_name or "",
            articles=[stories[pk] for pk in keys if pk],
            printed=printed,
            areas=areas,
        )

    def _failed(self, name: str, page: int, digest: str, origin: archive.Origin, problem: str) -> archive.Entry:
        entry = archive.Entry(file=name, file_page=page, digest=digest, problem=problem).located(origin)
        if self.by is not None:
            self.journal.add(entry)
        return entry


def _told(entries: list[archive.Entry]) -> str:
    """What became of one file, in a few words."""
    if problems := [entry.problem for entry in entries if entry.problem]:
        return problems[0]
    made, known = sum(len(e.made) for e in entries), sum(e.there_already for e in entries)
    doubtful = sum(len(e.doubtful) for e in entries)
    return f"{made} made, {known} there already, {doubtful} to look at"
