"""``manage.py verify_signoffs``: is everything that was written and signed still what it was?"""

from __future__ import annotations

import dataclasses
import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.chain import Anchor
from articles.verification import Break, Verification, verify
from issues.proofs.verification import PAGE_CHECKS


class Command(BaseCommand):
    """Recompute every hash and the audit trail's chain; exits with 1 where anything does not hold."""

    help = (
        "Recompute the content hash of every revision, compare every signature with its revision and with the audit "
        "trail, the published texts with their signatures, and the audit trail's chain. Exits with 1 on any break."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How to answer, and what was noted earlier."""
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument(
            "--anchor",
            metavar="POSITION:HASH",
            help="a row of the chain noted earlier (the end of an earlier run, or of a printed sheet): it must still "
            "stand there",
        )

    def handle(self, *args: Any, anchor: str | None, json: bool, **options: Any) -> None:
        """Check, and say what was found."""
        try:
            noted = Anchor.parse(anchor) if anchor else None
        except ValueError as error:
            raise CommandError("--anchor: POSITION:HASH, with at least 16 hex digits of the hash.") from error
        result = verify(anchor=noted, further=PAGE_CHECKS)
        self.stdout.write(_as_json(result) if json else "\n".join(_lines(result)))
        if not result.holds:
            sys.exit(1)


def _lines(result: Verification) -> list[str]:
    checked, chain = result.checked, result.chain
    lines = [
        _("Checked in %(seconds).1f s:") % {"seconds": result.seconds},
        _("  %(count)d revisions: content hash, plain text, author") % {"count": checked["revisions"]},
        _("  %(count)d signatures: against the text and the audit trail") % {"count": checked["sign_offs"]},
        _("  %(count)d published articles: signatures of their reviews") % {"count": checked["published"]},
        _("  %(count)d audit rows: the chain of hashes") % {"count": checked["audit_rows"]},
        _("  %(count)d signatures on pages: against the stored PDF and the audit trail") % {"count": checked["pages"]},
    ]
    if chain.removed:
        lines.append(_("  %(count)d older audit rows were removed by retention runs.") % {"count": chain.removed})
    if chain.last:
        lines.append(_("End of the chain: %(anchor)s") % {"anchor": chain.last})
    lines.extend(f"✗ {_place(broken)}{broken.words}" for broken in result.breaks)
    if result.found > len(result.breaks):
        lines.append(_("… and %(count)d more.") % {"count": result.found - len(result.breaks)})
    if result.holds:
        lines.append(_("Everything holds: no break was found."))
    else:
        lines.append(_("%(count)d breaks were found.") % {"count": result.found})
    return lines


def _place(broken: Break) -> str:
    """The article, its title and the revision before the words; nothing for a row of the trail."""
    if broken.article is None:
        return ""
    place = {"article": broken.article, "title": broken.title, "revision": broken.revision}
    if broken.revision is None:
        return _("Article %(article)d “%(title)s”: ") % place
    return _("Article %(article)d “%(title)s”, revision %(revision)d: ") % place


def _as_json(result: Verification) -> str:
    return json.dumps(
        {
            "holds": result.holds,
            "checked": dict(result.checked),
            "seconds": round(result.seconds, 3),
            "removed_by_retention": result.chain.removed,
            "end_of_chain": str(result.chain.last) if result.chain.last else None,
            "found": result.found,
            "breaks": [dataclasses.asdict(broken) for broken in result.breaks],
        },
        ensure_ascii=False,
        indent=2,
    )
