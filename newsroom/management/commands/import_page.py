"""``manage.py import_page FILE``: the text dump of a page, as drafts or, with ``--dry-run``, as a report."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import WorkflowError
from departments.models import Department
from departments.register import DepartmentRegister
from issues import importing
from issues.models import Issue, Page


class Command(BaseCommand):
    """Split a page's text into articles and store them as drafts."""

    help = (
        "Split the text dump of a newspaper page into articles and store them as drafts. With --dry-run nothing is "
        "stored; with --json the result is printed in the form of the gold annotations. Importing twice makes "
        "nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to read, for whom, and what to show."""
        parser.add_argument("file", type=Path, help="the dump or a PDF, or - for standard input")
        parser.add_argument("--by", metavar="USERNAME", help="the account that imports (default: the first that may)")
        parser.add_argument("--department", metavar="SLUG", help="the drafts' department (default: the account's own)")
        parser.add_argument(
            "--issue", metavar="TOTAL_NUMBER", type=int, help="the issue, whose date decides about names"
        )
        parser.add_argument("--page", metavar="N", type=int, help="the page of that issue; must exist there")
        parser.add_argument("--pdf-page", metavar="N", type=int, default=1, help="which page of a PDF (default: 1)")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")
        parser.add_argument("--json", action="store_true", help="print the parsed page as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, show, store."""
        try:
            text = self._text(self._read(options["file"]), options["pdf_page"])
            issue = self._issue(options["issue"], options["page"])
            if options["json"]:
                page = importing.read_page(text, DepartmentRegister()).to_json()
                if options["page"]:
                    page["page"]["number"] = options["page"]
                self.stdout.write(json.dumps(page, ensure_ascii=False, indent=1))
            preview = importing.preview(text, on=issue.date if issue else timezone.localdate())
            if options["dry_run"]:
                if not options["json"]:
                    self._show(preview)
                return
            self._store(preview, options)
        except (importing.DumpError, WorkflowError) as error:
            raise CommandError(str(error)) from error

    @staticmethod
    def _read(path: Path) -> bytes:
        try:
            # one byte more than allowed, so that a file too large is told from one that just fits
            if str(path) == "-":
                return sys.stdin.buffer.read(importing.MAX_PDF_BYTES + 1)
            with path.open("rb") as file:
                return file.read(importing.MAX_PDF_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error

    @staticmethod
    def _text(data: bytes, wanted: int) -> str:
        for page in importing.source_pages(data):
            if page.number == wanted:
                return page.text
        raise CommandError(f"The file has no page {wanted}.")

    @staticmethod
    def _issue(total_number: int | None, sequence: int | None) -> Issue | None:
        if total_number is None:
            return None
        issue = Issue.objects.filter(total_number=total_number).first()
        if issue is None:
            raise CommandError(f"There is no issue with the total number {total_number}.")
        if sequence is not None and not Page.objects.filter(issue=issue, sequence=sequence).exists():
            raise CommandError(f"{issue} has no page {sequence}.")
        return issue

    def _show(self, preview: importing.Preview) -> None:
        for article in preview.least_sure_first:
            there = f", in the newsroom already as {article.exists.pk}" if article.exists else ""
            self.stdout.write(
                f"{article.confidence:.2f}  {article.content.title}  ({article.characters} characters{there})"
            )
            if article.doubts:
                self.stdout.write(f"      unsure: {', '.join(article.doubts)}")
        self.stdout.write(f"{len(preview.articles)} articles, {len(preview.furniture)} lines of furniture")

    def _store(self, preview: importing.Preview, options: dict[str, Any]) -> None:
        by = importer(options["by"])
        department = importing_department(options["department"], by)
        done = importing.store(preview, by=by, department=department)
        made = sum(created for _article, created in done)
        self.stderr.write(f"{made} drafts made for {department}, {len(done) - made} were there already.")
        for article, created in done:
            self.stderr.write(f"{'+' if created else '='} {article.pk}  {article}")


def importer(username: str | None) -> User:
    """The account that imports: the named one, or the first that may and has a department."""
    if username:
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active account {username}.")
        return person
    may_import = [user for user in User.objects.order_by("pk") if allows(user, Permission.IMPORT_PAGES)]
    person = next((user for user in may_import if user.department_id), None)
    if person is None:
        raise CommandError("No account may import pages: make one, or name it with --by.")
    return person


def importing_department(slug: str | None, by: User) -> Department:
    """The department that the drafts are of: the named one, or the account's own."""
    department = Department.objects.filter(slug=slug).first() if slug else by.department
    if department is None:
        raise CommandError("Name the department of the drafts with --department: its address in the register.")
    return department
