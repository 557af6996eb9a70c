"""What a text must have before anybody reviews it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.models import Revision


@dataclass(frozen=True)
class Lack:
    """Something missing, in words: ``field`` of the body (``photo`` 0) or of the photo with this number."""

    message: str
    field: str
    photo: int = 0


def submission_lacks(revision: Revision) -> list[Lack]:
    """What a revision lacks before it can be reviewed, with the place where it is mended."""
    lacks = []
    uses = list(revision.photo_uses.all())
    if not revision.text.strip() and not uses:
        lacks.append(Lack(_("The article has no text yet."), "body"))
    for use in uses:
        if not use.alternative_text.strip():
            message = _(
                "Photo %(number)d has no alternative text: say in a sentence what it shows, "
                "for readers who cannot see it."
            )
            lacks.append(Lack(message % {"number": use.order}, "alternative_text", use.order))
        if use.minors_shown and not use.consent.strip():
            message = _("Photo %(number)d shows minors: note who of their guardians agreed, and when.")
            lacks.append(Lack(message % {"number": use.order}, "consent", use.order))
    return lacks


def submission_problems(revision: Revision) -> list[str]:
    """What a revision lacks before it can be reviewed, in words."""
    return [lack.message for lack in submission_lacks(revision)]
