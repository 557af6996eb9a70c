"""``manage.py compose ISSUE``: fills the pages of an issue by machine and says why each story stands where it does."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import WorkflowError
from issues.composing.reasons import Reason
from issues.composing_storage import Composed, compose_issue, preview_composition
from issues.composing_words import in_words
from issues.layout.checking import PageCheck, check
from issues.typesetting.output import set_whole
from issues.typesetting.typst import TypesettingError
from newsroom.management.commands.typeset import find_issue, read_photo


class Command(BaseCommand):
    """Compose an issue."""

    help = (
        "Fill the pages of an issue from the approved articles: pages, rectangles, headline sizes and columns, around "
        "what is pinned. The pages are then set, and the PDF is checked for overset text, white space, headlines side "
        "by side and lines through the page. The same seed gives the same pages. ISSUE is the total number (总第N期), "
        "pk:N, or PUBLICATION/YEAR/NUMBER."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to compose, for whom, and what to show."""
        parser.add_argument("issue", metavar="ISSUE", help="total number, pk:N, or PUBLICATION/YEAR/NUMBER")
        parser.add_argument("--seed", type=int, default=0, help="another number gives other pages (default: 0)")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")
        parser.add_argument("--json", action="store_true", help="print pages, checks and reasons as JSON")
        parser.add_argument("--by", metavar="USERNAME", help="the account that composes (default: the first that may)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compose, check, report."""
        issue = find_issue(options["issue"])
        by = self._person(options["by"])
        act = preview_composition if options["dry_run"] else compose_issue
        begin = time.perf_counter()
        try:
            composed = act(issue, by=by, seed=options["seed"])
            seconds = time.perf_counter() - begin
            pdf = set_whole(composed.layout, settings.VAR_DIR / "typesetting", read_photo)
        except (WorkflowError, TypesettingError) as error:
            raise CommandError(str(error)) from error
        checks = check(pdf, composed.layout)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(composed, checks, seconds), ensure_ascii=False, indent=1))
        else:
            self._show(composed, checks, seconds)

    def _show(self, composed: Composed, checks: list[PageCheck], seconds: float) -> None:
        reasons = composed.composition.reasons
        by_page = {found.sequence: found for found in checks}
        for page in composed.layout.pages:
            self.stdout.write(f"— {page.sequence} {page.name} —")
            for reason in reasons:
                if not reason.story and reason.page == page.sequence:
                    self.stdout.write(f"  {in_words(reason)}")
            for block in page.blocks:
                self.stdout.write(f"  “{composed.stories[block.story].headline}”")
                self._say(reason for reason in reasons if reason.story == block.story and reason.page == page.sequence)
            if page.sequence in by_page:
                self.stdout.write(f"  PDF: {_words(by_page[page.sequence])}")
        for key in composed.composition.left_out:
            self.stdout.write(f"“{composed.stories[key].headline}”")
            self._say(reason for reason in reasons if reason.story == key and not reason.page)
        count = sum(len(page.blocks) for page in composed.layout.pages)
        left = len(composed.composition.left_out)
        self.stdout.write(f"{count} blocks, {left} stories left out, {seconds:.1f} s.")

    def _say(self, reasons: Any) -> None:
        for reason in reasons:
            self.stdout.write(f"      {in_words(reason)}")

    @staticmethod
    def _person(username: str | None) -> User:
        if username:
            person = User.objects.filter(username=username, is_active=True).first()
            if person is None:
                raise CommandError(f"There is no active account {username}.")
            return person
        may = (user for user in User.objects.order_by("pk") if allows(user, Permission.PLACE_ARTICLES))
        person = next(may, None)
        if person is None:
            raise CommandError("No account may place articles: make one, or name it with --by.")
        return person


def _words(found: PageCheck) -> str:
    """A page's check on one line."""
    words = [f"white space {100 * found.white:.1f} %"]
    if found.overset:
        words.append(f"overset: {sum(found.overset.values())} characters")
    if found.colliding_headlines:
        words.append(f"headlines side by side (碰题): {len(found.colliding_headlines)}")
    if found.broken:
        words.append("a line through the page (断版)")
    if found.adjacent_photos:
        words.append(f"photos back to back: {len(found.adjacent_photos)}")
    if not found.lead_on_top:
        words.append("the largest headline is not at the top")
    return ", ".join(words)


def _as_json(composed: Composed, checks: list[PageCheck], seconds: float) -> dict[str, Any]:
    layout = composed.layout
    by_page = {found.sequence: found for found in checks}

    def reason_json(reason: Reason) -> dict[str, Any]:
        return {"code": str(reason.code), "words": in_words(reason), **reason.values}

    reasons = composed.composition.reasons
    return {
        "seed": composed.composition.seed,
        "seconds": round(seconds, 3),
        "pages": [
            {
                "page": page.sequence,
                "name": page.name,
                "check": _check_json(by_page[page.sequence]) if page.sequence in by_page else None,
                "reasons": [reason_json(r) for r in reasons if not r.story and r.page == page.sequence],
                "blocks": [
                    {
                        "story": block.story,
                        "headline": composed.stories[block.story].headline,
                        "rect": [block.rect.x, block.rect.y, block.rect.width, block.rect.height],
                        "text_columns": block.shape.text_columns,
                        "headline_level": block.shape.headline,
                        "pinned": block.pinned,
                        "reasons": [
                            reason_json(r) for r in reasons if r.story == block.story and r.page == page.sequence
                        ],
                    }
                    for block in page.blocks
                ],
            }
            for page in layout.pages
        ],
        "left_out": [
            {
                "story": key,
                "headline": composed.stories[key].headline,
                "reasons": [reason_json(r) for r in reasons if r.story == key and not r.page],
            }
            for key in composed.composition.left_out
        ],
    }


def _check_json(found: PageCheck) -> dict[str, Any]:
    return {
        "white": round(found.white, 4),
        "bare": round(found.bare, 4),
        "overset": found.overset,
        "colliding_headlines": [list(pair) for pair in found.colliding_headlines],
        "lines_across": list(found.lines_across),
        "lines_down": list(found.lines_down),
        "adjacent_photos": [list(pair) for pair in found.adjacent_photos],
        "collisions": found.collisions,
        "lead_on_top": found.lead_on_top,
    }
