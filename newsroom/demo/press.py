"""How the pages of a demo issue come about: composed by machine, proofed by three people, released to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts import clock
from accounts.models import User
from accounts.roles import Role
from articles.errors import Incomplete
from issues.composing_storage import compose_issue
from issues.models import Issue, PageSignOff
from issues.proofs.pulling import pull_proofs
from issues.proofs.signing import release_issue, sign_proof

Step = PageSignOff.Step
# Who reads which proof, and at what hour of the day before the issue's.
PROOFS = (
    (Step.FIRST_PROOF, Role.PROOFREADER, 0, time(9, 30)),
    (Step.SECOND_PROOF, Role.EDITOR, 0, time(13, 30)),
    (Step.THIRD_PROOF, Role.EDITOR, 1, time(15, 45)),
)


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def print_issue(issue: Issue, people: Mapping[Role, Sequence[User]]) -> None:
    """Compose an issue whose articles are placed, proof its pages and release them, in the days before its own.

    Raises Incomplete when a story found no room: the demo's issues are as long as their pages.
    """
    eve = issue.date - timedelta(days=1)
    layout, chief = people[Role.LAYOUT_EDITOR][0], people[Role.CHIEF_EDITOR][0]
    with clock.at(_at(issue.date - timedelta(days=2), time(16))):
        composed = compose_issue(issue, by=layout)
    if composed.composition.left_out:
        raise Incomplete([composed.stories[each].headline for each in composed.composition.left_out])
    with clock.at(_at(eve, time(9))):
        pages = pull_proofs(issue, by=layout)
    for step, role, number, hour in PROOFS:
        with clock.at(_at(eve, hour)):
            for set_page in pages:
                sign_proof(set_page, by=people[role][number], step=step)
    with clock.at(_at(eve, time(17))):
        release_issue(issue, by=chief)
