"""One examination: every check in turn, the database's first, since without it most others have nothing to look at."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.utils.translation import gettext as _

from newsroom.doctor import content, database, surroundings
from newsroom.doctor.reports import Check, Level, Report, Scope

logger = logging.getLogger(__name__)

WITHOUT_DATABASE: tuple[Check, ...] = (
    surroundings.caches,
    surroundings.disk,
    surroundings.backups,
    surroundings.secret,
)
WITH_DATABASE: tuple[Check, ...] = (
    database.indexes,
    database.copy,
    content.files,
    content.search,
    content.signatures,
    surroundings.tasks,
    surroundings.mails,
    surroundings.clocks,
)


def examine(scope: Scope) -> Iterator[Report]:
    """Everything there is to say, check by check."""
    found = list(_reports(database.answers, scope))
    yield from found
    answers = all(report.level != Level.ILL for report in found)
    if answers:
        found = list(_reports(database.migrations, scope))
        yield from found
        if all(report.level != Level.ILL for report in found):
            for check in WITH_DATABASE:
                yield from _reports(check, scope)
    for check in WITHOUT_DATABASE:
        yield from _reports(check, scope)


def _reports(check: Check, scope: Scope) -> Iterator[Report]:
    """What a check says; that it broke down is a report too, since the others have still something to tell."""
    try:
        yield from check(scope)
    except Exception as error:
        logger.exception("The check %s broke down", check.__name__)
        yield Report(
            check.__name__,
            Level.ILL,
            _("This check broke down: %(why)s") % {"why": str(error).strip().splitlines()[0] if str(error) else error},
            _("The log holds the whole error; send it to whoever looks after the program."),
        )
