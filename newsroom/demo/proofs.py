"""Proofs in the demo: an issue composed where it has no plan yet, pulled, signed by three people and released."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from accounts.roles import Permission, Role, allows
from issues.composing_storage import compose_issue
from issues.models import Issue, SetPage
from issues.proofs.pulling import pull_proofs
from issues.proofs.signing import release_issue, sign_proof
from issues.proofs.standing import STEPS


def proof_issue(
    issue: Issue, *, layout_editor: User, people: Iterable[User], release: bool = True, proofs: int = 3
) -> list[SetPage]:
    """Take an issue through its proofs with the verbs of the desk; ``proofs`` of three are signed on each page.

    ``people`` are all accounts: the proofreader signs first, then editors, then the chief editor, who releases.
    """
    if not issue.blocks.exists():
        compose_issue(issue, by=layout_editor)
    pages = pull_proofs(issue, by=layout_editor)
    readers = readers_of(people)
    for set_page in pages:
        for step, reader in zip(STEPS[:proofs], readers, strict=False):
            sign_proof(set_page, by=reader, step=step)
    if release and proofs == 3:
        chief = next(person for person in readers if allows(person, Permission.RELEASE_PAGES))
        release_issue(issue, by=chief)
    return pages


def readers_of(people: Iterable[User]) -> list[User]:
    """Three people for the three proofs: a proofreader, an editor, a chief editor."""
    known = sorted(people, key=lambda person: person.pk)
    return [
        next(person for person in known if role in person.roles)
        for role in (Role.PROOFREADER, Role.EDITOR, Role.CHIEF_EDITOR)
    ]
