"""``manage.py proofread FILE|ARTICLE``: findings in a text or in an article's current revision."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from issues import proofreading as values
from issues.proofreading.findings import article_document, headings_of
from proofreading import MAX_CHARACTERS, Context, Finding, Identity, Severity, TextError, error_rate, proofread, to_json
from proofreading.engine import refuse_unreadable
from proofreading.register import Register, RegisterError, from_json

MAX_BYTES = 4 * MAX_CHARACTERS  # no character takes more in UTF-8


class Command(BaseCommand):
    """Read, proofread, show."""

    help = (
        "Proofread a text file, or the article with this number. With --json the findings are printed in the exchange "
        "form: lines from 1, columns from 0."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to read and what to check it against."""
        parser.add_argument("source", help="a text file, or the number of an article")
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")
        parser.add_argument("--date", type=self._day, help="the day names and posts must be right on (YYYY-MM-DD)")
        parser.add_argument("--identity", choices=[one.value for one in Identity], help="what the publication is")
        parser.add_argument(
            "--register", type=Path, metavar="FILE", help="a register as JSON, in place of the stored one"
        )

    @staticmethod
    def _day(text: str) -> date:
        return date.fromisoformat(text)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, proofread, show."""
        source: str = options["source"]
        path, headings = Path(source), 0
        try:
            if path.is_file():
                name, text = path.name, decode(self._bytes(path))
                context = Context(day=options["date"])
            elif source.isascii() and source.isdigit():
                name, text, context, headings = self._article(int(source), options["date"])
            else:
                raise CommandError(f"There is no file {source}; an article is named by its number.")
            if options["register"]:
                context = replace(context, register=self._register(options["register"]))
            if options["identity"]:
                context = replace(context, identity=Identity(options["identity"]))
            refuse_unreadable(text)
            findings = proofread(text, context, document=article_document(text, headings))
        except (TextError, RegisterError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(to_json(findings, name), ensure_ascii=False, indent=1))
        else:
            self._show(findings, text)

    @staticmethod
    def _bytes(path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error

    def _register(self, path: Path) -> Register:
        data = self._bytes(path)
        try:
            return from_json(data.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} is not UTF-8.") from error

    @staticmethod
    def _article(number: int, day: date | None) -> tuple[str, str, Context, int]:
        article = Article.objects.select_related("current_revision").filter(pk=number).first()
        if article is None or article.current_revision is None:
            raise CommandError(f"There is no article {number}.")
        revision = article.current_revision
        context = values.article_context(article, revision, day or timezone.localdate())
        return f"article {number}", values.article_text(revision), context, headings_of(revision)

    def _show(self, findings: list[Finding], text: str) -> None:
        lines = text.split("\n")
        for one in findings:
            excerpt = lines[one.line - 1][one.start : one.end]
            mended = "" if one.suggestion is None else f" → “{one.suggestion}”"
            self.stdout.write(
                f"{one.line}:{one.start}-{one.end}  {one.severity}  {one.rule}  “{excerpt}”{mended}  {one.message}"
            )
        characters = len("".join(text.split()))
        counted = {severity: sum(one.severity is severity for one in findings) for severity in Severity}
        self.stdout.write(
            _("%(errors)d errors, %(warnings)d warnings, %(infos)d infos; %(rate).1f errors in 10,000 characters")
            % {
                "errors": counted[Severity.ERROR],
                "warnings": counted[Severity.WARNING],
                "infos": counted[Severity.INFO],
                "rate": error_rate(findings, characters),
            }
        )


def decode(data: bytes) -> str:
    """A file's text: UTF-8, UTF-16 with its mark, or GB18030; raises TextError."""
    if len(data) > MAX_BYTES:
        raise TextError(_("The file is larger than %(limit)d bytes. Divide it.") % {"limit": MAX_BYTES})
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue  # the next encoding is tried; where none fits, the refusal below says so
        if not any(char < " " and char not in "\t\n\r\f" for char in text):
            return text
    raise TextError(_("This is not text in UTF-8, UTF-16 or GB18030."))
