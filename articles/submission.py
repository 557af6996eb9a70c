"""What a text must have before anybody reviews it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from articles.models import Revision


def submission_problems(revision: Revision) -> list[str]:
    """What a revision lacks before it can be reviewed, in words."""
    problems = []
    uses = list(revision.photo_uses.all())
    if not revision.text.strip() and not uses:
        problems.append(_("The article has no text yet."))
    for use in uses:
        if not use.alternative_text.strip():
            problems.append(
                _(
                    "Photo %(number)d has no alternative text: say in a sentence what it shows, "
                    "for readers who cannot see it."
                )
                % {"number": use.order}
            )
        if use.minors_shown and not use.consent.strip():
            problems.append(
                _("Photo %(number)d shows minors: note who of their guardians agreed, and when.")
                % {"number": use.order}
            )
    return problems
