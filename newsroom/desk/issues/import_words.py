"""What the import screen calls things: the roles of lines, the kinds of repairs, and what an act did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from issues.import_drafts.doubting import ROLE_UNSURE
from issues.page_import.repairs import Repair
from newsroom.desk.issues.doubts import doubt_in_words


@dataclass(frozen=True)
class RoleWord:
    """A role that a person may give a line: its code, its name, and the key that gives it."""

    code: str
    name: Any
    key: str


ROLES_IN_WORDS = (
    RoleWord("kicker", _("Kicker"), "1"),
    RoleWord("title", _("Title"), "2"),
    RoleWord("subtitle", _("Subtitle"), "3"),
    RoleWord("byline", _("Byline"), "4"),
    RoleWord("body", _("Paragraph"), "5"),
    RoleWord("subhead", _("Subhead"), "6"),
    RoleWord("caption", _("Caption"), "7"),
    RoleWord("signature", _("Attribution"), "8"),
    RoleWord("label", _("Column"), "9"),
    RoleWord("furniture", _("Furniture"), "0"),
    RoleWord("note", _("Note"), "-"),
)
ROLE_NAMES = {role.code: role.name for role in ROLES_IN_WORDS}

REPAIR_NAMES = {
    Repair.FULL_WIDTH: _("Full-width punctuation"),
    Repair.QUOTES: _("Quotation marks"),
    Repair.REJOINED: _("Words joined again"),
    Repair.DOUBLED_CHARACTER: _("Character doubled at a tear"),
    Repair.DOUBLED_CAPTION: _("Caption printed twice"),
}

DONE = {
    "role": _("The role is changed."),
    "begin": _("A paragraph begins here."),
    "join": _("Joined to the paragraph before."),
    "cut": _("The line is cut in two."),
    "split": _("An article begins here."),
    "assign": _("Moved to the article."),
    "earlier": _("Moved up."),
    "later": _("Moved down."),
    "merge": _("Merged with the article before."),
    "up": _("Moved up."),
    "down": _("Moved down."),
    "boundary": _("The boundary is moved."),
    "boundary-up": _("The boundary is moved."),
    "boundary-down": _("The boundary is moved."),
    "leave": _("Left out."),
    "take": _("Will be stored."),
    "confirm": _("Looked at."),
    "repair": _("Repairs as you chose."),
    "undo": _("Taken back."),
    "redo": _("Done again."),
}


def reason_in_words(code: str) -> str:
    """Why a place is doubtful."""
    if code == ROLE_UNSURE:
        return str(_("It is not certain what this line is."))
    return doubt_in_words(code)
