"""``manage.py typeset ISSUE --out DIR``: the pages of an issue as PDF and images, with regions and copy-fit."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from articles.errors import WorkflowError
from issues.layout.model import IssueLayout
from issues.models import Issue
from issues.typesetting.output import set_issue, words, write_issue
from issues.typesetting.plan import composed_layout, layout_of, plain_layout
from issues.typesetting.reading_back import differences
from issues.typesetting.typst import TypesettingError


class Command(BaseCommand):
    """Set an issue in type."""

    help = (
        "Set an issue: page-N.pdf, page-N.png (and smaller images), issue.pdf, regions.json and copyfit.json. ISSUE is "
        "the total number (总第N期), pk:N, or PUBLICATION/YEAR/NUMBER. An issue whose pages are not planned yet is "
        "composed first; nothing is stored. The text is read back from the PDF and compared with the stories."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to set, and where to."""
        parser.add_argument("issue", metavar="ISSUE", help="total number, pk:N, or PUBLICATION/YEAR/NUMBER")
        parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="the folder to write to")
        parser.add_argument("--compose", action="store_true", help="compose anew around the pinned blocks")
        parser.add_argument("--plain", action="store_true", help="story under story, whatever is planned")
        parser.add_argument("--seed", type=int, default=0, help="of composing (default: 0)")
        parser.add_argument("--strict", action="store_true", help="fail when a block is overset")

    def handle(self, *args: Any, **options: Any) -> None:
        """Set, write, read back."""
        issue = find_issue(options["issue"])
        if not issue.pages.exists():
            raise CommandError(f"{issue} has no pages.")
        try:
            layout = self._layout(issue, options)
            done = set_issue(layout, settings.VAR_DIR / "typesetting", read_photo)
        except (WorkflowError, TypesettingError) as error:
            raise CommandError(str(error)) from error
        headlines = {story.key: story.headline for story in layout.stories}
        placements = {f"p{row['pk']}": row for row in issue.placements.values("pk", "article_id", "revision_id")}

        def named(key: str) -> dict[str, Any]:
            row = placements.get(key)
            who = (
                {"placement": row["pk"], "article": row["article_id"], "revision": row["revision_id"]}
                if row
                else {"reserved": int(key[1:])}
            )
            return who | {"headline": headlines[key]}

        files = write_issue(done, options["out"], named)
        self.stdout.write(f"{len(files)} files in {options['out']}")
        for fit in done.overset:
            problems = ", ".join(fit.problems)
            self.stderr.write(f"page {fit.page}: “{headlines[fit.story]}”: {words(fit)} {problems}".rstrip())
        for key, missing in done.missing.items():
            self.stderr.write(f"“{headlines[key]}”: no font has {' '.join(missing)}; printed as 〓")
        wrong = [] if done.overset else differences(layout, done.pdf)
        if wrong:
            listed = "; ".join(f"“{headlines[w.story]}” lost “{w.lost}”, added “{w.added}”" for w in wrong)
            raise CommandError(f"The PDF does not print what was signed: {listed}")
        if done.overset and options["strict"]:
            raise CommandError(f"{len(done.overset)} blocks are overset.")

    @staticmethod
    def _layout(issue: Issue, options: dict[str, Any]) -> IssueLayout:
        if options["plain"]:
            return plain_layout(issue)
        return composed_layout(issue, options["seed"]) if options["compose"] else layout_of(issue)


def read_photo(name: str) -> bytes:
    """A photo's file from the storage."""
    with default_storage.open(name) as file:
        data: bytes = file.read()
        return data


def find_issue(text: str) -> Issue:
    """The issue a person means; raises CommandError when there is none, or more than one."""
    issues = Issue.objects.select_related("publication")
    parts = text.strip("/").split("/")
    if len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal():
        found = issues.filter(publication__slug=parts[0], date__year=int(parts[1]), number=int(parts[2]))
    elif text.startswith("pk:") and text[3:].isdecimal():
        found = issues.filter(pk=int(text[3:]))
    elif text.isdecimal():
        found = issues.filter(total_number=int(text))
        if len(found) > 1:
            raise CommandError(f"Several publications have an issue {text}: write PUBLICATION/YEAR/{text}.")
    else:
        raise CommandError(f"{text}: write a total number, pk:N, or PUBLICATION/YEAR/NUMBER.")
    issue = found.first()
    if issue is None:
        raise CommandError(f"There is no issue {text}.")
    return issue
