"""Where a page stands, in words and as the four steps that the desk shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues.models import PageSignOff
from issues.proofs.standing import STEPS, PageStanding

Step = PageSignOff.Step


@dataclass(frozen=True)
class StepLine:
    """One of the four steps: signed, due now, or to come."""

    step: str
    label: str
    state: str  # done, now, open
    signature: PageSignOff | None = None


def step_lines(standing: PageStanding) -> list[StepLine]:
    """The three proofs and the release."""
    due = standing.due if standing.set_page else None
    found = []
    for step in STEPS:
        signature = standing.passed.get(step)
        state = "done" if signature else "now" if step == due else "open"
        found.append(StepLine(step, str(Step(step).label), state, signature))
    return found


def in_words(standing: PageStanding) -> tuple[str, str]:
    """Where a page stands, as the kind of state (for its colour) and a short sentence."""
    if standing.shown is None:
        return "draft", _("No proof yet")
    if standing.set_page is None:
        return "sent_back", _("Proofs void: changed since") if standing.voided else _("Changed since the last proof")
    if standing.open_marks:
        words = ngettext("%(count)d open mark", "%(count)d open marks", standing.open_marks)
        word = words % {"count": standing.open_marks}
        return "sent_back", f"{_('Returned')} · {word}" if standing.returned else word
    if standing.due is None:
        return "published", _("Released to print")
    return ("approved" if standing.due == Step.RELEASE else "first_review"), _("Waits: %(step)s") % {
        "step": Step(standing.due).label
    }


def void_in_words(standing: PageStanding) -> str:
    """Whose signatures no longer count because the page changed; empty where none does."""
    if not standing.voided:
        return ""
    signed = [f"{signature.get_step_display()} {signature.signer_name}" for signature in standing.voided]
    return _("The page was changed after it was proofed. No longer valid: %(signed)s.") % {
        "signed": _(", ").join(signed)
    }
